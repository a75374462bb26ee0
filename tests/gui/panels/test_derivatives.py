"""The derivatives panel: the gradient, directions and the Hessian, and what is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from engine.document_format import Contents
from engine.edits import SetNode, SetOutput
from engine.program import parse
from gui.panels import derivatives as module
from gui.panels.derivatives import DerivativesPanel
from gui.panels.derivatives_hessian import heat_colour
from gui.theme import load_theme, manager, theme_names
from tests.networks import network_a

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QColor
    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel

SIZE = (380, 700)
BOWL = "x = 1; y = 2; L = x^2 + 3*y^2 + x*y"


@pytest.fixture
def panel(show_panel: ShowPanel) -> DerivativesPanel:
    panel = show_panel(DerivativesPanel, network_a(), size=SIZE)
    panel.refresh()
    return panel


def on(show_panel: ShowPanel, program: str) -> DerivativesPanel:
    panel = show_panel(DerivativesPanel, parse(program), size=SIZE)
    panel.refresh()
    return panel


def column(model: QAbstractItemModel, number: int) -> list[str]:
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def text(panel: DerivativesPanel, name: str) -> str:
    label = panel.findChild(QLabel, name)
    assert label is not None
    return label.text()


def press(panel: DerivativesPanel, name: str) -> None:
    button = panel.findChild(QPushButton, name)
    assert button is not None
    button.click()


def choose(panel: DerivativesPanel, key: str) -> None:
    box = panel.findChild(QComboBox, "derivative_leaves")
    assert box is not None
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    panel.refresh()


def shown(panel: DerivativesPanel, name: str) -> bool:
    widget = panel.findChild(QWidget, name)
    assert widget is not None
    return widget.isVisible()


def type_in(panel: DerivativesPanel, row: int, text: str, direction: int = 1) -> bool:
    model = panel.tangent.model
    return model.setData(model.index(row, direction), text, Qt.ItemDataRole.EditRole)


def settled(panel: DerivativesPanel, qtbot: QtBot) -> None:
    panel.refresh()
    qtbot.waitUntil(lambda: not shown(panel, "derivatives_cancel"))


# -------------------------------------------------------------------------------- the gradient


def test_the_gradient_of_every_leaf(panel: DerivativesPanel) -> None:
    model = panel.gradient.model
    assert column(model, 0) == ["x", "y", "w₁", "w₂", "b₁"]
    assert column(model, 2) == ["−0.1875", "1", "0.125", "−0.125", "0.125"]
    assert model.headerData(2, Qt.Orientation.Horizontal) == "∂L/∂·"


@pytest.mark.parametrize(
    ("key", "names"), [("parameter", ["w₁", "w₂", "b₁"]), ("input", ["x", "y"])]
)
def test_the_leaves_are_chosen(panel: DerivativesPanel, key: str, names: list[str]) -> None:
    choose(panel, key)
    assert column(panel.gradient.model, 0) == names


def test_the_selection_is_followed(panel: DerivativesPanel, qtbot: QtBot) -> None:
    choose(panel, "selected")
    assert text(panel, "derivatives_status").startswith("Select inputs or parameters")
    assert not panel.pages.isVisible()
    panel.document.select([panel.document.graph.resolve("w2")])
    qtbot.waitUntil(lambda: column(panel.gradient.model, 0) == ["w₂"])


def test_an_array_has_a_row_for_each_number(show_panel: ShowPanel) -> None:
    panel = on(show_panel, "A = [1, 2; 3, 4]; y = sum(A*A)")
    assert column(panel.gradient.model, 0) == ["A[0, 0]", "A[0, 1]", "A[1, 0]", "A[1, 1]"]
    assert column(panel.gradient.model, 2) == ["2", "4", "6", "8"]


def test_more_rows_than_anybody_reads_are_cut_off(
    show_panel: ShowPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.panels.derivatives_gradient.MOST_ROWS", 3)
    panel = on(show_panel, "v = [1, 2, 3, 4, 5]; y = sum(v)")
    assert panel.gradient.model.rowCount() == 3
    assert text(panel, "gradient_more").startswith("The first 3 of 5 numbers")
    panel.copy_text()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 6


def test_enter_on_a_row_shows_the_node(panel: DerivativesPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.node_requested) as asked:
        panel.gradient.table.activated.emit(panel.gradient.model.index(2, 0))
    assert asked.args == [panel.document.graph.resolve("w1")]
    assert panel.document.selection == set(asked.args)


@pytest.mark.parametrize(("method", "mark"), [("copy_text", "\t"), ("copy_csv", ",")])
def test_everything_is_copied_with_all_digits(
    panel: DerivativesPanel, method: str, mark: str
) -> None:
    getattr(panel, method)()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == mark.join(("leaf", "value", "∂L/∂·"))
    assert lines[1] == mark.join(("x", "1.0", "-0.1875"))


def test_a_number_is_copied_in_full(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, "x = 0.1234567891234; y = x^2")
    panel.gradient.table.setCurrentIndex(panel.gradient.model.index(0, 1))
    modifier = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(panel.gradient.table, Qt.Key.Key_C, modifier)
    assert QGuiApplication.clipboard().text() == "0.1234567891234"


# -------------------------------------------------------------------------------- directions


def test_the_first_direction_is_along_the_first_leaf(panel: DerivativesPanel, qtbot: QtBot) -> None:
    press(panel, "show_tangent")
    settled(panel, qtbot)
    assert column(panel.tangent.model, 1) == ["1", "0", "0", "0", "0"]
    said = text(panel, "tangent_result")
    assert said.startswith("L = 0.25\n")
    assert "∇L · v = (−0.1875) · 1 = −0.1875" in said
    assert "Along v, L changes −0.1875 times as fast" in said


def test_a_direction_is_typed(panel: DerivativesPanel, qtbot: QtBot) -> None:
    press(panel, "show_tangent")
    assert type_in(panel, 2, "2")
    settled(panel, qtbot)
    said = text(panel, "tangent_result")
    assert "(−0.1875) · 1 + 0.125 · 2 = 0.0625" in said
    assert "The direction has the length 2.23607" in said


def test_a_direction_is_made_of_length_one(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, "x = 1; y = 2; L = 10*x + 20*y")
    press(panel, "show_tangent")
    type_in(panel, 0, "3")
    type_in(panel, 1, "4")
    panel.tangent.normalise.setChecked(True)
    settled(panel, qtbot)
    said = text(panel, "tangent_result")
    assert "10 · 0.6 + 20 · 0.8 = 22" in said
    assert "length" not in said


def test_several_directions_are_taken_at_once(panel: DerivativesPanel, qtbot: QtBot) -> None:
    press(panel, "show_tangent")
    press(panel, "add_direction")
    settled(panel, qtbot)
    assert column(panel.tangent.model, 2) == ["0", "1", "0", "0", "0"]
    said = text(panel, "tangent_result")
    assert "∇L · v₁ = (−0.1875) · 1 = −0.1875" in said
    assert "∇L · v₂ = 1 · 1 = 1" in said
    press(panel, "remove_direction")
    assert panel.tangent.model.columnCount() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("fast", "not a number"), ("[1, 2, 3]", "has the shape 2")],
)
def test_what_cannot_be_a_direction_is_refused(
    show_panel: ShowPanel, qtbot: QtBot, typed: str, sentence: str
) -> None:
    panel = on(show_panel, "v = [1, 2]; L = sum(v*v)")
    press(panel, "show_tangent")
    with qtbot.waitSignal(panel.refused) as told:
        assert not type_in(panel, 0, typed)
    assert sentence in str(told.args)
    assert column(panel.tangent.model, 1) == ["[1, 1]"]


def test_one_number_stands_for_every_element(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, "v = [1, 2]; L = sum(v*v)")
    press(panel, "show_tangent")
    assert type_in(panel, 0, "2")
    settled(panel, qtbot)
    assert column(panel.tangent.model, 1) == ["[2, 2]"]
    assert "2 · 2 + 4 · 2 = 12" in text(panel, "tangent_result")


def test_without_any_direction_there_is_nothing_to_compute(
    panel: DerivativesPanel, qtbot: QtBot
) -> None:
    press(panel, "show_tangent")
    type_in(panel, 0, "0")
    settled(panel, qtbot)
    assert text(panel, "derivatives_status") == "Give each direction a number other than 0."
    assert text(panel, "tangent_result") == ""


def test_an_array_moves_in_every_element(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, "v = [1, 2]; u = v*v")
    press(panel, "show_tangent")
    settled(panel, qtbot)
    assert "∇u · v = [2, 4]" in text(panel, "tangent_result")


def test_directions_are_copied(panel: DerivativesPanel, qtbot: QtBot) -> None:
    press(panel, "show_tangent")
    settled(panel, qtbot)
    panel.copy_csv()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "leaf,direction v"
    assert lines[1] == "x,1.0"
    assert lines[-1] == "∇L · v,-0.1875"


# -------------------------------------------------------------------------------- the Hessian


def test_the_hessian_with_its_names(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, BOWL)
    press(panel, "show_hessian")
    settled(panel, qtbot)
    model = panel.hessian.model
    assert [column(model, number) for number in range(2)] == [["2", "1"], ["1", "6"]]
    for orientation in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        assert [model.headerData(at, orientation) for at in range(2)] == ["x", "y"]
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "x, y: 1"
    said = text(panel, "hessian_result")
    smallest, largest = np.linalg.eigvalsh(np.array([[2.0, 1.0], [1.0, 6.0]]))
    assert "Symmetric" in said
    assert f"Eigenvalues: {smallest:.6g},  {largest:.6g}" in said
    assert "positive definite" in said


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("x = 1; y = 2; L = x^2 - y^2", "upwards along 1 of 2 axes, downwards along 1"),
        ("x = 1; y = 2; L = -x^2 - y^2", "negative definite"),
        ("x = 1; y = 2; L = x^2 + y", "upwards along 1 of 2 axes, flat along 1"),
        ("x = 1; y = 2; L = y - x^2", "downwards along 1 of 2 axes, flat along 1"),
        ("x = 1; y = 2; L = x + y", "Flat to second order"),
        ("x = 0; L = sqrt(x)", "not finite"),
    ],
)
def test_what_the_eigenvalues_say(
    show_panel: ShowPanel, qtbot: QtBot, program: str, sentence: str
) -> None:
    panel = on(show_panel, program)
    press(panel, "show_hessian")
    settled(panel, qtbot)
    assert sentence in text(panel, "hessian_result")


def test_a_matrix_too_large_to_read_is_not_computed(
    show_panel: ShowPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.panels.derivatives_hessian.MOST_ROWS", 3)
    panel = on(show_panel, "v = [1, 2, 3, 4]; L = sum(v*v)")
    press(panel, "show_hessian")
    settled(panel, qtbot)
    assert "4 rows, more than the 3" in text(panel, "derivatives_status")
    assert panel.hessian.model.rowCount() == 0


def test_an_array_has_no_hessian(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, "v = [1, 2]; u = v*v")
    press(panel, "show_hessian")
    settled(panel, qtbot)
    assert text(panel, "derivatives_status").startswith("u is an array")


def test_the_matrix_follows_an_edit(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, "x = 1; L = x^3")
    press(panel, "show_hessian")
    settled(panel, qtbot)
    assert column(panel.hessian.model, 0) == ["6"]
    node = panel.document.graph.find("x")
    panel.document.perform(SetNode(node.id, {"value": 2.0}), "set")
    qtbot.waitUntil(lambda: column(panel.hessian.model, 0) == ["12"])


def test_the_matrix_is_copied(show_panel: ShowPanel, qtbot: QtBot) -> None:
    panel = on(show_panel, BOWL)
    press(panel, "show_hessian")
    settled(panel, qtbot)
    panel.copy_csv()
    assert QGuiApplication.clipboard().text() == ",x,y\nx,2.0,1.0\ny,1.0,6.0\n"


@pytest.mark.parametrize("theme", theme_names())
def test_numbers_can_be_read_on_every_ground(light: None, theme: str) -> None:
    manager().choose(theme)
    words = load_theme(theme).colour("text")
    assert heat_colour(0.0) == load_theme(theme).colour("panel")
    assert heat_colour(1.0) != heat_colour(-1.0)
    for share in (-1.0, -0.4, 0.4, 1.0):
        assert contrast(words, heat_colour(share)) >= 5.0


def contrast(one: QColor, other: QColor) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: QColor) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


# -------------------------------------------------------------------------------- all of it


def test_an_empty_graph_has_no_derivatives(show_panel: ShowPanel) -> None:
    panel = show_panel(DerivativesPanel, size=SIZE)
    panel.refresh()
    assert text(panel, "derivatives_status") == "An empty graph has no derivatives."
    assert not panel.pages.isVisible()


def test_without_an_output_it_says_how_to_choose_one(show_panel: ShowPanel) -> None:
    panel = on(show_panel, "x = 1; y = x^2; z = x^3")
    panel.document.perform(SetOutput(None), "none")
    panel.document.ensure_evaluated()
    panel.refresh()
    assert "select a node and press O" in text(panel, "derivatives_status")


def test_a_large_graph_waits_to_be_asked(
    panel: DerivativesPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 10)
    press(panel, "show_hessian")
    settled(panel, qtbot)
    assert panel.hessian.model.rowCount() == 0
    assert shown(panel, "derivatives_compute")
    press(panel, "derivatives_compute")
    qtbot.waitUntil(lambda: panel.hessian.model.rowCount() == 5)
    assert not shown(panel, "derivatives_compute")


def test_what_takes_long_can_be_cancelled(
    panel: DerivativesPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel.hessian, "work", lambda _subject: (iter, (int, 1)))
    press(panel, "show_hessian")
    assert shown(panel, "derivatives_cancel")
    press(panel, "derivatives_cancel")
    assert text(panel, "derivatives_status") == "Cancelled."
    assert not shown(panel, "derivatives_cancel")


def test_a_stale_graph_is_said_to_be_one(panel: DerivativesPanel) -> None:
    panel.document.set_live(False)
    node = panel.document.graph.find("x")
    panel.document.perform(SetNode(node.id, {"value": 2.0}), "set")
    panel.refresh()
    assert "changed since" in text(panel, "derivatives_status")
    colour = panel.gradient.model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole)
    assert colour == manager().theme.colour("stale")


def test_while_it_is_hidden_it_computes_nothing(panel: DerivativesPanel, qtbot: QtBot) -> None:
    press(panel, "show_hessian")
    settled(panel, qtbot)
    panel.hide()
    panel.document.show(Contents(parse("q = 1; L = q^2")), None)
    qtbot.wait(200)
    assert panel.hessian.model.rowCount() == 5
    panel.show()
    qtbot.waitUntil(lambda: panel.hessian.model.names == ["q"])
