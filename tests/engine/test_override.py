from __future__ import annotations

import pytest

from engine.calculus.tree import Name
from engine.errors import ExpressionError
from engine.override import parse_override


def test_a_formula_speaks_of_ports_and_of_the_own_value() -> None:
    y, x = Name("y"), Name("x1")
    assert parse_override("y*(1 - y) + x1", ["x1", "x2"]) == y * (1 - y) + x


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("z", r"“z” is neither a port \(x\) nor y"),
        ("x2", r"“x2” is neither a port"),
        ("y*", "expected"),
        ("", "expected"),
    ],
)
def test_anything_else_is_refused(formula: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        parse_override(formula, ["x"])
