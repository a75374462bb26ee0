from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton

from engine.edits import AddNode
from engine.graph import Graph, Node
from gui.panels.timeline import TimelinePanel
from gui.widgets.timeline_bar import Section, TimelineBar
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel


SIZE = 900, 120


@pytest.fixture
def timeline(show_panel: ShowPanel) -> Iterator[TimelinePanel]:
    panel = show_panel(TimelinePanel, network_a(), size=SIZE)
    yield panel
    panel.playhead.pause()


def click(panel: TimelinePanel, name: str, qtbot: QtBot) -> None:
    button = panel.findChild(QToolButton, name)
    assert button is not None
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_counter_counts_the_steps_of_the_trace(timeline: TimelinePanel) -> None:
    assert timeline.counter.text() == "0 / 27"
    timeline.playhead.seek(17)
    assert timeline.counter.text() == "17 / 27"
    assert timeline.bar.value() == 17


def test_the_buttons_move_the_playhead(timeline: TimelinePanel, qtbot: QtBot) -> None:
    click(timeline, "step_forward", qtbot)
    click(timeline, "step_forward", qtbot)
    click(timeline, "step_back", qtbot)
    assert timeline.playhead.position == 1
    click(timeline, "to_end", qtbot)
    assert timeline.playhead.position == 27
    click(timeline, "to_start", qtbot)
    assert timeline.playhead.position == 0


def test_buttons_that_lead_nowhere_are_off(timeline: TimelinePanel) -> None:
    assert not timeline.to_start.isEnabled()
    assert not timeline.step_back.isEnabled()
    timeline.playhead.to_end()
    assert timeline.to_start.isEnabled()
    assert not timeline.step_forward.isEnabled()
    assert timeline.play.isEnabled()


def test_play_becomes_pause_and_stepping_stops_it(timeline: TimelinePanel, qtbot: QtBot) -> None:
    click(timeline, "play", qtbot)
    assert timeline.play.accessibleName() == "Pause"
    assert timeline.playhead.is_playing
    click(timeline, "step_forward", qtbot)
    assert timeline.play.accessibleName() == "Play"


def test_the_speed_is_chosen_here_and_shown_when_chosen_elsewhere(
    timeline: TimelinePanel, qtbot: QtBot
) -> None:
    assert [timeline.speed.itemText(index) for index in range(6)] == [
        "0.25×",
        "0.5×",
        "1×",
        "2×",
        "4×",
        "8×",
    ]
    timeline.playhead.set_speed(4.0)
    assert timeline.speed.currentText() == "4×"
    qtbot.keyClick(timeline.speed, Qt.Key.Key_Down)
    assert timeline.playhead.speed == 8.0


def test_scrubbing_seeks_and_stops_playing(timeline: TimelinePanel, qtbot: QtBot) -> None:
    timeline.playhead.play()
    bar = timeline.bar
    at = QPoint(round(bar.x_of(20)), 12)
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=at)
    assert timeline.playhead.position == 20
    assert not timeline.playhead.is_playing
    qtbot.mouseMove(bar, QPoint(round(bar.x_of(5)), 12))
    assert timeline.playhead.position == 5
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(0, 12))
    qtbot.mouseMove(bar, QPoint(round(bar.x_of(9)), 12))
    assert timeline.playhead.position == 5


def test_other_mouse_buttons_do_not_scrub(timeline: TimelinePanel, qtbot: QtBot) -> None:
    qtbot.mousePress(timeline.bar, Qt.MouseButton.RightButton, pos=QPoint(300, 12))
    assert timeline.playhead.position == 0


@pytest.mark.parametrize(
    ("key", "position"),
    [
        (Qt.Key.Key_Right, 11),
        (Qt.Key.Key_Up, 11),
        (Qt.Key.Key_Left, 9),
        (Qt.Key.Key_Down, 9),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 27),
        (Qt.Key.Key_PageUp, 12),
    ],
)
def test_the_bar_obeys_the_keyboard(
    timeline: TimelinePanel, qtbot: QtBot, key: Qt.Key, position: int
) -> None:
    timeline.playhead.seek(10)
    qtbot.keyClick(timeline.bar, key)
    assert timeline.playhead.position == position


def test_positions_are_named_by_pass_and_node(timeline: TimelinePanel) -> None:
    trace = timeline.playhead.trace
    assert trace is not None
    graph = timeline.document.graph
    assert timeline.describe(0) == "Start · nothing computed yet"
    forward = next(step.number for step in trace if step.node == graph.resolve("o1"))
    assert timeline.describe(forward) == "Forward · at o₁"
    assert timeline.describe(trace.forward_end + 1) == "Backward · at L"
    assert timeline.describe(len(trace)).startswith("Update · at ")
    timeline.playhead.seek(trace.forward_end + 1)
    assert timeline.here.text() == "Backward · at L"
    assert timeline.bar.accessibleDescription() == "Backward · at L"


def test_with_nothing_to_compute_it_is_off(show_panel: ShowPanel) -> None:
    panel = show_panel(TimelinePanel, Graph(), size=SIZE)
    assert panel.counter.text() == "–"
    assert not panel.play.isEnabled()
    assert not panel.bar.isEnabled()
    assert not panel.grab().isNull()
    panel.document.perform(AddNode(Node("n1", "input", "x", value=1.0)), "add")
    panel.document.evaluate_now()
    assert panel.counter.text() == "0 / 1"
    assert panel.bar.isEnabled()


def test_opening_another_document_starts_over(timeline: TimelinePanel) -> None:
    timeline.playhead.to_end()
    timeline.document.new()
    assert timeline.counter.text() == "–"
    assert timeline.describe(1) == ""


# ---------------------------------------------------------------------- the bar by itself


def bar_of(qtbot: QtBot, *lengths: int) -> TimelineBar:
    bar = TimelineBar()
    qtbot.addWidget(bar)
    bar.resize(824, 50)
    titles = ("Forward", "Backward", "Update")
    bar.set_sections(
        tuple(
            Section(title, length, "value", "timeline_value_rest")
            for title, length in zip(titles, lengths, strict=True)
        )
    )
    return bar


def test_sections_are_as_wide_as_their_steps_are_many(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 20, 10, 10)
    assert bar.x_of(20) - bar.x_of(0) == pytest.approx(400)
    assert bar.x_of(30) - bar.x_of(20) == pytest.approx(200)
    assert bar.x_of(40) - bar.x_of(0) == pytest.approx(800)


def test_a_short_section_keeps_the_width_of_its_title(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 10_000, 9_990, 10)
    assert bar.x_of(20_000) - bar.x_of(19_990) > 30
    assert bar.x_of(20_000) - bar.x_of(0) == pytest.approx(800)


def test_places_and_positions_are_inverse(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 12, 12, 3)
    assert [bar.position_at(bar.x_of(position)) for position in range(28)] == list(range(28))
    assert bar.position_at(-50) == 0
    assert bar.position_at(5000) == 27


def test_a_long_trace_is_drawn(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 10_000, 10_000, 0)
    bar.set_position(15_000)
    picture = bar.grab().toImage()
    assert not picture.isNull()
    assert bar.children() == []


def test_a_position_set_by_the_program_is_not_told(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 12, 12, 3)
    with qtbot.assertNotEmitted(bar.valueChanged):
        bar.set_position(7)
        bar.set_sections(())
    assert bar.value() == 0
