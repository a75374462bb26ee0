"""The command integrate: the seeds' antiderivatives, steps included, and bad input."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.calculus.point_value import Point
from engine.calculus.tree import names_in
from engine.expression import parse_expression

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "integral_cases.json").read_text(encoding="utf-8")
)


def differ_by_a_constant(one: str, other: str, integrand: str) -> bool:
    """Whether two formulas differ by one number a piece, wherever the integrand is defined."""
    trees = [parse_expression(text.replace("Abs", "abs")) for text in (one, other, integrand)]
    names = sorted({name for tree in trees for name in names_in(tree)} - {"x"})
    chance = random.Random(6)
    for low, high in ((-3.0, -1.0), (-1.0, 0.0), (0.0, 1.0), (1.0, 1.5), (2.0, 3.0)):
        constants = {name: chance.uniform(0.5, 2.5) for name in names}
        differences = []
        for _ in range(40):
            point = Point({**constants, "x": chance.uniform(low, high)})
            first, second, inside = (point.value(tree) for tree in trees)
            if not math.isfinite(inside):
                continue
            if not (math.isfinite(first) and math.isfinite(second)):
                return False
            differences.append(first - second)
        if differences and max(differences) - min(differences) > 1e-9:
            return False
    return True


def test_the_cases_are_whole() -> None:
    assert len(CASES) == 18
    assert [case["id"][-2:] for case in CASES if not case["correct"]] == [
        "03",
        "05",
        "06",
        "17",
        "18",
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_antiderivative_of_the_seeds(case: dict[str, Any], terminal: Terminal) -> None:
    found = terminal.json("integrate", f" {case['f']}", "--wrt", "x")
    answer = found["antiderivative"]
    assert found["verified"] is True
    assert differ_by_a_constant(answer, case["right"], case["f"])
    assert len([step for step in found["steps"] if step["number"]]) == 1
    last = found["steps"][-1]
    assert last["after"] == (f"{answer} + C" if answer != "0" else "0 + C")
    assert case["condition"] in found["domain"]
    if not case["correct"] and not case["condition"]:
        assert not differ_by_a_constant(case["printed"], answer, case["f"])


def test_what_the_seeds_leave_out(terminal: Terminal) -> None:
    """xⁿ⁺¹/(n + 1) is no antiderivative for n = −1, and n^x/ln n none for n = 1."""
    assert terminal.json("integrate", "x^(-1)", "--wrt", "x")["antiderivative"] == "ln(abs(x))"
    assert terminal.json("integrate", "1^x", "--wrt", "x")["antiderivative"] == "x"


def test_the_object(terminal: Terminal) -> None:
    found = terminal.json("integrate", "2*x*cos(x^2)", "--wrt", "x")
    assert (found["antiderivative"], found["constant"], found["domain"]) == (
        "sin(x^2)",
        "C",
        "all x",
    )
    assert found["latex"] == r"\sin x^{2} + C"
    assert (found["verified"], found["proved"], found["jumps"]) == (True, True, [])
    left, right = found["compared"]
    assert left["from"] < left["to"] < 0 < right["from"] < right["to"]
    assert min(left["points"], right["points"]) > 100
    assert [(step["number"], step["depth"], step["rule"]) for step in found["steps"]] == [
        (1, 0, "constant multiple rule"),
        (2, 1, "substitution"),
        (3, 2, "constant multiple rule"),
        (4, 3, "integral of the cosine"),
        (0, 0, "all rules together"),
        (0, 0, "algebra"),
        (0, 0, "constant of integration"),
    ]
    assert found["steps"][1]["letters"] == {"u": "x^2"}
    assert found["steps"][1]["after"] == "∫ cos(u)/2 du"
    assert found["steps"][0]["after_latex"] == r"2 \int x \cdot \cos x^{2} \, dx"


def test_made_for_reading(terminal: Terminal) -> None:
    printed = terminal.run("integrate", "n^x", "--wrt", "x")
    lines = printed.splitlines()
    assert lines[0] == "∫ n^x dx = n^x/ln(n) + C"
    assert lines[1] == "for n > 0 and n ≠ 1"
    assert "   1  exponential rule" in printed
    assert "differentiated back: equal on -31.9 … -0.0007, 0.0007 … 31.9" in printed


def test_the_notes_of_a_formula(terminal: Terminal) -> None:
    found = terminal.json("integrate", "0^0*y", "--wrt", "x")
    assert found["antiderivative"] == "x*y"
    assert len(found["notes"]) == 2
    assert "note: there is no “x”" in terminal.run("integrate", "y", "--wrt", "x")


def test_names_that_sympy_knows_are_names(terminal: Terminal) -> None:
    found = terminal.json("integrate", "E*I*x", "--wrt", "x", "--time-limit", "0.001")
    assert found["antiderivative"] == "E*I*x^2/2"


# ------------------------------------------------------------------ bad input

REFUSALS = {
    "(x+1": "column 5: the parenthesis opened at column 1 is not closed",
    "": "column 1: a formula was expected",
    "(" * 1000 + "x" + ")" * 1000: "column 201: the formula nests more than 200 deep",
    "x*foo(x)": "column 3: there is no function “foo”",
    "1/0": "column 1: 1/0 is not a number",
    "x + ln(-1)": "column 5: ln(-1) is not a number",
    "__import__('os').system('true')": "column 1: there is no function “__import__”",
    "x.real": "column 2: an operator was expected before “.”",
    "sum(x)": "“sum” is for arrays",
    "x*" * 4999 + "x": "the formula has more than 1500 names, numbers and signs",
}


@pytest.mark.parametrize("formula", REFUSALS, ids=lambda text: text[:20])
def test_a_bad_formula_is_refused(formula: str, terminal: Terminal) -> None:
    told = terminal.refusal("integrate", formula, "--wrt", "x")
    assert told.startswith(f"main.py integrate: {REFUSALS[formula]}"), told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--wrt", "sin"), "“sin” is a function, not a variable"),
        (("--wrt", "2x"), "“2x” cannot be a name"),
        (("--wrt", "x", "--time-limit", "0"), "“0” is not a positive number"),
        (("--wrt", "x", "--at", "x=1"), "unrecognized arguments: --at x=1"),
    ],
)
def test_a_bad_option_is_refused(words: tuple[str, ...], sentence: str, terminal: Terminal) -> None:
    assert sentence in terminal.refusal("integrate", "x^2", *words)


def test_what_cannot_be_done_is_said(terminal: Terminal) -> None:
    told = terminal.refusal("integrate", "x^x", "--wrt", "x", "--time-limit", "0.01")
    assert told == (
        "main.py integrate: no antiderivative of x^x was found: none was found by rules, nor by "
        "SymPy in 0.01 seconds"
    )
    told = terminal.refusal("integrate", "sin(x)/x", "--wrt", "x", "--time-limit", "60")
    assert told.endswith("what SymPy found takes “Si”, a function that this program has not")
