"""The derivatives that a textbook's table prints, held against the engine on both sides of 0."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import parse
from engine.expression import parse_expression
from engine.maths.interpret import interpret
from engine.maths.numeric import Numeric
from engine.tape import record

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "derivative_table.json").read_text(encoding="utf-8")
)
POINTS = (-800.0, -3.7, -2.0, -1.2, -0.9, -0.5, -1e-8, 1e-8, 0.5, 0.9, 1.2, 2.0, 3.7, 800.0)
CONSTANTS = (2.0, 3.0, 0.5)


def formula(text: str, **values: float) -> float:
    tree = parse_expression(text.replace("Abs", "abs"))
    with np.errstate(all="ignore"):
        return float(interpret(tree, Numeric(), values))


def slope(row: dict[str, Any], x: float, n: float) -> float:
    graph = parse(f"input x = {x!r}; constant n = {n!r}; y = {row['f']} + 0*x")
    return float(np.asarray(record(graph).evaluate().gradient("x")))


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 18
    assert [row["id"] for row in ROWS if not row["correct"]] == ["s0.dtab.asec", "s0.dtab.acsc"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_right_form_is_the_slope_on_both_sides(row: dict[str, Any]) -> None:
    tried = set()
    for n in CONSTANTS:
        for x in POINTS:
            value = formula(row["f"], x=x, n=n)
            right = formula(row["corrected"] or row["expected"], x=x, n=n)
            if not math.isfinite(value):
                continue
            tried.add(math.copysign(1.0, x))
            assert slope(row, x, n) == pytest.approx(right, rel=5e-15, abs=1e-300), (x, n)
    assert tried == ({1.0} if row["f"] == "log(x)" else {-1.0, 1.0})


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row["correct"]], ids=lambda row: row["id"]
)
def test_the_printed_form_is_wrong_left_of_zero(row: dict[str, Any]) -> None:
    printed = formula(row["expected"], x=-2.0)
    assert slope(row, -2.0, 2.0) == pytest.approx(-printed, rel=5e-15)
    assert slope(row, 2.0, 2.0) == pytest.approx(formula(row["expected"], x=2.0), rel=5e-15)
