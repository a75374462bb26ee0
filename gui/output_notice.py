"""Output notice: offers the nodes that could be the output to whoever wants a gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from engine.calculus.notation import plain_name
from engine.diagnostic import Kind
from engine.edits import SetOutput
from engine.naming import shown_name
from gui.sentence import begun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.graph import Node
    from gui.document import Document
    from gui.widgets.notice_bar import NoticeBar

__all__ = ["OutputNotice"]

WANT_GRADIENTS = ("run.run", "run.backward", "run.descent", "run.check")
MOST_OFFERED = 4
NODE = "node"


class OutputNotice(QObject):
    """Lets the output be chosen by a click, where gradients are wanted and several could be it.

    Parameters
    ----------
    document
        Whose output is chosen.
    actions
        The actions of the window by id; some of them need an output.
    notice
        Where the choice is offered.
    """

    def __init__(
        self, document: Document, actions: Mapping[str, QAction], notice: NoticeBar
    ) -> None:
        super().__init__(notice)
        self._document = document
        self._notice = notice
        self._wanted: QAction | None = None
        for action_id in WANT_GRADIENTS:
            actions[action_id].triggered.connect(self._offer)

    def _offer(self) -> None:
        wanted = self.sender()
        self._wanted = wanted if isinstance(wanted, QAction) else None
        self._document.ensure_evaluated()
        open_choice = [item for item in self._document.diagnostics if item.kind is Kind.OUTPUT]
        if not open_choice:
            return
        self._notice.tell(begun(open_choice[0].message), stays=True)
        for node in self._candidates()[:MOST_OFFERED]:
            button = self._notice.offer(_name(node))
            button.setProperty(NODE, node.id)
            button.clicked.connect(self._choose)

    def _candidates(self) -> list[Node]:
        graph = self._document.graph
        return [node for node in graph.nodes() if not node.is_leaf and not graph.is_used(node.id)]

    def _choose(self) -> None:
        """Take the output that was clicked, and do what was wanted of it."""
        node_id = str(self.sender().property(NODE))
        if node_id not in self._document.graph:
            return
        text = self.tr("Use {node} as output").format(
            node=_name(self._document.graph.node(node_id))
        )
        self._document.perform(SetOutput(node_id), text)
        if self._wanted is not None:
            self._wanted.trigger()


def _name(node: Node) -> str:
    return plain_name(shown_name(node))
