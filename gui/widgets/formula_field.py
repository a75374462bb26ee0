"""FormulaField: a line to type a formula in, in which the place of a mistake is underlined."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.fonts import font
from gui.theme import manager, set_kind

__all__ = ["FormulaField"]

LINE_SEPARATOR = "\u2028"
"""What a line edit makes of the end of a line that is pasted."""


class FormulaField(QLineEdit):
    """A line edit that keeps all keys for itself while it is typed in.

    Signals
    -------
    escaped()
    left()
        The focus went elsewhere in the window.
    """

    escaped = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mistake = 0
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    @property
    def formula(self) -> str:
        """What stands in the field, its lines as lines."""
        return self.text().replace(LINE_SEPARATOR, "\n")

    @property
    def mistake(self) -> int:
        """Column of the mistake that is underlined, from 1; 0 for none."""
        return self._mistake

    def show_mistake(self, column: int) -> None:
        """Underline the word at a column, counted from 1; with 0 nothing."""
        self._mistake = column
        set_kind(self, "error" if column else "")
        attributes = []
        if column and self.text():
            start, length = _word_at(self.text(), column - 1)
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(manager().theme.colour("error"))
            look.setForeground(manager().theme.colour("error"))
            kind = QInputMethodEvent.AttributeType.TextFormat
            place = start - self.cursorPosition()
            attributes.append(QInputMethodEvent.Attribute(kind, place, length, look))
        # A line edit has no formats of its own, but takes those of an input method.
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def event(self, event: QEvent) -> bool:
        """Claim every key before a shortcut can."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus has gone, unless it is in a menu or in another window."""
        super().focusOutEvent(event)
        reasons = Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason
        if event.reason() not in reasons:
            self.left.emit()

    def _theme_changed(self) -> None:
        self.setFont(font(manager().text_size, mono=True))


def _word_at(text: str, place: int) -> tuple[int, int]:
    """Return where the word begins that a place is in, and how long it is; the last one at the end.

    >>> _word_at("sin(wx) +", 4), _word_at("a +", 3)
    ((4, 2), (2, 1))
    """
    start = min(max(place, 0), len(text) - 1)
    end = start + 1
    if text[start].isalnum():
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
    return start, end - start
