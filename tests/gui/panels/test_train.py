"""Training by clicks: steps, runs, reset, undo, and the slips of a person at the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from engine import parse
from engine.document_format import Contents, dump
from engine.edits import RemoveNode, SetNode
from engine.graph import Graph
from gui.panels.train import TrainPanel
from gui.theme import manager
from tests.networks import LOSSES_A, network_a

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel


W = TypeVar("W", bound=QWidget)
Show: TypeAlias = "Callable[[Graph], TrainPanel]"

AFTER_ONE_STEP = {"w1": 0.4875, "b1": -0.5125, "w2": -1.9875}


@pytest.fixture
def show(light: None, show_panel: ShowPanel) -> Show:
    """Show a graph in a panel of its own."""
    return lambda graph: show_panel(TrainPanel, graph, size=(340, 640))


@pytest.fixture
def panel(show: Show) -> TrainPanel:
    return show(network_a())


def part(panel: TrainPanel, kind: type[W], name: str) -> W:
    found = panel.findChild(kind, name)
    assert found is not None
    return found


def click(qtbot: QtBot, panel: TrainPanel, name: str) -> None:
    qtbot.mouseClick(part(panel, QPushButton, name), Qt.MouseButton.LeftButton)


def type_rate(qtbot: QtBot, panel: TrainPanel, text: str) -> None:
    field = part(panel, QLineEdit, "learning_rate")
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def run(qtbot: QtBot, panel: TrainPanel, steps: int) -> None:
    part(panel, QSpinBox, "steps").setValue(steps)
    with qtbot.waitSignal(panel.run.ended):
        click(qtbot, panel, "run_steps")


def values(panel: TrainPanel) -> dict[str, object]:
    graph = panel.document.graph
    return {node.name: node.value for node in graph.nodes() if node.is_trained}


def table(panel: TrainPanel) -> list[list[str]]:
    model = panel.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def message(panel: TrainPanel) -> str:
    label = part(panel, QLabel, "train_message")
    return label.text() if label.isVisible() else ""


def graph_bytes(panel: TrainPanel) -> str:
    return dump(Contents(panel.document.graph))


# ------------------------------------------------------------------ single steps


def test_one_step_moves_all_parameters_at_once(qtbot: QtBot, panel: TrainPanel) -> None:
    click(qtbot, panel, "apply_step")
    assert values(panel) == pytest.approx(AFTER_ONE_STEP)
    assert panel.document.undo_stack.undoText() == "Step of descent"


def test_the_losses_of_successive_steps(qtbot: QtBot, panel: TrainPanel) -> None:
    for _ in range(3):
        click(qtbot, panel, "apply_step")
    assert panel.plot.losses == pytest.approx(LOSSES_A)
    assert panel.document.undo_stack.count() == 3


def test_undo_and_redo_shorten_and_extend_the_curve(qtbot: QtBot, panel: TrainPanel) -> None:
    for _ in range(3):
        click(qtbot, panel, "apply_step")
    panel.document.undo_stack.undo()
    assert panel.plot.losses == pytest.approx(LOSSES_A[:3])
    panel.document.undo_stack.undo()
    panel.document.undo_stack.undo()
    assert panel.plot.losses == ()
    assert values(panel) == {"w1": 0.5, "w2": -2.0, "b1": -0.5}
    panel.document.undo_stack.redo()
    assert panel.plot.losses == pytest.approx(LOSSES_A[:2])


def test_the_playhead_keeps_its_place_in_the_story(qtbot: QtBot, panel: TrainPanel) -> None:
    panel.playhead.run_backward()
    trace = panel.playhead.trace
    click(qtbot, panel, "apply_step")
    assert panel.playhead.trace is not trace
    assert panel.playhead.trace is not None
    assert panel.playhead.position == panel.playhead.trace.backward_end


def test_a_step_on_stale_numbers_evaluates_first(qtbot: QtBot, panel: TrainPanel) -> None:
    panel.document.set_live(False)
    spy = QSignalSpy(panel.document.stale_changed)
    edit = SetNode(panel.document.graph.resolve("w1"), {"value": 5.0})
    panel.document.perform(edit, "Change w1")
    click(qtbot, panel, "apply_step")
    assert spy.at(0) == [True]
    assert spy.at(spy.count() - 1) == [False]
    moved = values(panel)["w1"]
    assert isinstance(moved, float)
    assert 4.0 < moved < 6.0


# ------------------------------------------------------------------ runs


def test_a_run_is_one_step_for_undo(qtbot: QtBot, panel: TrainPanel) -> None:
    before = graph_bytes(panel)
    run(qtbot, panel, 50)
    assert len(panel.plot.losses) == 51
    assert panel.document.undo_stack.count() == 1
    assert panel.document.undo_stack.undoText() == "50 steps of descent"
    panel.document.undo_stack.undo()
    assert graph_bytes(panel) == before
    assert panel.plot.losses == ()


def test_two_runs_are_two_steps_for_undo(qtbot: QtBot, panel: TrainPanel) -> None:
    run(qtbot, panel, 3)
    after_three = values(panel)
    run(qtbot, panel, 4)
    panel.document.undo_stack.undo()
    assert values(panel) == after_three
    assert panel.plot.losses == pytest.approx(LOSSES_A)


def test_a_run_can_be_stopped_and_keeps_what_it_did(qtbot: QtBot, panel: TrainPanel) -> None:
    part(panel, QSpinBox, "steps").setValue(100_000)
    click(qtbot, panel, "run_steps")
    assert part(panel, QPushButton, "stop_training").isVisible()
    assert not part(panel, QPushButton, "run_steps").isVisible()
    assert not part(panel, QPushButton, "apply_step").isEnabled()
    qtbot.waitUntil(lambda: len(panel.plot.losses) > 10)
    click(qtbot, panel, "stop_training")
    made = len(panel.plot.losses) - 1
    assert 10 <= made < 100_000
    assert panel.document.undo_stack.undoText() == f"{made} steps of descent"
    assert part(panel, QPushButton, "run_steps").isVisible()
    assert not part(panel, QWidget, "training_progress").isVisible()
    panel.document.undo_stack.undo()
    assert values(panel) == {"w1": 0.5, "w2": -2.0, "b1": -0.5}


def test_an_edit_ends_a_run(qtbot: QtBot, panel: TrainPanel) -> None:
    part(panel, QSpinBox, "steps").setValue(100_000)
    click(qtbot, panel, "run_steps")
    qtbot.waitUntil(lambda: len(panel.plot.losses) > 1)
    panel.document.perform(RemoveNode(panel.document.graph.resolve("L")), "Delete L")
    assert not panel.run.is_running
    assert message(panel) == "The run ended, because the graph was changed."


def test_opening_another_document_ends_a_run(qtbot: QtBot, panel: TrainPanel) -> None:
    part(panel, QSpinBox, "steps").setValue(100_000)
    click(qtbot, panel, "run_steps")
    panel.document.new()
    assert not panel.run.is_running
    assert table(panel) == []
    assert message(panel) == ""


# ------------------------------------------------------------------ reset


def test_reset_gives_the_parameters_back(qtbot: QtBot, panel: TrainPanel) -> None:
    reset = part(panel, QPushButton, "reset_training")
    assert not reset.isEnabled()
    click(qtbot, panel, "apply_step")
    run(qtbot, panel, 5)
    assert reset.isEnabled()
    click(qtbot, panel, "reset_training")
    assert values(panel) == {"w1": 0.5, "w2": -2.0, "b1": -0.5}
    assert panel.plot.losses == ()
    assert not reset.isEnabled()
    panel.document.undo_stack.undo()
    assert len(panel.plot.losses) == 7


# ------------------------------------------------------------------ the learning rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [("0.25", 0.25), ("0,25", 0.25), ("1e-3", 0.001), ("2*0.05", 0.1), ("1/8", 0.125)],
)
def test_a_learning_rate_is_a_number_with_point_or_comma(
    qtbot: QtBot, panel: TrainPanel, text: str, rate: float
) -> None:
    spy = QSignalSpy(panel.learning_rate_changed)
    type_rate(qtbot, panel, text)
    assert panel.learning_rate == rate
    assert spy.at(spy.count() - 1) == [rate]
    qtbot.keyClick(panel.rate, Qt.Key.Key_Return)
    assert panel.rate.text() == f"{rate:g}"
    assert message(panel) == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("abc", "“abc” is not a number."),
        ("0", "The learning rate must be a number greater than 0."),
        ("-0.1", "The learning rate must be a number greater than 0."),
        ("nan", "“nan” is not a number."),
        ("1e999", "“1e999” is too large for double precision."),
        ("1/0", "“1/0” is ∞, and a finite number is needed."),
        ("[1, 2]", "The learning rate must be a number greater than 0."),
        ("1,2,3", "“1,2,3” is not a number."),
    ],
)
def test_anything_else_is_refused_below_the_field(
    qtbot: QtBot, panel: TrainPanel, text: str, sentence: str
) -> None:
    type_rate(qtbot, panel, text)
    before = graph_bytes(panel)
    click(qtbot, panel, "apply_step")
    click(qtbot, panel, "run_steps")
    assert message(panel) == sentence
    assert panel.rate.property("kind") == "error"
    assert graph_bytes(panel) == before
    assert panel.learning_rate > 0
    type_rate(qtbot, panel, "0.1")
    assert message(panel) == ""
    assert panel.rate.property("kind") == ""


def test_an_empty_field_is_refused_too(qtbot: QtBot, panel: TrainPanel) -> None:
    panel.rate.clear()
    click(qtbot, panel, "apply_step")
    assert message(panel) == "A number is needed."


def test_a_learning_rate_can_be_set_from_outside(panel: TrainPanel) -> None:
    panel.set_learning_rate(0.02)
    assert panel.rate.text() == "0.02"
    assert panel.learning_rate == 0.02


# ------------------------------------------------------------------ what cannot be trained


def test_overflow_is_told_and_the_last_finite_state_kept(qtbot: QtBot, show: Show) -> None:
    panel = show(parse("param w = 3; L = w^4"))
    type_rate(qtbot, panel, "10")
    run(qtbot, panel, 50)
    assert "would leave the finite numbers" in message(panel)
    assert len(panel.plot.losses) > 1
    run_value = values(panel)["w"]
    assert isinstance(run_value, float)
    assert abs(run_value) < 1e308


def test_a_first_step_that_overflows_is_not_made(qtbot: QtBot, show: Show) -> None:
    panel = show(parse("param w = 3; L = w^4"))
    type_rate(qtbot, panel, "1e200")
    click(qtbot, panel, "apply_step")
    click(qtbot, panel, "run_steps")
    assert message(panel).startswith("Step 1 would leave the finite numbers")
    assert values(panel) == {"w": 3.0}
    assert panel.document.undo_stack.count() == 0


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("x = 1; L = x^2", "There is no parameter to train; make an input a parameter."),
        (
            "param w = 0; L = 1/w",
            "The loss or a gradient is not finite, so there is no way down from here.",
        ),
    ],
)
def test_what_cannot_descend_says_why(
    qtbot: QtBot, show: Show, program: str, sentence: str
) -> None:
    panel = show(parse(program))
    click(qtbot, panel, "apply_step")
    assert message(panel) == sentence
    click(qtbot, panel, "run_steps")
    assert message(panel) == sentence
    assert panel.document.undo_stack.count() == 0


def test_without_an_output_there_is_no_way_down(qtbot: QtBot, show: Show) -> None:
    graph = parse("param w = 1; a = w + 1; b = w + 2")
    graph.output = None
    panel = show(graph)
    click(qtbot, panel, "apply_step")
    assert message(panel) == (
        "There is no output to descend on: several nodes could be the output (a, b); choose one: "
        "select it and press O."
    )


def test_an_empty_graph_has_nothing_to_train(qtbot: QtBot, show: Show) -> None:
    panel = show(Graph())
    assert part(panel, QLabel, "no_parameters").isVisible()
    click(qtbot, panel, "apply_step")
    assert message(panel) != ""


# ------------------------------------------------------------------ the table


def test_gradients_are_dashes_until_the_playhead_is_past_them(panel: TrainPanel) -> None:
    assert table(panel) == [
        ["w₁", "0.5", "–", "–"],
        ["w₂", "−2", "–", "–"],
        ["b₁", "−0.5", "–", "–"],
    ]
    panel.playhead.run_backward()
    assert table(panel) == [
        ["w₁", "0.5", "0.125", "0.4875"],
        ["w₂", "−2", "−0.125", "−1.9875"],
        ["b₁", "−0.5", "0.125", "−0.5125"],
    ]


def test_the_next_value_follows_the_learning_rate(qtbot: QtBot, panel: TrainPanel) -> None:
    panel.playhead.run_backward()
    type_rate(qtbot, panel, "1")
    assert [row[3] for row in table(panel)] == ["0.375", "−1.875", "−0.625"]
    type_rate(qtbot, panel, "x")
    assert [row[3] for row in table(panel)] == ["–", "–", "–"]


def test_the_loss_is_a_dash_until_it_is_known(qtbot: QtBot, panel: TrainPanel) -> None:
    assert panel.loss.text() == "–"
    panel.playhead.run_forward()
    assert panel.loss.text() == "0.25"
    click(qtbot, panel, "apply_step")
    assert panel.loss.text() == "0.245354"


def test_clicking_a_row_selects_the_node(qtbot: QtBot, panel: TrainPanel) -> None:
    index = panel.table.model().index(1, 2)
    place = panel.table.visualRect(index).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.document.selection == {panel.document.graph.resolve("w2")}


def test_a_double_click_asks_for_the_node(qtbot: QtBot, panel: TrainPanel) -> None:
    index = panel.table.model().index(0, 0)
    place = panel.table.visualRect(index).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(panel.node_requested) as asked:
        qtbot.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [panel.document.graph.resolve("w1")]


def test_the_selection_is_marked_in_the_table(panel: TrainPanel) -> None:
    graph = panel.document.graph
    panel.document.select([graph.resolve("b1"), graph.resolve("x")])
    assert [index.row() for index in panel.table.selectionModel().selectedRows()] == [2]
    panel.document.select([])
    assert panel.table.selectionModel().selectedRows() == []


def test_a_parameter_that_is_not_trained_is_not_listed(panel: TrainPanel) -> None:
    node = panel.document.graph.resolve("w1")
    panel.document.perform(SetNode(node, {"trainable": False}), "Freeze w1")
    assert [row[0] for row in table(panel)] == ["w₂", "b₁"]


def test_a_hidden_panel_catches_up_when_it_is_shown(panel: TrainPanel) -> None:
    panel.hide()
    panel.playhead.run_backward()
    panel.document.perform(RemoveNode(panel.document.graph.resolve("b1")), "Delete b1")
    panel.show()
    assert [row[0] for row in table(panel)] == ["w₁", "w₂"]


def test_hundreds_of_parameters_scroll(show: Show) -> None:
    names = [f"p{place}" for place in range(300)]
    program = "; ".join(f"param {name} = 1" for name in names)
    panel = show(parse(f"{program}; L = {'+'.join(names[:60])}"))
    assert len(table(panel)) == 300
    assert panel.table.height() < 400
    assert panel.table.verticalScrollBar().maximum() > 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_columns_have_the_colours_of_their_meaning(panel: TrainPanel, theme: str) -> None:
    manager().choose(theme)
    panel.playhead.run_backward()
    model = panel.table.model()
    role = Qt.ItemDataRole.ForegroundRole
    tokens = ["parameter", "value", "gradient", "parameter"]
    for column, token in enumerate(tokens):
        colour = model.index(0, column).data(role)
        assert isinstance(colour, QColor)
        assert colour.name().upper() == manager().theme.hex(token).upper()
    manager().choose("light")


def test_its_names_are_those_that_were_promised(panel: TrainPanel) -> None:
    assert panel.objectName() == "train"
    for kind, name in (
        (QLineEdit, "learning_rate"),
        (QPushButton, "apply_step"),
        (QPushButton, "run_steps"),
        (QWidget, "loss_plot"),
    ):
        assert panel.findChild(kind, name) is not None


def test_tab_goes_from_the_learning_rate_to_the_button(qtbot: QtBot, panel: TrainPanel) -> None:
    panel.activateWindow()
    panel.rate.setFocus()
    qtbot.waitUntil(panel.rate.hasFocus)
    qtbot.keyClick(panel.rate, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.apply
