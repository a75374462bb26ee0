"""The commands differentiate and limit: the seeds' derivatives, steps included, and bad input."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.calculus.interning import Interner
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.simplify_numbers import fold_numbers
from engine.calculus.simplify_products import collect_factors
from engine.calculus.tree import Apply, Tree, names_in
from engine.calculus.walk import fold
from engine.expression import parse_expression

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[2] / "data" / "derivation_cases.json").read_text(encoding="utf-8")
)
NETWORK_A = {"x": 1.0, "y": 1.0, "w1": 0.5, "w2": -2.0, "b1": -0.5, "yhat": 0.5, "o": 0.0}
LOSS = "(sigmoid(x + w2*sigmoid(w1*x + b1)) - y)^2"


def are_equal(one: str, other: str) -> bool:
    """Whether two formulas agree at 24 points of their common domain, of both signs."""
    trees = [parse_expression(text.replace("Abs", "abs")) for text in (one, other)]
    names = sorted({name for tree in trees for name in names_in(tree)})
    chance, compared = random.Random(5), 0
    for _ in range(400):
        point = Point({name: chance.uniform(-3.0, 3.0) for name in names})
        left, right = (point.value(tree) for tree in trees)
        if math.isfinite(left) and math.isfinite(right):
            compared += 1
            if not math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12):
                return False
        if compared == 24:
            break
    assert compared == 24
    return True


def tidied(text: str) -> str:
    """Write a formula with numbers multiplied and factors in order, and nothing else done."""
    known = Interner()

    def combine(part: Tree, operands: list[Tree]) -> Tree:
        if not isinstance(part, Apply):
            return part
        made = fold_numbers(Apply(part.operation, tuple(operands), part.attributes), known)
        return collect_factors(made, known) if isinstance(made, Apply) else made

    return to_text(fold(parse_expression(text), combine))


def by_id(case: Any) -> str:
    return str(case["id"]) if isinstance(case, dict) and "id" in case else ""


def settings(case: dict[str, Any]) -> list[str]:
    names = dict.fromkeys(names_in(parse_expression(case["f"])))
    return [word for name in names for word in ("--at", f"{name}={NETWORK_A[name]}")]


# ------------------------------------------------------------------ the seeds


def test_the_cases_are_whole() -> None:
    counts = {kind: len(cases) for kind, cases in CASES.items()}
    assert counts == {"derivatives": 49, "rules": 19, "derivations": 6, "limits": 2, "chain": 4}
    wrong = [case["id"] for case in CASES["derivatives"] if not case["correct"]]
    assert len(wrong) == 7


@pytest.mark.parametrize("case", CASES["derivatives"], ids=by_id)
def test_a_derivative_of_the_seeds(case: dict[str, Any], terminal: Terminal) -> None:
    found = terminal.json("differentiate", case["f"], "--wrt", case["wrt"], "--detail", "full")
    assert are_equal(found["derivative"], case["corrected"] or case["expected"])
    if not case["correct"]:
        assert not are_equal(found["derivative"], case["expected"])
    last = found["steps"][-1]
    assert last["after"] == found["derivative"]
    assert all(step["rule"] for step in found["steps"])


@pytest.mark.parametrize(
    "case",
    [case for case in CASES["derivatives"] if case["intermediate"] and "chain" not in case["id"]],
    ids=by_id,
)
def test_the_lines_between_of_the_seeds(case: dict[str, Any], terminal: Terminal) -> None:
    found = terminal.json("differentiate", case["f"], "--wrt", case["wrt"], "--detail", "full")
    lines = {tidied(step["after"]) for step in found["steps"] if "d/d" not in step["after"]}
    for printed in case["intermediate"]:
        assert tidied(printed.replace("2xy", "2*x*y")) in lines, printed


@pytest.mark.parametrize(
    ("formula", "letters", "lines"),
    [
        (
            "exp(x^2 + y^2)",
            {"u": "x^2 + y^2"},
            ["d/du(exp(u)) = exp(u)", "d/dx(x^2) = 2*x", "2*x*exp(x^2 + y^2)"],
        ),
        (
            "sin((4*x)^2)",
            {"u": "(4*x)^2"},
            [
                "d/du(sin(u)) = cos(u)",
                "d/du(u^2) = 2*u",
                "d/dx(4*x) = 4*d/dx(x)",
                "cos((4*x)^2)*((2*(4*x))*(4*1))",
                "32*x*cos(16*x^2)",
            ],
        ),
    ],
)
def test_the_chains_of_the_seeds(
    formula: str, letters: dict[str, str], lines: list[str], terminal: Terminal
) -> None:
    steps = terminal.json("differentiate", formula, "--wrt", "x")["steps"]
    written = [f"{step['before']} = {step['after']}" for step in steps]
    assert steps[0]["rule"] == "chain rule"
    assert steps[1]["letters"] == letters
    for line in lines:
        assert any(row == line or row.endswith(f"= {line}") for row in written), (line, written)


@pytest.mark.parametrize("case", CASES["chain"], ids=by_id)
def test_a_chain_step_of_the_seeds(case: dict[str, Any], terminal: Terminal) -> None:
    steps = terminal.json("differentiate", "(x^2)^3", "--wrt", "x")["steps"]
    pairs = [(step["before"], step["after"]) for step in steps]
    assert (case["before"], case["after"]) in pairs


@pytest.mark.parametrize("case", CASES["rules"], ids=by_id)
def test_a_rule_of_the_seeds(case: dict[str, Any], terminal: Terminal) -> None:
    first = terminal.json("differentiate", case["f"], "--wrt", case["wrt"])["steps"][0]
    assert (first["rule"], first["after"]) == (case["rule"], case["after"])


def test_the_slope_of_base_3_is_not_the_printed_one(terminal: Terminal) -> None:
    found = terminal.json("differentiate", "1/(1+3^(-t))", "--wrt", "t", "--at", "t=1")
    assert found["value"] == pytest.approx(math.log(3) * 0.1875, rel=1e-14)
    psi = "(1/(1+3^(-t)))"
    assert are_equal(found["derivative"], f"ln(3)*{psi}*(1-{psi})")
    assert not are_equal(found["derivative"], f"{psi}*(1-{psi})")


def test_a_step_of_descent_with_derived_gradients(terminal: Terminal) -> None:
    values = {name: NETWORK_A[name] for name in ("x", "y", "w1", "w2", "b1")}
    point = [word for name, value in values.items() for word in ("--at", f"{name}={value}")]
    moved = dict(values)
    for name in ("w1", "w2", "b1"):
        found = terminal.json("differentiate", LOSS, "--wrt", name, *point)
        moved[name] -= 0.1 * found["value"]
    given = "; ".join(f"input {name} = {value!r}" for name, value in moved.items())
    loss = terminal.json("evaluate", "--program", f"{given}; L = {LOSS}")["values"]["L"]
    assert loss == pytest.approx(0.24535411574, rel=1e-10)


@pytest.mark.parametrize("case", CASES["derivations"], ids=by_id)
def test_a_derivation_of_the_seeds(case: dict[str, Any], terminal: Terminal) -> None:
    found = terminal.json("differentiate", case["f"], "--wrt", case["wrt"], *settings(case))
    assert found["value"] == pytest.approx(case["expected"], rel=1e-12)
    rules = [step["rule"] for step in found["steps"]]
    assert set(case["rules"]) <= set(rules)
    for step in found["steps"]:
        value = step["numbers"]["value"]
        written = parse_expression(step["numbers"]["after"])
        assert Point({}).value(written) == pytest.approx(value, rel=1e-12)
    assert found["steps"][0]["numbers"]["value"] == pytest.approx(case["expected"])
    assert found["steps"][-1]["numbers"]["value"] == pytest.approx(case["expected"])


@pytest.mark.parametrize("case", CASES["limits"], ids=lambda case: case["f"])
def test_a_limit_of_the_seeds(case: dict[str, Any], terminal: Terminal) -> None:
    found = terminal.json("limit", case["f"], "--wrt", "x")
    assert (found["function"], found["constants"]) == (case["function"], case["constants"])
    lines = [step["after"] for step in found["steps"]]
    places = [lines.index(line) for _, line in case["lines"]]
    assert places == sorted(places)
    assert places[-1] == len(lines) - 1
    for before, after in zip(found["steps"], found["steps"][1:], strict=False):
        assert before["after"] == after["before"]


# ------------------------------------------------------------------ what is printed


def test_differentiate_made_for_reading(terminal: Terminal) -> None:
    printed = terminal.run("differentiate", "x^2*abs(x)", "--wrt", "x", "--at", "x=-2")
    lines = printed.splitlines()
    assert lines[0] == "d/dx(x^2*abs(x)) = x^2*sign(x) + 2*x*abs(x)"
    assert lines[1] == "= −12 at x=-2"
    assert "   1  product rule" in printed
    assert "for x ≠ 0; the absolute value has a kink at 0" in printed
    assert "factors are put in order" in printed


def test_what_was_done_is_referred_to(terminal: Terminal) -> None:
    steps = terminal.json("differentiate", "sin(x^2)*cos(x^2)", "--wrt", "x")["steps"]
    folded = [step for step in steps if step.get("same_as")]
    assert [step["before"] for step in folded] == ["d/dx(x^2)"]
    assert steps[folded[0]["same_as"] - 1]["before"] == "d/dx(x^2)"
    assert "as in step 4" in terminal.run("differentiate", "sin(x^2)*cos(x^2)", "--wrt", "x")


def test_compact_names_the_rules_in_one_row(terminal: Terminal) -> None:
    found = terminal.json("differentiate", "x^2/y", "--wrt", "x", "--detail", "compact")
    assert [(step["rule"], step["after"]) for step in found["steps"]] == [
        ("quotient rule, power rule", "(y*(2*x) - x^2*0)/y^2"),
        ("algebra", "2*x/y"),
    ]
    assert found["latex"] == r"\frac{2 x}{y}"


def test_full_tells_of_constants_too(terminal: Terminal) -> None:
    steps = terminal.json("differentiate", "x^2 + y", "--wrt", "x", "--detail", "full")["steps"]
    assert "constant rule" in [step["rule"] for step in steps]


def test_part_of_a_point_is_enough_where_the_answer_needs_no_more(terminal: Terminal) -> None:
    found = terminal.json("differentiate", "x^2 + y", "--wrt", "x", "--at", "x=3")
    assert found["value"] == 6
    told = terminal.refusal("differentiate", "x^2*y", "--wrt", "x", "--at", "x=3")
    assert "“y” has no value" in told


def test_e_and_pi_may_be_variables(terminal: Terminal) -> None:
    found = terminal.json("differentiate", "e^2*pi", "--wrt", "e", "--at", "e=3", "--at", "pi=2")
    assert (found["derivative"], found["value"]) == ("2*e*pi", 12)


def test_the_value_keeps_its_digits_at_saturation(terminal: Terminal) -> None:
    found = terminal.json("differentiate", "sigmoid(x)", "--wrt", "x", "--at", "x=40")
    assert found["value"] == pytest.approx(4.2483542552915889e-18, rel=1e-14)


def test_a_slope_chosen_at_a_kink_is_noted(terminal: Terminal) -> None:
    found = terminal.json("differentiate", "leaky_relu(x)", "--wrt", "x", "--at", "x=0")
    assert found["value"] == 0
    assert found["notes"][0].startswith("put into the derivative, the numbers give 0.01; ")
    found = terminal.json("differentiate", "leaky_relu(x)", "--wrt", "x", "--at", "x=-1")
    assert (found["value"], found["notes"]) == (0.01, [])


@pytest.mark.parametrize(
    ("command", "formula", "at", "value", "note"),
    [
        ("differentiate", "ln(x)", -1, "nan", "the formula has no value at this point"),
        ("limit", "sqrt(1 - x^2)", 3, "nan", "the formula has no value at this point"),
        ("limit", "1/x", 0, "-inf", "the formula is infinite at this point"),
        ("differentiate", "sqrt(x^2)", 0, "nan", "the derivative has no value at this point"),
        ("differentiate", "arcsin(x)", 1, "inf", "the slope is infinite at this point"),
    ],
)
def test_why_there_is_no_slope_is_noted(
    command: str, formula: str, at: int, value: str, note: str, terminal: Terminal
) -> None:
    found = terminal.json(command, formula, "--wrt", "x", "--at", f"x={at}")
    assert found["value"] == value
    assert [told[: len(note)] for told in found["notes"]] == [note]


def test_limit_made_for_reading(terminal: Terminal) -> None:
    printed = terminal.run("limit", "2*z^3*x^2", "--wrt", "x", "--at", "x=2", "--at", "z=1")
    assert printed.startswith("d/dx(2*z^3*x^2) = lim h→0 (f(x + h) - f(x))/h\nf(x) = b*x^2\n")
    assert "divided by h, for h ≠ 0" in printed
    assert printed.endswith("\n= 8 at x=2, z=1\n")


# ------------------------------------------------------------------ bad input

REFUSALS = {
    "(x+1": "column 5: the parenthesis opened at column 1 is not closed",
    "x+1)": "column 4: no parenthesis was opened for this “)”",
    "": "column 1: a formula was expected",
    "(" * 1000 + "x" + ")" * 1000: "column 201: the formula nests more than 200 deep",
    "x*foo(x)": "column 3: there is no function “foo”",
    "1/0": "column 1: 1/0 is not a number",
    "1 + x/0": "column 5: x/0 is not a number",
    "x + 3*(1/0)": "column 8: 1/0 is not a number",
    "x + ln(-1)": "column 5: ln(-1) is not a number",
    "1 + sin": "column 5: “sin” is a function; write sin(…)",
    "__import__('os').system('true')": "column 1: there is no function “__import__”",
    "x.real": "column 2: an operator was expected before “.”",
    "(lambda: x)()": "column 8: “:” has no meaning here",
    "x + 2*index(x, 3)": "column 7: “index” is for arrays",
    "x + 2/((1 - 1))": "column 5: 2/(1 - 1) is not a number",
    "2 root(x, 0)": "column 3: root(x, 0) is not a number",
    r"x + \frac{1}{2 - 2}": "column 11: 1/(2 - 2) is not a number",
    r"x^2 + \ln 0": "column 7: ln(0) is not a number",
    r"\frac{x}{2": "column 11: the “{” opened at column 9 is not closed",
    r"\sin": "column 5: an operand was expected after “\\sin”",
    r"\wibble x": "column 1: “\\wibble” has no meaning in a formula",
    "{" * 1000 + "x" + "}" * 1000: "column 201: the formula nests more than 200 deep",
    r"\frac{d}{dx}\left(\frac{1}{0}\right)": "column 25: 1/0 is not a number",
}


@pytest.mark.parametrize("command", ["differentiate", "limit"])
@pytest.mark.parametrize("formula", REFUSALS, ids=lambda text: text[:20])
def test_a_bad_formula_is_refused_with_its_column(
    command: str, formula: str, terminal: Terminal
) -> None:
    told = terminal.refusal(command, formula, "--wrt", "x")
    assert told.startswith(f"main.py {command}: {REFUSALS[formula]}"), told


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("sin", "“sin” is a function, not a variable"),
        ("2x", "“2x” cannot be a name"),
        ("", "“” cannot be a name"),
        ("input", "“input” is a word of the program text"),
        (r"\frac{x}{2}", "a variable was expected, such as x"),
    ],
)
def test_what_is_no_variable(name: str, sentence: str, terminal: Terminal) -> None:
    told = terminal.refusal("differentiate", "x^2", "--wrt", name)
    assert told.startswith(f"main.py differentiate: column 1: --wrt {name}: {sentence}")


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("q=1", "there is no “q” in the formula; it has x"),
        ("x", "this is no point; write it as NAME=VALUE"),
        ("x=[1,2]", "a number was expected, not an array"),
        ("x=inf", "“inf” is not a number"),
    ],
)
def test_what_is_no_point(setting: str, sentence: str, terminal: Terminal) -> None:
    told = terminal.refusal("differentiate", "x^2", "--wrt", "x", "--at", setting)
    assert sentence in told
    assert terminal.refusal("limit", "x^2", "--wrt", "x", "--at", "x=1", "--at", "x=2").endswith(
        "“x” has a value already"
    )


def test_an_absent_variable_and_zero_to_the_zero_are_noted(terminal: Terminal) -> None:
    found = terminal.json("differentiate", "y^2 + 0^0", "--wrt", "x")
    assert found["derivative"] == "0"
    assert found["notes"] == [
        "column 7: 0^0 is taken as 1",
        "there is no “x” in the formula, so with respect to it all is constant",
    ]
    assert "note: there is no “x”" in terminal.run("limit", "y", "--wrt", "x")


def test_what_is_too_long_to_be_written(terminal: Terminal) -> None:
    told = terminal.refusal("differentiate", "x*" * 4999 + "x", "--wrt", "x")
    assert "too many to be written" in told
    assert terminal.json("differentiate", "1+" * 4999 + "x", "--wrt", "x")["derivative"] == "1"


@pytest.mark.parametrize("formula", ["matmul(x, x)", "reshape(x, 2)", "concatenate(x, x)"])
def test_what_is_for_arrays(formula: str, terminal: Terminal) -> None:
    assert "is for arrays" in terminal.refusal("differentiate", formula, "--wrt", "x")


def test_a_limit_that_takes_more_than_algebra(terminal: Terminal) -> None:
    told = terminal.refusal("limit", "sin(x)", "--wrt", "x")
    assert "column 1: the definition is worked out for polynomials up to the power 12" in told
