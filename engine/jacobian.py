"""Jacobian, Hessian and derivatives of any order.

The Jacobian is one forward sweep with a direction for each element of the leaves. The Hessian is
forward over reverse: the gradient as a graph, and the same sweep through that. Every further order
differentiates that graph again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError, ShapeError
from engine.gradient_graph import derive_graph
from engine.graph import Graph
from engine.output import output_slot
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.tape import Tape
    from engine.values import Array, Value

__all__ = ["MAXIMAL_DIRECTIONS", "Hessian", "derivative", "hessian", "jacobian"]

MAXIMAL_DIRECTIONS = 4_096
"""Elements to differentiate with respect to; the square of more does not fit in memory."""

_MAXIMAL_LANES = 256


@dataclass(frozen=True, slots=True, eq=False)
class Hessian:
    """Second derivatives of one number.

    Attributes
    ----------
    names
        What each row and each column stands for: a leaf, or an element of one.
    matrix
        ``matrix[i, j]``: the second derivative with respect to the names i and j.
    """

    names: tuple[str, ...]
    matrix: Array


def jacobian(
    tape: Tape, output: str | None = None, wrt: Sequence[str] | None = None
) -> dict[str, Value]:
    """Return the derivative of each element of an output with respect to each of some leaves.

    Parameters
    ----------
    output
        Name or id of a node; the tape's own output if not given.
    wrt
        Names or ids of inputs and parameters; all of which the output depends on if not given.

    Returns
    -------
    dict
        By what the leaves are called, arrays with the shape of the output followed by that of the
        leaf.

    Raises
    ------
    EngineError
        When there is no output or no such leaf, or when the leaves have too many elements.

    Examples
    --------
    >>> from engine import parse, record
    >>> found = jacobian(record(parse("v = [1, 2]; y = v*v")))
    >>> found["v"].tolist()
    [[2.0, 0.0], [0.0, 4.0]]
    """
    slot = output_slot(tape, output)
    reference = tape.nodes[slot].id
    leaves = _leaves(tape, slot, wrt)
    sized = [(node_id, tape.shapes[leaf]) for node_id, leaf in leaves]
    parts = [_columns(tape, directions, reference) for directions in _directions(sized)]
    columns = np.concatenate(parts, axis=-1)
    found: dict[str, Value] = {}
    first = 0
    for _, leaf in leaves:
        shape = tape.shapes[slot] + tape.shapes[leaf]
        last = first + math.prod(tape.shapes[leaf])
        part = columns[..., first:last]
        found[tape.nodes[leaf].key] = part.reshape(shape) if shape else float(part[0])
        first = last
    return found


def hessian(tape: Tape, output: str | None = None, wrt: Sequence[str] | None = None) -> Hessian:
    """Return the second derivatives of an output, which must be one number.

    Takes the parameters of `jacobian`.

    Raises
    ------
    EngineError
        As `jacobian`, and when the output is an array or its gradient cannot be a graph.

    Examples
    --------
    >>> from engine import parse, record
    >>> found = hessian(record(parse("x = 2; y = 3; L = x^2*y")))
    >>> found.names, found.matrix.tolist()
    (('x', 'y'), [[6.0, 4.0], [4.0, 0.0]])
    """
    slot = output_slot(tape, output)
    if tape.shapes[slot]:
        raise ShapeError(
            f"“{tape.nodes[slot].key}” is an array; second derivatives are those of one number",
            node=tape.nodes[slot].id,
        )
    leaves = _leaves(tape, slot, wrt)
    graph = _graph_of(tape)
    ids = [node_id for node_id, _ in leaves]
    derivation = derive_graph(graph, tape.nodes[slot].id, ids)
    gradient = record(derivation.added_to(graph))
    sized = [(node_id, tape.shapes[leaf]) for node_id, leaf in leaves]
    rows = []
    for directions in _directions(sized):
        moved = gradient.tangent(directions)
        parts = [np.asarray(moved.tangent(derivation.results[node_id])) for node_id in ids]
        rows.append(np.concatenate([part.reshape(-1, part.shape[-1]) for part in parts]))
    names = [name for node_id, leaf in leaves for name in _element_names(tape, leaf)]
    return Hessian(tuple(names), np.concatenate(rows, axis=1))


def derivative(tape: Tape, along: Sequence[str], output: str | None = None) -> float:
    """Return a derivative of any order of a number with respect to numbers.

    Parameters
    ----------
    along
        Names or ids of the leaves to differentiate with respect to, one an order; of none of them
        the derivative is the value itself.

    Raises
    ------
    EngineError
        When there is no output or no such leaf, or when one of them is an array.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("x = 2; y = 3; L = x^3*y"))
    >>> derivative(tape, "xxy"), derivative(tape, "xxxx")
    (12.0, 0.0)
    """
    slot = output_slot(tape, output)
    held = tape.nodes[slot].id
    leaves = [leaf for _, leaf in _leaves(tape, slot, along)] if along else []
    for leaf in [*leaves, slot]:
        if tape.shapes[leaf]:
            key = tape.nodes[leaf].key
            raise ShapeError(f"“{key}” is an array; choose numbers", node=tape.nodes[leaf].id)
    graph = _graph_of(tape)
    for reference in along:
        derivation = derive_graph(graph, held, [reference])
        graph = derivation.added_to(graph)
        [held] = derivation.results.values()
        kept = graph.ancestors(held) | {held, *(tape.nodes[leaf].id for leaf in tape.leaves())}
        graph = Graph.from_parts(
            [node for node in graph.nodes() if node.id in kept],
            [edge for edge in graph.edges() if edge.target in kept],
            held,
        )
    return float(record(graph).evaluate(gradient=False).value(held))


def _leaves(tape: Tape, output: int, wrt: Sequence[str] | None) -> list[tuple[str, int]]:
    """Return the leaves that are meant, as ids with slots."""
    if wrt is None:
        reached = tape.sweep(output).reached
        slots = [leaf for leaf in tape.leaves() if tape.active[leaf] and reached[leaf]]
    else:
        slots = list(dict.fromkeys(map(tape.slot, wrt)))
    if not slots:
        key = tape.nodes[output].key
        raise EngineError(f"“{key}” depends on no input and no parameter", node=key)
    for slot in slots:
        node = tape.nodes[slot]
        if not node.is_leaf or not tape.active[slot]:
            raise EngineError(f"“{node.key}” is neither an input nor a parameter", node=node.id)
    count = sum(math.prod(tape.shapes[slot]) for slot in slots)
    if count > MAXIMAL_DIRECTIONS:
        raise EngineError(
            f"{count} numbers to differentiate with respect to are more than the "
            f"{MAXIMAL_DIRECTIONS} allowed; choose some leaves"
        )
    return [(tape.nodes[slot].id, slot) for slot in slots]


def _directions(leaves: Sequence[tuple[str, tuple[int, ...]]]) -> Iterator[Mapping[str, Array]]:
    """Yield a direction for each element, so many at once as a sweep can carry."""
    count = sum(math.prod(shape) for _, shape in leaves)
    for first in range(0, count, _MAXIMAL_LANES):
        part = np.eye(count)[:, first : first + _MAXIMAL_LANES]
        directions = {}
        start = 0
        for node_id, shape in leaves:
            size = math.prod(shape)
            directions[node_id] = part[start : start + size].reshape(*shape, part.shape[1])
            start += size
        yield directions


def _columns(tape: Tape, directions: Mapping[str, Array], reference: str) -> Array:
    return np.asarray(tape.tangent(directions).tangent(reference), dtype=np.float64)


def _element_names(tape: Tape, slot: int) -> list[str]:
    key, shape = tape.nodes[slot].key, tape.shapes[slot]
    if not shape:
        return [key]
    return [f"{key}[{', '.join(map(str, place))}]" for place in np.ndindex(*shape)]


def _graph_of(tape: Tape) -> Graph:
    """Return a graph of what the tape can evaluate."""
    return Graph.from_parts(tape.nodes, tape.edges)
