"""Walking through trees."""

from __future__ import annotations

from engine.calculus.tree import Apply, Name, Number, Tree
from engine.calculus.walk import fold


def _spelled(tree: Tree, results: list[str]) -> str:
    if isinstance(tree, Apply):
        return f"{tree.operation}({' '.join(results)})"
    return tree.text if isinstance(tree, Name) else str(tree.value)


def test_operands_are_combined_in_order() -> None:
    x, y = Name("x"), Name("y")
    assert fold((x - y) / (y * 2), _spelled) == "divide(subtract(x y) multiply(y 2.0))"


def test_a_leaf_has_no_results() -> None:
    assert fold(Number(2.0), _spelled) == "2.0"


def test_depth_is_no_limit() -> None:
    tree: Tree = Name("x")
    for _ in range(50_000):
        tree = -tree
    assert fold(tree, lambda _, depths: 1 + max(depths, default=0)) == 50_001
