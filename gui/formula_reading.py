"""FormulaReading: what is typed into the formula bar, read; a long formula beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from engine.errors import EngineError
from gui.computation import Computation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.reformulation import Reformulation

__all__ = ["LONG", "FormulaReading", "Reading"]

LONG = 1_500
"""From so many characters on, reading and writing it anew would hold up the typing."""


class Reading(NamedTuple):
    """What a typed formula would do, and the formula typeset."""

    found: Reformulation
    latex: str


class FormulaReading(QObject):
    """Reads one formula at a time; the next takes the place of the one before.

    Signals
    -------
    arrived(object)
        A `Reading`, or the `EngineError` that says why there is none.
    """

    arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._computation = Computation(self)
        self._computation.arrived.connect(self.arrived)

    @property
    def is_running(self) -> bool:
        """Whether a formula is still being read."""
        return self._computation.is_running

    def start(self, read: Callable[[], Reformulation], length: int) -> None:
        """Read a formula: one of some length in a thread, any other at once.

        Parameters
        ----------
        read
            Reads it; it must know of nothing of Qt.
        length
            Its characters.
        """
        self.cancel()
        if length < LONG:
            self.arrived.emit(_read(read))
        else:
            self._computation.start(_read_beside, read)

    def cancel(self) -> None:
        """Want nothing more of what is being read."""
        self._computation.cancel()


def _read(read: Callable[[], Reformulation]) -> Reading | EngineError:
    try:
        found = read()
    except EngineError as error:
        return error
    return Reading(found, found.typed.latex)


def _read_beside(read: Callable[[], Reformulation]) -> Iterator[Reading | EngineError]:
    """Read in a thread, while somebody else may change the graph that the names are looked up in.

    To copy a large one would take longer than to read. Whoever changes it has the formula read
    again, so that nothing is lost if this fails.
    """
    try:
        found = _read(read)
    except (KeyError, RuntimeError):
        return
    yield found
