"""Tidying, aligning and distributing: one step each, seen to travel, clear of what stays."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from engine.document_format import Contents
from engine.edits import Move, RemoveNode, SetNode
from engine.program import parse
from gui import motion
from gui.arrange import Arrange
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.playback import Playhead
from gui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

PROGRAM = "input x = 1; param w = 2; z = w*x; y = sigmoid(z); L = y^2"
NEVER = [sys.executable, "-c", "import time; time.sleep(60)"]


class Bench:
    """A canvas on a heap of nodes, and what puts them in order."""

    def __init__(self) -> None:
        self.document = Document()
        self.canvas = CanvasView(self.document, Playhead(self.document, self.document))
        self.canvas.resize(1000, 700)
        self.notice = NoticeBar(self.canvas)
        self.document.show(Contents(parse(PROGRAM)), None)
        self.arrange = Arrange(self.canvas, self.notice, self.canvas)
        self.graph = self.document.graph
        places = {item: (24.0 * i, 36.0 * i) for i, item in enumerate(self.graph.node_ids())}
        self.document.perform(Move(places), "Heap")
        self.document.undo_stack.clear()

    def ids(self, *names: str) -> list[str]:
        return [self.graph.resolve(name) for name in names]

    def position(self, name: str) -> tuple[float, float]:
        return self.graph.find(name).position

    def boxes(self) -> dict[str, tuple[float, ...]]:
        nodes = self.canvas.stage.diagram.nodes
        return {item: tuple(nodes.boxes[row].tolist()) for item, row in nodes.rows.items()}

    def shown(self, name: str) -> tuple[float, float]:
        return self.canvas.stage.diagram.nodes.position(self.graph.resolve(name))

    def is_busy(self) -> bool:
        return self.arrange.run.is_running

    def tidy(self, qtbot: QtBot) -> None:
        with qtbot.waitSignal(self.arrange.run.found, timeout=20_000):
            self.arrange.tidy()


@pytest.fixture
def bench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(motion, "_choice", "on")
    made = Bench()
    qtbot.addWidget(made.canvas)
    made.canvas.show()
    QApplication.processEvents()
    yield made
    made.arrange.run.close()
    made.document.deleteLater()


def overlaps(boxes: dict[str, tuple[float, ...]]) -> bool:
    found = list(boxes.values())
    return any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for index, a in enumerate(found)
        for b in found[index + 1 :]
    )


# ------------------------------------------------------------------ tidying


def test_everything_is_laid_out_in_one_step(qtbot: QtBot, bench: Bench) -> None:
    before = {node.id: node.position for node in bench.graph.nodes()}
    assert overlaps(bench.boxes())
    bench.tidy(qtbot)
    assert not overlaps(bench.boxes())
    for edge in bench.graph.edges():
        assert bench.boxes()[edge.source][2] < bench.boxes()[edge.target][0]
    assert bench.document.undo_stack.count() == 1
    assert bench.document.undo_stack.undoText() == "Tidy the graph"
    bench.document.undo_stack.undo()
    assert {node.id: node.position for node in bench.graph.nodes()} == before


def test_the_middle_stays_where_it_was(qtbot: QtBot, bench: Bench) -> None:
    before = bench.canvas.stage.bounds().center()
    bench.tidy(qtbot)
    after = bench.canvas.stage.bounds().center()
    assert abs(after.x() - before.x()) <= 6
    assert abs(after.y() - before.y()) <= 6


def test_all_of_it_is_seen_if_it_was_before(qtbot: QtBot, bench: Bench) -> None:
    chain = "; ".join(f"x{i} = sin(x{i - 1})" for i in range(1, 15))
    bench.document.show(Contents(parse(chain)), None)
    assert bench.canvas.navigator.seen().contains(bench.canvas.stage.bounds())
    before = bench.canvas.zoom
    bench.tidy(qtbot)
    assert bench.canvas.zoom < before
    assert bench.canvas.navigator.seen().contains(bench.canvas.stage.bounds())


def test_only_the_selected_nodes_move_and_land_clear_of_the_others(
    qtbot: QtBot, bench: Bench
) -> None:
    chosen = bench.ids("x", "w", "z")
    bench.document.select(chosen)
    kept = {item: box for item, box in bench.boxes().items() if item not in chosen}
    bench.document.perform(Move({item: (600.0, 90.0 * i) for i, item in enumerate(kept)}), "Apart")
    kept = {item: box for item, box in bench.boxes().items() if item not in chosen}
    bench.tidy(qtbot)
    assert {item: box for item, box in bench.boxes().items() if item not in chosen} == kept
    for item in chosen:
        assert not any(overlaps({"one": bench.boxes()[item], "two": box}) for box in kept.values())
    assert bench.document.undo_stack.undoText() == "Tidy 3 nodes"


def test_edges_go_straight_to_their_ports(qtbot: QtBot, bench: Bench) -> None:
    bench.document.show(Contents(parse("q = sin(x); r = q - 3")), None)
    bench.graph = bench.document.graph
    bench.tidy(qtbot)
    diagram = bench.canvas.stage.diagram
    q, r = bench.ids("q", "r")
    assert diagram.output_place(q)[1] == diagram.input_place(r, "a")[1]


def test_what_is_tidy_stays_and_it_is_said(qtbot: QtBot, bench: Bench) -> None:
    bench.tidy(qtbot)
    bench.document.undo_stack.clear()
    bench.tidy(qtbot)
    assert bench.document.undo_stack.count() == 0
    assert bench.notice.sentence == "Everything is in its place already."


def test_an_empty_graph_needs_nothing(bench: Bench) -> None:
    bench.document.new()
    bench.arrange.tidy()
    assert not bench.is_busy()


def test_what_takes_long_can_be_cancelled(qtbot: QtBot, bench: Bench) -> None:
    bench.arrange.run.command = NEVER
    bench.arrange.tidy()
    assert not bench.notice.sentence
    bench.arrange._telling.timeout.emit()
    assert bench.notice.sentence == f"Tidying {len(bench.graph)} nodes…"
    button = next(item for item in bench.notice.findChildren(QPushButton) if item.text())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not bench.is_busy()
    assert not bench.notice.sentence
    assert bench.document.undo_stack.count() == 0


def test_the_notice_goes_when_it_is_done(qtbot: QtBot, bench: Bench) -> None:
    bench.arrange.run.command = NEVER
    bench.arrange.tidy()
    bench.arrange._telling.timeout.emit()
    with qtbot.waitSignal(bench.arrange.run.found):
        bench.arrange.run._deadline.timeout.emit()
    assert not bench.notice.sentence
    assert bench.document.undo_stack.count() == 1


def test_it_is_given_up_when_the_graph_changes_but_not_for_a_value(bench: Bench) -> None:
    bench.arrange.run.command = NEVER
    bench.arrange.tidy()
    (x,) = bench.ids("x")
    bench.document.perform(SetNode(x, {"value": 3.0}), "Set x")
    assert bench.is_busy()
    bench.document.perform(RemoveNode(x), "Delete x")
    assert not bench.is_busy()
    assert bench.notice.sentence.startswith("Tidying was given up")


# ------------------------------------------------------------------ aligning and distributing


@pytest.mark.parametrize(
    ("how", "index", "far"),
    [("left", 0, False), ("right", 2, True), ("top", 1, False), ("bottom", 3, True)],
)
def test_sides_are_put_in_line(bench: Bench, how: str, index: int, far: bool) -> None:
    chosen = bench.ids("x", "z", "L")
    bench.document.select(chosen)
    sides = [bench.boxes()[item][index] for item in chosen]
    getattr(bench.arrange, f"align_{how}")()
    expected = max(sides) if far else min(sides)
    assert {bench.boxes()[item][index] for item in chosen} == {expected}
    assert bench.document.undo_stack.count() == 1


@pytest.mark.parametrize(("how", "index"), [("centre", 0), ("middle", 1)])
def test_middles_are_put_in_line(bench: Bench, how: str, index: int) -> None:
    chosen = bench.ids("x", "z", "L")
    bench.document.select(chosen)
    getattr(bench.arrange, f"align_{how}")()
    boxes = bench.boxes()
    assert len({boxes[item][index] + boxes[item][index + 2] for item in chosen}) == 1


@pytest.mark.parametrize(("how", "index"), [("across", 0), ("down", 1)])
def test_gaps_are_made_equal(bench: Bench, how: str, index: int) -> None:
    chosen = bench.ids("x", "w", "L")
    bench.document.select(chosen)
    getattr(bench.arrange, f"distribute_{how}")()
    first, second, third = (bench.boxes()[item] for item in chosen)
    assert second[index] - first[index + 2] == third[index] - second[index + 2]
    assert bench.document.undo_stack.undoText() == "Distribute 3 nodes"


def test_one_node_is_in_line_with_itself(bench: Bench) -> None:
    bench.document.select(bench.ids("x"))
    bench.arrange.align_left()
    bench.document.select(bench.ids("x", "w"))
    bench.arrange.distribute_across()
    assert bench.document.undo_stack.count() == 0


# ------------------------------------------------------------------ travelling


def test_cards_travel_to_where_the_graph_has_them_already(
    qtbot: QtBot, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(motion, "_choice", "off")
    bench.document.select(bench.ids("x", "L"))
    before = bench.shown("L")
    bench.arrange.align_left()
    assert bench.position("L") == (0.0, before[1])
    assert bench.shown("L") == before
    qtbot.waitUntil(lambda: not bench.arrange.glide.is_under_way)
    assert bench.shown("L") == bench.position("L")
    seen = bench.canvas.canvas_scene.state()
    bench.canvas.canvas_scene.rebuild()
    assert seen == bench.canvas.canvas_scene.state()


def test_a_change_on_the_way_puts_every_card_in_its_place(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(motion, "_choice", "off")
    bench.document.select(bench.ids("x", "L"))
    bench.arrange.align_left()
    bench.document.perform(RemoveNode(*bench.ids("w")), "Delete w")
    assert not bench.arrange.glide.is_under_way
    assert bench.shown("L") == bench.position("L")
