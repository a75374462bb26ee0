"""ActionStates: which actions are possible now, and what undo and redo would do."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from engine.calculus.notation import plain_name
from engine.naming import shown_name
from gui.document import Document

__all__ = ["ActionStates"]

NEED_NODES = (
    "edit.select_upstream",
    "edit.select_downstream",
    "edit.heal",
    "select.same",
    "select.invert",
    "graph.connect",
)
NEED_ONE_NODE = ("edit.matrix", "graph.output")
NEED_ONE_THING = ("edit.rename", "edit.value")
NEED_GROUPS = ("graph.enter_group", "graph.group_note", "graph.group_colour")
NEED_NODES_OR_GROUPS = (
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "graph.group",
    "graph.ungroup",
    "graph.collapse",
    "view.fit_selection",
)
NEED_ANYTHING = ("edit.delete",)
NEED_TWO_NODES = (
    "select.between",
    "arrange.left",
    "arrange.centre",
    "arrange.right",
    "arrange.top",
    "arrange.middle",
    "arrange.bottom",
)
NEED_THREE_NODES = ("arrange.across", "arrange.down")


class ActionStates(QObject):
    """Enables the actions that the selection and the history allow.

    Parameters
    ----------
    document
        Whose selection and history are followed.
    actions
        The actions by id.
    """

    def __init__(
        self, document: Document, actions: Mapping[str, QAction], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._actions = actions
        document.undo_stack.indexChanged.connect(self._show_undo)
        document.large_edits.started.connect(self._show_undo)
        document.large_edits.ended.connect(self._show_undo)
        document.selection_changed.connect(self._show_enabled)
        document.entered_changed.connect(self._show_enabled)
        self._show_undo()
        self._show_enabled()

    def _show_undo(self) -> None:
        stack = self._document.undo_stack
        undo, redo = self._actions["edit.undo"], self._actions["edit.redo"]
        # An edit that is still being made can be taken back as well.
        undo.setEnabled(stack.canUndo() or self._document.large_edits.is_running)
        redo.setEnabled(stack.canRedo())
        undo.setText(self.tr("&Undo {what}").format(what=_literal(stack.undoText())))
        redo.setText(self.tr("&Redo {what}").format(what=_literal(stack.redoText())))

    def _show_enabled(self) -> None:
        nodes, edges = self._document.selection, self._document.selected_edges
        groups = self._document.selected_groups
        for ids, is_possible in (
            (NEED_NODES, bool(nodes)),
            (NEED_ONE_NODE, len(nodes) == 1),
            (NEED_TWO_NODES, len(nodes) > 1),
            (NEED_THREE_NODES, len(nodes) > 2),
            (NEED_ONE_THING, bool(groups) or len(nodes) == 1),
            (NEED_GROUPS, bool(groups)),
            (NEED_NODES_OR_GROUPS, bool(nodes or groups)),
            (NEED_ANYTHING, bool(nodes or edges or groups)),
            (("graph.leave_group",), bool(self._document.entered)),
        ):
            for action_id in ids:
                self._actions[action_id].setEnabled(is_possible)
        tidy = self.tr("&Tidy Selection") if len(nodes) > 1 else self.tr("&Tidy")
        self._actions["graph.layout"].setText(tidy)
        self._actions["run.derive"].setText(self._derive_text())

    def _derive_text(self) -> str:
        """Return what deriving means now: with a leaf selected, with respect to that."""
        graph, chosen = self._document.graph, self._document.selection
        node = graph.node(next(iter(chosen))) if len(chosen) == 1 else None
        if node is None or graph.output is None or node.operation not in {"input", "parameter"}:
            return self.tr("Deri&ve")
        names = (plain_name(shown_name(it)) for it in (graph.node(graph.output), node))
        return self.tr("Deri&ve {what}").format(what=_literal("∂{}/∂{}".format(*names)))


def _literal(text: str) -> str:
    """Return a text as a menu has to be told it, which takes an & for the mark of a letter."""
    return text.replace("&", "&&")
