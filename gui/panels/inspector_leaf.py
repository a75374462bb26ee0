"""The part of the inspector for what holds a value: input, parameter, constant."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from engine.edits import SetNode
from engine.graph import LEAVES, Node
from gui.document import Document
from gui.panels.inspector_page import Part, node_name
from gui.playback import Playhead
from gui.value_text import EDITABLE_SIZE, exact_text, read_value
from gui.widgets.checked_field import CheckedField

__all__ = ["LeafPart", "kind_title", "value_in_field"]

_KINDS = {
    "input": "Input",
    "parameter": "Parameter",
    "constant": "Constant",
}


def kind_title(kind: str) -> str:
    """Return what a kind of leaf is called."""
    return QCoreApplication.translate("LeafPart", _KINDS[kind])


def value_in_field(node: Node) -> str:
    """Return what the value field of a leaf shows; nothing for one that is unset or too large."""
    if node.value is None or _is_too_large(node):
        return ""
    return exact_text(node.value)


def _is_too_large(node: Node) -> bool:
    return not isinstance(node.value, float | None) and node.value.size > EDITABLE_SIZE


class LeafPart(Part):
    """Value, kind, and whether gradient descent moves it."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self._node_id = ""
        self.value = CheckedField("inspector_value", self.tr("Value"), self, mono=True)
        self.value.edit.setToolTip(self.tr("A number, or an array such as [1, 2; 3, 4]"))
        self.kind = QComboBox(self)
        self.kind.setObjectName("inspector_kind")
        self.kind.setAccessibleName(self.tr("Kind"))
        for kind in LEAVES:
            self.kind.addItem(kind_title(kind), kind)
        self.trainable = QCheckBox(self.tr("Moved by gradient descent"), self)
        self.trainable.setObjectName("inspector_trainable")
        self._form = self.form()
        self._form.addRow(self.row_label(self.tr("Value"), self.value), self.value)
        self._form.addRow(self.row_label(self.tr("Kind"), self.kind), self.kind)
        self._form.addRow(self.trainable)
        self.rows.addLayout(self._form)
        self.value.committed.connect(self._set_value)
        self.kind.activated.connect(self._set_kind)
        self.trainable.clicked.connect(self._set_trainable)

    def show_node(self, node: Node) -> None:
        """Show a leaf."""
        self._node_id = node.id
        self.value.follow(value_in_field(node))
        self.value.edit.setPlaceholderText(self._prompt(node))
        self.kind.setCurrentIndex(LEAVES.index(node.operation))
        self._form.setRowVisible(self.trainable, node.operation == "parameter")
        self.trainable.setChecked(node.trainable)

    def _prompt(self, node: Node) -> str:
        if node.value is None or isinstance(node.value, float):
            return self.tr("not set")
        return self.tr("{count} numbers").format(count=node.value.size)

    def _set_value(self) -> None:
        value = self.read(self.value, read_value)
        if value is None:
            return
        node = self.document.graph.node(self._node_id)
        text = self.value.text().strip()
        shown = text if len(text) <= 20 else text[:19] + "…"
        done = self.tr("Set {node} to {value}").format(node=node_name(node), value=shown)
        if self.perform(SetNode(node.id, {"value": value}), done, self.value):
            self.value.set_text(exact_text(value))

    def _set_kind(self, index: int) -> None:
        kind = str(self.kind.itemData(index))
        node = self.document.graph.node(self._node_id)
        if kind != node.operation:
            text = (
                self.tr("Make {node} a {kind}")
                if kind != "input"
                else self.tr("Make {node} an {kind}")
            )
            done = text.format(node=node_name(node), kind=kind_title(kind).lower())
            self.perform(SetNode(node.id, {"operation": kind}), done)

    def _set_trainable(self, is_trainable: bool) -> None:
        node = self.document.graph.node(self._node_id)
        text = self.tr("Train {node}") if is_trainable else self.tr("Hold {node} fixed")
        done = text.format(node=node_name(node))
        self.perform(SetNode(node.id, {"trainable": is_trainable}), done)
