from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.document_format import Contents, save
from engine.edits import AddNode, SetNode
from engine.graph import Graph, Node
from gui.document import Document
from gui.playback import Playhead
from tests.networks import network_a

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def playhead(qtbot: QtBot) -> Playhead:
    document = Document()
    document.show(Contents(network_a()), None)
    return Playhead(document, document)


def test_it_begins_before_the_first_step(playhead: Playhead) -> None:
    assert playhead.position == 0
    assert playhead.length == 27


def test_steps_go_forth_and_back_and_stop_at_the_ends(playhead: Playhead) -> None:
    playhead.step_back()
    assert playhead.position == 0
    for _ in range(30):
        playhead.step_forward()
    assert playhead.position == 27
    playhead.step_back()
    assert playhead.position == 26


def test_forward_shows_values_only(playhead: Playhead) -> None:
    playhead.run_forward()
    assert playhead.annotations is not None
    assert playhead.annotations.values[:12].all()
    assert not playhead.annotations.gradients.any()


def test_backward_shows_both(playhead: Playhead) -> None:
    playhead.run_backward()
    assert playhead.position == 24
    assert playhead.annotations is not None
    assert playhead.annotations.gradients[:12].all()
    assert playhead.annotations.flows.all()


@pytest.mark.parametrize("go", ["to_start", "run_forward", "run_backward", "to_end"])
def test_milestones_keep_their_meaning_when_the_graph_grows(playhead: Playhead, go: str) -> None:
    getattr(playhead, go)()
    before = playhead.position
    added = {"to_start": 0, "run_forward": 1, "run_backward": 1, "to_end": 1}[go]
    document = playhead.document
    document.perform(AddNode(Node(document.graph.free_id(), "input", "extra", 1.0)), "Add")
    document.evaluate_now()
    assert playhead.position == before + added


def test_a_position_between_stays_when_a_value_changes(playhead: Playhead) -> None:
    playhead.seek(17)
    document = playhead.document
    document.perform(SetNode(document.graph.resolve("x"), {"value": 2.0}), "Set x")
    document.evaluate_now()
    assert playhead.position == 17


def test_another_document_begins_at_the_start(playhead: Playhead) -> None:
    playhead.run_backward()
    playhead.document.show(Contents(network_a()), None)
    assert playhead.position == 0


@pytest.mark.parametrize("go", ["run_forward", "run_backward", "to_end"])
def test_the_same_file_read_anew_stands_where_it_was(
    playhead: Playhead, tmp_path: Path, go: str
) -> None:
    document = playhead.document
    document.save(tmp_path / "net.chainrule")
    getattr(playhead, go)()
    document.load(tmp_path / "net.chainrule")
    before = playhead.position
    assert before > 0
    assert playhead.annotations is not None
    assert playhead.annotations.position == before
    document.load(tmp_path / "net.chainrule")
    assert playhead.position == before
    document.show(Contents(network_a()), None)
    assert playhead.position == 0


def test_the_same_file_with_another_graph_stands_at_the_same_step(
    playhead: Playhead, tmp_path: Path
) -> None:
    document, path = playhead.document, tmp_path / "net.chainrule"
    document.save(path)
    playhead.show_step_of(document.graph.resolve("o1"))
    assert playhead.position == 8
    graph = network_a()
    graph.insert(Node("n0", "input", "before", 1.0))
    save(Contents(graph), path)
    document.load(path)
    assert playhead.annotations is not None
    assert playhead.annotations.step is not None
    assert playhead.annotations.step.node == document.graph.resolve("o1")
    save(Contents(Graph()), path)
    document.load(path)
    assert playhead.position == 0


def test_playing_goes_to_the_end_and_stops(playhead: Playhead, qtbot: QtBot) -> None:
    playhead.set_speed(1000.0)
    playhead.play()
    assert playhead.is_playing
    qtbot.waitUntil(lambda: not playhead.is_playing, timeout=5000)
    assert playhead.position == playhead.length


def test_playing_at_the_end_starts_over(playhead: Playhead) -> None:
    playhead.to_end()
    playhead.play()
    assert playhead.position == 0
    playhead.toggle_play()
    assert not playhead.is_playing


def test_a_long_story_is_played_within_twenty_seconds(playhead: Playhead) -> None:
    document = playhead.document
    for _ in range(200):
        document.perform(AddNode(Node(document.graph.free_id(), "input", value=1.0)), "Add")
    document.evaluate_now()
    playhead.play()
    assert playhead.interval * playhead.length <= 20_000
    playhead.pause()


def test_a_node_shows_its_step_in_the_present_pass(playhead: Playhead) -> None:
    node = playhead.document.graph.resolve("o1")
    playhead.run_forward()
    playhead.show_step_of(node)
    assert playhead.position == 8
    playhead.run_backward()
    playhead.show_step_of(node)
    assert playhead.position == 17


def test_nothing_to_play_in_an_empty_document(playhead: Playhead) -> None:
    playhead.document.new()
    playhead.play()
    playhead.to_end()
    assert not playhead.is_playing
    assert playhead.annotations is None
