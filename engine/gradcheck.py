"""Gradient check: the analytic gradient against the function's own values.

Two witnesses that know no derivative rule. The central difference (f(x+h) − f(x−h)) / 2h is what
anyone can do with a pocket calculator, good to about ten digits. The complex step
Im f(x + ih) / h subtracts nothing, so h may be 1e-30 and every digit is right.

Source: Squire and Trapp, Using Complex Variables to Estimate Derivatives of Real Functions (1998).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from engine.autodiff import perturbed_output
from engine.errors import EngineError
from engine.findings import node_title
from engine.maths.numeric import Numeric
from engine.places import Places
from engine.values import as_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.graph import Node
    from engine.places import Place
    from engine.tape import Tape
    from engine.values import Array, Value

    Indices = NDArray[np.intp]

__all__ = ["LeafCheck", "Verdict", "check", "overridden_nodes", "worst_verdict"]

AGREES = 1e-7
DOUBTFUL = 1e-4
SMALLEST_SCALE = 1e-8
COMPLEX_STEP = 1e-30
RELATIVE_STEP = float(np.cbrt(np.finfo(float).eps))
MAXIMAL_LANES = 256
MAXIMAL_NUMBERS = 4_000_000
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
    analytic, central, complex_step
        The gradient by reverse mode, by central differences and by complex steps, in the shape of
        the leaf; nan where an element was not checked.
    relative_error
        Of the worst element: ``|a − n| / max(|a|, |n|, 1e-8)``, where n is the complex step
        if it is finite and the central difference otherwise.
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
    run = tape.evaluate(output=output)
    if run.output is None:
        raise EngineError("there is no output whose gradient could be checked; choose one")
    reached = tape.sweep(run.output).reached
    return tuple(
        _check_leaf(run, slot) for slot in tape.leaves() if tape.active[slot] and reached[slot]
    )


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
    central, stepped = _differences(run, slot, elements)
    errors, verdicts = _judge(analytic[elements], central, stepped)
    worst = int(np.lexsort((np.where(np.isnan(errors), np.inf, errors), verdicts))[-1])
    verdict = list(Verdict)[verdicts[worst]]
    shape = tape.shapes[slot]
    element = int(elements[worst])
    notes = [
        *_non_finite_note(analytic[element], central[worst], stepped[worst]),
        *_kink_note(run, slot, element, central[worst], stepped[worst]),
        *_override_note(tape, slot, run.output, verdict),
    ]
    if len(elements) < analytic.size:
        notes.append(f"{len(elements)} of {analytic.size} elements were checked")
    return LeafCheck(
        node=node.id,
        name=node.key,
        analytic=_shaped(analytic, shape),
        central=_shaped(_spread(central, elements, analytic.size), shape),
        complex_step=_shaped(_spread(stepped, elements, analytic.size), shape),
        relative_error=float(errors[worst]),
        index=tuple(int(place) for place in np.unravel_index(element, shape)) if shape else (),
        verdict=verdict,
        note="; ".join(notes),
    )


# ------------------------------------------------------------------ the witnesses


def _elements(size: int) -> Indices:
    count = min(size, MAXIMAL_ELEMENTS)
    return np.unique(np.linspace(0, size - 1, count).round().astype(np.intp))


def _step(values: Array) -> Array:
    """Step of a central difference that balances rounding against truncation."""
    return RELATIVE_STEP * np.maximum(1.0, np.abs(values))


def _differences(run: Evaluation, slot: int, elements: Indices) -> tuple[Array, Array]:
    """Central differences and complex steps for some elements of a leaf."""
    total = sum(math.prod(shape) for shape in run.tape.shapes)
    lanes = int(np.clip(MAXIMAL_NUMBERS // total, 1, MAXIMAL_LANES))
    parts = [elements[start : start + lanes] for start in range(0, len(elements), lanes)]
    pairs = [_central_and_complex(run, slot, part) for part in parts]
    return (
        np.concatenate([central for central, _ in pairs]),
        np.concatenate([stepped for _, stepped in pairs]),
    )


def _central_and_complex(run: Evaluation, slot: int, elements: Indices) -> tuple[Array, Array]:
    tape = run.tape
    output = run.output
    assert output is not None
    shape = tape.shapes[slot]
    at = np.asarray(run.value_at(slot), dtype=np.float64).reshape(-1)
    lanes = np.arange(len(elements))
    step = _step(at[elements])

    def outputs(shifts: Array, *, complex_step: bool = False) -> Array:
        moved = np.repeat(at[:, np.newaxis], len(elements), axis=1).astype(shifts.dtype)
        moved[elements, lanes] += shifts
        moved = moved.reshape(*shape, len(elements))
        return perturbed_output(tape, output, slot, moved, complex_step=complex_step)

    with np.errstate(all="ignore"):
        # The step that was really made: x ± h are rounded.
        width = (at[elements] + step) - (at[elements] - step)
        central = (outputs(step) - outputs(-step)) / width
        tiny = np.full(len(elements), COMPLEX_STEP * 1j)
        moved = outputs(tiny, complex_step=True)
        stepped = np.where(np.isfinite(moved), moved.imag / COMPLEX_STEP, np.nan)
    return central, stepped


# ------------------------------------------------------------------ the verdict


def _judge(analytic: Array, central: Array, stepped: Array) -> tuple[Array, Array]:
    """Relative errors and verdicts as ranks, element by element.

    Where no derivative is finite on either side there is nothing to be right or wrong about.
    """
    numeric = np.where(np.isfinite(stepped), stepped, central)
    with np.errstate(all="ignore"):
        scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), SMALLEST_SCALE)
        errors = np.abs(analytic - numeric) / scale
    verdicts = np.where(errors <= AGREES, 0, np.where(errors <= DOUBTFUL, 1, 2))
    undecided = ~np.isfinite(numeric) | np.isinf(analytic)
    return errors, np.where(undecided, 1, verdicts)


def _non_finite_note(analytic: float, central: float, stepped: float) -> list[str]:
    if not math.isfinite(analytic):
        return ["the gradient is not finite here"]
    if not (math.isfinite(central) or math.isfinite(stepped)):
        return ["no finite difference can be taken here"]
    return []


def _override_note(tape: Tape, slot: int, output: int | None, verdict: Verdict) -> list[str]:
    """Name the overridden nodes that the leaf's gradient passes through."""
    nodes = overridden_nodes(tape)
    if not nodes or verdict is Verdict.AGREES:
        return []
    graph = nx.DiGraph(list(zip(tape.source.tolist(), tape.target.tolist(), strict=True)))
    passed = nx.descendants(graph, slot) & ({output} | nx.ancestors(graph, output))
    titles = [node_title(node) for node in nodes if tape.slots[node.id] in passed]
    return [f"the derivative of {title} is overridden" for title in titles]


