"""What a screen reader is told of anything on the canvas: a node, a port, an edge or a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from PySide6.QtCore import QCoreApplication, QObject, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface

from engine.graph import Edge
from gui.value_text import exact_text

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

    from gui.canvas.accessible import CanvasAccessible
    from gui.canvas.showing import Reading
    from gui.canvas.view import CanvasView

__all__ = ["NOTHING", "GroupKey", "Key", "Part", "numbers_text", "tr"]


class GroupKey(NamedTuple):
    """What stands for a group among nodes and edges."""

    group: str


Key: TypeAlias = str | Edge | GroupKey | tuple[str, str]
"""A node's id, an edge, a group, or a port as its node's id and its name."""

# PySide6 declares what the overridden methods return as never None, which Qt takes for nothing.
NOTHING = cast("QAccessibleInterface", None)


def tr(text: str) -> str:
    """Return a text in the language of the interface."""
    return QCoreApplication.translate("CanvasAccessible", text)


class Part(QAccessibleInterface):
    """Something on the canvas."""

    def __init__(self, whole: CanvasAccessible, key: Key) -> None:
        super().__init__()
        self.whole = whole
        self.key = key

    @property
    def canvas(self) -> CanvasView:
        """The canvas that it is on."""
        return self.whole.canvas

    def object(self) -> QObject:
        """Return nothing: no object of Qt stands behind it."""
        return cast("QObject", None)

    def window(self) -> QWindow:
        """Return the window that the canvas is in."""
        return self.canvas.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        """Return the canvas, or the node of a port."""
        return self.whole

    def childCount(self) -> int:
        """Nothing by default."""
        return 0

    def child(self, _index: int) -> QAccessibleInterface:
        """Nothing by default."""
        return NOTHING

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface:
        """Nothing by default."""
        return NOTHING

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """Nothing by default."""
        return -1

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Names and values are edited on the canvas, where undo reaches them."""

    def role(self) -> QAccessible.Role:
        """Return what kind of thing a reader should call it."""
        return QAccessible.Role.Graphic

    def state(self) -> QAccessible.State:
        """Return whether it is selected, focused and in view."""
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        document = self.canvas.document
        groups = frozenset(map(GroupKey, document.selected_groups))
        chosen: frozenset[object] = document.selection | document.selected_edges | groups
        state.selectable = state.focusable = True
        state.selected = self.key in chosen
        state.focused = chosen == {self.key} and self.canvas.hasFocus()
        seen = self.canvas.viewport().rect()
        state.offscreen = not seen.intersects(self._pixels())
        return state

    def rect(self) -> QRect:
        """Return its place on the screen."""
        if not self.isValid():
            return QRect()
        pixels = self._pixels()
        return QRect(self.canvas.viewport().mapToGlobal(pixels.topLeft()), pixels.size())

    def text(self, kind: QAccessible.Text) -> str:
        """Return its name, its value or what else there is to say."""
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            return self.name()
        if kind == QAccessible.Text.Value:
            return numbers_text(self.reading())
        if kind == QAccessible.Text.Description:
            # Not every bridge passes a value on, but all pass on descriptions.
            parts = (numbers_text(self.reading()), self.description())
            return "; ".join(part for part in parts if part)
        return ""

    def name(self) -> str:
        """Return what to call it."""
        raise NotImplementedError

    def description(self) -> str:
        """Return what else there is to say."""
        return ""

    def reading(self) -> Reading:
        """Return its numbers."""
        raise NotImplementedError

    def place(self) -> QRectF:
        """Return where it is on the canvas."""
        raise NotImplementedError

    def _pixels(self) -> QRect:
        return self.canvas.mapFromScene(self.place()).boundingRect()


def numbers_text(reading: Reading) -> str:
    """Say what is known of a value and a gradient."""
    parts = []
    if reading.has_value:
        value = tr("not computed yet") if reading.value is None else exact_text(reading.value)
        parts.append(tr("value {0}").format(value))
    if reading.has_gradient and reading.gradient is not None:
        parts.append(tr("gradient {0}").format(exact_text(reading.gradient)))
    return ", ".join(parts)
