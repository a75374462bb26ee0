"""The part of the inspector for what computes: operands, attributes, local derivatives."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QCheckBox, QFormLayout, QLabel, QToolButton, QWidget

from engine.edits import SetNode
from engine.errors import ExpressionError, ValueFormatError
from engine.graph import Node
from engine.operation import Attribute, Operation, find_operation
from engine.override import parse_override
from gui.document import Document
from gui.icons import set_icon
from gui.panels.attribute_text import attribute_text, parse_attribute
from gui.panels.inspector_page import Part, node_name
from gui.playback import Playhead
from gui.theme import set_kind
from gui.value_text import exact_text, read_value
from gui.widgets.checked_field import CheckedField

__all__ = ["OperationPart", "own_formula"]


def own_formula(
    operation: Operation, ports: tuple[str, ...], attributes: Mapping[str, Any], port: str
) -> str:
    """Return an operation's own local derivative as text, in the ports and ``y``.

    >>> from engine.operation import get_operation
    >>> own_formula(get_operation("sigmoid"), ("x",), {}, "x")
    'y*(1 - y)'
    """
    from engine.calculus.printing import to_text
    from engine.calculus.tree import Name, as_tree
    from engine.maths.symbolic import Symbolic

    index = operation.port_index(port)
    rule = operation.partial(index).symbols(
        Symbolic(),
        Name("y"),
        *map(Name, ports),
        **operation.full_attributes(attributes),
        **operation.partial_arguments(index),
    )
    return to_text(as_tree(rule))


class OperationPart(Part):
    """Rows that depend on the operation: made anew when its ports are others."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self._node_id = ""
        self._made_for: tuple[object, ...] = ()
        self._body: QWidget | None = None
        self._literals: dict[str, CheckedField] = {}
        self._sources: dict[str, QLabel] = {}
        self._attributes: dict[str, CheckedField | QCheckBox] = {}
        self._overrides: dict[str, CheckedField] = {}
        self._resets: dict[str, QToolButton] = {}

    # ------------------------------------------------------------------ showing

    def stops(self) -> list[QWidget]:
        """Return what the Tab key stops at, from top to bottom."""
        rows = [*self._literals.values(), *self._attributes.values()]
        stops: list[QWidget] = [row.edit if isinstance(row, CheckedField) else row for row in rows]
        for port, field in self._overrides.items():
            stops += [field.edit, self._resets[port]]
        return stops

    def show_node(self, node: Node, operation: Operation) -> bool:
        """Show a node that computes; return whether the rows were made anew."""
        graph = self.document.graph
        ports = graph.ports(node.id)
        self._node_id = node.id
        made_for = (operation.name, ports, frozenset(graph.inputs(node.id)))
        is_another = made_for != self._made_for
        if is_another:
            self._made_for = made_for
            self._make(node, operation, ports)
        self._fill(node, operation, ports)
        return is_another

    def _make(self, node: Node, operation: Operation, ports: tuple[str, ...]) -> None:
        focused = QApplication.focusWidget()
        wanted = focused.objectName() if focused and self.isAncestorOf(focused) else ""
        self._discard()
        self._body = QWidget(self)
        form = self.form()
        form.setContentsMargins(0, 0, 0, 0)
        self._body.setLayout(form)
        self._make_operands(form, node, ports)
        for attribute in operation.attributes:
            self._make_attribute(form, attribute)
        form.addRow(self.section(self.tr("Local derivatives")))
        for port in ports:
            self._make_override(form, port)
        form.addRow(
            self.label(
                self.tr(
                    "A formula in the ports replaces the rule; y in it is the node's own value."
                ),
                "caption",
            )
        )
        self.rows.addWidget(self._body)
        self._body.show()
        again = self._body.findChild(QWidget, wanted) if wanted else None
        if again is not None:
            again.setFocus()

    def _discard(self) -> None:
        if self._body is not None:
            # Hiding a field takes the focus from it, which would offer its text to another node.
            self.forget()
            self._body.hide()
            self._body.deleteLater()
        for table in (
            self._literals,
            self._sources,
            self._attributes,
            self._overrides,
            self._resets,
        ):
            table.clear()

    def _make_operands(self, form: QFormLayout, node: Node, ports: tuple[str, ...]) -> None:
        form.addRow(self.section(self.tr("Operands")))
        for port in ports:
            if self.document.graph.source(node.id, port) is not None:
                source = self.label("", "")
                source.setObjectName(f"source_{port}")
                source.setMinimumHeight(28)
                self._sources[port] = source
                form.addRow(self.row_label(port, source), source)
                continue
            said = self.tr("Operand {port}").format(port=port)
            field = CheckedField(f"literal_{port}", said, self._body, mono=True)
            field.edit.setPlaceholderText(self.tr("number or edge"))
            field.committed.connect(self._literal_typed)
            self._literals[port] = field
            form.addRow(self.row_label(port, field), field)

    def _make_attribute(self, form: QFormLayout, attribute: Attribute) -> None:
        name = f"attribute_{attribute.name}"
        if attribute.kind == "flag":
            box = QCheckBox(attribute.name, self._body)
            box.setObjectName(name)
            box.setToolTip(attribute.summary)
            box.clicked.connect(self._flag_clicked)
            self._attributes[attribute.name] = box
            form.addRow("", box)
            return
        field = CheckedField(name, attribute.name, self._body, mono=True)
        field.edit.setToolTip(attribute.summary)
        if attribute.default is None:
            field.edit.setPlaceholderText(self.tr("all"))
        field.committed.connect(self._attribute_typed)
        self._attributes[attribute.name] = field
        form.addRow(self.row_label(attribute.name, field), field)

    def _make_override(self, form: QFormLayout, port: str) -> None:
        said = self.tr("Local derivative towards {port}").format(port=port)
        field = CheckedField(f"override_{port}", said, self._body, mono=True)
        field.committed.connect(self._override_typed)
        reset = QToolButton(field)
        reset.setObjectName(f"reset_override_{port}")
        reset.setIconSize(QSize(14, 14))
        reset.setFixedSize(28, 28)
        reset.setToolTip(self.tr("Back to the operation's own rule"))
        reset.setAccessibleName(self.tr("Reset {what}").format(what=said.lower()))
        set_kind(reset, "flat")
        set_icon(reset, "undo", "text_muted")
        reset.clicked.connect(self._reset_clicked)
        field.line.addWidget(reset)
        self._overrides[port] = field
        self._resets[port] = reset
        form.addRow(self.row_label(f"∂/∂{port}", field, "local"), field)

    def _fill(self, node: Node, operation: Operation, ports: tuple[str, ...]) -> None:
        for port, label in self._sources.items():
            source = self.document.graph.source(node.id, port)
            label.setText("" if source is None else self._source_text(source))
        for port, field in self._literals.items():
            literal = node.attributes.get(port)
            field.follow("" if literal is None else exact_text(literal))
        given = operation.full_attributes(node.attributes)
        for name, widget in self._attributes.items():
            if isinstance(widget, QCheckBox):
                widget.setChecked(bool(given[name]))
            else:
                widget.follow(attribute_text(given[name]))
        for port, field in self._overrides.items():
            field.follow(node.overrides.get(port, ""))
            own = own_formula(operation, ports, node.attributes, port)
            field.edit.setPlaceholderText(own)
            field.edit.setToolTip(self.tr("The rule is {formula}").format(formula=own))
            self._resets[port].setVisible(port in node.overrides)

    def _source_text(self, source: str) -> str:
        node = self.document.graph.node(source)
        operation = find_operation(node.operation)
        name = node_name(node)
        return name if operation is None else f"{name}   {operation.symbol}"

    # ------------------------------------------------------------------ editing

    def _sent_from(self, table: Mapping[str, QWidget]) -> str:
        """Return whose widget in a table has just sent a signal."""
        sender = self.sender()
        return next(key for key, widget in table.items() if widget is sender)

    def _node(self) -> Node:
        return self.document.graph.node(self._node_id)

    def _set_attribute(
        self, name: str, value: Any, field: CheckedField | None, *, is_removed: bool = False
    ) -> bool:
        node = self._node()
        attributes = {key: kept for key, kept in node.attributes.items() if key != name}
        if not is_removed:
            attributes[name] = value
        done = self.tr("Set {port} of {node}").format(port=name, node=node_name(node))
        return self.perform(SetNode(node.id, {"attributes": attributes}), done, field)

    def _literal_typed(self, text: str) -> None:
        port = self._sent_from(self._literals)
        field = self._literals[port]
        if not text.strip():
            # Its default is what the operation was made with, not what an empty port means.
            if self._set_attribute(port, None, field, is_removed=True):
                field.set_text("")
            return
        value = self.read(field, read_value)
        if value is not None:
            shown = exact_text(value)
            # Before the edit, which may make the fields anew.
            field.set_text(shown)
            self._set_attribute(port, value, field)

    def _attribute_typed(self, text: str) -> None:
        name = self._sent_from(self._attributes)
        field = self._attributes[name]
        operation = find_operation(self._node().operation)
        attribute = operation.attribute(name) if operation else None
        if not isinstance(field, CheckedField) or attribute is None:
            return
        try:
            value = parse_attribute(text, attribute)
        except ValueFormatError as error:
            field.set_error(str(error))
            return
        if self._set_attribute(name, value, field, is_removed=value == attribute.default):
            field.set_text(attribute_text(value))

    def _flag_clicked(self, is_on: bool) -> None:
        self._set_attribute(self._sent_from(self._attributes), is_on, None)

    def _override_typed(self, text: str) -> None:
        port = self._sent_from(self._overrides)
        field = self._overrides[port]
        formula = text.strip()
        if formula:
            try:
                parse_override(formula, self.document.graph.ports(self._node_id))
            except ExpressionError as error:
                field.set_error(str(error))
                return
        if self._set_override(port, formula, field):
            field.set_text(formula)

    def _reset_clicked(self) -> None:
        port = self._sent_from(self._resets)
        if self._set_override(port, "", self._overrides[port]):
            self._overrides[port].set_text("")
            self._overrides[port].edit.setFocus()

    def _set_override(self, port: str, formula: str, field: CheckedField) -> bool:
        node = self._node()
        overrides = {key: kept for key, kept in node.overrides.items() if key != port}
        if formula:
            overrides[port] = formula
            text = self.tr("Override ∂/∂{port} of {node}")
        else:
            text = self.tr("Reset ∂/∂{port} of {node}")
        done = text.format(port=port, node=node_name(node))
        return self.perform(SetNode(node.id, {"overrides": overrides}), done, field)