def _kink_note(
    run: Evaluation, slot: int, element: int, central: float, stepped: float
) -> list[str]:
    """Name the operation that has a kink between x − h and x + h, if the witnesses differ."""
    scale = max(abs(central), abs(stepped), SMALLEST_SCALE)
    if not abs(central - stepped) > AGREES * scale:
        return []
    tape = run.tape
    base = np.array(run.value_at(slot), dtype=np.float64)
    sides = []
    for sign in (-1.0, 1.0):
        moved = base.reshape(-1).copy()
        moved[element] += sign * float(_step(moved[element]))
        values = {tape.nodes[slot].id: as_value(moved.reshape(base.shape))}
        sides.append(tape.evaluate(values, gradient=False))
    places = Places(tape)
    titles = [
        node_title(node)
        for place, node in enumerate(tape.nodes)
        if not node.is_leaf and places[place].operation.kinks
        if _branches_differ(places[place], place, sides)
    ]
    return [f"{title} has a kink within the step of the central difference" for title in titles]


def _branches_differ(place: Place, slot: int, sides: Sequence[Evaluation]) -> bool:
    """Whether a node computes by another branch on the two sides of a kink.

    Its local partials then differ; a step function's are 0 everywhere, but its values differ.
    """
    before, after = (_partials(place, slot, side) for side in sides)
    if not np.any(before) and not np.any(after):
        before, after = (np.asarray(side.value_at(slot)) for side in sides)
    return not np.array_equal(before, after, equal_nan=True)


def _partials(place: Place, slot: int, run: Evaluation) -> Array:
    operation, m = place.operation, Numeric()
    operands = [run.value_at(operand) for operand in place.operands]
    result = run.value_at(slot)
    with np.errstate(all="ignore"):
        slopes = [
            operation.partial(index).numbers(
                m, result, *operands, **place.attributes, **operation.partial_arguments(index)
            )
            for index in range(len(operands))
        ]
    return np.stack(np.broadcast_arrays(*slopes)).astype(np.float64)


def _spread(found: Array, elements: Indices, size: int) -> Array:
    """Put what was found for some elements in their places, nan in the others."""
    whole = np.full(size, np.nan)
    whole[elements] = found
    return whole


def _shaped(flat: Array, shape: tuple[int, ...]) -> Value:
    return flat.reshape(shape) if shape else float(flat[0])
