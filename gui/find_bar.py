"""FindBar: finds a node by its name, its operation or its value, and goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QToolButton,
    QVBoxLayout,
)

from gui.found_node_rows import FOUND_ROLE, FoundNodeDelegate
from gui.icons import set_icon
from gui.node_search import FoundNode, found_nodes
from gui.theme import manager, set_kind
from gui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.canvas.view import CanvasView

__all__ = ["FindBar"]

WIDTH_IN_TEXT_SIZES = 34
CRAMPED_IN_TEXT_SIZES = 22
"""Below this width only what is typed and the way out have a place; F3 and the arrows go on."""
MOST_ROWS = 8
MARGIN = 8
INSET = 12

Index = QModelIndex | QPersistentModelIndex
_TYPED = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class _Field(SearchField):
    """A search field over the canvas, whose keys without a modifier are not the canvas's."""

    def event(self, event: QEvent) -> bool:
        """Claim what is typed before a shortcut of the canvas can; F3 and Ctrl+F are for others."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_typed = not event.modifiers() & ~_TYPED
            if is_typed and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
                event.accept()
                return True
        return super().event(event)


class FoundModel(QAbstractListModel):
    """The nodes that were found."""

    rows: Sequence[FoundNode] = ()

    def show_nodes(self, rows: Sequence[FoundNode]) -> None:
        """Show other nodes."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many nodes there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name of a node, the row itself, and all of it for a reader."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {row.operation}, {row.value_text}"
        return row if role == FOUND_ROLE else None


class FindBar(QFrame):
    """A search field and a list of nodes over the upper edge of the canvas, in nobody's way."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._nodes: list[FoundNode] = []
        self._shown: str | None = None
        self.setObjectName("find_bar")
        self.setAccessibleName(self.tr("Find a node"))
        set_kind(self, "popup")
        self.field = _Field(self.tr("Name, operation or value"), parent=self)
        self.field.setObjectName("find_field")
        self.count = QLabel(self)
        self.count.setObjectName("find_count")
        set_kind(self.count, "muted")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.field, 1)
        line.addWidget(self.count)
        before = self.tr("Previous (Shift+F3)")
        self._steps = (
            self._button("find_previous", "chevron-up", before, self.previous),
            self._button("find_next", "chevron-down", self.tr("Next (F3)"), self.next),
        )
        for button in self._steps:
            line.addWidget(button)
        line.addWidget(self._button("find_close", "close", self.tr("Close (Esc)"), self.close_bar))
        self._model = FoundModel(self)
        self.list = QListView(self)
        self.list.setObjectName("find_list")
        self.list.setAccessibleName(self.tr("Found nodes"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(FoundNodeDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_kind(self.list, "plain")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.list)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refresh)
        self._connect()
        self.hide()

    def _button(self, name: str, icon: str, tip: str, slot: object) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_icon(button, icon, "text_muted")
        set_kind(button, "flat")
        button.clicked.connect(slot)
        return button

    def _connect(self) -> None:
        self.field.textChanged.connect(self._search)
        self.field.moved.connect(self._move)
        self.field.chosen.connect(self._enter)
        self.list.clicked.connect(self._go)
        document = self._canvas.document
        for signal in (document.graph_changed, document.evaluated, self._canvas.playhead.moved):
            signal.connect(self._note_change)
        self._canvas.installEventFilter(self)
        self.field.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return not self.isHidden()

    # ------------------------------------------------------------------ opening and closing

    def open_bar(self) -> None:
        """Open, or come back to the search that is open already."""
        if not self.is_open:
            self._shown = None
            self.show()
            self.raise_()
            self._refresh()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Go, and leave the keyboard to the canvas."""
        self.hide()
        self._timer.stop()
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------ searching

    def next(self) -> None:
        """Go to the node after the current one, after the last one to the first."""
        self._step(1)

    def previous(self) -> None:
        """Go to the node before the current one, before the first one to the last."""
        self._step(-1)

    def _note_change(self, _change: object = None) -> None:
        if self.is_open:
            self._timer.start(0)

    def _refresh(self) -> None:
        """Read the nodes anew, and search again."""
        stage, graph = self._canvas.stage, self._canvas.document.graph
        self._nodes = [
            FoundNode(node, stage.showing.node_reading(node).value, stage.numbers)
            for node in graph.nodes()
        ]
        self._search(self.field.text())

    def _search(self, query: str) -> None:
        found = found_nodes(query, self._nodes)
        self._model.show_nodes(found)
        ids = [row.node.id for row in found]
        row = ids.index(self._shown) if self._shown in ids else 0
        if self._shown not in ids:
            self._shown = None
        self.list.setCurrentIndex(self._model.index(row, 0))
        self._tell_count()
        self._place()

    def _tell_count(self) -> None:
        count = len(self._model.rows)
        if not count:
            self.count.setText(self.tr("None"))
        elif self._shown is None:
            self.count.setText(str(count))
        else:
            self.count.setText(f"{self.list.currentIndex().row() + 1}/{count}")

    def _step(self, rows: int) -> None:
        if not self.is_open:
            # The search goes on with what was looked for before.
            self._refresh()
        count = len(self._model.rows)
        if not count:
            return
        row = self.list.currentIndex().row()
        if self._shown is not None or rows < 0:
            row = (row + rows) % count
        self.list.setCurrentIndex(self._model.index(row, 0))
        self._go(self.list.currentIndex())

    def _move(self, rows: int) -> None:
        """Go on by so many rows, and to the node there."""
        count = len(self._model.rows)
        if count:
            row = max(0, min(self.list.currentIndex().row() + rows, count - 1))
            self.list.setCurrentIndex(self._model.index(row, 0))
            self._go(self.list.currentIndex())

    def _enter(self) -> None:
        self.next()

    def _go(self, index: QModelIndex) -> None:
        row = index.data(FOUND_ROLE)
        if isinstance(row, FoundNode):
            self._shown = row.node.id
            self._canvas.show_node(row.node.id)
            self._tell_count()

    # ------------------------------------------------------------------ place and keys

    def _place(self) -> None:
        """Lie over the middle of the canvas's upper edge, as high as what was found."""
        rows = min(MOST_ROWS, len(self._model.rows))
        self.list.setVisible(rows > 0)
        high = self.list.sizeHintForRow(0) * rows + 2 * self.list.frameWidth() + 8 if rows else 0
        self.list.setFixedHeight(high)
        room = self._canvas.width() - 2 * INSET
        for button in self._steps:
            button.setVisible(room >= manager().text_size * CRAMPED_IN_TEXT_SIZES)
        self.setFixedWidth(max(0, min(manager().text_size * WIDTH_IN_TEXT_SIZES, room)))
        self.adjustSize()
        self.move((self._canvas.width() - self.width()) // 2, INSET)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the canvas becomes larger or smaller; Escape closes."""
        if watched is self._canvas and event.type() == QEvent.Type.Resize and self.is_open:
            self._place()
        is_escape = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        )
        if watched is self.field and is_escape:
            self.close_bar()
            return True
        return super().eventFilter(watched, event)
