"""What is laid out of a canvas with groups, and what that means for the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.edits import AddGroup, Batch, SetNode
from engine.group import Group
from engine.layout_plan import by_graphlay, by_longest_path, on_grid
from engine.program import parse
from gui.canvas.diagram import Diagram
from gui.canvas.projection import group_key
from gui.canvas.tidying import movable, moves, placed, plan_of_cards

if TYPE_CHECKING:
    from engine.graph import Graph

pytestmark = pytest.mark.usefixtures("qapp")

PROGRAM = "input x = 1; param w = 2; z = w*x; y = sigmoid(z); s = sin(y); L = s^2"


def grouped(graph: Graph, group: Group, *names: str) -> None:
    put = [SetNode(graph.resolve(name), {"group": group.id}) for name in names]
    Batch((AddGroup(group), *put)).apply(graph)


def tidied(graph: Graph, keys: list[str] | None = None) -> Diagram:
    """Tidy a graph and return what is drawn then."""
    diagram = Diagram(graph)
    chosen = movable(diagram, graph) if keys is None else keys
    plan = plan_of_cards(diagram, graph, chosen)
    positions = on_grid(by_graphlay(plan) or by_longest_path(plan))
    Batch(tuple(moves(diagram, graph, placed(diagram, graph, chosen, positions)))).apply(graph)
    return Diagram(graph)


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def box(diagram: Diagram, key: str) -> tuple[float, ...]:
    return tuple(diagram.nodes.boxes[diagram.nodes.rows[key]].tolist())


def test_a_collapsed_group_is_laid_out_as_one_card() -> None:
    graph = parse(PROGRAM)
    grouped(graph, Group("g", "Layer", is_collapsed=True), "z", "y")
    before = {name: graph.find(name).position for name in ("z", "y")}
    diagram = tidied(graph)
    card = group_key("g")
    assert card in movable(diagram, graph)
    keys = movable(diagram, graph)
    for index, key in enumerate(keys):
        for other in keys[index + 1 :]:
            assert not overlap(box(diagram, key), box(diagram, other))
    assert box(diagram, graph.resolve("x"))[2] < box(diagram, card)[0]
    assert box(diagram, card)[2] < box(diagram, graph.resolve("s"))[0]
    z, y = (graph.find(name).position for name in ("z", "y"))
    assert (z[0] - y[0], z[1] - y[1]) == (
        before["z"][0] - before["y"][0],
        before["z"][1] - before["y"][1],
    )


def test_groups_that_feed_each_other_are_laid_out() -> None:
    graph = parse("a = sin(x); b = cos(a); c = tanh(b); d = exp(c)")
    grouped(graph, Group("g", is_collapsed=True), "a", "c")
    grouped(graph, Group("h", is_collapsed=True), "b", "d")
    diagram = tidied(graph)
    assert not overlap(box(diagram, group_key("g")), box(diagram, group_key("h")))


def test_what_is_in_a_frame_stays_together() -> None:
    graph = parse(PROGRAM + "; q = cos(x); r = exp(q); t = r + s")
    grouped(graph, Group("g", "Frame"), "z", "y")
    diagram = tidied(graph)
    frame = diagram.frames["g"].box
    for name in ("x", "w", "s", "L", "q", "r", "t"):
        assert not overlap(frame, box(diagram, graph.resolve(name))), name


def test_a_frame_that_was_drawn_goes_with_its_nodes() -> None:
    graph = parse(PROGRAM)
    drawn = Group("g", "Frame", position=(-50.0, -50.0), size=(300.0, 200.0))
    grouped(graph, drawn, "s", "L")
    diagram = tidied(graph)
    frame = diagram.frames["g"].box
    assert frame.holds(*box(diagram, graph.resolve("s"))[:2])
    assert graph.groups["g"].position != (-50.0, -50.0)


def test_selected_cards_land_clear_of_frames_that_are_not_theirs() -> None:
    graph = parse(PROGRAM)
    grouped(graph, Group("g", "Comment", position=(0.0, 0.0), size=(400.0, 300.0)))
    chosen = [graph.resolve(name) for name in ("x", "w", "z")]
    diagram = tidied(graph, chosen)
    for key in chosen:
        assert not overlap(diagram.frames["g"].box, box(diagram, key))


@given(st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_groups_can_be_tidied_and_it_is_taken_back(data: st.DataObject) -> None:
    graph = parse(PROGRAM)
    names = ["x", "w", "z", "y", "s", "L"]
    for group_id in ("g", "h"):
        chosen = data.draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
        names = [name for name in names if name not in chosen]
        parent = data.draw(st.sampled_from([None, "g"])) if group_id == "h" else None
        is_collapsed = data.draw(st.booleans())
        grouped(graph, Group(group_id, parent=parent, is_collapsed=is_collapsed), *chosen)
    before = (graph.nodes(), list(graph.groups.values()))
    diagram = Diagram(graph)
    keys = movable(diagram, graph)
    positions = on_grid(by_longest_path(plan_of_cards(diagram, graph, keys)))
    edit = Batch(tuple(moves(diagram, graph, placed(diagram, graph, keys, positions))))
    edit.apply(graph).apply(graph)
    assert (graph.nodes(), list(graph.groups.values())) == before
