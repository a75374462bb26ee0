"""Typed program: several formulas that are typed at once, where there is no graph yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.edits import Batch, SetOutput
from engine.errors import ExpressionError
from engine.fragment import extract, insertion
from engine.layout import laid_out
from engine.reading import read_program
from engine.reformulation import Reformulation
from engine.tokens import Token
from engine.typed_formula import Typed

if TYPE_CHECKING:
    from engine.graph import Graph

__all__ = ["is_program", "typed_program"]

_SEPARATORS = ";", "\n", r"\\"


def is_program(text: str) -> bool:
    r"""Whether a text has more than one statement.

    >>> is_program("w = 2; y = w*x"), is_program("y = w*x"), is_program(r"w = 2 \\ y = w x")
    (True, False, True)
    """
    return any(separator in text.strip() for separator in _SEPARATORS)


def typed_program(
    graph: Graph, text: str, middle: tuple[float, float], *, is_preview: bool = False
) -> Reformulation:
    """Return what a program in either notation adds to a graph.

    Parameters
    ----------
    middle
        Where the middle of the new nodes is to be.
    is_preview
        Whether the edit is only looked at, so that the nodes need no places.

    Raises
    ------
    ExpressionError
        With the column, and what was expected there.

    Examples
    --------
    >>> from engine.graph import Graph
    >>> graph = Graph()
    >>> _ = typed_program(graph, "w = 2; y = w*x", (0.0, 0.0)).edit.apply(graph)
    >>> [node.label for node in graph.nodes()], graph.output == graph.resolve("y")
    (['w', 'x', 'y'], True)
    """
    drawn = read_program(text)
    if not len(drawn):
        raise ExpressionError("a formula was expected", column=1)
    drawn = drawn if is_preview else laid_out(drawn)
    corners = [node.position for node in drawn.nodes()]
    across, down = (max(corner[axis] for corner in corners) for axis in (0, 1))
    fragment = extract(drawn, drawn.node_ids())
    at = middle[0] - across / 2, middle[1] - down / 2
    edit, ids = insertion(graph, fragment, at)
    new = dict(zip((node.id for node in fragment.nodes), ids, strict=True))
    output = new[drawn.output] if drawn.output is not None else ids[-1]
    typed = Typed("", "", None, Token("end", "", 1, 1, 0))
    return Reformulation(Batch((edit, SetOutput(output))), output, typed, ids)
