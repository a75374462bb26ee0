"""The examples that ship: they open, run, save to the same bytes and look tidy."""

from __future__ import annotations

from itertools import combinations

import pytest

import resources
from engine.document_format import SUFFIX, dump, loads
from engine.findings import findings
from engine.tape import record

EXAMPLES = resources.names("examples", SUFFIX)
CARD = (132.0, 84.0)
GRID = 12.0
ROOM = 24.0


def test_there_are_some_and_each_has_a_title_of_its_own() -> None:
    views = [loads(resources.read_text("examples", name)).view for name in EXAMPLES]
    titles = {view["title"] for view in views}
    assert len(EXAMPLES) >= 8
    assert len(titles) == len(EXAMPLES)
    assert all(len(view["summary"]) > 20 for view in views)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_runs_without_a_word_of_complaint(name: str) -> None:
    graph = loads(resources.read_text("examples", name)).graph
    tape = record(graph)
    run = tape.evaluate()
    assert len(tape.nodes) == len(graph)
    assert tape.diagnostics == ()
    assert findings(run) == ()
    assert run.has_gradient


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_saves_to_the_same_bytes(name: str) -> None:
    text = resources.read_text("examples", name)
    assert dump(loads(text)) == text


@pytest.mark.parametrize("name", EXAMPLES)
def test_nodes_stand_on_the_grid_apart_from_each_other(name: str) -> None:
    nodes = loads(resources.read_text("examples", name)).graph.nodes()
    for node in nodes:
        assert [place % GRID for place in node.position] == [0.0, 0.0]
    for one, other in combinations(nodes, 2):
        apart = [abs(a - b) for a, b in zip(one.position, other.position, strict=True)]
        assert apart[0] >= CARD[0] + ROOM or apart[1] >= CARD[1] + ROOM, (one.key, other.key)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_edge_leads_to_the_right(name: str) -> None:
    graph = loads(resources.read_text("examples", name)).graph
    for edge in graph.edges():
        source, target = graph.node(edge.source), graph.node(edge.target)
        assert target.position[0] >= source.position[0] + CARD[0] + ROOM, edge
