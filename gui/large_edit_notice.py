"""Large edit notice: says what is being made while it takes, and offers to give it up."""

from PySide6.QtCore import QObject, QTimer

from gui.canvas.view import CanvasView
from gui.widgets.notice_bar import NoticeBar

__all__ = ["LargeEditNotice"]

TOLD_AFTER_MS = 150
"""What is done within a moment needs no words."""


class LargeEditNotice(QObject):
    """Tells of the large edits of the document that a canvas shows."""

    def __init__(self, canvas: CanvasView, notice: NoticeBar) -> None:
        super().__init__(notice)
        self._notice = notice
        self._edits = canvas.document.large_edits
        self._text = ""
        self._has_told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOLD_AFTER_MS)
        self._timer.timeout.connect(self._tell)
        self._edits.started.connect(self._expect)
        self._edits.ended.connect(self._end)
        self._edits.failed.connect(canvas.refuse)

    def _expect(self, text: str) -> None:
        self._text = text
        self._timer.start()

    def _tell(self) -> None:
        self._has_told = True
        self._notice.tell(f"{self._text}…", severity="info", stays=True)
        self._notice.offer(self.tr("Cancel")).clicked.connect(self._edits.cancel)

    def _end(self) -> None:
        self._timer.stop()
        if self._has_told:
            self._notice.hide()
        self._has_told = False
