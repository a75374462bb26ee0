"""The commands tangent and hessian: what they print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal


# ---------------------------------------------------------------------------------- tangent


def test_tangent_answers_with_value_tangent_and_direction(terminal: Terminal) -> None:
    words = ("tangent", "--program", "x = 1; y = 2; f = x^2*y", "--direction", "x=3", "y=4")
    answer = terminal.json(*words)
    assert answer == {"value": 2, "tangent": 16, "direction": {"x": 3, "y": 4}}
    again = terminal.json(*words[:-1], "--direction", "y=4", "--normalise")
    assert again["direction"] == pytest.approx({"x": 0.6, "y": 0.8}, rel=1e-15)
    assert again["tangent"] == pytest.approx(3.2, rel=1e-15)


def test_a_direction_may_move_an_array(terminal: Terminal) -> None:
    program = "A = [1, 2; 3, 4]; y = A*A"
    answer = terminal.json("tangent", "--program", program, "--direction", "A=[1, 0; 0, 2]")
    assert answer["tangent"] == [[2, 0], [0, 16]]
    assert answer["value"] == [[1, 4], [9, 16]]


def test_tangent_prints_tables_for_reading(terminal: Terminal) -> None:
    words = ("tangent", "--program", "x = 1; y = 2; f = x^2*y", "--direction", "x=3", "y=4")
    assert terminal.run(*words) == (
        "leaf  direction\n"
        "x             3\n"
        "y             4\n"
        "\n"
        "f\n"
        "value     2\n"
        "tangent  16\n"
        "\n"
        "the direction has the length 5; --normalise makes it 1\n"
    )
    assert "length" not in terminal.run(*words, "--normalise")


# ---------------------------------------------------------------------------------- hessian


def test_hessian_answers_with_names_and_a_matrix(terminal: Terminal) -> None:
    program = ("--program", "x = 1; y = 2; f = x^2*y")
    assert terminal.json("hessian", *program) == {"names": ["x", "y"], "hessian": [[4, 2], [2, 0]]}
    assert terminal.json("hessian", *program, "--wrt", "y", "--set", "x=7") == {
        "names": ["y"],
        "hessian": [[0]],
    }
    assert terminal.run("hessian", *program) == "   x  y\nx  4  2\ny  2  0\n"


def test_the_hessian_of_an_array_names_its_elements(terminal: Terminal) -> None:
    answer = terminal.json("hessian", "--program", "param w = [1, 2]; L = sum(w*w*w)")
    assert answer == {"names": ["w[0]", "w[1]"], "hessian": [[6, 0], [0, 12]]}
