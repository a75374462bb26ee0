"""Tab leads through the whole window as eyes would, and all that it stops at has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.focus_order import stops
from gui.panels import PANELS

if TYPE_CHECKING:
    from gui.window import MainWindow
    from tests.acceptance.person import Person

TAB, BACKTAB = Qt.Key.Key_Tab, Qt.Key.Key_Backtab
SHIFT = Qt.KeyboardModifier.ShiftModifier


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def names(widgets: list[QWidget]) -> list[str]:
    return [widget.objectName() for widget in widgets]


def test_tab_goes_from_the_top_over_the_left_to_the_right_and_down(window: MainWindow) -> None:
    order = names(stops(window))
    wanted = [
        "button_run_run",
        "button_run_descent",
        "palette_search",
        "palette_list",
        "canvas",
        "learning_rate",
        "run_steps",
        "parameters",
        "timeline_bar",
    ]
    assert [name for name in order if name in wanted] == wanted


def test_the_order_is_that_of_the_window_whenever_a_panel_is_opened(
    person: Person, window: MainWindow
) -> None:
    window.docking.show("outline")
    person.wait()
    order = names(stops(window))
    assert order.index("outline_tree") < order.index("canvas") < order.index("timeline_bar")
    assert "palette_list" not in order


@pytest.mark.parametrize(
    ("key", "wanted"),
    [(TAB, ["palette_list", "canvas"]), (BACKTAB, ["formula_expand", "formula_shown"])],
)
def test_the_palette_lets_the_keyboard_go(
    person: Person, window: MainWindow, key: Qt.Key, wanted: list[str]
) -> None:
    window.docking.panels["palette"].setFocus()
    person.wait()
    before = QApplication.focusWidget()
    assert before is not None
    assert before.objectName() == "palette_search"
    seen = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget() or window, key)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.objectName())
    assert seen == wanted


def test_shift_and_tab_lead_from_the_canvas_to_what_is_offered_over_it(
    person: Person, window: MainWindow
) -> None:
    window.notice.tell("There is a choice.", stays=True)
    offer = window.notice.offer("Take it")
    window.canvas.setFocus()
    person.wait()
    seen = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget() or window, TAB, SHIFT)
        seen.append(QApplication.focusWidget())
    assert offer in seen


def test_controls_come_before_the_table_that_they_are_for(
    person: Person, window: MainWindow
) -> None:
    window.docking.show("derivatives")
    person.wait()
    order = names(stops(window))
    assert order.index("show_gradient") < order.index("derivative_leaves")
    assert order.index("derivative_leaves") < order.index("gradient_table")


def test_everything_that_tab_stops_at_has_a_name(person: Person, window: MainWindow) -> None:
    window.document.select([person.node("w1").id])
    window.playhead.run_backward()
    for row in PANELS:
        window.docking.show(row.name)
        person.wait()
        nameless = [
            f"{row.name}: {type(widget).__name__} {widget.objectName()}"
            for widget in stops(window)
            if not name_of(widget)
        ]
        assert not nameless
