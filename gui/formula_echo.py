"""FormulaEcho: what is being typed into the formula bar, typeset, and what it would do."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.theme import manager, set_kind
from gui.typesetting import typesetter
from gui.widgets.formula_label import FormulaLabel

__all__ = ["FormulaEcho"]

_RELATIVE_SIZE = 1.5
_LEAST_WIDTH = 280
_USUAL_WIDTH = 36
"""In sizes of the text."""

_AROUND = 30


class FormulaEcho(QFrame):
    """Lies below the field, over whatever is there, as high as it has to be."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field.window())
        self._field = field
        self.setObjectName("formula_echo")
        set_kind(self, "popup")
        self.formula = FormulaLabel(parent=self)
        self.formula.setObjectName("formula_echo_formula")
        self.note = QLabel(self)
        self.note.setObjectName("formula_echo_note")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.formula)
        column.addWidget(self.note)
        typesetter().ready.connect(self._note_picture)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()
        self.hide()

    def show_formula(self, latex: str, text: str, note: str) -> None:
        """Show a formula that could be read, and what it would do."""
        self.formula.setEnabled(True)
        self.formula.set_formula(latex, text)
        self.formula.setVisible(bool(latex))
        self._tell(note, "muted")

    def show_mistake(self, sentence: str) -> None:
        """Say what is wrong; the last formula that could be read stays, dimmed."""
        self.formula.setEnabled(False)
        self._tell(sentence, "error")

    def _tell(self, note: str, kind: str) -> None:
        set_kind(self.note, kind)
        self.note.setText(note)
        self.note.setAccessibleName(note)

    def put(self) -> None:
        """Lie below the field, as wide as need be and no wider than that."""
        room = max(_LEAST_WIDTH, self._field.width())
        wanted = max(_USUAL_WIDTH * manager().text_size, self.formula.sizeHint().width() + _AROUND)
        self.setFixedWidth(min(round(wanted), room))
        # The height of text that is broken into lines follows from the width.
        self.setFixedHeight(self.column.totalHeightForWidth(self.width()))
        self.move(self._field.mapTo(self.window(), QPoint(0, self._field.height() + 4)))
        self.show()
        self.raise_()

    def _note_picture(self, _formula: object) -> None:
        """Make room for a formula that has been typeset meanwhile."""
        if not self.isHidden():
            self.put()

    def _theme_changed(self) -> None:
        self.formula.set_formula_size(round(manager().text_size * _RELATIVE_SIZE))
