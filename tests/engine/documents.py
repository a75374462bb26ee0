"""Documents for the tests of the save file, and how they are read and refused."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np

from engine.document_format import Contents, loads
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.values import same_value


def document(nodes: list[Any] | None = None, **graph: Any) -> dict[str, Any]:
    """A document as plain objects."""
    held = {"nodes": [] if nodes is None else nodes, "edges": [], **graph}
    return {"format": "chainrule", "version": 1, "graph": held}


def read(raw: object) -> Contents:
    return loads(json.dumps(raw))


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
