"""File notice: says that another program changed or removed the file, and offers what to do."""

from pathlib import Path

from PySide6.QtCore import QObject

from gui.files import Files
from gui.widgets.notice_bar import NoticeBar

__all__ = ["FileNotice"]


class FileNotice(QObject):
    """Tells what another program did to the document's file."""

    def __init__(self, files: Files, notice: NoticeBar) -> None:
        super().__init__(notice)
        self._files = files
        self._notice = notice
        files.watch.changed_elsewhere.connect(self._tell_changed)
        files.watch.gone.connect(self._tell_gone)

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
