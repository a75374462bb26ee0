"""Navigator: which part of the canvas is seen, and how large."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsView

__all__ = ["LARGEST_SCALE", "SMALLEST_SCALE", "Navigator"]

SMALLEST_SCALE = 0.02
LARGEST_SCALE = 4.0
LARGEST_FITTED_SCALE = 1.25
ZOOM_STEP = 1.25
WHEEL_BASE = 1.0015
FIT_MARGIN = 32.0
BROUGHT_MARGIN = 12.0
FIT_MARGIN_HIGH = 60.0
"""Above and below, where the banner and the legend lie."""
REACH = 100_000.0


class Navigator:
    """Zooms and scrolls a view.

    The view's area is far larger than any graph, so that every place can be brought to the middle;
    the scene keeps a small one of its own, for its index.
    """

    def __init__(self, view: QGraphicsView) -> None:
        self._view = view
        self._text_scale = 1.0
        view.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        view.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        view.setSceneRect(-REACH, -REACH, 2 * REACH, 2 * REACH)

    @property
    def scale(self) -> float:
        """Pixels a unit of the canvas."""
        return self._view.transform().m11()

    @property
    def text_scale(self) -> float:
        """At which scale the canvas has its own size: more for those who need larger text."""
        return self._text_scale

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        grown = scale / self._text_scale
        self._text_scale = scale
        if grown != 1.0:
            self.zoom_to(self.scale * grown)

    def reach_to(self, area: QRectF) -> None:
        """Let the view go at least as far as an area and some way beyond."""
        wanted = area.adjusted(-REACH, -REACH, REACH, REACH)
        if not self._view.sceneRect().contains(area):
            self._view.setSceneRect(self._view.sceneRect().united(wanted))

    def centre(self) -> QPointF:
        """Return the place in the middle of the view."""
        return self.place_at(QPointF(self._view.viewport().rect().center()))

    def place_at(self, pixel: QPointF) -> QPointF:
        """Return the place on the canvas under a point of the viewport."""
        inverse, _ = self._view.viewportTransform().inverted()
        return inverse.map(pixel)

    def pixel_of(self, place: QPointF) -> QPointF:
        """Return the point of the viewport over a place on the canvas."""
        return self._view.viewportTransform().map(place)

    def seen(self) -> QRectF:
        """Return the part of the canvas that is seen."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    def zoom_to(self, scale: float, pixel: QPointF | None = None) -> None:
        """Zoom, keeping the place under a point of the viewport (by default its middle) there."""
        anchor = QPointF(self._view.viewport().rect().center()) if pixel is None else pixel
        place = self.place_at(anchor)
        bounded = min(LARGEST_SCALE, max(SMALLEST_SCALE, scale))
        self._view.setTransform(QTransform.fromScale(bounded, bounded))
        shift = self.pixel_of(place) - anchor
        self.scroll(shift.x(), shift.y())

    def zoom_by(self, steps: int) -> None:
        """Zoom in, or with a negative number out, by so many steps around the middle."""
        self.zoom_to(self.scale * ZOOM_STEP**steps)

    def wheel(self, angle: float, pixel: QPointF) -> None:
        """Zoom by a turn of the wheel, in eighths of a degree, around the pointer."""
        self.zoom_to(self.scale * WHEEL_BASE**angle, pixel)

    def scroll(self, dx: float, dy: float) -> None:
        """Let the view move over the canvas by so many pixels."""
        horizontal, vertical = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        horizontal.setValue(horizontal.value() + round(dx))
        vertical.setValue(vertical.value() + round(dy))

    def centre_on(self, place: QPointF) -> None:
        """Bring a place to the middle."""
        shift = self.pixel_of(place) - QPointF(self._view.viewport().rect().center())
        self.scroll(shift.x(), shift.y())

    def fit(self, area: QRectF) -> None:
        """Show an area whole, as large as it can be read well."""
        if area.isEmpty():
            self.zoom_to(self._text_scale)
            self.centre_on(QPointF(0.0, 0.0))
            return
        self.reach_to(area)
        room = self._view.viewport().size()
        wide = max(40.0, room.width() - 2 * FIT_MARGIN) / area.width()
        high = max(40.0, room.height() - 2 * FIT_MARGIN_HIGH) / area.height()
        self.zoom_to(min(LARGEST_FITTED_SCALE * self._text_scale, wide, high))
        self.centre_on(area.center())

    def reveal(self, area: QRectF) -> None:
        """Scroll until an area is seen, and zoom in if it is too small to read."""
        if self.scale < 0.6 * self._text_scale:
            self.zoom_to(0.8 * self._text_scale)
        if not self.seen().contains(area):
            self.centre_on(area.center())

    def bring(self, area: QRectF) -> None:
        """Scroll no farther than it takes to see an area, and zoom out if it is too large."""
        seen, margin = self.seen(), BROUGHT_MARGIN / self.scale
        wanted = area.adjusted(-margin, -margin, margin, margin)
        if wanted.width() > seen.width() or wanted.height() > seen.height():
            self.fit(area)
            return
        dx = min(0.0, wanted.left() - seen.left()) + max(0.0, wanted.right() - seen.right())
        dy = min(0.0, wanted.top() - seen.top()) + max(0.0, wanted.bottom() - seen.bottom())
        self.scroll(_outwards(dx * self.scale), _outwards(dy * self.scale))


def _outwards(length: float) -> float:
    return math.copysign(math.ceil(abs(length)), length)
