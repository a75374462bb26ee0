"""The save file: what is written, what is refused, and that nothing is lost."""

from __future__ import annotations

import errno
import json
import math
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from engine import document_format
from engine.document_format import Contents, dump, load, load_contents, loads, migrate, save
from engine.document_schema import VERSION, schema
from engine.errors import EngineError, FormatError
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.values import same_value

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


def document(nodes: list[Any] | None = None, **graph: Any) -> dict[str, Any]:
    """A document as plain objects."""
    held = {"nodes": [] if nodes is None else nodes, "edges": [], **graph}
    return {"format": "chainrule", "version": 1, "graph": held}


def read(raw: object) -> Contents:
    return loads(json.dumps(raw))


def refusal(source: object) -> str:
    """The sentence with which a document is refused."""
    text = source if isinstance(source, str | bytes) else json.dumps(source)
    with pytest.raises(FormatError) as caught:
        loads(text)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


def sample() -> Graph:
    """A graph with one of everything."""
    graph = Graph()
    graph.insert(Node("n1", "input", "x", 0.1, position=(12.0, -24.5), group="g1"))
    graph.insert(Node("n2", "parameter", "A", np.array([[1.0, 2.0], [3.0, 0.25]]), trainable=False))
    graph.insert(Node("n3", "constant", "", math.inf))
    graph.insert(Node("n4", "power", "p", attributes={"exponent": 3.0}))
    graph.insert(Node("n5", "sigmoid", "ŷ", attributes={"base": 3.0}, overrides={"x": "y*(1-y)"}))
    graph.insert(Node("n6", "warp", "future", attributes={"speed": 9, "crew": ["Spock"]}))
    graph.insert(Node("n7", "sum", attributes={"axis": 1}, extra={"colour": "red"}))
    graph.insert(Node("n8", "add", attributes={"x3": 0.5}))
    graph.insert(Node("n9", "reshape", attributes={"shape": (2, 2)}))
    for edge in [("n1", "n4", "base"), ("n4", "n5", "x"), ("n5", "n6", "in"), ("n2", "n7", "x")]:
        graph.attach(Edge(*edge))
    graph.attach(Edge("n1", "n8", "x1"))
    graph.attach(Edge("n1", "n8", "x2"))
    graph.output = "n5"
    graph.groups.insert(Group("g1", "layer", is_collapsed=True, extra={"shape": "round"}))
    return graph


def assert_same(one: Graph, other: Graph) -> None:
    """Nodes with all their fields, edges, output, groups and order are the same."""
    assert one.edges() == other.edges()
    assert one.output == other.output
    assert list(one.groups.values()) == list(other.groups.values())
    assert one.node_ids() == other.node_ids()
    for left, right in zip(one.nodes(), other.nodes(), strict=True):
        assert same_value(left.value, right.value)
        assert left.attributes.keys() == right.attributes.keys()
        for key, literal in left.attributes.items():
            is_number = isinstance(literal, float | np.ndarray)
            other_literal = right.attributes[key]
            assert same_value(literal, other_literal) if is_number else literal == other_literal
        assert replace(left, value=None, attributes={}) == replace(right, value=None, attributes={})


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


# ---------------------------------------------------------------------------------- bad input


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


# ---------------------------------------------------------------------------------- versions


def test_migrations_run_one_version_at_a_time() -> None:
    def first(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "graph": {"nodes": raw["nodes"]}}

    def second(raw: dict[str, Any]) -> dict[str, Any]:
        assert raw["version"] == 2
        return {**raw, "view": {"title": "migrated"}}

    old = {"format": "chainrule", "version": 1, "nodes": []}
    new = migrate(old, 1, steps={1: first, 2: second}, current=3)
    assert new["version"] == 3
    assert new["graph"] == {"nodes": []}
    assert new["view"] == {"title": "migrated"}
    assert old == {"format": "chainrule", "version": 1, "nodes": []}


def test_there_is_a_migration_from_every_older_version() -> None:
    assert set(document_format.MIGRATIONS) == set(range(1, VERSION))


def test_the_shipped_schema_is_that_of_the_code() -> None:
    shipped = json.loads(resources.read_text("schema", f"chainrule-{VERSION}.json"))
    assert shipped == schema()


# ---------------------------------------------------------------------------------- groups


def grouped(*groups: object) -> str:
    """Return the text of a document with these groups."""
    graph = {"nodes": [{"id": "n1", "operation": "input", "group": "g1"}], "groups": groups}
    return json.dumps({"format": "chainrule", "version": 1, "graph": graph})


def test_groups_are_written_one_a_line_without_what_says_nothing() -> None:
    graph = Graph()
    graph.groups.insert_all(
        [
            Group("g2", "neuron", parent="g1", is_collapsed=True),
            Group("g1", "Layer 1", "two neurons", None, False, "value", (12.0, 0.0), (240.0, 96.0)),
            Group("g3", extra={"shape": "round"}),
        ]
    )
    lines = [line.strip().rstrip(",") for line in dump(graph).splitlines()]
    assert '{"id": "g2", "title": "neuron", "parent": "g1", "collapsed": true}' in lines
    assert (
        '{"id": "g1", "title": "Layer 1", "note": "two neurons", "colour": "value", '
        '"position": [12, 0], "size": [240, 96]}'
    ) in lines
    assert '{"id": "g3", "shape": "round"}' in lines
    assert_same(loads(dump(graph)).graph, graph)
    assert dump(loads(dump(graph)).graph) == dump(graph)


