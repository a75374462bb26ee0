"""Places: each slot's operation and operands are found, scalar groups and tensors alike."""

from __future__ import annotations

from engine.graph import Graph
from engine.places import Places
from engine.tape import record


def test_every_computed_slot_has_its_place() -> None:
    graph = Graph()
    graph.add_input("a", 1.0)
    graph.add_input("b", 2.0)
    graph.add_input("v", [1.0, 2.0])
    graph.add("subtract", "b", "a", name="d")
    graph.add("subtract", "a", "b", name="e")
    graph.add("power", "d", 3.0, name="p")
    graph.add("multiply", "v", "e", "d", name="m")
    tape = record(graph)
    places = Places(tape)
    for node in tape.nodes:
        if node.is_leaf:
            continue
        place = places[tape.slot(node.id)]
        assert place.operation.name == node.operation
        sources = [edge.source for edge in graph.edges_into(node.id)]
        assert [tape.nodes[slot].id for slot in place.operands[: len(sources)]] == sources
        assert place.is_single == (node.name == "m")
    literal = places[tape.slot("p")].operands[1]
    assert tape.constants[literal] == 3.0
