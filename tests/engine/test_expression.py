"""Formulas to trees, and what is said about those that are none."""

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calculus.tree import Apply, Name, Number, Tree
from engine.errors import ExpressionError
from engine.expression import (
    MAXIMAL_LENGTH,
    MAXIMAL_NESTING,
    parse_expression,
    parse_tokens,
)
from engine.tokens import tokenize

A, B, C, X, Y = (Name(letter) for letter in "abcxy")


def call(operation: str, *operands: Tree, **attributes: object) -> Apply:
    return Apply(operation, operands, tuple(sorted(attributes.items())))


def power(base: Tree, exponent: Tree | float) -> Apply:
    return base**exponent


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x", X),
        ("  x\t", X),
        ("1", Number(1.0)),
        (".5", Number(0.5)),
        ("1e-3", Number(0.001)),
        ("a + b", A + B),
        ("a - b", A - B),
        ("a * b", A * B),
        ("a / b", A / B),
        ("a ^ b", A**B),
        ("a ** b", A**B),
        ("a × b", A * B),
        ("a · b", A * B),
        ("a ÷ b", A / B),
        ("a − b", A - B),
        ("+a", A),
        ("-a", -A),
        ("a+b*c", A + B * C),
        ("(a+b)*c", (A + B) * C),
        ("((a))", A),
        ("a-b-c", (A - B) - C),
        ("a-(b-c)", A - (B - C)),
        ("a/b/c", (A / B) / C),
        ("a/b*c", (A / B) * C),
        ("a*b/c", (A * B) / C),
        ("a^b^c", A ** (B**C)),
        ("(a^b)^c", (A**B) ** C),
        ("a\n", A),
    ],
)
def test_operators(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a+b+c", call("add", A, B, C)),
        ("(a+b)+c", call("add", call("add", A, B), C)),
        ("a+(b+c)", call("add", A, call("add", B, C))),
        ("a*b*c", call("multiply", A, B, C)),
        ("(a*b)*c", call("multiply", call("multiply", A, B), C)),
        ("a-b+c", call("add", A - B, C)),
        ("a+b-c+x", call("add", call("subtract", call("add", A, B), C), X)),
        ("a*b+c*x+y", call("add", A * B, C * X, Y)),
        ("add(a,b)+c", call("add", call("add", A, B), C)),
    ],
)
def test_chains_become_one_operation_and_parentheses_keep_nesting(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


def test_a_chain_longer_than_an_operation_takes_nests() -> None:
    tree = parse_expression("+".join(f"x{index}" for index in range(65)))
    assert isinstance(tree, Apply)
    inner, last = tree.operands
    assert isinstance(inner, Apply)
    assert (len(inner.operands), last) == (64, Name("x64"))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("-x^2", -(X**2)),
        ("(-x)^2", (-X) ** 2),
        ("-x*y", (-X) * Y),
        ("-(x*y)", -(X * Y)),
        ("--x", -Apply("negate", (X,))),
        ("a^-b", A ** (-B)),
        ("a^-b*c", (A ** (-B)) * C),
        ("a^-b^c", A ** (-(B**C))),
        ("a*-b", A * (-B)),
        ("a+-b", A + (-B)),
        ("-sin(x)^2", -(call("sin", X) ** 2)),
    ],
)
def test_minus_binds_tighter_than_a_product_and_looser_than_a_power(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("-2", Number(-2.0)),
        ("- 2", Number(-2.0)),
        ("−2", Number(-2.0)),
        ("-(2)", -Number(2.0)),
        ("--2", -Number(-2.0)),
        ("-2^2", -(Number(2.0) ** 2)),
        ("-2²", -(Number(2.0) ** 2)),
        ("(-2)^2", Number(-2.0) ** 2),
        ("2^-1", Number(2.0) ** -1),
        ("2^-1^2", Number(2.0) ** -(Number(1.0) ** 2)),
        ("-2x", Number(-2.0) * X),
        ("a - -2", A - Number(-2.0)),
        ("a-2", A - 2),
        ("-e", -Number(math.e)),
    ],
)
def test_a_minus_before_a_literal_is_part_of_the_number(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("2x", 2 * X),
        ("2 x", 2 * X),
        ("2(x+1)", 2 * (X + 1)),
        ("(a)(b)", A * B),
        ("(a)(b)(c)", call("multiply", A, B, C)),
        ("(a)b", A * B),
        ("a b", A * B),
        ("x (y+1)", X * (Y + 1)),
        ("x(y+1)", X * (Y + 1)),
        ("3x^2 y", call("multiply", Number(3.0), X**2, Y)),
        ("2x*y", call("multiply", Number(2.0), X, Y)),
        ("2sin(x)cos(y)", call("multiply", Number(2.0), call("sin", X), call("cos", Y))),
        ("1/2x", (Number(1.0) / 2) * X),
        ("2e3x", Number(2000.0) * X),
        ("2e", Number(2.0) * Number(math.e)),
        ("π r²", Number(math.pi) * Name("r") ** 2),
        ("x1(2)", Name("x1") * 2),
    ],
)
def test_products_without_a_sign(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x²", X**2),
        ("x⁻¹", X ** Number(-1.0)),
        ("x¹²", X**12),
        ("-x²", -(X**2)),
        ("2^x²", Number(2.0) ** (X**2)),
        ("x²^y", (X**2) ** Y),
        ("(a+b)²", (A + B) ** 2),
        ("sin(x)²y", call("sin", X) ** 2 * Y),
    ],
)
def test_raised_digits(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("e", Number(math.e)),
        ("pi", Number(math.pi)),
        ("π", Number(math.pi)),
        ("e^x", call("exp", X)),
        ("e**-x²", call("exp", -(X**2))),
        ("e²", call("exp", Number(2.0))),
        ("e(x)", Number(math.e) * X),
        ("2.718281828459045^x", Number(math.e) ** X),
    ],
)
def test_constants(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


def test_a_constant_that_is_assigned_is_a_variable() -> None:
    assert parse_expression("e^x*pi", assigned={"e", "pi"}) == Name("e") ** X * Name("pi")
    assert parse_expression("π", assigned={"pi"}) == Number(math.pi)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("sigmoid(x)", call("sigmoid", X)),
        ("log(x)", call("ln", X)),
        ("log(x, b)", call("log", X, B)),
        ("log(x, base=b)", call("log", X, B)),
        ("log(base=b, x=a)", call("log", A, B)),
        ("log2(x)", call("log2", X)),
        ("log10(x)", call("log10", X)),
        ("pow(x, 2)", X**2),
        ("power(x, 2)", X**2),
        ("max(a, b, c)", call("max", A, B, C)),
        ("sin (x)", call("sin", X)),
        ("tanh(w*x + b)", call("tanh", Name("w") * X + B)),
        ("squared_error(a, b)", call("squared_error", A, B)),
    ],
)
def test_calls(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("sigmoid(x, 3)", call("sigmoid", X, base=3.0)),
        ("sigmoid(x, base=3)", call("sigmoid", X, base=3.0)),
        ("sigmoid(base=3, x=a)", call("sigmoid", A, base=3.0)),
        ("sigmoid(x, e)", call("sigmoid", X)),
        ("sum(x, axis=0)", call("sum", X, axis=0)),
        ("sum(x, -1)", call("sum", X, axis=-1)),
        ("sum(x)", call("sum", X)),
    ],
)
def test_attributes(text: str, tree: Tree) -> None:
    assert parse_expression(text) == tree


