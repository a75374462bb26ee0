"""Windows: the open windows of the program, each on a document of its own."""

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QSize
from PySide6.QtWidgets import QApplication

from engine.document_format import Contents
from gui.screens import room_around
from gui.settings import Settings
from gui.window import MainWindow

__all__ = ["Windows"]

CASCADE = 32


class Windows(QObject):
    """Opens windows, and knows which file is open in which.

    Parameters
    ----------
    settings
        What all of them remember.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._open: list[MainWindow] = []

    def all(self) -> list[MainWindow]:
        """Return the open windows, the oldest first."""
        return list(self._open)

    def first(self, path: Path | None = None) -> MainWindow:
        """Open the first window, on a file or on the first example."""
        return self._show(MainWindow(path, self._settings))

    def open(self, wanted: object) -> MainWindow:
        """Open another window.

        Parameters
        ----------
        wanted
            A file's path, contents that belong to no file yet, or None for an empty document. A
            file that is open already comes to the front.
        """
        if isinstance(wanted, Path) and (shown := self._showing(wanted)) is not None:
            _bring_forward(shown)
            return shown
        active = QApplication.activeWindow()
        window = MainWindow(
            wanted if isinstance(wanted, Path) else None,
            self._settings,
            contents=wanted if isinstance(wanted, Contents) else None,
            is_first=False,
        )
        if isinstance(active, MainWindow):
            _cascade(window, active)
        return self._show(window)

    def quit(self) -> None:
        """Close every window, each asking about its unsaved changes; the first refusal stops it."""
        for window in reversed(self.all()):
            if not window.close():
                return

    def tell_unexpected(self, error: BaseException) -> None:
        """Tell in the window at work that something went wrong that nobody foresaw."""
        active = QApplication.activeWindow()
        window = active if isinstance(active, MainWindow) else next(iter(self._open), None)
        if window is not None:
            window.tell_unexpected(error)

    def _showing(self, path: Path) -> MainWindow | None:
        """Return the window that a file is open in."""
        for window in self._open:
            if window.document.path is not None and _same(window.document.path, path):
                return window
        return None

    def _show(self, window: MainWindow) -> MainWindow:
        self._open.append(window)

        def show_elsewhere(path: Path) -> bool:
            shown = self._showing(path)
            if shown is None or shown is window:
                return False
            _bring_forward(shown)
            return True

        window.files.show_elsewhere = show_elsewhere
        window.window_wanted.connect(self.open)
        window.quit_wanted.connect(self.quit)
        window.closed.connect(self._forget)
        window.show()
        window.activateWindow()
        return window

    def _forget(self) -> None:
        window = self.sender()
        if isinstance(window, MainWindow) and window in self._open:
            self._open.remove(window)
            if self._open:
                # The last one dies with the program, which is quicker.
                window.deleteLater()


def _cascade(window: MainWindow, active: MainWindow) -> None:
    """Put a window beside the active one, as large as that and no farther than the screen goes."""
    place = active.pos() + QPoint(CASCADE, CASCADE)
    frame = active.frameSize() - active.size()
    room = room_around(active)
    rest = QSize(room.right() + 1 - place.x(), room.bottom() + 1 - place.y()) - frame
    window.resize(active.size().boundedTo(rest.expandedTo(window.minimumSizeHint())))
    window.move(place)


def _bring_forward(window: MainWindow) -> None:
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other
