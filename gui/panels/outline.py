"""Outline: the graph as a list, to be read and walked through without a pointer."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QTimer
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QVBoxLayout, QWidget

from engine.change import Change
from gui.document import Document
from gui.panels.outline_model import OutlineModel
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.theme import manager, set_kind

__all__ = ["OutlinePanel"]


class OutlinePanel(Panel):
    """List of all nodes with their values and gradients; the selection is that of the canvas.

    Attributes
    ----------
    tree
        The nodes in the order in which they are computed; below each what arrives at its ports.
    """

    name = "outline"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self._model = OutlineModel(document, playhead, self)
        self._is_following = False
        self.tree = QTreeView(self)
        self._set_up_tree()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 4)
        layout.addWidget(self.tree)
        self.setFocusProxy(self.tree)
        # Many changes in a row, as while undoing a group of them, are listed once.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._rebuild)
        document.graph_changed.connect(self._follow_graph)
        document.evaluated.connect(self._follow_evaluation)
        document.selection_changed.connect(self._follow_selection)
        playhead.moved.connect(self._redraw)
        manager().changed.connect(self._redraw)
        self._rebuild()

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setObjectName("outline_tree")
        tree.setAccessibleName(self.tr("Outline of the graph"))
        set_kind(tree, "plain")
        tree.setModel(self._model)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setIndentation(14)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 84), (2, 68), (3, 68)):
            header.resizeSection(column, width)
        tree.selectionModel().selectionChanged.connect(self._select)
        tree.activated.connect(self._reveal)
        tree.doubleClicked.connect(self._reveal)

    # ------------------------------------------------------------------ following

    def _follow_graph(self, change: Change) -> None:
        if not change.is_layout_only:
            self._timer.start()

    def _follow_evaluation(self, _evaluation: object) -> None:
        self._timer.start()

    def _rebuild(self) -> None:
        self._timer.stop()
        opened = [self._model.node_at(index) for index in self._opened()]
        self._model.rebuild()
        for node_id in opened:
            if node_id is not None:
                self.tree.expand(self._model.index_of(node_id))
        self._follow_selection()

    def _opened(self) -> list[QModelIndex]:
        rows = (self._model.index(row, 0) for row in range(self._model.rowCount()))
        return [index for index in rows if self.tree.isExpanded(index)]

    def _redraw(self, _thing: object = None) -> None:
        if not self._timer.isActive():
            self._model.redraw()

    def _follow_selection(self) -> None:
        if self._timer.isActive():
            return
        chosen = QItemSelection()
        last = QModelIndex()
        for node_id in self.document.selection:
            index = self._model.index_of(node_id)
            if index.isValid():
                chosen.select(index, index)
                last = index
        flags = QItemSelectionModel.SelectionFlag
        self._is_following = True
        selection = self.tree.selectionModel()
        selection.select(chosen, flags.ClearAndSelect | flags.Rows)
        if chosen.count() == 1 and self.tree.currentIndex() != last:
            selection.setCurrentIndex(last, flags.NoUpdate)
            self.tree.scrollTo(last)
        self._is_following = False

    # ------------------------------------------------------------------ choosing

    def _select(self, _chosen: QItemSelection, _left: QItemSelection) -> None:
        if self._is_following:
            return
        rows = self.tree.selectionModel().selectedRows()
        nodes = [self._model.node_at(row) for row in rows if self._model.edge_at(row) is None]
        edges = [self._model.edge_at(row) for row in rows]
        self.document.select(
            [node_id for node_id in nodes if node_id is not None],
            [edge for edge in edges if edge is not None],
        )

    def _reveal(self, index: QModelIndex) -> None:
        """Show the node on the canvas; of an edge, the node that it comes from."""
        node_id = self._model.node_at(index)
        if node_id is not None:
            self.node_requested.emit(node_id)