def test_an_axis_is_an_integer() -> None:
    tree = parse_expression("sum(x, 1)")
    assert isinstance(tree, Apply)
    assert isinstance(dict(tree.attributes)["axis"], int)


def test_names_of_any_script_in_either_encoding() -> None:
    assert parse_expression("y\u0302 - w₁ + w_1") == Name("ŷ") - Name("w₁") + Name("w_1")


def test_a_variable_may_have_a_functions_name_when_it_is_assigned() -> None:
    assert parse_expression("max + 1", assigned={"max"}) == Name("max") + 1
    assert parse_expression("max(a, b)", assigned={"max"}) == call("max", A, B)
    assert parse_expression("sine(x)", assigned={"sine"}) == Name("sine") * X


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "a formula was expected"),
        ("  ", 1, "a formula was expected"),
        ("a +", 4, "an operand was expected after “+”"),
        ("a + * b", 5, "an operand was expected after “+”"),
        ("* a", 1, "an operand was expected before “*”"),
        ("a ++ b", 4, "an operand was expected after “+”"),
        ("2^", 3, "an operand was expected after “^”"),
        ("()", 2, "an operand was expected after “(”"),
        ("(a + b", 7, "the parenthesis opened at column 1 is not closed"),
        ("a*(b + (c)", 11, "the parenthesis opened at column 3 is not closed"),
        ("sin(x", 6, "the parenthesis opened at column 4 is not closed"),
        ("a + b)", 6, "no parenthesis was opened for this “)”"),
        ("x 2", 3, "an operator was expected before “2”"),
        ("(x)2", 4, "an operator was expected before “2”"),
        ("1.2.3", 4, "an operator was expected between “1.2” and “.3”"),
        ("1,5", 2, "“,” separates the operands of a function; a decimal point is written “.”"),
        ("x = 3", 3, "“=” has no place inside a formula"),
        ("a $ b", 3, "“$” has no meaning here"),
        ("a\nb", 2, "an operator was expected before the end of the line"),
        ("x # c", 3, "an operator was expected before “# c”"),
        ("[1, 2]", 1, "an array cannot stand in a formula; give it a name on a line of its own"),
        ("a[1]", 2, "an array cannot stand in a formula; give it a name on a line of its own"),
        ("sin x", 1, "“sin” is a function; write sin(…)"),
        ("sin()", 1, "sin takes 1 operand, but none were given"),
        ("sin(a, b)", 1, "sin takes 1 operand, but 2 were given"),
        ("2 + power(a)", 5, "power takes 2 operands, but 1 was given"),
        ("log()", 1, "log takes 2 operands, but none were given"),
        ("log10(a, b)", 1, "log10 takes 1 operand, but 2 were given"),
        ("max(a)", 1, "max takes 2 to 64 operands, but 1 was given"),
        ("max(a,, b)", 7, "an operand was expected after “,”"),
        ("sin(x,)", 7, "an operand was expected after “,”"),
        ("sigmoid(x, 2, 3)", 1, "sigmoid takes 1 operand, but 3 were given"),
        ("sigmoid(x, base=2, base=3)", 20, "“base” is given twice"),
        ("power(a, b, base=c)", 13, "“base” is given twice"),
        ("log(a, base=b, base=c)", 16, "“base” is given twice"),
        ("sum(x, axis=y)", 8, "the axis of sum must be a number"),
        ("sum(x, axis=0.5)", 8, "the axis of sum must be a small whole number"),
        ("sum(x, axis=1e300)", 8, "the axis of sum must be a small whole number"),
        ("sum(x, foo=1)", 8, "sum has no attribute “foo”"),
        ("log2(y=a)", 6, "log2 has no attribute “y”"),
        ("max(x1=a, x2=b)", 5, "max has no attribute “x1”"),
        ("foo(a, b)", 1, "there is no function “foo”; to multiply, write foo*(…)"),
        ("k(a, b)", 4, "there is no function “k”"),
        ("(a\nb)", 3, "the parenthesis opened at column 1 is not closed"),
        (
            "sigmoud(x)",
            1,
            "there is no function “sigmoud”; did you mean “sigmoid”? "
            "To multiply, write sigmoud*(…)",
        ),
        (
            "Sin(x)",
            1,
            "there is no function “Sin”; did you mean “sin”? To multiply, write Sin*(…)",
        ),
        (
            "softsign(x)",
            1,
            "there is no function “softsign”; to multiply, write softsign*(…)",
        ),
    ],
)
def test_errors_say_where_and_what(text: str, column: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert (caught.value.column, caught.value.message) == (column, message)


def test_a_long_token_is_shown_in_short() -> None:
    with pytest.raises(ExpressionError, match=r"before “1{39}…”"):
        parse_expression("x " + "1" * 100)


def test_errors_point_into_the_text_that_the_tokens_are_of() -> None:
    *_, last = tokens = list(tokenize("y = 1\nz = (a +"))
    with pytest.raises(ExpressionError) as caught:
        parse_tokens(tokens[6:])
    assert (caught.value.line, caught.value.column) == (last.line, last.column) == (2, 9)


NESTED = [
    "(" * (MAXIMAL_NESTING + 1) + "x" + ")" * (MAXIMAL_NESTING + 1),
    "-" * (MAXIMAL_NESTING + 1) + "x",
    "sin(" * (MAXIMAL_NESTING + 1) + "x" + ")" * (MAXIMAL_NESTING + 1),
    "2^" * (MAXIMAL_NESTING + 1) + "x",
    "x-" * (MAXIMAL_NESTING + 1) + "x",
    "x" + "²" + "^2" * (MAXIMAL_NESTING + 1),
    "(" * 90_000,
    "-" * 90_000,
    "sin(" * 20_000,
    "x-" * 40_000 + "x",
    "a(" * 40_000,
    "x " * 40_000,
]


@pytest.mark.parametrize("text", NESTED, ids=lambda text: f"{text[:6]}×{len(text)}")
def test_what_nests_too_deep_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="nests more than 200 deep"):
        parse_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * MAXIMAL_NESTING + "x" + ")" * MAXIMAL_NESTING,
        "-" * MAXIMAL_NESTING + "x",
        "1+(" * (MAXIMAL_NESTING - 1) + "x" + ")" * (MAXIMAL_NESTING - 1),
        "sin(" * MAXIMAL_NESTING + "x" + ")" * MAXIMAL_NESTING,
        "+".join(["x"] * 5_000),
    ],
    ids=lambda text: text[:6],
)
def test_what_nests_deep_enough_is_read_near_the_end_of_the_stack(text: str) -> None:
    def at_depth(depth: int) -> Tree:
        return at_depth(depth - 1) if depth else parse_expression(text)

    frame, used = sys._getframe(), 0
    while frame.f_back is not None:
        frame, used = frame.f_back, used + 1
    assert isinstance(at_depth(sys.getrecursionlimit() - used - 60), Name | Apply)


def test_a_text_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(ExpressionError, match="at most 100000 characters"):
        parse_expression("$" * (MAXIMAL_LENGTH + 1))


def error_of(text: str) -> ExpressionError | None:
    try:
        parse_expression(text)
    except ExpressionError as error:
        return error
    return None


@given(st.text(st.sampled_from("xye12.+-*/^()=,;# ²⁻₁ŷ\u0302πsin log"), max_size=30))
def test_any_text_is_a_formula_or_an_error_with_a_column(text: str) -> None:
    error = error_of(text)
    assert error is None or 1 <= (error.column or 0) <= len(text) + 1


@given(st.text(max_size=20))
def test_any_unicode_text_is_a_formula_or_an_error(text: str) -> None:
    error = error_of(text)
    assert error is None or error.message
