"""The bridge to SymPy: what crosses it means the same on the other side."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings

from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.sympy_bridge import UntranslatableError, from_sympy, to_sympy
from engine.calculus.tree import Apply, Name, Tree
from engine.expression import parse_expression
from tests.engine.calculus.formulas import FORMULAS, POINTS
from tests.engine.random_graphs import SCALAR_OPERATIONS

if TYPE_CHECKING:
    from engine.operation import Operation

FOR_ARRAYS = {"linear_algebra", "probability", "reduction", "shape"}
PLACES = (-3.0, -1.5, -0.7, -0.25, 0.3, 0.6, 1.4, 2.0)


def value_in_sympy(tree: Tree, values: dict[str, float]) -> float | None:
    """Compute a formula in SymPy; None where it is no real number there."""
    import sympy

    at = {sympy.Symbol(name, real=True): sympy.Float(value, 30) for name, value in values.items()}
    found = complex(to_sympy(tree).subs(at).evalf(30))
    return found.real if abs(found.imag) < 1e-12 and math.isfinite(found.real) else None


@pytest.mark.parametrize("operation", SCALAR_OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_means_the_same_in_sympy(operation: Operation) -> None:
    names = [f"x{place}" for place, _ in enumerate(operation.ports)]
    tree = Apply(operation.name, tuple(map(Name, names)))
    if operation.family in FOR_ARRAYS or operation.name == "round":
        with pytest.raises(UntranslatableError, match=operation.name):
            to_sympy(tree)
        return
    is_root = operation.name == "root"
    compared = 0
    for first in PLACES:
        others = [3.0] if is_root else ([2.0, 0.4, -0.7] if len(names) > 1 else [0.0])
        for second in others:
            values = dict(zip(names, (first, second, second + 1), strict=False))
            if is_root:
                tree = Apply("root", (Name("x0"), parse_expression("3")))
                values = {"x0": first}
            ours, theirs = Point(values).value(tree), value_in_sympy(tree, values)
            if theirs is None or not math.isfinite(ours):
                # Where ours is nan, SymPy may be complex; where both are real they agree.
                assert theirs is None or operation.name in {"log", "xlogy", "kl_divergence"}
                continue
            compared += 1
            assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-14), values
    assert compared > 1


@settings(max_examples=150, deadline=None)
@given(FORMULAS, POINTS)
def test_there_and_back_means_the_same(tree: Tree, values: dict[str, float]) -> None:
    ours = Point(values).value(tree)
    assume(math.isfinite(ours) and abs(ours) < 1e6)
    try:
        back = from_sympy(to_sympy(tree))
    except UntranslatableError:
        assume(False)
    found = Point(values).value(back)
    # SymPy reckons exactly, so that where we cancel or come to an edge of a domain it may not.
    assume(math.isfinite(found))
    assert found == pytest.approx(ours, rel=1e-6, abs=1e-6), to_text(back)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("arccot(x)", "pi/2 - arctan(x)"),
        ("e^(-x)", "exp(-x)"),
        ("0.1*x", "x/10"),
        ("where(greater(x, 0), x, y)", "where(greater(x, 0), x, y)"),
        ("1/(2*sqrt(x))", "1/(2*sqrt(x))"),
        ("x^(-3/2)", "1/x^(3/2)"),
        ("e*pi", "e*pi"),
    ],
)
def test_what_comes_back(formula: str, text: str) -> None:
    assert to_text(from_sympy(to_sympy(parse_expression(formula)))) == text


def test_the_arc_cotangent_keeps_its_range() -> None:
    """SymPy's ``acot(-1)`` is −π/4, in this program it is 3π/4."""
    assert value_in_sympy(parse_expression("arccot(x)"), {"x": -1.0}) == pytest.approx(
        3 * math.pi / 4
    )
    import sympy

    theirs = from_sympy(sympy.acot(sympy.Symbol("x", real=True)))
    assert Point({"x": -1.0}).value(theirs) == pytest.approx(-math.pi / 4)


@pytest.mark.parametrize(
    "formula", ["10^(10^9)", "(1/3)^99999", "sum(x)", "round(x)", "root(x, 2.5)"]
)
def test_what_has_no_counterpart_is_refused(formula: str) -> None:
    with pytest.raises(UntranslatableError):
        to_sympy(parse_expression(formula))


def test_what_this_program_lacks_is_refused() -> None:
    import sympy

    x = sympy.Symbol("x", real=True)
    sin_of_sin = sympy.Integral(sympy.sin(sympy.sin(x)), x)
    for found, told in [
        (sympy.Si(x), "takes “Si”"),
        (sympy.sqrt(-1) * x, "imaginary"),
        (sin_of_sin, "no antiderivative"),
        (sympy.oo * sympy.Symbol("y", positive=True), "infinities"),
        (sympy.Piecewise((x, x > 0)), "not given everywhere"),
    ]:
        with pytest.raises(UntranslatableError, match=told):
            from_sympy(found)


def test_a_name_is_a_name_whatever_sympy_calls_so() -> None:
    for name in ("E", "I", "S", "lambda", "gamma", "__import__"):
        assert from_sympy(to_sympy(Name(name))) == Name(name)


def test_sympy_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, engine.calculus.sympy_bridge; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
