"""Furniture: what lies over a canvas, kept in its corners and in step with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation

from gui.canvas.breadcrumbs import Breadcrumbs
from gui.canvas.minimap import Minimap
from gui.canvas.overlays import EmptyHint, Legend, PassBanner, Tip
from gui.motion import is_motion_reduced

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

__all__ = ["Furniture"]

INSET = 14
PULSE_MS = 1100
LEAST_WIDTH_FOR_MAP = 560
LEAST_HEIGHT_FOR_LEGEND = 220


class Furniture(QObject):
    """Banner, legend, hint, minimap and tip of a canvas.

    They are children of the view and not of its viewport, which would scroll them away.
    """

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.banner = PassBanner(canvas)
        self.legend = Legend(canvas)
        self.hint = EmptyHint(canvas)
        self.minimap = Minimap(canvas.stage, canvas)
        self.tip = Tip(canvas)
        self.breadcrumbs = Breadcrumbs(canvas)
        self.breadcrumbs.chosen.connect(canvas.document.enter)
        canvas.document.entered_changed.connect(self.refresh)
        self._has_minimap = True
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(1.0)
        self._pulse.setEndValue(0.0)
        self._pulse.setDuration(PULSE_MS)
        self._pulse.setEasingCurve(QEasingCurve.Type.InQuad)
        self._pulse.valueChanged.connect(self._pulse_to)
        self.minimap.place_wanted.connect(self._go_to)
        canvas.canvas_scene.showing_changed.connect(self._tell)
        self._tell()
        self.refresh()

    def refresh(self) -> None:
        """Put everything in its place for the present view, and show what is wanted."""
        width, height = self._canvas.width(), self._canvas.height()
        graph_is_empty = not self._canvas.stage.diagram.cards
        self.legend.move(INSET, height - INSET - self.legend.height())
        has_room = height >= LEAST_HEIGHT_FOR_LEGEND and width >= self.legend.width() + 2 * INSET
        self.legend.setVisible(has_room and not graph_is_empty)
        self.banner.resize(self.banner.sizeHint())
        self.hint.move((width - self.hint.width()) // 2, (height - self.hint.height()) // 2)
        self.hint.setVisible(graph_is_empty)
        self.minimap.move(width - INSET - self.minimap.width(), INSET)
        self._place_breadcrumbs()
        self.minimap.setVisible(
            self._has_minimap and width >= LEAST_WIDTH_FOR_MAP and not graph_is_empty
        )
        self.minimap.show_part(self._canvas.navigator.seen())

    def _place_breadcrumbs(self) -> None:
        """Show the way to the entered group, and the banner beside it, or where it must below."""
        groups = self._canvas.document.graph.groups
        way = [
            (group_id, self._canvas.editing.title(group_id))
            for group_id in self._canvas.document.entered
            if group_id in groups
        ]
        self.breadcrumbs.show_way(way)
        self.breadcrumbs.move(INSET, INSET)
        if not way:
            self.banner.move(INSET, INSET)
            return
        right, bottom = self.breadcrumbs.geometry().right(), self.breadcrumbs.geometry().bottom()
        x = right + INSET // 2
        if x + self.banner.width() < self.minimap.x():
            self.banner.move(x, INSET + (self.breadcrumbs.height() - self.banner.height()) // 2)
        else:
            self.banner.move(INSET, bottom + INSET // 2)

    def set_minimap_shown(self, is_shown: bool) -> None:
        """Show the minimap, or not."""
        self._has_minimap = is_shown
        self.refresh()

    def pulse(self, node_id: str) -> None:
        """Let a card shine for a moment."""
        self._pulse.stop()
        self._canvas.stage.marks.pulsing = node_id
        self._pulse.start()

    def _pulse_to(self, strength: float) -> None:
        marks = self._canvas.stage.marks
        # With reduced motion it shines evenly and then no more.
        marks.pulse = float(strength > 0.0) if is_motion_reduced() else strength
        if marks.pulsing is not None:
            scene = self._canvas.canvas_scene
            if marks.pulsing in scene.stage.diagram.cards:
                # In the overview the shine reaches beyond the card's own area.
                area = scene.area_of(marks.pulsing)
                reach = 12.0 / self._canvas.zoom
                scene.dirtied.emit(area.adjusted(-reach, -reach, reach, reach))
        if strength == 0.0:
            marks.pulsing = None

    def _tell(self) -> None:
        self.banner.tell(self._canvas.stage.showing)

    def _go_to(self, place: QPointF) -> None:
        self._canvas.navigator.centre_on(place)
        self.refresh()
