"""Scene: one item a node, kept in step with a document; it can be made anew at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from engine.edits import Change
from gui.canvas.edge_painter import LABEL_REACH
from gui.canvas.frame_painter import frame_bounds
from gui.canvas.node_item import NodeItem
from gui.canvas.projection import group_key
from gui.canvas.showing import Showing
from gui.canvas.stage import Stage
from gui.theme import Theme, manager

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.graph import Edge
    from gui.canvas.geometry import Indices
    from gui.canvas.number_text import NumberFormat
    from gui.document import Document
    from gui.playback import Playhead

__all__ = ["Scene"]

SURROUNDINGS = 2000.0
EDGE_REACH = LABEL_REACH + 12.0
MANY = 100
PLACE_DIGITS = 6
MOST_LIT = 40
"""Selected cards up to which their edges are lit; of more it would tell nothing."""

Position = tuple[float, float]


class Scene(QGraphicsScene):
    """The cards of a document's graph as items; edges are drawn behind them by the view.

    Signals
    -------
    changed_shape()
        Nodes or edges came, went or moved.
    showing_changed()
        Other numbers are known, or another step is active.
    dirtied(QRectF | None)
        An area is to be drawn again; None for all. `QGraphicsScene.update` would not do: a view
        that paints past the scene never tells Qt that it has painted, and Qt then waits for it.

    Attributes
    ----------
    stage
        What is drawn, and how.
    items_by_id
        The item of each card, by its key: the node's id, or that of a group or stub.
    """

    changed_shape = Signal()
    showing_changed = Signal()
    dirtied = Signal(object)

    def __init__(
        self, document: Document, playhead: Playhead, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.playhead = playhead
        self.stage = Stage(document.graph, manager().theme, entered=self._entered)
        self.items_by_id: dict[str, NodeItem] = {}
        self._populate()
        self._show_now()
        self.mark_selection()
        document.graph_changed.connect(self._follow_graph)
        document.selection_changed.connect(self._follow_selection)
        document.entered_changed.connect(self._follow_entered)
        document.stale_changed.connect(self._follow_stale)
        document.diagnosed.connect(self._show_now)
        playhead.moved.connect(self._follow_playhead)
        manager().changed.connect(self._follow_theme)

    # ------------------------------------------------------------------ the graph

    def rebuild(self) -> None:
        """Make everything anew from the document."""
        self.stage.diagram.entered = self._entered
        self.stage.diagram.rebuild(self.document.graph)
        self.stage.forget_numbers()
        self.clear()
        self._populate()
        self.mark_selection()
        self.dirtied.emit(None)
        self.changed_shape.emit()

    def move_live(self, positions: Mapping[str, Position]) -> None:
        """Show nodes elsewhere as long as they are dragged; the graph hears nothing of it.

        Selected groups go along.
        """
        carries = bool(self.document.selected_groups)
        self.move_live_with(positions, self.shift_of(positions) if carries else (0.0, 0.0))

    def move_live_with(self, positions: Mapping[str, Position], shift: Position) -> None:
        """Show nodes elsewhere, and the selected groups so far from where they were."""
        diagram = self.stage.diagram
        groups = self._carried()
        keys = diagram.moving(positions, groups)
        rows = diagram.edges.meeting(keys)
        before = self._moving_area(keys, rows, groups)
        self.stage.move_live(positions, rows, groups, shift)
        for key in keys:
            self.items_by_id[key].setPos(*diagram.nodes.position(key))
        after = self._moving_area(keys, rows, groups)
        self.dirtied.emit(before.united(after))
        if len(self.items_by_id) <= MANY:
            # What follows the shape of a larger graph waits for the end of the drag.
            self.changed_shape.emit()

    def _moving_area(self, keys: list[str], rows: Indices, groups: Iterable[str]) -> QRectF:
        area = self._rows_area(rows).united(self._items_area(keys))
        frames = self.stage.diagram.frames
        for group_id in groups:
            if group_id in frames:
                area = area.united(frame_bounds(frames[group_id]))
        return area

    def _carried(self) -> list[str]:
        """Return the selected groups and all groups in them."""
        groups = self.document.graph.groups
        chosen = self.document.selected_groups
        return [inner for group_id in sorted(chosen) for inner in groups.within(group_id)]

    def shift_of(self, positions: Mapping[str, Position]) -> Position:
        """Return how far nodes are from where the graph has them; nothing if not all as far."""
        graph = self.document.graph
        shifts = set()
        for node_id, (x, y) in positions.items():
            left, top = graph.node(node_id).position
            shifts.add((x - left, y - top))
            if len(shifts) > 1:
                break
        return shifts.pop() if len(shifts) == 1 else (0.0, 0.0)

    @property
    def _entered(self) -> str | None:
        return self.document.entered[-1] if self.document.entered else None

    def state(self) -> dict[str, object]:
        """Return all that is drawn, to compare with a scene made anew."""
        # Qt moves no item to a place that is all but the one where it is.
        items = {
            node_id: (
                (round(item.x(), PLACE_DIGITS), round(item.y(), PLACE_DIGITS)),
                item.zValue(),
                item.boundingRect().getRect(),
            )
            for node_id, item in self.items_by_id.items()
        }
        return {**self.stage.diagram.state(), "items": items, "count": len(self.items())}

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        if numbers != self.stage.numbers:
            self.stage.diagram.numbers = numbers
            self.rebuild()

    def _populate(self) -> None:
        self.items_by_id = {}
        for node_id in self.stage.diagram.cards:
            self._add_item(node_id)
        self._enlarge()

    def _add_item(self, node_id: str) -> None:
        item = NodeItem(node_id, self.stage)
        item.setPos(*self.stage.diagram.nodes.position(node_id))
        # The order of first arrival, which undoing a deletion restores.
        rows = self.stage.diagram.nodes.rows
        item.setZValue(int(self.stage.diagram.nodes.ranks[rows[node_id]]))
        self.items_by_id[node_id] = item
        self.addItem(item)

    def _enlarge(self) -> None:
        """Keep the area that the scene's index covers larger than what is in it."""
        bounds = self.stage.bounds()
        if bounds.isNull() and self.sceneRect().isNull():
            bounds = QRectF(0.0, 0.0, 1.0, 1.0)
        if not self.sceneRect().contains(bounds):
            margin = SURROUNDINGS
            self.setSceneRect(bounds.adjusted(-margin, -margin, margin, margin))

    def _follow_graph(self, change: Change) -> None:
        if change.everything:
            self.rebuild()
            return
        self._follow(change)

    def _follow_entered(self) -> None:
        if self.stage.diagram.entered != self._entered:
            self._follow(Change())

    def _follow(self, change: Change) -> None:
        diagram = self.stage.diagram
        diagram.entered = self._entered
        touched = diagram.take(change)
        for node_id in touched.removed:
            self.removeItem(self.items_by_id.pop(node_id))
        for node_id in touched.added:
            self._add_item(node_id)
        for node_id in (touched.redrawn | touched.moved | change.revised) - touched.added:
            item = self.items_by_id.get(node_id)
            if item is not None:
                item.setPos(*diagram.nodes.position(node_id))
                item.refit()
        for key in diagram.projection.cards:
            row = diagram.nodes.rows[key]
            self.items_by_id[key].setZValue(int(diagram.nodes.ranks[row]))
        for key in (*change.removed, *change.revised, *touched.removed, *diagram.projection.cards):
            self.stage.forget_node(key)
        self.mark_selection()
        self._enlarge()
        # Labels may have made room for a card anywhere near, so nothing less than all will do.
        self.dirtied.emit(None)
        self.changed_shape.emit()

    def _items_area(self, node_ids: Iterable[str]) -> QRectF:
        """Everything that some cards may draw on."""
        bounds = self.stage.diagram.bounds(node_ids)
        if bounds is None:
            return QRectF()
        left, top, right, bottom = bounds
        reach = EDGE_REACH
        return QRectF(left, top, right - left, bottom - top).adjusted(-reach, -reach, reach, reach)

    def _rows_area(self, rows: Indices) -> QRectF:
        """Everything that some edges and their labels may draw on."""
        if not len(rows):
            return QRectF()
        boxes = self.stage.diagram.edges.boxes[rows]
        left, top = boxes[:, :2].min(axis=0).tolist()
        right, bottom = boxes[:, 2:].max(axis=0).tolist()
        reach = EDGE_REACH
        return QRectF(left, top, right - left, bottom - top).adjusted(-reach, -reach, reach, reach)

    # ------------------------------------------------------------------ what is shown

    def update_edges(self, edges: Iterable[Edge | None]) -> None:
        """Draw some edges again."""
        rows = self.stage.diagram.edges.rows
        for edge in edges:
            if edge is not None and edge in rows:
                box = self.stage.diagram.edges.boxes[rows[edge]].tolist()
                area = QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1])
                reach = EDGE_REACH
                self.dirtied.emit(area.adjusted(-reach, -reach, reach, reach))

    def update_nodes(self, node_ids: Iterable[str | None]) -> None:
        """Draw some cards again."""
        for node_id in node_ids:
            item = self.items_by_id.get(node_id) if node_id is not None else None
            if item is not None:
                self.dirtied.emit(item.sceneBoundingRect())

    def _follow_playhead(self, _annotations: object) -> None:
        self._show_now()

    def _follow_stale(self, _is_stale: bool) -> None:
        self._show_now()

    def _show_now(self) -> None:
        self.stage.show(
            Showing(
                self.document.trace,
                self.playhead.annotations,
                self.document.diagnostics,
                self.document.is_stale,
            )
        )
        self.dirtied.emit(None)
        self.showing_changed.emit()

    def _follow_selection(self) -> None:
        marks = self.stage.marks
        before, frames = marks.nodes, marks.groups
        edges, lit = marks.edges, marks.lit
        self.mark_selection()
        nodes = marks.nodes ^ before
        edges = (edges ^ marks.edges) | (lit ^ marks.lit)
        if marks.groups != frames:
            self.dirtied.emit(None)
            return
        if len(nodes) + len(edges) > MANY:
            self.dirtied.emit(None)
            return
        self.update_nodes(nodes)
        self.update_edges(edges)

    def mark_selection(self) -> None:
        """Let what the document has selected be marked, and nothing else."""
        marks, document = self.stage.marks, self.document
        marks.groups = frozenset(self._carried())
        marks.nodes = document.selection | set(map(group_key, marks.groups))
        marks.edges = document.selected_edges
        few = marks.nodes if len(marks.nodes) <= MOST_LIT else ()
        table = self.stage.diagram.edges
        edges = (table.edges[row] for row in table.meeting(few).tolist())
        marks.lit = frozenset(edge for edge in edges if edge is not None)

    def _follow_theme(self, theme: Theme) -> None:
        self.stage.wear(theme)
        self.dirtied.emit(None)
