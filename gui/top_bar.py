"""Top bar: beside the menus, the program's mark, the document's name and the run buttons."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.icons import app_icon
from gui.theme import set_kind

__all__ = ["Brand", "RunButtons"]

RUN_BUTTONS = (
    ("run.run", "primary"),
    ("run.forward", "value"),
    ("run.backward", "gradient"),
    ("run.descent", "parameter"),
)
"""Actions with a button of their own, and how it looks."""


class Brand(QWidget):
    """The program's mark and the name of the document."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 24, 0)
        row.setSpacing(9)
        mark = QLabel(self)
        mark.setPixmap(app_icon().pixmap(QSize(22, 22), self.devicePixelRatioF()))
        name = QLabel("Chainrule", self)
        set_kind(name, "title")
        self._document = QLabel(self)
        self._document.setObjectName("document_name")
        set_kind(self._document, "muted")
        for part in (mark, name, self._document):
            row.addWidget(part)

    def show_document(self, name: str, *, is_modified: bool) -> None:
        """Show a document's name, with a dot if it has unsaved changes."""
        self._document.setText(f"— {name} •" if is_modified else f"— {name}")
        self.adjustSize()


class RunButtons(QWidget):
    """Buttons for what a person does most often."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 16, 8)
        row.setSpacing(8)
        for action_id, kind in RUN_BUTTONS:
            action = actions[action_id]
            button = QPushButton(action.text().replace("&", ""), self)
            button.setObjectName("button_" + action_id.replace(".", "_"))
            button.setToolTip(action.toolTip())
            set_kind(button, kind)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(action.trigger)
            row.addWidget(button)
