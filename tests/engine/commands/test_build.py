"""The command that builds a graph of a program, and the operations there are for it."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from engine import load
from engine.operation import all_operations
from tests.engine.commands.programs import NETWORK_A

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.engine.commands.terminal import Terminal


# ---------------------------------------------------------------------------------- build


def test_build_takes_a_text_a_file_or_standard_input(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, text = tmp_path / "a.chainrule", tmp_path / "program.txt"
    text.write_text(NETWORK_A, encoding="utf-8")
    stdin = io.TextIOWrapper(io.BytesIO(NETWORK_A.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    saved = []
    for program in (NETWORK_A, str(text), "-"):
        answer = terminal.json("build", program, "-o", str(target))
        assert answer == {"file": str(target), "nodes": 13, "edges": 13, "output": "L"}
        saved.append(target.read_bytes())
    assert saved[0] == saved[1] == saved[2]
    positions = {node.position for node in load(target).nodes()}
    assert len(positions) == 13
    printed = terminal.run("build", NETWORK_A, "-o", str(target))
    assert printed == f"{target}: 13 nodes, 13 edges, output L\n"


def test_build_reads_latex_when_it_sees_it_or_is_told(terminal: Terminal, tmp_path: Path) -> None:
    target = str(tmp_path / "a.chainrule")
    seen = terminal.json("build", r"z = \frac{x^2}{y}", "-o", target)
    assert (seen["nodes"], seen["output"]) == (4, "z")
    told = terminal.json("build", "z = xy + x", "--latex", "-o", target)
    assert (told["nodes"], told["output"]) == (4, "z")
    told = terminal.refusal("build", r"z = \frac{d}{dx} x^2", "-o", target)
    assert told == (
        "main.py build: column 5: a derivative cannot be part of this formula; "
        "differentiate the formula itself"
    )


def test_a_program_in_latex_stands_in_place_of_a_file(terminal: Terminal) -> None:
    answer = terminal.json("evaluate", "--program", r"x = 3 \quad y = \frac{x^2}{2}")
    assert answer["values"]["y"] == 4.5
    assert answer["gradients"]["x"] == 3.0


def test_a_program_that_can_be_no_file_name_is_a_program(
    terminal: Terminal, tmp_path: Path
) -> None:
    target = str(tmp_path / "a.chainrule")
    program = "x = 1; y = x" + " + 1" * 100
    assert terminal.json("build", program, "-o", target)["output"] == "y"
    assert "U+0000 has no meaning here" in terminal.refusal("build", "x = \0", "-o", target)


def test_a_program_that_is_not_text_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    text = tmp_path / "program.txt"
    text.write_bytes(b"x = \xff")
    told = terminal.refusal("build", str(text), "-o", str(tmp_path / "a.chainrule"))
    assert told == "main.py build: the program is not UTF-8 text (byte 5)"


# ---------------------------------------------------------------------------------- operations


def test_operations_come_from_the_records(terminal: Terminal) -> None:
    listed = terminal.json("operations")["operations"]
    assert [item["name"] for item in listed] == [item.name for item in all_operations()]
    divide = next(item for item in listed if item["name"] == "divide")
    assert divide["ports"] == ["a", "b"]
    assert divide["formula"] == "a/b"
    assert divide["latex"] == r"\frac{a}{b}"
    assert divide["poles"] == ["b ≠ 0"]
    assert divide["partials"][1]["rule"] == "quotient rule"
    printed = terminal.run("operations")
    assert len(printed.splitlines()) == len(listed) + 1
    assert "x1, x2, …" in printed
