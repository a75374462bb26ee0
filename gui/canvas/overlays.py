"""Overlays: what lies over the canvas and does not move with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from engine.calculus.notation import plain_name
from engine.naming import shown_name
from engine.operation import find_operation
from engine.trace import Phase
from gui.canvas.look import Look, look_of
from gui.canvas.showing import PHASE_TOKENS, Showing
from gui.fonts import font
from gui.theme import manager, set_kind

if TYPE_CHECKING:
    from engine.graph import Node

__all__ = ["EmptyHint", "Legend", "Overlay", "PassBanner", "Tip", "place_text"]

PADDING = 13.0
SAMPLE, BETWEEN = 31.0, 18.0
"""Room for the line of an entry of the legend, and behind its text."""


class Overlay(QWidget):
    """Something over the canvas that the pointer does not notice.

    Whenever the canvas beneath is drawn it has to be drawn too, so it keeps a picture of itself.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        manager().changed.connect(self._theme_changed)

    def redraw(self) -> None:
        """Draw it anew: what it shows is another."""
        self._picture = QPixmap()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw it anew in its new size."""
        self._picture = QPixmap()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Put its picture there."""
        ratio = self.devicePixelRatioF()
        if self._picture.isNull() or self._picture.devicePixelRatio() != ratio:
            self._picture = self._drawn(ratio)
        painter = QPainter(self)
        try:
            painter.drawPixmap(0, 0, self._picture)
        finally:
            painter.end()

    def draw(self, painter: QPainter, look: Look) -> None:
        """Draw it with a painter that is ready."""

    def draw_plate(self, painter: QPainter, look: Look, corner: float) -> None:
        """Draw the ground of the overlay."""
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.pen("border", 1.0))
        painter.setBrush(look.card)
        painter.drawRoundedRect(frame, corner, corner)

    def _drawn(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter, look_of(manager().theme))
        finally:
            painter.end()
        return picture

    def _theme_changed(self) -> None:
        if self.sizeHint().isValid():
            # Its text may be larger now.
            self.resize(self.sizeHint())
        self.redraw()


def _face(larger: int, weight: int = 400) -> QFont:
    """Return the typeface of a text that is so many pixels larger than the usual one."""
    return font(manager().text_size + larger, weight=weight)


def _plate_height(metrics: QFontMetricsF) -> int:
    """Return how high a plate with one line of text is."""
    return round(metrics.height() + 14.0)


def place_text(node: Node) -> str:
    """Return where a step happens: ``σ → o₁`` for an operation, ``w₁`` for a leaf.

    >>> from engine.graph import Node
    >>> place_text(Node("n1", "sigmoid", "o1")), place_text(Node("n2", "input", "x"))
    ('σ → o₁', 'x')
    """
    operation = None if node.is_leaf else find_operation(node.operation)
    name = plain_name(shown_name(node))
    return f"{operation.symbol} → {name}" if operation else name


