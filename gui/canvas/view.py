"""CanvasView: the widget in which a graph is drawn, edited and watched."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
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
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from engine.edits import Change
from engine.errors import EngineError
from engine.graph import Edge
from gui.canvas.dropping import Dropping
from gui.canvas.editing import Editing
from gui.canvas.furniture import Furniture
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.hits import READABLE_SCALE, Hit
from gui.canvas.interaction import Interaction
from gui.canvas.navigator import Navigator
from gui.canvas.number_text import NumberFormat
from gui.canvas.scene import Scene
from gui.canvas.stage import Stage
from gui.canvas.tooltips import badge_text_at, tip_text
from gui.canvas.typing import Typing
from gui.document import Document
from gui.playback import Playhead

__all__ = ["CanvasView"]


class CanvasView(QGraphicsView):
    """The canvas.

    Signals
    -------
    refused(str)
        Something could not be done; a sentence for the person.
    file_dropped(str)
        A document's file was dropped: its path.
    hovered(str | Edge | None)
        The node's id or the edge under the pointer.
    node_clicked(str)
        A node was clicked, not dragged.
    context_menu_requested(QPoint, str | Edge | None)
        A menu is wanted at a point of the screen, for a node, an edge or the canvas.
    """

    refused = Signal(str)
    file_dropped = Signal(str)
    hovered = Signal(object)
    node_clicked = Signal(str)
    context_menu_requested = Signal(QPoint, object)

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.playhead = playhead
        self.snaps_to_grid = True
        self._configure()
        self.canvas_scene = Scene(document, playhead, self)
        self.setScene(self.canvas_scene)
        self.navigator = Navigator(self)
        self.editing = Editing(document)
        self.interaction = Interaction(self)
        self.typing = Typing(self)
        self.dropping = Dropping(self)
        self.furniture = Furniture(self)
        self._hit = Hit()
        self._wants_fit = True
        document.graph_changed.connect(self._follow_graph)
        self.canvas_scene.changed_shape.connect(self._follow_shape)

    def _configure(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        # Exact bounds are given everywhere, so Qt needs not add two pixels to each.
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
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

    # ------------------------------------------------------------------ seeing

    def zoom_in(self) -> None:
        """Show everything larger."""
        self.navigator.zoom_by(1)
        self._view_changed()

    def zoom_out(self) -> None:
        """Show everything smaller."""
        self.navigator.zoom_by(-1)
        self._view_changed()

    def reset_zoom(self) -> None:
        """Show everything in its own size."""
        self.navigator.zoom_to(1.0)
        self._view_changed()

    def fit(self) -> None:
        """Show the whole graph."""
        self._wants_fit = not self.isVisible()
        self.navigator.fit(self.stage.bounds())
        self._view_changed()

    def fit_selection(self) -> None:
        """Show what is selected, or everything when nothing is."""
        bounds = self.stage.diagram.bounds(self.document.selection)
        if bounds is None:
            self.fit()
            return
        left, top, right, bottom = bounds
        self.navigator.fit(QRectF(left, top, right - left, bottom - top))
        self._view_changed()

    def show_node(self, node_id: str) -> None:
        """Scroll to a node and let it shine for a moment."""
        if node_id not in self.canvas_scene.items_by_id:
            return
        item = self.canvas_scene.items_by_id[node_id]
        self.navigator.reveal(item.sceneBoundingRect())
        self._view_changed()
        self.document.select([node_id])
        self.furniture.pulse(node_id)

    def set_numbers(self, digits: int, *, decimal_comma: bool) -> None:
        """Write numbers with so many significant digits, with a point or a comma."""
        self.canvas_scene.set_numbers(NumberFormat(digits, decimal_comma))

    def set_minimap_shown(self, is_shown: bool) -> None:
        """Show the map of the whole graph in its corner, or not."""
        self.furniture.set_minimap_shown(is_shown)

    def set_snaps_to_grid(self, snaps: bool) -> None:
        """Let moved nodes land on the grid, or anywhere."""
        self.snaps_to_grid = snaps

    # ------------------------------------------------------------------ editing

    def select_all(self) -> None:
        """Select every node."""
        self.document.select(self.document.graph.node_ids())

    def select_upstream(self) -> None:
        """Select as well what the selected nodes are computed from."""
        self.document.select(self.editing.upstream())

    def select_downstream(self) -> None:
        """Select as well what depends on the selected nodes."""
        self.document.select(self.editing.downstream())

    def delete_selection(self) -> None:
        """Delete the selected nodes and edges."""
        self.attempt(self.editing.delete)

    def copy(self) -> None:
        """Put the selected nodes on the clipboard."""
        self.attempt(self.editing.copy)

    def cut(self) -> None:
        """Put the selected nodes on the clipboard and delete them."""
        self.attempt(self.editing.cut)

    def paste(self) -> None:
        """Put what is on the clipboard under the pointer, or into the middle."""
        self.attempt(lambda: self.editing.paste(self._paste_place()))

    def duplicate(self) -> None:
        """Put a copy of the selected nodes beside them."""
        self.attempt(self.editing.duplicate)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected nodes a little."""
        self.attempt(lambda: self.editing.nudge(dx, dy))

    def add_operation(self, name: str, scene_position: QPointF | None = None) -> None:
        """Add an operation or a leaf and select it.

        Parameters
        ----------
        name
            The operation's name, or the kind of leaf.
        scene_position
            Where its middle is to be; None for a free place near the middle of the view.
        """
        self.attempt(lambda: self.dropping.add(name, scene_position))

    def edit_value(self, node_id: str, port: str | None = None) -> None:
        """Edit in place the value of a leaf, or the literal at a port."""
        self.attempt(lambda: self.typing.edit_value(node_id, port))

    def rename(self, node_id: str) -> None:
        """Edit the name of a node in place."""
        self.attempt(lambda: self.typing.rename(node_id))

    def open_search(self, pointer: Pointer | None) -> None:
        """Open the search box at the pointer; None for where the mouse is, or the middle."""
        self.dropping.open_search(pointer)

    def search_for_edge(
        self, pointer: Pointer, source: str | None, target: tuple[str, str] | None
    ) -> None:
        """Open the search box for what is to stand at the loose end of an edge."""
        self.dropping.open_search(pointer, source=source, target=target)

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something; if it is not possible, say why."""
        try:
            action()
        except EngineError as error:
            self.refuse(error)

    def refuse(self, error: EngineError) -> None:
        """Say why something was not possible."""
        self.refused.emit(str(error))

    # ------------------------------------------------------------------ pointing

    def point_at(self, pointer: Pointer) -> None:
        """Light up what is under the pointer."""
        self._show_hit(self.interaction.hit(pointer.place))

    def hide_hover(self) -> None:
        """Let nothing be lit."""
        self._show_hit(Hit())

    def show_tip(self, sentence: str, pixel: QPointF) -> None:
        """Show a sentence beside the pointer; an empty one hides it."""
        self.furniture.tip.tell(sentence, pixel)

    def _show_hit(self, hit: Hit) -> None:
        if hit == self._hit:
            return
        before, self._hit = self._hit, hit
        marks = self.stage.marks
        marks.hovered_node, marks.hovered_edge = hit.node, hit.edge
        marks.port = None
        if hit.node is not None and hit.port is not None:
            marks.port = (hit.node, hit.port)
        self.canvas_scene.update_nodes([before.node, hit.node])
        self.canvas_scene.update_edges(
            [edge for edge in (before.edge, hit.edge) if edge is not None]
        )
        if (before.node, before.edge) != (hit.node, hit.edge):
            self.hovered.emit(hit.node or hit.edge)

    def _paste_place(self) -> QPointF:
        pixel = QPointF(self.viewport().mapFromGlobal(self.cursor().pos()))
        inside = self.underMouse() and self.viewport().rect().contains(pixel.toPoint())
        return self.navigator.place_at(pixel) if inside else self.navigator.centre()

    # ------------------------------------------------------------------ following

    def _follow_graph(self, change: Change) -> None:
        self.interaction.graph_changed(change)
        self.typing.graph_changed(change)
        if change.everything:
            self._hit = Hit()
            self.stage.marks.hovered_node = self.stage.marks.hovered_edge = None
            self.fit()
        elif self._hit.node in change.removed or self._hit.edge in change.edges_removed:
            self.hide_hover()

    def _follow_shape(self) -> None:
        self.navigator.reach_to(self.stage.bounds())
        self.furniture.refresh()

    def _view_changed(self) -> None:
        self.typing.follow_view()
        self.furniture.refresh()

    # ------------------------------------------------------------------ painting

    def drawBackground(self, painter: QPainter, area: QRectF | QPointF) -> None:
        """Draw the canvas and, behind the cards, the edges."""
        assert isinstance(area, QRectF)
        self.stage.paint_ground(painter, area, self.zoom)
        self.stage.paint_edges(painter, area)

    def drawForeground(self, painter: QPainter, _area: QRectF | QPointF) -> None:
        """Draw the gesture that is under way."""
        self.interaction.paint(painter)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scene, or where it could not be read, past the scene, an overview."""
        if self.zoom >= READABLE_SCALE:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        try:
            painter.setClipRegion(event.region())
            painter.setTransform(self.viewportTransform())
            dirty = event.rect().adjusted(-8, -8, 8, 8)
            area = self.mapToScene(dirty).boundingRect()
            self.stage.paint_ground(painter, area, self.zoom)
            self.stage.paint_overview(painter, area)
            self.interaction.paint(painter)
        finally:
            painter.end()

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
        """Keep Tab for the search box; Shift and Tab leave the canvas."""
        return False if forward else super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the keys that are held."""
        self.interaction.focus_lost()
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; the two fingers of a trackpad scroll."""
        controlled = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        by_finger = event.phase() != Qt.ScrollPhase.NoScrollPhase
        if by_finger and not controlled:
            shift = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
            self.navigator.scroll(-shift.x(), -shift.y())
        else:
            self.navigator.wheel(event.angleDelta().y(), event.position())
        self._view_changed()
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
                self._view_changed()
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
            QToolTip.showText(event.globalPos(), text, self.viewport())
        else:
            QToolTip.hideText()
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select what the menu is for and ask for it."""
        if self.interaction.gesture is not None:
            return
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            hit = self.interaction.hit(self.navigator.place_at(QPointF(event.pos())))
            if hit.node is not None and hit.node not in self.document.selection:
                self.document.select([hit.node])
            elif hit.edge is not None and hit.edge not in self.document.selected_edges:
                self.document.select((), [hit.edge])
            subject: str | Edge | None = hit.node or hit.edge
        else:
            subject = next(iter(self.document.selection), None)
        self.context_menu_requested.emit(event.globalPos(), subject)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what lies over the canvas in its corners."""
        super().resizeEvent(event)
        if self._wants_fit and self.isVisible():
            self.fit()
        self._view_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the whole graph when the canvas is seen for the first time."""
        super().showEvent(event)
        if self._wants_fit:
            self.fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and let what belongs to a place follow."""
        super().scrollContentsBy(dx, dy)
        if hasattr(self, "furniture"):
            self._view_changed()

    def sizeHint(self) -> QSize:
        """Return a size at which a small graph can be seen whole."""
        return QSize(960, 640)
