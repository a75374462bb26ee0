"""File notice: says what went wrong with the document's file, and offers what to do."""

from pathlib import Path

from PySide6.QtCore import QObject

from gui.files import Files
from gui.recovery import Recovery
from gui.widgets.notice_bar import NoticeBar

__all__ = ["FileNotice"]


class FileNotice(QObject):
    """Tells what another program did to the document's file, and what the disk refused."""

    def __init__(self, files: Files, recovery: Recovery, notice: NoticeBar) -> None:
        super().__init__(notice)
        self._files = files
        self._notice = notice
        files.watch.changed_elsewhere.connect(self._tell_changed)
        files.watch.gone.connect(self._tell_gone)
        files.not_saved.connect(self._tell_not_saved)
        recovery.failed.connect(self._tell_no_copy)

    def _tell_changed(self, path: Path) -> None:
        sentence = self.tr("{file} was changed by another program.").format(file=path.name)
        self._notice.tell(sentence, severity="warning", stays=True)
        self._notice.offer(self.tr("Load It")).clicked.connect(self._files.reload)
        self._notice.offer(self.tr("Keep Mine"))

    def _tell_gone(self, path: Path) -> None:
        sentence = self.tr(
            "{file} was removed or renamed by another program; saving writes it again."
        ).format(file=path.name)
        self._notice.tell(sentence, severity="warning", stays=True)
        self._notice.offer(self.tr("Save")).clicked.connect(self._files.save)

    def _tell_not_saved(self, sentence: str) -> None:
        self._notice.tell(sentence, severity="error", stays=True)
        self._notice.offer(self.tr("Try Again")).clicked.connect(self._files.save)
        self._notice.offer(self.tr("Save As…")).clicked.connect(self._files.save_as)

    def _tell_no_copy(self, sentence: str) -> None:
        told = self.tr("No recovery copy is kept at present: {reason}.").format(reason=sentence)
        self._notice.tell(told, severity="warning", stays=True)
        self._notice.offer(self.tr("Save")).clicked.connect(self._files.save)
