"""A field to search in, with a clear button and the key that leads to it."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.fonts import font
from gui.theme import manager, set_kind

__all__ = ["SearchField"]

_MOVES = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_PageDown: 8,
}


class SearchField(QLineEdit):
    """Where a search is typed; the list of what was found is somebody else's.

    Signals
    -------
    moved(int)
        The list is to move its current row by so many, while the keyboard stays here.
    chosen()
        Enter: the current row is what was meant.

    Parameters
    ----------
    prompt
        What the empty field says, and its accessible name.
    hint
        Name of the key that leads here, shown at the right of the empty field.
    """

    moved = Signal(int)
    chosen = Signal()

    def __init__(self, prompt: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)
        set_kind(self, "search")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move through the list, choose from it, or clear the search."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, and the key in it as long as it is empty."""
        super().paintEvent(event)
        if not self._hint or self.text():
            return
        theme = manager().theme
        painter = QPainter(self)
        try:
            painter.setFont(font(manager().text_size - 2))
            width = painter.fontMetrics().horizontalAdvance(self._hint)
            taken = self.fontMetrics().horizontalAdvance(self.placeholderText())
            if taken + width + 36 > self.width():
                return
            place = QRect(self.width() - width - 11, 0, width, self.height())
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._hint)
        finally:
            painter.end()
