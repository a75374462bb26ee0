"""The tour shows five places of the window, is never in the way, and is offered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gui.settings import REDUCED_MOTION, TOUR_SEEN
from gui.tour import STEPS, Tour

if TYPE_CHECKING:
    from gui.window import MainWindow
    from tests.acceptance.person import Person


@pytest.fixture
def tour(person: Person, window: MainWindow) -> Tour:
    window.settings.set_value(REDUCED_MOTION, "on")
    window.actions_by_id["help.tour"].trigger()
    person.wait()
    found = window.findChild(Tour)
    assert found is not None
    return found


def test_a_new_window_shows_no_tour_by_itself(window: MainWindow) -> None:
    assert window.findChild(Tour) is None
    assert not window.settings.value(TOUR_SEEN)


def test_it_is_offered_at_the_first_start_only(window: MainWindow) -> None:
    window.settings.set_value(REDUCED_MOTION, "on")
    window.tools.greet()
    tour = window.findChild(Tour)
    assert tour is not None
    assert tour.isVisible()
    tour.end()
    window.tools.greet()
    assert not tour.isVisible()


def test_five_steps_by_keyboard(person: Person, tour: Tour, window: MainWindow) -> None:
    assert len(STEPS) == 5
    titles = []
    for _ in STEPS:
        assert tour.isVisible()
        title = tour.findChild(QLabel, "tour_title")
        assert title is not None
        titles.append(title.text())
        person.press(Qt.Key.Key_Return)
    assert titles == [step.title for step in STEPS]
    assert not tour.isVisible()
    assert QApplication.focusWidget() is window.canvas


def test_arrows_go_on_and_back_and_escape_skips(person: Person, tour: Tour) -> None:
    person.press(Qt.Key.Key_Right)
    person.press(Qt.Key.Key_Right)
    person.press(Qt.Key.Key_Left)
    assert tour.number == 1
    person.press(Qt.Key.Key_Escape)
    assert not tour.isVisible()
    assert not tour.shade.isVisible()


def test_each_step_lights_its_place_and_stands_inside_the_window(
    person: Person, tour: Tour, window: MainWindow
) -> None:
    for step in STEPS:
        part = window.docking.docks.get(step.target, window.canvas)
        middle = part.mapTo(window, part.rect().center())
        assert tour.shade.lit.contains(middle.toPointF()), step.target
        assert window.rect().contains(tour.geometry()), step.target
        tour.go_on()
        person.wait()


def test_a_panel_that_was_closed_is_opened(tour: Tour, window: MainWindow) -> None:
    window.docking.docks["timeline"].hide()
    tour.go_on()
    tour.go_on()
    assert window.docking.docks["timeline"].isVisible()


def test_work_goes_on_underneath(person: Person, tour: Tour, window: MainWindow) -> None:
    node = person.node("y")
    left, top = node.position
    place = person.pixel(left + 66, top + 8)
    under = window.childAt(window.canvas.viewport().mapTo(window, place))
    assert under is window.canvas.viewport()
    QTest.mouseClick(under, Qt.MouseButton.LeftButton, pos=place)
    assert window.document.selection == frozenset({node.id})
    assert tour.isVisible()


def test_without_reduced_motion_the_light_travels(tour: Tour, window: MainWindow) -> None:
    window.settings.set_value(REDUCED_MOTION, "off")
    before = tour.shade.lit
    button = tour.findChild(QPushButton, "tour_next")
    assert button is not None
    button.click()
    assert tour.shade.lit == before
    tour.end()


def test_it_follows_the_window(person: Person, tour: Tour, window: MainWindow) -> None:
    window.resize(1000, 700)
    person.wait()
    assert tour.shade.size() == window.size()
    assert window.rect().contains(tour.geometry())
