"""The save file: what is written is what is read, and nothing is lost."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document_format import Contents, dump, loads
from engine.errors import FormatError
from engine.graph import Edge, Graph, Node
from engine.values import same_value
from tests.engine.documents import assert_same, document, read, sample

# ---------------------------------------------------------------------------------- round trips


def test_a_document_with_one_of_everything_survives() -> None:
    contents = Contents(
        sample(),
        data={"columns": ["x", "y"], "rows": [[1, 2.5], [3, None]]},
        training={"learning_rate": 0.1},
        view={"title": "Größe ∇", "zoom": 1.5},
        extra={"author": {"name": "Ada"}},
        graph_extra={"notes": ["here"]},
        edge_extra={Edge("n1", "n4", "base"): {"bend": 0.3}},
    )
    text = dump(contents)
    again = loads(text)
    assert_same(contents.graph, again.graph)
    assert again.data == contents.data
    assert again.training == contents.training
    assert again.view == contents.view
    assert again.extra == contents.extra
    assert again.graph_extra == contents.graph_extra
    assert again.edge_extra == contents.edge_extra
    assert dump(again) == text


def test_what_a_file_looks_like() -> None:
    graph = Graph()
    graph.insert(Node("n1", "parameter", "w", 0.5, position=(0.0, 204.0)))
    graph.insert(Node("n2", "square", "L", position=(216.0, 0.5)))
    graph.attach(Edge("n1", "n2", "x"))
    graph.output = "n2"
    assert dump(Contents(graph, view={"title": "A parabola"})) == (
        "{\n"
        '  "format": "chainrule",\n'
        '  "version": 1,\n'
        '  "graph": {\n'
        '    "nodes": [\n'
        '      {"id": "n1", "operation": "parameter", "name": "w", "value": 0.5,'
        ' "position": [0, 204]},\n'
        '      {"id": "n2", "operation": "square", "name": "L", "position": [216, 0.5]}\n'
        "    ],\n"
        '    "edges": [\n'
        '      {"source": "n1", "target": "n2", "port": "x"}\n'
        "    ],\n"
        '    "output": "n2"\n'
        "  },\n"
        '  "view": {"title": "A parabola"}\n'
        "}\n"
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (-2.0, "-2"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1e300, "1e+300"),
        (5e-324, "5e-324"),
        (2.0**53 - 1, "9007199254740991"),
        (math.nan, '"nan"'),
        (math.inf, '"inf"'),
        (-math.inf, '"-inf"'),
    ],
)
def test_numbers_have_one_exact_form(number: float, text: str) -> None:
    graph = Graph()
    graph.add_constant(number)
    written = dump(graph)
    assert f'"value": {text}}}' in written
    again = loads(written).graph.node("n1").value
    assert same_value(again, number)
    assert isinstance(again, float)
    assert math.copysign(1.0, again) == math.copysign(1.0, number)


def test_unknown_keys_survive_everywhere() -> None:
    raw = document(
        [
            {"id": "a", "operation": "input", "value": 1, "shade": [1, {"deep": None}]},
            {"id": "b", "operation": "square", "attributes": {"later": "x"}},
        ],
        legend={"on": True},
    )
    raw["graph"]["edges"] = [{"source": "a", "target": "b", "port": "x", "weight": 2}]
    raw["plugin"] = {"version": "1.5"}
    again = json.loads(dump(read(raw)))
    assert again == raw


def test_an_unknown_operation_is_a_placeholder_with_its_edges() -> None:
    nodes = [
        {"id": "a", "operation": "input", "name": "x", "value": 1},
        {"id": "b", "operation": "convolve", "attributes": {"kernel": [[1, "q"]], "x": True}},
        {"id": "c", "operation": "square"},
    ]
    edges = [
        {"source": "a", "target": "b", "port": "signal"},
        {"source": "b", "target": "c", "port": "x"},
    ]
    raw = document(nodes, edges=edges)
    contents = read(raw)
    assert contents.graph.ports("b") == ("signal",)
    assert json.loads(dump(contents)) == raw


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert len(loads("\ufeff" + dump(sample())).graph) == 9


def test_files_of_other_editors_load_whatever_the_order_of_their_edges() -> None:
    text = json.loads(dump(sample()))
    text["graph"]["edges"].reverse()
    assert_same(sample(), read(text).graph)


names = st.text("abcxyzŷσα_", min_size=1, max_size=4).map(lambda text: "v" + text)


eight_names = st.lists(names, unique=True, min_size=8, max_size=8)


finite = st.floats(allow_nan=True, allow_infinity=True)


tensors = st.lists(finite, min_size=1, max_size=4) | st.lists(
    st.lists(finite, min_size=2, max_size=2), min_size=1, max_size=3
)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@st.composite
def contents(draw: st.DrawFn) -> Contents:
    """Random documents: leaves, tensors, operations, placeholders, extras, odd names."""
    graph = Graph()
    free = iter(draw(eight_names))
    edge_extra = {}
    for index in range(draw(st.integers(0, 8))):
        operation = draw(
            st.sampled_from(["input", "parameter", "constant", "add", "power", "warp"])
        )
        is_leaf = operation in {"input", "parameter", "constant"}
        ports = {"add": ["x1", "x2", "x3"], "power": ["base", "exponent"], "warp": ["in", "out"]}
        literals: dict[str, dict[str, Any]] = {
            "power": {"exponent": draw(finite)},
            "warp": draw(st.dictionaries(names, plain)),
        }
        node = Node(
            id=f"n{index}",
            operation=operation,
            name=next(free) if draw(st.booleans()) else "",
            value=np.array(draw(tensors)) if is_leaf and draw(st.booleans()) else None,
            attributes=literals.get(operation, {}),
            trainable=draw(st.booleans()),
            position=(draw(st.floats(-1e6, 1e6)), draw(st.integers(-9, 9)) * 12.0),
            group=draw(st.none() | st.just("g")),
            extra={
                f"later {key}": value for key, value in draw(st.dictionaries(names, plain)).items()
            },
        )
        sources = graph.node_ids()
        graph.insert(node)
        for port in ports.get(operation, []):
            is_connected: bool = draw(st.booleans())
            if sources and is_connected:
                edge = Edge(draw(st.sampled_from(sources)), node.id, port)
                graph.attach(edge)
                if draw(st.booleans()):
                    edge_extra[edge] = {"bend": draw(plain)}
    graph.output = draw(st.sampled_from([None, *graph.node_ids()]))
    return Contents(graph, data=draw(plain), edge_extra=edge_extra)


@given(contents())
def test_what_is_saved_is_what_is_loaded(original: Contents) -> None:
    text = dump(original)
    again = loads(text.encode())
    assert_same(original.graph, again.graph)
    assert again.edge_extra == original.edge_extra
    assert dump(again) == text


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | plain.map(json.dumps))
def test_whatever_comes_is_read_or_refused_with_a_sentence(source: str | bytes) -> None:
    with pytest.raises(FormatError):
        loads(source)


@given(st.data())
def test_a_damaged_document_is_read_or_refused_with_a_sentence(data: st.DataObject) -> None:
    raw = json.loads(dump(sample()))
    spots: list[tuple[Any, Any]] = []

    def walk(part: Any) -> None:
        keys = part.keys() if isinstance(part, dict) else range(len(part))
        for key in keys:
            spots.append((part, key))
            if isinstance(part[key], dict | list):
                walk(part[key])

    walk(raw)
    part, key = data.draw(st.sampled_from(spots))
    part[key] = data.draw(plain)
    try:
        again = read(raw)
    except FormatError as error:
        assert str(error)  # noqa: PT017  either outcome is right
    else:
        assert dump(loads(dump(again))) == dump(again)


# ---------------------------------------------------------------------------------- size


def test_loading_does_not_search_the_whole_graph_for_each_edge() -> None:
    """Ten times the nodes take about ten times the work, even with edges in the worst order."""

    def work(count: int) -> int:
        graph = Graph()
        previous = graph.add_input("x", 1.0)
        for _ in range(count):
            previous = graph.add("add", previous, "x")
        raw = json.loads(dump(graph))
        raw["graph"]["edges"].reverse()
        text = json.dumps(raw)
        calls = 0

        def count_calls(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event == "call"

        before = sys.getprofile()
        sys.setprofile(count_calls)
        try:
            assert len(loads(text).graph) == count + 1
        finally:
            sys.setprofile(before)
        return calls

    work(10)
    assert work(1000) < 12 * work(100)
