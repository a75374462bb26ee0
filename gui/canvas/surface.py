"""Surface: the canvas as a widget that paints and hands on what Qt tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from gui.canvas.exposed import joined
from gui.canvas.hits import READABLE_SCALE
from gui.canvas.navigator import Navigator
from gui.canvas.pointing import Pointing
from gui.canvas.scene import Scene
from gui.canvas.screen import Screen
from gui.canvas.tooltips import badge_text_at, plain_tip, tip_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.graph import Edge
    from engine.group import Group
    from gui.canvas.dropping import Dropping
    from gui.canvas.grouping import Grouping
    from gui.canvas.interaction import Interaction
    from gui.canvas.stage import Stage
    from gui.document import Document
    from gui.playback import Playhead

__all__ = ["Surface"]

REACH = 8
"""How far shadows, halos and the ends of lines reach into the pixels beside them."""


class Surface(QGraphicsView):
    """A view of a document's scene.

    Qt's events end here: they go to `interaction` and `dropping`, which the canvas provides.

    Signals
    -------
    context_menu_requested(QPoint, str | Edge | Group | None)
        A menu is wanted at a point of the screen, for a node, an edge, a group or the canvas.
    """

    context_menu_requested = Signal(QPoint, object)

    interaction: Interaction
    dropping: Dropping
    grouping: Grouping

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.document = document
        self.playhead = playhead
        self.pointing = Pointing()
        self.canvas_scene = Scene(document, playhead, self)
        self._is_settled = False
        self._configure()
        self.setScene(self.canvas_scene)
        self.navigator = Navigator(self)
        self.canvas_scene.dirtied.connect(self._draw_again)

    def _configure(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        # What is to be drawn again is told by the scene's `dirtied`, and by nothing else.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        # The ground is painted everywhere, so Qt need not paint another below it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def stage(self) -> Stage:
        """Everything that is drawn."""
        return self.canvas_scene.stage

    @property
    def zoom(self) -> float:
        """Pixels a unit of the canvas."""
        return self.navigator.scale

    def view_changed(self) -> None:
        """Another part of the canvas is seen, or at another scale."""

    def hide_hover(self) -> None:
        """Let nothing be lit."""

    # ------------------------------------------------------------------ painting

    def _draw_again(self, area: QRectF | None) -> None:
        """Draw an area of the canvas again, or with None all that is seen."""
        if area is None or not self._is_settled:
            self._is_settled = False
            self.viewport().update()
        elif not area.isEmpty():
            seen = self.viewportTransform().mapRect(area).toAlignedRect()
            self.viewport().update(seen.adjusted(-2, -2, 2, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what can be read, or where nothing could be, an overview."""
        is_readable = self.zoom >= READABLE_SCALE
        looks_as_before = self.stage.begin_frame(Screen(self.zoom, self.devicePixelRatioF()))
        self._is_settled = looks_as_before or not is_readable
        near = self.stage.near(self._place_of(event.rect()))
        paint = self.stage.paint if is_readable else self.stage.paint_overview
        painter = QPainter(self.viewport())
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for part in joined(_parts(event.region())):
                # Within one rectangle Qt draws much faster than within a region of several.
                painter.resetTransform()
                painter.setClipRect(part)
                painter.setTransform(self.viewportTransform())
                paint(painter, self._place_of(part), near)
                self.interaction.paint(painter)
        finally:
            painter.end()

    def _place_of(self, part: QRect) -> QRectF:
        """Return what of the canvas can reach into a part of the viewport."""
        inverse, _ = self.viewportTransform().inverted()
        return inverse.mapRect(QRectF(part.adjusted(-REACH, -REACH, REACH, REACH)))

    # ------------------------------------------------------------------ scrolling

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move the pixels that are there, so that only what comes into sight is drawn."""
        super().scrollContentsBy(dx, dy)
        if self.isRightToLeft():
            dx = -dx
        ratio = self.devicePixelRatioF()
        if not self._is_settled or ratio != round(ratio):
            self.viewport().update()
            return
        # Qt would draw everything anew because of what lies over the canvas. It is left out, and
        # what remains cut into rectangles as long as possible in the direction of the scrolling.
        is_upright = abs(dy) > abs(dx)
        free = QRegion(_turned(self.viewport().rect(), is_upright))
        covered = [
            child.geometry()
            for child in self.children()
            if isinstance(child, QWidget) and child.isVisible() and child is not self.viewport()
        ]
        for area in covered:
            free -= QRegion(_turned(area, is_upright))
        for part in _parts(free):
            self.viewport().scroll(dx, dy, _turned(part, is_upright))
        for area in covered:
            self.viewport().update(area)

    # ------------------------------------------------------------------ events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, or begin a gesture."""
        self.interaction.pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self.interaction.moved(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish a gesture."""
        self.interaction.released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit or search."""
        self.interaction.double_clicked(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key is for."""
        if not self.interaction.key_pressed(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of a key."""
        if not self.interaction.key_released(event):
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab for the search box and for gestures; Shift and Tab leave the canvas."""
        is_kept = forward or self.interaction.gesture is not None
        return False if is_kept else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the keys that are held."""
        self.interaction.focus_lost()
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; the two fingers of a trackpad scroll; with Alt, turn a number."""
        if self.interaction.turned(event):
            event.accept()
            return
        controlled = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        by_finger = event.phase() != Qt.ScrollPhase.NoScrollPhase
        if (by_finger or self.pointing.wheel_pans) and not controlled:
            shift = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
            self.navigator.scroll(-shift.x(), -shift.y())
        else:
            self.navigator.wheel(event.angleDelta().y(), event.position())
        self.view_changed()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Claim the keys that the canvas needs before a shortcut can."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.interaction.claims(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom with two fingers, show tips, and notice when the pointer leaves."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.navigator.zoom_to(self.zoom * (1.0 + event.value()), event.position())
                self.view_changed()
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self.hide_hover()
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        place = self.navigator.place_at(QPointF(event.pos()))
        text = badge_text_at(self.stage, place)
        if not text:
            text = tip_text(self.stage, self.document.graph, self.interaction.hit(place))
        if text:
            QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
        else:
            QToolTip.hideText()
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select what the menu is for and ask for it."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        pulls = by_mouse and Qt.MouseButton.RightButton in self.pointing.pan_buttons
        # Where the right button pulls the canvas, its click asks for the menu by itself.
        if self.interaction.gesture is not None or pulls:
            return
        if by_mouse:
            self.ask_for_menu(event.pos())
        else:
            group_id = self.grouping.only_selected()
            subject: str | Group | None = next(iter(self.document.selection), None)
            if group_id is not None:
                subject = self.document.graph.groups[group_id]
            self.context_menu_requested.emit(event.globalPos(), subject)

    def ask_for_menu(self, pixel: QPoint) -> None:
        """Select what is under a point of the viewport, and ask for its menu there."""
        hit = self.interaction.hit(self.navigator.place_at(QPointF(pixel)))
        if hit.group is not None:
            if hit.group not in self.document.selected_groups:
                self.grouping.select(hit.group)
        elif hit.node is not None and hit.node not in self.document.selection:
            self.document.select([hit.node])
        elif hit.edge is not None and hit.edge not in self.document.selected_edges:
            self.document.select((), [hit.edge])
        subject: str | Edge | Group | None = hit.node or hit.edge
        if hit.group is not None:
            subject = self.document.graph.groups[hit.group]
        self.context_menu_requested.emit(self.viewport().mapToGlobal(pixel), subject)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what can be dropped here."""
        self.dropping.entered(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it will land."""
        self.dropping.moved(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show nothing of it any more."""
        self.dropping.left()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put it down."""
        self.dropping.dropped(event)

    def sizeHint(self) -> QSize:
        """Return a size at which a small graph can be seen whole."""
        return QSize(960, 640)


def _turned(area: QRect, is_upright: bool) -> QRect:
    """Return a rectangle with across and down exchanged, or as it is."""
    if not is_upright:
        return area
    return QRect(area.y(), area.x(), area.height(), area.width())


def _parts(region: QRegion) -> Iterator[QRect]:
    """Yield the rectangles of a region, which PySide6 does not say that it can be asked for."""
    return iter(cast("Iterable[QRect]", region))
