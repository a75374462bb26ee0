"""What the commands say of mistakes, and their exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import main
from engine.commands import COMMANDS
from tests.engine.commands.programs import example

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["evaluate"], "main.py evaluate: one of the arguments FILE --program is required"),
        (["evaluate", "no.chainrule"], "main.py evaluate: cannot open “no.chainrule”: there is no"),
        (["evaluate", "--program", "y = "], "main.py evaluate: column 5: a formula was expected"),
        (
            ["evaluate", "--program", "x = 1\ny = sin(x"],
            "main.py evaluate: line 2, column 10: ",
        ),
        (
            ["evaluate", "--program", "x = 1", "--set", "x"],
            "main.py evaluate: --set x: this is no setting; write it as NAME=VALUE",
        ),
        (
            ["evaluate", "--program", "x = 1", "--set", "q=2"],
            "main.py evaluate: --set q=2: there is no node “q”",
        ),
        (
            ["evaluate", "--program", "x = 1; y = x^2", "--set", "y=2"],
            "main.py evaluate: --set y=2: y computes its value; only leaves hold one",
        ),
        (
            ["evaluate", "--program", "x = 1", "--set", "x=two"],
            "main.py evaluate: --set x=two: “two” is not a number",
        ),
        (
            ["evaluate", "--program", "x = 1", "--output", "z"],
            "main.py evaluate: --output z: there is no node “z”",
        ),
        (["check", "--program", "x = 1"], "main.py check: there is no output to check"),
        (["train", "--program", "x = 1; y = x^2"], "main.py train: there is no parameter to train"),
        (
            ["train", "--program", "x = 1", "--learning-rate", "-1"],
            "main.py train: argument --learning-rate: “-1” is not a positive number",
        ),
        (
            ["train", "--program", "x = 1", "--learning-rate", "inf"],
            "main.py train: argument --learning-rate: “inf” is not a positive number",
        ),
        (
            ["train", "--program", "x = 1", "--learning-rate", "fast"],
            "main.py train: argument --learning-rate: “fast” is not a positive number",
        ),
        (
            ["train", "--program", "x = 1", "--steps", "1.5"],
            "main.py train: argument --steps: “1.5” is not a whole number",
        ),
        (
            ["train", "--program", "x = 1", "--optimiser", "magic"],
            "main.py train: argument --optimiser: invalid choice: 'magic'",
        ),
        (["train", "x", "--out", "L"], "main.py: unrecognized arguments: --out"),
        (
            ["tangent", "--program", "x = 1; y = x^2"],
            "main.py tangent: one of the arguments --direction --jacobian is required",
        ),
        (
            ["tangent", "--program", "x = 1; y = x^2", "--direction", "x"],
            "main.py tangent: --direction x: this is no direction; write it as NAME=VALUE",
        ),
        (
            ["tangent", "--program", "x = 1; y = x^2", "--direction", "q=1"],
            "main.py tangent: --direction q=1: there is no node “q”",
        ),
        (
            ["tangent", "--program", "x = 1; y = x^2", "--direction", "x=[1,2;3,4]"],
            "main.py tangent: --direction x=[1,2;3,4]: “x” is a number, not an array of 2×2",
        ),
        (
            ["tangent", "--program", "x = 1; y = x^2", "--direction", "y=1"],
            "main.py tangent: “y” is computed; only leaves have a direction",
        ),
        (
            ["tangent", "--program", "x = 1; y = x^2", "--direction", "x=0", "--normalise"],
            "main.py tangent: a direction of length 0 cannot be made one of length 1",
        ),
        (
            ["tangent", "--program", "x = 1", "--direction", "x=1"],
            "main.py tangent: there is no output to take the tangent of; choose one",
        ),
        (
            ["hessian", "--program", "x = [1, 2]; y = x^2"],
            "main.py hessian: “y” is an array; second derivatives are those of one number",
        ),
        (
            ["hessian", "--program", "x = 1; y = x^2", "--wrt", "q"],
            "main.py hessian: there is no node “q”",
        ),
        (["build", "x = 1"], "main.py build: the following arguments are required: -o"),
        (
            ["build", "x = 1", "-o", "no/such/folder/a.chainrule"],
            "main.py build: cannot save “a.chainrule”: there is no such file or folder",
        ),
        (["operations", "extra"], "main.py: unrecognized arguments: extra"),
    ],
)
def test_a_mistake_gets_one_line_and_status_2(
    terminal: Terminal, words: list[str], sentence: str
) -> None:
    assert terminal.refusal(*words).startswith(sentence)


def test_a_broken_file_gets_one_line(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "broken.chainrule"
    path.write_bytes(Path(example("gates")).read_bytes()[:300])
    told = terminal.refusal("evaluate", str(path))
    assert told == (
        "main.py evaluate: cannot open “broken.chainrule”: "
        "the file ends in the middle; the rest of it is missing"
    )


def test_help_tells_of_every_command(terminal: Terminal) -> None:
    printed = terminal.run("--help")
    assert all(f"\n    {name}" in printed for name in main.COMMANDS)
    assert "2 for wrong input" in printed
    for name in COMMANDS:
        assert terminal.run(name, "--help").startswith(f"usage: main.py {name}")


def test_every_command_is_known_to_the_program() -> None:
    assert {*COMMANDS, "render"} == set(main.COMMANDS)


def test_a_reader_that_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "main.py", "operations"]
    finished = subprocess.run(
        command,
        cwd=Path(main.__file__).parent,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert finished.returncode == main.BROKEN_PIPE
    assert finished.stderr == b""
