"""InPlace: editing values, literals and names in a field over the card."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, QSize

from engine.errors import EngineError, PortError
from gui.canvas.card import TEXT_LEFT, TEXT_RIGHT, Kind
from gui.value_text import exact_text, read_value

if TYPE_CHECKING:
    from engine.change import Change
    from gui.canvas.inline_editor import Accept, InlineEditor
    from gui.canvas.navigator import Navigator
    from gui.canvas.view import CanvasView

__all__ = ["InPlace"]

LEAST_SCALE = 0.6
LITERAL_WIDTH = 72.0
GROUP_TEXT_LEFT = 28.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("InPlace", text)


class InPlace(QObject):
    """The editor of a canvas and what it edits."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._node: str | None = None
        self._last: str | None = None
        self._port: str | None = None
        self._group: str | None = None
        self._field = "title"
        self._area = QRectF()

    @cached_property
    def editor(self) -> InlineEditor:
        """The field, made when it is first needed."""
        from gui.canvas.inline_editor import InlineEditor

        editor = InlineEditor(self._canvas.viewport())
        editor.closed.connect(self._forget)
        editor.next_wanted.connect(self._go_on)
        return editor

    def close(self) -> None:
        """Give up what is being typed."""
        if "editor" in vars(self):
            self.editor.close_editor()

    def edit_value(self, node_id: str, port: str | None = None) -> None:
        """Edit the value of a leaf, or the literal at a port.

        Raises
        ------
        EngineError
            When the node computes its value and has no literal.
        """
        self._canvas.grouping.reveal(node_id)
        node = self._canvas.document.graph.node(node_id)
        card = self._canvas.stage.diagram.cards[node_id]
        if not node.is_leaf and port is None:
            port = next((spot.name for spot in card.ports if spot.literal), None)
            if port is None:
                sentence = _tr("{0} computes its value; only leaves hold one")
                raise PortError(sentence.format(self._canvas.editing.label(node_id)), node=node_id)
        value = node.value if port is None else node.attributes.get(port)
        text = "" if value is None else exact_text(value)
        what = _tr("Value of {0}").format(self._canvas.editing.label(node_id))
        if port is not None:
            what = _tr("{0} of {1}").format(port, self._canvas.editing.label(node_id))
        self._open(node_id, port, self._value_area(node_id, port), text, self._set_value, what)

    def rename(self, node_id: str) -> None:
        """Edit the name of a node."""
        self._canvas.grouping.reveal(node_id)
        node = self._canvas.document.graph.node(node_id)
        card = self._canvas.stage.diagram.cards[node_id]
        what = _tr("Name of {0}").format(self._canvas.editing.label(node_id))
        area = QRectF(TEXT_LEFT - 6.0, 10.0, card.width - TEXT_LEFT, 32.0)
        self._open(node_id, None, area, node.name, self._set_name, what)

    def edit_group(self, group_id: str, field: str) -> None:
        """Edit the title or the note of a group.

        Parameters
        ----------
        group_id
            The group.
        field
            ``title`` or ``note``.
        """
        self.editor.close_editor()
        frame = self._canvas.grouping.area_of(group_id)
        if frame.isEmpty():
            return
        self._reveal(frame)
        what = _tr("Title of a group") if field == "title" else _tr("Note of a group")
        self._group, self._field = group_id, field
        self._node = self._port = None
        top = 5.0 if field == "title" else 34.0
        self._area = QRectF(GROUP_TEXT_LEFT, top, frame.width() - GROUP_TEXT_LEFT - 12.0, 26.0)
        text = getattr(self._canvas.document.graph.groups[group_id], field)
        self.editor.open_editor(text, self._set_group, what)
        self.follow_view()

    def _set_group(self, text: str) -> str:
        """Take a title or a note that was typed; return why it will not do."""
        assert self._group is not None
        try:
            self._canvas.grouping.set_text(self._group, self._field, text.strip())
        except EngineError as error:
            return str(error)
        return ""

    def follow_view(self) -> None:
        """Stay over the card when the view scrolls or zooms."""
        if "editor" not in vars(self) or not self.editor.is_open:
            return
        if self._group is not None:
            corner = self._canvas.grouping.area_of(self._group).topLeft()
        elif self._node is not None and self._node in self._canvas.stage.diagram.nodes.rows:
            corner = QPointF(*self._canvas.stage.diagram.nodes.position(self._node))
        else:
            return
        navigator = self._canvas.navigator
        place = navigator.pixel_of(corner + self._area.topLeft())
        size = QSize(
            round(self._area.width() * navigator.scale),
            round(self._area.height() * navigator.scale),
        )
        self.editor.put(place.toPoint(), size)

    def graph_changed(self, change: Change) -> None:
        """Close when the node or group that is edited is gone."""
        groups = self._canvas.document.graph.groups
        has_lost_group = self._group is not None and self._group not in groups
        has_lost_node = self._node is not None and self._node in change.removed
        if change.everything or has_lost_node or has_lost_group:
            self.close()

    def _open(
        self, node_id: str, port: str | None, area: QRectF, text: str, accept: Accept, what: str
    ) -> None:
        self.editor.close_editor()
        self._reveal(self._canvas.canvas_scene.area_of(node_id))
        self._node, self._port, self._area = node_id, port, area
        self.editor.open_editor(text, accept, what)
        self.follow_view()

    def _reveal(self, area: QRectF) -> None:
        """Scroll and zoom until what is edited can be read."""
        navigator: Navigator = self._canvas.navigator
        if navigator.scale < LEAST_SCALE or not navigator.seen().contains(area.center()):
            navigator.reveal(area)

    def _value_area(self, node_id: str, port: str | None) -> QRectF:
        """Where the value stands, relative to the card."""
        card = self._canvas.stage.diagram.cards[node_id]
        spot = None if port is None else card.port(port)
        if spot is not None:
            return QRectF(-LITERAL_WIDTH - 8.0, spot.y - 13.0, LITERAL_WIDTH, 26.0)
        width = card.width - TEXT_LEFT - TEXT_RIGHT + 8.0
        if card.kind is Kind.NUMBER:
            return QRectF(TEXT_LEFT - 6.0, 14.0, width, 32.0)
        return QRectF(TEXT_LEFT - 6.0, card.height - 33.0, width, 28.0)

    def _set_value(self, text: str) -> str:
        """Take a value that was typed; return why it will not do."""
        assert self._node is not None
        try:
            value = read_value(text)
            self._canvas.editing.set_value(self._node, value, self._port)
        except EngineError as error:
            return str(error)
        return ""

    def _set_name(self, text: str) -> str:
        assert self._node is not None
        try:
            self._canvas.editing.rename(self._node, text.strip())
        except EngineError as error:
            return str(error)
        return ""

    def _forget(self) -> None:
        self._last, self._node, self._group = self._node, None, None

    def _go_on(self, backwards: bool) -> None:
        """Edit the value of the next leaf that is seen, or of the one before."""
        graph, cards = self._canvas.document.graph, self._canvas.stage.diagram.cards
        leaves = [node.id for node in graph.nodes() if node.is_leaf and node.id in cards]
        if not leaves:
            return
        step = -1 if backwards else 1
        index = leaves.index(self._last) + step if self._last in leaves else 0
        following = leaves[index % len(leaves)]
        self._canvas.document.select([following])
        self.edit_value(following)
