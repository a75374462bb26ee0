"""Recovery notice: offers unsaved work that a crash or a kill left behind."""

from PySide6.QtCore import QObject

from gui.document import Document
from gui.files import Files
from gui.recovery import LeftBehind, Recovery
from gui.widgets.notice_bar import NoticeBar

__all__ = ["RecoveryNotice"]


class RecoveryNotice(QObject):
    """Shows what was left behind, one find after the other, until each is taken or discarded."""

    def __init__(
        self, document: Document, files: Files, recovery: Recovery, notice: NoticeBar
    ) -> None:
        super().__init__(notice)
        self._document = document
        self._files = files
        self._recovery = recovery
        self._notice = notice
        self._found: list[LeftBehind] = []

    def look(self) -> None:
        """Look for unsaved work and offer it."""
        self._found = self._recovery.left_behind()
        self._offer_next()

    def _offer_next(self) -> None:
        if not self._found:
            return
        name = self._found[0].name or self.tr("an untitled graph")
        sentence = self.tr("Unsaved changes of {name} were found.").format(name=name)
        self._notice.tell(sentence, severity="info", stays=True)
        self._notice.offer(self.tr("Recover")).clicked.connect(self._recover)
        self._notice.offer(self.tr("Discard")).clicked.connect(self._discard)

    def _recover(self) -> None:
        if not self._files.may_discard():
            self._offer_next()
            return
        found = self._found.pop(0)
        self._document.show(found.contents, found.original, is_modified=True)
        self._recovery.write()
        found.discard()
        self._offer_next()

    def _discard(self) -> None:
        self._found.pop(0).discard()
        self._offer_next()
