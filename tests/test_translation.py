"""Every sentence of the window goes through translation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHOWING = {
    "QAction",
    "QCheckBox",
    "QDockWidget",
    "QGroupBox",
    "QLabel",
    "QMenu",
    "QPushButton",
    "QRadioButton",
    "addAction",
    "addItem",
    "addMenu",
    "addRow",
    "addTab",
    "announce",
    "critical",
    "information",
    "offer",
    "question",
    "setAccessibleDescription",
    "setAccessibleName",
    "setInformativeText",
    "setPlaceholderText",
    "setStatusTip",
    "setText",
    "setTitle",
    "setToolTip",
    "setWhatsThis",
    "setWindowTitle",
    "showMessage",
    "tell",
    "warning",
}
OUR_NAME = "Chainrule"
A_WORD = re.compile(r"[A-Za-z]{3,}")


def bare_texts(source: str) -> list[tuple[int, str]]:
    """Return line and text of what is shown without having been translated."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        owner = function.value if isinstance(function, ast.Attribute) else None
        if name not in SHOWING or (isinstance(owner, ast.Name) and owner.id == "_log"):
            continue
        for argument in node.args[:2]:
            parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
            for part in parts:
                text = part.value if isinstance(part, ast.Constant) else None
                if isinstance(text, str) and A_WORD.search(text) and text != OUR_NAME:
                    found.append((node.lineno, text))
    return found


@pytest.mark.parametrize(
    "path", sorted((ROOT / "gui").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_bare_text_in_the_window(path: Path) -> None:
    assert bare_texts(path.read_text("utf-8")) == []


def test_bare_texts_are_found() -> None:
    source = (
        'label.setText("Save the file")\nlabel.setText(tr("Save"))\nlabel.setText(f"{n} nodes")'
    )
    assert bare_texts(source) == [(1, "Save the file"), (3, " nodes")]