def test_a_node_may_name_a_group_that_is_not_there() -> None:
    graph = loads(grouped()).graph
    assert graph.node("n1").group == "g1"
    assert '"group": "g1"' in dump(graph)


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([{"title": "x"}], "at $.graph.groups[0]: object missing required field “id”"),
        ([{"id": ""}], "at $.graph.groups[0].id: "),
        ([{"id": "a"}, {"id": "a"}], "at $.graph.groups[1]: there is already a group “a”"),
        ([{"id": "a", "parent": "b"}], "at $.graph.groups[0]: there is no group “b”"),
        ([{"id": "a", "parent": "a"}], "at $.graph.groups[0]: “a” cannot lie in itself"),
        (
            [{"id": "a", "title": "A", "parent": "b"}, {"id": "b", "title": "B", "parent": "a"}],
            "cannot lie in itself",
        ),
        ([{"id": "a", "title": "x" * 200}], "at $.graph.groups[0].title: "),
        ([{"id": "a", "title": "x\ny"}], "at $.graph.groups[0].title: "),
        ([{"id": "a", "title": "x\n"}], "at $.graph.groups[0]: the title of a group is one line"),
        ([{"id": "a", "position": [1]}], "at $.graph.groups[0].position: "),
        ([{"id": "a", "collapsed": "yes"}], "at $.graph.groups[0].collapsed: expected true or"),
        (["a"], "at $.graph.groups[0]: expected an object, got a text"),
    ],
)
def test_groups_that_cannot_be_are_refused_with_their_place(
    groups: list[object], sentence: str
) -> None:
    with pytest.raises(FormatError) as caught:
        loads(grouped(*groups))
    assert sentence in str(caught.value)


def test_groups_too_deep_are_refused() -> None:
    rows = [{"id": f"g{index}", "parent": f"g{index + 1}"} for index in range(40)]
    with pytest.raises(FormatError, match="32 deep"):
        loads(grouped(*rows, {"id": "g40"}))


# ---------------------------------------------------------------------------------- the disk


def test_a_file_is_saved_and_loaded(tmp_path: Path) -> None:
    path = tmp_path / "ŷ graph.chainrule"
    save(sample(), path)
    first = path.read_bytes()
    assert first.endswith(b"}\n")
    save(load_contents(path), path)
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_of_a_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    path.chmod(0o640)
    save(sample(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"")
    save(sample(), tmp_path / "a.chainrule")
    assert (tmp_path / "a.chainrule").stat().st_mode == other.stat().st_mode


def test_a_symbolic_link_keeps_pointing_at_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "a.chainrule", tmp_path / "link.chainrule"
    link.symlink_to(target)
    save(sample(), link)
    save(Graph(), link)
    assert link.is_symlink()
    assert len(load(target)) == 0
    assert [path.name for path in target.parent.iterdir()] == ["a.chainrule"]


def fail_with(number: int) -> Callable[..., Any]:
    def fail(*_arguments: object, **_more: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("module", "function", "number", "reason"),
    [
        (os, "fsync", errno.ENOSPC, "the disk is full"),
        (os, "fsync", errno.EDQUOT, "your share of the disk is used up"),
        (os, "fsync", errno.EIO, os.strerror(errno.EIO)),
        (Path, "replace", errno.EACCES, "you have no permission"),
        (Path, "open", errno.EROFS, "the disk is read-only"),
    ],
)
def test_a_disk_that_fails_leaves_the_old_file_whole(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    module: Any,
    function: str,
    number: int,
    reason: str,
) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    before = path.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(module, function, fail_with(number))
        with pytest.raises(EngineError) as caught:
            save(Graph(), path)
    assert str(caught.value) == f"cannot save “a.chainrule”: {reason}"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_places_where_nothing_can_be_saved(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    reasons = {
        tmp_path: "it is a folder",
        tmp_path / "missing" / "a.chainrule": "there is no such file or folder",
        file / "a.chainrule": "a part of its path is not a folder",
        tmp_path / ("a" * 300): "the name is too long",
        loop: "its links lead in a circle",
        Path(os.devnull): "it is not an ordinary file",
    }
    for path, reason in reasons.items():
        with pytest.raises(EngineError) as caught:
            save(Graph(), path)
        assert str(caught.value) == f"cannot save “{path.name}”: {reason}"
    with pytest.raises(EngineError, match="this is no path"):
        save(Graph(), tmp_path / "a\0b")


def test_a_write_protected_file_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    # What access() says to people who are not root.
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    with pytest.raises(EngineError, match=r"you have no permission$"):
        save(Graph(), path)
    assert len(load(path)) == 9


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"^cannot open “no.chainrule”: there is no such file"):
        load(tmp_path / "no.chainrule")
    with pytest.raises(EngineError, match=r"it is a folder$"):
        load(tmp_path)
    with pytest.raises(EngineError, match="this is no path"):
        load("a\0b")
    (tmp_path / "bad.chainrule").write_text('{"format":\n x}', encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        load(tmp_path / "bad.chainrule")
    told = "cannot open “bad.chainrule”: this is not JSON: line 2, column 2: invalid character"
    assert str(caught.value) == told


KILLED_BEFORE_REPLACING = """
import os, signal, sys
from pathlib import Path
from engine.document_format import save
from engine.graph import Graph
Path.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
save(Graph(), sys.argv[1])
"""


def test_a_kill_in_the_middle_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    before = path.read_bytes()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_REPLACING, str(path)], cwd=ROOT, check=False
    )
    assert killed.returncode < 0
    assert path.read_bytes() == before
    save(Graph(), path)
    assert len(load(path)) == 0


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
