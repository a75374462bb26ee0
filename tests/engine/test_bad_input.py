"""What people give by mistake: each gets a named error, or a Diagnostic, with node and port."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine.batches import per_sample_gradient
from engine.diagnostic import Kind, Severity
from engine.dot_product import dot_product_test
from engine.errors import (
    EngineError,
    NameTakenError,
    PortError,
    ShapeError,
    UnknownNodeError,
    ValueFormatError,
)
from engine.findings import findings
from engine.gradcheck import check
from engine.gradient_graph import gradient_graph
from engine.graph import Graph, Node
from engine.jacobian import derivative
from engine.program import parse
from engine.tape import record
from engine.training import descend

if TYPE_CHECKING:
    from collections.abc import Callable

ENORMOUS = np.broadcast_to(np.float64(0), (10**12,))

WRONG_VALUES: list[tuple[Any, str]] = [
    ("abc", "“abc” is not a number"),
    (None, "None is not a number"),
    (1j, "1j is not a number"),
    ({1.0}, "{1.0} is not a number"),
    ([1, "a"], "“a” is not a number"),
    ([1, None], "None is not a number"),
    (True, "true and false are not numbers; use 1 and 0"),
    ([[1, 2], [3]], "the rows of an array must all have the same length"),
    ([[1, 2], 3], "the rows of an array must all have the same length"),
    ([], "an array needs at least one number"),
    (ENORMOUS, "an array of 1000000000000 numbers is more than the 1000000 allowed"),
    (np.zeros((1000, 1001)), "an array of 1001000 numbers is more than the 1000000 allowed"),
    (10**400, "the number is too large for double precision"),
    (np.array(["a"]), "an array is made of real numbers, not of texts"),
    (np.array([None]), "an array is made of real numbers, not of objects"),
    (np.array([1j]), "an array is made of real numbers, not of complex numbers"),
]


@pytest.mark.parametrize(("value", "why"), WRONG_VALUES, ids=[why for _, why in WRONG_VALUES])
def test_what_is_no_number_is_refused_wherever_it_is_given(value: Any, why: str) -> None:
    graph = parse("input x = 1; y = x^2")
    tape = record(graph)
    unset = record(parse("y = x^2"))
    givers: list[Callable[[], object]] = [
        lambda: graph.set_value("x", value),
        lambda: tape.evaluate({"x": value}),
        lambda: unset.evaluate({"x": value}),
        lambda: tape.tangent({"x": value}),
        lambda: tape.tangent({"x": 1.0}, {"x": value}),
    ]
    for give in givers:
        with pytest.raises(ValueFormatError) as caught:
            give()
        assert str(caught.value) == f"“x”: {why}"
        assert caught.value.node == "n1"
    if value is not None:
        with pytest.raises(ValueFormatError) as caught:
            graph.add_parameter("w", value)
        assert str(caught.value) == f"“w”: {why}"
    assert graph.find("x").value == 1.0
    assert len(graph) == 2


def two_ends() -> Graph:
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add("sin", "x", name="a")
    graph.add("cos", "x", name="b")
    return graph


SQUARE = "x = 1; rate = 2; constant c = 3; v = [1, 2]; y = c*rate*x^2"
REFUSED: list[tuple[str, Callable[[Any], object], type[EngineError], str, str]] = [
    # of what, what is done, error, node, sentence
    (
        SQUARE,
        lambda tape: tape.evaluate({"v": [1, 2, 3]}),
        ShapeError,
        "n4",
        "“v” is an array of 2, not an array of 3",
    ),
    (
        SQUARE,
        lambda tape: tape.evaluate({"x": [[1, 2], [3, 4]]}),
        ShapeError,
        "n1",
        "“x” is a number, not an array of 2×2",
    ),
    (
        SQUARE,
        lambda tape: tape.evaluate({"rat": 1}),
        UnknownNodeError,
        "rat",
        "there is no node “rat”; did you mean “rate”?",
    ),
    (
        SQUARE,
        lambda tape: tape.evaluate({1: 1}),
        UnknownNodeError,
        "1",
        "there is no node “1”",
    ),
    (
        SQUARE,
        lambda tape: tape.evaluate({"y": 1}),
        EngineError,
        "n6",
        "“y” computes its value; only leaves can be set",
    ),
    (
        SQUARE,
        lambda tape: tape.evaluate(output="q"),
        UnknownNodeError,
        "q",
        "there is no node “q”",
    ),
    (
        SQUARE,
        lambda tape: tape.evaluate().value("q" * 500),
        UnknownNodeError,
        "q" * 500,
        f"there is no node “{'q' * 80}”",
    ),
    (
        SQUARE,
        lambda tape: tape.tangent({"rat": 1}),
        UnknownNodeError,
        "rat",
        "there is no node “rat”; did you mean “rate”?",
    ),
    (
        SQUARE,
        lambda tape: tape.tangent({"c": 1}),
        EngineError,
        "n3",
        "“c” is a constant and does not move",
    ),
    (
        SQUARE,
        lambda tape: tape.tangent({"y": 1}),
        EngineError,
        "n6",
        "“y” is computed; only leaves have a direction",
    ),
    (
        SQUARE,
        lambda tape: tape.tangent({"v": [1, 2, 3]}),
        ShapeError,
        "n4",
        "a direction for “v” is an array of 2, not an array of 3",
    ),
    (
        SQUARE,
        lambda tape: tape.jacobian(wrt=["rat"]),
        UnknownNodeError,
        "rat",
        "there is no node “rat”; did you mean “rate”?",
    ),
    (
        "x = [1, 2]; y = x^2",
        lambda tape: tape.hessian(),
        ShapeError,
        "n2",
        "“y” is an array; second derivatives are those of one number",
    ),
    (
        "y = x^2",
        lambda tape: tape.evaluate().value("y"),
        EngineError,
        "n2",
        "“y” cannot be evaluated: something before it is incomplete",
    ),
    (
        "w = 1; y = w*x",
        lambda tape: tape.evaluate().gradient("w"),
        EngineError,
        "w",
        "“w” has no gradient: there is no output to begin at: x has no value yet",
    ),
]


@pytest.mark.parametrize(("program", "act", "error", "node", "sentence"), REFUSED)
def test_a_mistake_is_named(
    program: str,
    act: Callable[[Any], object],
    error: type[EngineError],
    node: str,
    sentence: str,
) -> None:
    graph = parse(program)
    with pytest.raises(error) as caught:
        act(record(graph))
    assert str(caught.value) == sentence
    named = caught.value.node
    assert named is not None
    assert graph.names().get(named, named) == graph.names().get(node, node)


GRADIENTS: list[Callable[[Graph], object]] = [
    lambda graph: record(graph).jacobian(),
    lambda graph: record(graph).hessian(),
    lambda graph: derivative(record(graph), ["x"]),
    gradient_graph,
    lambda graph: check(record(graph)),
    lambda graph: dot_product_test(record(graph)),
    lambda graph: list(descend(record(graph), 1, 0.1)),
]


@pytest.mark.parametrize(
    ("graph", "node", "port", "why"),
    [
        (Graph(), None, None, ": the graph is empty"),
        (parse("x = 1; w = 2"), None, None, "; choose one"),
        (two_ends(), "n3", None, ": several nodes could be the output (a, b); choose one"),
        (parse("w = 1; y = w*x"), "n2", None, ": x has no value yet"),
        (
            parse("v = [1, 2, 3]; u = [1, 2]; y = sum(u + v)"),
            "n3",
            None,
            ": +: the shapes do not fit: x1 2, x2 3 (2 and 3)",
        ),
    ],
    ids=["empty", "leaves", "two", "unset", "shapes"],
)
def test_without_an_output_the_reason_is_told(
    graph: Graph, node: str | None, port: str | None, why: str
) -> None:
    assert record(graph).evaluate().output is None
    for act in GRADIENTS:
        with pytest.raises(EngineError, match="there is no output to") as caught:
            act(graph)
        assert str(caught.value).endswith(why)
        assert (caught.value.node, caught.value.port) == (node, port)


def test_a_port_that_nothing_arrives_at_is_named() -> None:
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.insert(Node("d", "divide", "q", attributes={"a": 1.0}))
    [found] = record(graph).diagnostics
    assert (found.kind, found.node, found.port) == (Kind.INCOMPLETE, "d", "b")
    with pytest.raises(EngineError) as caught:
        record(graph).jacobian("q")
    assert (caught.value.node, str(caught.value)) == (
        "d",
        "“q” cannot be evaluated: q needs something at its port “b”",
    )
    with pytest.raises(EngineError, match="to differentiate: q needs something") as caught:
        record(graph).jacobian()
    assert (caught.value.node, caught.value.port) == ("d", "b")


@pytest.mark.parametrize(
    ("program", "node", "message"),
    [
        ("A = [1, 2, 3]; B = [1, 2]; y = A + B", "y", "y: the shapes do not fit: x1 3, x2 2"),
        ("A = [1, 2; 3, 4]; v = [1, 2, 3]; y = matmul(A, v)", "y", "(2 columns meet 3 rows)"),
        ("A = [1, 2]; y = sum(A, axis=1)", "y", "there is no axis 1"),
        ("A = [1, 2]; y = broadcast(A, 9000000, 2)", "y", "18000000 numbers are more than"),
    ],
)
def test_shapes_that_do_not_fit_are_a_diagnostic(program: str, node: str, message: str) -> None:
    graph = parse(program)
    [found] = record(graph).diagnostics
    assert (found.kind, found.severity) == (Kind.SHAPE, Severity.ERROR)
    assert found.node == graph.resolve(node)
    assert message in found.message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (math.nan, "x holds nan"),
        (math.inf, "x holds ∞"),
        ([1.0, math.nan], "x holds nan in sample 2"),
        ([2.0, 1.0, -math.inf], "x holds −∞ in sample 3"),
    ],
)
def test_what_is_not_finite_in_the_data_is_a_diagnostic(value: Any, message: str) -> None:
    run = record(parse("x = 1; w = 2; y = (w*x)^2")).evaluate({"x": value})
    found = findings(run)
    assert (found[0].kind, found[0].node, found[0].message) == (Kind.NON_FINITE, "n1", message)
    assert found[-1].kind is Kind.NON_FINITE_GRADIENT
    assert found[-1].port is not None
    if isinstance(value, list):
        each = per_sample_gradient(run, "w")
        assert np.isfinite(each[0])


@pytest.mark.parametrize(
    ("act", "error", "node", "port", "sentence"),
    [
        (
            lambda graph: graph.add("power", "x", [[1], [2, 3]]),
            ValueFormatError,
            "n4",
            "exponent",
            "Power, port “exponent”: the rows of an array must all have the same length",
        ),
        (
            lambda graph: graph.add("sum", "x", axis="zero"),
            ValueFormatError,
            "n4",
            None,
            "Sum: “axis” is to be a whole number, not “zero”",
        ),
        (
            lambda graph: graph.add("sigmod", "x"),
            EngineError,
            None,
            None,
            "there is no operation “sigmod”; did you mean “sigmoid”?",
        ),
        (
            lambda graph: graph.add("sum", "x", axes=0),
            EngineError,
            None,
            None,
            "Sum has no attribute “axes”",
        ),
        (
            lambda graph: graph.add("sin", "q"),
            UnknownNodeError,
            "q",
            None,
            "there is no node “q”",
        ),
        (
            lambda graph: graph.connect("x", "a", "y"),
            PortError,
            "n2",
            "y",
            "Sine has no port “y”",
        ),
        (
            lambda graph: graph.connect("b", "a", "x"),
            PortError,
            "n2",
            "x",
            "port “x” of a already has an edge from x",
        ),
        (
            lambda graph: graph.add_input("a", 1.0),
            NameTakenError,
            "n2",
            None,
            "the name “a” is already taken",
        ),
        (
            lambda graph: graph.set_value("a", 1.0),
            PortError,
            "n2",
            None,
            "a computes its value; only leaves hold one",
        ),
    ],
)
def test_what_a_graph_cannot_hold_is_refused_with_its_place(
    act: Callable[[Graph], object],
    error: type[EngineError],
    node: str | None,
    port: str | None,
    sentence: str,
) -> None:
    graph = two_ends()
    with pytest.raises(error) as caught:
        act(graph)
    found = caught.value
    assert (found.node, found.port, str(found)) == (node, port, sentence)
    assert len(graph) == 3


def test_an_empty_graph_can_be_run_and_has_nothing() -> None:
    run = record(Graph()).evaluate()
    assert (run.values, run.gradients, run.output) == ({}, {}, None)
    with pytest.raises(UnknownNodeError, match="there is no node “x”"):
        run.value("x")
