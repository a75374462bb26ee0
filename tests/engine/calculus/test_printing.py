"""Trees as text that reads back, and as LaTeX."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.expression import parse_expression
from engine.operation import Operation, all_operations

X = Name("x")
FINITE = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.sampled_from(["x", "y", "w1", "ŷ", "w₁", "base", "axis", "α", "long_name"])
CONSTANTS = st.sampled_from([math.e, math.pi, -math.e, 0.0, -0.0, 1.0, -2.0])
LEAVES = st.one_of(NAMES.map(Name), FINITE.map(Number), CONSTANTS.map(Number))
BY_KIND: dict[str, st.SearchStrategy[Any]] = {
    "number": FINITE,
    "axis": st.integers(-3, 3),
    "shape": st.lists(st.integers(-1, 9), max_size=3).map(tuple),
    "flag": st.booleans(),
}


@st.composite
def attributes(draw: st.DrawFn, operation: Operation) -> tuple[tuple[str, Any], ...]:
    given_ones = {}
    for item in operation.attributes:
        value = draw(st.one_of(st.just(item.default), BY_KIND[item.kind]))
        if value != item.default:
            given_ones[item.name] = value
    return tuple(sorted(given_ones.items()))


@st.composite
def applications(draw: st.DrawFn, parts: st.SearchStrategy[Tree]) -> Tree:
    operation = draw(st.sampled_from(all_operations()))
    count = draw(st.integers(2, 4)) if operation.variadic else len(operation.ports)
    operands = tuple(draw(parts) for _ in range(count))
    return Apply(operation.name, operands, draw(attributes(operation)))


TREES = st.recursive(LEAVES, applications, max_leaves=12)


@given(TREES)
def test_text_reads_back_as_the_same_tree(tree: Tree) -> None:
    assert parse_expression(to_text(tree)) == tree


@given(TREES)
def test_text_reads_back_where_the_constants_are_variables(tree: Tree) -> None:
    assigned = {"e", "pi"}
    tree = tree + Name("e") * Name("pi")
    assert parse_expression(to_text(tree, assigned=assigned), assigned=assigned) == tree


@given(TREES)
def test_latex_is_balanced(tree: Tree) -> None:
    latex = to_latex(tree)
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")


@pytest.mark.parametrize(
    "text",
    [
        "a + b + c",
        "(a + b) + c",
        "a + (b + c)",
        "a + (b - c)",
        "a - b + c",
        "a - (b + c)",
        "a - (b - c)",
        "a*b*c",
        "(a*b)*c",
        "a*(b/c)",
        "a/b/c",
        "a/(b*c)",
        "a*b/c",
        "-x^2",
        "(-x)^2",
        "-(-x)",
        "-(2)",
        "-(-2)",
        "-(a + b)",
        "-x*y",
        "-(x*y)",
        "a - (-b)",
        "a*(-2)",
        "a + (-2*x)",
        "-2*x",
        "(-2)^x",
        "-2^x",
        "x^-2",
        "x^-y^z",
        "a^b^c",
        "(a^b)^c",
        "(a + b)^(c*d)",
        "2*pi*e",
        "exp(x)",
        "2.718281828459045^x",
        "log(x + 1, b)",
        "max(a, b + 1, c)",
        "sigmoid(t, base=3)",
        "sum(A, axis=0)",
        "squared_error(a, b)",
        "4e-18*x",
    ],
)
def test_text_has_no_parentheses_but_the_needed_ones(text: str) -> None:
    assert to_text(parse_expression(text)) == text


def test_an_unknown_operation_is_written_as_a_call() -> None:
    tree = Apply("wavelet", (X, Number(2.0)))
    assert to_text(tree) == "wavelet(x, 2)"
    assert to_latex(tree) == r"\operatorname{wavelet}\left(x, 2\right)"


def test_a_deep_tree_is_written() -> None:
    tree: Tree = X
    for _ in range(5_000):
        tree = Apply("tanh", (tree,))
    assert to_text(tree) == "tanh(" * 5_000 + "x" + ")" * 5_000
    assert to_latex(tree).endswith(r"\tanh x")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("w1*x + b1", r"w_{1} \cdot x + b_{1}"),
        ("(a + b)*c", r"\left(a + b\right) \cdot c"),
        ("a*(b/c)", r"a \cdot \frac{b}{c}"),
        ("(a + b)/(c - d)", r"\frac{a + b}{c - d}"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a - b*c", r"a - b \cdot c"),
        ("a - (-b)", r"a - \left(-b\right)"),
        ("a + (-2)", r"a + \left(-2\right)"),
        ("a*(b*c)", r"a \cdot \left(b \cdot c\right)"),
        ("a + (-2*x)", r"a + \left(-2 x\right)"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("x^(n + 1)", "x^{n + 1}"),
        ("(-2)^x", r"\left(-2\right)^{x}"),
        ("-2^x", "-2^{x}"),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("x^2^3", "x^{2^{3}}"),
        ("square(x + 1)", r"\left(x + 1\right)^{2}"),
        ("exp(-x)", "e^{-x}"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("abs(x - y)", r"\left|x - y\right|"),
        ("ln(x)", r"\ln x"),
        ("log(x, 2)", r"\log_{2} x"),
        ("max(a, b - 1)", r"\max\left(a, b - 1\right)"),
        ("sigmoid(t)", r"\sigma\left(t\right)"),
        ("sigmoid(t, base=3)", r"\sigma_{3}\left(t\right)"),
        ("tanh(-x)", r"\tanh \left(-x\right)"),
        ("tanh(x + y)", r"\tanh \left(x + y\right)"),
        ("tanh(x)*y", r"\tanh x \cdot y"),
        ("tanh(x)^2", r"\left(\tanh x\right)^{2}"),
        ("-tanh(x)", r"-\tanh x"),
        ("2*pi*r", r"2 \pi \cdot r"),
        ("2*x", "2 x"),
        ("2*(x + 1)", r"2 \left(x + 1\right)"),
        ("2*3", r"2 \cdot 3"),
        ("2*3^x", r"2 \cdot 3^{x}"),
        ("2*(1/2)", r"2 \cdot \frac{1}{2}"),
        ("x*2", r"x \cdot 2"),
        ("4e-18*x", r"4 \cdot 10^{-18} \cdot x"),
        ("1e3^x", r"1000^{x}"),
        ("1e-9^x", r"\left(10^{-9}\right)^{x}"),
        ("greater(a, b)", r"\left[a > b\right]"),
    ],
)
def test_latex(text: str, latex: str) -> None:
    assert to_latex(parse_expression(text)) == latex


def test_names_may_be_replaced_by_numbers() -> None:
    tree = parse_expression("w*x^2 - b")
    shown = to_latex(tree, {"w": "2", "x": "-3", "b": "-1"})
    assert shown == r"2 \cdot \left(-3\right)^{2} - \left(-1\right)"


def test_a_number_in_place_of_a_name_is_not_glued_to_a_coefficient() -> None:
    assert to_latex(2 * X, {"x": "3"}) == r"2 \cdot 3"
    assert to_latex(2 * X, {"x": r"\textcolor{red}{3}"}) == r"2 \cdot \textcolor{red}{3}"


def test_a_coloured_negative_number_gets_parentheses() -> None:
    shown = to_latex(X**2, {"x": r"\textcolor{#0072b2}{-3}"})
    assert shown == r"\left(\textcolor{#0072b2}{-3}\right)^{2}"


def test_a_raised_name_is_not_raised_twice() -> None:
    assert to_latex(X**2, {"x": "x^{(1)}"}) == r"\left(x^{(1)}\right)^{2}"


def test_names_may_come_from_a_function() -> None:
    assert to_latex(X + Name("y"), lambda name: f"{name}'") == "x' + y'"


def test_names_that_a_mapping_lacks_are_written_as_ever() -> None:
    assert to_latex(X + Name("w1"), {"x": "u"}) == "u + w_{1}"


def test_the_colour_is_put_on_after_parentheses_are_decided_on() -> None:
    shown = to_latex(X**2, {"x": "-3"}, colour=lambda name, latex: f"<{name}:{latex}>")
    assert shown == r"\left(<x:-3>\right)^{2}"


def test_digits_of_numbers() -> None:
    assert to_latex(X + 1 / 3, digits=3) == "x + 0.333"


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)
def test_every_operation_shows_each_operand_and_can_be_squared(operation: Operation) -> None:
    operands = tuple(Name(letter) for letter, _ in zip("uvz", operation.ports, strict=False))
    tree = Apply(operation.name, operands)
    latex = to_latex(tree, lambda name: f"<{name}>")
    assert all(latex.count(f"<{name.text}>") == 1 for name in operands)
    squared = to_latex(tree**2)
    assert squared == f"{to_latex(tree)}^{{2}}" or squared.startswith(r"\left(")
