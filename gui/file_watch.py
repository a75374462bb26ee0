"""FileWatch: notices when another program changes or removes the file of a document."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from gui.document import Document

__all__ = ["FileWatch"]

SETTLED_MS = 300
"""Programs write in several steps; what is asked is asked when they have come to rest."""

Stamp = tuple[int, int]


class FileWatch(QObject):
    """Compares the file on the disk with the one that was read or written last.

    Signals
    -------
    changed_elsewhere(Path)
        Another program wrote the file.
    gone(Path)
        The file is not there any more.

    Parameters
    ----------
    document
        Whose file is watched.
    """

    changed_elsewhere = Signal(object)
    gone = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._path: Path | None = None
        self._known: Stamp | None = None
        self._told: Stamp | None = None
        self._is_held = False
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MS)
        self._timer.timeout.connect(self._look)
        self._watcher.fileChanged.connect(self._note)
        self._watcher.directoryChanged.connect(self._note)
        document.opened.connect(self.accept)

    def hold(self) -> None:
        """Say nothing until `accept`: the document's own file is being written."""
        self._is_held = True

    def release(self) -> None:
        """Speak again: nothing was written."""
        self._is_held = False

    def accept(self) -> None:
        """Take the file as it is on the disk now for the one that the document knows."""
        self._timer.stop()
        self._is_held = False
        self._path = self._document.path
        self._known = self._told = None if self._path is None else _stamp(self._path)
        self._watch()

    @property
    def is_changed_elsewhere(self) -> bool:
        """Whether the file on the disk is another than the one read or written last."""
        if self._path is None or self._path != self._document.path:
            return False
        found = _stamp(self._path)
        return found is not None and found != self._known

    def _watch(self) -> None:
        """Watch the file and its folder: a program that replaces the file ends the watch on it."""
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        if self._path is not None:
            places = (self._path, self._path.parent)
            self._watcher.addPaths([str(place) for place in places if place.exists()])

    def _note(self, _place: str) -> None:
        self._timer.start()

    def _look(self) -> None:
        path = self._path
        if path is None or self._is_held:
            return
        found = _stamp(path)
        if found == self._told:
            return
        self._told = found
        self._watch()
        if found is None:
            self.gone.emit(path)
        elif found != self._known:
            self.changed_elsewhere.emit(path)


def _stamp(path: Path) -> Stamp | None:
    """Return what tells one state of a file from another; None if there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
