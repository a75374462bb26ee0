"""Copying a networkx graph in slices, with its order, its edges' keys and all that they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.slices import sliced

if TYPE_CHECKING:
    import networkx as nx

    from engine.slices import Work

__all__ = ["copying_network"]


def copying_network(source: nx.MultiDiGraph[str], target: nx.MultiDiGraph[str]) -> Work[None]:
    """Put all nodes and edges of one graph into another, which is empty."""
    for nodes in sliced(source):
        for node in nodes:
            target.add_node(node, **source.nodes[node])
        yield
    for neighbours in sliced(source.adjacency()):
        for start, ends in neighbours:
            for end, edges in ends.items():
                for key, held in edges.items():
                    target.add_edge(start, end, key, **held)
        yield
