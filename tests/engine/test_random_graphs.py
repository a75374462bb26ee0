"""Four ways to one gradient: reverse, forward, as a graph, and from values of the output alone.

The first three use the same rules in different orders, so they differ by rounding only: 1e-12 of
the largest gradient allows for some thousand roundings. The fourth knows no rules at all. mpmath
and the complex step are witnesses besides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.autodiff import perturbed_output
from engine.gradient_graph import derive_graph
from engine.operation import all_operations, get_operation
from engine.ridders import ridders
from engine.tape import record
from engine.values import shape_of
from tests.engine.operations import reference
from tests.engine.ordinary_graphs import MARGIN, ordinary_graph
from tests.engine.random_graphs import SCALAR_OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.graph import Graph
    from engine.tape import Tape
    from engine.values import Array

    Parts = Mapping[str, Array]

ROUNDING = 1e-12
SIZES = (2, 3, 5, 10, 25, 60, 150, 400, 1_000, 2_000)


def moving_leaves(tape: Tape) -> list[str]:
    return [tape.nodes[slot].key for slot in tape.leaves() if tape.active[slot]]


def flat(parts: Parts) -> Array:
    return np.concatenate([np.ravel(part) for part in parts.values()])


def by_reverse(tape: Tape) -> Array:
    run = tape.evaluate()
    return flat({name: np.asarray(run.gradient(name)) for name in moving_leaves(tape)})


def by_forward(tape: Tape) -> Array:
    found = tape.jacobian(wrt=moving_leaves(tape))
    return flat({name: np.asarray(part) for name, part in found.items()})


def by_graph(graph: Graph, tape: Tape) -> Array:
    names = moving_leaves(tape)
    derivation = derive_graph(graph, None, names)
    run = record(derivation.added_to(graph)).evaluate(gradient=False)
    held = {name: run.value(derivation.results[graph.resolve(name)]) for name in names}
    return flat({name: np.asarray(value) for name, value in held.items()})


def direction_of(tape: Tape, seed: int) -> dict[str, Array]:
    chance = np.random.default_rng(seed)
    return {
        name: chance.uniform(-1.0, 1.0, tape.shapes[tape.slot(name)])
        for name in moving_leaves(tape)
    }


def output_along(tape: Tape, direction: Parts, reach: float) -> Callable[[Array], Array]:
    """Return the output as a function of how far the leaves have moved, forward passes alone."""
    run = tape.evaluate(gradient=False)

    def function(moves: Array) -> Array:
        lanes = moves.reshape(-1) * reach
        values = {
            name: np.asarray(run.value(name))[..., np.newaxis] + part[..., np.newaxis] * lanes
            for name, part in direction.items()
        }
        assert tape.output is not None
        moved = tape.evaluate(values, gradient=False).value_at(tape.output)
        return np.asarray(moved).reshape(moves.shape)

    return function


def reach_of(tape: Tape, direction: Parts) -> float:
    """Return how far the leaves may move so that no node leaves its ordinary point."""
    found = tape.tangent(direction)
    speeds = [np.max(np.abs(found.tangent_at(slot))) for slot in range(len(tape.nodes))]
    return MARGIN / 2 / float(max(speeds))


def check_four_ways(graph: Graph, seed: int) -> None:
    tape = record(graph)
    assert tape.output is not None
    assert not tape.diagnostics
    reverse = by_reverse(tape)
    size = float(np.max(np.abs(reverse), initial=1.0))
    assert np.isfinite(size)
    np.testing.assert_allclose(by_forward(tape), reverse, rtol=0, atol=ROUNDING * size)
    np.testing.assert_allclose(by_graph(graph, tape), reverse, rtol=0, atol=ROUNDING * size)
    direction = direction_of(tape, seed)
    reach = reach_of(tape, direction)
    # The first step of the method is 0.1.
    found = ridders(output_along(tape, direction, 10 * reach), np.zeros(1))
    slope, bar = found.derivative[0] / (10 * reach), found.uncertainty[0] / (10 * reach)
    expected = float(reverse @ flat(direction))
    assert bar <= 1e-7 * size, "the difference has to say something"
    # Now and then the method believes in a digit too many.
    assert abs(slope - expected) <= 10 * bar + 1e-9 * size


@settings(max_examples=80)
@given(st.integers(2, 60), st.integers(0, 2**32))
def test_small_graphs_of_any_operations(size: int, seed: int) -> None:
    check_four_ways(ordinary_graph(size, seed), seed)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", [1, 2])
def test_graphs_of_two_to_two_thousand_nodes(size: int, seed: int) -> None:
    graph = ordinary_graph(size, seed)
    assert size <= len(graph) <= 1.2 * size + 8
    check_four_ways(graph, seed)


def test_every_operation_occurs_and_is_sent_a_gradient() -> None:
    graph = ordinary_graph(2_000, 1)
    tape = record(graph)
    reached = tape.sweep(int(tape.output or 0)).reached
    active = {
        node.operation
        for slot, node in enumerate(tape.nodes)
        if reached[slot] and tape.active[slot] and not node.is_leaf
    }
    assert active == {item.name for item in all_operations()}
    on_arrays = {
        graph.node(edge.target).operation
        for edge in graph.edges()
        if tape.shapes[tape.slot(edge.source)]
    }
    assert on_arrays == active


@pytest.mark.parametrize("seed", range(5))
def test_the_complex_step_agrees_to_the_last_digits(seed: int) -> None:
    tape = record(ordinary_graph(200, seed))
    run = tape.evaluate()
    assert tape.output is not None
    for name in moving_leaves(tape):
        slot = tape.slot(name)
        value, gradient = np.asarray(run.value(name)), np.asarray(run.gradient(name))
        steps = 1e-30j * np.eye(value.size).reshape(*value.shape, value.size)
        moved = value[..., np.newaxis] + steps
        found = perturbed_output(tape, tape.output, slot, moved, complex_step=True)
        size = float(np.max(np.abs(gradient), initial=1.0))
        np.testing.assert_allclose(
            np.imag(found) / 1e-30, gradient.reshape(-1), rtol=0, atol=ROUNDING * size
        )


def in_mpmath(graph: Graph, leaves: Mapping[str, Any]) -> Any:
    """Compute the output of a graph of numbers with as many digits as mpmath is told to."""
    values: dict[str, Any] = dict(leaves)
    for node_id in graph.topological():
        node = graph.node(node_id)
        if node.is_leaf:
            values.setdefault(node_id, mpmath.mpf(node.value))
            continue
        inputs = graph.inputs(node_id)
        operands = [
            values[inputs[port]] if port in inputs else mpmath.mpf(node.attributes[port])
            for port in graph.ports(node_id)
        ]
        values[node_id] = reference.FUNCTIONS[node.operation](*operands)
    return values[str(graph.output)]


NUMBERS = tuple(
    item for item in SCALAR_OPERATIONS if item.name in reference.FUNCTIONS and not item.vjp
)


@pytest.mark.parametrize("seed", range(6))
def test_values_and_gradients_are_those_of_mpmath(seed: int) -> None:
    graph = ordinary_graph(150, seed, NUMBERS, on_arrays=False)
    tape = record(graph)
    run = tape.evaluate()
    direction = direction_of(tape, seed)
    with mpmath.workdps(50):
        start = {graph.resolve(name): mpmath.mpf(run.value(name)) for name in direction}
        moves = {graph.resolve(name): mpmath.mpf(float(part)) for name, part in direction.items()}

        def along(step: Any) -> Any:
            return in_mpmath(
                graph, {item: value + step * moves[item] for item, value in start.items()}
            )

        value, slope = float(along(mpmath.mpf(0))), float(mpmath.diff(along, 0))
    size = max(abs(float(run.gradient(name))) for name in direction)
    assert run.value_at(int(tape.output or 0)) == pytest.approx(value, rel=ROUNDING, abs=ROUNDING)
    gradient = sum(float(run.gradient(name)) * float(part) for name, part in direction.items())
    assert gradient == pytest.approx(slope, rel=0, abs=ROUNDING * max(size, 1.0))


@pytest.mark.parametrize("seed", range(3))
def test_second_derivatives_are_the_slopes_of_the_gradient(seed: int) -> None:
    tape = record(ordinary_graph(100, seed))
    names = moving_leaves(tape)
    matrix = tape.hessian(wrt=names).matrix
    size = float(np.max(np.abs(matrix), initial=1.0))
    np.testing.assert_allclose(matrix, matrix.T, rtol=0, atol=ROUNDING * size)
    direction = direction_of(tape, seed)
    reach = 1e-2 * reach_of(tape, direction)
    start = {name: np.asarray(tape.evaluate().value(name)) for name in names}

    def gradient(step: float) -> Array:
        moved = {name: start[name] + step * part for name, part in direction.items()}
        run = tape.evaluate(moved)
        return flat({name: np.asarray(run.gradient(name)) for name in names})

    # Of fourth order, so that rounding is all that is left: 1e-16 over a step of 1e-5.
    near = 8 * (gradient(reach) - gradient(-reach))
    slope = (near - (gradient(2 * reach) - gradient(-2 * reach))) / (12 * reach)
    np.testing.assert_allclose(matrix @ flat(direction), slope, rtol=0, atol=1e-7 * size)


def test_a_graph_of_numbers_is_the_same_however_it_is_run() -> None:
    """The first run is by level groups, later ones by a function written for the graph."""
    graph = ordinary_graph(1_000, 3, NUMBERS, on_arrays=False)
    tape = record(graph)
    first, *others = (by_reverse(tape) for _ in range(4))
    for other in others:
        np.testing.assert_allclose(other, first, rtol=0, atol=ROUNDING * np.max(np.abs(first)))


def test_the_graphs_are_what_they_are_said_to_be() -> None:
    graph = ordinary_graph(300, 5, NUMBERS, on_arrays=False)
    assert not any(node.value is not None and shape_of(node.value) for node in graph.nodes())
    assert all(graph.is_used(item) for item in graph.node_ids() if item != graph.output)
    names = {node.operation for node in graph.nodes() if not node.is_leaf}
    assert names <= {item.name for item in NUMBERS}
    assert all(get_operation(name).vjp is None for name in names)
