"""A card that is put into a short edge pushes apart what it would lie on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt

from engine.edits import AddGroup, Batch, Move, SetGroup, SetNode
from engine.graph import Edge
from engine.group import Group
from tests.gui.canvas.edges import edge

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand

PROGRAM = "x = 1; y = sin(x); w = 2; z = y*w; other = 3; aside = cos(other)"
GAP = 36.0


@pytest.fixture
def short(
    make_view: Callable[[str], CanvasView], hand_over: Callable[[CanvasView], Hand]
) -> tuple[CanvasView, Hand]:
    """Nodes with little room between them; `other` has nothing to do with them."""
    view = make_view(PROGRAM)
    hand = hand_over(view)
    places = {
        "x": (0, 0),
        "y": (180, 0),
        "w": (180, 120),
        "z": (360, 0),
        "other": (180, 600),
        "aside": (600, 600),
    }
    view.document.perform(Move({hand.id(name): at for name, at in places.items()}), "Move")
    return view, hand


def boxes(view: CanvasView) -> list[tuple[float, ...]]:
    table = view.stage.diagram.nodes
    return [tuple(table.boxes[row].tolist()) for row in table.rows.values()]


def overlaps(view: CanvasView) -> int:
    """Return how many pairs of cards lie on each other."""
    found = boxes(view)
    return sum(
        one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
        for place, one in enumerate(found)
        for two in found[:place]
    )


def places(hand: Hand, names: str) -> list[tuple[float, float]]:
    return [hand.graph.node(hand.id(name)).position for name in names.split()]


def test_a_card_dropped_into_a_short_edge_pushes_what_follows(
    short: tuple[CanvasView, Hand],
) -> None:
    view, hand = short
    before, steps = places(hand, "x y w z other aside"), view.document.undo_stack.count()
    middle = (hand.output("x") + hand.input("y", "x")) / 2
    new = view.dropping.add("tanh", middle, into=edge(hand, "x", "y", "x"))
    assert overlaps(view) == 0
    after = places(hand, "x y w z other aside")
    assert after[0] == before[0]
    assert after[4:] == before[4:]
    pairs = zip(before, after, strict=True)
    shifts = {(there[0] - here[0], there[1] - here[1]) for here, there in pairs}
    assert len(shifts) == 2
    left = hand.graph.node(new).position[0]
    assert left - hand.output("x").x() >= GAP
    assert places(hand, "y")[0][0] - (left + 132) >= GAP
    assert view.document.undo_stack.count() == steps + 1
    view.document.undo_stack.undo()
    assert places(hand, "x y w z other aside") == before


def test_a_card_dragged_into_a_short_edge_and_one_searched_there_push_too(
    short: tuple[CanvasView, Hand], qtbot: QtBot
) -> None:
    view, hand = short
    view.add_operation("tanh", QPointF(0, 400))
    (new,) = view.document.selection
    start = QPointF(*hand.graph.node(new).position) + QPointF(66, 42)
    hand.press(start)
    hand.move(start + QPointF(20, 0))
    hand.move((hand.output("x") + hand.input("y", "x")) / 2)
    hand.release((hand.output("x") + hand.input("y", "x")) / 2)
    assert hand.graph.source(hand.id("y"), "x") == new
    assert overlaps(view) == 0
    view.dropping.search_into(edge(hand, "y", "z", "x1"))
    qtbot.keyClicks(view.dropping.search.field, "exp")
    qtbot.keyClick(view.dropping.search.field, Qt.Key.Key_Return)
    (searched,) = view.document.selection
    assert Edge(searched, hand.id("z"), "x1") in hand.graph.edges()
    assert overlaps(view) == 0


def test_where_there_is_room_nothing_moves(short: tuple[CanvasView, Hand]) -> None:
    view, hand = short
    view.document.perform(Move({hand.id("y"): (480, 0), hand.id("z"): (660, 0)}), "Move")
    before = places(hand, "x y w z")
    middle = QPointF(300, 42)
    new = view.dropping.add("tanh", middle, into=edge(hand, "x", "y", "x"))
    assert places(hand, "x y w z") == before
    assert abs(hand.graph.node(new).position[0] - 234) <= 6


def test_an_edge_that_leads_back_pushes_nothing(short: tuple[CanvasView, Hand]) -> None:
    view, hand = short
    view.document.perform(Move({hand.id("y"): (-300, 0)}), "Move")
    before = places(hand, "x y w z")
    view.dropping.add("tanh", QPointF(0, 300), into=edge(hand, "x", "y", "x"))
    assert places(hand, "x y w z") == before


@pytest.mark.parametrize("is_collapsed", [False, True])
def test_groups_go_along_as_wholes(short: tuple[CanvasView, Hand], is_collapsed: bool) -> None:
    view, hand = short
    view.document.perform(Move({hand.id("w"): (360, 120)}), "Move")
    group = Group("g1", "Pair", position=(300.0, -60.0), size=(400.0, 300.0))
    into = [SetNode(hand.id(name), {"group": "g1"}) for name in ("z", "w")]
    view.document.perform(Batch((AddGroup(group), *into)), "Group")
    if is_collapsed:
        view.document.perform(SetGroup("g1", {"is_collapsed": True}), "Collapse")
    before = places(hand, "w z")
    view.dropping.add("tanh", QPointF(160, 42), into=edge(hand, "x", "y", "x"))
    shifts = {there[0] - here[0] for here, there in zip(before, places(hand, "w z"), strict=True)}
    (shift,) = shifts
    assert shift > 0
    assert view.document.graph.groups["g1"].position == (300.0 + shift, -60.0)
