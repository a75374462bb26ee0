"""The headless commands: what they print, what they say of mistakes, and their exit status."""

from __future__ import annotations

import io
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import main
import resources
from engine import load, parse, save
from engine.commands import COMMANDS
from engine.commands.report import number_text, print_table
from engine.dot_product import DotProduct
from engine.operation import all_operations
from engine.values import as_value

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal

NETWORK_A = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
o1 = sigmoid(w1*x + b1)
yhat = sigmoid(x + w2*o1)
L = (yhat - y)^2
"""


def example(name: str) -> str:
    return str(resources.path("examples", f"{name}.chainrule"))


# ---------------------------------------------------------------------------------- evaluate


def test_evaluate_answers_with_one_object(terminal: Terminal) -> None:
    answer = terminal.json("evaluate", "--program", "input x = 3; param w = 2; y = w*x")
    assert answer == {
        "output": "y",
        "values": {"x": 3, "w": 2, "y": 6},
        "gradients": {"x": 2, "w": 3, "y": 1},
        "edges": [
            {"source": "w", "target": "y", "port": "x1", "value": 2, "gradient": 3},
            {"source": "x", "target": "y", "port": "x2", "value": 3, "gradient": 2},
        ],
        "diagnostics": [],
    }


def test_network_a_from_a_program_and_from_the_examples_is_the_same(terminal: Terminal) -> None:
    from_text = terminal.json("evaluate", "--program", NETWORK_A)
    from_file = terminal.json("evaluate", example("one-neuron-skip"))
    for answer in (from_text, from_file):
        assert answer["output"] == "L"
        values = {"o1": 0.5, "yhat": 0.5, "L": 0.25}
        assert {name: answer["values"][name] for name in values} == values
        gradients = {"yhat": -1, "w2": -0.125, "b1": 0.125, "w1": 0.125, "x": -0.1875}
        assert {name: answer["gradients"][name] for name in gradients} == gradients
        flows = [edge["gradient"] for edge in answer["edges"] if edge["source"] == "x"]
        assert sorted(flows) == [-0.25, 0.0625]
        assert answer["diagnostics"] == []


def test_evaluate_prints_a_table_for_reading(terminal: Terminal) -> None:
    printed = terminal.run("evaluate", "--program", "x = 3; y = 1/x", "--set", "x=−8")
    assert printed == (
        "node  operation   value   gradient\n"
        "x     input          −8  −0.015625\n"
        "y     divide     −0.125          1  ← output\n"
        "\n"
        "edge   port  value   gradient\n"
        "x → y  b        −8  −0.015625\n"
    )


def test_values_are_set_and_the_output_chosen(terminal: Terminal) -> None:
    program = "x = 1; y = x^2; z = y^2"
    answer = terminal.json("evaluate", "--program", program, "--set", "x=3", "--output", "y")
    assert (answer["output"], answer["values"]["z"]) == ("y", 81)
    assert answer["gradients"] == {"x": 6, "y": 1, "z": 0}


def test_arrays_are_nested_lists(terminal: Terminal) -> None:
    program = "param A = [1]; y = sum(A*A)"
    answer = terminal.json("evaluate", "--program", program, "--set", "A=[1, 2; 3, 4]")
    assert answer["values"]["A"] == [[1, 2], [3, 4]]
    assert answer["gradients"]["A"] == [[2, 4], [6, 8]]
    assert "[[1, 2], [3, 4]]" in terminal.run("evaluate", "--program", "A = [1,2;3,4]; y = sum(A)")


def test_what_is_not_finite_is_a_string_and_explained(terminal: Terminal) -> None:
    answer = terminal.json("evaluate", "--program", "x = 0; y = -1/x")
    assert answer["values"]["y"] == "-inf"
    assert answer["gradients"]["x"] == "inf"
    pole, gradient = answer["diagnostics"]
    assert pole == {
        "kind": "pole",
        "severity": "warning",
        "message": "÷ (y): division by zero (a = −1, b = 0)",
        "node": "y",
        "port": None,
    }
    assert (gradient["kind"], gradient["port"]) == ("non-finite gradient", "b")
    printed = terminal.run("evaluate", "--program", "x = 0; y = -1/x")
    assert "warning: ÷ (y): division by zero (a = −1, b = 0)\n" in printed


def test_without_an_output_there_are_values_alone(terminal: Terminal, tmp_path: Path) -> None:
    graph = parse("x = 2; y = x^2; z = x^3")
    graph.output = None
    save(graph, tmp_path / "two ends.chainrule")
    answer = terminal.json("evaluate", str(tmp_path / "two ends.chainrule"), status=2)
    assert terminal.error == (
        "main.py evaluate: there is no output to take the gradient of: "
        "several nodes could be the output (y, z); choose one\n"
    )
    assert (answer["output"], answer["gradients"]) == (None, {})
    assert answer["values"] == {"x": 2, "y": 4, "z": 8}
    assert [edge["gradient"] for edge in answer["edges"]] == [None, None]
    assert [item["kind"] for item in answer["diagnostics"]] == ["output"]


def test_a_graph_without_edges_has_no_table_of_them(terminal: Terminal) -> None:
    assert terminal.run("evaluate", "--program", "x = 1", status=2).count("\n") == 2
    assert terminal.error == (
        "main.py evaluate: there is no output to take the gradient of; choose one\n"
    )


def test_what_is_missing_is_named_and_the_rest_computed(terminal: Terminal) -> None:
    answer = terminal.json("evaluate", "--program", "y = x + 1; z = 2*3")
    assert answer["values"] == {"z": 6}
    assert {item["node"] for item in answer["diagnostics"]} == {"x"}
    printed = terminal.run("evaluate", "--program", "y = x + 1", status=2)
    assert "x     input          –         –\n" in printed
    assert "warning: x has no value yet\n" in printed


def test_steps_tell_both_passes(terminal: Terminal) -> None:
    steps = terminal.json("evaluate", "--program", "x = 3; y = x^2", "--steps")["steps"]
    told = [(step["number"], step["phase"], step["node"]) for step in steps]
    assert told == [
        (1, "forward", "x"),
        (2, "forward", "y"),
        (3, "backward", "y"),
        (4, "backward", "x"),
    ]
    assert [step["value"] for step in steps[:2]] == [3, 9]
    assert [step["gradient"] for step in steps[2:]] == [1, 6]
    assert steps[2]["contributions"] == [{"source": "x", "port": "base", "gradient": 6}]
    assert all(step["title"] and step["lines"] for step in steps)
    printed = terminal.run("evaluate", "--program", "param x = 3; y = x^2", "--steps")
    assert "\n4. backward: " in printed
    assert "update" not in printed


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


# ---------------------------------------------------------------------------------- check


def test_check_passes_what_is_exact(terminal: Terminal) -> None:
    answer = terminal.json("check", example("three-neurons"))
    assert answer["verdict"] == "agrees"
    assert {leaf["verdict"] for leaf in answer["leaves"]} == {"agrees"}
    assert answer["overridden"] == []
    printed = terminal.run("check", example("three-neurons"))
    assert "w_P1x2" in printed
    assert "wrong" not in printed


def test_check_shows_every_witness_and_the_dot_product(terminal: Terminal) -> None:
    answer = terminal.json("check", "--program", "x = 2; y = x^3")
    [leaf] = answer["leaves"]
    assert leaf["complex_step"] == pytest.approx(12, rel=1e-15)
    assert abs(leaf["ridders"] - 12) <= leaf["error_bar"] < 1e-10
    assert answer["dot_product"]["agrees"] is True
    assert answer["dot_product"]["forward"] == pytest.approx(answer["dot_product"]["reverse"])
    printed = terminal.run("check", "--program", "x = 2; y = x^3")
    assert "extrapolated  error bar" in printed
    assert "dot-product test: forward and reverse mode agree (⟨u, J v⟩ = " in printed
    edge = terminal.run("check", "--program", "x = 0; y = sqrt(x)")
    assert "inside the domain, it agrees" in edge
    assert "dot-product test: the numbers are not finite" in edge


def test_check_exits_with_1_when_the_modes_differ(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    differing = DotProduct(1.0, 2.0, 0.5)
    monkeypatch.setattr("engine.commands.check.dot_product_test", lambda _: differing)
    printed = terminal.run("check", "--program", "x = 2; y = x^3", status=1)
    assert "dot-product test: ⟨u, J v⟩ = 1 differs from ⟨Jᵀ u, v⟩ = 2\n" in printed


def test_check_exits_with_1_and_names_the_overridden_node(terminal: Terminal) -> None:
    answer = terminal.json("check", example("three-neurons-as-printed"), status=1)
    assert answer["verdict"] == "wrong"
    assert answer["overridden"] == ["z1"]
    wrong = {leaf["name"]: leaf for leaf in answer["leaves"] if leaf["verdict"] == "wrong"}
    assert {"w_P1x1", "w_P1x2", "b_P1"} <= set(wrong)
    assert wrong["w_P1x2"]["analytic"] == 18
    assert wrong["w_P1x2"]["complex_step"] == pytest.approx(18 * math.log(3), rel=1e-14)
    printed = terminal.run("check", example("three-neurons-as-printed"), status=1)
    assert "the local derivative of σ (z1) is overridden\n" in printed


def test_check_prints_the_worst_element_of_an_array(terminal: Terminal) -> None:
    printed = terminal.run("check", "--program", "param A = [1,2;3,4]; y = sum(A*A)")
    assert printed.splitlines()[1].startswith("A[")


# ---------------------------------------------------------------------------------- train


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


# ---------------------------------------------------------------------------------- mistakes


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


# ---------------------------------------------------------------------------------- tables


def test_columns_line_up_whatever_the_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["name", "value"], [["y\u0302", "1"], ["漢", "10"]], " r")
    assert capsys.readouterr().out == "name  value\ny\u0302         1\n漢       10\n"


def test_long_arrays_are_shortened() -> None:
    assert number_text(as_value([1.5] * 100)) == "[1.5, …] (100)"
    assert number_text(as_value([[1 / 3] * 12])).endswith("…")
    assert len(number_text(as_value([[1 / 3] * 12]))) == 48
