"""A derivative is derived on the very edges where backpropagation has it, by mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from engine.graph import Edge
from gui.panels.derive import DerivePanel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow
    from tests.acceptance.person import Person

LEFT = Qt.MouseButton.LeftButton


def select(person: Person, name: str) -> None:
    left, top = person.node(name).position
    QTest.mouseClick(person.canvas.viewport(), LEFT, pos=person.pixel(left + 66, top + 8))
    person.wait()


def derived(window: MainWindow, person: Person, qtbot: QtBot) -> DerivePanel:
    """Press the key, and wait until all is told."""
    person.press(Qt.Key.Key_F9)
    panel = window.docking.panel(DerivePanel)
    qtbot.waitUntil(panel.isVisible)
    settled(panel, qtbot)
    return panel


def settled(panel: DerivePanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not panel.is_telling)
    qtbot.waitUntil(lambda: bool(panel.rows.views))


def told(panel: DerivePanel) -> list[str]:
    entries = (panel.rows.entry(place) for place in range(panel.rows.count))
    return [line.text for entry in entries for line in entry.lines]


def middle(widget: QWidget) -> QPoint:
    return widget.rect().center()


def last_edge(window: MainWindow, person: Person) -> Edge:
    graph = window.document.graph
    target = person.node("L").id
    source = graph.source(target, "prediction")
    assert source is not None
    return Edge(source, target, "prediction")


def test_a_factor_and_its_edge_light_each_other(
    window: MainWindow, person: Person, qtbot: QtBot
) -> None:
    select(person, "w1")
    panel = derived(window, person, qtbot)
    assert told(panel) == ["∂L/∂w₁ = 0.125"]
    edge = last_edge(window, person)
    qtbot.waitUntil(lambda: bool(panel.rows.views[1].chips.views))
    chip = panel.rows.views[1].chips.views[0]
    QTest.mouseMove(panel.rows.viewport(), QPoint(2, 2))
    QTest.mouseMove(chip, middle(chip))
    qtbot.waitUntil(lambda: window.canvas.stage.marks.pointed == {edge})
    QTest.mouseClick(chip, LEFT, pos=middle(chip))
    person.wait()
    assert window.document.selected_edges == {edge}
    assert chip.is_lit
    person.focus_canvas()
    assert not chip.is_lit


def test_the_pages_are_walked_through_with_the_keyboard(
    window: MainWindow, person: Person, qtbot: QtBot
) -> None:
    select(person, "w1")
    panel = derived(window, person, qtbot)
    assert panel.rows.hasFocus()
    person.press(Qt.Key.Key_Down, widget=panel.rows)
    person.press(Qt.Key.Key_Right, widget=panel.rows)
    assert window.canvas.stage.marks.pointed == {last_edge(window, person)}
    panel.controls.tabs.setFocus()
    for page in ("rules", "limit", "check", "all"):
        person.press(Qt.Key.Key_Right, widget=panel.controls.tabs)
        settled(panel, qtbot)
        assert panel.controls.page == page
    assert "∂L/∂y = −2 · (ŷ − y)" in told(panel)


def test_it_follows_what_is_done_and_undone(
    window: MainWindow, person: Person, qtbot: QtBot
) -> None:
    select(person, "x")
    panel = derived(window, person, qtbot)
    before = told(panel)
    assert before[-1] == "∂L/∂x = −0.1875"
    person.set_value(person.node("x").id, "2")
    qtbot.waitUntil(lambda: told(panel)[-1:] not in ([], before[-1:]))
    window.actions_by_id["edit.undo"].trigger()
    qtbot.waitUntil(lambda: told(panel) == before)


def test_the_menu_of_a_leaf_names_its_derivative(window: MainWindow, person: Person) -> None:
    action = window.findChild(QAction, "run.derive")
    assert action is not None
    select(person, "w1")
    assert action.text().replace("&", "") == "Derive ∂L/∂w₁"
    left, top = person.node("w1").position
    place = person.pixel(left + 66, top + 8)
    window.canvas.context_menu_requested.emit(place, person.node("w1").id)
    person.wait()
    menu = next(menu for menu in window.findChildren(QMenu) if menu.isVisible())
    assert action in menu.actions()
    menu.close()
    select(person, "L")
    assert action.text().replace("&", "") == "Derive"


def test_the_whole_derivation_is_copied(window: MainWindow, person: Person, qtbot: QtBot) -> None:
    select(person, "w1")
    panel = derived(window, person, qtbot)
    panel.controls.show_page("rules")
    settled(panel, qtbot)
    menu = panel.controls.copy_button.menu()
    assert menu is not None
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: "chain rule" in QGuiApplication.clipboard().text())
    assert "algebra" in QGuiApplication.clipboard().text()


def test_a_panel_that_was_never_opened_costs_nothing(window: MainWindow) -> None:
    assert "derive" not in window.docking.panels
