"""Frame painter: an open group, drawn behind what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from gui.canvas.frames import TITLE_HEIGHT, Frame
from gui.canvas.lettering import Style, elided, font_of, text_width, wrapped
from gui.canvas.node_painter import paint_chevron

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.look import Look
    from gui.canvas.marks import Marks

__all__ = ["HANDLE", "frame_bounds", "paint_frame", "paint_frame_ground", "title_box"]

CORNER = 12.0
AIMED_TINT = 0.14
QUARTER = 90 * 16
"""A quarter of a circle, as Qt counts angles."""

HANDLE = 16.0
REACH = 4.0
TEXT_LEFT = 34.0
TITLE_BASELINE = 24.0
NOTE_BASELINE = 46.0
NOTE_LEFT = 16.0
NOTE_LINE = 20.0
CHEVRON = QPointF(20.0, 18.0)


def frame_bounds(frame: Frame) -> QRectF:
    """Return everything that a frame may draw on."""
    return _area(frame).adjusted(-REACH, -REACH, REACH, REACH)


def title_box(frame: Frame) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what is written as the title."""
    left, top, right, _ = frame.box
    room = right - left - TEXT_LEFT - 14.0
    width = min(room, text_width(frame.group.title, Style.TITLE))
    return left, top, left + TEXT_LEFT + width, top + TITLE_HEIGHT


def paint_frame_ground(painter: QPainter, look: Look, frame: Frame, marks: Marks) -> None:
    """Draw the ground of a frame, below the grid.

    It is opaque, mixed of the colours of the frames it lies in, and made of plain rectangles but
    for its corners: a large rounded and translucent area takes Qt milliseconds to fill.
    """
    brush = look.ground(frame.tints)
    if frame.group.id == marks.aimed_group:
        brush = look.tinted_canvas(frame.token, AIMED_TINT)
    area = _area(frame)
    painter.setPen(look.no_pen)
    painter.setBrush(brush)
    for corner in _corners(area):
        painter.drawEllipse(corner)
    painter.fillRect(area.adjusted(0.0, CORNER, 0.0, -CORNER), brush)
    painter.fillRect(area.adjusted(CORNER, 0.0, -CORNER, 0.0), brush)


def paint_frame(
    painter: QPainter, look: Look, frame: Frame, marks: Marks, *, has_texts: bool = True
) -> None:
    """Draw the outline of a frame, its title, its note, and the corner it is resized by."""
    group, token = frame.group, frame.token
    area = _area(frame)
    is_marked = group.id in marks.groups or group.id == marks.aimed_group
    painter.setBrush(look.no_brush)
    outline = look.pen(token, 1.2, 0.45)
    if is_marked:
        outline = look.pen("accent", 2.0)
    elif group.id == marks.hovered_group:
        outline = look.pen(token, 1.6, 0.8)
    painter.setPen(outline)
    _paint_outline(painter, area)
    if not has_texts:
        return
    painter.setPen(look.pen(token, 2.0))
    paint_chevron(painter, area.topLeft() + CHEVRON, is_open=True)
    room = area.width() - TEXT_LEFT - 14.0
    if group.title:
        painter.setFont(font_of(Style.TITLE))
        painter.setPen(look.colour(token))
        title = elided(group.title, Style.TITLE, room)
        painter.drawText(area.topLeft() + QPointF(TEXT_LEFT, TITLE_BASELINE), title)
    if group.note:
        _paint_note(painter, look, frame, area)
    _paint_handle(painter, look, area, token)


def _paint_outline(painter: QPainter, area: QRectF) -> None:
    """Draw a rounded outline as lines and arcs, which are quicker than a path as large."""
    left, top, right, bottom = area.left(), area.top(), area.right(), area.bottom()
    painter.drawLine(QPointF(left + CORNER, top), QPointF(right - CORNER, top))
    painter.drawLine(QPointF(left + CORNER, bottom), QPointF(right - CORNER, bottom))
    painter.drawLine(QPointF(left, top + CORNER), QPointF(left, bottom - CORNER))
    painter.drawLine(QPointF(right, top + CORNER), QPointF(right, bottom - CORNER))
    for quarter, corner in enumerate(_corners(area)):
        painter.drawArc(corner, quarter * QUARTER, QUARTER)


def _corners(area: QRectF) -> tuple[QRectF, ...]:
    """Return the squares around the circles in the corners, against the clock from upper right."""
    size = 2 * CORNER
    left, top = area.left(), area.top()
    right, bottom = area.right() - size, area.bottom() - size
    places = ((right, top), (left, top), (left, bottom), (right, bottom))
    return tuple(QRectF(x, y, size, size) for x, y in places)


def _area(frame: Frame) -> QRectF:
    left, top, right, bottom = frame.box
    return QRectF(left, top, right - left, bottom - top)


def _paint_note(painter: QPainter, look: Look, frame: Frame, area: QRectF) -> None:
    """Write the note: below the title, or where nothing is in the frame, all over it."""
    painter.setFont(font_of(Style.NOTE))
    painter.setPen(look.colour("text_muted"))
    if not frame.is_empty:
        room = area.width() - TEXT_LEFT - 14.0
        line = elided(" ".join(frame.group.note.split()), Style.NOTE, room)
        painter.drawText(QPointF(area.left() + TEXT_LEFT, area.top() + NOTE_BASELINE), line)
        return
    count = int((area.height() - TITLE_HEIGHT - 8.0) / NOTE_LINE)
    room = area.width() - 2 * NOTE_LEFT
    for index, line in enumerate(wrapped(frame.group.note, Style.NOTE, room, count)):
        y = area.top() + NOTE_BASELINE + 6.0 + index * NOTE_LINE
        painter.drawText(QPointF(area.left() + NOTE_LEFT, y), line)


def _paint_handle(painter: QPainter, look: Look, area: QRectF, token: str) -> None:
    """Draw two short lines in the lower right corner, which resizes the frame."""
    painter.setPen(look.pen(token, 1.4, 0.7))
    corner = area.bottomRight()
    for distance in (5.0, 10.0):
        painter.drawLine(
            corner + QPointF(-distance - 3.0, -3.5), corner + QPointF(-3.5, -distance - 3.0)
        )
