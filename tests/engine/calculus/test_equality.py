"""Whether two formulas are equal: by numbers whose rounding is known, and by proof."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.calculus.bounded_value import bounded_value
from engine.calculus.equality import POINTS, Decision, is_equal, precise_value
from engine.calculus.equality_proof import is_proved_equal, proofs
from engine.calculus.interning import size_of
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.simplify import simplified
from engine.calculus.slope_mark import slope_of
from engine.calculus.tree import Apply, Name, Number, Tree, substitute
from engine.errors import EngineError
from engine.expression import parse_expression as read
from engine.maths.precise import Precise
from engine.operation import get_operation
from tests.engine.calculus.formulas import FORMULAS
from tests.engine.calculus.formulas import POINTS as POINTS_OF_FORMULAS

if TYPE_CHECKING:
    from collections.abc import Callable

X = Name("x")


def is_in_numbers(tree: Tree) -> bool:
    return all(
        get_operation(part.operation).family != "shape"
        for part in parts_of(tree)
        if isinstance(part, Apply)
    )


def parts_of(tree: Tree) -> list[Tree]:
    found = [tree]
    for operand in tree.operands if isinstance(tree, Apply) else ():
        found += parts_of(operand)
    return found


IN_NUMBERS = FORMULAS.filter(is_in_numbers)

EQUAL = [
    ("(x + y)^3", "x^3 + 3x^2*y + 3x*y^2 + y^3"),
    ("sin(x)^2 + cos(x)^2", "1"),
    ("(x^2 - 1)/(x - 1)", "x + 1"),
    ("e^(x + y)", "e^x*e^y"),
    ("arccot(x)", "pi/2 - arctan(x)"),
    ("sigmoid(x)", "1/(1 + e^(-x))"),
    ("1 - tanh(x)^2", "sech(x)^2"),
    ("sqrt(x + 1) - sqrt(x)", "1/(sqrt(x + 1) + sqrt(x))"),
    ("(e^x - 1 - x)*10^6", "10^6*e^x - 10^6 - 10^6*x"),
    ("arccosh(x + 40)", "ln(x + 40 + sqrt((x + 40)^2 - 1))"),
    ("0.1 + 0.2 + x - x", "0.3"),
    ("sin(pi) + x - x", "0"),
    ("x^x", "e^(x*ln(x))"),
    ("max(x, y)", "(x + y + abs(x - y))/2"),
    ("relu(x) - relu(-x)", "x"),
    ("floor(x) + 1", "floor(x + 1)"),
    ("2", "1 + 1"),
    ("gelu(x)", "x*normal_cdf(x)"),
    ("e", "exp(1)"),
    ("((x + 100000000)^2 - 10^16)/x", "x + 2*10^8"),
    ("x^(x/x)", "x"),
    ("sin(-(pi))", "sin(-3.141592653589793)"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_formulas(one: str, other: str) -> None:
    verdict = is_equal(read(one), read(other))
    assert verdict.decision is Decision.EQUAL, verdict.text
    assert verdict.counter_example == {}
    assert verdict.compared == (POINTS if "x" in one.replace("exp", "") else 1)


@pytest.mark.parametrize("text", ["x*(-1*x^(-2)) + x^(-1)", "y*(x/y) - x"])
def test_digits_that_cancel_by_chance_are_no_difference(text: str) -> None:
    assert is_equal(read(text), Number(0.0)).decision is Decision.EQUAL


DIFFERENT = [
    ("x", "abs(x)"),
    ("ln(x)", "ln(abs(x)) + 1"),
    ("x^2", "x^2 + 10^(-12)"),
    ("e^x", "e^x + 10^(-13)"),
    ("(x + y)^2", "x^2 + y^2"),
    ("sin(x)", "x - x^3/6"),
    ("10^(-30)*x", "2*10^(-30)*x"),
    ("e^(-x^2 - 500)", "2*e^(-x^2 - 500)"),
    ("arcsec(x)", "arcsec(abs(x))"),
    ("1", "2"),
    ("x*y", "x*z"),
    ("tanh(x)", "1 - tanh(x)"),
    ("sigmoid(x)*(1 - sigmoid(x))", "ln(3)*sigmoid(x)*(1 - sigmoid(x))"),
    # Alike near zero, and at all numbers of few decimals.
    ("relu(x - 5)", "0"),
    ("abs(x + 40)", "x + 40"),
    ("max(x, y, 50)", "50"),
    ("sin(1000*pi*x)", "0"),
    ("floor(1000*x)", "1000*x"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_formulas_differ_at_the_point_that_is_shown(one: str, other: str) -> None:
    verdict = is_equal(read(one), read(other))
    assert verdict.decision is Decision.DIFFERENT
    point = Point(verdict.counter_example)
    shown = point.value(read(one)), point.value(read(other))
    assert shown == verdict.values
    assert shown[0] != shown[1]


def test_a_counter_example_is_a_round_point_where_one_will_do() -> None:
    assert is_equal(read("x^2"), read("2x")).counter_example == {"x": -2.0}
    assert is_equal(read("abs(x)"), read("x")).text == "different at x = −2: 2 and −2"
    found = is_equal(read("a1*b"), read("a1 + b"))
    assert found.text.startswith("different at a₁ = 2, b = −2")
    assert is_equal(read("1"), read("2")).text == "different: 1 and 2"


DOMAINS = [
    ("ln(x^2)", "2*ln(x)", "first"),
    ("sqrt(x)^2", "x", "second"),
    ("x^(1/3)", "cbrt(x)", "second"),
    ("ln(x) + ln(-x + 5)", "ln(x*(5 - x))", ""),
]


@pytest.mark.parametrize(("one", "other", "which"), DOMAINS)
def test_domains_that_differ_are_told(one: str, other: str, which: str) -> None:
    verdict = is_equal(read(one), read(other))
    assert verdict.decision is Decision.EQUAL
    told = {"first": verdict.only_first, "second": verdict.only_second}
    for name, point in told.items():
        assert bool(point) is (name == which)
        if point:
            values = Point(point)
            finite = [math.isfinite(values.value(read(text))) for text in (one, other)]
            assert finite == [name == "first", name == "second"]
            assert f"only the {which} is defined at x = " in verdict.text


def test_rounding_at_the_end_of_a_domain_is_no_difference_of_domains() -> None:
    verdict = is_equal(read("sqrt((x - 1)^2)"), read("sqrt(x^2 - 2x + 1)"))
    assert verdict.decision is Decision.EQUAL
    assert not verdict.only_first
    assert not verdict.only_second


def test_without_a_common_point_nothing_is_decided() -> None:
    verdict = is_equal(read("ln(x)"), read("ln(-x)"))
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.text == "not decided: no points were found where both can be computed"


def test_points_of_both_signs_are_compared() -> None:
    # They differ on one side of zero only.
    for text in ("where(x > 0, 0, x)", "where(x < 0, 0, x)"):
        tree = read(text.replace("x > 0", "greater(x, 0)").replace("x < 0", "less(x, 0)"))
        assert is_equal(tree, X).decision is Decision.DIFFERENT


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(EngineError, match="“derivative” is not worked out"):
        is_equal(slope_of(X, "x"), X)
    with pytest.raises(EngineError, match="“reshape” is for arrays"):
        is_equal(Apply("reshape", (X,)), X)


def test_a_long_chain_is_compared_by_doubles_alone() -> None:
    tree: Tree = X
    for _ in range(5000):
        tree = Apply("sin", (tree,))
    assert is_equal(tree, tree).decision is Decision.EQUAL
    assert is_equal(tree, tree + Number(1.0)).decision is Decision.DIFFERENT


# ---------------------------------------------------------------------- bounds


@settings(max_examples=300)
@given(IN_NUMBERS, POINTS_OF_FORMULAS)
def test_the_bound_holds_what_rounding_took(tree: Tree, values: dict[str, float]) -> None:
    found = bounded_value(tree, {name: np.array([at]) for name, at in values.items()})
    assume(math.isfinite(found.value[0]) and math.isfinite(found.bound[0]))
    exact = float(precise_value(tree, Precise(60), values))
    assume(math.isfinite(exact))
    assert abs(found.value[0] - exact) <= 8 * found.bound[0] + 1e-300, to_text(tree)


@pytest.mark.parametrize(
    "text",
    [
        "(1 + x) - 1",
        "sqrt(1 + x) - 1",
        "ln(1 + x)",
        "1 - cos(x)",
        "floor(1 - x + x)",
        "0.1*3 - 0.3",
    ],
)
def test_the_bound_knows_of_cancellation(text: str) -> None:
    tree, x = read(text), 1.234e-9
    found = bounded_value(tree, {"x": np.array([x])})
    off = abs(float(found.value[0]) - float(precise_value(tree, Precise(60), {"x": x})))
    rounding = 4 * np.finfo(np.float64).eps * abs(found.value[0])
    assert off <= found.bound[0]
    assert found.bound[0] > 1000 * rounding


@pytest.mark.parametrize(
    "text", ["cot(pi)", "tan(pi/2)", "1/sin(pi)", "1/(0.1*3 - 0.3)^2", "csch(0.1*3 - 0.3)"]
)
def test_nothing_is_known_where_a_pole_is_within_rounding(text: str) -> None:
    assert np.isinf(bounded_value(read(text), {}).bound[0])


# ---------------------------------------------------------------------- rewriting


def rewritings(part: Tree) -> list[Tree]:
    """Return formulas that are equal to a part wherever that is defined."""
    found: list[Tree] = [
        part + Number(0.0),
        part * Number(1.0),
        Apply("negate", (-part,)),
        (part + part) / 2,
    ]
    match part:
        case Apply("add" | "multiply", operands):
            found.append(Apply(part.operation, tuple(reversed(operands))))
        case Apply("subtract", (a, b)):
            found += [a + -b, -(b - a)]
        case Apply("divide", (a, b)):
            found.append(a * (1 / b))
        case Apply("power", (a, Number(2.0))):
            found.append(a * a)
        case Apply("sin", (a,)):
            found.append(2 * Apply("sin", (a / 2,)) * Apply("cos", (a / 2,)))
        case Apply("exp", (a,)):
            found.append(Apply("exp", (a / 2,)) ** 2)
        case Apply("sigmoid", (a,)):
            found.append(1 / (1 + Apply("exp", (-a,))))
        case Apply("tanh", (a,)):
            found.append(2 * Apply("sigmoid", (2 * a,)) - 1)
        case Apply("abs", (a,)):
            found.append(Apply("max", (a, -a)))
    return found


@st.composite
def _rewritten(draw: st.DrawFn) -> tuple[Tree, Tree]:
    tree = draw(IN_NUMBERS)
    parts = parts_of(tree)
    chosen = draw(st.sampled_from(parts))
    return tree, replaced(tree, chosen, draw(st.sampled_from(rewritings(chosen))))


def replaced(tree: Tree, old: Tree, new: Tree) -> Tree:
    """Replace a part, wherever it stands; two objects may be one part."""
    if tree is old:
        return new
    if isinstance(tree, Apply):
        operands = tuple(replaced(operand, old, new) for operand in tree.operands)
        return Apply(tree.operation, operands, tree.attributes)
    return tree


@settings(max_examples=300)
@given(_rewritten())
def test_rewriting_keeps_formulas_equal(pair: tuple[Tree, Tree]) -> None:
    tree, other = pair
    verdict = is_equal(tree, other)
    assert verdict.decision is not Decision.DIFFERENT, f"{to_text(other)}: {verdict.text}"


@settings(max_examples=150)
@given(IN_NUMBERS)
def test_simplifying_keeps_formulas_equal(tree: Tree) -> None:
    verdict = is_equal(tree, simplified(tree))
    assert verdict.decision is not Decision.DIFFERENT, (
        f"{to_text(simplified(tree))}: {verdict.text}"
    )


@settings(max_examples=300)
@given(IN_NUMBERS, st.data())
def test_small_mutations_are_found_different(tree: Tree, data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(parts_of(tree)))
    mutate = data.draw(st.sampled_from(MUTATIONS))
    other = replaced(tree, chosen, mutate(chosen))
    # By other means: at most of some other points they are clearly not the same.
    far = 0
    for number in range(40):
        values = Point({"x": math.sin(number) * 2.7, "y": math.cos(number * 3) * 2.2})
        a, b = values.value(tree), values.value(other)
        if math.isfinite(a) and math.isfinite(b):
            far += abs(a - b) > 1e-4 * max(abs(a), abs(b), 1e-9)
    assume(far > 30)
    verdict = is_equal(tree, other)
    # Such as sin(π)^x, of whose base nothing but rounding is left.
    assert verdict.decision is Decision.DIFFERENT or not verdict.compared, to_text(other)


MUTATIONS: list[Callable[[Tree], Tree]] = [
    lambda part: part + Number(0.01),
    lambda part: part * Number(1.001),
    lambda part: -part,
    lambda part: Apply("sin", (part,)),
    lambda part: part * X,
    lambda part: substitute(part, {"x": X + 1}),
]


# ---------------------------------------------------------------------- proofs


def test_what_algebra_shows_is_proved() -> None:
    verdict = is_proved_equal(read("(x + 1)^2 - 1"), read("x*(x + 2)"), seconds=60)
    assert verdict.text == "equal at 24 points, and proved"


def test_a_difference_needs_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: Any, **_options: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("subprocess.run", refuse)
    assert is_proved_equal(X, X + 1).decision is Decision.DIFFERENT
    long = Apply("add", tuple(X for _ in range(600)))
    assert size_of(long) > 500
    assert not is_proved_equal(long, long).proved


def test_a_proof_that_takes_too_long_is_given_up() -> None:
    verdict = is_proved_equal(read("(x + 1)^2"), read("x^2 + 2x + 1"), seconds=0.001)
    assert (verdict.decision, verdict.proved) == (Decision.EQUAL, False)


@pytest.mark.parametrize(
    ("one", "other", "proved"),
    [
        ("(x + 1)^2", "x^2 + 2*x + 1", True),
        ("sin(x)^2", "1 - cos(x)^2", True),
        ("e + 1", "1 + e", True),
        ("x", "x + 1", False),
        ("cross_entropy(x, x)", "x", False),
    ],
)
def test_proofs_are_of_what_is_so(one: str, other: str, *, proved: bool) -> None:
    assert any(proofs(one, other, ("x", "e"))) is proved
