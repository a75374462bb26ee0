"""The definition of the derivative, line by line: every line is true, and h is divided out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calculus.limit import Limit, find_obstacle, work_out_limit
from engine.calculus.point_value import Point
from engine.calculus.polynomial import as_fraction
from engine.calculus.printing import to_text
from engine.calculus.tree import Name, Number, Tree, names_in
from engine.errors import EngineError
from engine.expression import parse_expression
from tests.engine.calculus.formulas import slope

STEPS = (0.5, -0.25, 0.125)


def lines(formula: str) -> list[str]:
    limit = work_out_limit(parse_expression(formula), "x")
    return [limit.row_text(row) for row in limit.rows]


def check_lines(limit: Limit, values: dict[str, float]) -> None:
    """Compare each line with the one before, at some steps h while the limit is not taken yet."""
    constants = {name: Point(values).value(tree) for name, tree in limit.constants.items()}
    for before, after in zip(limit.rows, limit.rows[1:], strict=False):
        for h in STEPS if after.is_limit else (0.0,):
            point = Point({**values, **constants, limit.step: h})
            one, other = point.value(before.formula), point.value(after.formula)
            if math.isfinite(one) and math.isfinite(other):
                assert one == pytest.approx(other, rel=1e-6, abs=1e-6), after.reason


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("5", "0"),
        ("z", "0"),
        ("x", "1"),
        ("x^2", "2*x"),
        ("2*z^3*x^2", "4*x*z^3"),
        ("x^3 - 2*x", "3*x^2 - 2"),
        ("a*x^2 + b*x + c", "2*a*x + b"),
        ("x^2/y", "2*x/y"),
        ("1/x", "-1/x^2"),
        ("x^(-2)", "-2/x^3"),
        ("x/(x^2 + 1)", "(-x^2 + 1)/(x^2 + 1)^2"),
        ("x + 1/x", "(x^2 - 1)/x^2"),
        ("sqrt(x)", "1/(2*sqrt(x))"),
        ("3*sqrt(2*x + 1)", "3/sqrt(2*x + 1)"),
        ("cbrt(x)", "1/(3*cbrt(x)^2)"),
        ("root(x, 4)", "1/(4*root(x, 4)^3)"),
        ("x^0.5", "1/(2*x^0.5)"),
        ("x^(1/3)", "1/(3*(x^(1/3))^2)"),
        ("square(x - 1)", "2*x - 2"),
        ("sqrt(x) + x", "1 + 1/(2*sqrt(x))"),
        ("x - sqrt(x)", "1 - 1/(2*sqrt(x))"),
        ("-(sqrt(x) - x^2)", "2*x - 1/(2*sqrt(x))"),
        ("x^2 - 3*sqrt(2*x + 1) + 1/x", "(2*x^3 - 1)/x^2 - 3/sqrt(2*x + 1)"),
        ("cbrt(x) + sqrt(x)", "1/(3*cbrt(x)^2) + 1/(2*sqrt(x))"),
        ("-sqrt(x) - cbrt(x) + c", "-1/(2*sqrt(x)) - 1/(3*cbrt(x)^2)"),
        ("1/sqrt(x)", "-1/(2*sqrt(x)^3)"),
        ("a/cbrt(x)", "-a/(3*cbrt(x)^4)"),
        ("x*sqrt(x)", "3*x/(2*sqrt(x))"),
        ("(x + 1)*sqrt(x) + x", "1 + (3*x^2 + 4*x + 1)/(2*(x + 1)*sqrt(x))"),
    ],
)
def test_the_answer(formula: str, answer: str) -> None:
    tree = parse_expression(formula)
    limit = work_out_limit(tree, "x")
    assert to_text(limit.derivative) == answer
    for x in (0.8, 2.5):
        values = {"x": x, "y": 1.5, "z": -0.7, "a": 2.0, "b": 3.0, "c": 0.5}
        expected = slope(tree, "x", values)
        assert expected is not None
        assert Point(values).value(limit.derivative) == pytest.approx(expected[0], rel=1e-12)
        check_lines(limit, values)


def test_the_lines_of_a_quotient() -> None:
    assert lines("1/x") == [
        "lim h→0 (1/(x + h) - 1/x)/h",
        "lim h→0 (1*x - 1*(x + h))/(h*((x + h)*x))",
        "lim h→0 (x - (x + h))/(h*((x + h)*x))",
        "lim h→0 -h/(h*((x + h)*x))",
        "lim h→0 -1/((x + h)*x)",
        "-1/((x + 0)*x)",
        "-1/x^2",
    ]


def test_the_lines_of_a_root() -> None:
    limit = work_out_limit(parse_expression("sqrt(x)"), "x")
    assert [limit.row_text(row) for row in limit.rows] == [
        "lim h→0 (sqrt(x + h) - sqrt(x))/h",
        "lim h→0 (x + h - x)/(h*(sqrt(x + h) + sqrt(x)))",
        "lim h→0 h/(h*(sqrt(x + h) + sqrt(x)))",
        "lim h→0 1/(sqrt(x + h) + sqrt(x))",
        "1/(sqrt(x + 0) + sqrt(x))",
        "1/(2*sqrt(x))",
    ]
    assert [row.condition for row in limit.rows] == ["", "x > 0", "", "h ≠ 0", "", ""]
    assert limit.row_latex(limit.rows[3]) == (r"\lim_{h \to 0} \frac{1}{\sqrt{x + h} + \sqrt{x}}")


def test_nothing_is_divided_by_h_once_it_is_0() -> None:
    limit = work_out_limit(parse_expression("x^3"), "x")
    taken = [row.is_limit for row in limit.rows]
    assert taken == sorted(taken, reverse=True)
    assert all(limit.step in names_in(row.formula) for row in limit.rows if row.is_limit)
    assert all(limit.step not in names_in(row.formula) for row in limit.rows if not row.is_limit)


def test_the_step_and_the_constant_get_letters_that_are_free() -> None:
    limit = work_out_limit(parse_expression("h*b*sin(k)*x^2"), "x")
    assert (limit.step, list(limit.constants)) == ("t", ["c"])
    assert limit.definition == "lim t→0 (f(x + t) - f(x))/t"


def test_a_divisor_that_does_not_change_is_a_constant_factor() -> None:
    limit = work_out_limit(parse_expression("x^2/y"), "x")
    assert to_text(limit.function) == "b*x^2"
    assert [to_text(row.formula) for row in limit.rows[-3:]] == ["2*b*x", "2*(1/y)*x", "2*x/y"]
    assert work_out_limit(parse_expression("y/x"), "x").constants == {}


@pytest.mark.parametrize(
    "formula",
    [
        "sin(x)",
        "x^n",
        "2^x",
        "x^13",
        "sqrt(sin(x))",
        "sqrt(x) + sin(x)",
        "abs(x)",
        "(x+1)^9*(x+2)^9",
    ],
)
def test_what_takes_more_than_algebra_is_refused(formula: str) -> None:
    with pytest.raises(EngineError, match="differentiate gives the rules for this"):
        work_out_limit(parse_expression(formula), "x")


@pytest.mark.parametrize(
    ("formula", "obstacle"),
    [
        ("x^2 + sqrt(x)*sin(x) + cos(x)", "sin(x)"),
        ("cos(y)*x + 2^abs(x)", "abs(x)"),
        ("x^20", "x^20"),
    ],
)
def test_the_part_that_keeps_it_from_being_worked_out_is_found(formula: str, obstacle: str) -> None:
    assert to_text(find_obstacle(parse_expression(formula), "x")) == obstacle


def test_a_sum_is_worked_out_term_by_term() -> None:
    assert lines("sqrt(x) - x")[:3] == [
        "lim h→0 (sqrt(x + h) - (x + h) - (sqrt(x) - x))/h",
        "lim h→0 ((sqrt(x + h) - sqrt(x))/h - (x + h - x)/h)",
        "lim h→0 ((x + h - x)/(h*(sqrt(x + h) + sqrt(x))) - (x + h - x)/h)",
    ]


SUMMANDS = st.sampled_from(
    (
        "x",
        "x^2",
        "3",
        "2/x",
        "x/(x + 4)",
        "sqrt(x)",
        "2*sqrt(x + y)",
        "cbrt(x)",
        "1/sqrt(x)",
        "x*sqrt(x + 1)",
        "root(x, 4)",
        "x^0.5",
        "y*x^3",
        "sqrt(x)/y",
    )
)


@settings(max_examples=25)
@given(st.lists(st.tuples(SUMMANDS, st.sampled_from("+-")), min_size=1, max_size=4))
def test_every_line_of_a_sum_is_true(parts: list[tuple[str, str]]) -> None:
    tree = parse_expression("0 " + " ".join(f"{sign} {part}" for part, sign in parts))
    limit, values = work_out_limit(tree, "x"), {"x": 1.75, "y": 0.5}
    expected = slope(tree, "x", values)
    if expected is not None:
        found = Point(values).value(limit.derivative)
        assert found == pytest.approx(expected[0], rel=1e-9, abs=1e-9)
        check_lines(limit, values)


@pytest.mark.parametrize(
    "formula",
    [
        "(x^2 + a*x + b)^6/(x^3 + c)^4",
        "(a + b + c + d + x)^12",
        "(x + y)^12*(x - z)^12",
    ],
)
def test_what_nobody_would_read_is_not_multiplied_out(formula: str) -> None:
    assert as_fraction(parse_expression(formula), "x") is None
    with pytest.raises(EngineError, match="as long as they can be read"):
        work_out_limit(parse_expression(formula), "x")


def test_a_formula_that_is_too_deep_is_refused() -> None:
    tree: Tree = Name("x")
    for _ in range(5000):
        tree = tree + Number(1.0)
    with pytest.raises(EngineError, match="differentiate gives the rules"):
        work_out_limit(tree, "x")


def test_a_division_by_nothing_is_no_fraction() -> None:
    assert as_fraction(parse_expression("x/(x - x)"), "x") is None


_PARTS = st.recursive(
    st.one_of(
        st.just(Name("x")), st.just(Name("a")), st.integers(-3, 4).map(lambda k: Number(float(k)))
    ),
    lambda parts: st.one_of(
        st.tuples(parts, parts).map(lambda pair: pair[0] + pair[1]),
        st.tuples(parts, parts).map(lambda pair: pair[0] - pair[1]),
        st.tuples(parts, parts).map(lambda pair: pair[0] * pair[1]),
        st.tuples(parts, parts).map(lambda pair: pair[0] / pair[1]),
        st.tuples(parts, st.integers(2, 3)).map(lambda pair: pair[0] ** Number(float(pair[1]))),
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(_PARTS, st.floats(0.3, 2.0), st.floats(-2.0, -0.3))
def test_the_lines_of_any_quotient_of_polynomials_are_true(tree: Tree, x: float, a: float) -> None:
    try:
        limit = work_out_limit(tree, "x")
    except EngineError:
        return
    values = {"x": x, "a": a}
    expected = slope(tree, "x", values)
    if expected is None or expected[1] > 1e4:
        return
    found = Point(values).value(limit.derivative)
    if math.isfinite(found):
        assert found == pytest.approx(expected[0], rel=1e-7, abs=1e-8 * expected[1])
        check_lines(limit, values)
