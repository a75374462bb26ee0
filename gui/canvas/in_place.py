"""InPlace: editing values, literals and names in a field over the card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, QSize

from engine.errors import EngineError, PortError
from engine.values import parse_value
from gui.canvas.card import TEXT_LEFT, TEXT_RIGHT, Kind
from gui.canvas.inline_editor import Accept, InlineEditor
from gui.value_text import exact_text

if TYPE_CHECKING:
    from engine.edits import Change
    from gui.canvas.navigator import Navigator
    from gui.canvas.view import CanvasView

__all__ = ["InPlace"]

LEAST_SCALE = 0.6
LITERAL_WIDTH = 72.0


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
        self._area = QRectF()
        self.editor = InlineEditor(canvas.viewport())
        self.editor.closed.connect(self._forget)
        self.editor.next_wanted.connect(self._go_on)

    def edit_value(self, node_id: str, port: str | None = None) -> None:
        """Edit the value of a leaf, or the literal at a port.

        Raises
        ------
        EngineError
            When the node computes its value and has no literal.
        """
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
        node = self._canvas.document.graph.node(node_id)
        card = self._canvas.stage.diagram.cards[node_id]
        what = _tr("Name of {0}").format(self._canvas.editing.label(node_id))
        area = QRectF(TEXT_LEFT - 6.0, 10.0, card.width - TEXT_LEFT, 32.0)
        self._open(node_id, None, area, node.name, self._set_name, what)

    def follow_view(self) -> None:
        """Stay over the card when the view scrolls or zooms."""
        if not self.editor.is_open or self._node is None:
            return
        x, y = self._canvas.stage.diagram.nodes.position(self._node)
        navigator = self._canvas.navigator
        place = navigator.pixel_of(QPointF(x, y) + self._area.topLeft())
        size = QSize(
            round(self._area.width() * navigator.scale),
            round(self._area.height() * navigator.scale),
        )
        self.editor.put(place.toPoint(), size)

    def graph_changed(self, change: Change) -> None:
        """Close when the node that is edited is gone."""
        if self._node is not None and (change.everything or self._node in change.removed):
            self.editor.close_editor()

    def _open(
        self, node_id: str, port: str | None, area: QRectF, text: str, accept: Accept, what: str
    ) -> None:
        self.editor.close_editor()
        navigator: Navigator = self._canvas.navigator
        card_area = self._canvas.canvas_scene.items_by_id[node_id].sceneBoundingRect()
        if navigator.scale < LEAST_SCALE or not navigator.seen().contains(card_area.center()):
            navigator.reveal(card_area)
        self._node, self._port, self._area = node_id, port, area
        self.editor.open_editor(text, accept, what)
        self.follow_view()

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
        comma = self._canvas.stage.numbers.comma
        try:
            value = parse_value(text, decimal_comma=comma)
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
        self._last, self._node = self._node, None

    def _go_on(self, backwards: bool) -> None:
        """Edit the value of the next leaf, or of the one before."""
        graph = self._canvas.document.graph
        leaves = [node.id for node in graph.nodes() if node.is_leaf]
        if not leaves:
            return
        step = -1 if backwards else 1
        index = leaves.index(self._last) + step if self._last in leaves else 0
        following = leaves[index % len(leaves)]
        self._canvas.document.select([following])
        self.edit_value(following)
