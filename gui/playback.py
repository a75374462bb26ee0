"""Playback: where in the story of a run the window is, and its clock."""

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from engine.trace import Annotations, Phase, Step, Trace, annotations_at
from gui.document import Document

__all__ = ["SPEEDS", "Playhead"]

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
STEP_MS = 900.0
LONGEST_PASS_MS = 20_000.0


class Milestone(StrEnum):
    """A position that keeps its meaning when the graph, and so the trace, becomes another."""

    START = "start"
    FORWARD = "forward"
    BACKWARD = "backward"
    END = "end"
    BETWEEN = "between"


class _Left(NamedTuple):
    """Where a document was left that is read anew."""

    milestone: Milestone
    position: int
    step: Step | None


class Playhead(QObject):
    """The position in a document's trace: what is shown, and what comes next.

    Signals
    -------
    moved(Annotations | None)
        Another position, or another trace, is shown.
    playing_changed(bool)
    speed_changed(float)
    """

    moved = Signal(object)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.position = 0
        self.speed = 1.0
        self.annotations: Annotations | None = None
        self._milestone = Milestone.START
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        document.evaluated.connect(self._follow)
        self._path = document.path
        self._left: _Left | None = None
        document.opened.connect(self._start_over)
        document.path_changed.connect(self._note_path)

    @property
    def trace(self) -> Trace | None:
        """The trace of the document's latest evaluation."""
        return self.document.trace

    @property
    def length(self) -> int:
        """How many steps the trace has."""
        return len(self.trace) if self.trace else 0

    @property
    def is_playing(self) -> bool:
        """Whether the clock is running."""
        return self._timer.isActive()

    def seek(self, position: int) -> None:
        """Show what is known after that many steps."""
        self.document.ensure_evaluated()
        self._go(position, Milestone.BETWEEN)

    def step_forward(self) -> None:
        """Make the next step."""
        self.seek(self.position + 1)

    def step_back(self) -> None:
        """Take the last step back."""
        self.seek(self.position - 1)

    def to_start(self) -> None:
        """Show the graph before anything was computed."""
        self.pause()
        self._go(0, Milestone.START)

    def to_end(self) -> None:
        """Show everything that the trace tells."""
        self.pause()
        self.document.ensure_evaluated()
        self._go(self.length, Milestone.END)

    def run_forward(self) -> None:
        """Show the values of the whole forward pass, and no gradient."""
        self.pause()
        self.document.ensure_evaluated()
        self._go(self.trace.forward_end if self.trace else 0, Milestone.FORWARD)

    def run_backward(self) -> None:
        """Show the values and the gradients of both passes."""
        self.pause()
        self.document.ensure_evaluated()
        self._go(self.trace.backward_end if self.trace else 0, Milestone.BACKWARD)

    def show_step_of(self, node_id: str) -> None:
        """Jump to the step at which a node is active, in the pass that is being shown."""
        if self.trace is None:
            return
        phase = self.trace.phase(self.position) if self.position else Phase.FORWARD
        number = self.trace.step_of(node_id, phase)
        if number is not None:
            self.pause()
            self.seek(number)

    def toggle_play(self) -> None:
        """Start or stop the clock; at the end, start over."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Step by the clock until the end."""
        self.document.ensure_evaluated()
        if not self.length:
            return
        if self.position >= self.length:
            self._go(0, Milestone.START)
        self._timer.start(self.interval)
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop the clock."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def set_speed(self, speed: float) -> None:
        """Play that many times as fast as normal."""
        self.speed = speed
        if self.is_playing:
            self._timer.setInterval(self.interval)
        self.speed_changed.emit(speed)

    @property
    def interval(self) -> int:
        """Milliseconds a step; the whole story takes at most 20 s at normal speed."""
        return max(15, int(min(STEP_MS, LONGEST_PASS_MS / max(1, self.length)) / self.speed))

    def _tick(self) -> None:
        self.step_forward()
        if self.position >= self.length:
            self.pause()

    def _go(self, position: int, milestone: Milestone) -> None:
        self.position = max(0, min(position, self.length))
        self._milestone = milestone
        if milestone is Milestone.BETWEEN:
            self._milestone = self._milestone_here()
        self.annotations = annotations_at(self.trace, self.position) if self.trace else None
        self.moved.emit(self.annotations)

    def _milestone_here(self) -> Milestone:
        if self.trace is None or self.position == 0:
            return Milestone.START
        ends = {
            len(self.trace): Milestone.END,
            self.trace.backward_end: Milestone.BACKWARD,
            self.trace.forward_end: Milestone.FORWARD,
        }
        return ends.get(self.position, Milestone.BETWEEN)

    def _note_path(self) -> None:
        self._path = self.document.path

    def _start_over(self) -> None:
        """Go to the start of another document; of the same file, read anew, to where it was."""
        step = self.annotations.step if self.annotations else None
        left = _Left(self._milestone, self.position, step)
        self.to_start()
        if self._path is not None and self._path == self.document.path:
            self._left = left

    def _follow(self) -> None:
        """Keep the meaning of the position in a new trace."""
        left, self._left = self._left, None
        if left is not None:
            self._milestone, self.position = left.milestone, left.position
        if self.trace is None:
            self.pause()
            self._go(0, self._milestone)
            return
        positions = {
            Milestone.START: 0,
            Milestone.FORWARD: self.trace.forward_end,
            Milestone.BACKWARD: self.trace.backward_end,
            Milestone.END: len(self.trace),
        }
        step = left.step if left else self.annotations.step if self.annotations else None
        self._go(positions.get(self._milestone, self._position_of(step)), self._milestone)

    def _position_of(self, step: Step | None) -> int:
        """Position of the step that was active, in a trace that may count differently now."""
        if step is None or self.trace is None:
            return self.position
        number = self.trace.step_of(step.node, step.phase)
        return self.position if number is None else number
