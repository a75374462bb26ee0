"""CanvasView: the widget in which a graph is drawn, edited and watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Signal

from engine.errors import EngineError
from gui import clipboard
from gui.canvas.dimming import Dimming
from gui.canvas.dropping import Dropping
from gui.canvas.editing import Editing
from gui.canvas.furniture import Furniture
from gui.canvas.grouping import Grouping
from gui.canvas.hits import Hit, Part
from gui.canvas.in_place import InPlace
from gui.canvas.interaction import Interaction
from gui.canvas.keyboard import Keyboard
from gui.canvas.lighting import Lighting
from gui.canvas.number_text import NumberFormat
from gui.canvas.selecting import Selecting
from gui.canvas.surface import Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from engine.change import Change
    from engine.graph import Edge
    from engine.values import Value
    from gui.canvas.gestures.gesture import Pointer
    from gui.document import Document
    from gui.playback import Playhead

__all__ = ["CanvasView", "LargePaste"]

MANY_PASTED = 4000
LEAST_SIZE = (240, 120)
"""However large the text of the panels around it is."""


class LargePaste(NamedTuple):
    """What is to be pasted, around which place, and into which group."""

    held: clipboard.Held
    middle: tuple[float, float]
    group: str | None


class CanvasView(Surface):
    """The canvas.

    Signals
    -------
    refused(str)
        Something could not be done; a sentence for the person.
    file_dropped(str)
        A document's file was dropped: its path.
    hovered(str | Edge | None)
        The node's id or the edge under the pointer.
    node_clicked(str)
        A node was clicked, not dragged.
    space_tapped()
        The space bar was pressed and let go, and nothing was panned meanwhile.
    large_paste(LargePaste)
        So much is to be pasted that it takes a while; whoever hears it asks first.
    """

    refused = Signal(str)
    file_dropped = Signal(str)
    hovered = Signal(object)
    node_clicked = Signal(str)
    space_tapped = Signal()
    large_paste = Signal(object)

    # Qt scrolls the view while it is still being made.
    _is_ready = False

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self.snaps_to_grid = True
        self.editing = Editing(document)
        self.selecting = Selecting(document)
        self.keyboard = Keyboard(self)
        self.interaction = Interaction(self)
        self.grouping = Grouping(self)
        self.in_place = InPlace(self)
        self.dropping = Dropping(self)
        self.furniture = Furniture(self)
        self.dimming = Dimming(self)
        self.lighting = Lighting(self)
        self._hit = Hit()
        self._wants_fit = True
        self._is_ready = True
        document.graph_changed.connect(self._follow_graph)
        document.entered_changed.connect(self._follow_entered)
        self.canvas_scene.changed_shape.connect(self._follow_shape)

    # ------------------------------------------------------------------ seeing

    def zoom_in(self) -> None:
        """Show everything larger."""
        self.navigator.zoom_by(1)
        self.view_changed()

    def zoom_out(self) -> None:
        """Show everything smaller."""
        self.navigator.zoom_by(-1)
        self.view_changed()

    def reset_zoom(self) -> None:
        """Show everything in its own size."""
        self.navigator.zoom_to(self.navigator.text_scale)
        self.view_changed()

    def fit(self) -> None:
        """Show the whole graph."""
        self._wants_fit = not self.isVisible()
        self.navigator.fit(self.stage.bounds())
        self.view_changed()

    def fit_selection(self) -> None:
        """Show what is selected, or everything when nothing is."""
        area = QRectF()
        bounds = self.stage.diagram.bounds(self.document.selection)
        if bounds is not None:
            left, top, right, bottom = bounds
            area = QRectF(left, top, right - left, bottom - top)
        for group_id in self.document.selected_groups:
            area |= self.grouping.area_of(group_id)
        if area.isEmpty():
            self.fit()
            return
        self.navigator.fit(area)
        self.view_changed()

    def show_node(self, node_id: str) -> None:
        """Scroll to a node and let it shine for a moment."""
        if node_id not in self.document.graph:
            return
        self.grouping.reveal(node_id)
        self.navigator.reveal(self.canvas_scene.area_of(node_id))
        self.view_changed()
        self.document.select([node_id])
        self.furniture.pulse(node_id)

    def bring_selection(self) -> None:
        """Scroll no farther than it takes to see the selected nodes."""
        bounds = self.stage.diagram.bounds(self.document.selection)
        if bounds is not None:
            left, top, right, bottom = bounds
            self.navigator.bring(QRectF(left, top, right - left, bottom - top))
            self.view_changed()

    def set_numbers(self, digits: int, *, decimal_comma: bool) -> None:
        """Write numbers with so many significant digits, with a point or a comma."""
        self.canvas_scene.set_numbers(NumberFormat(digits, decimal_comma))

    def set_text_scale(self, scale: float) -> None:
        """Show everything so many times larger than its usual size, for text that can be read."""
        if scale != self.navigator.text_scale:
            self.navigator.text_scale = scale
            self.view_changed()

    def set_grid_shown(self, is_shown: bool) -> None:
        """Show the grid, or an empty ground."""
        self.stage.has_grid = is_shown
        self.viewport().update()

    def set_heat_shown(self, is_shown: bool) -> None:
        """Colour edges by the size of their gradient, or all alike."""
        self.stage.set_heat(is_shown)
        self.viewport().update()

    def set_minimap_shown(self, is_shown: bool) -> None:
        """Show the map of the whole graph in its corner, or not."""
        self.furniture.set_minimap_shown(is_shown)

    def set_snaps_to_grid(self, snaps: bool) -> None:
        """Let moved nodes land on the grid, or anywhere."""
        self.snaps_to_grid = snaps

    # ------------------------------------------------------------------ editing

    def select_all(self) -> None:
        """Select every node and group that is looked at."""
        self.grouping.select_all()

    def select_upstream(self) -> None:
        """Select as well what the selected nodes are computed from."""
        self.selecting.upstream()

    def select_downstream(self) -> None:
        """Select as well what depends on the selected nodes."""
        self.selecting.downstream()

    def delete_selection(self) -> None:
        """Delete the selected nodes and edges."""
        self.attempt(self.editing.delete)

    def delete_and_heal(self) -> None:
        """Delete the selected nodes and let what fed them arrive where they led."""
        self.attempt(self.editing.heal)

    def copy(self) -> None:
        """Put the selected nodes on the clipboard."""
        self.attempt(self.editing.copy)

    def cut(self) -> None:
        """Put the selected nodes on the clipboard and delete them."""
        self.attempt(self.editing.cut)

    def paste(self) -> None:
        """Put what is on the clipboard under the pointer, or into the middle."""
        pointed = self.dropping.pointed_place()
        middle = self.navigator.centre() if pointed is None else pointed
        place = middle.toTuple()
        group = self.grouping.homes.home_of_pasted(middle, is_pointed=pointed is not None)
        held = clipboard.held()
        if held.size > MANY_PASTED:
            self.large_paste.emit(LargePaste(held, place, group))
        else:
            self.attempt(lambda: self.editing.paste(place, group, held.read()))

    def duplicate(self) -> None:
        """Put a copy of the selected nodes beside them."""
        self.attempt(self.editing.duplicate)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected nodes a little."""
        self.attempt(lambda: self.editing.nudge(dx, dy))

    def add_operation(
        self, name: str, scene_position: QPointF | None = None, value: Value = 1.0
    ) -> None:
        """Add an operation or a leaf and select it.

        Parameters
        ----------
        name
            The operation's name, or the kind of leaf.
        scene_position
            Where its middle is to be; None for a free place near the middle of the view.
        value
            What a leaf holds.
        """

        def add() -> None:
            self.dropping.add(name, scene_position, value)
            self.bring_selection()

        self.attempt(add)

    def edit_value(self, node_id: str, port: str | None = None) -> None:
        """Edit in place the value of a leaf, or the literal at a port."""
        self.attempt(lambda: self.in_place.edit_value(node_id, port))

    def rename(self, node_id: str) -> None:
        """Edit the name of a node in place."""
        self.attempt(lambda: self.in_place.rename(node_id))

    def open_search(self, pointer: Pointer | None) -> None:
        """Open the search box at the pointer; None for where the mouse is, or the middle."""
        self.dropping.open_search(pointer)

    def search_for_edge(
        self, pointer: Pointer, source: str | None, target: tuple[str, str] | None
    ) -> None:
        """Open the search box for what is to stand at the loose end of an edge."""
        self.dropping.open_search(pointer, source=source, target=target)

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something; if it is not possible, say why."""
        self.document.large_edits.settle()
        try:
            action()
        except EngineError as error:
            self.refuse(error)

    def refuse(self, error: EngineError) -> None:
        """Say why something was not possible."""
        self.refused.emit(str(error))

    # ------------------------------------------------------------------ pointing

    def point_at(self, pointer: Pointer) -> None:
        """Light up what is under the pointer."""
        self._show_hit(self.interaction.hit(pointer.place))

    def light_edge(self, edge: Edge | None) -> None:
        """Light up an edge that something outside the canvas speaks of; None for no edge."""
        known = edge is not None and edge in self.stage.diagram.edges.rows
        self._show_hit(Hit(Part.EDGE, edge=edge) if known else Hit())

    def hide_hover(self) -> None:
        """Let nothing be lit."""
        self._show_hit(Hit())

    def show_tip(self, sentence: str, pixel: QPointF, kind: str = "notice-error") -> None:
        """Show a sentence beside the pointer; an empty one hides it."""
        self.furniture.tip.tell(sentence, pixel, kind)

    def _show_hit(self, hit: Hit) -> None:
        if hit == self._hit:
            return
        before, self._hit = self._hit, hit
        marks = self.stage.marks
        marks.hovered_node, marks.hovered_edge = hit.key, hit.edge
        if marks.hovered_group != hit.group:
            marks.hovered_group = hit.group
            self.canvas_scene.dirtied.emit(None)
        marks.port = None
        if hit.node is not None and hit.port is not None:
            marks.port = (hit.node, hit.port)
        ported = [self.stage.diagram.key_of(end.node) for end in (before, hit) if end.node]
        self.canvas_scene.update_nodes([before.key, hit.key, *ported])
        self.canvas_scene.update_edges([before.edge, hit.edge])
        if (before.node, before.edge) != (hit.node, hit.edge):
            self.hovered.emit(hit.node or hit.edge)

    def paste_place(self) -> QPointF:
        """Return the place under the pointer, or in the middle when that is elsewhere."""
        pointed = self.dropping.pointed_place()
        return self.navigator.centre() if pointed is None else pointed

    # ------------------------------------------------------------------ following

    def _follow_graph(self, change: Change) -> None:
        self.interaction.graph_changed(change)
        self.in_place.graph_changed(change)
        if change.everything:
            self._hit = Hit()
            self.stage.marks.hovered_node = self.stage.marks.hovered_edge = None
            self.stage.marks.hovered_group = self.stage.marks.aimed_group = None
            self.fit()
        elif (
            self._hit.node in change.removed
            or self._hit.edge in change.edges_removed
            or self._hit.group in change.groups
        ):
            self.hide_hover()

    def _follow_entered(self) -> None:
        """Show all that there is inside of what was entered, or around it."""
        self.interaction.cancel()
        self.in_place.close()
        self.hide_hover()
        self.fit()

    def _follow_shape(self) -> None:
        diagram = self.stage.diagram
        told = self.tr("{0} nodes, {1} edges").format(len(diagram.nodes), len(diagram.edges))
        self.setAccessibleDescription(told)
        self.navigator.reach_to(self.stage.bounds())
        self.furniture.refresh()

    def view_changed(self) -> None:
        """Let what lies over the canvas follow."""
        self.in_place.follow_view()
        self.furniture.refresh()

    # ------------------------------------------------------------------ events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what lies over the canvas in its corners."""
        super().resizeEvent(event)
        if self._wants_fit and self.isVisible():
            self.fit()
        self.view_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the whole graph when the canvas is seen for the first time."""
        super().showEvent(event)
        # Not before: in a window without its size yet the panels would give way to it for good.
        self.setMinimumSize(*LEAST_SIZE)
        if self._wants_fit:
            self.fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and let what belongs to a place follow."""
        super().scrollContentsBy(dx, dy)
        if self._is_ready:
            self.view_changed()
