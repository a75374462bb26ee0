"""Scene: the cards of a document, kept in step with it; they can be made anew at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from engine.change import Change
from engine.graph import Graph
from gui.canvas.edge_labels import LABEL_REACH
from gui.canvas.frame_painter import frame_bounds
from gui.canvas.projection import PLAIN, group_key
from gui.canvas.showing import Showing
from gui.canvas.stage import Stage
from gui.theme import Theme, manager

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.graph import Edge
    from engine.slices import Work
    from gui.canvas.diagram import Diagram
    from gui.canvas.geometry import Indices
    from gui.canvas.number_text import NumberFormat
    from gui.document import Document
    from gui.large_edits import Preparation
    from gui.playback import Playhead

__all__ = ["Scene"]

SURROUNDINGS = 2000.0
EDGE_REACH = LABEL_REACH + 12.0
MANY = 100
NO_GRAPH = Graph()
"""The graph of a diagram that was put aside; its own is not to live on for its sake."""

MOST_LIT = 40
"""Selected cards up to which their edges are lit; of more it would tell nothing."""

Position = tuple[float, float]


class Scene(QGraphicsScene):
    """What is drawn of a document, and what is to be drawn again.

    It holds no items: the view draws cards and edges from the arrays of the stage, which is as
    quick, and nothing has to be made, moved or taken away for a card.

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
        self._was_dragged = False
        self._enlarge()
        self._show_now()
        self.mark_selection()
        # What other graphs look like that the document has had, or is about to have.
        self._aside: WeakKeyDictionary[Graph, Diagram] = WeakKeyDictionary()
        document.large_edits.preparing.connect(self._prepare)
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
        self._enlarge()
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
        self._was_dragged = True
        diagram = self.stage.diagram
        groups = self._carried()
        keys = diagram.moving(positions, groups)
        rows = diagram.edges.meeting(keys)
        before = self._moving_area(keys, rows, groups)
        self.stage.move_live(positions, rows, groups, shift)
        after = self._moving_area(keys, rows, groups)
        self.dirtied.emit(before.united(after))
        if len(diagram.cards) <= MANY:
            # What follows the shape of a larger graph waits for the end of the drag.
            self.changed_shape.emit()

    def _moving_area(self, keys: list[str], rows: Indices, groups: Iterable[str]) -> QRectF:
        area = self.stage.area_around(keys, rows)
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
        return self.stage.diagram.state()

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write numbers in another way."""
        if numbers != self.stage.numbers:
            self.stage.diagram.numbers = numbers
            self.rebuild()

    def area_of(self, key: str) -> QRectF:
        """Return everything that a card may draw on."""
        x, y = self.stage.diagram.nodes.position(key)
        return self.stage.node_area(key).translated(x, y)

    def _enlarge(self) -> None:
        """Keep the area that a view may show larger than what is in it."""
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
        if diagram.graph is not self.document.graph:
            self._follow_exchange(change)
        else:
            touched = diagram.take(change)
            gone = (*change.removed, *change.revised, *touched.removed)
            for key in (*gone, *diagram.projection.cards):
                self.stage.forget_node(key)
        self.mark_selection()
        self._enlarge()
        # Labels may have made room for a card anywhere near, so nothing less than all will do.
        self.dirtied.emit(None)
        self.changed_shape.emit()

    def _follow_exchange(self, change: Change) -> None:
        """Draw another graph, which is known already unless it is looked at in another way now."""
        diagram, graph = self.stage.diagram, self.document.graph
        known = self._aside.pop(graph, None)
        if known is None or not self._is_drawn_alike(known):
            diagram.graph = graph
            diagram.take(change)
        else:
            former, known.graph = diagram.graph, graph
            diagram.exchange(known)
            known.graph = former
            if self._is_in_step(known):
                self._put_aside(former, known)
        self.stage.forget_numbers()

    def _prepare(self, preparation: Preparation) -> None:
        """Take part in making a large edit, so that what it comes to can be shown at once."""
        diagram = self.stage.diagram
        if diagram.projection is PLAIN and self._is_in_step(diagram):
            preparation.works.append(self._drawing(*preparation.remade))

    def _drawing(self, graph: Graph, change: Change) -> Work[None]:
        twin = self.stage.diagram.copy_of(graph)
        yield
        yield from twin.taking(change)
        self._put_aside(graph, twin)

    def _put_aside(self, graph: Graph, diagram: Diagram) -> None:
        """Keep what a graph looks like as long as somebody keeps the graph."""
        diagram.graph = NO_GRAPH
        self._aside[graph] = diagram

    def _is_in_step(self, diagram: Diagram) -> bool:
        """Whether all nodes are drawn where the graph has them, and none is being dragged."""
        if not self._was_dragged:
            return True
        rows, boxes = diagram.nodes.rows, diagram.nodes.boxes
        nodes = [node for node in diagram.graph.nodes() if node.id in rows]
        drawn = boxes[np.array([rows[node.id] for node in nodes], dtype=np.intp), :2]
        held = np.array([node.position for node in nodes], dtype=np.float64).reshape(-1, 2)
        return bool(np.array_equal(drawn, held))

    def _is_drawn_alike(self, other: Diagram) -> bool:
        diagram = self.stage.diagram
        return (other.numbers, other.entered) == (diagram.numbers, diagram.entered)

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
            if node_id in self.stage.diagram.cards:
                self.dirtied.emit(self.area_of(node_id))

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
