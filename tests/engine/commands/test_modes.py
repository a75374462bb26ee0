"""Every mode of differentiation from the command line: directions, Jacobian, batches, orders."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import load, parse, record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.commands.terminal import Terminal

SURFACE = ("--program", "x = 1; y = 2; f = x^2*y")
FIT = "param w = 0.5; param b = 0; x = 0; t = 1; y = w*x + b; L = (y-t)^2"


# ---------------------------------------------------------------------------------- directions


def test_several_directions_go_through_in_one_sweep(terminal: Terminal) -> None:
    words = ("tangent", *SURFACE, "--direction", "x=[1,0,3]", "y=[0,1,4]")
    answer = terminal.json(*words)
    assert answer == {
        "value": 2,
        "tangent": [4, 1, 16],
        "direction": {"x": [1, 0, 3], "y": [0, 1, 4]},
    }
    assert terminal.run(*words) == (
        "leaf  direction 1  direction 2  direction 3\n"
        "x               1            0            3\n"
        "y               0            1            4\n"
        "\n"
        "f\n"
        "value    2\n"
        "tangent  4  1  16\n"
        "\n"
        "the directions have the lengths 1, 1, 5; --normalise makes each 1\n"
    )


def test_each_direction_is_made_one_of_length_1(terminal: Terminal) -> None:
    words = ("tangent", *SURFACE, "--direction", "x=[3,0]", "y=4", "--normalise")
    answer = terminal.json(*words)
    assert answer["direction"] == {"x": [0.6, 0], "y": [0.8, 1]}
    assert answer["tangent"] == pytest.approx([3.2, 1], rel=1e-15)
    assert "length" not in terminal.run(*words)


def test_directions_of_an_array(terminal: Terminal) -> None:
    program = ("--program", "A = [1, 2]; c = 3; y = c*A")
    words = ("tangent", *program, "--direction", "A=[1, 0, 2; 0, 1, 2]")
    assert terminal.json(*words)["tangent"] == [[3, 0, 6], [0, 3, 6]]
    mixed = terminal.json("tangent", *program, "--direction", "A=[1, 1]", "c=[1, 0]")
    assert mixed["tangent"] == [[4, 3], [5, 3]]
    assert "[3, 0]  [0, 3]  [6, 6]" in terminal.run(*words)


def test_the_jacobian(terminal: Terminal) -> None:
    program = ("tangent", "--program", "c = 3; v = [1, 2]; f = c*v", "--jacobian")
    assert terminal.json(*program) == {
        "value": [3, 6],
        "jacobian": {"c": [1, 2], "v": [[3, 0], [0, 3]]},
    }
    assert terminal.json(*program, "--wrt", "c")["jacobian"] == {"c": [1, 2]}
    assert terminal.run(*program) == (
        "      c  v[0]  v[1]\nf[0]  1     3     0\nf[1]  2     0     3\n"
    )
    assert terminal.json("tangent", *SURFACE, "--jacobian")["jacobian"] == {"x": 4, "y": 1}


# ---------------------------------------------------------------------------------- orders


def test_derivatives_of_any_order(terminal: Terminal) -> None:
    program = ("hessian", "--program", "x = 2; y = 3; L = x^3*y", "--along")
    assert terminal.json(*program, "x", "x", "y") == {"along": ["x", "x", "y"], "derivative": 12}
    assert terminal.run(*program, "x", "x", "y") == ("differentiated 3 times, along x, x, y: 12\n")
    assert terminal.run(*program, "x", "--along", "x", "y") == terminal.run(*program, "x", "x", "y")
    assert terminal.run(*program, "y") == "differentiated once, along y: 8\n"
    sines = terminal.json("hessian", "--program", "x = 1; L = sin(x)", "--along", *["x"] * 12)
    assert sines["derivative"] == pytest.approx(math.sin(1), rel=1e-12)


# ---------------------------------------------------------------------------------- the gradient


def test_the_gradient_is_saved_as_a_graph(terminal: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "gradient.chainrule"
    words = ("evaluate", "--program", FIT, "--set", "x=3", "--save-gradient", str(target))
    gradients = terminal.json(*words)["gradients"]
    graph = load(target)
    assert len({node.position for node in graph.nodes()}) == len(graph)
    again = terminal.json("evaluate", str(target))["values"]
    for name in ("w", "b", "x", "t"):
        assert again[f"d_L_d_{name}"] == pytest.approx(gradients[name], rel=1e-15)
    second = terminal.json("tangent", str(target), "--output", "d_L_d_w", "--direction", "w=1")
    assert second["tangent"] == terminal.json("hessian", *words[1:5], "--wrt", "w")["hessian"][0][0]


# ---------------------------------------------------------------------------------- batches


def test_a_batch_has_the_gradient_of_the_mean_or_of_the_sum(terminal: Terminal) -> None:
    words = ("evaluate", "--program", FIT, "--batch", "x=[1,2,3]", "--batch", "t=[0,1,0]")
    mean = terminal.json(*words)
    total = terminal.json(*words, "--reduction", "sum", "--per-sample")
    losses = [0.25, 0, 2.25]
    assert mean["values"]["L"] == total["values"]["L"] == losses
    assert mean["batch"] == {
        "samples": 3,
        "reduction": "mean",
        "seed": 1 / 3,
        "loss": pytest.approx(2.5 / 3),
    }
    assert total["batch"] == {"samples": 3, "reduction": "sum", "seed": 1, "loss": 2.5}
    assert (total["gradients"]["w"], total["gradients"]["b"]) == (10, 4)
    assert mean["gradients"]["w"] == pytest.approx(10 / 3)
    assert total["gradients"]["L"] == [1, 1, 1]
    assert "per_sample" not in mean
    tape = record(parse(FIT))
    for sample, (x, t) in enumerate([(1, 0), (2, 1), (3, 0)]):
        alone = tape.evaluate({"x": x, "t": t})
        for name in ("w", "b", "x", "t"):
            assert total["per_sample"][name][sample] == pytest.approx(alone.gradient(name))


def test_a_batch_is_told_for_reading(terminal: Terminal) -> None:
    words = ("evaluate", "--program", FIT, "--batch", "x=[1,2,3]", "--batch", "t=[0,1,0]")
    printed = terminal.run(*words, "--per-sample")
    assert (
        "3 samples: the mean of L is 0.833333, "
        "and the gradient is that of the mean (seed 0.333333)\n"
    ) in printed
    assert (
        "sample  w  b    x   t\n"
        "     1  1  1  0.5  −1\n"
        "     2  0  0    0   0\n"
        "     3  9  3  1.5  −3\n"
    ) in printed
    total = terminal.run(*words, "--reduction", "sum")
    assert "the sum of L is 2.5, and the gradient is that of the sum (seed 1)\n" in total
    assert "sample  w" not in total


def test_a_batch_of_arrays_has_its_samples_along_the_last_axis(terminal: Terminal) -> None:
    program = "param W = [1, 2]; x = [0, 0]; L = sum(W*x)^2"
    words = ("evaluate", "--program", program, "--batch", "x=[1, 0, 2; 0, 1, 1]", "--per-sample")
    answer = terminal.json(*words)
    assert answer["values"]["L"] == [1, 4, 16]
    assert np.array_equal(answer["per_sample"]["W"], [[2, 0], [0, 4], [16, 8]])
    assert answer["gradients"]["W"] == pytest.approx([6, 4])


def test_an_output_that_does_not_depend_on_the_batch(terminal: Terminal) -> None:
    words = ("evaluate", "--program", FIT, "--output", "y", "--batch", "t=[0,1,0]")
    assert terminal.json(*words)["batch"]["loss"] == 0
    shifted = terminal.json(*words, "--set", "b=2", "--reduction", "sum")
    assert shifted["batch"]["loss"] == 6
    assert shifted["gradients"]["b"] == 3


def test_a_leaf_without_a_value_takes_a_batch(terminal: Terminal) -> None:
    answer = terminal.json("evaluate", "--program", "y = x^2", "--batch", "x=[1,2,3]")
    assert answer["values"]["y"] == [1, 4, 9]
    assert answer["diagnostics"] == []


def test_without_an_output_a_batch_has_values_alone(terminal: Terminal) -> None:
    words = ("evaluate", "--program", "x = 1; w = 2", "--batch", "x=[1,2]", "--per-sample")
    answer = terminal.json(*words, status=2)
    assert answer["batch"] == {"samples": 2, "reduction": "mean"}
    assert answer["per_sample"] == {}
    assert "samples" not in terminal.run(*words, status=2)


def test_the_diagnostics_of_a_batch_name_the_sample(terminal: Terminal) -> None:
    words = ("evaluate", "--program", "x = 1; y = ln(x)", "--batch", "x=[1,-2,3]")
    told = terminal.json(*words)["diagnostics"][0]
    assert (told["kind"], told["node"]) == ("domain", "y")
    assert told["message"].endswith("in sample 2")
