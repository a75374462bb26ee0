"""Training run: descent in slices short enough that the window never waits for it."""

import itertools
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.edits import Batch, SetNode
from engine.errors import EngineError
from engine.training import DescentStep, descend
from gui.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TrainingRun"]

SLICE_SECONDS = 0.015
SHOWN_SECONDS = 0.04
"""The graph takes over what the steps have led to so often: 25 times a second."""

_numbers = itertools.count(1)


class TrainingRun(QObject):
    """Lets a document's parameters descend; all steps of one run are undone together.

    Signals
    -------
    progressed(int, int)
        So many steps of so many were made.
    ended(str)
        No more steps are made, and why before the last; empty after it.

    Attributes
    ----------
    made
        How many steps the run has made so far.
    """

    progressed = Signal(int, int)
    ended = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._states: Iterator[DescentStep] = iter(())
        self._steps = 0
        self.made = 0
        self._key = ""
        self._is_ours = False
        self._pending: DescentStep | None = None
        self._losses: list[float] = []
        self._shown_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)
        document.graph_changed.connect(self._graph_changed)
        document.opened.connect(self._opened)

    @property
    def is_running(self) -> bool:
        """Whether steps are being made."""
        return self._timer.isActive()

    def apply_step(self, learning_rate: float) -> str:
        """Make one step at once.

        Returns
        -------
        str
            Why no step could be made; empty when it was.

        Raises
        ------
        EngineError
            When there is nothing to descend on, or nothing to move.
        """
        reason = self._begin(1, learning_rate) or self._advance(until=0.0)
        self._take()
        return reason

    def start(self, steps: int, learning_rate: float) -> None:
        """Begin to make steps, whenever the event loop is free.

        Raises
        ------
        EngineError
            When there is nothing to descend on, or nothing to move.
        """
        reason = self._begin(steps, learning_rate)
        if reason:
            self._end(reason)
            return
        self._timer.start()
        self.progressed.emit(0, steps)

    def stop(self) -> None:
        """Make no more steps; those made stay."""
        if self.is_running:
            self._take()
            self._end("")

    def _begin(self, steps: int, learning_rate: float) -> str:
        """Get ready to make steps; return why not even the first can be made."""
        self.stop()
        self.document.ensure_evaluated()
        tape = self.document.tape
        if tape is None:
            raise EngineError("there is nothing to train yet")
        self._states = descend(tape, steps, learning_rate)
        first = next(self._states)
        self._pending, self._losses = None, [first.loss]
        self._steps, self.made = steps, 0
        self._key = f"train:run:{next(_numbers)}"
        return first.stopped

    def _slice(self) -> None:
        reason = self._advance(until=perf_counter() + SLICE_SECONDS)
        has_ended = bool(reason) or self.made == self._steps
        if has_ended or perf_counter() - self._shown_at >= SHOWN_SECONDS:
            self._take()
            self.progressed.emit(self.made, self._steps)
        if has_ended:
            self._end(reason)

    def _end(self, reason: str) -> None:
        self._timer.stop()
        self._states = iter(())
        self._pending = None
        self.ended.emit(reason)

    def _advance(self, until: float) -> str:
        """Make at least one step, and more until then; return why no more can be made."""
        state = None
        for state in self._states:
            self._losses.append(state.loss)
            if perf_counter() >= until:
                break
        if state is None:
            return ""
        self.made, self._pending = state.index, state
        return state.stopped

    def _take(self) -> None:
        """Let the graph take over the parameters that the steps so far have led to."""
        state, losses = self._pending, tuple(self._losses)
        if state is None:
            return
        self._pending, self._losses = None, [state.loss]
        edits = [SetNode(node_id, {"value": value}) for node_id, value in state.parameters.items()]
        text = self.tr("Step of descent")
        if self.made > 1:
            text = self.tr("{count} steps of descent").format(count=self.made)
        self._is_ours = True
        try:
            self.document.perform(Batch(tuple(edits)), text, merge_key=self._key, losses=losses)
        finally:
            self._is_ours = False
        self.document.ensure_evaluated()
        self._shown_at = perf_counter()

    def _graph_changed(self, _change: object) -> None:
        if self.is_running and not self._is_ours:
            self._end(self.tr("The run ended, because the graph was changed."))

    def _opened(self) -> None:
        self.stop()
