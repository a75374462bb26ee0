"""Top bar: beside the menus, the program's mark, the document's name and the run buttons."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.fonts import TEXT_SIZE, font
from gui.icons import app_icon, set_icon
from gui.theme import manager, set_kind

__all__ = ["Brand", "RunButtons"]

RUN_BUTTONS = (
    ("run.run", "primary"),
    ("run.forward", "value"),
    ("run.backward", "gradient"),
    ("run.descent", "parameter"),
)
"""Actions with a button of their own, and how it looks."""


NAME_WIDTH = 190
NARROW = 1180
"""Width of a window in which, with text of the usual size, there is no room for all buttons."""


NARROW_FOR_NAME = 800
"""Width of a window, with text of the usual size, in which the menus need the name's room."""


def _lay_out_corner(widget: QWidget) -> None:
    """Let the menu bar give a corner widget the room it needs now.

    A menu bar asks its corner widgets for their size when they are shown, and never again.
    """
    if widget.isVisible() and widget.sizeHint() != widget.size():
        widget.hide()
        widget.show()


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
        self._document.setTextFormat(Qt.TextFormat.PlainText)
        self._is_modified = False
        self._room = NARROW
        for part in (mark, name, self._document):
            row.addWidget(part)
        manager().changed.connect(self._fit)
        self._fit()

    def show_document(self, name: str, *, is_modified: bool) -> None:
        """Show a document's name, with a dot if it has unsaved changes."""
        self._is_modified = is_modified
        self._document.setToolTip(name)
        self._fit()

    def fit(self, width: int) -> None:
        """Leave the name to the window's frame where the menus need its room."""
        self._room = width
        self._fit()

    def _fit(self) -> None:
        """Write the name in its room, always as wide, so that the menus stay where they are."""
        larger = manager().text_size / TEXT_SIZE
        width = round(NAME_WIDTH * larger)
        self._document.setVisible(self._room >= NARROW_FOR_NAME * larger)
        self._document.setFixedWidth(width)
        name = self._document.toolTip()
        text = f"— {name} •" if self._is_modified else f"— {name}"
        metrics = QFontMetrics(font(manager().text_size))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width - 2)
        self._document.setText(shown if name else "")
        _lay_out_corner(self)


class RunButtons(QWidget):
    """Buttons for what a person does most often, and how many problems there are.

    Attributes
    ----------
    problems
        Button that shows the count of problems; hidden while there are none.
    """

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 16, 8)
        row.setSpacing(8)
        self.problems = QPushButton(self)
        self.problems.setObjectName("problems_button")
        set_kind(self.problems, "flat")
        self.problems.hide()
        row.addWidget(self.problems)
        self._secondary: list[QPushButton] = []
        self._tips: list[tuple[QPushButton, QAction]] = []
        self._room = NARROW
        manager().changed.connect(self._text_changed)
        for action_id, kind in RUN_BUTTONS:
            action = actions[action_id]
            button = QPushButton(action.text().replace("&", ""), self)
            button.setObjectName("button_" + action_id.replace(".", "_"))
            self._tips.append((button, action))
            action.changed.connect(self._show_tips)
            set_kind(button, kind)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(action.trigger)
            row.addWidget(button)
            if kind != "primary":
                self._secondary.append(button)
        self._show_tips()

    def fit(self, width: int) -> None:
        """Show only the first button in a narrow window, so that the menus keep their room."""
        self._room = width
        is_compact = width < NARROW * manager().text_size / TEXT_SIZE
        for button in self._secondary:
            button.setVisible(not is_compact)
        _lay_out_corner(self)

    def _text_changed(self) -> None:
        self.fit(self._room)

    def _show_tips(self) -> None:
        """Name the keys that the actions have now."""
        for button, action in self._tips:
            button.setToolTip(action.toolTip())

    def show_problems(self, errors: int, warnings: int) -> None:
        """Show how many problems there are."""
        self.problems.setVisible(bool(errors or warnings))
        count = errors + warnings
        self.problems.setText(
            self.tr("1 problem") if count == 1 else self.tr("{count} problems").format(count=count)
        )
        severity = "error" if errors else "warning"
        set_icon(self.problems, severity, severity)
        _lay_out_corner(self)
