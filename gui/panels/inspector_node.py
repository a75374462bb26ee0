"""The page of the inspector for one node."""

from itertools import pairwise

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from engine.edits import SetNode, SetOutput
from engine.graph import Node
from engine.operation import find_operation
from engine.shapes import shape_text
from engine.values import Value, shape_of
from gui.catalogue import entry_of
from gui.document import Document
from gui.panels.inspector_check import CheckPart
from gui.panels.inspector_findings import FindingsPart
from gui.panels.inspector_leaf import LeafPart
from gui.panels.inspector_operation import OperationPart
from gui.panels.inspector_page import Page, node_name, show_value
from gui.playback import Playhead
from gui.widgets.checked_field import CheckedField
from gui.widgets.chip import Chip
from gui.widgets.read_out import ReadOut

__all__ = ["NodePage"]


class NodePage(Page):
    """Everything about one node: what it is, is called, holds, takes, and what came of it."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self._node_id = ""
        self._make_header()
        self.name = CheckedField("inspector_name", self.tr("Name"), self)
        self.name.committed.connect(self._rename)
        self.findings = FindingsPart(document, playhead, self)
        self.rows.addWidget(self.findings)
        self.document.diagnosed.connect(self._show_findings)
        self._form = self.form()
        self._form.setContentsMargins(0, 4, 0, 0)
        self._form.addRow(self.row_label(self.tr("Name"), self.name), self.name)
        self.rows.addLayout(self._form)
        self.leaf = LeafPart(document, playhead, self)
        self.leaf.refused.connect(self.refused)
        self.rows.addWidget(self.leaf)
        self.operation = OperationPart(document, playhead, self)
        self.operation.refused.connect(self.refused)
        self.rows.addWidget(self.operation)
        self._make_results()
        self.output = QCheckBox(self.tr("Use as output"), self)
        self.output.setObjectName("inspector_output")
        self.output.setToolTip(self.tr("Gradients are those of the output"))
        self.output.clicked.connect(self._set_output)
        self.rows.addSpacing(8)
        self.rows.addWidget(self.output)
        self._output_note = self.label("", "caption")
        self._output_note.setObjectName("inspector_output_note")
        self.rows.addWidget(self._output_note)
        self.rows.addStretch(1)

    def _make_header(self) -> None:
        self._chip = Chip(self, size=QSize(42, 30))
        self._title = self.label("", "heading")
        self._title.setObjectName("inspector_title")
        self._summary = self.label("", "muted")
        self._doc = self.label("", "caption")
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._chip)
        row.addWidget(self._title, 1)
        self.rows.addLayout(row)
        self.rows.addWidget(self._summary)
        self.rows.addWidget(self._doc)

    def _make_results(self) -> None:
        self.rows.addWidget(self.section(self.tr("Result")))
        self.value = ReadOut("result_value", self.tr("Value"), "value", self)
        self.gradient = ReadOut("result_gradient", self.tr("Gradient"), "gradient", self)
        self.shape = ReadOut("result_shape", self.tr("Shape"), "mono", self)
        self._results = self.form()
        self._results.setVerticalSpacing(0)
        for title, widget in (
            (self.tr("Value"), self.value),
            (self.tr("Gradient"), self.gradient),
            (self.tr("Shape"), self.shape),
        ):
            self._results.addRow(self.read_out_label(title, widget), widget)
        self.rows.addLayout(self._results)
        self.check = CheckPart(self.document, self.playhead, self)
        self.check.refused.connect(self.refused)
        self.rows.addWidget(self.check)

    # ------------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Show the selected node as the graph has it now."""
        (node_id,) = self.document.selection
        node = self.document.graph.node(node_id)
        if node_id != self._node_id:
            self.forget()
            self._node_id = node_id
        self._show_header(node)
        self.name.follow(node.name)
        self.name.edit.setPlaceholderText(node_name(node))
        operation = find_operation(node.operation)
        self.leaf.setVisible(node.is_leaf)
        self.operation.setVisible(operation is not None)
        if node.is_leaf:
            self.leaf.show_node(node)
        elif operation is not None and self.operation.show_node(node, operation):
            self._order_stops()
        self._results.setRowVisible(self.value, not node.is_leaf)
        self.refresh_numbers()

    def _order_stops(self) -> None:
        """Let the Tab key go from top to bottom, through rows that were made later as well."""
        read_outs = (self.value, self.gradient, self.shape)
        buttons = [read_out.copy_button for read_out in read_outs]
        check = self.check.button
        stops = [self.leaf.trainable, *self.operation.stops(), *buttons, check, self.output]
        for earlier, later in pairwise(stops):
            self.setTabOrder(earlier, later)

    def _show_header(self, node: Node) -> None:
        entry = entry_of(node.operation)
        if entry is None:
            self._chip.set_symbol("?", "operation")
            self._title.setText(node.operation)
            self._summary.setText(
                self.tr("This version does not know the operation. It is kept as it is.")
            )
        else:
            self._chip.set_symbol(entry.symbol, entry.token)
            self._title.setText(entry.title)
            self._summary.setText(entry.summary)
        operation = find_operation(node.operation)
        self._doc.setText(operation.doc if operation else "")
        self._doc.setVisible(operation is not None)

    def refresh_numbers(self) -> None:
        """Show value, gradient and shape as far as the playhead has come."""
        if self._node_id not in self.document.graph:
            return
        is_stale = self.document.is_stale
        value, gradient = self._known()
        show_value(self.value, value, is_stale=is_stale)
        show_value(self.gradient, gradient, is_stale=is_stale)
        node = self.document.graph.node(self._node_id)
        measured = node.value if node.is_leaf else value
        if measured is None:
            self.shape.show_dash()
        else:
            text = shape_text(shape_of(measured))
            self.shape.show_text(text, text, is_stale=is_stale and not node.is_leaf)
        self.check.show_node(self._node_id)
        self._show_findings()
        self._show_output()

    def _show_findings(self) -> None:
        self.findings.show_node(self._node_id)

    def _known(self) -> tuple[Value | None, Value | None]:
        """Return value and gradient, each None as long as the story has not come to it."""
        run, seen = self.document.evaluation, self.playhead.annotations
        slot = self.document.tape.slots.get(self._node_id) if self.document.tape else None
        if run is None or seen is None or slot is None:
            return None, None
        value = run.value_at(slot) if seen.values[slot] else None
        gradient = run.gradient_at(slot) if seen.gradients[slot] else None
        return value, gradient

    def _show_output(self) -> None:
        chosen = self.document.graph.output
        self.output.setChecked(chosen == self._node_id)
        tape = self.document.tape
        is_found = (
            chosen is None
            and tape is not None
            and tape.output is not None
            and tape.nodes[tape.output].id == self._node_id
        )
        notes = []
        if is_found:
            notes.append(self.tr("It is the output now, being the only node that could be."))
        if (is_found or chosen == self._node_id) and self._is_array():
            notes.append(
                self.tr("It is an array: the gradients are those of the sum of its numbers.")
            )
        self._output_note.setText(" ".join(notes))
        self._output_note.setVisible(bool(notes))

    def _is_array(self) -> bool:
        run, tape = self.document.evaluation, self.document.tape
        slot = tape.slots.get(self._node_id) if tape is not None else None
        return run is not None and slot is not None and bool(shape_of(run.value_at(slot)))

    # ------------------------------------------------------------------ editing

    def _rename(self, text: str) -> None:
        name = text.strip()
        node = self.document.graph.node(self._node_id)
        if name == node.name:
            self.name.set_text(name)
            return
        if name:
            done = self.tr("Rename {old} to {new}").format(old=node_name(node), new=name)
        else:
            done = self.tr("Remove the name of {old}").format(old=node_name(node))
        if self.perform(SetNode(node.id, {"name": name}), done, self.name):
            self.name.set_text(name)

    def _set_output(self, is_output: bool) -> None:
        node = self.document.graph.node(self._node_id)
        text = (
            self.tr("Use {node} as output") if is_output else self.tr("Stop using {node} as output")
        )
        done = text.format(node=node_name(node))
        self.perform(SetOutput(node.id if is_output else None), done)
        self._show_output()
