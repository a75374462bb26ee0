"""The ground of a row in a list: rounded, for the one that is current or under the pointer."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from gui.theme import manager

__all__ = ["paint_row_ground"]


def paint_row_ground(
    painter: QPainter, option: QStyleOptionViewItem, *, has_focus: bool = False
) -> None:
    """Draw the ground of a row, if it has one.

    Parameters
    ----------
    painter, option
        As a delegate gets them.
    has_focus
        Whether the selected row shows the focus, though the keyboard is in a search field.
    """
    theme = manager().theme
    is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if not is_selected and not option.state & QStyle.StateFlag.State_MouseOver:
        return
    has_focus = has_focus or bool(option.state & QStyle.StateFlag.State_HasFocus)
    shows_focus = is_selected and has_focus
    painter.setPen(QPen(theme.colour("focus"), 1.4) if shows_focus else Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("selection" if is_selected else "hover"))
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.7, 0.7, -0.7, -0.7), 6, 6)
