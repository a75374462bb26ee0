"""The choosers of the derive panel: which output, and with respect to which leaf."""

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from engine.calculus.notation import plain_name
from engine.graph import Graph, Node
from engine.naming import shown_name
from engine.pieces import Piece
from gui.document import Document
from gui.theme import manager, set_kind
from gui.widgets.equation_view import FormulaSpan

__all__ = ["Choosers"]

MOST_CONSIDERED = 5000
"""Nodes of a larger graph among which those that are offered are sought."""

MOST_LISTED = 1000
"""Nodes that a chooser offers; among more nobody finds one, and selecting it is quicker."""


def _has_gradient(node: Node) -> bool:
    """Whether there are gradients with respect to a node that computes nothing."""
    return node.operation in {"input", "parameter"}


class Choosers(QWidget):
    """∂ of one node by ∂ of another.

    Signals
    -------
    changed()
        Somebody chose something else.

    Attributes
    ----------
    output, variable
        Ids of what is chosen; None while there is nothing to choose.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.output: str | None = None
        self.variable: str | None = None
        self._wants_output: str | None = None
        self.outputs = self._box("derive_output", self.tr("Output"))
        self.variables = self._box("derive_variable", self.tr("With respect to"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for text, box in (("∂", self.outputs), ("/ ∂", self.variables)):
            label = QLabel(text, self)
            set_kind(label, "heading")
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box, 1)
        self.result = FormulaSpan(parent=self)
        self.result.setObjectName("derive_result")
        row.addWidget(self.result)
        self.outputs.activated.connect(self._choose_output)
        self.variables.activated.connect(self._choose_variable)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    def _box(self, name: str, title: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(title)
        box.setMinimumContentsLength(3)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        box.setSizeAdjustPolicy(policy)
        return box

    def show_result(self, number: Piece | None) -> None:
        """Show what the derivative is; None if that is not known."""
        self.result.setVisible(number is not None)
        if number is not None:
            self.result.set_formula(f"= {number.latex}", f"= {number.text}")

    # ------------------------------------------------------------------ following

    def follow(self) -> None:
        """Offer the nodes that there are now, and choose anew what is gone."""
        graph = self._document.graph
        nodes = list(islice(graph.nodes(), MOST_CONSIDERED))
        last = [it.id for it in nodes if not it.is_leaf and not graph.is_used(it.id)]
        first = self._first_output(graph, last)
        if self._wants_output is None or self._wants_output not in graph:
            self._wants_output = None
        self.output = self._wants_output or first
        named = [it.id for it in nodes if it.name and not it.is_leaf]
        self._fill(self.outputs, [first, self.output, *last, *named], self.output)
        leaves = [it.id for it in nodes if _has_gradient(it)]
        chosen = self.variable
        if chosen is None or chosen not in graph or not _has_gradient(graph.node(chosen)):
            self.variable = self._first_variable(graph, leaves)
        begin = [self.variable] if len(leaves) > MOST_LISTED else []
        self._fill(self.variables, [*begin, *leaves], self.variable)

    def choose(self, variable: str) -> bool:
        """Choose a leaf; return whether that is possible and something else than before."""
        graph = self._document.graph
        is_possible = variable in graph and _has_gradient(graph.node(variable))
        if not is_possible or variable == self.variable:
            return False
        self.variable = variable
        return True

    def forget(self) -> None:
        """Choose as if nothing had been chosen, in another document."""
        self.output = self.variable = self._wants_output = None

    def _first_output(self, graph: Graph, last: Sequence[str]) -> str | None:
        tape = self._document.tape
        if graph.output is not None:
            return graph.output
        if tape is not None and tape.output is not None and tape.nodes[tape.output].id in graph:
            return tape.nodes[tape.output].id
        return last[-1] if last else None

    def _first_variable(self, graph: Graph, offered: Sequence[str]) -> str | None:
        """Return the first parameter that reaches the output, else the first leaf that does."""
        reaching = list(offered)
        if self.output is not None and len(graph) <= MOST_CONSIDERED:
            before = graph.ancestors(self.output)
            reaching = [node_id for node_id in offered if node_id in before]
        parameters = [it for it in reaching if graph.node(it).operation == "parameter"]
        return next(iter((*parameters, *reaching, *offered)), None)

    def _fill(self, box: QComboBox, node_ids: Sequence[str | None], chosen: str | None) -> None:
        graph = self._document.graph
        listed = list(dict.fromkeys(it for it in node_ids if it is not None))[:MOST_LISTED]
        rows = [(plain_name(shown_name(graph.node(it))), it) for it in listed]
        if rows != [(box.itemText(at), box.itemData(at)) for at in range(box.count())]:
            box.clear()
            for text, node_id in rows:
                box.addItem(text, node_id)
        box.setCurrentIndex(box.findData(chosen))
        box.setEnabled(bool(rows))

    def _theme_changed(self) -> None:
        self.result.set_formula_size(round(manager().text_size * 1.35))

    def _choose_output(self) -> None:
        self.output = self._wants_output = self.outputs.currentData()
        self.changed.emit()

    def _choose_variable(self) -> None:
        self.variable = self.variables.currentData()
        self.changed.emit()
