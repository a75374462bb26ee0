"""The graph as rows: nodes in the order in which they are computed, below each what it reads."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.calculus.notation import plain_name
from engine.graph import Edge, Graph, Node
from engine.naming import shown_name
from engine.values import Value
from gui.catalogue import entry_of
from gui.document import Document
from gui.playback import Playhead
from gui.theme import manager
from gui.value_text import exact_text

__all__ = ["OutlineModel"]

Index = QModelIndex | QPersistentModelIndex

NAME, OPERATION, VALUE, GRADIENT = range(4)
LONGEST = 60
TOP = 0
"""Internal id of a node's row; a row below it carries the node's row, counted from one."""


class OutlineModel(QAbstractItemModel):
    """The nodes, and below each its incoming edges.

    Parameters
    ----------
    document, playhead
        Whose graph is listed, and whose known numbers are shown.
    """

    def __init__(
        self, document: Document, playhead: Playhead, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}

    @property
    def _graph(self) -> Graph:
        return self._document.graph

    def rebuild(self) -> None:
        """List the graph as it is now."""
        self.beginResetModel()
        tape = self._document.tape
        recorded = tape.nodes if tape is not None else ()
        order = dict.fromkeys(node.id for node in recorded if node.id in self._graph)
        order |= dict.fromkeys(self._graph.node_ids())
        self._ids = list(order)
        self._rows = {node_id: row for row, node_id in enumerate(self._ids)}
        self.endResetModel()

    def redraw(self) -> None:
        """Show the numbers that are known now."""
        if self._ids:
            last = self.index(len(self._ids) - 1, GRADIENT)
            self.dataChanged.emit(self.index(0, NAME), last)

    def node_at(self, index: Index) -> str | None:
        """Return the id of the node that a row is about, of an edge's row that it comes from."""
        edge = self.edge_at(index)
        if edge is not None:
            return edge.source
        return self._ids[index.row()] if index.isValid() else None

    def edge_at(self, index: Index) -> Edge | None:
        """Return the edge that a row is about."""
        if not index.isValid() or index.internalId() == TOP:
            return None
        edges = self._edges(index.internalId() - 1)
        return edges[index.row()] if index.row() < len(edges) else None

    def index_of(self, node_id: str) -> QModelIndex:
        """Return the row of a node."""
        row = self._rows.get(node_id)
        return QModelIndex() if row is None else self.index(row, NAME)

    def _edges(self, row: int) -> list[Edge]:
        node_id = self._ids[row]
        return self._graph.edges_into(node_id) if node_id in self._graph else []

    # ------------------------------------------------------------------ the tree

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """Return the index of a node's row, or of a row below it."""
        if parent is None or not parent.isValid():
            return self.createIndex(row, column, TOP)
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Return the node's row that an edge's row stands below."""
        above = index.internalId() if index.isValid() else TOP
        return QModelIndex() if above == TOP else self.createIndex(above - 1, NAME, TOP)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many nodes there are, or edges into one of them."""
        if parent is None or not parent.isValid():
            return len(self._ids)
        if parent.internalId() != TOP or parent.column() != NAME:
            return 0
        return len(self._edges(parent.row()))

    def columnCount(self, _parent: Index | None = None) -> int:
        """Return four: name, operation, value and gradient."""
        return 4

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return what the columns are."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        titles = (self.tr("Node"), self.tr("Operation"), self.tr("Value"), self.tr("Gradient"))
        return titles[section]

    # ------------------------------------------------------------------ what the rows say

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, its colour, and all digits as its tip."""
        node_id = self.node_at(index)
        if node_id is None or node_id not in self._graph:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.ForegroundRole:
            tokens = {VALUE: "value", GRADIENT: "gradient", OPERATION: "text_muted"}
            return manager().theme.colour(tokens.get(column, "text"))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in {VALUE, GRADIENT}:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            text = self._text(index, self._graph.node(node_id), column)
            is_shown = role == Qt.ItemDataRole.DisplayRole
            return text[: LONGEST - 1] + "…" if is_shown and len(text) > LONGEST else text
        return None

    def _text(self, index: Index, node: Node, column: int) -> str:
        edge = self.edge_at(index)
        if column == NAME:
            name = plain_name(shown_name(node))
            return name if edge is None else self.tr("{0} at {1}").format(name, edge.port)
        if column == OPERATION:
            entry = entry_of(node.operation)
            return "" if edge is not None else entry.title if entry else node.operation
        value, gradient = self._node_numbers(node) if edge is None else self._edge_numbers(edge)
        found = value if column == VALUE else gradient
        return "–" if found is None else exact_text(found)

    def _node_numbers(self, node: Node) -> tuple[Value | None, Value | None]:
        run, seen, tape = self._document.evaluation, self._playhead.annotations, self._document.tape
        slot = None if tape is None else tape.slots.get(node.id)
        value = node.value if node.is_leaf else None
        if run is None or seen is None or slot is None:
            return value, None
        if not node.is_leaf and seen.values[slot]:
            value = run.value_at(slot)
        return value, run.gradient_at(slot) if seen.gradients[slot] else None

    def _edge_numbers(self, edge: Edge) -> tuple[Value | None, Value | None]:
        run, seen, tape = self._document.evaluation, self._playhead.annotations, self._document.tape
        row = None if tape is None else tape.rows.get(edge)
        if run is None or seen is None or tape is None or row is None:
            return None, None
        slot = tape.slots[edge.source]
        value = run.value_at(slot) if seen.values[slot] else None
        sent = seen.flows[row] and run.is_sent(row)
        return value, run.contribution_at(row) if sent else None
