"""Layout: left to right, nothing on top of anything else, the same every time."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import layout, layout_plan
from engine.graph import Graph
from engine.layout import GRID, NODE_SIZE, laid_out, layered, plan_of
from engine.layout_plan import LayoutPlan, by_graphlay, by_longest_path, by_sugiyama, on_grid
from engine.operation import get_operation
from engine.program import parse

NETWORK_A = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
o1 = sigmoid(w1*x + b1)
yhat = sigmoid(x + w2*o1)
L = (yhat - y)^2
"""
LEAST_GAP = 48.0

Sizes = dict[str, tuple[float, float]]


def check(
    graph: Graph, positions: dict[str, tuple[float, float]], sizes: Sizes | None = None
) -> None:
    """Assert what holds of every layout."""
    assert list(positions) == graph.node_ids()
    boxes = [(*positions[item], *(sizes or {}).get(item, NODE_SIZE)) for item in positions]
    for x, y, _, _ in boxes:
        assert x % GRID == 0
        assert y % GRID == 0
        assert x >= 0
        assert y >= 0
    boxes.sort()
    for index, (x1, y1, width1, height1) in enumerate(boxes):
        for x2, y2, _, height2 in boxes[index + 1 :]:
            beside = x2 - (x1 + width1) >= LEAST_GAP
            below = y2 - (y1 + height1) >= LEAST_GAP
            above = y1 - (y2 + height2) >= LEAST_GAP
            assert beside or below or above
    for edge in graph.edges():
        width, _ = (sizes or {}).get(edge.source, NODE_SIZE)
        assert positions[edge.target][0] >= positions[edge.source][0] + width + LEAST_GAP


@pytest.fixture(params=["graphlay", "fallback"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of laying out."""
    if request.param == "fallback":
        monkeypatch.setattr(layout, "_MOST_NODES", 0)
    return str(request.param)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "input x = 1",
        "input x; input y; input z",
        "y = x*x",
        NETWORK_A,
        "y = max(" + ", ".join(f"x{index}" for index in range(40)) + ")",
        "h0 = 0\n" + "\n".join(f"h{i} = tanh(w*h{i - 1} + u*x{i} + b)" for i in range(1, 20)),
    ],
    ids=["empty", "one", "apart", "twice", "network A", "fan", "recurrent"],
)
def test_every_layout_is_tidy(text: str) -> None:
    graph = parse(text)
    check(graph, layered(graph))


@pytest.mark.usefixtures("way")
def test_sizes_are_respected() -> None:
    graph = parse(NETWORK_A)
    sizes = {
        item: (100.0 + 37 * rank, 50.0 + 23 * rank) for rank, item in enumerate(graph.node_ids())
    }
    check(graph, layered(graph, sizes), sizes)


@pytest.mark.usefixtures("way")
def test_a_half_wired_graph_is_laid_out() -> None:
    graph = parse("y = sin(x)")
    graph.insert(parse("z = cos(x)").find("z").__class__("loose", "multiply", "m"))
    check(graph, layered(graph))


@pytest.mark.usefixtures("way")
def test_the_same_graph_is_always_laid_out_the_same() -> None:
    assert layered(parse(NETWORK_A)) == layered(parse(NETWORK_A))


@pytest.mark.usefixtures("way")
def test_leaves_stand_beside_what_they_feed() -> None:
    graph = parse(NETWORK_A)
    positions = layered(graph)
    column = NODE_SIZE[0] + 84.0
    for name in ("w1", "w2", "b1", "y"):
        (edge,) = graph.edges_out_of(graph.resolve(name))
        assert positions[edge.target][0] - positions[edge.source][0] == column


@pytest.mark.usefixtures("way")
def test_a_shared_weight_stands_left_of_all_that_it_feeds() -> None:
    graph = parse("h0 = 0\n" + "\n".join(f"h{i} = tanh(w*h{i - 1})" for i in range(1, 60)))
    check(graph, layered(graph))


def test_a_long_edge_passes_beside_the_nodes_between() -> None:
    graph = parse(NETWORK_A)
    positions = layered(graph)
    middle = NODE_SIZE[1] / 2
    (far,) = [edge.target for edge in graph.edges_out_of(graph.resolve("x")) if edge.target != "n6"]
    height = positions[graph.resolve("x")][1] + middle
    assert positions[far][1] + middle == height
    between = [y for x, y in positions.values() if 0 < x < positions[far][0]]
    assert between
    assert all(y > height + 24 or y + NODE_SIZE[1] < height - 24 for y in between)


def test_without_graphlay_the_plain_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphlay", None)
    graph = parse(NETWORK_A)
    check(graph, layered(graph))


def test_where_graphlay_gives_up_the_plain_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(layout_plan._OPTIONS, "limits", {"max_nodes": 1})
    graph = parse(NETWORK_A)
    assert by_graphlay(plan_of(graph)) is None
    check(graph, layered(graph))


def test_a_large_graph_is_laid_out() -> None:
    graph = parse("x0 = 0\n" + "\n".join(f"x{i} = sin(x{i - 1})" for i in range(1, 4_000)))
    positions = layered(graph)
    assert positions[graph.resolve("x3999")] == (216.0 * 3_999, 0.0)


def test_a_laid_out_graph_is_a_copy() -> None:
    graph = parse(NETWORK_A)
    result = laid_out(graph)
    assert {node.id: node.position for node in result.nodes()} == layered(graph)
    assert {node.position for node in graph.nodes()} == {(0.0, 0.0)}
    assert (result.edges(), result.output) == (graph.edges(), graph.output)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Graph, Sizes]:
    graph = Graph()
    ids = [graph.add_input() for _ in range(draw(st.integers(1, 4)))]
    for _ in range(draw(st.integers(0, 25))):
        operation = get_operation(draw(st.sampled_from(["add", "multiply", "sin", "divide"])))
        operands = [draw(st.sampled_from(ids)) for _ in operation.ports]
        ids.append(graph.add(operation.name, *operands))
    lengths = st.integers(40, 300).map(float)
    sizes = draw(st.dictionaries(st.sampled_from(ids), st.tuples(lengths, lengths)))
    return graph, sizes


@given(graphs())
@settings(max_examples=60)
def test_random_graphs(pair: tuple[Graph, Sizes]) -> None:
    graph, sizes = pair
    check(graph, layered(graph, sizes), sizes)
    for way in (by_longest_path, by_sugiyama):
        found = way(plan_of(graph, sizes))
        assert found is not None
        placed = on_grid(found)
        check(graph, {node_id: placed[node_id] for node_id in graph.node_ids()}, sizes)


def test_parts_and_nodes_without_edges_stand_apart_in_the_quick_way() -> None:
    graph = parse("y = sin(x); b = cos(a); input lone1; input lone2; input lone3")
    found = by_sugiyama(plan_of(graph))
    assert found is not None
    placed = on_grid(found)
    check(graph, {node_id: placed[node_id] for node_id in graph.node_ids()})


def test_without_fast_sugiyama_there_is_no_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fast_sugiyama", None)
    assert by_sugiyama(plan_of(parse(NETWORK_A))) is None


def test_an_edge_runs_straight_to_its_port() -> None:
    size = (132.0, 84.0)
    pair = dict.fromkeys(("a", "b"), size)
    found = by_graphlay(LayoutPlan(pair, [("a", "b", 30.0)]))
    assert found is not None
    assert found["a"][1] + 42.0 == found["b"][1] + 30.0
