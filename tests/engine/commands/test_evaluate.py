"""The command that evaluates: values, gradients, steps, and tables of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import parse, save
from engine.commands.report import number_text, print_table
from engine.values import as_value
from tests.engine.commands.programs import NETWORK_A, example

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.engine.commands.terminal import Terminal


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


# ---------------------------------------------------------------------------------- tables


def test_columns_line_up_whatever_the_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["name", "value"], [["y\u0302", "1"], ["漢", "10"]], " r")
    assert capsys.readouterr().out == "name  value\ny\u0302         1\n漢       10\n"


def test_long_arrays_are_shortened() -> None:
    assert number_text(as_value([1.5] * 100)) == "[1.5, …] (100)"
    assert number_text(as_value([[1 / 3] * 12])).endswith("…")
    assert len(number_text(as_value([[1 / 3] * 12]))) == 48
