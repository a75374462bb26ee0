"""Telling: the rows of an account, brought to a list one by one, so that nobody waits for all."""

from __future__ import annotations

from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from engine.errors import EngineError
from gui.computation import Computation
from gui.panels.derive_entry import Entry, Note
from gui.sentence import begun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.panels.derive_list import RowList
    from gui.panels.derive_subject import Account, Row

__all__ = ["Telling"]

_SLICE_SECONDS = 0.008
_AT_ONCE = 30
"""Rows that are there before anything else happens."""


class Telling(QObject):
    """Takes the quick rows of an account for a moment at a time, then those of its work.

    Signals
    -------
    ended()
        All rows are there.
    """

    ended = Signal()

    def __init__(self, rows: RowList, parent: QObject) -> None:
        super().__init__(parent)
        self._rows = rows
        self._account: Account | None = None
        self._coming: Iterator[Row] = iter(())
        self._work = Computation(self)
        self._pump = QTimer(self)
        self._pump.setSingleShot(True)
        self._pump.setInterval(0)
        self._pump.timeout.connect(self._bring_more)
        self._work.arrived.connect(self._take)
        self._work.ended.connect(self._end)

    @property
    def is_running(self) -> bool:
        """Whether more rows are to come."""
        return self._pump.isActive() or self._work.is_running

    def stop(self) -> None:
        """Bring no more."""
        self._work.cancel()
        self._pump.stop()
        self._coming = iter(())

    def begin(self, account: Account | None, *, keeps_place: bool) -> None:
        """Tell another account, or nothing.

        Parameters
        ----------
        keeps_place
            Whether it is the same again in other numbers.
        """
        self.stop()
        self._account = account
        self._rows.begin(_made, keeps_place=keeps_place)
        if account is None:
            self._rows.finish()
            return
        self._coming = account.rows()
        self._bring_more(_AT_ONCE)

    def _bring_more(self, at_once: int = 0) -> None:
        until = perf_counter() + _SLICE_SECONDS
        rows: list[Row] = []
        is_over = False
        try:
            rows += islice(self._coming, at_once)
            while not is_over and perf_counter() < until:
                some = list(islice(self._coming, 20))
                rows += some
                is_over = len(some) < 20
        except EngineError as error:
            self._rows.append(rows)
            self._end(str(error))
            return
        self._rows.append(rows)
        if is_over:
            self._begin_work()
        else:
            self._pump.start()

    def _begin_work(self) -> None:
        work = None if self._account is None else self._account.work()
        if work is None:
            self._end("")
            return
        function, arguments = work
        self._work.start(function, *arguments)

    def _take(self, thing: object) -> None:
        if self._account is not None:
            self._rows.append(self._account.found(thing))

    def _end(self, reason: str) -> None:
        """Say why there is nothing more, if there is a reason."""
        if reason and self._account is not None:
            self._rows.append([partial(_refusal, reason, has_arrays=self._account.has_arrays)])
        self._rows.finish()
        self.ended.emit()


def _made(row: Row) -> Entry:
    return row()


def _refusal(reason: str, *, has_arrays: bool) -> Entry:
    notes = [Note(begun(reason), "warning")]
    if has_arrays:
        told = QCoreApplication.translate(
            "Derive", "The page “Ways” tells of arrays, too, by the rules of the operations."
        )
        notes.append(Note(told))
    return Entry(notes=tuple(notes))
