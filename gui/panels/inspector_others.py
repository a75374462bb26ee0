"""The pages of the inspector for anything but one node: several, an edge, nothing."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from engine.edits import Batch, SetNode
from engine.graph import Edge, Node
from engine.values import same_value
from gui.catalogue import entry_of
from gui.document import Document
from gui.panels.inspector_leaf import value_in_field
from gui.panels.inspector_page import Page, node_name, show_value
from gui.panels.inspector_shared import SharedAttributes
from gui.playback import Playhead
from gui.value_text import exact_text, read_value
from gui.widgets.checked_field import CheckedField
from gui.widgets.read_out import ReadOut

__all__ = ["DocumentPage", "EdgePage", "SeveralPage"]


class DocumentPage(Page):
    """Nothing is selected: the document as a whole."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self._title = self.label("", "heading")
        self._title.setObjectName("inspector_title")
        self._summary = self.label("", "muted")
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._summary)
        self._form = self.form()
        self._form.setVerticalSpacing(0)
        self._counts = {
            name: self.label("", "mono") for name in ("nodes", "edges", "parameters", "output")
        }
        for name, title in (
            ("nodes", self.tr("Nodes")),
            ("edges", self.tr("Edges")),
            ("parameters", self.tr("Parameters")),
            ("output", self.tr("Output")),
        ):
            self._counts[name].setObjectName(f"count_{name}")
            self._counts[name].setMinimumHeight(28)
            self._form.addRow(self.read_out_label(title, self._counts[name]), self._counts[name])
        self.rows.addLayout(self._form)
        self.rows.addSpacing(8)
        self._hint = self.label("", "caption")
        self.rows.addWidget(self._hint)
        self.rows.addStretch(1)

    def refresh(self) -> None:
        """Show title, numbers of nodes and edges, and a hint."""
        graph = self.document.graph
        self._title.setText(self.document.title or self.tr("Untitled"))
        summary = str(self.document.view.get("summary", ""))
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        nodes = graph.nodes()
        self._counts["nodes"].setText(str(len(nodes)))
        self._counts["edges"].setText(str(graph.networkx.number_of_edges()))
        parameters = sum(1 for node in nodes if node.operation == "parameter")
        self._counts["parameters"].setText(str(parameters))
        if nodes:
            hint = self.tr("Select a node to see and change what it is.")
        else:
            hint = self.tr(
                "Drag an operation onto the canvas to begin, or double-click it in the list."
            )
        self._hint.setText(hint)
        self.refresh_numbers()

    def refresh_numbers(self) -> None:
        """Show the output, which the program chooses as long as nobody else has."""
        graph, tape = self.document.graph, self.document.tape
        output = graph.output
        if output is None and tape is not None and tape.output is not None:
            output = tape.nodes[tape.output].id
        known = output is not None and output in graph
        self._counts["output"].setText(node_name(graph.node(output)) if output and known else "–")


