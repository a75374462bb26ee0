"""The numbers of a tensor, shown and edited as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QSpinBox,
    QTabWidget,
)

from engine import parse
from engine.document_format import Contents
from gui.dialogs.matrix import MatrixDialog, MatrixView
from tests.acceptance.person import CONTROL, Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gui.window import MainWindow

PROGRAM = "param W = [1, 2; 3, 4]; input x = [1, -1]; L = sum(matmul(W, x)^2)"


def show(window: MainWindow, name: str) -> None:
    """Show the program and select a node of it."""
    window.document.show(Contents(parse(PROGRAM)), None)
    window.document.select([window.document.graph.resolve(name)])
    window.canvas.setFocus()


def numbers(window: MainWindow, name: str) -> object:
    """Return the value of a leaf as lists."""
    value = window.document.graph.find(name).value
    assert isinstance(value, np.ndarray)
    return value.tolist()


def with_dialog(act: Callable[[MatrixDialog], None]) -> None:
    """Do something in the dialog that is about to open."""

    def run() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MatrixDialog)
        act(dialog)

    QTimer.singleShot(150, run)


def press(dialog: MatrixDialog, button: QDialogButtonBox.StandardButton) -> None:
    """Press a button of the dialog."""
    dialog.findChildren(QDialogButtonBox)[0].button(button).click()


def test_a_number_is_typed_into_the_matrix(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    show(window, "W")

    def act(dialog: MatrixDialog) -> None:
        dialog.value.table.setCurrentIndex(dialog.value.model.index(0, 1))
        qtbot.keyClick(dialog.value.table, Qt.Key.Key_7)
        qtbot.keyClick(dialog.value.table.focusWidget(), Qt.Key.Key_Return)
        QApplication.processEvents()  # a table takes what was typed when the key was released
        press(dialog, QDialogButtonBox.StandardButton.Ok)

    with_dialog(act)
    person.press(Qt.Key.Key_M, CONTROL)
    assert numbers(window, "W") == [[1.0, 7.0], [3.0, 4.0]]
    assert window.document.undo_stack.undoText() == "Edit the numbers of W"
    window.document.undo_stack.undo()
    assert numbers(window, "W") == [[1.0, 2.0], [3.0, 4.0]]


def test_a_block_is_copied_and_pasted_and_cancel_forgets_it(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    show(window, "W")

    def act(dialog: MatrixDialog) -> None:
        QApplication.clipboard().setText("9\t8\n7\t6")
        dialog.value.table.setCurrentIndex(dialog.value.model.index(0, 0))
        qtbot.keyClick(dialog.value.table, Qt.Key.Key_V, CONTROL)
        assert dialog.array.tolist() == [[9.0, 8.0], [7.0, 6.0]]
        dialog.value.table.selectAll()
        qtbot.keyClick(dialog.value.table, Qt.Key.Key_C, CONTROL)
        assert QApplication.clipboard().text() == "9.0\t8.0\n7.0\t6.0"
        qtbot.keyClick(dialog.value.table, Qt.Key.Key_Delete)
        assert dialog.array.tolist() == [[0.0, 0.0], [0.0, 0.0]]
        press(dialog, QDialogButtonBox.StandardButton.Cancel)

    with_dialog(act)
    person.press(Qt.Key.Key_M, CONTROL)
    assert window.document.undo_stack.count() == 0


def test_computed_numbers_are_shown_with_their_gradient(person: Person, window: MainWindow) -> None:
    show(window, "x")
    seen: list[list[object]] = []

    def act(dialog: MatrixDialog) -> None:
        tabs = dialog.findChildren(QTabWidget)[0]
        gradient = tabs.widget(1)
        assert isinstance(gradient, MatrixView)
        seen.extend([dialog.array.tolist(), gradient.model.array.tolist()])
        press(dialog, QDialogButtonBox.StandardButton.Cancel)

    with_dialog(act)
    person.press(Qt.Key.Key_M, CONTROL)
    assert seen == [[1.0, -1.0], [-8.0, -12.0]]


def test_a_number_is_made_a_matrix(person: Person, window: MainWindow) -> None:
    window.document.show(Contents(parse("input a = 5; L = sum(2*a)")), None)
    window.document.select([window.document.graph.resolve("a")])
    window.canvas.setFocus()
    titles = []

    def act(dialog: MatrixDialog) -> None:
        rows, columns = dialog.findChildren(QSpinBox)
        titles.append(dialog.windowTitle())
        columns.setValue(3)
        rows.setValue(2)
        titles.append(dialog.windowTitle())
        press(dialog, QDialogButtonBox.StandardButton.Ok)

    with_dialog(act)
    person.press(Qt.Key.Key_M, CONTROL)
    assert numbers(window, "a") == [[5.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert titles == ["a: 1", "a: 2×3"]


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        (QMessageBox.StandardButton.Apply, [[7.0, 2.0], [3.0, 4.0]]),
        (QMessageBox.StandardButton.Discard, [[1.0, 2.0], [3.0, 4.0]]),
    ],
)
def test_escape_asks_what_becomes_of_changed_numbers(
    person: Person,
    window: MainWindow,
    qtbot: QtBot,
    answer: QMessageBox.StandardButton,
    taken: list[list[float]],
) -> None:
    show(window, "W")
    asked: list[str] = []

    def reply(button: QMessageBox.StandardButton) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        box.button(button).click()

    def act(dialog: MatrixDialog) -> None:
        dialog.value.model.setData(dialog.value.model.index(0, 0), "7")
        QTimer.singleShot(0, lambda: reply(QMessageBox.StandardButton.Cancel))
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        QTimer.singleShot(0, lambda: reply(answer))
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    with_dialog(act)
    person.press(Qt.Key.Key_M, CONTROL)
    assert asked == ["Take over the changed numbers of W?"] * 2
    assert numbers(window, "W") == taken


def test_a_cell_that_cannot_be_taken_says_why(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    show(window, "W")
    told: list[tuple[bool, str]] = []

    def type_into(dialog: MatrixDialog, text: str) -> None:
        table = dialog.value.table
        table.setCurrentIndex(dialog.value.model.index(0, 1))
        table.edit(table.currentIndex())
        field = table.findChildren(QLineEdit)[-1]
        field.setText(text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        QApplication.processEvents()
        refusal = dialog.value.findChildren(QLabel, "matrix_refusal")[0]
        told.append((refusal.isVisible(), refusal.text()))

    def act(dialog: MatrixDialog) -> None:
        type_into(dialog, "two")
        type_into(dialog, "1/4")
        press(dialog, QDialogButtonBox.StandardButton.Ok)

    with_dialog(act)
    person.press(Qt.Key.Key_M, CONTROL)
    assert told[0] == (True, "Row 0, column 1 keeps 2: “two” is not a number.")
    assert not told[1][0]
    assert numbers(window, "W") == [[1.0, 0.25], [3.0, 4.0]]
