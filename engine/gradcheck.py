"""Gradient check: the analytic gradient against the function's own values.

`engine.witnesses` says what the values alone say of each element; here is judged whether the
gradient agrees, and said what explains it when it does not. The dot-product test holds the reverse
pass against the forward sweep instead: both must mean the same Jacobian.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from engine.findings import node_title
from engine.kinks import kinked_nodes
from engine.output import output_slot
from engine.values import as_value, format_number
from engine.witnesses import Witnesses, between, central_step, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.graph import Node
    from engine.tape import Tape
    from engine.values import Array, Value

    Indices = NDArray[np.intp]

__all__ = [
    "LeafCheck",
    "Verdict",
    "check",
    "checks",
    "element_verdicts",
    "overridden_nodes",
    "worst_verdict",
]

AGREES = 1e-7
DOUBTFUL = 1e-4
SMALLEST_SCALE = 1e-8
INWARD_STEPS = (1e-3, -1e-3, 1e-6, -1e-6)
"""How far from the edge of a domain the check is made instead, by the size of the value."""

MAXIMAL_ELEMENTS = 1_024
"""Elements of one leaf that are checked; of a larger one, as many evenly spread."""


class Verdict(StrEnum):
    """What the check says of a leaf, from best to worst."""

    AGREES = "agrees"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class LeafCheck:
    """The check of one leaf's gradient.

    Attributes
    ----------
    node, name
        The leaf, as an id and as people call it.
    analytic, central, complex_step, ridders
        The gradient by reverse mode, by central differences, by complex steps and by Ridders'
        extrapolation, in the shape of the leaf; nan where an element was not checked.
    error_bar
        How far the extrapolation may be off, in the same shape.
    relative_error
        Of the worst element: ``|a − n| / max(|a|, |n|, 1e-8)``, where n is the complex step or the
        extrapolation, whichever is nearer.
    index
        Place of the worst element in the leaf; empty for a scalar.
    verdict
        That of the worst element.
    note
        What there is to say about it; empty when all is well.
    """

    node: str
    name: str
    analytic: Value
    central: Value
    complex_step: Value
    ridders: Value
    error_bar: Value
    relative_error: float
    index: tuple[int, ...]
    verdict: Verdict
    note: str


def check(tape: Tape, output: str | None = None) -> tuple[LeafCheck, ...]:
    """Check the gradient of an output with respect to every input and parameter it depends on.

    An output that is an array is summed over its elements, in the gradient and in the check.

    Parameters
    ----------
    output
        Name or id of the node whose gradient is checked; the tape's own output if not given.

    Raises
    ------
    EngineError
        When there is no output.

    Examples
    --------
    >>> from engine import parse, record
    >>> [leaf] = check(record(parse("x = 0.5; y = sin(x)^2")))
    >>> leaf.name, round(leaf.analytic, 12), leaf.verdict.value
    ('x', 0.841470984808, 'agrees')
    """
    return tuple(checks(tape, output))


def checks(
    tape: Tape, output: str | None = None, nodes: Sequence[str] | None = None
) -> Iterator[LeafCheck]:
    """Check one node after the other, so that the first can be read while the last is checked.

    Takes the parameters of `check` and raises what it raises.

    Parameters
    ----------
    nodes
        Names or ids of what is checked, leaves or not, as far as the output depends on it and a
        gradient is taken there; every input and parameter if not given. A node that is computed is
        moved as if it were a leaf.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("x = 0.5; z = sin(x); y = z^2"))
    >>> [(item.name, round(item.analytic, 6)) for item in checks(tape, nodes=["z"])]
    [('z', 0.958851)]
    """
    slot = output_slot(tape, output, to="check the gradient of")
    run = tape.evaluate(output=output)
    reached = tape.sweep(slot).reached
    slots = tape.leaves() if nodes is None else list(map(tape.slot, nodes))
    for slot in slots:
        if tape.active[slot] and reached[slot]:
            yield _check_leaf(run, slot)


def element_verdicts(item: LeafCheck) -> tuple[Array, tuple[Verdict | None, ...]]:
    """Return the relative error and the verdict of each element, in the order of the flat array.

    An element that was not checked has the error nan and no verdict.

    Examples
    --------
    >>> from engine import parse, record
    >>> [leaf] = check(record(parse("v = [0.5, 0]; y = sum(abs(v))")))
    >>> [verdict.value for verdict in element_verdicts(leaf)[1]]
    ['agrees', 'agrees']
    """
    analytic = np.asarray(item.analytic, dtype=np.float64).reshape(-1)
    elements = _elements(analytic.size)
    columns = (item.central, item.complex_step, item.ridders, item.error_bar)
    found = Witnesses(*(np.asarray(column).reshape(-1)[elements] for column in columns))
    errors, ranks = _judge(analytic[elements], found)
    order = list(Verdict)
    verdicts: list[Verdict | None] = [None] * analytic.size
    for element, rank in zip(elements.tolist(), ranks.tolist(), strict=True):
        verdicts[element] = order[rank]
    return _spread(errors, elements, analytic.size), tuple(verdicts)


def overridden_nodes(tape: Tape) -> tuple[Node, ...]:
    """Return the nodes whose local derivative is replaced by a formula."""
    return tuple(node for node in tape.nodes if node.overrides)


def worst_verdict(checks: Iterable[LeafCheck]) -> Verdict:
    """Return the worst verdict among checks; of none at all, that they agree."""
    order = list(Verdict)
    return max((item.verdict for item in checks), key=order.index, default=Verdict.AGREES)


def _check_leaf(run: Evaluation, slot: int) -> LeafCheck:
    tape = run.tape
    node = tape.nodes[slot]
    analytic = np.asarray(run.gradient_at(slot), dtype=np.float64).reshape(-1)
    elements = _elements(analytic.size)
    found = differences(run, slot, elements)
    errors, verdicts = _judge(analytic[elements], found)
    worst = int(np.lexsort((np.where(np.isnan(errors), np.inf, errors), verdicts))[-1])
    shape = tape.shapes[slot]
    element = int(elements[worst])
    witness = Witnesses(*(column[worst : worst + 1] for column in found))
    rank, inward = int(verdicts[worst]), ""
    is_finite = np.isfinite(witness.ridders[0]) and math.isfinite(analytic[element])
    if not is_finite and node.is_leaf:
        rank, inward = _inside(run, slot, element, rank)
    notes = [
        _non_finite_note(analytic[element], witness),
        inward,
        *_kink_notes(run, slot, element, witness),
        *_override_notes(tape, slot, run.output, rank),
    ]
    if len(elements) < analytic.size:
        notes.append(f"{len(elements)} of {analytic.size} elements were checked")
    wholes = Witnesses(*(_spread(column, elements, analytic.size) for column in found))
    return LeafCheck(
        node=node.id,
        name=node.key,
        analytic=_shaped(analytic, shape),
        central=_shaped(wholes.central, shape),
        complex_step=_shaped(wholes.complex_step, shape),
        ridders=_shaped(wholes.ridders, shape),
        error_bar=_shaped(wholes.error_bar, shape),
        relative_error=float(errors[worst]),
        index=tuple(int(place) for place in np.unravel_index(element, shape)) if shape else (),
        verdict=list(Verdict)[rank],
        note="; ".join(note for note in notes if note),
    )


def _elements(size: int) -> Indices:
    count = min(size, MAXIMAL_ELEMENTS)
    return np.unique(np.linspace(0, size - 1, count).round().astype(np.intp))


# ------------------------------------------------------------------ the verdict


def _judge(analytic: Array, found: Witnesses) -> tuple[Array, Array]:
    """Relative errors and verdicts as ranks, element by element.

    Where no derivative is finite on either side there is nothing to be right or wrong about, and
    where only an uncertain one is known there is nothing to be sure of.
    """
    # The nearer witness: each knows a derivative, and neither agrees with a wrong one by chance.
    errors = np.fmin(_error(analytic, found.complex_step), _error(analytic, found.ridders))
    verdicts = np.where(errors <= AGREES, 0, np.where(errors <= DOUBTFUL, 1, 2))
    is_alone = ~np.isfinite(found.complex_step)
    is_vague = is_alone & (np.abs(analytic - found.ridders) <= found.error_bar)
    is_silent = is_alone & ~np.isfinite(found.ridders)
    undecided = is_silent | np.isinf(analytic) | (is_vague & (verdicts == 2))
    return errors, np.where(undecided, 1, verdicts)


def _error(analytic: Array, numeric: Array) -> Array:
    with np.errstate(all="ignore"):
        scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), SMALLEST_SCALE)
        found = np.abs(analytic - numeric) / scale
    return np.where(np.isfinite(numeric), found, np.nan)


def _inside(run: Evaluation, slot: int, element: int, rank: int) -> tuple[int, str]:
    """Check a little inside the domain where that cannot be done at its edge, and say so."""
    base = np.array(run.value_at(slot), dtype=np.float64)
    at = float(base.reshape(-1)[element])
    if not math.isfinite(at):
        return rank, ""
    node, output = run.tape.nodes[slot], run.output
    assert output is not None
    for step in INWARD_STEPS:
        moved = base.reshape(-1).copy()
        moved[element] = at + step * max(1.0, abs(at))
        values = {node.id: as_value(moved.reshape(base.shape))}
        there = run.tape.evaluate(values, output=run.tape.nodes[output].id)
        gradient = np.asarray(there.gradient_at(slot)).reshape(-1)[[element]]
        found = differences(there, slot, np.array([element]))
        if not (np.isfinite(gradient).all() and np.isfinite(found.ridders).all()):
            continue
        _, [verdict] = _judge(gradient, found)
        told = format_number(float(moved[element]))
        said = "it agrees" if verdict == 0 else f"it is {list(Verdict)[verdict].value}"
        return max(rank, int(verdict)), f"at {told}, inside the domain, {said}"
    return rank, ""


# ------------------------------------------------------------------ what there is to say


def _non_finite_note(analytic: float, witness: Witnesses) -> str:
    if not math.isfinite(analytic):
        return "the gradient is not finite here"
    if not (np.isfinite(witness.ridders).any() or np.isfinite(witness.complex_step).any()):
        return "no finite difference can be taken here"
    return ""


def _override_notes(tape: Tape, slot: int, output: int | None, rank: int) -> list[str]:
    """Name the overridden nodes that the leaf's gradient passes through."""
    nodes = overridden_nodes(tape)
    if not nodes or rank == 0 or output is None:
        return []
    passed = between(tape, slot, output)
    titles = [node_title(node) for node in nodes if passed[tape.slots[node.id]]]
    return [f"the derivative of {title} is overridden" for title in titles]


def _kink_notes(run: Evaluation, slot: int, element: int, witness: Witnesses) -> list[str]:
    """Name the operations with a kink between x − h and x + h, if the witnesses differ."""
    central, others = witness.central[0], (witness.complex_step[0], witness.ridders[0])
    if not run.tape.nodes[slot].is_leaf:
        return []
    if not any(_error(np.array(central), np.array(other)) > AGREES for other in others):
        return []
    base = np.array(run.value_at(slot), dtype=np.float64)
    sides = []
    for sign in (-1.0, 1.0):
        moved = base.reshape(-1).copy()
        moved[element] += sign * float(central_step(moved[element]))
        values = {run.tape.nodes[slot].id: as_value(moved.reshape(base.shape))}
        sides.append(run.tape.evaluate(values, gradient=False))
    return [
        f"{node_title(node)} has a kink within the step of the central difference"
        for node in kinked_nodes(*sides)
    ]


def _spread(found: Array, elements: Indices, size: int) -> Array:
    """Put what was found for some elements in their places, nan in the others."""
    whole = np.full(size, np.nan)
    whole[elements] = found
    return whole


def _shaped(flat: Array, shape: tuple[int, ...]) -> Value:
    return flat.reshape(shape) if shape else float(flat[0])
