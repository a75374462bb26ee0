"""Matrices: opens the numbers of a node as a table, and takes over what was typed there."""

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.calculus.notation import plain_name
from engine.edits import SetNode
from engine.errors import EngineError
from engine.graph import Node
from engine.naming import shown_name
from engine.values import Array, same_data
from gui.document import Document

__all__ = ["Matrices"]


class Matrices(QObject):
    """Shows arrays in a dialog.

    Signals
    -------
    refused(str)
        There is nothing to show; a sentence.
    """

    refused = Signal(str)

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window

    def open_selected(self) -> None:
        """Show the numbers of the one selected node."""
        for node_id in self._document.selection:
            self.open(node_id)

    def open(self, node_id: str) -> None:
        """Show the numbers of a node; those of a leaf can be edited, which is one undo step."""
        node = self._document.graph.node(node_id)
        name = plain_name(shown_name(node))
        value, gradient = self._numbers(node)
        if value is None:
            self.refused.emit(self.tr("{0} has no value yet.").format(name))
            return
        from gui.dialogs.matrix import MatrixDialog

        dialog = MatrixDialog(name, value, gradient, is_editable=node.is_leaf, parent=self._window)
        if dialog.exec() and node.is_leaf and not same_data(dialog.array, value):
            self._take(node, dialog.array, name)
        dialog.deleteLater()

    def _take(self, node: Node, array: Array, name: str) -> None:
        try:
            edit = SetNode(node.id, {"value": _as_shown(node, array)})
            self._document.perform(edit, self.tr("Edit the numbers of {0}").format(name))
        except EngineError as error:
            self.refused.emit(str(error))

    def _numbers(self, node: Node) -> tuple[Array | None, Array | None]:
        """Return the value and the gradient as arrays; a scalar has one number."""
        self._document.ensure_evaluated()
        run, tape = self._document.evaluation, self._document.tape
        slot = None if tape is None else tape.slots.get(node.id)
        value = node.value if node.is_leaf else None
        gradient = None
        if run is not None and slot is not None:
            value = value if node.is_leaf else run.value_at(slot)
            gradient = run.gradient_at(slot)
        return _array(value), _array(gradient)


def _array(value: object) -> Array | None:
    return None if value is None else np.atleast_1d(np.asarray(value, dtype=np.float64))


def _as_shown(node: Node, array: Array) -> float | Array:
    """Return a single number as one where the node held one."""
    return float(array[0]) if isinstance(node.value, float) and array.size == 1 else array
