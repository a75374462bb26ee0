"""A copied formula is no burden to whoever ends the program."""

import subprocess
import sys
from pathlib import Path

import pytest

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
    ],
)
def test_a_program_may_end_with_a_formula_on_the_clipboard(name: str, formats: list[str]) -> None:
    program = PROGRAM.format(name=name)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == formats
