"""PopupField: the search field of something that opens over the window and goes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from gui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

__all__ = ["PopupField"]


class PopupField(SearchField):
    """A search field that keeps the keys of the window's shortcuts for itself.

    Signals
    -------
    dismissed()
        Escape or Tab was pressed, or the focus went elsewhere.
    """

    dismissed = Signal()

    def event(self, event: QEvent) -> bool:
        """Claim every key before a shortcut can."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in {Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
                self.dismissed.emit()
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go when the focus goes, unless it is only in a menu of this field."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.dismissed.emit()
