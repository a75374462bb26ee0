"""Stepping: both passes step by step, by buttons, keys, the timeline and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from gui.panels.train import TrainPanel
from tests.acceptance.person import LEFT, NONE, Person

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow


def told(window: MainWindow) -> str:
    """All that the explanation says."""
    panel = window.docking.panels["explain"]
    return "\n".join(
        label.text() or label.accessibleName()
        for label in panel.findChildren(QLabel)
        if label.isVisibleTo(panel)
    )


def test_every_step_is_explained(person: Person, window: MainWindow, qtbot: QtBot) -> None:
    for position in range(1, window.playhead.length + 1):
        person.click("step_forward")
        assert window.playhead.position == position
        window.canvas.viewport().repaint()
    for _ in range(window.playhead.length):
        person.click("step_back")
    assert window.playhead.position == 0


def test_space_steps_and_shift_space_takes_back(person: Person, window: MainWindow) -> None:
    person.focus_canvas()
    for _ in range(3):
        person.press(Qt.Key.Key_Space, widget=window.canvas)
    assert window.playhead.position == 3
    person.press(Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier, window.canvas)
    assert window.playhead.position == 2


def test_the_sigmoid_is_told_with_its_rule_and_numbers(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    window.playhead.run_backward()
    window.playhead.show_step_of(window.document.graph.resolve("o1"))
    qtbot.waitUntil(lambda: "Chain rule through σ" in told(window), timeout=3000)
    text = told(window)
    assert "0.5 · 0.5" in text
    assert "0.125" in text
    assert "sigmoid" in text
    qtbot.waitUntil(lambda: "agrees" in told(window), timeout=3000)


def test_the_timeline_scrubs(person: Person, window: MainWindow) -> None:
    bar = window.findChild(QWidget, "timeline_bar")
    assert bar is not None
    middle = QPoint(bar.width() // 2, bar.height() // 2)
    QTest.mouseClick(bar, LEFT, NONE, middle)
    person.wait()
    assert window.playhead.position == pytest.approx(window.playhead.length / 2, abs=2)


def test_playing_walks_through_both_passes(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    window.playhead.set_speed(8.0)
    person.click("play")
    qtbot.waitUntil(lambda: window.playhead.position >= 5, timeout=8000)
    person.click("play")
    assert not window.playhead.is_playing


def test_running_twice_changes_nothing(person: Person, window: MainWindow) -> None:
    person.click("button_run_run")
    first = window.document.evaluation
    assert first is not None
    gradients = first.gradients
    person.click("button_run_run")
    window.document.evaluate_now()
    again = window.document.evaluation
    assert again is not None
    assert again.gradients == gradients


def test_both_themes_can_be_worn_at_any_step(person: Person, window: MainWindow) -> None:
    for theme in ("dark", "light", "system"):
        window.actions_by_id[f"theme.{theme}"].trigger()
        person.click("step_forward")
        assert not window.grab().isNull()


@pytest.mark.parametrize("button", ["run_steps", "apply_step", "button_run_run"])
def test_a_click_on_a_button_leaves_the_keyboard_at_the_canvas(
    person: Person, window: MainWindow, qtbot: QtBot, button: str
) -> None:
    person.focus_canvas()
    person.click(button)
    qtbot.waitUntil(lambda: not window.docking.panel(TrainPanel).run.is_running, timeout=5000)
    assert window.focusWidget() is window.canvas
    position = window.playhead.position
    person.press(Qt.Key.Key_Space)
    assert window.playhead.position == position + 1
