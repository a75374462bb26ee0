from __future__ import annotations

import pytest

from engine.calculus.tree import Apply, Name, Number, Tree, as_tree, names_in, substitute

A, B = Name("a"), Name("b")


@pytest.mark.parametrize(
    ("tree", "operation", "operands"),
    [
        (A + B, "add", (A, B)),
        (A + 1, "add", (A, Number(1.0))),
        (1 + A, "add", (Number(1.0), A)),
        (A - 1, "subtract", (A, Number(1.0))),
        (1 - A, "subtract", (Number(1.0), A)),
        (A * 2, "multiply", (A, Number(2.0))),
        (2 * A, "multiply", (Number(2.0), A)),
        (A / 2, "divide", (A, Number(2.0))),
        (2 / A, "divide", (Number(2.0), A)),
        (A**2, "power", (A, Number(2.0))),
        (2**A, "power", (Number(2.0), A)),
        (-A, "negate", (A,)),
    ],
)
def test_operators_build_and_never_simplify(
    tree: Apply, operation: str, operands: tuple[Tree, ...]
) -> None:
    assert tree == Apply(operation, operands)


def test_trees_are_values() -> None:
    assert A * B + 1 == A * B + 1
    assert A * B != B * A
    assert len({A + 1, A + 1, A + 2}) == 2


def test_only_numbers_become_trees() -> None:
    assert as_tree(A) is A
    assert as_tree(0.5) == Number(0.5)
    with pytest.raises(TypeError, match="str cannot stand in a formula"):
        as_tree("a")


def test_names_from_left_to_right() -> None:
    assert list(names_in(A * (B + A) - 1)) == ["a", "b", "a"]
    assert list(names_in(Number(1.0))) == []


def test_substitution_is_done_at_once() -> None:
    assert substitute(A + B * 2, {"a": B, "b": A}) == B + A * 2
    attributed = Apply("sigmoid", (A,), (("base", 3.0),))
    assert substitute(attributed, {"a": Number(1.0)}) == Apply(
        "sigmoid", (Number(1.0),), (("base", 3.0),)
    )


def test_substitution_in_a_deep_tree_needs_no_deep_stack() -> None:
    tree: Tree = A
    for _ in range(20_000):
        tree = tree + 1
    assert next(names_in(substitute(tree, {"a": B}))) == "b"
