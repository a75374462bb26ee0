"""Mistakes on the command line: one line that says what and where, exit status 2, nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import main
from engine import save
from engine.graph import Graph

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.commands.terminal import Terminal

ON_GRAPHS: dict[str, tuple[str, ...]] = {
    "evaluate": (),
    "tangent": ("--direction", "x=1"),
    "hessian": (),
    "check": (),
    "train": ("--steps", "1"),
    "render": ("-o", "picture.png"),
}
"""The commands that read a graph, each with what it needs besides."""

COMMANDS = [
    pytest.param(name, marks=pytest.mark.gui) if name == "render" else name for name in ON_GRAPHS
]
COMPUTING = [name for name in ON_GRAPHS if name != "render"]


def document(*nodes: dict[str, Any], **more: Any) -> str:
    graph = {"nodes": list(nodes), "edges": [], **more}
    return json.dumps({"format": "chainrule", "version": 1, "graph": graph})


X = {"id": "n1", "operation": "input", "name": "x", "value": 1}
FILES: dict[str, tuple[str, str]] = {
    "no JSON": ("x = 1", "cannot open “bad.chainrule”: "),
    "cut off": (document(X)[:60], "the file ends in the middle; the rest of it is missing"),
    "empty": ("", "cannot open “bad.chainrule”: "),
    "another program's": ('{"format": "dia"}', "a document of another program, not of Chainrule"),
    "newer": (
        '{"format": "chainrule", "version": 99}',
        "made by a newer Chainrule (version 99); this one reads up to 1",
    ),
    "text for a number": (
        document({**X, "value": "one"}),
        "at $.graph.nodes[0].value: ",
    ),
    "ragged": (
        document({**X, "value": [[1, 2], [3]]}),
        "at $.graph.nodes[0].value: the rows of an array must all have the same length",
    ),
    "text in an array": (
        document({**X, "value": [1, "a"]}),
        "at $.graph.nodes[0].value: “a” is not a number",
    ),
    "enormous": (
        document({**X, "value": [0] * 1_000_001}),
        "at $.graph.nodes[0].value: an array of 1000001 numbers is more than the 1000000 allowed",
    ),
    "deep": (document({**X, "value": json.loads("[" * 12 + "1" + "]" * 12)}), "8 dimensions"),
    "a name twice": (
        document(X, {**X, "id": "n2"}),
        "at $.graph.nodes[1]: the name “x” is already taken",
    ),
    "a port that is not there": (
        document(
            X,
            {"id": "n2", "operation": "sin", "name": "s"},
            edges=[{"source": "n1", "target": "n2", "port": "z"}],
        ),
        "at $.graph.edges[0]: Sine has no port “z”",
    ),
    "an output that is not there": (
        document(X, output="n9"),
        "at $.graph.output: there is no node “n9”",
    ),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("text", "part"), FILES.values(), ids=FILES)
def test_a_file_that_is_wrong_is_named_with_the_place(
    terminal: Terminal, tmp_path: Path, command: str, text: str, part: str
) -> None:
    path = tmp_path / "bad.chainrule"
    path.write_text(text, encoding="utf-8")
    told = terminal.refusal(command, str(path), *ON_GRAPHS[command])
    assert told.startswith(f"main.py {command}: cannot open “bad.chainrule”: ")
    assert part in told
    assert len(told) < 200


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_file_at_all(terminal: Terminal, tmp_path: Path, command: str) -> None:
    told = terminal.refusal(command, str(tmp_path), *ON_GRAPHS[command])
    assert told == f"main.py {command}: cannot open “{tmp_path.name}”: it is a folder"
    told = terminal.refusal(command, "nowhere.chainrule", *ON_GRAPHS[command])
    assert told.endswith("cannot open “nowhere.chainrule”: there is no such file or folder")


@pytest.mark.parametrize("command", COMMANDS)
def test_an_empty_graph(terminal: Terminal, tmp_path: Path, command: str) -> None:
    path = tmp_path / "empty.chainrule"
    save(Graph(), path)
    more = ON_GRAPHS[command]
    told = terminal.refusal(command, str(path), *more)
    assert told == f"main.py {command}: the file holds an empty graph; there is nothing to compute"
    told = terminal.refusal(command, "--program", " # nothing", *more)
    assert told.endswith("the program holds an empty graph; there is nothing to compute")


PROGRAMS = [
    ("y = foo(x)", "column 5: there is no function “foo”; to multiply, write foo*(…)"),
    ("y = sigmod(x)", "column 5: there is no function “sigmod”; did you mean “sigmoid”?"),
    ("x = 1\ny = sin(x", "line 2, column 10: the parenthesis opened at column 8 is not closed"),
    ("x = [1, 2; 3]", "column 5: the rows of an array must all have the same length"),
    ("x = [1, nan]", "column 5: “nan” is not a number"),
    ("x = 1e999", "column 5: the number is too large for double precision"),
    ("x = 1; y = x^2; output z", "column 24: there is no “z” yet"),
    ("x = 1; y = x; x = 2", "is assigned in line 1 already"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("program", "sentence"), PROGRAMS)
def test_a_program_that_is_wrong_gets_its_column(
    terminal: Terminal, command: str, program: str, sentence: str
) -> None:
    told = terminal.refusal(command, "--program", program, *ON_GRAPHS[command])
    assert told.startswith(f"main.py {command}: ")
    assert sentence in told


def test_build_refuses_what_parse_refuses(terminal: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "made.chainrule"
    for program, sentence in PROGRAMS:
        assert sentence in terminal.refusal("build", program, "-o", str(target))
    told = terminal.refusal("build", "", "-o", str(target))
    assert told == "main.py build: the program is empty; write a statement such as “y = x^2”"
    assert not target.exists()
    assert "it is a folder" in terminal.refusal("build", "y = 2x", "-o", str(tmp_path))


SETTINGS = [
    ("--set", "x=abc", "“abc” is not a number"),
    ("--set", "x=nan", "“nan” is not a number"),
    ("--set", "x=inf", "“inf” is not a number"),
    ("--set", "x=", "a number is needed"),
    ("--set", "x=[1, 2; 3]", "the rows of an array must all have the same length"),
    ("--set", "x=[[1, 2], 3]", "the rows of an array must all have the same length"),
    ("--set", "x=[1, 2", "the array needs a closing bracket “]”"),
    ("--set", "x=[]", "an array needs at least one number"),
    ("--set", "x=1e999", "“1e999” is too large for double precision"),
    ("--set", "rat=1", "there is no node “rat”; did you mean “rate”?"),
    ("--set", "y=1", "y computes its value; only leaves hold one"),
    ("--set", "x", "this is no setting; write it as NAME=VALUE"),
    ("--set", "=1", "this is no setting; write it as NAME=VALUE"),
    ("--output", "why", "there is no node “why”"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("option", "text", "why"), SETTINGS)
def test_a_wrong_option_is_repeated_with_the_reason(
    terminal: Terminal, command: str, option: str, text: str, why: str
) -> None:
    program = "param x = 1; rate = 2; y = rate*x^2"
    words = ("--program", program, option, text, *ON_GRAPHS[command])
    assert terminal.refusal(command, *words) == f"main.py {command}: {option} {text}: {why}"


def test_an_enormous_array_is_not_repeated_whole(terminal: Terminal) -> None:
    huge = "x=[" + "0," * 1_000_000 + "0]"
    told = terminal.refusal("evaluate", "--program", "x = 1; y = sum(x)", "--set", huge)
    assert told.endswith("0,…: an array of 1000001 numbers is more than the 1000000 allowed")
    assert len(told) < 200


UNFIT = [
    ("a = sin(x); b = cos(x); x = 1", "column 25: “x” is used in line 1"),
    ("param x = 1; y = x*q", ": q has no value yet"),
    ("param x = [1, 2]; B = [1, 2, 3]; y = sum(x + B)", ": the shapes do not fit: x1 2, x2 3"),
    ("param x = 1", "there is no output to "),
]


@pytest.mark.parametrize("command", COMPUTING)
@pytest.mark.parametrize(("program", "part"), UNFIT)
def test_a_graph_that_cannot_be_differentiated(
    terminal: Terminal, command: str, program: str, part: str
) -> None:
    terminal.run(command, "--program", program, *ON_GRAPHS[command], status=2)
    assert terminal.error.count("\n") == 1
    assert part in terminal.error


@pytest.mark.parametrize("command", COMPUTING)
def test_two_outputs(terminal: Terminal, tmp_path: Path, command: str) -> None:
    graph = Graph()
    graph.add_parameter("x", 1.0)
    graph.add("sin", "x", name="a")
    graph.add("cos", "x", name="b")
    path = tmp_path / "two.chainrule"
    save(graph, path)
    terminal.run(command, str(path), *ON_GRAPHS[command], status=2)
    assert "several nodes could be the output (a, b); choose one\n" in terminal.error
    terminal.run(command, str(path), "--output", "b", *ON_GRAPHS[command])


@pytest.mark.parametrize("command", COMPUTING)
def test_nan_in_a_file(terminal: Terminal, tmp_path: Path, command: str) -> None:
    path = tmp_path / "nan.chainrule"
    graph = Graph()
    graph.add_parameter("x", [1.0, float("nan")])
    graph.add("sum", graph.add("square", "x"), name="L")
    save(graph, path)
    more = ("--direction", "x=[1,0]") if command == "tangent" else ON_GRAPHS[command]
    terminal.run(command, str(path), *more, status=2)
    assert terminal.error == (
        f"main.py {command}: x holds nan; give it a number, as with --set x=1\n"
    )
    terminal.run(command, str(path), "--set", "x=[1, 2]", *more)


def test_evaluate_tells_what_it_can_before_it_refuses(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "unknown.chainrule"
    node = {"id": "n2", "operation": "warp", "name": "w"}
    sine = {"id": "n3", "operation": "sin", "name": "s"}
    edges = [{"source": "n1", "target": "n3", "port": "x"}]
    path.write_text(document(X, node, sine, edges=edges, output="n3"), encoding="utf-8")
    answer = terminal.json("evaluate", str(path), status=2)
    assert set(answer["values"]) == {"x", "s"}
    [told] = answer["diagnostics"]
    assert (told["kind"], told["severity"], told["node"]) == ("unknown operation", "error", "w")
    assert terminal.error == "main.py evaluate: w: the operation “warp” is not known here\n"


MODES = [
    (
        ["tangent", "--direction", "x=1", "y=1"],
        "“y” is computed; only leaves have a direction",
    ),
    (
        ["tangent", "--direction", "rat=1"],
        "--direction rat=1: there is no node “rat”; did you mean",
    ),
    (["tangent", "--direction", "x=a"], "--direction x=a: “a” is not a number"),
    (["tangent", "--direction", "x=1", "x=2"], "--direction x=2: “x” has a direction already"),
    (
        ["tangent", "--direction", "x=[1,2]", "rate=[1,2,3]"],
        "--direction rate=[1,2,3]: there are 2 directions before and 3 here",
    ),
    (
        ["tangent", "--direction", "x=[1,0]", "rate=[1,0]", "--normalise"],
        "a direction of length 0 cannot be made one of length 1",
    ),
    (["tangent", "--jacobian", "--wrt", "rat"], "there is no node “rat”; did you mean “rate”?"),
    (["tangent", "--jacobian", "--wrt", "y"], "“y” is neither an input nor a parameter"),
    (["tangent", "--jacobian", "--normalise"], "--normalise is for directions, not for --jacobian"),
    (
        ["tangent", "--direction", "x=1", "--wrt", "x"],
        "--wrt is for --jacobian; a direction names its leaves",
    ),
    (["hessian", "--wrt", "rat"], "there is no node “rat”; did you mean “rate”?"),
    (["hessian", "--along", "x", "rat"], "there is no node “rat”; did you mean “rate”?"),
    (["hessian", "--along", "x", "--wrt", "x"], "--along says what to differentiate with respect"),
    (["hessian", "--along", *"x" * 13], "--along: derivatives go up to the order 12"),
    (["evaluate", "--batch", "rat=[1,2]"], "--batch rat=[1,2]: there is no node “rat”; did you"),
    (["evaluate", "--batch", "x=a"], "--batch x=a: “a” is not a number"),
    (["evaluate", "--batch", "x=2"], "--batch x=2: this is one sample of “x”, not several"),
    (["evaluate", "--batch", "y=[1,2]"], "--batch y=[1,2]: “y” computes its value"),
    (["evaluate", "--batch", "x=[1,2;3,4]"], "--batch x=[1,2;3,4]: “x” is a number, not an array"),
    (
        ["evaluate", "--batch", "x=[1,2]", "--batch", "rate=[1,2,3]"],
        "the batches have different lengths: 2 and 3",
    ),
    (
        ["evaluate", "--batch", "x=[1,2]", "--steps"],
        "--steps tells of one sample; leave out --batch",
    ),
    (["evaluate", "--per-sample"], "--per-sample needs samples; give some with --batch"),
    (
        ["evaluate", "--batch", "x=[1,2]", "--reduction", "median"],
        "argument --reduction: invalid choice: 'median'",
    ),
    (
        ["evaluate", "--save-gradient", "nowhere/g.chainrule"],
        "cannot save “g.chainrule”: there is no such file or folder",
    ),
]


@pytest.mark.parametrize(("words", "sentence"), MODES)
def test_a_mode_that_is_asked_for_wrongly(
    terminal: Terminal, words: list[str], sentence: str
) -> None:
    program = "param x = 1; rate = 2; y = rate*x^2"
    told = terminal.refusal(words[0], "--program", program, *words[1:])
    assert told.startswith(f"main.py {words[0]}: {sentence}")


def test_what_is_no_command(terminal: Terminal) -> None:
    told = terminal.refusal("evalute", "x.chainrule")
    assert told.startswith("main.py: “evalute x.chainrule” is no file, nor one of evaluate, ")
    assert terminal.refusal("operations", "--program", "y = 2x").startswith("main.py")


def test_every_command_is_tried() -> None:
    assert {*ON_GRAPHS, "build", "differentiate", "integrate", "limit", "operations"} == set(
        main.COMMANDS
    )
