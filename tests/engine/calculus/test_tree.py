"""Expression trees: built by operators, read from left to right, substituted all at once."""

from __future__ import annotations

import pytest

from engine.calculus.tree import Apply, Name, Number, as_tree, names_in, substitute

X, Y = Name("x"), Name("y")


@pytest.mark.parametrize(
    ("built", "operation", "operands"),
    [
        (X + Y, "add", (X, Y)),
        (X + 1, "add", (X, Number(1.0))),
        (1 + X, "add", (Number(1.0), X)),
        (X - 2, "subtract", (X, Number(2.0))),
        (2 - X, "subtract", (Number(2.0), X)),
        (X * Y, "multiply", (X, Y)),
        (3 * X, "multiply", (Number(3.0), X)),
        (X / 4, "divide", (X, Number(4.0))),
        (4 / X, "divide", (Number(4.0), X)),
        (X**2, "power", (X, Number(2.0))),
        (2**X, "power", (Number(2.0), X)),
        (-X, "negate", (X,)),
    ],
)
def test_operators_build_applications(
    built: Apply, operation: str, operands: tuple[object, ...]
) -> None:
    assert built == Apply(operation, operands)  # type: ignore[arg-type]


def test_building_simplifies_nothing() -> None:
    assert Apply("add", (Apply("multiply", (X, Number(0.0))), Number(0.0))) == (X * 0) + 0
    assert Apply("add", (Apply("add", (X, Y)), X)) == (X + Y) + X


def test_trees_are_values() -> None:
    assert hash(X * Y + 1) == hash(Name("x") * Name("y") + 1)
    assert X * Y != Y * X


def test_a_number_becomes_a_tree_and_a_tree_stays() -> None:
    assert as_tree(2) == Number(2.0)
    assert as_tree(X) is X
    with pytest.raises(TypeError, match="str cannot stand in a formula"):
        as_tree("x")


def test_names_are_told_from_left_to_right_as_often_as_they_stand() -> None:
    assert list(names_in((X + Y) * X - Apply("sin", (Name("z"),)))) == ["x", "y", "x", "z"]
    assert list(names_in(Number(1.0))) == []


def test_substitution_is_simultaneous() -> None:
    assert substitute(X - Y, {"x": Y, "y": X}) == Y - X


def test_substitution_keeps_attributes() -> None:
    tree = Apply("sigmoid", (X,), (("base", 3.0),))
    assert substitute(tree, {"x": Y + 1}) == Apply("sigmoid", (Y + 1,), (("base", 3.0),))


def test_names_of_a_deep_tree() -> None:
    tree = X
    for _ in range(20_000):
        tree = -tree  # type: ignore[assignment]
    assert list(names_in(tree)) == ["x"]
