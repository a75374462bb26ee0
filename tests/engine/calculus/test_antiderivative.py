"""Antiderivatives: what the rules find, that every row is true, and what is not given."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings

from engine.calculus import antiderivative
from engine.calculus.antiderivative import BY_SYMPY, CONSTANT, integrate
from engine.calculus.antiderivative_check import check_antiderivative
from engine.calculus.derivation import Derivation
from engine.calculus.integral_by_sympy import antiderivative_by_sympy
from engine.calculus.integral_table import LETTER, entries, look_up
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.sample_values import sampled
from engine.calculus.tree import Apply, Name, Number, Tree, substitute
from engine.errors import EngineError
from engine.expression import parse_expression
from tests.engine.calculus.formulas import FORMULAS
from tests.engine.calculus.integrals import (
    INTEGRANDS,
    PLACES,
    NotRealError,
    precise_value,
    slope_of_side,
)

if TYPE_CHECKING:
    from engine.calculus.antiderivative import Antiderivative, IntegralRow
    from engine.calculus.integral_table import Entry


def found(text: str, wrt: str = "x") -> Antiderivative:
    return integrate(parse_expression(text), wrt, seconds=0)


def rules(text: str) -> list[str]:
    return [row.rule for row in found(text).rows() if row.number]


# ------------------------------------------------------------------ the table


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: to_text(entry.integrand))
def test_a_row_of_the_table_is_true_wherever_its_integrand_is_defined(entry: Entry) -> None:
    check = check_antiderivative(entry.antiderivative, entry.integrand, LETTER)
    assert check.is_verified
    assert not check.jumps
    match = look_up(entry.integrand, LETTER)
    assert match is not None
    assert match.entry is entry
    # And by numbers that owe nothing to this program.
    compared = 0
    with mpmath.workdps(30):
        for place in PLACES:
            try:
                expected = precise_value(entry.integrand, {"x": mpmath.mpf(place)})
            except (NotRealError, KeyError):
                continue
            slope = mpmath.diff(
                lambda x: precise_value(entry.antiderivative, {"x": x}), mpmath.mpf(place)
            )
            assert mpmath.almosteq(slope, expected, 1e-12), place
            compared += 1
    assert compared >= 2 or to_text(entry.integrand) in {"less(x, 0)", "ceil(x)", "round(x)"}


def test_the_table_says_where_its_rows_hold() -> None:
    """Every row that is not defined everywhere says so."""
    for entry in entries():
        is_everywhere = bool(np.isfinite(sampled(entry.integrand, LETTER)).all())
        if not is_everywhere:
            assert entry.domain, entry.rule


# ------------------------------------------------------------------ the rules

ANSWERS = {
    "3x^2 + 2x + 1": "x^3 + x^2 + x",
    "x^(-3/2)": "-2/sqrt(x)",
    "1/(2x + 1)": "ln(abs(2*x + 1))/2",
    "e^(a*x)": "exp(a*x)/a",
    "2^(3x - 1)": "2^(3*x - 1)/(3*ln(2))",
    "x*e^(x^2)": "exp(x^2)/2",
    "x^2*e^x": "x^2*exp(x) - 2*x*exp(x) + 2*exp(x)",
    "x*ln(x)": "x^2*ln(x)/2 - x^2/4",
    "e^x*sin(x)": "exp(x)*(sin(x) - cos(x))/2",
    "1/(x^2 - 4)": "ln(abs(x - 2))/4 - ln(abs(x + 2))/4",
    "1/(x^2 + 4)": "arctan(x/2)/2",
    "1/(a^2 + x^2)": "arctan(x/a)/a",
    "x^3/(x - 1)": "x^3/3 + x^2/2 + x + ln(abs(x - 1))",
    "1/cos(x)^2": "tan(x)",
    "sin(x)^4": "3*x/8 - sin(2*x)/4 + sin(4*x)/32",
    "sin(x)^3*cos(x)^2": "cos(x)^5/5 - cos(x)^3/3",
    "sin(2x)*cos(3x)": "cos(x)/2 - cos(5*x)/10",
    "x*sqrt(x + 1)": "2*(x + 1)^(5/2)/5 - 2*(x + 1)^(3/2)/3",
    "cos(ln(x))": "x*(cos(ln(x)) + sin(ln(x)))/2",
    "1/(x + sqrt(x))": "2*ln(sqrt(x) + 1)",
    "sigmoid(3x + 1)": "softplus(3*x + 1)/3",
    "relu(x - 2)": "relu(x - 2)^2/2",
    "log(x, b)": "x*log(x, b) - x/ln(b)",
    "max(x, 1)": "relu(x - 1)^2/2 + x",
    "min(x, a, b)": "x*min(a, b) + relu(min(a, b) - x)^2/2",
    "clip(x, -1, 1)": "relu(x + 1)^2/2 - x - relu(x - 1)^2/2",
    "elu(x)": "where(greater(x, 0), x^2/2, exp(x) - x - 1)",
    "squared_error(w*x, y)": "(w*x - y)^3/(3*w)",
    "sqrt(abs(2x - 1))": "(2*x - 1)*sqrt(abs(2*x - 1))/3",
}


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_short_and_right(text: str) -> None:
    answer = found(text)
    assert answer.check.is_verified
    terms = sorted(to_text(answer.tree).replace("- ", "+ -").split(" + "))
    assert terms == sorted(ANSWERS[text].replace("- ", "+ -").split(" + "))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x^2 + x", ["sum rule", "power rule", "power rule"]),
        ("x^2 - 1", ["difference rule", "power rule", "constant rule"]),
        ("5*x^3", ["constant multiple rule", "power rule"]),
        ("cos(3x + 1)", ["substitution", "integral of the cosine"]),
        ("x*e^x", ["integration by parts", "exponential rule"]),
        ("1/(x^2 - 4)", ["partial fractions"]),
        ("1/cos(x)^2", ["rewriting", "integral of the squared secant"]),
        ("1/(x^2 + 2x + 5)", ["completing the square", "integral of 1/(1 + x²)"]),
        ("(x + 1)/(x + 2)", ["polynomial division"]),
        ("leaky_relu(x)", ["integral of the leaky ReLU"]),
        ("e^x*cos(x)", ["integration by parts, twice"]),
    ],
)
def test_the_rules_have_their_names(text: str, named: list[str]) -> None:
    assert rules(text)[: len(named)] == named


@pytest.mark.parametrize(
    "text",
    [
        "log(x, b)",
        "sigmoid(x, base=3)",
        "leaky_relu(x, slope=0.2)",
        "elu(x, alpha=2)",
        "root(x, 5)",
        "max(a, x)",
        "max(x, y, a)",
        "min(a, x)",
        "clip(x, -1, 2)",
        "greater(x, 1)",
        "less(x, 1)",
        "greater_equal(x, a)",
        "less_equal(x, a)",
    ],
)
def test_an_operation_with_a_parameter_has_a_rule_of_its_own(text: str) -> None:
    (rule,) = rules(text)
    assert rule.startswith("integral of ")


@pytest.mark.parametrize(
    "text",
    [
        "squared_error(x, y)",
        "absolute_error(x, y)",
        "square(x)",
        "reciprocal(x)",
        "xlogy(2, x)",
        "hypot(x, 2)",
        "kl_divergence(x, 0.4)",
        "binary_cross_entropy(x, 0.3)",
    ],
)
def test_an_operation_is_written_in_others_words(text: str) -> None:
    assert found(text).check.is_verified


def test_what_was_done_is_referred_to() -> None:
    again = [row.same_as for row in found("(x*e^x)*2 + 3*(x*e^x)").rows() if row.same_as]
    assert len(again) == 1


def test_the_last_row_has_the_constant_and_where_it_holds() -> None:
    *_, last = found("1/x").rows()
    assert (last.rule, last.text) == (CONSTANT, "∫ 1/x dx = ln(abs(x)) + C")
    assert last.condition == "x ≠ 0"
    assert "each piece" in last.reason
    assert last.latex == r"\int \frac{1}{x} \, dx = \ln \left|x\right| + C"
    *_, last = found("C*x").rows()
    assert last.text == "∫ C*x dx = C*x^2/2 + K"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("ln(3x + 1)", "(3*x + 1)*ln(3*x + 1)/3 - x"),
        ("ln(x - 100)", "(x - 100)*ln(x - 100) - x"),
        ("0", "0"),
        ("elu(x)", "where(greater(x, 0), x^2/2, exp(x) - x - 1)"),
    ],
)
def test_terms_without_the_variable_are_part_of_the_constant(text: str, tree: str) -> None:
    answer = found(text)
    assert to_text(answer.tree) == tree
    *_, last = answer.rows()
    assert ("part of it" in last.reason) == (text.startswith("ln"))


@pytest.mark.parametrize("text", ["ln(x - 100)", "1/sqrt(1 - (100*x)^2)", "sqrt(-x - 40)"])
def test_a_domain_far_away_or_small_is_looked_at_too(text: str) -> None:
    (*_, piece) = found(text).check.pieces
    assert piece.points >= 5


# ------------------------------------------------------------------ at random


AT_MARKS = {f"integral{number}": 1.0 for number in range(40)}


def check_row(row: IntegralRow) -> None:
    """Differentiate both sides of a row, and compare them in numbers."""
    if row.rule == CONSTANT:
        return
    # In a substitution the variable of the row is a letter itself.
    wrt = row.before.operands[1] if row.number and isinstance(row.before, Apply) else Name("x")
    assert isinstance(wrt, Name)
    here = {wrt.text: Name("x")}
    before, after = substitute(row.before, here), substitute(row.after, here)
    letters = {letter: substitute(tree, here) for letter, tree in row.letters.items()}
    slopes = {letter: Derivation(tree, "x").derivative for letter, tree in letters.items()}
    left, right = slope_of_side(before, slopes), slope_of_side(after, slopes)
    for place in PLACES:
        at = {"x": place, "a": 0.7, "b": 1.3, "n": 2.4, "y": 0.6, "w": 1.7, **AT_MARKS}
        one = Point(at, letters).value(left)
        other = Point(at, letters).value(right)
        size = max(1.0, abs(one))
        if math.isfinite(one) and math.isfinite(other):
            assert math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-7 * size), (row.text, place)


@pytest.mark.parametrize("text", ANSWERS)
def test_both_sides_of_every_row_have_one_derivative(text: str) -> None:
    for row in integrate(parse_expression(text), "x", seconds=0).rows():
        check_row(row)


@settings(max_examples=120, deadline=None)
@given(INTEGRANDS)
def test_whatever_is_found_differentiates_back(integrand: Tree) -> None:
    try:
        answer = integrate(integrand, "x", seconds=0)
    except EngineError:
        assume(False)
    assert answer.check.is_verified
    for row in answer.rows():
        check_row(row)
    with mpmath.workdps(40):
        for place in map(mpmath.mpf, PLACES):
            try:
                expected = precise_value(integrand, {"x": place})
                slope = mpmath.diff(lambda x: precise_value(answer.tree, {"x": x}), place)
            except NotRealError:
                continue
            scale = max(abs(expected), mpmath.mpf(1))
            assert abs(slope - expected) <= 1e-9 * scale, (to_text(answer.tree), place)


@settings(max_examples=150, deadline=None)
@given(FORMULAS)
def test_any_formula_is_integrated_or_refused(integrand: Tree) -> None:
    """With every operation that there is, and names that are constants."""
    told = ""
    try:
        assert integrate(integrand, "x", seconds=0).check.is_verified
    except EngineError as error:
        told = error.message
    assert not told or "by the rules" in told or "for arrays" in told or "too large" in told


@settings(max_examples=60, deadline=None)
@given(INTEGRANDS)
def test_differences_of_an_antiderivative_are_integrals(integrand: Tree) -> None:
    """Between two points of one piece of the domain, by mpmath's quadrature."""
    try:
        answer = integrate(integrand, "x", seconds=0)
    except EngineError:
        assume(False)
    assert not answer.check.jumps
    with mpmath.workdps(20):
        for low, high in ((-2.3, -2.05), (-0.41, -0.12), (0.17, 0.38), (1.27, 1.9), (3.3, 3.9)):
            ends = mpmath.mpf(low), mpmath.mpf(high)
            try:
                for step in range(33):  # no pole between them
                    place = ends[0] + (ends[1] - ends[0]) * step / 32
                    assume(abs(precise_value(integrand, {"x": place})) < 1e3)
                expected, error = mpmath.quad(
                    lambda x: precise_value(integrand, {"x": x}),
                    mpmath.linspace(*ends, 5),
                    error=True,
                )
                grown = precise_value(answer.tree, {"x": ends[1]}) - precise_value(
                    answer.tree, {"x": ends[0]}
                )
            except NotRealError:
                continue
            if error < 1e-9:
                assert abs(grown - expected) < 1e-7 * max(1, abs(expected)), to_text(answer.tree)


