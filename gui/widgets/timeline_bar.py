"""A bar in sections, filled up to a handle that can be dragged: where a story is."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from gui.fonts import font
from gui.theme import manager

__all__ = ["Section", "TimelineBar"]

_MARGIN = 12.0
_TRACK_TOP = 10.0
_TRACK_HEIGHT = 9.0
_GAP = 2.0
_HANDLE = 9.0
_TICK_ROOM = 9.0
"""Pixels a step from which on the steps are marked."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the story.

    Attributes
    ----------
    title
        What is written below it.
    length
        How many steps it has.
    token, rest_token
        Colours of what is done and of what is still to come.
    """

    title: str
    length: int
    token: str
    rest_token: str


class TimelineBar(QAbstractSlider):
    """A slider over steps that shows to which section each belongs.

    Its value is the number of steps made, from 0 to the total. A section with few of very many
    steps keeps the width of its title; otherwise widths are proportional. `valueChanged` tells
    only what the person did: `set_position` is silent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[Section, ...] = ()
        self._describe: Callable[[int], str] = str
        self._hint = ""
        self._hovered: int | None = None
        self._edges: list[float] = [0.0]
        self._edges_width = -1
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, 0)
        self.setSingleStep(1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        manager().changed.connect(self._theme_changed)

    # ------------------------------------------------------------------ what is shown

    def set_sections(self, sections: tuple[Section, ...]) -> None:
        """Show another story; sections without a step are left out."""
        self._sections = tuple(section for section in sections if section.length)
        total = sum(section.length for section in self._sections)
        self.blockSignals(True)
        self.setRange(0, total)
        self.setPageStep(max(1, total // 10))
        self.blockSignals(False)
        self._edges_width = -1
        self.setEnabled(total > 0)
        self.update()

    def set_position(self, position: int) -> None:
        """Put the handle after so many steps, without saying so."""
        self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(False)

    def set_describer(self, describe: Callable[[int], str]) -> None:
        """Take the function that says in words what a position is."""
        self._describe = describe

    def set_hint(self, hint: str) -> None:
        """Say this instead of a bar when there is no step."""
        self._hint = hint
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(480, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Track and titles."""
        return QSize(160, int(_TRACK_TOP + _TRACK_HEIGHT) + manager().text_size + 18)

    # ------------------------------------------------------------------ places

    def x_of(self, position: int) -> float:
        """Return where on the bar a position is, in pixels."""
        start = 0
        edges = self._section_edges()
        for section, (left, right) in zip(self._sections, pairwise(edges), strict=True):
            if position <= start + section.length:
                return left + (right - left) * (position - start) / section.length
            start += section.length
        return edges[-1]

    def position_at(self, x: float) -> int:
        """Return the position nearest to a place on the bar."""
        start = 0
        for section, (left, right) in zip(
            self._sections, pairwise(self._section_edges()), strict=True
        ):
            if x <= right:
                share = max(0.0, (x - left) / (right - left)) if right > left else 1.0
                return start + round(share * section.length)
            start += section.length
        return start

    def _section_edges(self) -> list[float]:
        """Left edges of the sections and the right edge of the last."""
        if self._edges_width != self.width():
            self._edges_width = self.width()
            self._edges = self._laid_out(max(1.0, self.width() - 2 * _MARGIN))
        return self._edges

    def _laid_out(self, room: float) -> list[float]:
        total = sum(section.length for section in self._sections)
        metrics = QFontMetricsF(self._title_font())
        needed = [metrics.horizontalAdvance(item.title.upper()) + 10 for item in self._sections]
        shares = [room * section.length / total for section in self._sections] if total else []
        if sum(needed) < room:
            short = [need for need, share in zip(needed, shares, strict=True) if share < need]
            ample = [share for need, share in zip(needed, shares, strict=True) if share >= need]
            scale = (room - sum(short)) / sum(ample) if ample else 1.0
            shares = [
                need if share < need else share * scale
                for need, share in zip(needed, shares, strict=True)
            ]
        edges = [_MARGIN]
        for share in shares:
            edges.append(edges[-1] + share)
        return edges

    # ------------------------------------------------------------------ mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, wherever on the bar."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._drag_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub, or mark the step under the pointer."""
        if self.isSliderDown():
            self._drag_to(event)
            return
        self._hover(self.position_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Mark the step under the pointer."""
        self._hover(self.position_at(event.position().x()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Mark no step any more."""
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scrub with the arrow keys; right and up are always forward."""
        forward = {Qt.Key.Key_Right, Qt.Key.Key_Up}
        back = {Qt.Key.Key_Left, Qt.Key.Key_Down}
        if event.key() in forward:
            self.triggerAction(QAbstractSlider.SliderAction.SliderSingleStepAdd)
        elif event.key() in back:
            self.triggerAction(QAbstractSlider.SliderAction.SliderSingleStepSub)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Name the step under the pointer in a tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event.globalPos(), self.position_at(event.pos().x()))
            return True
        return super().event(event)

    def _drag_to(self, event: QMouseEvent) -> None:
        position = self.position_at(event.position().x())
        self.setValue(position)
        self._hover(None)
        self._tell(event.globalPosition().toPoint(), position)

    def _tell(self, place: QPoint, position: int) -> None:
        if self.maximum():
            QToolTip.showText(place, self._describe(position), self)

    def _hover(self, position: int | None) -> None:
        if position != self._hovered:
            self._hovered = position
            self.update()
            if QToolTip.isVisible() and position is not None and self.maximum():
                at = QPointF(self.x_of(position), self.height())
                self._tell(self.mapToGlobal(at).toPoint(), position)

    # ------------------------------------------------------------------ drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw track, titles and handle."""
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._sections:
                self._paint_nothing(painter)
                return
            start = 0
            for section, (left, right) in zip(
                self._sections, pairwise(self._section_edges()), strict=True
            ):
                self._paint_section(painter, section, left, right, start)
                start += section.length
            self._paint_hover(painter)
            self._paint_handle(painter)
        finally:
            painter.end()

    def _paint_nothing(self, painter: QPainter) -> None:
        theme = manager().theme
        track = QRectF(_MARGIN, _TRACK_TOP, self.width() - 2 * _MARGIN, _TRACK_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(track, _TRACK_HEIGHT / 2, _TRACK_HEIGHT / 2)
        painter.setPen(theme.colour("text_muted"))
        painter.setFont(font(manager().text_size - 1))
        painter.drawText(self._title_area(_MARGIN, self.width()), self._hint)

    def _paint_section(
        self, painter: QPainter, section: Section, left: float, right: float, start: int
    ) -> None:
        theme = manager().theme
        inset = _GAP / 2
        track = QRectF(left + inset, _TRACK_TOP, max(1.0, right - left - _GAP), _TRACK_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(section.rest_token))
        painter.drawRoundedRect(track, 4, 4)
        done = min(self.value() - start, section.length)
        if done > 0:
            painter.save()
            painter.setClipRect(QRectF(0, 0, self.x_of(start + done), self.height()))
            painter.setBrush(theme.colour(section.token))
            painter.drawRoundedRect(track, 4, 4)
            painter.restore()
        self._paint_ticks(painter, section, left, right)
        painter.setPen(theme.colour(section.token))
        painter.setFont(self._title_font())
        painter.drawText(self._title_area(left + 3, right), section.title.upper())

    def _paint_ticks(self, painter: QPainter, section: Section, left: float, right: float) -> None:
        """Notch the track between steps, if they are few enough to be told apart."""
        pitch = (right - left) / section.length
        if pitch < _TICK_ROOM:
            return
        painter.setPen(QPen(manager().theme.colour("bar", 0.4), 1.0))
        for step in range(1, section.length):
            x = left + step * pitch
            painter.drawLine(QPointF(x, _TRACK_TOP), QPointF(x, _TRACK_TOP + _TRACK_HEIGHT))

    def _paint_hover(self, painter: QPainter) -> None:
        if self._hovered is None or self._hovered == self.value() or not self.isEnabled():
            return
        x = self.x_of(self._hovered)
        painter.setPen(QPen(manager().theme.colour("text_muted"), 2.0))
        painter.drawLine(QPointF(x, _TRACK_TOP - 3), QPointF(x, _TRACK_TOP + _TRACK_HEIGHT + 3))

    def _paint_handle(self, painter: QPainter) -> None:
        theme = manager().theme
        centre = QPointF(self.x_of(self.value()), _TRACK_TOP + _TRACK_HEIGHT / 2)
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("focus", 0.35))
            painter.drawEllipse(centre, _HANDLE + 3, _HANDLE + 3)
        painter.setPen(QPen(theme.colour("bar"), 2.5))
        painter.setBrush(theme.colour(self._section_at(self.value()).token))
        radius = _HANDLE + (1 if self.isSliderDown() else 0)
        painter.drawEllipse(centre, radius, radius)

    def _section_at(self, position: int) -> Section:
        start = 0
        for section in self._sections:
            start += section.length
            if position <= start:
                return section
        return self._sections[-1]

    def _title_area(self, left: float, right: float) -> QRectF:
        top = _TRACK_TOP + _TRACK_HEIGHT + 8
        return QRectF(left, top, right - left, manager().text_size + 6)

    def _title_font(self) -> QFont:
        return font(manager().text_size - 2, weight=600)

    def _theme_changed(self) -> None:
        self._edges_width = -1
        self.updateGeometry()
        self.update()
