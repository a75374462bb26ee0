"""Gradient as a graph: with respect to what the output is differentiated into a new document."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.calculus.notation import plain_name
from engine.document_format import Contents
from engine.errors import EngineError
from engine.graph import Node
from engine.naming import shown_name
from gui.document import Document
from gui.gradient_document import GradientDocument
from gui.screens import room_around
from gui.sentence import begun
from gui.theme import manager, set_kind
from gui.widgets.wrapping_row import WrappingRow

__all__ = ["GradientGraphDialog"]

SIZE_IN_TEXT_SIZES = (31, 34)
_ID_ROLE = Qt.ItemDataRole.UserRole


class GradientGraphDialog(QDialog):
    """Asks for leaves, differentiates, and hands over a document.

    Signals
    -------
    made(Contents)
        The gradient as a graph is ready.
    """

    made = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_graph")
        self.setWindowTitle(self.tr("Gradient as a Graph"))
        size, room = manager().text_size, room_around(self)
        wide, high = (size * factor for factor in SIZE_IN_TEXT_SIZES)
        self.resize(min(wide, room.width() - 40), min(high, room.height() - 80))
        self._document = document
        self.run = GradientDocument(document, self)
        self.run.made.connect(self._finish)
        self.run.failed.connect(self._fail)
        self._intro = QLabel(self)
        self._intro.setWordWrap(True)
        self.leaves = QListWidget(self)
        self.leaves.setObjectName("gradient_leaves")
        self.leaves.setAccessibleName(self.tr("Leaves to differentiate with respect to"))
        self.leaves.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.leaves.itemChanged.connect(self._show_possible)
        self.message = QLabel(self)
        self.message.setObjectName("gradient_message")
        self.message.setWordWrap(True)
        self.message.hide()
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self._make_buttons()
        self._lay_out()
        self._fill()

    def _make_buttons(self) -> None:
        self._all = QPushButton(self.tr("&All"), self)
        self._parameters = QPushButton(self.tr("&Parameters"), self)
        self._none = QPushButton(self.tr("&None"), self)
        for button, name in (
            (self._all, "gradient_all"),
            (self._parameters, "gradient_parameters"),
            (self._none, "gradient_none"),
        ):
            button.setObjectName(name)
            button.setAutoDefault(False)
        self._all.clicked.connect(self._choose_all)
        self._parameters.clicked.connect(self._choose_parameters)
        self._none.clicked.connect(self._choose_none)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.open_button = self.buttons.addButton(
            self.tr("Open in a new window"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.open_button.setObjectName("gradient_open")
        self.open_button.setDefault(True)
        set_kind(self.open_button, "primary")
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addWidget(self._intro)
        column.addWidget(self.leaves, 1)
        column.addLayout(WrappingRow(self._all, self._parameters, self._none))
        column.addWidget(self.message)
        column.addWidget(self.progress)
        column.addWidget(self.buttons)

    # ------------------------------------------------------------------ the leaves

    def _fill(self) -> None:
        """List what the output depends on; chosen are those selected, else the parameters."""
        self._document.ensure_evaluated()
        tape = self._document.tape
        nodes: list[Node] = []
        if tape is None or tape.output is None:
            self._intro.setText(self.tr("There is no output to differentiate; choose one."))
        else:
            reached = tape.sweep(tape.output).reached
            slots = [slot for slot in tape.leaves() if tape.active[slot] and reached[slot]]
            nodes = [tape.nodes[slot] for slot in slots]
            text = self.tr(
                "The gradient of {output} becomes nodes like any others: to be drawn, evaluated, "
                "saved and differentiated again. With respect to:"
            )
            self._intro.setText(text.format(output=_name(tape.nodes[tape.output])))
        self.leaves.blockSignals(True)
        for node in nodes:
            item = QListWidgetItem(_name(node), self.leaves)
            item.setData(_ID_ROLE, node.id)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsSelectable
            )
        chosen = {node.id for node in nodes} & self._document.selection
        parameters = {node.id for node in nodes if node.operation == "parameter"}
        self._choose(chosen or parameters or {node.id for node in nodes})
        self._parameters.setEnabled(bool(parameters))

    def chosen(self) -> list[str]:
        """Return the ids of the chosen leaves."""
        items = (self.leaves.item(row) for row in range(self.leaves.count()))
        return [
            str(item.data(_ID_ROLE)) for item in items if item.checkState() is Qt.CheckState.Checked
        ]

    def _choose(self, node_ids: set[str]) -> None:
        self.leaves.blockSignals(True)
        for row in range(self.leaves.count()):
            item = self.leaves.item(row)
            is_chosen = item.data(_ID_ROLE) in node_ids
            item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
        self.leaves.blockSignals(False)
        self.leaves.viewport().update()
        self._show_possible()

    def _all_ids(self) -> set[str]:
        return {str(self.leaves.item(row).data(_ID_ROLE)) for row in range(self.leaves.count())}

    def _choose_all(self) -> None:
        self._choose(self._all_ids())

    def _choose_none(self) -> None:
        self._choose(set())

    def _choose_parameters(self) -> None:
        graph = self._document.graph
        self._choose(
            {item for item in self._all_ids() if graph.node(item).operation == "parameter"}
        )

    def _show_possible(self) -> None:
        self.open_button.setEnabled(bool(self.chosen()) and not self.run.is_running)

    # ------------------------------------------------------------------ the work

    def _start(self) -> None:
        self.message.hide()
        try:
            self.run.start(self.chosen())
        except EngineError as error:
            self._fail(str(error))
            return
        self._show_running(is_running=True)

    def _show_running(self, *, is_running: bool) -> None:
        self.progress.setVisible(is_running)
        for part in (self.leaves, self._all, self._none, self._parameters, self.open_button):
            part.setEnabled(not is_running)

    def _finish(self, contents: Contents) -> None:
        self.accept()
        self.made.emit(contents)

    def _fail(self, sentence: str) -> None:
        self._show_running(is_running=False)
        set_kind(self.message, "error")
        self.message.setText(begun(sentence))
        self.message.show()

    def done(self, result: int) -> None:
        """Give up the work with the dialog."""
        self.run.cancel()
        super().done(result)


def _name(node: Node) -> str:
    return plain_name(shown_name(node))
