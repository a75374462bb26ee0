"""What the pages of the inspector have in common: rows, and a way to make an edit."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.calculus.notation import plain_name
from engine.edits import Edit
from engine.errors import EngineError
from engine.graph import Node
from engine.naming import shown_name
from engine.values import Value
from gui.document import Document
from gui.playback import Playhead
from gui.theme import set_kind
from gui.value_text import copied_text, exact_text
from gui.widgets.checked_field import CheckedField
from gui.widgets.read_out import ReadOut

__all__ = ["Page", "Part", "node_name", "show_value"]

_LABEL_WIDTH = 78
_FIELD_HEIGHT = 30
_LINE_HEIGHT = 28


def node_name(node: Node) -> str:
    """Return what a node is called in the inspector and in the texts of its edits."""
    return plain_name(shown_name(node))


def show_value(read_out: ReadOut, value: Value | None, *, is_stale: bool) -> None:
    """Show a number or an array with all its digits, or a dash for what is not known."""
    if value is None:
        read_out.show_dash()
    else:
        read_out.show_text(exact_text(value), copied_text(value), is_stale=is_stale)


class Part(QWidget):
    """A part of a page of the inspector: fields and a way to make an edit from them.

    Signals
    -------
    refused(str)
        An edit that has no field to stand at was not possible.
    """

    refused = Signal(str)

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(parent)
        self.document = document
        self.playhead = playhead
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(16, 14, 16, 16)
        self.rows.setSpacing(8)

    def perform(self, edit: Edit, text: str, field: CheckedField | None = None) -> bool:
        """Make an edit; when it is refused, say why at the field, or in the status line."""
        try:
            self.document.perform(edit, text)
        except EngineError as error:
            if field is None:
                self.refused.emit(str(error))
            else:
                field.set_error(str(error))
            return False
        return True

    def read(self, field: CheckedField, parse: Callable[[str], Value]) -> Value | None:
        """Read what was typed; when it cannot be read, say why at the field and return None."""
        try:
            return parse(field.text())
        except EngineError as error:
            field.set_error(str(error))
            return None

    def forget(self) -> None:
        """Give up what was typed in any field and not taken."""
        for field in self.findChildren(CheckedField):
            field.forget()

    # ------------------------------------------------------------------ parts

    def label(self, text: str, kind: str) -> QLabel:
        """Return a label that breaks its lines."""
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        set_kind(label, kind)
        return label

    def section(self, title: str) -> QLabel:
        """Return the heading of a section."""
        heading = QLabel(title.upper(), self)
        heading.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        heading.setMinimumHeight(_LINE_HEIGHT)
        set_kind(heading, "section")
        return heading

    def form(self) -> QFormLayout:
        """Return a layout for rows of a label and a field."""
        form = QFormLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return form

    def read_out_label(self, text: str, read_out: QWidget) -> QLabel:
        """Return the label of a row that cannot be typed in, which is less high."""
        return self.row_label(text, read_out, height=_LINE_HEIGHT)

    def row_label(
        self, text: str, buddy: QWidget, kind: str = "muted", *, height: int = _FIELD_HEIGHT
    ) -> QLabel:
        """Return the label of a row; all are equally wide, so that the fields line up."""
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        # Not the field itself with the line edit as focus proxy: the Tab key would stop at both.
        label.setBuddy(buddy.edit if isinstance(buddy, CheckedField) else buddy)
        label.setMinimumWidth(_LABEL_WIDTH)
        label.setMinimumHeight(height)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_kind(label, kind)
        return label


class Page(Part):
    """One of the inspector's pages: it shows one kind of selection."""

    def refresh(self) -> None:
        """Show the selection as the graph has it now."""
        raise NotImplementedError

    def refresh_numbers(self) -> None:
        """Show the numbers of the latest evaluation, as far as the playhead has come."""
