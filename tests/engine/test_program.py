"""Programs to graphs, and what is said about those that are none."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.program import MAXIMAL_LENGTH, MAXIMAL_NODES, parse

if TYPE_CHECKING:
    from engine.graph import Graph

NETWORK_A = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
o1 = sigmoid(w1*x + b1)
yhat = sigmoid(x + w2*o1)
L = (yhat - y)^2
"""


def described(graph: Graph) -> list[str]:
    """Every node as ``name = operation(port: source or number)``, unnamed ones by id."""
    lines = []
    for node in graph.nodes():
        inputs = {
            edge.port: graph.node(edge.source).name or edge.source
            for edge in graph.edges_into(node.id)
        }
        operands = {**inputs, **node.attributes}
        inside = ", ".join(f"{port}: {operands[port]}" for port in sorted(operands))
        value = "" if node.value is None else f" {np.asarray(node.value).tolist()}"
        lines.append(f"{node.name or node.id} = {node.operation}({inside}){value}")
    return lines


def test_network_a() -> None:
    graph = parse(NETWORK_A)
    assert described(graph) == [
        "x = input() 1.0",
        "y = input() 1.0",
        "w1 = parameter() 0.5",
        "w2 = parameter() -2.0",
        "b1 = parameter() -0.5",
        "n6 = multiply(x1: w1, x2: x)",
        "n7 = add(x1: n6, x2: b1)",
        "o1 = sigmoid(x: n7)",
        "n9 = multiply(x1: w2, x2: o1)",
        "n10 = add(x1: x, x2: n9)",
        "yhat = sigmoid(x: n10)",
        "n12 = subtract(a: yhat, b: y)",
        "L = power(base: n12, exponent: 2.0)",
    ]
    assert graph.output == graph.resolve("L")


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("", []),
        ("# nothing\n\n;;", []),
        ("input x = 1", ["x = input() 1.0"]),
        ("x = 1", ["x = input() 1.0"]),
        ("x = -1e3", ["x = input() -1000.0"]),
        ("x = pi", ["x = input() 3.141592653589793"]),
        ("input x", ["x = input()"]),
        ("param w", ["w = parameter()"]),
        ("constant c = 2", ["c = constant() 2.0"]),
        ("param w = [1, 2]", ["w = parameter() [1.0, 2.0]"]),
        ("x = [1, 2; 3, 4]", ["x = input() [[1.0, 2.0], [3.0, 4.0]]"]),
        ("x = [[1, 2], [3, −4]]", ["x = input() [[1.0, 2.0], [3.0, -4.0]]"]),
        ("x = [1, 2; # first\n 3, 4] # last", ["x = input() [[1.0, 2.0], [3.0, 4.0]]"]),
        ("y = 2x", ["x = input()", "y = multiply(x1: 2.0, x2: x)"]),
        ("y = x^x", ["x = input()", "y = power(base: x, exponent: x)"]),
        ("y = b - a", ["b = input()", "a = input()", "y = subtract(a: b, b: a)"]),
        ("y = 1/2", ["y = divide(a: 1.0, b: 2.0)"]),
        ("y = sigmoid(x, 3)", ["x = input()", "y = sigmoid(base: 3.0, x: x)"]),
        ("y = sum(x, axis=0)", ["x = input()", "y = sum(axis: 0, x: x)"]),
        ("y = max(x, 0, z)", ["x = input()", "z = input()", "y = max(x1: x, x2: 0.0, x3: z)"]),
        ("e = 2; y = e*e", ["e = input() 2.0", "y = multiply(x1: e, x2: e)"]),
        ("y = e^x", ["x = input()", "y = exp(x: x)"]),
        ("\ufeffx = 1\r\ny = x²\r\n", ["x = input() 1.0", "y = power(base: x, exponent: 2.0)"]),
        ("max = 1; y = max + 2", ["max = input() 1.0", "y = add(x1: max, x2: 2.0)"]),
    ],
)
def test_statements(text: str, nodes: list[str]) -> None:
    assert described(parse(text)) == nodes


def test_equal_parts_stay_apart() -> None:
    assert [node.operation for node in parse("y = sin(x) + sin(x)").nodes()].count("sin") == 2


def test_another_name_for_a_node() -> None:
    graph = parse("input x = 1; y = x; z = y*2; u = z")
    assert described(graph) == ["x = input() 1.0", "z = multiply(x1: x, x2: 2.0)"]
    assert graph.output == graph.resolve("z")


def test_a_name_that_looks_like_an_id_stays_the_users() -> None:
    graph = parse("input x = 1; n1 = sin(x); n2 = cos(n1)")
    assert [node.name for node in graph.nodes()] == ["x", "n1", "n2"]


def test_both_encodings_are_one_name() -> None:
    graph = parse("y\u0302 = 2x\nz = ŷ")
    assert graph.output == graph.resolve("ŷ")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("input x = 1", None),
        ("a = x + 1; b = a*2; input z = 1", "b"),
        ("a = x + 1; output a; b = a*2", "a"),
        ("output a; a = x + 1; b = a*2", "a"),
        ("a = x + 1; output x", "x"),
        ("a = x + 1; b = a; c = b*2; output b", "a"),
    ],
)
def test_the_output(text: str, output: str | None) -> None:
    graph = parse(text)
    assert graph.output == (output and graph.resolve(output))


def test_an_override_belongs_to_a_port() -> None:
    graph = parse("z = sigmoid(t, 3)\noverride z.x = y*(1-y)")
    assert dict(graph.find("z").overrides) == {"x": "y*(1 - y)"}


