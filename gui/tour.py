"""Tour: five steps over the real window that show where things are; work can go on meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.motion import is_motion_reduced
from gui.theme import manager, set_kind

if TYPE_CHECKING:
    from gui.window import MainWindow

__all__ = ["STEPS", "Tour", "TourStep"]

TRAVEL_MS = 260
AROUND = 4
CORNER = 10.0
GAP = 14
MARGIN = 12
WIDTH_IN_TEXT_SIZES = 26


@dataclass(frozen=True, slots=True)
class TourStep:
    """One thing that is shown.

    Attributes
    ----------
    target
        Object name of the panel or part of the window that is lit.
    title, text
        What is said about it, in English.
    """

    target: str
    title: str
    text: str


STEPS = (
    TourStep(
        "palette",
        "Everything a graph is made of",
        "Drag an operation or a variable onto the canvas, or double-click it. A few letters in "
        "the search field find it.",
    ),
    TourStep(
        "canvas",
        "Where the graph grows",
        "Drag from port to port to draw an edge. Tab or a double-click adds a node right there; "
        "a formula such as w*x + b adds a whole graph. The wheel zooms, the middle button or "
        "Space with a drag moves the canvas.",
    ),
    TourStep(
        "timeline",
        "Forward and backward, step by step",
        "Run computes all values and all gradients. Space makes a single step, P plays the whole "
        "pass, and a drag along the line goes anywhere in it.",
    ),
    TourStep(
        "explain",
        "Why each number is what it is",
        "Every step is explained with its rule of calculus and its own numbers. Click a node to "
        "read about it.",
    ),
    TourStep(
        "train",
        "Descend, and find the rest",
        "Move the parameters against their gradients and watch the loss fall. Ctrl+Shift+P finds "
        "every command, F1 lists and changes the keys; this tour is in the Help menu.",
    ),
)


def _shown(text: str) -> str:
    return QCoreApplication.translate("Tour", text)


class _Shade(QWidget):
    """Dims the window but for a lit place; the pointer goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour_shade")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lit = QRectF()
        self._travel = QVariantAnimation(self)
        self._travel.setDuration(TRAVEL_MS)
        self._travel.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._travel.valueChanged.connect(self._light)

    @property
    def lit(self) -> QRectF:
        """The lit place, as far as it has come."""
        return self._lit

    def go_to(self, place: QRect, *, at_once: bool) -> None:
        """Light another place."""
        self._travel.stop()
        if at_once or self._lit.isNull():
            self._light(QRectF(place))
            return
        self._travel.setStartValue(self._lit)
        self._travel.setEndValue(QRectF(place))
        self._travel.start()

    def _light(self, place: QRectF) -> None:
        self._lit = place
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the shade around the lit place, and a frame."""
        theme = manager().theme
        shade = QPainterPath()
        shade.addRect(QRectF(self.rect()))
        hole = QPainterPath()
        hole.addRoundedRect(self._lit, CORNER, CORNER)
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = theme.colour("window", 0.6) if theme.dark else theme.colour("text", 0.42)
            painter.fillPath(shade.subtracted(hole), ground)
            painter.setPen(QPen(theme.colour("accent"), 2.5))
            painter.drawPath(hole)
        finally:
            painter.end()


class Tour(QFrame):
    """The words of the tour in a box beside what they speak of.

    Signals
    -------
    finished()
        It was read to its end, or skipped.
    """

    finished = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._number = 0
        self.shade = _Shade(window)
        self.setObjectName("tour")
        set_kind(self, "popup")
        self.title = self._label("heading")
        self.title.setObjectName("tour_title")
        self.text = self._label("")
        self.text.setObjectName("tour_text")
        self.count = QLabel(self)
        set_kind(self.count, "muted")
        self.skip = self._button("tour_skip", self.tr("&Skip"), self.end, "flat")
        self.back = self._button("tour_back", self.tr("&Back"), self.go_back, "flat")
        self.next = self._button("tour_next", self.tr("&Next"), self.go_on, "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.count, 1)
        for button in (self.skip, self.back, self.next):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 14, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addSpacing(4)
        column.addLayout(buttons)
        window.installEventFilter(self)
        self.hide()
        self.shade.hide()

    def _label(self, kind: str) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(label, kind)
        return label

    def _button(self, name: str, text: str, slot: object, kind: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        set_kind(button, kind)
        button.clicked.connect(slot)
        # Qt would let the arrow keys leave the button for the next widget of the window.
        button.installEventFilter(self)
        return button

    @property
    def number(self) -> int:
        """Which step is shown, counted from 0."""
        return self._number

    # ------------------------------------------------------------------ going through it

    def begin(self) -> None:
        """Show the first step."""
        self.shade.show()
        self.show()
        self._show_step(0)

    def go_on(self) -> None:
        """Show the next step; after the last one, end."""
        if self._number + 1 == len(STEPS):
            self.end()
        else:
            self._show_step(self._number + 1)

    def go_back(self) -> None:
        """Show the step before."""
        self._show_step(max(0, self._number - 1))

    def end(self) -> None:
        """Go, and leave the window as it is."""
        had_focus = QApplication.focusWidget() in self.findChildren(QPushButton)
        self.hide()
        self.shade.hide()
        if had_focus:
            self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finished.emit()

    def _show_step(self, number: int) -> None:
        self._number = number
        step = STEPS[number]
        if step.target in self._window.docking.docks:
            self._window.docking.show(step.target)
        self.title.setText(_shown(step.title))
        self.text.setText(_shown(step.text))
        self.count.setText(self.tr("{0} of {1}").format(number + 1, len(STEPS)))
        self.back.setEnabled(number > 0)
        is_last = number + 1 == len(STEPS)
        self.next.setText(self.tr("&Done") if is_last else self.tr("&Next"))
        self.skip.setVisible(not is_last)
        self.setAccessibleName(f"{self.title.text()}. {self.text.text()}")
        self._place(at_once=is_motion_reduced())
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------ where it stands

    def _target(self) -> QRect:
        """Where the lit part of the window is."""
        step = STEPS[self._number]
        docks = self._window.docking.docks
        part: QWidget = docks.get(step.target, self._window.canvas)
        corner = part.mapTo(self._window, QPoint(0, 0))
        around = QRect(corner, part.size()).adjusted(-AROUND, -AROUND, AROUND, AROUND)
        return around.intersected(self._window.rect())

    def _place(self, *, at_once: bool) -> None:
        # A panel that has just been opened has its place only after the layout has run.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.shade.setGeometry(self._window.rect())
        target = self._target()
        self.shade.go_to(target, at_once=at_once)
        width = min(manager().text_size * WIDTH_IN_TEXT_SIZES, self._window.width() - 2 * MARGIN)
        self.setFixedWidth(width)
        self.setFixedHeight(self.heightForWidth(width))
        self.move(_beside(target, self.size(), self._window.rect()))
        self.shade.raise_()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window when it becomes larger or smaller; take the keys of the buttons."""
        if watched is self._window and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place(at_once=True)
        if (
            isinstance(watched, QPushButton)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            return self._take_key(Qt.Key(event.key()), watched)
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key, button: QPushButton) -> bool:
        """Press the button, go on or back, or end; return whether the key was for that."""
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                button.click()
            case Qt.Key.Key_Escape:
                self.end()
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.go_on()
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.go_back()
            case _:
                return False
        return True


def _beside(target: QRect, size: QSize, room: QRect) -> QPoint:
    """Return where a box can stand beside a target: right, left, above, below, or else inside."""
    middle = target.center() - QPoint(size.width() // 2, size.height() // 2)
    places = (
        QPoint(target.right() + GAP, middle.y()),
        QPoint(target.left() - GAP - size.width(), middle.y()),
        QPoint(middle.x(), target.top() - GAP - size.height()),
        QPoint(middle.x(), target.bottom() + GAP),
    )
    inner = room.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    for place in places:
        # Along the target's side it may slide until it is seen whole.
        is_beside = place in places[:2]
        x = (
            place.x()
            if is_beside
            else _within(place.x(), inner.left(), inner.right() - size.width())
        )
        y = (
            _within(place.y(), inner.top(), inner.bottom() - size.height())
            if is_beside
            else place.y()
        )
        if inner.contains(QRect(QPoint(x, y), size)):
            return QPoint(x, y)
    return QPoint(
        _within(middle.x(), inner.left(), inner.right() - size.width()),
        _within(middle.y(), inner.top(), inner.bottom() - size.height()),
    )


def _within(place: int, least: int, most: int) -> int:
    return max(least, min(place, most))
