"""Inquiries: long questions about a graph, answered bit by bit in a thread or process of its own.

They take nodes and edges and not a graph or a tape, which may change meanwhile, and can be sent to
another process, as can what they yield.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.dot_product import DotProduct, dot_product_test
from engine.errors import EngineError
from engine.gradcheck import LeafCheck, checks
from engine.graph import Graph
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.graph import Edge, Node

__all__ = [
    "Last",
    "Parts",
    "Work",
    "answer",
    "checked",
    "checked_all",
    "differentiated",
]

Work: TypeAlias = Callable[..., Iterator[object]]
Parts: TypeAlias = tuple[tuple["Node", ...], tuple["Edge", ...], "str | None"]
"""Nodes, edges and output of a graph."""


def checked(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wanted: Sequence[str]
) -> Iterator[LeafCheck]:
    """Check the gradients of some nodes one after the other.

    Raises
    ------
    EngineError
        As `engine.gradcheck.checks`.
    """
    yield from checks(record(Graph.from_parts(nodes, edges, output)), nodes=wanted)


def checked_all(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wanted: Sequence[str]
) -> Iterator[LeafCheck | DotProduct]:
    """Check gradients as `checked` does, and at last forward against reverse mode.

    Examples
    --------
    >>> from engine import parse
    >>> graph = parse("x = 2; y = x^2")
    >>> found = checked_all(graph.nodes(), graph.edges(), graph.resolve("y"), ["x"])
    >>> [type(item).__name__ for item in found]
    ['LeafCheck', 'DotProduct']
    """
    tape = record(Graph.from_parts(nodes, edges, output))
    yield from checks(tape, nodes=wanted)
    yield dot_product_test(tape)


def differentiated(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wrt: Sequence[str]
) -> Iterator[Parts]:
    """Yield the parts of a graph that computes a gradient as well, without positions.

    Raises
    ------
    EngineError
        As `engine.gradient_graph.derive_graph`.

    Examples
    --------
    >>> from engine import parse
    >>> graph = parse("x = 2; y = x^2")
    >>> [(made, _, end)] = differentiated(graph.nodes(), graph.edges(), graph.resolve("y"), ["x"])
    >>> next(node.name for node in made if node.id == end)
    'd_y_d_x'
    """
    # Only when asked for: the window starts without it.
    from engine.gradient_graph import derive_graph

    graph = Graph.from_parts(nodes, edges, output)
    joint = derive_graph(graph, output, wrt).added_to(graph)
    yield tuple(joint.nodes()), tuple(joint.edges()), joint.output


# ---------------------------------------------------------------------------------------- sending


@dataclass(frozen=True, slots=True)
class Last:
    """The last thing that is given.

    Attributes
    ----------
    reason
        Why there is nothing more: empty if all was answered, None if nobody foresaw it.
    """

    reason: str | None


def answer(give: Callable[[object], None], work: Work, arguments: tuple[Any, ...]) -> None:
    """Give what a generator yields, and then how it ended, whatever happens.

    >>> given = []
    >>> answer(given.append, map, (abs, [-1, -2]))
    >>> given
    [1, 2, Last(reason='')]
    """
    reason: str | None = None
    try:
        for found in work(*arguments):
            give(found)
        reason = ""
    except EngineError as error:
        reason = str(error)
    finally:
        give(Last(reason))
