"""The save file: what cannot be read, or written, is refused with a sentence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine import document_format
from engine.document_format import Contents, dump, load, loads, save
from engine.errors import FormatError
from engine.graph import Graph
from tests.engine.documents import document, read, sample

if TYPE_CHECKING:
    from pathlib import Path


def refusal(source: object) -> str:
    """The sentence with which a document is refused."""
    text = source if isinstance(source, str | bytes) else json.dumps(source)
    with pytest.raises(FormatError) as caught:
        loads(text)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "the file is empty"),
        (" \n\t", "the file is empty"),
        (b"\xff\xfe{}", "this is not UTF-8 text (byte 1)"),
        (dump(sample())[:400], "the file ends in the middle; the rest of it is missing"),
        ("hello", "this is not JSON: line 1, column 1: invalid character"),
        ('{"format":\n  oops}', "this is not JSON: line 2, column 3: invalid character"),
        ("[" * 5000, "the file is nested more than 100 levels deep"),
        ('{"a": ' + "9" * 5000 + "}", "the file holds a number too large for double precision"),
        ("[1, 2]", "this is JSON, but not a Chainrule document"),
        ('"chainrule"', "this is JSON, but not a Chainrule document"),
        ({"nodes": []}, "this is JSON, but not a Chainrule document"),
        ({"format": "drawing"}, "this is a document of another program, not of Chainrule"),
        ({"format": ["chainrule"]}, "this is a document of another program, not of Chainrule"),
        ({"format": "chainrule"}, "at $.version: expected a whole number from 1 on"),
        (
            {"format": "chainrule", "version": True, "graph": {}},
            "at $.version: expected a whole number from 1 on",
        ),
        (
            {"format": "chainrule", "version": 2, "graph": "whatever comes then"},
            "made by a newer Chainrule (version 2); this one reads up to 1",
        ),
        ({"format": "chainrule", "version": 1}, "at $: object missing required field “graph”"),
        (
            {"format": "chainrule", "version": 1, "graph": {}},
            "at $.graph: object missing required field “nodes”",
        ),
        (document([{"id": 7}]), "at $.graph.nodes[0].id: expected a text, got a whole number"),
        (
            document([{"id": "a", "operation": "input", "position": [1]}]),
            "at $.graph.nodes[0].position: expected a list of length 2, got 1",
        ),
        (
            document([{"id": "a", "operation": "input", "value": "one"}]),
            "at $.graph.nodes[0].value: unexpected text “one”",
        ),
        (
            document([{"id": "a", "operation": "input", "value": [[1, 2], [3]]}]),
            "at $.graph.nodes[0].value: the rows of an array must all have the same length",
        ),
        (
            document([{"id": "a", "operation": "input", "value": [1, {"b": 2}]}]),
            "at $.graph.nodes[0].value: {'b': 2} is not a number",
        ),
        (
            document([{"id": "a", "operation": "input", "value": 10**400}]),
            "at $.graph.nodes[0].value: number out of range",
        ),
        (
            document([{"id": "a", "operation": "input", "value": []}]),
            "at $.graph.nodes[0].value: an array needs at least one number",
        ),
        (
            document([{"id": "a", "operation": "power", "attributes": {"exponent": "two"}}]),
            "at $.graph.nodes[0]: Power, port “exponent”: “two” is not a number",
        ),
        (
            document([{"id": "a", "operation": "sum", "attributes": {"axis": 0.5}}]),
            "at $.graph.nodes[0]: Sum: “axis” is to be a whole number, not 0.5",
        ),
        (
            document([{"id": "a", "operation": "sigmoid", "attributes": {"base": [2]}}]),
            "at $.graph.nodes[0]: Sigmoid: “base” is to be a number, not [2]",
        ),
        (
            document([{"id": "a", "operation": "input"}, {"id": "a", "operation": "input"}]),
            "at $.graph.nodes[1]: there is already a node “a”",
        ),
        (
            document(
                [
                    {"id": "a", "operation": "input", "name": "x"},
                    {"id": "b", "operation": "input", "name": "x"},
                ]
            ),
            "at $.graph.nodes[1]: the name “x” is already taken",
        ),
        (
            document([{"id": "a", "operation": "input", "name": "2x"}]),
            "at $.graph.nodes[0]: “2x” cannot be a name: a name begins with a letter",
        ),
        (document(output="n9"), "at $.graph.output: there is no node “n9”"),
        (
            document(edges=[{"source": "a", "target": "b", "port": "x"}]),
            "at $.graph.edges[0]: there is no node “a”",
        ),
        (
            document(edges=[{"source": "a", "target": "b"}]),
            "at $.graph.edges[0]: object missing required field “port”",
        ),
    ],
)
def test_each_kind_of_bad_input_gets_one_sentence(source: object, sentence: str) -> None:
    assert refusal(source) == sentence


SQUARES = [{"id": key, "operation": "square"} for key in "abc"]


@pytest.mark.parametrize(
    ("edges", "sentence"),
    [
        (["ab", "bc", "ca"], "would close a cycle"),
        (["aa"], "x² cannot feed itself"),
        (["ab", "cb"], "at $.graph.edges[1]: port “x” of x² already has an edge from x²"),
    ],
)
def test_edges_that_no_graph_can_have_are_refused(edges: list[str], sentence: str) -> None:
    rows = [{"source": edge[0], "target": edge[1], "port": "x"} for edge in edges]
    assert sentence in refusal(document(SQUARES, edges=rows))


def test_a_port_that_an_operation_does_not_have_is_refused() -> None:
    edges = [{"source": "a", "target": "b", "port": "q"}]
    told = refusal(document(SQUARES, edges=edges))
    assert told == "at $.graph.edges[0]: Square has no port “q”"


def test_depth_is_counted_everywhere() -> None:
    deep: Any = 1
    for _ in range(98):
        deep = [deep]
    raw = document()
    raw["data"] = deep
    assert read(raw).data == deep
    raw["data"] = [[[deep]]]
    assert refusal(raw) == "the file is nested more than 100 levels deep"


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(document_format, "MAXIMAL_BYTES", 3 * 2**20)
    path = tmp_path / "large.chainrule"
    path.write_bytes(b" " * (3 * 2**20 + 1))
    with pytest.raises(FormatError, match=r"^cannot open “large.chainrule”: .* larger than 3 MB$"):
        load(path)


def test_the_number_of_nodes_is_limited() -> None:
    node = '{"id": "a", "operation": "input"}'
    text = json.dumps(document()).replace("[]", "[" + ",".join([node] * 200_001) + "]", 1)
    assert refusal(text) == "at $.graph.nodes: expected a list of length <= 200000"


def test_what_json_cannot_say_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    for odd in ({1, 2}, object()):
        with pytest.raises(FormatError, match="JSON has no way to write"):
            save(Contents(Graph(), data=odd), path)
    with pytest.raises(FormatError, match="half a character"):
        save(Contents(Graph(), view={"title": "\ud800"}), path)
    assert list(tmp_path.iterdir()) == []
