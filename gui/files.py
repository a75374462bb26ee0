"""Files: new, open, save, recent and examples, and the question about unsaved changes."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

import resources
from engine.document_format import SUFFIX, load_contents, loads
from engine.errors import EngineError
from gui.document import Document
from gui.file_dialog import fit_soon
from gui.file_watch import FileWatch
from gui.saving import Saving, backup_of
from gui.settings import KEEP_BACKUP, LAST_FOLDER, RECENT_FILES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FIRST_EXAMPLE", "Files"]

FIRST_EXAMPLE = "one-neuron-skip"
MOST_RECENT = 10
QUESTION_WIDTH = 340


class Files(QObject):
    """Opens and saves a document, and never loses one.

    Signals
    -------
    failed(str)
        A file could not be read or written; one sentence.
    not_saved(str)
        The document could not be saved; one sentence. What was in the file is still there.
    told(str)
        Something worth knowing happened.
    picture_wanted(Path)
        The canvas is to be written as a picture.
    window_wanted(Path)
        A file is to be opened in another window.

    Attributes
    ----------
    watch
        What notices that another program changes the file.
    show_elsewhere
        Brings the window forward that a file is open in, if there is another one; returns whether
        there is.
    """

    failed = Signal(str)
    not_saved = Signal(str)
    told = Signal(str)
    picture_wanted = Signal(object)
    window_wanted = Signal(object)

    def __init__(self, document: Document, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._window = window
        self.watch = FileWatch(document, self)
        self.show_elsewhere: Callable[[Path], bool] = _nowhere
        self._saving = Saving(document, self)
        self._saving.saved.connect(self._saved)
        self._saving.failed.connect(self._not_saved)
        self._has_failed = False
        self.recent_menu = QMenu(self.tr("Open &Recent"), window)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        self.examples_menu = QMenu(self.tr("E&xamples"), window)
        self.examples_menu.setToolTipsVisible(True)
        self.examples_menu.aboutToShow.connect(self._fill_examples)

    # ------------------------------------------------------------------ opening

    def new(self) -> None:
        """Begin an empty document."""
        if self.may_discard():
            self._document.new()

    def open(self) -> None:
        """Ask for a file and open it."""
        fit_soon()
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a graph"), self._folder(), self._filter()
        )
        if chosen:
            self.open_path(chosen)

    def open_in_new_window(self) -> None:
        """Ask for a file and open it in another window."""
        fit_soon()
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a graph in a new window"), self._folder(), self._filter()
        )
        if chosen:
            self.window_wanted.emit(Path(chosen))

    def open_path(self, path: str | Path) -> bool:
        """Open a file, after asking about unsaved changes; return whether it is open now."""
        if self.show_elsewhere(Path(path)):
            return True
        if not self.may_discard():
            return False
        return self.load(Path(path))

    def reload(self) -> None:
        """Show the file as it is on the disk now, after asking about unsaved changes."""
        if self._document.path is not None and self.may_discard():
            self.load(self._document.path)

    def open_backup(self) -> None:
        """Show the version before the last saved one, as unsaved changes of the same file."""
        path = self._document.path
        if path is None or not backup_of(path).exists():
            self.failed.emit(self.tr("No earlier version of this document is kept."))
            return
        if not self.may_discard():
            return
        try:
            contents = load_contents(backup_of(path))
        except EngineError as error:
            self.failed.emit(str(error))
            return
        self._document.show(contents, path, is_modified=True)
        self.told.emit(self.tr("This is the version before; the file is as it was until you save."))

    def load(self, path: Path) -> bool:
        """Open a file without asking; return whether it is open now."""
        try:
            self._document.load(path)
        except EngineError as error:
            self.failed.emit(str(error))
            return False
        self._remember(path)
        return True

    def open_example(self, name: str) -> bool:
        """Show an example as a new document; return whether it is shown."""
        if not self.may_discard():
            return False
        self._document.show(loads(resources.read_text("examples", name + SUFFIX)), None)
        return True

    # ------------------------------------------------------------------ saving

    def save(self) -> bool:
        """Save to the document's file, or ask for one; return whether it is saved."""
        if self._document.path is None:
            return self.save_as()
        return self._write(self._document.path)

    def save_as(self) -> bool:
        """Ask for a file and save to it; return whether it is saved."""
        stem = self._document.path.stem if self._document.path else self.tr("untitled")
        fit_soon()
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the graph"),
            str(Path(self._folder()) / (stem + SUFFIX)),
            self._filter(),
        )
        if not chosen:
            return False
        path = Path(chosen)
        if path.suffix != SUFFIX:
            # The dialog asked about another name than the one that will be written.
            path = path.with_name(path.name + SUFFIX)
            if path.exists() and not self._may_replace(path):
                return False
        return self._write(path)

    def _may_replace(self, path: Path) -> bool:
        box = self._question(
            self.tr("Replace {file}?").format(file=path.name),
            self.tr("A file of that name is already there."),
        )
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        return box.exec() == QMessageBox.StandardButton.Yes

    def _write(self, path: Path) -> bool:
        """Begin to write to a file; return whether that is done, or still going on."""
        if path == self._document.path and self.watch.is_changed_elsewhere:
            if not self._may_overwrite(path):
                return False
        elif self.show_elsewhere(path):
            self.failed.emit(self.tr("{file} is open in another window.").format(file=path.name))
            return False
        self.watch.hold()
        self._has_failed = False
        self._saving.start(path, keeps_backup=self._settings.value(KEEP_BACKUP))
        if self._saving.is_running:
            self.told.emit(self.tr("Saving {file}…").format(file=path.name))
        return not self._has_failed

    def _may_overwrite(self, path: Path) -> bool:
        box = self._question(
            self.tr("{file} was changed by another program. Replace it?").format(file=path.name),
            self.tr("What the other program wrote is kept as the version before."),
        )
        box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        return box.exec() == QMessageBox.StandardButton.Yes

    def _saved(self, path: Path) -> None:
        self.watch.accept()
        self._remember(path)
        self.told.emit(self.tr("Saved {file}").format(file=path.name))

    def _not_saved(self, sentence: str) -> None:
        self._has_failed = True
        self.watch.release()
        self.not_saved.emit(sentence)

    def export_picture(self) -> None:
        """Ask for a file and write the canvas to it as a picture."""
        stem = self._document.path.stem if self._document.path else self.tr("graph")
        fit_soon()
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export a picture"),
            str(Path(self._folder()) / (stem + ".png")),
            self.tr("Pictures (*.png *.svg)"),
        )
        if chosen:
            self.picture_wanted.emit(Path(chosen))

    def may_discard(self) -> bool:
        """Ask what to do with unsaved changes; return whether the document may be replaced."""
        self._saving.finish()
        self._document.large_edits.settle()
        if not self._document.is_modified:
            return True
        name = self._document.title or self.tr("Untitled")
        box = self._question(
            self.tr("Save the changes to {name}?").format(name=name),
            self.tr("Without saving they are lost."),
        )
        box.setStandardButtons(
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel
        )
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        box.button(QMessageBox.StandardButton.Save).setText(self.tr("&Save"))
        box.button(QMessageBox.StandardButton.Discard).setText(self.tr("&Discard"))
        box.button(QMessageBox.StandardButton.Cancel).setText(self.tr("&Cancel"))
        answer = box.exec()
        if answer == QMessageBox.StandardButton.Save:
            return self._save_now()
        return answer == QMessageBox.StandardButton.Discard

    def _save_now(self) -> bool:
        """Save, and return only when it is done or has failed."""
        if not self.save():
            return False
        self._saving.finish()
        return not self._has_failed

    def _question(self, text: str, more: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setObjectName("question")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(more)
        # Qt makes the box as wide as its wrapped text needs, and a pixel less.
        box.setStyleSheet(f"QLabel#qt_msgbox_label {{ min-width: {QUESTION_WIDTH}px; }}")
        return box

    # ------------------------------------------------------------------ menus and memory

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self._settings.value(RECENT_FILES):
            action = self.recent_menu.addAction(Path(path).name.replace("&", "&&"))
            action.setData(path)
            action.setToolTip(path)
            action.setEnabled(Path(path).exists())
            action.triggered.connect(self._open_chosen)
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction(self.tr("No files yet")).setEnabled(False)

    def _open_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.open_path(str(action.data()))

    def _fill_examples(self) -> None:
        if not self.examples_menu.isEmpty():
            return
        for name in resources.names("examples", SUFFIX):
            view = loads(resources.read_text("examples", name)).view
            action = self.examples_menu.addAction(str(view.get("title", name)))
            action.setToolTip(str(view.get("summary", "")))
            action.setData(name.removesuffix(SUFFIX))
            action.triggered.connect(self._open_chosen_example)

    def _open_chosen_example(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.open_example(str(action.data()))

    def _remember(self, path: Path) -> None:
        text = str(path.resolve())
        others = [known for known in self._settings.value(RECENT_FILES) if known != text]
        self._settings.set_value(RECENT_FILES, (text, *others[: MOST_RECENT - 1]))
        self._settings.set_value(LAST_FOLDER, str(path.resolve().parent))

    def _folder(self) -> str:
        remembered = self._settings.value(LAST_FOLDER)
        return remembered if remembered and Path(remembered).is_dir() else str(Path.home())

    def _filter(self) -> str:
        return self.tr("Graphs (*{suffix});;All files (*)").format(suffix=SUFFIX)


def _nowhere(_path: Path) -> bool:
    return False
