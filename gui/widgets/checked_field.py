"""A line to type in, with the sentence below it that says why a text was not taken."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from gui.fonts import font
from gui.theme import manager, set_kind

__all__ = ["CheckedField"]

_HISTORY_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class CheckedField(QWidget):
    """A line edit whose text is offered on Enter or on leaving, and may be refused.

    Signals
    -------
    committed(str)
        Another text was typed. Whoever hears it takes it, and then calls `set_text`, or refuses
        it with `set_error`; a refused text stays, so that it can be put right.

    Parameters
    ----------
    name
        Object name of the line edit.
    label
        Its accessible name.
    mono
        Digits of equal width.
    """

    committed = Signal(str)

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, mono: bool = False
    ) -> None:
        super().__init__(parent)
        self._shown = ""
        self._offered: str | None = None
        self._mono = mono
        self.edit = QLineEdit(self)
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(label)
        self.edit.installEventFilter(self)
        self.edit.editingFinished.connect(self._finish)
        self.error = QLabel(self)
        self.error.setObjectName(f"{name}_error")
        self.error.setWordWrap(True)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.hide()
        set_kind(self.error, "error")
        self.line = QHBoxLayout()
        self.line.setSpacing(4)
        self.line.addWidget(self.edit, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(self.line)
        layout.addWidget(self.error)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    def text(self) -> str:
        """Return what stands in the field, taken or not."""
        return self.edit.text()

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that has not been taken."""
        return self.edit.text() != self._shown

    def set_text(self, text: str) -> None:
        """Show a text, whatever stood here before."""
        self._shown = text
        self._offered = None
        if self.edit.text() != text:
            self.edit.setText(text)
            if not self.edit.hasFocus():
                self.edit.setCursorPosition(0)
        self.clear_error()

    def follow(self, text: str) -> None:
        """Show a text that changed elsewhere, unless somebody is typing here."""
        if not (self.is_touched and (self.edit.hasFocus() or not self.error.isHidden())):
            self.set_text(text)

    def forget(self) -> None:
        """Give up what was typed and not taken."""
        self.set_text(self._shown)

    def set_error(self, sentence: str) -> None:
        """Refuse the text with a reason."""
        self.error.setText(sentence)
        self.error.show()
        self.edit.setAccessibleDescription(sentence)
        set_kind(self.edit, "error")

    def clear_error(self) -> None:
        """Take the reason back."""
        if not self.error.isHidden():
            self.error.hide()
            self.edit.setAccessibleDescription("")
            set_kind(self.edit, "")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Give up what was typed on Escape; leave Undo to the window when there is nothing."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # A line edit claims these keys even when it has nothing to undo.
            is_history = any(event.matches(key) for key in _HISTORY_KEYS)
            return is_history and not self.is_touched
        is_escape = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape
        if is_escape and self.is_touched:
            self.forget()
            self.edit.selectAll()
            return True
        return False

    def _finish(self) -> None:
        text = self.edit.text()
        if text == self._shown:
            self.clear_error()
        elif text != self._offered:
            # Enter and then leaving would offer the same text twice.
            self._offered = text
            self.committed.emit(text)

    def _theme_changed(self) -> None:
        if self._mono:
            self.edit.setFont(font(manager().text_size, mono=True))
        self.error.setFont(font(manager().text_size - 1))
