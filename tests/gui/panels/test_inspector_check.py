"""The inspector says what is wrong at a node, what can be done, and whether its gradient agrees."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from engine.diagnostic import Kind
from engine.edits import SetNode
from engine.graph import Graph
from engine.program import parse
from gui.check_run import check_run
from gui.panels.inspector import InspectorPanel
from gui.panels.inspector_findings import advice
from gui.widgets.rule_card import NoticeCard
from tests.networks import network_a

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel

SIZE = (320, 900)


@pytest.fixture
def inspector(show_panel: ShowPanel) -> InspectorPanel:
    return show_panel(InspectorPanel, network_a(), size=SIZE)


def select(panel: InspectorPanel, name: str) -> None:
    panel.document.select([panel.document.graph.resolve(name)])


def label(panel: InspectorPanel, name: str) -> QLabel:
    assert panel.page is not None
    found = panel.page.findChild(QLabel, name)
    assert found is not None
    return found


def button(panel: InspectorPanel) -> QPushButton:
    assert panel.page is not None
    found = panel.page.findChild(QPushButton, "check_node")
    assert found is not None
    return found


def check_line(panel: InspectorPanel) -> str:
    return label(panel, "inspector_check").text()


def check_this(panel: InspectorPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(check_run(panel.document).ended):
        button(panel).click()


def cards(panel: InspectorPanel) -> list[str]:
    assert panel.page is not None
    return [card.text.text() for card in panel.page.findChildren(NoticeCard) if card.isVisible()]


def overridden() -> Graph:
    graph = parse("x = 0.5; param w = 2; z = w*x; s = sigmoid(z); L = s^2")
    graph.revise(replace(graph.find("s"), overrides={"x": "y"}))
    return graph


# -------------------------------------------------------------------------------- the check


@pytest.mark.parametrize("name", ["w1", "o1", "L"])
def test_a_node_is_checked_by_its_own_button(
    inspector: InspectorPanel, qtbot: QtBot, name: str
) -> None:
    select(inspector, name)
    assert check_line(inspector) == "Check: not made yet"
    check_this(inspector, qtbot)
    assert check_line(inspector).startswith("Check: agrees, ")
    assert label(inspector, "inspector_check").property("kind") == "success"
    assert len(check_run(inspector.document).results) == 1


def test_a_wrong_gradient_says_why(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = show_panel(InspectorPanel, overridden(), size=SIZE)
    select(panel, "w")
    check_this(panel, qtbot)
    first, note = check_line(panel).split("\n")
    assert first.startswith("Check: wrong, ")
    assert "overridden" in note
    assert label(panel, "inspector_check").property("kind") == "error"
    # It is found among what is wrong here as well, at once.
    assert any("the check calls the gradient wrong" in card for card in cards(panel))


def test_while_others_are_checked_the_button_waits(
    inspector: InspectorPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.check_run.checked", lambda *_: iter(int, 1))
    select(inspector, "w1")
    button(inspector).click()
    assert check_line(inspector) == "Check …"
    assert not button(inspector).isEnabled()
    check_run(inspector.document).cancel()
    assert button(inspector).isEnabled()


def test_after_an_edit_the_line_speaks_of_the_past(inspector: InspectorPanel, qtbot: QtBot) -> None:
    select(inspector, "w1")
    check_this(inspector, qtbot)
    node = inspector.document.graph.find("x")
    inspector.document.perform(SetNode(node.id, {"value": 2.0}), "set")
    inspector.document.ensure_evaluated()
    assert check_line(inspector).endswith("before the last change")
    assert label(inspector, "inspector_check").property("kind") == "muted"


def test_a_constant_has_no_line(show_panel: ShowPanel) -> None:
    graph = Graph()
    x, c = graph.add_input("x", 1.0), graph.add_constant(3.0)
    graph.add("multiply", x, c, name="y")
    panel = show_panel(InspectorPanel, graph, size=SIZE)
    panel.document.select([c])
    assert not button(panel).isVisible()


def test_a_node_that_does_not_move_the_output_says_so(show_panel: ShowPanel) -> None:
    graph = parse("x = 1; u = 2; v = u^2; y = x^2")
    graph.output = graph.resolve("y")
    panel = show_panel(InspectorPanel, graph, size=SIZE)
    select(panel, "v")
    assert check_line(panel) == "Check: the output does not depend on it."
    assert not button(panel).isEnabled()


# -------------------------------------------------------------------------------- what is wrong


def test_what_is_wrong_at_a_node_comes_with_what_to_do(show_panel: ShowPanel) -> None:
    panel = show_panel(InspectorPanel, parse("x = 0; q = 1/x; y = q + 1"), size=SIZE)
    select(panel, "q")
    assert any("division by zero" in card for card in cards(panel))
    assert label(panel, "finding_advice").text() == advice(Kind.POLE)
    select(panel, "y")
    assert cards(panel) == []


def test_what_is_mended_goes(show_panel: ShowPanel) -> None:
    panel = show_panel(InspectorPanel, parse("x = 0; y = 1/x"), size=SIZE)
    select(panel, "y")
    assert cards(panel)
    node = panel.document.graph.find("x")
    panel.document.perform(SetNode(node.id, {"value": 2.0}), "set")
    panel.document.ensure_evaluated()
    assert cards(panel) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_there_is_advice_for_every_kind(kind: Kind) -> None:
    assert advice(kind).endswith(".")


# -------------------------------------------------------------------------------- long numbers


def test_a_long_number_is_never_cut_off(show_panel: ShowPanel, qtbot: QtBot) -> None:
    graph = parse("x = 1; y = x * -1.2345678901234568e-188")
    panel = show_panel(InspectorPanel, graph, size=(256, 900))
    panel.playhead.run_backward()
    select(panel, "y")
    shown = label(panel, "result_value")
    assert shown.text() == "−1.2345678901234568e−188"
    qtbot.waitUntil(lambda: shown.width() >= shown.fontMetrics().horizontalAdvance(shown.text()))
    edge = shown.mapTo(panel, shown.rect().topRight()).x()
    assert edge <= panel.width()


def test_a_short_array_is_shown_on_several_lines(show_panel: ShowPanel, qtbot: QtBot) -> None:
    graph = parse("A = [1.2345678, 2.3456789; 3.4567891, 4.5678912]; B = A*1; L = sum(B)")
    panel = show_panel(InspectorPanel, graph, size=SIZE)
    panel.playhead.run_backward()
    select(panel, "B")
    shown = label(panel, "result_value")
    assert shown.text() == "[1.2345678, 2.3456789; 3.4567891, 4.5678912]"
    line = shown.fontMetrics().height()
    qtbot.waitUntil(lambda: shown.height() >= 2 * line)


def test_a_long_array_is_cut_off_and_copied_whole(show_panel: ShowPanel, qtbot: QtBot) -> None:
    numbers = ", ".join(str(0.5 + number) for number in range(300))
    panel = show_panel(InspectorPanel, parse(f"A = [{numbers}]; B = A*1; L = sum(B)"), size=SIZE)
    panel.playhead.run_backward()
    select(panel, "B")
    assert label(panel, "result_value").text().endswith("…")
    assert panel.page is not None
    assert panel.page.findChild(QWidget, "copy_result_value") is not None
