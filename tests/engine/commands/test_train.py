"""The command that trains: the descent, and the graph that is saved."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import load
from tests.engine.commands.programs import NETWORK_A, example

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal


def test_train_descends_as_promised(terminal: Terminal) -> None:
    words = ("train", example("one-neuron-skip"), "--steps", "3", "--learning-rate", "0.1")
    answer = terminal.json(*words)
    assert answer["loss"] == pytest.approx([0.25, 0.2453541157, 0.2408721744, 0.2365492858])
    assert answer["steps"] == 3
    assert answer["stopped"] == "all steps made"
    assert list(answer["parameters"]) == ["w1", "b1", "w2"]
    printed = terminal.run(*words)
    assert "3 of 3 steps made: all steps made\n" in printed
    assert "w1          0.463091\n" in printed


def test_one_step_gives_the_promised_parameters(terminal: Terminal) -> None:
    answer = terminal.json("train", example("one-neuron-skip"), "--steps", "1")
    assert answer["parameters"] == {"w1": 0.4875, "b1": -0.5125, "w2": -1.9875}


def test_training_that_overflows_stops_at_the_last_finite_state(terminal: Terminal) -> None:
    words = ("train", "--program", "param x = 3; y = x^2", "--learning-rate", "10")
    answer = terminal.json(*words, "--steps", "1000")
    assert answer["steps"] == len(answer["loss"]) - 1 == 120
    assert "smaller learning rate" in answer["stopped"]
    assert math.isfinite(answer["parameters"]["x"])


def test_the_trained_graph_is_saved_with_all_that_was_there(
    terminal: Terminal, tmp_path: Path
) -> None:
    target = tmp_path / "trained.chainrule"
    source = example("one-neuron-skip")
    terminal.run("train", source, "--steps", "1", "-o", str(target))
    assert load(target).find("w1").value == 0.4875
    before = Path(source).read_text(encoding="utf-8").splitlines()
    after = target.read_text(encoding="utf-8").splitlines()
    changed = [line for line, other in zip(before, after, strict=True) if line != other]
    assert len(changed) == 3
    terminal.run("train", "--program", NETWORK_A, "--steps", "1", "-o", str(target))
    assert len({node.position for node in load(target).nodes()}) == len(load(target))
