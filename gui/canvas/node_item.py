"""NodeItem: a node in the scene; one plain item, so that the scene's index finds and culls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

    from gui.canvas.stage import Stage

__all__ = ["NodeItem"]


class NodeItem(QGraphicsItem):
    """A node's card.

    It holds no truth: what it draws it asks of the stage by its node's id.
    """

    def __init__(self, node_id: str, stage: Stage) -> None:
        super().__init__()
        self.node_id = node_id
        self._stage = stage
        self._area = stage.node_area(node_id)

    def refit(self) -> None:
        """Take the area of a card that has become another."""
        area = self._stage.node_area(self.node_id)
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area

    def boundingRect(self) -> QRectF:
        """Return everything that the card may draw on."""
        return self._area

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw the card."""
        self._stage.paint_node(painter, self.node_id)