class PassBanner(Overlay):
    """Says which pass is being shown, and where it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("pass_banner")
        self.text = ""
        self._token = "text"
        self.hide()

    def tell(self, showing: Showing) -> None:
        """Say where a run is; before its first step there is nothing to say."""
        step, trace = showing.step, showing.trace
        if step is None or trace is None:
            self.hide()
            return
        passes = {
            Phase.FORWARD: self.tr("Forward pass"),
            Phase.BACKWARD: self.tr("Backward pass"),
            Phase.UPDATE: self.tr("Update"),
        }
        place = place_text(trace.tape.nodes[step.slot])
        text = self.tr("{0} · step {1} of {2} · at {3}").format(
            passes[step.phase], step.number, len(trace), place
        )
        if text != self.text or self._token != PHASE_TOKENS[step.phase]:
            self.text, self._token = text, PHASE_TOKENS[step.phase]
            self.setAccessibleName(text)
            self.resize(self.sizeHint())
            self.redraw()
        self.show()

    def sizeHint(self) -> QSize:
        """Room for the text, as far as the canvas has it."""
        metrics = QFontMetricsF(_face(0, weight=600))
        width = int(metrics.horizontalAdvance(self.text) + 2 * PADDING) + 2
        room = max(0, self._ground.width() - int(2 * PADDING))
        return QSize(min(width, room), _plate_height(metrics))

    def draw(self, painter: QPainter, look: Look) -> None:
        """Draw a pill."""
        self.draw_plate(painter, look, 14.5)
        painter.setFont(_face(0, weight=600))
        painter.setPen(look.colour(self._token))
        room = self.width() - 2 * PADDING
        text = QFontMetricsF(painter.font()).elidedText(
            self.text, Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)


class _Entry(NamedTuple):
    """A line of the legend: its colour, what it means, and whether it points right or left."""

    token: str
    text: str
    direction: int
    is_dashed: bool = False


class Legend(Overlay):
    """Says what the two colours mean, which way each goes, and how a gradient travels."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self._entries = (
            _Entry("value", self.tr("value (forward)"), 1),
            _Entry("gradient", self.tr("gradient (backward)"), -1),
            _Entry("gradient", self.tr("on its way"), -1, is_dashed=True),
        )
        self.setAccessibleName(", ".join(entry.text for entry in self._entries))
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Room for the entries."""
        metrics = QFontMetricsF(_face(-1))
        texts = sum(metrics.horizontalAdvance(entry.text) for entry in self._entries)
        count = len(self._entries)
        room = texts + 2 * PADDING + count * SAMPLE + (count - 1) * BETWEEN
        return QSize(int(room) + 1, _plate_height(metrics))

    def draw(self, painter: QPainter, look: Look) -> None:
        """Draw a line and a text for each."""
        self.draw_plate(painter, look, 8.0)
        painter.setFont(_face(-1))
        metrics = QFontMetricsF(painter.font())
        baseline = (metrics.ascent() - metrics.descent()) / 2
        x, middle = PADDING, self.height() / 2
        for entry in self._entries:
            painter.setPen(look.pen(entry.token, 2.6, dashed=entry.is_dashed))
            painter.drawLine(QPointF(x + 1.0, middle), QPointF(x + 23.0, middle))
            painter.setPen(look.pen(entry.token, 2.0))
            tip = QPointF(x + (24.0 if entry.direction > 0 else 0.0), middle)
            for side in (-4.0, 4.0):
                painter.drawLine(tip, tip + QPointF(-5.0 * entry.direction, side))
            painter.setPen(look.colour(entry.token))
            painter.drawText(QPointF(x + SAMPLE, middle + baseline), entry.text)
            x += SAMPLE + metrics.horizontalAdvance(entry.text) + BETWEEN


class EmptyHint(Overlay):
    """Says how to begin, as long as there is nothing on the canvas."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("empty_hint")
        self.title = self.tr("Nothing here yet")
        self.text = self.tr("Drag an operation here, or press Tab or double-click to search")
        self.setAccessibleName(f"{self.title}. {self.text}")
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Room for both lines."""
        lower = QFontMetricsF(_face(0))
        width = lower.horizontalAdvance(self.text)
        height = 12 + 1.3 * (QFontMetricsF(_face(3, weight=600)).height() + lower.height())
        return QSize(int(width + 2 * PADDING) + 2, int(height) + 1)

    def draw(self, painter: QPainter, look: Look) -> None:
        """Draw both lines."""
        painter.setFont(_face(3, weight=600))
        high = 1.3 * QFontMetricsF(painter.font()).height()
        upper = QRectF(0.0, 6.0, self.width(), high)
        painter.setPen(look.colour("text_muted"))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self.title)
        painter.setFont(_face(0))
        painter.drawText(upper.translated(0.0, high), Qt.AlignmentFlag.AlignCenter, self.text)


class Tip(QLabel):
    """A sentence beside the pointer: what will be done, or why it cannot be."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("canvas_tip")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMargin(6)
        set_kind(self, "notice-error")
        self.hide()

    def tell(self, sentence: str, pixel: QPointF, kind: str = "notice-error") -> None:
        """Show a sentence beside a point of the parent, or with an empty one hide."""
        if not sentence:
            self.hide()
            return
        set_kind(self, kind)
        self.setText(sentence)
        self.adjustSize()
        room = self._ground.size()
        x = min(int(pixel.x()) + 16, room.width() - self.width() - 4)
        y = min(int(pixel.y()) + 18, room.height() - self.height() - 4)
        self.move(max(4, x), max(4, y))
        self.show()
        self.raise_()
