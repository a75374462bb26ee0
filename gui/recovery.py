"""Recovery: a copy of unsaved work beside the program's own data, for after a crash or a kill.

The copy is written shortly after a change and removed when the document is saved or closed. A lock
file tells a copy whose window still lives from one that was left behind.
"""

import logging
import os
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Signal

from engine.atomic_file import file_problem
from engine.document_format import SUFFIX, Contents, Draft, load_contents, save
from engine.errors import EngineError
from gui.background import Job
from gui.document import Document

__all__ = ["LeftBehind", "Recovery"]

_log = logging.getLogger(__name__)

DELAY_MS = 1000
KEY = "recovery"


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Unsaved work of a window that is no more.

    Attributes
    ----------
    copy
        The file that holds it.
    contents
        What it holds.
    original
        The file that it was opened from; None when it had none.
    """

    copy: Path
    contents: Contents
    original: Path | None

    @property
    def name(self) -> str:
        """What to call it."""
        return self.original.name if self.original else str(self.contents.view.get("title", ""))

    def discard(self) -> None:
        """Delete the copy."""
        self.copy.unlink(missing_ok=True)
        self.copy.with_suffix(".lock").unlink(missing_ok=True)


class Recovery(QObject):
    """Keeps a recovery copy of one document.

    Signals
    -------
    failed(str)
        No copy can be written any more; why, in a few words. Told once until one is written again.

    Parameters
    ----------
    folder
        Where the copies are; by default among the program's data.
    """

    failed = Signal(str)

    def __init__(
        self, document: Document, parent: QObject | None = None, folder: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder or _default_folder()
        self._copy = self._folder / f"{uuid.uuid4().hex}{SUFFIX}"
        self._lock: QLockFile | None = None
        self._job: Job | None = None
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._start)
        document.undo_stack.indexChanged.connect(self._note_change)
        document.undo_stack.cleanChanged.connect(self._note_clean)
        document.opened.connect(self.forget)

    @property
    def delay(self) -> int:
        """Seconds from a change to the copy of it."""
        return self._timer.interval() // 1000

    def set_delay(self, seconds: int) -> None:
        """Write the copy so long after a change."""
        self._timer.setInterval(1000 * seconds)

    def write(self) -> None:
        """Write the copy now, if there is anything unsaved, and wait until it is written."""
        self._finish()
        self._start()
        self._finish()

    def forget(self) -> None:
        """Remove the copy: the work is saved, or was given up."""
        self._timer.stop()
        self._finish()
        self._copy.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _start(self) -> None:
        """Begin to write the copy, or again when the one being written is there."""
        self._timer.stop()
        if not self._document.is_modified:
            return
        if self._job is not None and not self._job.is_done:
            self._timer.start()  # the disk is slow; the next copy will hold more
            return
        self._finish()
        path = self._document.path
        note = {"path": None if path is None else str(path)}
        contents = self._document.contents
        noted = replace(contents, extra={**contents.extra, KEY: note})
        try:
            self._take_lock()
        except OSError as error:
            self._tell_failure(file_problem("save", self._copy, error))
            return
        draft, copy = Draft.of(noted), self._copy
        self._job = Job(lambda: save(draft, copy))
        self._job.ended.connect(self._note_written)
        self._job.start()

    def _note_written(self) -> None:
        """Hear how it went, unless another copy is being written by now."""
        if self._job is not None and self._job.is_done:
            self._finish()

    def _finish(self) -> None:
        """Wait for the copy that is being written."""
        job, self._job = self._job, None
        if job is None:
            return
        try:
            job.result()
        except EngineError as error:
            self._tell_failure(error)
        else:
            self._has_failed = False

    def _tell_failure(self, error: EngineError) -> None:
        """Say once that a copy could not be written; a full disk must not hinder the work."""
        _log.warning("no recovery copy could be written: %s", error)
        if not self._has_failed:
            self._has_failed = True
            self.failed.emit(str(error).rsplit(": ", 1)[-1])

    def left_behind(self) -> list[LeftBehind]:
        """Return the unsaved work of windows that are no more, the latest first."""
        copies = [copy for copy in self._folder.glob(f"*{SUFFIX}") if copy != self._copy]
        copies.sort(key=os.path.getmtime, reverse=True)
        return [found for copy in copies if (found := _orphan(copy)) is not None]

    def _take_lock(self) -> None:
        if self._lock is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = QLockFile(str(self._copy.with_suffix(".lock")))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)

    def _note_change(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _note_clean(self) -> None:
        if not self._document.is_modified:
            self.forget()


def _default_folder() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(place) / "recovery"


def _orphan(copy: Path) -> LeftBehind | None:
    """Read a copy whose window no longer lives; None if it lives or the copy cannot be read."""
    lock = QLockFile(str(copy.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return None
    lock.unlock()
    try:
        contents = load_contents(copy)
    except EngineError:
        _log.warning("the recovery copy %s cannot be read", copy, exc_info=True)
        return None
    note = contents.extra.get(KEY)
    path = note.get("path") if isinstance(note, dict) else None
    kept = {key: value for key, value in contents.extra.items() if key != KEY}
    original = Path(path) if isinstance(path, str) else None
    return LeftBehind(copy, replace(contents, extra=kept), original)
