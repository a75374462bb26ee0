"""Saving: a document written in the background, with the version before it kept."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.atomic_file import copy_atomically
from engine.document_format import Draft, save
from engine.errors import EngineError
from gui.background import Job, wait
from gui.document import Document

__all__ = ["Saving", "backup_of"]

_log = logging.getLogger(__name__)


def backup_of(path: Path) -> Path:
    """Return where the version before the last saved one is kept.

    >>> backup_of(Path("net.chainrule")).name
    'net.chainrule~'
    """
    return path.with_name(path.name + "~")


class Saving(QObject):
    """Writes a document to its file while the person works on.

    Signals
    -------
    saved(Path)
        It is written.
    failed(str)
        It is not; the file is as it was. One sentence.
    """

    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._job: Job | None = None
        self._path = Path()
        self._revision = 0

    @property
    def is_running(self) -> bool:
        """Whether a file is being written."""
        return self._job is not None

    def start(self, path: Path, *, keeps_backup: bool) -> None:
        """Begin to write the document as it is now.

        Parameters
        ----------
        path
            Where to.
        keeps_backup
            Whether the version that is replaced is kept beside it.
        """
        self.finish()
        self._document.large_edits.settle()
        self._path = path
        self._revision = self._document.revision
        job = Job(_writing(Draft.of(self._document.contents), path, keeps_backup=keeps_backup))
        self._job = job
        job.ended.connect(self._note_written)
        job.start()
        if job.wait_a_moment():
            self._end()

    def finish(self) -> None:
        """Wait until what is being written is written, or has failed."""
        if self._job is not None:
            wait(self._job)
            self._end()

    def _note_written(self) -> None:
        """Hear how it went, unless that is known, or another version is being written by now."""
        if self._job is not None and self._job.is_done:
            self._end()

    def _end(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        try:
            job.result()
        except EngineError as error:
            self.failed.emit(str(error))
        else:
            self._document.take_saved(self._path, self._revision)
            self.saved.emit(self._path)


def _writing(draft: Draft, path: Path, *, keeps_backup: bool) -> Callable[[], None]:
    def write() -> None:
        if keeps_backup and path.exists():
            _keep_backup(path)
        save(draft, path)

    return write


def _keep_backup(path: Path) -> None:
    try:
        copy_atomically(path, backup_of(path))
    except EngineError as error:
        # Saving matters more; what speaks against both, saving will say.
        _log.warning("%s", error)
