"""TrainingRecord: the training that the undo stack holds, without a walk through all of it."""

from bisect import bisect_left
from typing import Any

from engine.edits import Batch, SetNode
from gui.commands import EditCommand
from gui.document_edit import DocumentEdit

__all__ = ["TrainingRecord"]

PREFIX = "train"
RESET_KEY = "train:reset"


class TrainingRecord:
    """The loss curve of the steps of training up to a place of the undo stack, and what they undid.

    A reset begins both anew. What was summed up once is kept, but for the latest step, which may
    still take in another.
    """

    def __init__(self) -> None:
        self._places: list[int] = []
        self._commands: list[EditCommand] = []
        self._settled = 0
        self._curve: list[float] = []
        self._values: dict[str, Any] = {}

    def take(self, command: EditCommand, index: int) -> None:
        """Note that a command is about to be put on the stack, whose index is told.

        If the command before it takes it in, the stack grows no further than that index, so that
        it never counts.
        """
        kept = bisect_left(self._places, index)
        del self._places[kept:], self._commands[kept:]
        if kept < self._settled:
            self._begin()
        if command.merge_key.startswith(PREFIX):
            self._places.append(index)
            self._commands.append(command)

    def clear(self) -> None:
        """Forget everything, as the stack does."""
        self._places.clear()
        self._commands.clear()
        self._begin()

    def losses(self, index: int) -> list[float]:
        """Return the loss curve up to an index of the stack."""
        latest = self._settle(index)
        curve = list(self._curve)
        if latest is not None:
            _add(latest, curve, {})
        return curve

    def untrained_values(self, index: int) -> dict[str, Any]:
        """Return by id the values that parameters had before the training."""
        latest = self._settle(index)
        values = dict(self._values)
        if latest is not None:
            _add(latest, [], values)
        return values

    def _settle(self, index: int) -> EditCommand | None:
        """Sum up all steps before an index but for the latest, which is returned."""
        count = bisect_left(self._places, index)
        if count - 1 < self._settled:
            self._begin()
        for command in self._commands[self._settled : max(count - 1, 0)]:
            _add(command, self._curve, self._values)
        self._settled = max(count - 1, 0)
        return self._commands[count - 1] if count else None

    def _begin(self) -> None:
        self._settled = 0
        self._curve.clear()
        self._values.clear()


def _add(command: EditCommand, curve: list[float], values: dict[str, Any]) -> None:
    """Let a step continue a curve, and keep the values that it was the first to change."""
    if command.merge_key == RESET_KEY:
        curve.clear()
        values.clear()
        return
    curve.extend(command.losses[1:] if curve else command.losses)
    for node_id, value in _values_set_by(command.inverse).items():
        values.setdefault(node_id, value)


def _values_set_by(edit: DocumentEdit) -> dict[str, Any]:
    parts = edit.edits if isinstance(edit, Batch) else (edit,)
    return {
        part.node_id: part.changes["value"]
        for part in parts
        if isinstance(part, SetNode) and "value" in part.changes
    }
