"""Interaction: turns presses, moves and keys on the canvas into gestures and selections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from engine.change import Change
from engine.errors import EngineError
from gui.canvas.gestures.connect import ConnectGesture, picked_up
from gui.canvas.gestures.cut import CutGesture
from gui.canvas.gestures.dial import dial_at, turn_by_wheel
from gui.canvas.gestures.gesture import Gesture, Pointer
from gui.canvas.gestures.move import MoveGesture
from gui.canvas.gestures.pan import PanGesture
from gui.canvas.gestures.rubber_band import RubberBandGesture
from gui.canvas.hits import Hit, Part, hit_test
from gui.canvas.pointing import holds_alt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent

    from gui.canvas.view import CanvasView

__all__ = ["Interaction"]

NOTCH = 120.0
"""What Qt counts for one notch of a wheel."""

PAINT_MARGIN = 16.0


@dataclass(frozen=True, slots=True)
class _Press:
    """A button that is held, and what it was pressed on."""

    hit: Hit
    pointer: Pointer
    button: Qt.MouseButton
    was_chosen: bool = False
    """Whether the node was all that was selected before the press."""


class Interaction:
    """The pointer and the keys of one canvas."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self.gesture: Gesture | None = None
        self._press: _Press | None = None
        self._painted = QRectF()
        self._holds_space = False
        self._space_was_used = False

    # ------------------------------------------------------------------ gestures

    def begin(self, gesture: Gesture, pointer: Pointer) -> None:
        """Let a gesture begin; one that is under way is cancelled."""
        self.cancel()
        self.gesture = gesture
        self._canvas.viewport().setCursor(gesture.cursor)
        self._canvas.hide_hover()
        gesture.start(pointer)
        self._repaint()

    def follow(self, pointer: Pointer) -> None:
        """Let the gesture follow the pointer."""
        if self.gesture is not None:
            self.gesture.update(pointer)
            self._repaint()

    def finish(self, pointer: Pointer) -> None:
        """Let the gesture do what it is for."""
        gesture = self._let_go()
        if gesture is None:
            return
        try:
            gesture.finish(pointer)
        except EngineError as error:
            gesture.cancel()
            self._canvas.refuse(error)
        self._canvas.point_at(pointer)

    def cancel(self) -> bool:
        """Leave everything as it was before the gesture; return whether there was one."""
        gesture = self._let_go()
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def graph_changed(self, change: Change) -> None:
        """Give a drag up when the graph changes under it, unless only values do."""
        if self.gesture is not None and change != Change(revised=change.revised):
            self._press = None
            self.cancel()

    def paint(self, painter: QPainter) -> None:
        """Draw what is to be seen of the gesture."""
        if self.gesture is not None:
            self.gesture.paint(painter, self._canvas.stage.look, self._canvas.zoom)

    def _let_go(self) -> Gesture | None:
        gesture, self.gesture = self.gesture, None
        if gesture is not None:
            self._canvas.viewport().unsetCursor()
            self._repaint()
            self._painted = QRectF()
        return gesture

    def _repaint(self) -> None:
        """Draw again where the gesture was and where it is now."""
        area = self.gesture.area() if self.gesture is not None else QRectF()
        margin = PAINT_MARGIN / self._canvas.zoom
        grown = QRectF() if area.isNull() else area.adjusted(-margin, -margin, margin, margin)
        dirty = self._painted.united(grown)
        self._painted = grown
        if not dirty.isEmpty():
            self._canvas.canvas_scene.dirtied.emit(dirty)

    # ------------------------------------------------------------------ the pointer

    def pressed(self, event: QMouseEvent) -> None:
        """Select, or begin a gesture."""
        pointer = self._pointer(event)
        button = event.button()
        if self.gesture is not None:
            self._press = None
            self.cancel()
            return
        if button in self._canvas.pointing.pan_buttons or (
            self._holds_space and button == Qt.MouseButton.LeftButton
        ):
            self._space_was_used = self._holds_space
            self._press = _Press(Hit(), pointer, button)
            self.begin(PanGesture(self._canvas), pointer)
        elif button == Qt.MouseButton.LeftButton:
            self._press_left(pointer)

    def _press_left(self, pointer: Pointer) -> None:
        hit = self.hit(pointer.place)
        document = self._canvas.document
        was_chosen = document.selection == {hit.node}
        self._press = _Press(hit, pointer, Qt.MouseButton.LeftButton, was_chosen)
        # With Ctrl as well it stands for Alt, which says how a drag goes.
        adds = pointer.holds(Qt.KeyboardModifier.ShiftModifier) and not pointer.holds_alt
        if hit.part in {Part.INPUT, Part.OUTPUT}:
            self.begin(ConnectGesture(self._canvas, hit), pointer)
        elif hit.group is not None:
            self._canvas.grouping.pressed(hit, adds=adds)
        elif hit.node is not None and adds:
            document.select(
                document.selection ^ {hit.node},
                document.selected_edges,
                document.selected_groups,
            )
        elif hit.node is not None:
            if hit.node not in document.selection:
                document.select([hit.node])
        elif hit.edge is not None:
            kept = document.selected_edges if adds else frozenset()
            document.select(document.selection if adds else (), kept ^ {hit.edge})

    def moved(self, event: QMouseEvent) -> None:
        """Follow a gesture, begin one, or point at what is under the pointer."""
        pointer = self._pointer(event)
        if self.gesture is not None:
            self.follow(pointer)
        elif self._press is None:
            self._canvas.point_at(pointer)
        elif self._has_travelled(pointer):
            gesture = self._dragged()
            if gesture is not None:
                self.begin(gesture, self._press.pointer)
                self.follow(pointer)

    def released(self, event: QMouseEvent) -> None:
        """Finish a gesture, or take a click for what it is."""
        press = self._press
        if press is None or event.button() != press.button:
            return
        self._press = None
        pointer = self._pointer(event)
        has_travelled = self._has_travelled(pointer, press)
        if isinstance(self.gesture, ConnectGesture) and not has_travelled:
            self.cancel()
        elif press.button == Qt.MouseButton.RightButton and not has_travelled:
            self.cancel()
            self._canvas.ask_for_menu(pointer.pixel.toPoint())
        elif self.gesture is not None:
            self.finish(pointer)
        else:
            self._clicked(press)

    def double_clicked(self, event: QMouseEvent) -> None:
        """Edit what is under the pointer, or search where nothing is."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._press = None
        pointer = self._pointer(event)
        hit = self.hit(pointer.place)
        if hit.part is Part.NOTHING:
            self._canvas.open_search(pointer)
        elif hit.edge is not None:
            self._canvas.dropping.search_into(hit.edge, pointer.place)
        elif hit.group is not None:
            self._canvas.grouping.double_clicked(hit)
        elif hit.part is Part.STUB and hit.node is not None:
            self._canvas.show_node(hit.node)
        elif hit.part is Part.LITERAL and hit.node is not None:
            self._canvas.edit_value(hit.node, hit.port)
        elif hit.node is not None and hit.part not in {Part.INPUT, Part.OUTPUT}:
            is_leaf = self._canvas.document.graph.node(hit.node).is_leaf
            if is_leaf and hit.part is not Part.NAME:
                self._canvas.edit_value(hit.node)
            else:
                self._canvas.rename(hit.node)

    def turned(self, event: QWheelEvent) -> bool:
        """Turn the number under the pointer with Alt and the wheel; return whether there is one."""
        keys = event.modifiers()
        if not holds_alt(keys):
            return False
        # Many desktops send the wheel sideways while Alt is held.
        notches = (event.angleDelta().y() or event.angleDelta().x()) / NOTCH
        hit = self.hit(self._canvas.navigator.place_at(event.position()))
        has_alt = bool(keys & Qt.KeyboardModifier.AltModifier)
        is_fine = has_alt and bool(keys & Qt.KeyboardModifier.ShiftModifier)
        return bool(notches) and turn_by_wheel(self._canvas, hit, notches, is_fine=is_fine)

    def hit(self, place: QPointF) -> Hit:
        """Find out what is at a place."""
        return hit_test(self._canvas.stage.diagram, place.x(), place.y(), self._canvas.zoom)

    def _clicked(self, press: _Press) -> None:
        """Take a press and a release in one place for what they are."""
        document = self._canvas.document
        if press.pointer.holds(Qt.KeyboardModifier.ShiftModifier):
            return
        if press.hit.group is not None:
            self._canvas.grouping.clicked(press.hit)
        elif press.hit.node is not None:
            document.select([press.hit.node])
            self._canvas.node_clicked.emit(press.hit.node)
        elif press.hit.part is Part.NOTHING:
            document.select(())

    def _dragged(self) -> Gesture | None:
        """Return the gesture that a drag from where the button was pressed begins."""
        assert self._press is not None
        hit = self._press.hit
        if hit.group is not None:
            return self._canvas.grouping.dragged(hit)
        if hit.part is Part.STUB:
            return None
        dial = dial_at(self._canvas, hit, self._press.pointer, was_chosen=self._press.was_chosen)
        if dial is not None:
            return dial
        if hit.node is not None:
            if hit.node not in self._canvas.document.selection:
                return None
            return MoveGesture(self._canvas, hit.node)
        if self._press.pointer.holds_alt:
            return CutGesture(self._canvas)
        if hit.edge is not None:
            return picked_up(self._canvas, hit.edge, self._press.pointer.place)
        return RubberBandGesture(self._canvas)

    def _has_travelled(self, pointer: Pointer, press: _Press | None = None) -> bool:
        start = press or self._press
        if start is None:
            return False
        way = pointer.pixel - start.pointer.pixel
        # Shorter than Qt's own distance: a card is a large target and follows at once.
        return way.manhattanLength() >= min(4, QApplication.startDragDistance())

    def _pointer(self, event: QMouseEvent) -> Pointer:
        pixel = event.position()
        return Pointer(self._canvas.navigator.place_at(pixel), pixel, event.modifiers())

    # ------------------------------------------------------------------ the keys

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key is for the canvas even if it is also a shortcut."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Escape:
            return self.gesture is not None
        steers = self.gesture is not None and event.key() in self.gesture.keys
        return steers or (plain and event.key() == Qt.Key.Key_Space)

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Do what a key is for; return whether it was for the canvas."""
        key = Qt.Key(event.key())
        plain = event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }
        if key == Qt.Key.Key_Escape:
            self._press = None
            if not self.cancel():
                self._let_go_or_leave()
        elif key == Qt.Key.Key_Space and plain:
            self._space_pressed(event)
        elif self.gesture is not None and key in self.gesture.keys:
            self.gesture.steer(key)
            self._repaint()
        elif key == Qt.Key.Key_Tab and plain:
            self._canvas.open_search(None)
        else:
            return False
        return True

    def _let_go_or_leave(self) -> None:
        """Select nothing; where nothing is selected, leave the entered group."""
        document = self._canvas.document
        if document.selection or document.selected_edges or document.selected_groups:
            document.select(())
        else:
            self._canvas.grouping.leave()

    def key_released(self, event: QKeyEvent) -> bool:
        """Let go of a key; the space bar was tapped unless it was held to pan."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._holds_space:
            return False
        self._holds_space = False
        if self.gesture is None:
            self._canvas.viewport().unsetCursor()
        if not self._space_was_used:
            self._canvas.space_tapped.emit()
        return True

    def focus_lost(self) -> None:
        """Forget a held key, whose release will go elsewhere."""
        if self._holds_space:
            self._holds_space = False
            self._canvas.viewport().unsetCursor()

    def _space_pressed(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() or self._holds_space:
            return
        self._holds_space, self._space_was_used = True, False
        if self.gesture is None:
            self._canvas.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
