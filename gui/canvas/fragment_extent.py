"""Fragment extent: how much room a copy of some nodes takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.canvas.card import card_of
from gui.canvas.number_text import NumberFormat

if TYPE_CHECKING:
    from engine.fragment import Fragment

__all__ = ["extent_of"]

MANY = 1000
TYPICAL_CARD = (132.0, 84.0)
"""Where there are many, nobody sees whether they are a few pixels beside the middle."""


def extent_of(fragment: Fragment) -> tuple[float, float]:
    """Return how wide and how high the cards of a fragment are together."""
    sizes = [TYPICAL_CARD] * len(fragment.nodes)
    if len(fragment.nodes) <= MANY:
        graph = fragment.to_graph()
        cards = [card_of(graph, node, NumberFormat()) for node in fragment.nodes]
        sizes = [(card.width, card.height) for card in cards]
    corners = [
        (x + width, y + height)
        for (x, y), (width, height) in zip(
            (node.position for node in fragment.nodes), sizes, strict=True
        )
    ]
    return max(x for x, _ in corners), max(y for _, y in corners)
