"""Dial: changing a number by dragging it sideways; one step of the undo stack."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.canvas.card import TEXT_LEFT, Kind
from gui.canvas.gestures.gesture import Gesture, Pointer
from gui.canvas.hits import Hit, Part
from gui.canvas.lettering import Style, text_width

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

__all__ = ["DialGesture", "dial_at", "dialled", "step_of", "turn_by_wheel"]

FINE, COARSE = 0.1, 10.0
PIXELS_A_NOTCH = 10.0
REACH = 6.0
"""A number may be grabbed that far beside its digits."""

_numbers = itertools.count(1)


def step_of(value: float) -> float:
    """Return how much one pixel changes a number: a hundredth of its power of ten.

    >>> step_of(2.5), step_of(-340.0), step_of(0.0)
    (0.01, 1.0, 0.01)
    """
    if value == 0.0 or not math.isfinite(value):
        return 0.01
    return float(10.0 ** (math.floor(math.log10(abs(value))) - 2))


def dialled(value: float, pixels: float) -> float:
    """Return a number turned by so many pixels, without digits that nobody asked for.

    >>> dialled(0.5, 7), dialled(2.0, -5.5), dialled(300.0, 2)
    (0.507, 1.945, 302.0)
    """
    step = step_of(value)
    digits = round(-math.log10(step)) + 1
    return round(value + pixels * step, max(0, digits))


class DialGesture(Gesture):
    """Turns the number of a leaf, or the literal at a port, as long as the pointer is down.

    The graph is evaluated all the while. Shift turns more finely, Ctrl more coarsely.
    """

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, canvas: CanvasView, node_id: str, port: str | None, value: float) -> None:
        super().__init__(canvas)
        self._node, self._port, self._origin = node_id, port, value
        self._value = value
        self._turned = 0.0
        self._last = 0.0
        self._key = f"dial:{next(_numbers)}"

    def start(self, pointer: Pointer) -> None:
        """Remember where the pointer was."""
        self._last = pointer.pixel.x()

    def update(self, pointer: Pointer) -> None:
        """Turn the number by as much as the pointer has moved."""
        factor = 1.0
        if pointer.holds(Qt.KeyboardModifier.ShiftModifier):
            factor = FINE
        elif pointer.holds(Qt.KeyboardModifier.ControlModifier):
            factor = COARSE
        self._turned += (pointer.pixel.x() - self._last) * factor
        self._last = pointer.pixel.x()
        is_fine = pointer.holds(Qt.KeyboardModifier.ShiftModifier)
        self._set(dialled(self._origin, self._turned if is_fine else round(self._turned)))

    def finish(self, pointer: Pointer) -> None:
        """Leave the number where it is."""
        self.update(pointer)

    def cancel(self) -> None:
        """Take the turn back, leaving no trace of it in the history."""
        self.canvas.document.give_up(self._key)

    def _set(self, value: float) -> None:
        if value != self._value:
            self._value = value
            self.canvas.editing.set_value(self._node, value, self._port, merge_key=self._key)


def dial_at(
    canvas: CanvasView, hit: Hit, pointer: Pointer, *, was_chosen: bool
) -> DialGesture | None:
    """Return the gesture that turns the number under the pointer; None where none is.

    A leaf's number is turned only if the leaf was all that was selected before: whoever grabs a
    card for the first time means to move it.
    """
    if hit.node is None:
        return None
    node = canvas.document.graph.node(hit.node)
    if hit.part is Part.LITERAL and hit.port is not None:
        literal = node.attributes.get(hit.port)
        if isinstance(literal, bool) or not isinstance(literal, int | float):
            return None
        return DialGesture(canvas, hit.node, hit.port, float(literal))
    if hit.part is not Part.VALUE or not was_chosen or not isinstance(node.value, float):
        return None
    card = canvas.stage.diagram.cards[hit.node]
    style = Style.SYMBOL if card.kind is Kind.NUMBER else Style.VALUE
    width = text_width(canvas.stage.numbers.number(node.value), style)
    x = pointer.place.x() - canvas.stage.diagram.nodes.position(hit.node)[0] - TEXT_LEFT
    return DialGesture(canvas, hit.node, None, node.value) if -REACH <= x <= width + REACH else None


def turn_by_wheel(canvas: CanvasView, hit: Hit, notches: float, *, is_fine: bool) -> bool:
    """Turn the number of the leaf or the literal under the pointer; return whether there is one.

    Notches in a row are one step of the undo stack.
    """
    if hit.node is None or hit.part in {Part.INPUT, Part.OUTPUT, Part.STUB}:
        return False
    node = canvas.document.graph.node(hit.node)
    port = hit.port if hit.part is Part.LITERAL else None
    value = node.value if port is None else node.attributes.get(port)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    turned = dialled(float(value), notches * PIXELS_A_NOTCH * (FINE if is_fine else 1.0))
    canvas.editing.set_value(hit.node, turned, port, merge_key=f"wheel:{hit.node}:{port}")
    return True