# ------------------------------------------------------------------ what is not given


def test_a_wrong_antiderivative_is_not_verified() -> None:
    for wrong, integrand in [
        ("ln(x)", "1/x"),
        ("arcsec(x)", "1/(x*sqrt(x^2 - 1))"),
        ("x^2", "x"),
        ("sqrt(x^2)", "1"),
    ]:
        check = check_antiderivative(parse_expression(wrong), parse_expression(integrand), "x")
        assert not check.is_verified, wrong


def test_a_jump_is_seen() -> None:
    formula = parse_expression("x^3/3 + sign(x - 1.01)")
    check = check_antiderivative(formula, parse_expression("x^2"), "x")
    assert check.is_verified
    assert check.jumps == pytest.approx((1.01,), abs=0.05)


def test_what_does_not_stand_the_check_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_integrand: Tree, _wrt: str, _seconds: float) -> Tree:
        return Name("x")

    monkeypatch.setattr(antiderivative, "antiderivative_by_sympy", wrong)
    with pytest.raises(EngineError, match="does not give it back"):
        integrate(parse_expression("sin(sin(x))"), "x")


@pytest.mark.parametrize("text", ["sin(sin(x))", "x^x", "e^(x^2)", "softplus(x)"])
def test_what_the_rules_do_not_solve_is_said(text: str) -> None:
    with pytest.raises(EngineError, match=r"no antiderivative of .* was found by the rules"):
        found(text)


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        (Apply("sum", (Name("x"),)), "“sum” is for arrays"),
        (Apply("add", (Name("x"),) * 1600), None),
        (
            Apply("add", tuple(Name("x") ** Number(float(it)) for it in range(1600))),
            "more than 1500",
        ),
    ],
)
def test_how_long_a_formula_may_be(formula: Tree, told: str | None) -> None:
    if told is None:
        assert integrate(formula, "x").check.is_verified
    else:
        with pytest.raises(EngineError, match=told):
            integrate(formula, "x")


@pytest.mark.parametrize(
    "text",
    ["1e308*x*1e308", "x/(x^2 + 1000000000000000.3)", "1/(x^2 + 1e300)", "x^1e300", "1e-320*x"],
)
def test_numbers_however_large_do_no_harm(text: str) -> None:
    told = ""
    try:
        assert found(text).check.is_verified
    except EngineError as error:
        told = error.message
    assert not told or "too large" in told or "by the rules" in told


# ------------------------------------------------------------------ SymPy


def test_sympy_is_asked_last() -> None:
    answer = integrate(parse_expression("1/(x^4 + 1)"), "x", seconds=60)
    assert [row.rule for row in answer.rows()] == [BY_SYMPY, CONSTANT]
    assert answer.check.is_verified
    with pytest.raises(EngineError, match="takes “Si”"):
        integrate(parse_expression("sin(x)/x"), "x", seconds=60)


def test_sympy_is_stopped_when_the_time_is_up() -> None:
    with pytest.raises(EngineError, match=r"nor by SymPy in 0\.05 seconds"):
        antiderivative_by_sympy(parse_expression("1/(x^4 + 1)"), "x", 0.05)
