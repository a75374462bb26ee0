"""A formula is copied whatever it is, and is no burden to whoever ends the program."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine import record
from engine.explanation import explain
from engine.trace import Trace
from gui.widgets.formula_copy import Copied, FormulaMenu
from tests.networks import network_a

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication(["test"])
from gui.typesetting import typeset
from gui.widgets.formula_copy import Copied, FormulaMenu
typeset("x^2", 20, "#000000")
menu = FormulaMenu(Copied("x^2", "x^2", "x^2", None, 20), parent := QWidget())
(action,) = (action for action in menu.actions() if action.objectName() == "{name}")
action.trigger()
print(*application.clipboard().mimeData().formats())
"""


@pytest.mark.parametrize(
    ("name", "formats"),
    [
        ("copy_picture", ["application/x-qt-image", "image/svg+xml"]),
        ("copy_latex", ["text/plain"]),
        ("copy_mathml", ["text/plain"]),
    ],
)
def test_a_program_may_end_with_a_formula_on_the_clipboard(name: str, formats: list[str]) -> None:
    program = PROGRAM.format(name=name)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == formats


def offered(latex: str, parent: QWidget) -> dict[str, QAction]:
    menu = FormulaMenu(Copied(latex, latex, "text", None, 20.0), parent)
    return {action.objectName(): action for action in menu.actions()}


@pytest.mark.parametrize("number", range(1, 28))
def test_all_that_a_step_says_is_offered_as_mathml(number: int, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    trace = Trace(record(network_a()).evaluate())
    assert len(trace) == 27
    for block in explain(trace, number, learning_rate=0.1).blocks:
        for line in block.lines:
            markup = offered(line.right.latex, parent)["copy_mathml"].data()
            ElementTree.fromstring(markup)
            assert "\\" not in markup


def test_an_equation_of_several_lines_is_not_offered_as_mathml(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = offered(r"\begin{aligned} y &= 1 \\ &= x \end{aligned}", parent)
    assert "copy_mathml" not in actions
    assert "copy_latex" in actions
