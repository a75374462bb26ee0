"""The part of the inspector that says what is wrong at a node, and what can be done about it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.diagnostic import Diagnostic, Kind
from gui.document import Document
from gui.panels.inspector_page import Part
from gui.playback import Playhead
from gui.sentence import output_way
from gui.widgets.rule_card import NoticeCard

__all__ = ["FindingsPart", "advice"]

_ADVICE = {
    Kind.INCOMPLETE: "Draw an edge to the port, or type a number there.",
    Kind.UNKNOWN_OPERATION: "Open the file with a newer version, or put another operation here.",
    Kind.OVERRIDE: "Correct the formula, or reset the local derivative.",
    Kind.SHAPE: "Change one of the arrays, or put a reshape or a transpose between.",
    Kind.OUTPUT: "Select the node whose gradient you want and {0}.",
    Kind.DOMAIN: "Change the numbers that lead here until the argument is inside the domain.",
    Kind.POLE: "Keep the argument away from this point.",
    Kind.NON_FINITE: "Look at the operands; an operation made for large numbers may avoid it.",
    Kind.NON_FINITE_GRADIENT: "Look at the two factors: one of them has to become finite.",
    Kind.KINK: "The slope is a choice here. Nothing needs to be done, unless training stays here.",
    Kind.DEAD: "Nothing is learnt through it: try other values, or an operation never flat.",
    Kind.SATURATED: "Make what arrives here smaller, for instance with smaller weights.",
    Kind.VANISHING: "Try larger weights, another activation, or a way around.",
    Kind.EXPLODING: "Try smaller weights, or a smaller learning rate.",
    Kind.UNREACHED: "Draw an edge that leads to the output, or hold it fixed.",
    Kind.ADVICE: "The result is the same; more of its digits are right.",
    Kind.CHECK: "An override or a kink on the way explains most; the Check panel has the numbers.",
}


def advice(kind: Kind) -> str:
    """Return what can be done about a diagnostic of some kind."""
    told = QCoreApplication.translate("FindingsPart", _ADVICE[kind])
    return told.format(output_way()) if kind is Kind.OUTPUT else told


class FindingsPart(Part):
    """A card for each diagnostic of one node."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self.rows.setContentsMargins(0, 4, 0, 0)
        self._cards: list[NoticeCard] = []
        self._advice: list[QLabel] = []

    def show_node(self, node_id: str) -> None:
        """Show what was found at a node."""
        found = [item for item in self.document.diagnostics if item.node == node_id]
        while len(self._cards) < len(found):
            self._add()
        for place, (card, told) in enumerate(zip(self._cards, self._advice, strict=True)):
            card.setVisible(place < len(found))
            if place < len(found):
                self._show(card, told, found[place])
        self.setVisible(bool(found))

    def _add(self) -> None:
        card = NoticeCard(self)
        told = self.label("", "caption")
        told.setObjectName("finding_advice")
        layout = card.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.setSpacing(4)
        layout.addWidget(told)
        self.rows.addWidget(card)
        self._cards.append(card)
        self._advice.append(told)

    def _show(self, card: NoticeCard, told: QLabel, found: Diagnostic) -> None:
        card.set_diagnostic(found)
        told.setText(advice(found.kind))
