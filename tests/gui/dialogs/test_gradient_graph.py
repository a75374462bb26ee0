"""The dialog proposes the parameters, and hands over a document or says why it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from engine.document_format import Contents
from engine.edits import SetOutput
from engine.program import parse
from gui.dialogs.gradient_graph import GradientGraphDialog
from gui.document import Document
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from engine.graph import Graph

    Ask = Callable[..., GradientGraphDialog]


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    def asked(graph: Graph, *selected: str, is_free: bool = False) -> GradientGraphDialog:
        document = Document()
        document.show(Contents(graph), None)
        if is_free:
            document.perform(SetOutput(None), "none")
        document.select([document.graph.resolve(name) for name in selected])
        dialog = GradientGraphDialog(document)
        document.setParent(dialog)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return asked


def chosen(dialog: GradientGraphDialog) -> list[str]:
    return [dialog._document.graph.node(node_id).name for node_id in dialog.chosen()]


def press(dialog: GradientGraphDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_the_parameters_are_proposed(ask: Ask) -> None:
    dialog = ask(network_a())
    assert chosen(dialog) == ["w1", "w2", "b1"]
    assert dialog.leaves.count() == 5


def test_selected_leaves_are_proposed_instead(ask: Ask) -> None:
    assert chosen(ask(network_a(), "x", "w1", "o1")) == ["x", "w1"]


def test_without_parameters_the_inputs_are(ask: Ask) -> None:
    assert chosen(ask(parse("x = 1; y = 2; L = x*y"))) == ["x", "y"]


def test_buttons_choose_many_at_once(ask: Ask) -> None:
    dialog = ask(network_a())
    press(dialog, "gradient_all")
    assert len(chosen(dialog)) == 5
    press(dialog, "gradient_none")
    assert chosen(dialog) == []
    assert not dialog.open_button.isEnabled()
    press(dialog, "gradient_parameters")
    assert chosen(dialog) == ["w1", "w2", "b1"]
    assert dialog.open_button.isEnabled()


def test_a_leaf_is_chosen_with_the_keyboard(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask(network_a())
    dialog.leaves.setFocus()
    dialog.leaves.setCurrentRow(0)
    qtbot.keyClick(dialog.leaves, Qt.Key.Key_Space)
    assert chosen(dialog) == ["x", "w1", "w2", "b1"]


def test_it_hands_over_a_document(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask(network_a())
    with qtbot.waitSignal(dialog.made, timeout=20_000) as told:
        press(dialog, "gradient_open")
        assert not dialog.leaves.isEnabled()
        assert dialog.progress.isVisible()
    assert told.args is not None
    assert told.args[0].graph.has_name("d_L_d_w1")
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_without_an_output_it_says_so(ask: Ask) -> None:
    dialog = ask(parse("x = 1; y = x^2; z = x^3"), is_free=True)
    assert dialog.leaves.count() == 0
    assert not dialog.open_button.isEnabled()
    assert any("no output" in label.text() for label in dialog.findChildren(QLabel))


def test_what_fails_is_told_and_can_be_tried_again(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask(network_a())
    with qtbot.waitSignal(dialog.run.failed):
        dialog.run.failed.emit("the derivative of something cannot be written as a graph")
    assert dialog.message.text().startswith("The derivative of something")
    assert dialog.open_button.isEnabled()


def test_closing_it_gives_the_work_up(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.gradient_document.differentiated", lambda *_: iter(int, 1))
    dialog = ask(network_a())
    monkeypatch.setattr(dialog.run, "_lay_out", lambda _graph: None)
    press(dialog, "gradient_open")
    assert dialog.run.is_running
    dialog.reject()
    assert not dialog.run.is_running
