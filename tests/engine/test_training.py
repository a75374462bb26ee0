from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import EngineError
from engine.graph import Graph
from engine.tape import record
from engine.training import OPTIMISERS, DescentStep, descend, gradient_descent, loss_of
from tests.engine.graphs import network_a


def parabola(start: object = 1.0) -> Graph:
    graph = Graph()
    graph.add_parameter("w", start)
    graph.add("square", "w", name="q")
    graph.add("sum", "q", name="L")
    return graph


def test_network_a_descends_as_on_paper() -> None:
    steps = list(descend(record(network_a()), 3, 0.1))
    assert [step.index for step in steps] == [0, 1, 2, 3]
    losses = [0.25, 0.2453541157, 0.2408721744, 0.2365492858]
    assert [round(step.loss, 10) for step in steps] == losses
    first = steps[1].parameters
    assert (first["n3"], first["n5"], first["n4"]) == (0.4875, -0.5125, -1.9875)
    third = [0.46309066206999994, -0.53690933793, -1.963311182]
    found = [steps[3].parameters[node] for node in ("n3", "n5", "n4")]
    assert found == pytest.approx(third, abs=1e-9)
    assert not any(step.stopped for step in steps)


def test_parameters_move_at_once_and_arrays_too() -> None:
    last = list(descend(record(parabola([1.0, -2.0])), 2, 0.25))[-1]
    assert np.array_equal(last.parameters["n1"], [0.25, -0.5])
    assert last.loss == 0.25**2 + 0.5**2


def test_no_steps_give_the_state_as_it_is() -> None:
    (only,) = descend(record(parabola()), 0, 0.1)
    assert (only.index, only.loss, only.parameters, only.gradients) == (
        0,
        1.0,
        {"n1": 1.0},
        {"n1": 2.0},
    )


def test_the_tape_is_left_as_it_was() -> None:
    tape = record(parabola())
    list(descend(tape, 3, 0.1))
    assert tape.evaluate().value("w") == 1.0


def test_overflow_stops_at_the_last_finite_state_and_says_why() -> None:
    steps = list(descend(record(parabola()), 1000, 1e30))
    last = steps[-1]
    assert len(steps) < 20
    assert [step.index for step in steps] == list(range(len(steps)))
    assert [bool(step.stopped) for step in steps] == [False] * (len(steps) - 1) + [True]
    assert (
        last.stopped
        == f"step {len(steps)} would leave the finite numbers; a smaller learning rate may help"
    )
    assert last.is_finite
    assert math.isfinite(last.loss)


def test_a_gradient_that_overflows_stops_too() -> None:
    graph = Graph()
    graph.add_parameter("w", 1.0)
    graph.add("sqrt", "w", name="L")
    steps = list(descend(record(graph), 10, 2.0))
    assert len(steps) == 1
    assert "step 1 would leave the finite numbers" in steps[0].stopped


def test_what_is_not_trainable_stays() -> None:
    graph = network_a()
    graph.revise(replace(graph.find("w2"), trainable=False))
    last = list(descend(record(graph), 2, 0.1))[-1]
    assert set(last.parameters) == {"n3", "n5"}


def test_a_parameter_without_influence_stays_where_it_is() -> None:
    graph = parabola()
    graph.add_parameter("u", 7.0)
    graph.output = graph.resolve("L")
    last = list(descend(record(graph), 2, 0.1))[-1]
    assert last.parameters["n4"] == 7.0
    assert last.gradients["n4"] == 0.0


@pytest.mark.parametrize("rate", [0.0, -0.1, math.nan, math.inf])
def test_a_learning_rate_is_a_positive_number(rate: float) -> None:
    with pytest.raises(EngineError, match="the learning rate must be a positive number"):
        next(descend(record(parabola()), 1, rate))


def test_the_number_of_steps_is_not_negative() -> None:
    with pytest.raises(EngineError, match="the number of steps cannot be negative"):
        next(descend(record(parabola()), -1, 0.1))


def test_without_an_output_there_is_nothing_to_descend_on() -> None:
    graph = parabola()
    graph.add("sin", "w")
    graph.add("cos", "w")
    tape = record(graph)
    with pytest.raises(EngineError, match="there is no output to descend on"):
        next(descend(tape, 1, 0.1))
    with pytest.raises(EngineError, match="there is no output to descend on"):
        loss_of(tape.evaluate())


def test_without_a_parameter_there_is_nothing_to_train() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add("sin", "x")
    with pytest.raises(EngineError, match="there is no parameter to train"):
        next(descend(record(graph), 1, 0.1))


@pytest.mark.parametrize("start", [1e200, math.nan])
def test_a_start_that_is_not_finite_is_refused(start: float) -> None:
    with pytest.raises(EngineError, match="not finite, so there is no way down from here"):
        next(descend(record(parabola(start)), 1, 0.1))


def test_the_loss_of_an_array_is_its_sum() -> None:
    graph = Graph()
    graph.add_parameter("w", [1.0, 2.0])
    graph.add("square", "w", name="q")
    assert loss_of(record(graph).evaluate()) == 5.0
    graph.set_value("w", [1e200, -1e200])
    graph.output = graph.add("multiply", graph.add("square", "w"), "w")
    assert math.isnan(loss_of(record(graph).evaluate()))


def test_another_rule_of_descent_can_be_given() -> None:
    def against(value: object, gradient: object, rate: float) -> float:
        return 5.0

    steps = list(descend(record(parabola()), 1, 0.1, against))
    assert steps[1].parameters == {"n1": 5.0}
    assert OPTIMISERS["gradient_descent"] is gradient_descent


@pytest.mark.parametrize(
    ("loss", "parameter", "gradient", "finite"),
    [
        (1.0, 1.0, 1.0, True),
        (math.nan, 1.0, 1.0, False),
        (1.0, math.inf, 1.0, False),
        (1.0, 1.0, np.array([1.0, math.nan]), False),
    ],
)
def test_a_state_is_finite_if_all_of_it_is(
    loss: float, parameter: float, gradient: float, finite: bool
) -> None:
    assert DescentStep(0, loss, {"a": parameter}, {"a": gradient}).is_finite is finite
