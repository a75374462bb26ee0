"""A number that is shown, can be marked, and is copied whole by a button."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui.fonts import font
from gui.icons import set_icon
from gui.theme import manager, set_kind

__all__ = ["ReadOut"]

DASH = "–"
LONGEST_NUMBER = 26
"""Characters of a number with all its digits, which is never cut off."""

LONGEST_WRAPPED = 320
"""Characters of an array up to which it is shown on several lines."""


class ReadOut(QWidget):
    """A number or an array in the colour of what it means.

    A number is shown whole, a short array on as many lines as it takes; a long one is cut off.

    Parameters
    ----------
    name
        Object name of the text.
    label
        What it is, for a screen reader and the tip of the button.
    kind
        Variant of the style sheet, such as ``"value"``; the colour of what is known.
    """

    def __init__(self, name: str, label: str, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._label = label
        self._text = DASH
        self._copied = ""
        self.text_label = QLabel(self)
        self.text_label.setObjectName(name)
        self.text_label.setTextFormat(Qt.TextFormat.PlainText)
        self.text_label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.copy_button = QToolButton(self)
        self.copy_button.setObjectName(f"copy_{name}")
        self.copy_button.setIconSize(QSize(14, 14))
        self.copy_button.setFixedSize(26, 26)
        self.copy_button.setToolTip(self.tr("Copy"))
        self.copy_button.setAccessibleName(self.tr("Copy {what}").format(what=label.lower()))
        set_kind(self.copy_button, "flat")
        set_icon(self.copy_button, "copy", "text_muted")
        self.copy_button.clicked.connect(self.copy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text_label, 1)
        layout.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()
        self.show_dash()

    def show_text(self, text: str, copied: str, *, is_stale: bool = False) -> None:
        """Show a text.

        Parameters
        ----------
        text
            What is shown.
        copied
            What the button copies.
        is_stale
            Whether it tells of an earlier graph, and is greyed.
        """
        self._text, self._copied = text, copied
        set_kind(self.text_label, "mono" if is_stale else self._kind)
        self.text_label.setEnabled(not is_stale)
        self.copy_button.setEnabled(True)
        self._elide()

    def show_dash(self) -> None:
        """Show that there is nothing to show yet."""
        self._text, self._copied = DASH, ""
        set_kind(self.text_label, "muted")
        self.text_label.setEnabled(True)
        self.copy_button.setEnabled(False)
        self._elide()

    def copy(self) -> None:
        """Put the whole text on the clipboard."""
        QGuiApplication.clipboard().setText(self._copied)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text off where it has to be."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = self.text_label.fontMetrics()
        room = max(40, self.width() - 30)
        width = metrics.horizontalAdvance(self._text[:LONGEST_WRAPPED])
        is_number = len(self._text) <= LONGEST_NUMBER and " " not in self._text
        is_wrapped = not is_number and width > room and len(self._text) <= LONGEST_WRAPPED
        # Where there is no such room, a form puts it below its label.
        self.text_label.setMinimumWidth(width + 2 if is_number else 0)
        self.text_label.setWordWrap(is_wrapped)
        shown = self._text
        if not (is_number or is_wrapped):
            shown = metrics.elidedText(self._text[:2000], Qt.TextElideMode.ElideRight, room)
        self.text_label.setText(shown)
        self.text_label.setToolTip(self._text[:2000] if shown != self._text else "")
        self.text_label.setAccessibleName(f"{self._label}: {self._text[:200]}")

    def _theme_changed(self) -> None:
        self.text_label.setFont(font(manager().text_size, mono=True))
        self._elide()
