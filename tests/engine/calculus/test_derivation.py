"""The rule tree of a derivative: every rule, every operation, any size."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from engine.calculus.derivation import DEFINITION, Derivation
from engine.calculus.derivation_rows import ALGEBRA, TOGETHER, Detail, answer, rows
from engine.calculus.graph_derivation import derivation_in_graph
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Name, Tree
from engine.errors import EngineError
from engine.expression import parse_expression
from engine.graph import Graph
from engine.operation import Operation, all_operations
from engine.tape import record
from tests.engine.calculus.formulas import slope
from tests.engine.random_graphs import SCALAR_OPERATIONS, random_graph
from tests.networks import GRADIENTS_A, network_a

X = Name("x")
POINTS = (-2.3, -1.7, -0.8, -0.4, 0.3, 0.6, 0.9, 1.4, 2.2)


def steps_of(formula: str, wrt: str = "x") -> list[tuple[str, str, str]]:
    derivation = Derivation(parse_expression(formula), wrt)
    return [(step.rule, step.text, step.condition) for step in derivation.steps()]


@pytest.mark.parametrize(
    ("formula", "rule", "text", "condition"),
    [
        ("7", "constant rule", "d/dx(7) = 0", ""),
        ("y^2", "constant rule", "d/dx(y^2) = 0", ""),
        ("x", "identity rule", "d/dx(x) = 1", ""),
        ("x + y + 1", "sum rule", "d/dx(x + y + 1) = d/dx(x) + d/dx(y) + d/dx(1)", ""),
        ("x - y", "difference rule", "d/dx(x - y) = d/dx(x) - d/dx(y)", ""),
        ("-sin(x)", "constant multiple rule", "d/dx(-sin(x)) = -d/dx(sin(x))", ""),
        ("3*sin(x)", "constant multiple rule", "d/dx(3*sin(x)) = 3*d/dx(sin(x))", ""),
        ("sin(x)/3", "constant multiple rule", "d/dx(sin(x)/3) = d/dx(sin(x))/3", ""),
        ("x^3", "power rule", "d/dx(x^3) = 3*x^2", ""),
        ("x^(-1)", "power rule", "d/dx(x^-1) = -1*x^-2", "x ≠ 0"),
        ("x^0.5", "power rule", "d/dx(x^0.5) = 0.5*x^-0.5", "x > 0"),
        (
            "x^n",
            "power rule",
            "d/dx(x^n) = n*x^(n - 1)",
            "x > 0, or n whole with x ≠ 0 or n ≥ 1",
        ),
        ("x^0", "constant rule", "d/dx(x^0) = 0", ""),
        ("n^x", "exponential rule", "d/dx(n^x) = n^x*ln(n)", "n > 0"),
        ("2^x", "exponential rule", "d/dx(2^x) = 2^x*ln(2)", ""),
        ("e^x", "exponential rule", "d/dx(exp(x)) = exp(x)", ""),
        ("ln(x)", "derivative of the logarithm", "d/dx(ln(x)) = 1/x", "x > 0"),
        (
            "log(x, a)",
            "derivative of the logarithm",
            "d/dx(log(x, a)) = 1/(x*ln(a))",
            "x > 0, a > 0, a ≠ 1",
        ),
        ("floor(x)", "constant rule", "d/dx(floor(x)) = 0", "x not whole"),
    ],
)
def test_one_rule(formula: str, rule: str, text: str, condition: str) -> None:
    assert steps_of(formula)[0] == (rule, text, condition)


def test_a_chain_has_its_outer_derivative_in_a_letter_that_is_free() -> None:
    derivation = Derivation(parse_expression("sin(u*x)"), "x")
    chain, outer, inner = derivation.steps()
    assert (chain.rule, chain.text) == ("chain rule", "d/dx(sin(u*x)) = cos(u*x)*d/dx(u*x)")
    assert (outer.rule, outer.text) == ("derivative of the sine", "d/dv(sin(v)) = cos(v)")
    assert {letter: to_text(tree) for letter, tree in outer.letters.items()} == {"v": "u*x"}
    assert inner.rule == "constant multiple rule"
    assert [step.depth for step in (chain, outer, inner)] == [0, 1, 1]
    assert outer.latex == r"\frac{d}{dv}\left(\sin v\right) = \cos v"


def test_a_kink_tells_what_was_chosen() -> None:
    (step,) = Derivation(parse_expression("abs(x)"), "x").steps()
    assert step.condition == "x ≠ 0"
    assert step.choice == "the absolute value has a kink at 0; slope 0 was chosen"


def test_children_are_the_steps_that_a_step_rests_on() -> None:
    tree = parse_expression("sin(x^2)")
    derivation = Derivation(tree, "x")
    children = derivation.children(derivation.step(tree))
    assert [child.rule for child in children] == ["derivative of the sine", "power rule"]
    assert derivation.children(children[0]) == []
    with pytest.raises(ValueError, match="only parts of the expression"):
        derivation.step(parse_expression("x^2"))


@pytest.mark.parametrize("operation", SCALAR_OPERATIONS, ids=lambda item: item.name)
def test_every_operation_by_itself_and_in_a_chain(operation: Operation) -> None:
    compared = 0
    for inner in (X, X * X + 1 / (X + 3)):
        for place in range(len(operation.ports)):
            names: list[Tree] = [Name(port + "_") for port in operation.ports]
            names[place] = inner
            tree = Apply(operation.name, tuple(names))
            for x in POINTS:
                others = {f"{port}_": 0.3 + 0.8 * k for k, port in enumerate(operation.ports)}
                values = {"x": x, **others}
                expected = slope(tree, "x", values)
                point = Point(values)
                found = point.value(Derivation(tree, "x").derivative)
                if expected is None or not math.isfinite(point.value(tree)):
                    continue
                assert found == pytest.approx(expected[0], rel=1e-9, abs=1e-12 * expected[1])
                compared += 1
    assert compared


def test_what_makes_arrays_is_refused() -> None:
    others = [item for item in all_operations() if item not in SCALAR_OPERATIONS]
    assert others
    for operation in others:
        tree = Apply(operation.name, tuple(Name("x") for _ in operation.ports))
        with pytest.raises(EngineError, match="is for arrays"):
            list(Derivation(tree, "x").steps())


@pytest.mark.parametrize(
    ("formula", "expected"), [("max(x, x)", 1.0), ("min(x, x, x)", 1.0), ("max(x, 2*x - 1)", 1.5)]
)
def test_a_tie_is_split_evenly(formula: str, expected: float) -> None:
    derivative = Derivation(parse_expression(formula), "x").derivative
    assert Point({"x": 1.0}).value(derivative) == expected


def test_a_branch_that_is_not_taken_contributes_nothing() -> None:
    tree = parse_expression("where(greater(x, 0), sqrt(x), x)")
    assert Point({"x": -1.0}).value(Derivation(tree, "x").derivative) == 1.0


# ------------------------------------------------------------------ rows


def test_the_three_degrees_of_detail() -> None:
    derivation = Derivation(parse_expression("x^2 + sin(2*x)"), "x")
    told = {detail: [row.rule for row in rows(derivation, detail)] for detail in Detail}
    assert told[Detail.COMPACT][0].startswith("sum rule, power rule, chain rule")
    assert told[Detail.COMPACT][1:] == [ALGEBRA]
    assert told[Detail.NORMAL][-2:] == [TOGETHER, ALGEBRA]
    assert "identity rule" not in told[Detail.NORMAL]
    assert "identity rule" in told[Detail.FULL]
    assert len(told[Detail.COMPACT]) < len(told[Detail.NORMAL]) < len(told[Detail.FULL])


def test_rows_in_numbers() -> None:
    derivation = Derivation(parse_expression("x^2*y"), "x")
    row = next(rows(derivation, point=Point({"x": 3.0, "y": 2.0})))
    assert (row.in_numbers, row.value) == ("2*6", 12.0)
    assert next(rows(derivation, point=Point({"x": 3.0}))).value is None
    pole = next(rows(Derivation(parse_expression("3*ln(x)"), "x"), point=Point({"x": 0.0})))
    assert (pole.value, pole.in_numbers) == (math.inf, None)
    assert (
        row.latex
        == r"\frac{d}{dx}\left(x^{2} \cdot y\right) = y \cdot \frac{d}{dx}\left(x^{2}\right)"
    )


# ------------------------------------------------------------------ size


def test_a_chain_of_thousands_is_no_deeper_than_its_first_rows() -> None:
    tree: Tree = X
    for _ in range(20_000):
        tree = Apply("sin", (tree,))
    derivation = Derivation(tree, "x")
    derivative = derivation.derivative
    assert math.isfinite(Point({"x": 1.0}).value(derivative))


def test_equal_parts_are_worked_out_once() -> None:
    tree: Tree = X
    for _ in range(200):
        tree = Apply("sin", (tree,)) * tree
    derivation = Derivation(tree, "x", {})
    assert math.isfinite(Point({"x": 0.5}).value(derivation.derivative))
    with pytest.raises(EngineError, match="too many to be written"):
        answer(derivation)


def test_what_is_folded_is_not_told_again() -> None:
    derivation = Derivation(parse_expression("sin(x^2 + 1)*cos(x^2 + 1)"), "x")
    told = [(step.part, step.same_as) for step in derivation.steps()]
    inner = X**2 + 1
    assert [same for part, same in told if part == inner] == [None, 4]
    assert [same for part, same in told if part == inner.operands[0]] == [None]


def test_a_network_is_derived_in_its_own_names() -> None:
    graph = network_a()
    point = Point({"x": 1.0, "y": 1.0, "w1": 0.5, "w2": -2.0, "b1": -0.5})
    for name in ("w1", "w2", "b1", "x"):
        derivation = derivation_in_graph(graph, graph.resolve("L"), graph.resolve(name))
        point = Point(point.at, derivation.definitions)
        assert point.value(derivation.derivative) == pytest.approx(GRADIENTS_A[name], rel=1e-12)
        told = list(derivation.steps())
        assert any(step.rule == DEFINITION and step.part == Name("o1") for step in told) == (
            name != "w2"
        )
    with pytest.raises(EngineError, match="with respect to a leaf"):
        derivation_in_graph(graph, graph.resolve("L"), graph.resolve("o1"))


@pytest.mark.parametrize("seed", range(4))
def test_a_network_of_hundreds_of_nodes_stays_as_long_as_it_is(seed: int) -> None:
    graph = random_graph(500, seed, tuple(it for it in SCALAR_OPERATIONS if not it.kinks))
    run = record(graph).evaluate()
    output, leaf = graph.output, graph.resolve("x")
    assert output is not None
    derivation = derivation_in_graph(graph, output, leaf)
    first = list(itertools.islice(rows(derivation), 20))
    numbers = [row.step.number for row in first if row.step]
    assert numbers == list(range(1, len(numbers) + 1))
    count = sum(1 for _ in derivation.steps())
    assert count < 12 * len(graph)
    values = {graph.node(one).name: graph.node(one).value for one in graph.node_ids()}
    at = {name: float(np.asarray(value)) for name, value in values.items() if value is not None}
    found = Point(at, derivation.definitions).value(derivation.derivative)
    expected = float(np.asarray(run.gradient(leaf)))
    assert found == pytest.approx(expected, rel=1e-6, nan_ok=True)


def test_two_nodes_that_look_the_same_are_refused() -> None:
    graph = Graph()
    x = graph.add_input("x", 1.0)
    one = graph.add("sin", x)
    other = graph.add("cos", one, name="v" + one.removeprefix("n"))
    graph.add("exp", one)
    with pytest.raises(EngineError, match="two nodes are called"):
        derivation_in_graph(graph, other, x)


@pytest.mark.parametrize(("x", "expected"), [(2.0, 4.0), (-3.0, -6.0), (0.5, 0.0), (-0.5, 0.0)])
def test_of_three_operands_the_one_that_stays_may_be_taken(x: float, expected: float) -> None:
    derivation = Derivation(parse_expression("max(x^2, 1, x)"), "x")
    assert Point({"x": x}).value(derivation.derivative) == expected
