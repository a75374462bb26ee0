"""What a row of the derive panel tells: formulas, factors, words, and the edges they speak of."""

from dataclasses import dataclass

from engine.calculus.notation import plain_name
from engine.calculus.slope_mark import row_text
from engine.calculus.tree import Name, Tree, names_in, substitute
from engine.graph import Edge
from engine.pieces import Piece

__all__ = ["Chip", "Entry", "Formula", "Note", "spoken", "spoken_tree"]


@dataclass(frozen=True, slots=True)
class Chip:
    """One factor of a product, or one term of a sum.

    Attributes
    ----------
    symbol, formula, number
        The same three times: as a fraction of differentials, in symbols and in numbers.
    sign
        What stands before it: a dot, a plus or nothing.
    edge
        The edge along which backpropagation multiplies by it.
    rule
        Where it comes from.
    is_override
        Whether a formula of the user's stands in its place.
    """

    symbol: Piece
    formula: Piece
    number: Piece
    sign: str = ""
    edge: Edge | None = None
    rule: str = ""
    is_override: bool = False


@dataclass(frozen=True, slots=True)
class Formula(Piece):
    """A formula whose right side can be copied in other notations, too.

    Attributes
    ----------
    tree
        That side; None where it is no formula by itself, as long as derivatives stand in it.
    """

    tree: Tree | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence below the formulas of a row.

    Attributes
    ----------
    kind
        Variant of the style sheet: ``"muted"``, ``"warning"``, ``"success"`` …
    """

    text: str
    kind: str = "muted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row.

    Attributes
    ----------
    title
        What it is called, such as the name of a rule.
    label
        Its number; empty without one.
    depth
        How far it is indented.
    lines
        Formulas, each on a line of its own.
    chips
        Factors or terms; the last line stands behind them.
    notes
        Sentences below.
    link, link_text
        The row where the same was done already, and what the link to it says.
    edges
        The edges that light up for the row as a whole.
    """

    title: str = ""
    label: str = ""
    depth: int = 0
    lines: tuple[Piece, ...] = ()
    chips: tuple[Chip, ...] = ()
    notes: tuple[Note, ...] = ()
    link: int | None = None
    link_text: str = ""
    edges: tuple[Edge, ...] = ()

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        chips = [f"{chip.symbol.text} = {chip.number.text}" for chip in self.chips]
        parts = [self.title, *chips, *(line.text for line in self.lines)]
        return "; ".join(part for part in (*parts, *(note.text for note in self.notes)) if part)


def spoken(text: str) -> str:
    """Write program text with the signs of mathematics."""
    return text.replace("*", " · ").replace("-", "−")


def spoken_tree(tree: Tree) -> str:
    """Write a formula as plain text, with names as they look on the canvas.

    >>> spoken_tree(Name("w1") * (Name("yhat") - 1))
    'w₁ · (ŷ − 1)'
    """
    names = {name: Name(plain_name(name)) for name in names_in(tree)}
    return spoken(row_text(substitute(tree, names)))
