"""The formula bar shows the formula that is meant, and opens to be typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from engine.calculus.printing import to_text
from engine.document_format import Contents
from engine.edits import Disconnect, SetNode, SetOutput
from engine.program import parse
from tests.gui.formula_bench import Bench, bench_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield from bench_of(qtbot)


def test_the_output_is_shown_until_a_node_is_selected(bench: Bench) -> None:
    assert bench.bar.text == "L = (o - y)^2"
    bench.select("z")
    assert bench.bar.text == "z = w*x + b"
    bench.select("z", "o")
    assert bench.bar.text == "L = (o - y)^2"
    bench.select("w")
    assert bench.bar.text == "param w = 0.5"


def test_it_is_expanded_to_the_leaves(bench: Bench, qtbot: QtBot) -> None:
    qtbot.mouseClick(bench.bar.expand, Qt.MouseButton.LeftButton)
    assert bench.bar.text == "L = (sigmoid(w*x + b) - y)^2"
    assert bench.bar.shown.latex.startswith("L = ")
    assert bench.bar.shown.accessibleName() == f"Formula {bench.bar.text}"
    qtbot.mouseClick(bench.bar.expand, Qt.MouseButton.LeftButton)
    assert bench.bar.text == "L = (o - y)^2"


def test_it_follows_the_graph(bench: Bench) -> None:
    bench.select("w")
    bench.document.perform(SetNode(bench.graph.resolve("w"), {"value": 2.0}), "Set")
    bench.settle()
    assert bench.bar.text == "param w = 2"
    bench.select()
    bench.document.perform(SetOutput(bench.graph.resolve("o")), "Output")
    bench.settle()
    assert bench.bar.text == "o = sigmoid(z)"


def test_it_speaks_of_the_one_end_where_no_output_is_chosen(bench: Bench) -> None:
    bench.document.perform(SetOutput(None), "Output")
    bench.settle()
    assert bench.bar.text == "L = (o - y)^2"


def test_an_empty_document_invites_to_type(bench: Bench) -> None:
    bench.document.new()
    bench.settle()
    assert bench.bar.text == ""
    assert "Type a formula" in bench.bar.note.text()
    assert bench.bar.shown.accessibleName() == "Formula"


def test_what_has_no_formula_says_why(bench: Bench) -> None:
    (edge,) = bench.graph.edges_into(bench.graph.resolve("o"))
    bench.document.perform(Disconnect(edge), "Cut")
    bench.select("o")
    assert bench.bar.text == ""
    assert bench.bar.note.text() == "Port “x” of o has neither an edge nor a number"


def test_what_is_too_long_is_shown_in_its_inputs_with_the_reason(bench: Bench) -> None:
    lines = ["input x0 = 1", *(f"x{i + 1} = x{i}*sin(x{i})" for i in range(40))]
    bench.document.show(Contents(parse("\n".join(lines))), None)
    bench.bar.expand.setChecked(True)
    bench.settle()
    assert bench.bar.text == "x40 = x39*sin(x39)"
    assert "more than 2000" in bench.bar.note.text()
    assert bench.bar.note.isVisible()


def test_hidden_it_does_nothing_and_shown_again_it_is_right(bench: Bench) -> None:
    bench.bar.hide()
    bench.select("o")
    assert bench.bar.text == "L = (o - y)^2"
    bench.bar.show()
    bench.settle()
    assert bench.bar.text == "o = sigmoid(z)"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_F2])
def test_keys_open_the_field_from_the_formula(bench: Bench, key: Qt.Key) -> None:
    bench.bar.shown.setFocus()
    QTest.keyClick(bench.bar.shown, key)
    assert bench.bar.is_edited
    assert bench.field.hasFocus()


def test_a_click_on_the_formula_or_the_button_opens_the_field(bench: Bench, qtbot: QtBot) -> None:
    for widget in (bench.bar.shown, bench.bar.open):
        assert isinstance(widget, QWidget)
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        assert bench.bar.is_edited
        bench.press(Qt.Key.Key_Escape)


def test_the_tree_goes_with_the_formula_so_that_it_can_be_copied(bench: Bench) -> None:
    tree = bench.bar.shown.tree
    assert tree is not None
    assert to_text(tree) == "(o - y)^2"
