"""Remaking: a large edit made to a copy of the graph, in slices, while the graph stays as it is.

Ten thousand nodes take longer to be put in or taken out than a window may wait. Made beside it, the
edit is either done or not begun for everybody who looks at the graph meanwhile, and giving it up
costs nothing. Nor does taking it back: the graph before is still there.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from engine.change import Change, working_out_change
from engine.edits import Batch, parts
from engine.slices import sliced

if TYPE_CHECKING:
    from engine.edits import Edit
    from engine.graph import Graph
    from engine.slices import Work

__all__ = ["LARGE", "Remade", "is_large", "remaking"]

LARGE = 1_000
"""From so many parts on an edit takes longer than a window may wait."""


class Remade(NamedTuple):
    """A graph after an edit, and what of it is not as it was."""

    graph: Graph
    change: Change


def is_large(edit: Edit) -> bool:
    """Whether an edit consists of so many parts that it is better made beside the graph."""
    return next(islice(parts(edit), LARGE, None), None) is not None


def remaking(graph: Graph, edit: Edit) -> Work[Remade]:
    """Make an edit to a copy of a graph, which must not change meanwhile.

    Raises
    ------
    EngineError
        When the edit is not possible.

    Examples
    --------
    >>> from engine.edits import RemoveNode
    >>> from engine.program import parse
    >>> from engine.slices import drained
    >>> graph = parse("x = 1; y = sin(x)")
    >>> remade = drained(remaking(graph, RemoveNode("n2")))
    >>> remade.graph.node_ids(), graph.node_ids(), remade.change.removed
    (['n1'], ['n1', 'n2'], frozenset({'n2'}))
    """
    twin = yield from graph.copying()
    inverses: list[Edit] = []
    for some in sliced(parts(edit)):
        inverses += [part.apply(twin) for part in some]
        yield
    change = yield from working_out_change(edit, Batch(tuple(reversed(inverses))))
    return Remade(twin, change)
