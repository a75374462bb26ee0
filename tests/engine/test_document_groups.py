"""The save file: groups, how they are written and which are refused."""

from __future__ import annotations

import json

import pytest

from engine.document_format import dump, loads
from engine.errors import FormatError
from engine.graph import Graph
from engine.group import Group
from tests.engine.documents import assert_same


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