def test_overrides_of_two_ports() -> None:
    graph = parse("z = a^n; override z.base = exponent; override z.exponent = 0*y")
    assert dict(graph.find("z").overrides) == {"base": "exponent", "exponent": "0*y"}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("x", 1, 2, "“=” was expected after “x”"),
        ("foo bar = 3", 1, 5, "“=” was expected after “foo”"),
        ("3 = x", 1, 1, "a statement begins with a name, as in “y = x + 1”"),
        ("param", 1, 6, "a name was expected after “param”"),
        ("a = 1\nparam 3", 2, 7, "a name was expected after “param”"),
        ("output", 1, 7, "a name was expected after “output”"),
        ("input x 3", 1, 9, "“=” was expected after “x”"),
        ("y = x\n\nz = (y +", 3, 9, "an operand was expected after “+”"),
        ("y = (x\nz = 2", 1, 7, "the parenthesis opened at column 5 is not closed"),
        ("y = (x # no )\nz = 2", 1, 8, "the parenthesis opened at column 5 is not closed"),
        ("a = 1; y = sinn(x)", 1, 12, "there is no function “sinn”; did you mean “sin”? "
         "To multiply, write sinn*(…)"),
        ("y = x $ 2", 1, 7, "“$” has no meaning here"),
        ("y = a = b", 1, 7, "“=” has no place inside a formula"),
        ("input x = w", 1, 11, "a number or an array was expected; a formula is assigned "
         "without “input”"),
        ("x = 1\nx = 2", 2, 1, "“x” is assigned in line 1 already"),
        ("x = 1; param x = 2", 1, 14, "“x” is assigned in line 1 already"),
        ("y = x; y = 2*x", 1, 8, "“y” is assigned in line 1 already"),
        ("y = x\nx = 3", 2, 1, "“x” is used in line 1, before this; move this up"),
        ("y = e*x\ne = 3", 2, 1, "“e” is used in line 1, before this; move this up"),
        ("y = a + y*2", 1, 9, "“y” cannot be part of its own formula"),
        ("input = 3", 1, 1, "“input” is a word of the program text and cannot be a name"),
        ("y = override*2", 1, 5, "“override” is a word of the program text and cannot be a name"),
        ("x" * 81 + " = 1", 1, 1, f"“{'x' * 39}…” is too long for a name"),
        ("x = [1, 2", 1, 5, "the array needs a closing bracket “]”"),
        ("x = [1, 2; 3]", 1, 5, "the rows of an array must all have the same length"),
        ("x = [1, z]", 1, 5, "“z” is not a number"),
        ("y = [1, 2] + 3", 1, 5, "an array cannot stand in a formula; "
         "give it a name on a line of its own"),
        ("y = 3 + [1, 2]", 1, 9, "an array cannot stand in a formula; "
         "give it a name on a line of its own"),
        ("output q", 1, 8, "there is no “q” yet"),
        ("y = 2x; output y z", 1, 18, "the end of the line was expected after the output's name"),
        ("y = 2x; output y\noutput x", 2, 1, "the output is chosen in line 1 already"),
        ("override z.x = 1", 1, 10, "there is no “z” yet"),
        ("z = sin(x); override z = 1", 1, 22,
         "an override is written “override NAME.PORT = formula”"),
        ("x = 1; override x.y = 1", 1, 17, "x computes nothing that could be overridden"),
        ("z = sin(x); override z.b = 1", 1, 24, "z has no port “b”, only x"),
        ("z = sin(x)\noverride z.x = q + 1", 2, 16,
         "“q” is neither a port (x) nor y, the node's own value"),
        ("z = sin(x)\noverride z.x = 1 +", 2, 19, "an operand was expected after “+”"),
        ("z = sin(x); override z.x = 1; override z.x = 2", 1, 42,
         "port “x” of z is overridden twice"),
    ],
)  # fmt: skip
def test_errors_say_where_and_what(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert (error.line, error.column, error.message) == (line, column, message)


def test_a_long_program() -> None:
    lines = [f"x{index} = tanh(w{index}*x{index - 1} + 0.5)" for index in range(1, 20_000)]
    graph = parse("\n".join(["input x0 = 1", *lines]))
    assert len(graph) == 79_997
    assert graph.output == graph.resolve("x19999")


def test_a_program_of_too_many_nodes_is_refused() -> None:
    text = "\n".join(f"input x{index}" for index in range(MAXIMAL_NODES + 1))
    with pytest.raises(ExpressionError, match="at most 100000 nodes") as caught:
        parse(text)
    assert caught.value.line == MAXIMAL_NODES + 1


def test_a_program_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(ExpressionError, match="at most 5000000 characters"):
        parse("$" * (MAXIMAL_LENGTH + 1))


WORDS = ["input", "param", "x", "y", "w1", "=", "+", "-", "*", "^", "(", ")", "[", "]", ",", ";"]
MORE = ["\n", "1", "2.5", "sin", "max", "override", "output", ".", "#", "e", "²"]


@given(st.lists(st.sampled_from(WORDS + MORE), max_size=25))
def test_any_text_is_a_program_or_an_error_with_a_place(words: list[str]) -> None:
    text = " ".join(words)
    with suppress(ExpressionError):
        assert all(node.name for node in parse(text).nodes() if node.is_leaf)
        return
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column is not None
    assert 1 <= (caught.value.line or 0) <= text.count("\n") + 1
