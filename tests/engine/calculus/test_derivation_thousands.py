"""Five thousand derivations, each compared with reverse mode and differences, and row by row."""

from __future__ import annotations

import pytest

from engine.calculus import rules
from engine.calculus.rules import Rule
from engine.calculus.simplify import Simplification
from engine.calculus.tree import Apply, Name, Tree
from tests.engine.calculus.ordinary_formulas import Ordinary, ordinary_formula, problem_with

FORMULAS = 5000
TOGETHER = 100


@pytest.mark.parametrize("first", range(0, FORMULAS, TOGETHER))
def test_a_derivation_is_right_in_its_result_and_in_every_row(first: int) -> None:
    for number in range(first, first + TOGETHER):
        assert problem_with(ordinary_formula(number)) == "", number


def test_the_formulas_are_of_every_kind() -> None:
    found = [ordinary_formula(number).tree for number in range(1500)]
    operations, sizes = set(), []
    for tree in found:
        waiting = [tree]
        size = 0
        while waiting:
            part = waiting.pop()
            if isinstance(part, Apply):
                operations.add(part.operation)
                waiting.extend(part.operands)
                size += 1
        sizes.append(size)
    assert len(operations) > 75
    assert max(sizes) >= 8
    assert len(set(found)) > 1200


def test_a_wrong_rule_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Name("x")
    found = Ordinary(Apply("sin", (x,)) * x / (x + 3), {"x": 0.75, "y": 1.0})
    assert problem_with(found) == ""
    wrong = Rule("product rule", (x, x), lambda slopes: slopes[0] * slopes[1])
    monkeypatch.setitem(rules._OWN_RULES, "multiply", lambda _part, _varies: wrong)
    assert "by reverse mode" in problem_with(found)


def test_a_wrong_line_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Name("x")
    found = Ordinary(x * x + x**3, {"x": 0.75, "y": 1.0})

    def shortened(tree: Tree) -> list[Simplification]:
        return [Simplification(tree, "so it stays"), Simplification(x, "no reason")]

    monkeypatch.setattr("engine.calculus.derivation_rows.simplification_steps", shortened)
    assert problem_with(found).endswith("on the left, 0.75 on the right")
