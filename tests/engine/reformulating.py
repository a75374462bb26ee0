"""Graphs whose formulas are typed anew, and what must hold of them then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.layout import NODE_SIZE, laid_out
from engine.listing import print_program
from engine.program import parse
from engine.reformulation import Reformulation, reformulation

if TYPE_CHECKING:
    from engine.graph import Graph

NETWORK = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
o1 = sigmoid(w1*x + b1)
yhat = sigmoid(x + w2*o1)
L = (yhat - y)^2
"""


def drawn(program: str) -> Graph:
    """The graph of a program, laid out."""
    return laid_out(parse(program))


def retyped(graph: Graph, name: str | None, text: str) -> Reformulation:
    """Apply what a text makes of the formula of a node."""
    found = reformulation(graph, None if name is None else graph.resolve(name), text)
    found.edit.apply(graph)
    return found


def listed(graph: Graph) -> list[str]:
    """The lines of a graph's program."""
    return print_program(graph).splitlines()


def assert_no_overlap(graph: Graph, new: tuple[str, ...] | None = None) -> None:
    """No new card may lie over another."""
    places = {node.id: np.array(node.position) for node in graph.nodes()}
    for node_id in places if new is None else new:
        for other, place in places.items():
            if other != node_id:
                apart = np.abs(places[node_id] - place) >= NODE_SIZE
                assert apart.any(), (graph.node(node_id), graph.node(other))
