"""Explain follows the playhead in words, formulas and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from engine import parse
from engine.edits import SetNode
from engine.graph import Edge, Graph
from engine.trace import Phase
from gui.panels import explain
from gui.panels.explain import ExplainPanel
from gui.theme import manager
from gui.typesetting import typesetter
from gui.widgets.rule_card import NoticeCard
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel


OVERRIDDEN = "x = 1; z = sigmoid(x, base=3); override z.x = y*(1-y); L = z^2"

Show: TypeAlias = "Callable[[Graph], ExplainPanel]"


@pytest.fixture
def show(light: None, show_panel: ShowPanel) -> Show:
    """Show a graph in a panel of its own."""
    return lambda graph: show_panel(ExplainPanel, graph, size=(340, 800))


@pytest.fixture
def panel(show: Show) -> ExplainPanel:
    return show(network_a())


def go_to(qtbot: QtBot, panel: ExplainPanel, name: str, phase: Phase) -> None:
    trace = panel.playhead.trace
    assert trace is not None
    number = trace.step_of(panel.document.graph.resolve(name), phase)
    assert number is not None
    panel.playhead.seek(number)
    expected = panel.explanation
    qtbot.waitUntil(lambda: panel.heading.text() != "" and not panel.is_due)
    assert expected is not None or panel.explanation is not None


def shown_lines(panel: ExplainPanel) -> list[list[str]]:
    return [[line.text for line in view.lines] for view in panel.equations]


def edge_of(panel: ExplainPanel, source: str, target: str, port: str) -> Edge:
    graph = panel.document.graph
    return Edge(graph.resolve(source), graph.resolve(target), port)


def notices(panel: ExplainPanel) -> list[NoticeCard]:
    return [card for card in panel.findChildren(NoticeCard) if not card.isHidden()]


def enter(panel: ExplainPanel, place: int) -> None:
    here = QPointF(5, 5)
    QApplication.sendEvent(panel.equations[place], QEnterEvent(here, here, here))


def leave(panel: ExplainPanel, place: int) -> None:
    QApplication.sendEvent(panel.equations[place], QEvent(QEvent.Type.Leave))


# ------------------------------------------------------------------ following the playhead


def test_its_names_are_those_that_were_promised(panel: ExplainPanel) -> None:
    assert panel.objectName() == "explain"
    assert panel.accessibleName() == "Explain"


def test_before_the_first_step_it_says_how_to_begin(panel: ExplainPanel) -> None:
    assert panel.heading.text() == "Ready"
    assert panel.started.isVisible()
    assert panel.equations == []
    assert not panel.check.isVisible()


def test_an_empty_graph_is_told_apart_from_one_that_lacks_values(show: Show) -> None:
    assert show(Graph()).heading.text() == "An empty graph"
    unset = Graph()
    unset.add_input("x")
    assert show(unset).heading.text() == "Nothing to compute yet"


def test_a_backward_step_is_told_with_rule_and_check(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "o1", Phase.BACKWARD)
    assert panel.heading.text() == "Chain rule through σ"
    assert "o₁" in panel.sentence.text()
    assert shown_lines(panel) == [
        [
            "∂L/∂z₁ = ∂L/∂o₁ · ∂o₁/∂z₁",
            "= ∂L/∂o₁ · o₁ · (1 − o₁)",
            "= 0.5 · 0.5 · (1 − 0.5)",
            "= 0.5 · 0.25",
            "= 0.125",
        ]
    ]
    assert [rule.heading.text() for rule in panel.rules] == ["Rule: derivative of the sigmoid"]
    assert panel.check.isVisible()
    assert "✓ agrees to 1" in panel.check.verdict.text()
    assert panel.check.numbers.text() == "central difference 0.12500000000"
    assert not panel.started.isVisible()


def test_the_same_widgets_serve_step_after_step(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "o", Phase.BACKWARD)
    two = panel.equations
    assert len(two) == 2
    go_to(qtbot, panel, "o1", Phase.BACKWARD)
    go_to(qtbot, panel, "m2", Phase.BACKWARD)
    assert panel.equations == two


def test_going_back_to_the_start_clears_everything(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "o1", Phase.BACKWARD)
    panel.playhead.to_start()
    qtbot.waitUntil(lambda: panel.heading.text() == "Ready")
    assert panel.equations == []
    assert panel.rules == []


def test_steps_in_quick_succession_end_with_the_last(qtbot: QtBot, panel: ExplainPanel) -> None:
    spy = QSignalSpy(panel.playhead.moved)
    for _ in range(12):
        panel.playhead.step_forward()
    assert spy.count() == 12
    qtbot.waitUntil(lambda: panel.heading.text() == "Squared error: L")


def test_a_hidden_panel_catches_up_when_it_is_shown(qtbot: QtBot, panel: ExplainPanel) -> None:
    panel.hide()
    panel.playhead.run_backward()
    assert panel.heading.text() == "Ready"
    panel.show()
    assert panel.heading.text().startswith("Gradient of")


def test_an_update_is_told_with_the_learning_rate(qtbot: QtBot, panel: ExplainPanel) -> None:
    panel.set_learning_rate(0.5)
    go_to(qtbot, panel, "w1", Phase.UPDATE)
    assert shown_lines(panel)[0][1:] == ["= 0.5 − 0.5 · 0.125", "= 0.4375"]
    panel.set_learning_rate(0.1)
    qtbot.waitUntil(lambda: shown_lines(panel)[0][-1] == "= 0.4875")


def test_another_value_is_told_at_once(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "x", Phase.FORWARD)
    edit = SetNode(panel.document.graph.resolve("x"), {"value": 3.0})
    panel.document.perform(edit, "Change x")
    qtbot.waitUntil(lambda: shown_lines(panel) == [["x = 3"]])


def test_stale_numbers_are_greyed(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "x", Phase.FORWARD)
    panel.document.set_live(False)
    edit = SetNode(panel.document.graph.resolve("x"), {"value": 3.0})
    panel.document.perform(edit, "Change x")
    assert not panel.heading.isEnabled()
    panel.document.ensure_evaluated()
    assert panel.heading.isEnabled()


def test_formulas_are_typeset_in_the_background(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "o1", Phase.BACKWARD)
    result = panel.equations[0].result
    assert result.text() == "0.125"
    qtbot.waitUntil(lambda: result.formula_picture() is not None)
    assert result.latex == r"\textcolor{gradient}{\textbf{0.125}}"


# ------------------------------------------------------------------ what deserves attention


def test_an_overridden_derivative_is_called_out(qtbot: QtBot, show: Show) -> None:
    panel = show(parse(OVERRIDDEN))
    go_to(qtbot, panel, "z", Phase.BACKWARD)
    [rule] = panel.rules
    assert rule.heading.text() == "Overridden derivative"
    assert rule.property("kind") == "notice-warning"
    assert panel.check.verdict.property("kind") == "error"
    assert "σ (z) is overridden" in panel.check.verdict.text()


def test_a_number_that_is_not_finite_is_explained(qtbot: QtBot, show: Show) -> None:
    panel = show(parse("x = 0; L = 1/x"))
    go_to(qtbot, panel, "L", Phase.FORWARD)
    [notice] = notices(panel)
    assert "division by zero" in notice.text.text()
    go_to(qtbot, panel, "L", Phase.BACKWARD)
    assert any("gradient" in notice.text.text() for notice in notices(panel))
    go_to(qtbot, panel, "x", Phase.FORWARD)
    assert notices(panel) == []


def test_a_large_graph_is_checked_once_there_is_time(
    qtbot: QtBot, panel: ExplainPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explain, "CHECK_AFTER_MS", ((10, 0), (1000, 400)))
    go_to(qtbot, panel, "o1", Phase.BACKWARD)
    assert panel.check.verdict.text() == "Check …"
    qtbot.waitUntil(lambda: "agrees" in panel.check.verdict.text())


# ------------------------------------------------------------------ pointing


def test_pointing_at_a_formula_points_at_its_edge(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "m2", Phase.BACKWARD)
    spy = QSignalSpy(panel.edge_hovered)
    enter(panel, 1)
    leave(panel, 1)
    assert [spy.at(0)[0], spy.at(1)[0]] == [edge_of(panel, "o1", "m2", "x2"), None]


def test_what_speaks_of_no_edge_points_at_none(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "x", Phase.BACKWARD)
    spy = QSignalSpy(panel.edge_hovered)
    enter(panel, 0)
    assert spy.count() == 0


def test_hiding_the_panel_ends_the_pointing(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "m2", Phase.BACKWARD)
    enter(panel, 0)
    with qtbot.waitSignal(panel.edge_hovered) as told:
        panel.hide()
    assert told.args == [None]


def test_an_edge_pointed_at_elsewhere_lights_its_formula(qtbot: QtBot, panel: ExplainPanel) -> None:
    go_to(qtbot, panel, "m2", Phase.BACKWARD)
    panel.highlight(edge_of(panel, "o1", "m2", "x2"))
    assert [view.is_lit for view in panel.equations] == [False, True]
    panel.highlight(panel.document.graph.resolve("m2"))
    assert [view.is_lit for view in panel.equations] == [False, False]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_drawn_in_both_themes(qtbot: QtBot, panel: ExplainPanel, theme: str) -> None:
    go_to(qtbot, panel, "o1", Phase.BACKWARD)
    manager().choose(theme)
    qtbot.waitUntil(lambda: not typesetter().busy)
    image = panel.equations[0].grab().toImage()
    colours = {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }
    assert manager().theme.hex("gradient").upper() in colours
    manager().choose("light")


def test_tab_does_not_get_stuck_in_it(panel: ExplainPanel) -> None:
    assert panel.focusPolicy() == Qt.FocusPolicy.NoFocus