class EdgePage(Page):
    """One edge: where it leads, and what travels along it."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self._edge = Edge("", "", "")
        self._title = self.label("", "heading")
        self._title.setObjectName("inspector_title")
        self._place = self.label("", "muted")
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._place)
        self.rows.addWidget(self.section(self.tr("Travelling along it")))
        self.value = ReadOut("edge_value", self.tr("Value"), "value", self)
        self.gradient = ReadOut("edge_gradient", self.tr("Gradient"), "gradient", self)
        form = self.form()
        form.setVerticalSpacing(0)
        form.addRow(self.read_out_label(self.tr("Value"), self.value), self.value)
        form.addRow(self.read_out_label(self.tr("Gradient"), self.gradient), self.gradient)
        self.rows.addLayout(form)
        self.rows.addWidget(
            self.label(
                self.tr("This gradient is one contribution; the node adds up those of its edges."),
                "caption",
            )
        )
        self.rows.addStretch(1)

    def refresh(self) -> None:
        """Show the selected edge."""
        (edge,) = self.document.selected_edges
        self._edge = edge
        graph = self.document.graph
        source, target = graph.node(edge.source), graph.node(edge.target)
        self._title.setText(f"{node_name(source)} → {node_name(target)}")
        entry = entry_of(target.operation)
        self._place.setText(
            self.tr("An edge into port {port} of {operation}.").format(
                port=edge.port, operation=entry.title if entry else target.operation
            )
        )
        self.refresh_numbers()

    def refresh_numbers(self) -> None:
        """Show value and contribution as far as the playhead has come."""
        run, seen = self.document.evaluation, self.playhead.annotations
        tape = self.document.tape
        row = tape.rows.get(self._edge) if tape else None
        value = contribution = None
        if run is not None and seen is not None and tape is not None and row is not None:
            slot = int(tape.source[row])
            value = run.value_at(slot) if seen.values[slot] else None
            contribution = run.contribution_at(row) if seen.flows[row] else None
        show_value(self.value, value, is_stale=self.document.is_stale)
        show_value(self.gradient, contribution, is_stale=self.document.is_stale)


class SeveralPage(Page):
    """Several nodes or edges: how many of what, and what can be set for all at once."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self._shown: frozenset[str] = frozenset()
        self._title = self.label("", "heading")
        self._title.setObjectName("inspector_title")
        self._kinds = self.label("", "muted")
        self._kinds.setObjectName("inspector_kinds")
        self.rows.addWidget(self._title)
        self.rows.addWidget(self._kinds)
        self.value = CheckedField("inspector_value", self.tr("Value of all"), self, mono=True)
        self.value.committed.connect(self._set_values)
        self.trainable = QCheckBox(self.tr("Moved by gradient descent"), self)
        self.trainable.setObjectName("inspector_trainable")
        self.trainable.clicked.connect(self._set_trainable)
        self._form = self.form()
        self._form.addRow(self.row_label(self.tr("Value"), self.value), self.value)
        self._form.addRow(self.trainable)
        self.rows.addLayout(self._form)
        self.shared = SharedAttributes(document, playhead, self)
        self.shared.refused.connect(self.refused)
        self.rows.addWidget(self.shared)
        self.rows.addStretch(1)

    def refresh(self) -> None:
        """Show what the selected nodes have in common."""
        if self.document.selection != self._shown:
            self.forget()
            self._shown = self.document.selection
        nodes = self._nodes()
        edges = len(self.document.selected_edges)
        self._title.setText(self._heading(len(nodes), edges))
        counts = Counter(_kind(node) for node in nodes)
        self._kinds.setText("\n".join(f"{count} × {kind}" for kind, count in counts.most_common()))
        all_leaves = bool(nodes) and all(node.is_leaf for node in nodes)
        self._form.setRowVisible(self.value, all_leaves)
        if all_leaves:
            self._show_value(nodes)
        self._show_trainable(nodes)
        self.shared.show_nodes(nodes)

    def _heading(self, nodes: int, edges: int) -> str:
        if not edges:
            return self.tr("{nodes} nodes").format(nodes=nodes)
        if not nodes:
            return self.tr("{edges} edges").format(edges=edges)
        return self.tr("{nodes} nodes and {edges} edges").format(nodes=nodes, edges=edges)

    def _show_value(self, nodes: list[Node]) -> None:
        is_common = all(same_value(nodes[0].value, node.value) for node in nodes)
        self.value.follow(value_in_field(nodes[0]) if is_common else "")
        prompt = self.tr("not set") if is_common else self.tr("different values")
        self.value.edit.setPlaceholderText(prompt)

    def _show_trainable(self, nodes: list[Node]) -> None:
        states = {node.trainable for node in nodes if node.operation == "parameter"}
        are_parameters = bool(nodes) and all(node.operation == "parameter" for node in nodes)
        self._form.setRowVisible(self.trainable, are_parameters)
        if states == {True}:
            self.trainable.setCheckState(Qt.CheckState.Checked)
        elif states == {False}:
            self.trainable.setCheckState(Qt.CheckState.Unchecked)
        else:
            self.trainable.setCheckState(Qt.CheckState.PartiallyChecked)

    def _nodes(self) -> list[Node]:
        graph = self.document.graph
        chosen = sorted(self.document.selection, key=graph.ordinal)
        return [graph.node(node_id) for node_id in chosen]

    def _set_values(self, text: str) -> None:
        value = self.read(self.value, read_value)
        if value is None:
            return
        nodes = self._nodes()
        edit = Batch(tuple(SetNode(node.id, {"value": value}) for node in nodes))
        done = self.tr("Set {count} values to {value}").format(count=len(nodes), value=text[:20])
        if self.perform(edit, done, self.value):
            self.value.set_text(exact_text(value))

    def _set_trainable(self, is_trainable: bool) -> None:
        nodes = self._nodes()
        edit = Batch(tuple(SetNode(node.id, {"trainable": is_trainable}) for node in nodes))
        text = self.tr("Train {count} parameters")
        if not is_trainable:
            text = self.tr("Hold {count} parameters fixed")
        self.perform(edit, text.format(count=len(nodes)))


def _kind(node: Node) -> str:
    entry = entry_of(node.operation)
    return entry.title if entry else node.operation
