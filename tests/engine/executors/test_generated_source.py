"""The text of a tape, and that nothing a person typed gets into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine import parse
from engine.executors.generated_source import ConeSource, GeneratedSource, function_of, source_of
from engine.executors.tracing import trace
from engine.graph import Edge, Graph, Node
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Callable


def test_names_and_literals_stay_outside() -> None:
    graph = parse("input evil = 3; y = evil * 41.5 + sigmoid(evil)")
    graph.set_value("evil", 7.25)
    tape = record(graph)
    text, names = source_of(tape, tape.slot("y"))
    assert "evil" not in text
    assert "41.5" not in text
    assert "7.25" not in text
    assert 41.5 in names.values()
    assert set(re.findall(r"[A-Za-z_]\w*", text)) <= {
        *("def", "run", "leaves", "return", "if", "else", "abs", "exp"),
        *re.findall(r"[vgt]\d+(?:_\d+)?", text),
    }


def test_what_is_needed_twice_is_computed_once() -> None:
    tape = record(parse("input x = 3; y = sigmoid(x)"))
    text, _ = source_of(tape, tape.slot("y"))
    assert text.count("exp(") == 1


def test_a_sum_of_very_many_contributions() -> None:
    nodes = [Node("a", "parameter", value=2.0)]
    nodes += [Node(f"s{place}", "square") for place in range(400)]
    edges = [Edge("a", f"s{place}", "x") for place in range(400)]
    for place in range(399):
        first = "s0" if place == 0 else f"t{place - 1}"
        nodes.append(Node(f"t{place}", "add"))
        edges += [Edge(first, f"t{place}", "x1"), Edge(f"s{place + 1}", f"t{place}", "x2")]
    tape = record(Graph.from_parts(nodes, edges))
    found = GeneratedSource(tape, tape.output).run([2.0])
    assert found is not None
    assert found[1][0] == 1600.0


def test_where_floats_cannot_tell_there_is_no_answer() -> None:
    tape = record(parse("input x = 3; y = ln(x)"))
    source = GeneratedSource(tape, tape.slot("y"))
    assert source.run([0.0]) is None
    assert source.run([1.0]) == ((1.0, 0.0), (1.0, 1.0))


def test_a_cone_that_fails_leaves_the_values_alone() -> None:
    tape = record(parse("input x = 3; y = x * 2; z = ln(y)"))
    values = [0.0, *tape.initial.tolist()[1:]]
    before = list(values)
    assert not ConeSource(tape, np.array([1, 2])).run(values)
    assert values == before


@pytest.mark.parametrize("x", [-2.5, -0.0, 0.0, 0.5, 3.0, float("nan"), float("inf")])
@pytest.mark.parametrize("other", [-1.0, 0.0, 2.0, float("nan")])
def test_functions_with_a_form_of_their_own(x: float, other: float) -> None:
    rules: list[Callable[..., Any]] = [
        lambda m, a, b: np.sign(a) + 0.0 * b,
        lambda m, a, b: np.maximum(a, b),
        lambda m, a, b: np.minimum(a, b),
        lambda m, a, b: np.where(np.isnan(a) | (b > 0.0), a, b),
        lambda m, a, b: np.where(~np.isfinite(a) & (b == 0.0), 1.0, -a),
        lambda m, a, b: np.floor(a) + np.positive(b),
        lambda m, a, b: np.copysign(np.fabs(a), b),
    ]
    for rule in rules:
        program = trace(rule, 2)
        assert program is not None
        with np.errstate(all="ignore"):
            expected = float(rule(None, np.float64(x), np.float64(other)))
        assert function_of(program)(x, other) == pytest.approx(expected, nan_ok=True)
