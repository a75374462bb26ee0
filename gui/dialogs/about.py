"""About: what the program is, and its licence."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from gui.icons import app_icon
from gui.theme import set_kind

__all__ = ["AboutDialog"]


class AboutDialog(QDialog):
    """Says what the program is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(self.tr("About Chainrule"))
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 20)
        column.setSpacing(10)
        mark = QLabel(self)
        mark.setPixmap(app_icon().pixmap(QSize(56, 56), self.devicePixelRatioF()))
        title = QLabel("Chainrule", self)
        set_kind(title, "title")
        text = QLabel(
            self.tr(
                "Draw a computational graph, run it forward and backward, and watch every value "
                "and every gradient arrive on its edge."
            ),
            self,
        )
        text.setWordWrap(True)
        text.setFixedWidth(380)
        text.setMinimumHeight(text.heightForWidth(380))
        licence = QLabel(self.tr("Free software under the MIT licence."), self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        for part in (mark, title, text, licence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(buttons)
