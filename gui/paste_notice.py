"""Paste notice: asks before so much is pasted that the window is busy with it for a while."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.errors import EngineError
from gui.background import Job
from gui.canvas.view import CanvasView, LargePaste
from gui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from engine.fragment import Fragment

__all__ = ["PasteNotice"]


class PasteNotice(QObject):
    """Offers to paste what is large, and reads it while the person may still think better of it."""

    def __init__(self, canvas: CanvasView, notice: NoticeBar) -> None:
        super().__init__(notice)
        self._canvas = canvas
        self._notice = notice
        self._wanted: LargePaste | None = None
        self._read: list[Fragment] = []
        self._job: Job | None = None
        canvas.large_paste.connect(self._ask)
        canvas.document.opened.connect(self.cancel)

    def cancel(self) -> None:
        """Paste nothing."""
        self._wanted = self._job = None

    def _ask(self, wanted: LargePaste) -> None:
        self._wanted, self._job = wanted, None
        sentence = self.tr(
            "The clipboard holds about {0} nodes. Pasting them takes a few seconds."
        ).format(wanted.held.size)
        self._notice.tell(sentence, severity="info", stays=True)
        self._notice.offer(self.tr("Paste")).clicked.connect(self._start)
        self._notice.offer(self.tr("Cancel")).clicked.connect(self.cancel)

    def _start(self) -> None:
        """Read in a thread, so that the window lives on."""
        wanted = self._wanted
        if wanted is None:
            return
        self._notice.tell(self.tr("Reading the clipboard…"), severity="info", stays=True)
        self._notice.offer(self.tr("Cancel")).clicked.connect(self.cancel)
        self._read = found = []
        self._job = Job(lambda: found.append(wanted.held.read()))
        self._job.ended.connect(self._paste)
        self._job.start()

    def _paste(self) -> None:
        job, wanted, self._job = self._job, self._wanted, None
        if job is None or wanted is None or self.sender() is not job:
            return
        self.cancel()
        self._notice.hide()
        try:
            job.result()
        except EngineError as error:
            self._canvas.refuse(error)
            return
        (fragment,) = self._read
        self._read = []
        paste = self._canvas.editing.paste
        self._canvas.attempt(lambda: paste(wanted.middle, wanted.group, fragment))
