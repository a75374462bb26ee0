"""The part of the inspector for several nodes of one operation: the attributes that they share."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from engine.edits import Batch, SetNode
from engine.errors import ValueFormatError
from engine.graph import Node
from engine.operation import Attribute, Operation, find_operation
from gui.document import Document
from gui.panels.attribute_text import attribute_text, parse_attribute
from gui.panels.inspector_page import Part
from gui.playback import Playhead
from gui.widgets.checked_field import CheckedField

__all__ = ["SharedAttributes"]


class SharedAttributes(Part):
    """A row for each attribute; what is typed there is set for all of the nodes in one step."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self._nodes: list[Node] = []
        self._made_for = ""
        self._body: QWidget | None = None
        self._fields: dict[str, CheckedField | QCheckBox] = {}

    def show_nodes(self, nodes: list[Node]) -> None:
        """Show the attributes of nodes; nothing unless all are of one operation that has some."""
        self._nodes = nodes
        operations = {node.operation for node in nodes}
        operation = find_operation(min(operations)) if len(operations) == 1 else None
        is_shown = operation is not None and bool(operation.attributes)
        self.setVisible(is_shown)
        if operation is None or not is_shown:
            return
        if operation.name != self._made_for:
            self._make(operation)
        given = [operation.full_attributes(node.attributes) for node in nodes]
        for attribute in operation.attributes:
            self._fill(attribute, [values[attribute.name] for values in given])

    def _make(self, operation: Operation) -> None:
        if self._body is not None:
            self.forget()
            self._body.hide()
            self._body.deleteLater()
        self._made_for = operation.name
        self._fields.clear()
        self._body = QWidget(self)
        form = self.form()
        form.setContentsMargins(0, 0, 0, 0)
        self._body.setLayout(form)
        for attribute in operation.attributes:
            name = f"attribute_{attribute.name}"
            if attribute.kind == "flag":
                box = QCheckBox(attribute.name, self._body)
                box.setObjectName(name)
                box.setToolTip(attribute.summary)
                box.clicked.connect(self._flag_clicked)
                self._fields[attribute.name] = box
                form.addRow("", box)
                continue
            field = CheckedField(name, attribute.name, self._body, mono=True)
            field.edit.setToolTip(attribute.summary)
            field.committed.connect(self._typed)
            self._fields[attribute.name] = field
            form.addRow(self.row_label(attribute.name, field), field)
        self.rows.addWidget(self._body)
        self._body.show()

    def _fill(self, attribute: Attribute, values: list[Any]) -> None:
        widget, is_common = self._fields[attribute.name], all(one == values[0] for one in values)
        if isinstance(widget, QCheckBox):
            states = Qt.CheckState
            common = states.Checked if values[0] else states.Unchecked
            widget.setCheckState(common if is_common else states.PartiallyChecked)
            return
        widget.follow(attribute_text(values[0]) if is_common else "")
        usual = self.tr("all") if attribute.default is None else ""
        prompt = usual if is_common else self.tr("different values")
        widget.edit.setPlaceholderText(prompt)

    def _attribute(self) -> Attribute:
        """Return the attribute whose widget has just sent a signal."""
        sender, operation = self.sender(), find_operation(self._made_for)
        name = next(name for name, widget in self._fields.items() if widget is sender)
        attribute = None if operation is None else operation.attribute(name)
        assert attribute is not None
        return attribute

    def _flag_clicked(self, is_on: bool) -> None:
        self._set(self._attribute(), is_on, None)

    def _typed(self, text: str) -> None:
        attribute = self._attribute()
        field = self._fields[attribute.name]
        assert isinstance(field, CheckedField)
        try:
            value = parse_attribute(text, attribute)
        except ValueFormatError as error:
            field.set_error(str(error))
            return
        if self._set(attribute, value, field):
            field.set_text(attribute_text(value))

    def _set(self, attribute: Attribute, value: Any, field: CheckedField | None) -> bool:
        edits = []
        for node in self._nodes:
            given = {key: kept for key, kept in node.attributes.items() if key != attribute.name}
            if value != attribute.default:
                given[attribute.name] = value
            edits.append(SetNode(node.id, {"attributes": given}))
        text = self.tr("Set {port} of {count} nodes")
        done = text.format(port=attribute.name, count=len(edits))
        return self.perform(Batch(tuple(edits)), done, field)
