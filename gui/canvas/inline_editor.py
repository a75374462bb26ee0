"""InlineEditor: the one text field that appears on the canvas to edit a value or a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from gui.theme import set_kind

__all__ = ["InlineEditor"]

Accept = Callable[[str], str]
"""Takes a text and returns why it will not do, or an empty text when it has been taken."""

LEAST_WIDTH = 84
MOST_ERROR_WIDTH = 300


class _Field(QLineEdit):
    """A line that keeps the keys of the window's shortcuts for itself while it is typed in.

    Signals
    -------
    tabbed(bool)
        Tab was pressed, or with True Shift and Tab.
    escaped()
    left()
        The focus went elsewhere.
    """

    tabbed = Signal(bool)
    escaped = Signal()
    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Claim every key before a shortcut can."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
                self.tabbed.emit(key == Qt.Key.Key_Backtab)
                return True
            if key == Qt.Key.Key_Escape:
                self.escaped.emit()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus has gone, unless it is only in a menu of this field."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class InlineEditor(QWidget):
    """A field over a card, and beneath it the sentence about what is wrong in it.

    Signals
    -------
    closed()
        It is gone, with or without a change.
    next_wanted(bool)
        The text was taken and the person wants the next one, or with True the one before.
    """

    closed = Signal()
    next_wanted = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("inline_editor")
        self._accept: Accept | None = None
        self._original = ""
        self.field = _Field(self)
        self.field.setObjectName("inline_field")
        self.problem = QLabel(self)
        self.problem.setObjectName("inline_problem")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setMargin(6)
        set_kind(self.problem, "notice-error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.field)
        layout.addWidget(self.problem)
        self.field.returnPressed.connect(self._take)
        self.field.escaped.connect(self.close_editor)
        self.field.tabbed.connect(self._take_and_go_on)
        self.field.left.connect(self._take_or_close)
        self.field.textEdited.connect(self._clear_problem)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether something is being edited."""
        return self._accept is not None

    def open_editor(self, text: str, accept: Accept, name: str) -> None:
        """Begin to edit a text.

        Parameters
        ----------
        text
            What is there now; it is selected, so that typing replaces it.
        accept
            Takes the new text, or returns the sentence to show.
        name
            What is edited, for a screen reader.
        """
        self._accept = accept
        self._original = text
        self.field.setText(text)
        self.field.setAccessibleName(name)
        self._clear_problem()
        self.show()
        self.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, place: QPoint, size: QSize) -> None:
        """Lie over a part of a card."""
        width = max(LEAST_WIDTH, size.width())
        self.field.setFixedSize(width, max(26, size.height()))
        self.problem.setFixedWidth(min(MOST_ERROR_WIDTH, max(width, 220)))
        self.move(place)
        self.adjustSize()

    def close_editor(self) -> None:
        """Stop without a change."""
        if self._accept is None:
            return
        self._accept = None
        had_focus = self.field.hasFocus()
        self.hide()
        if had_focus:
            self._ground.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def _try(self) -> bool:
        """Hand the text over; if it will not do, say why and stay."""
        accept = self._accept
        if accept is None:
            return False
        text = self.field.text()
        if text != self._original:
            problem = accept(text)
            if problem:
                self._show_problem(problem)
                return False
        return True

    def _take(self) -> None:
        if self._try():
            self.close_editor()

    def _take_and_go_on(self, backwards: bool) -> None:
        if self._try():
            self.close_editor()
            self.next_wanted.emit(backwards)

    def _take_or_close(self) -> None:
        """Keep what is good and drop what is not, when the focus has gone."""
        if self._accept is not None:
            self._try()
            self.close_editor()

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.show()
        self.adjustSize()

    def _clear_problem(self) -> None:
        self.problem.hide()
        self.adjustSize()
