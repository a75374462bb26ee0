from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gui.widgets.count_box import CountBox

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def box(qtbot: QtBot) -> CountBox:
    box = CountBox()
    qtbot.addWidget(box)
    box.setRange(1, 1000)
    box.setValue(50)
    box.setSuffix(" steps")
    box.show()
    return box


def enter(box: CountBox, qtbot: QtBot, text: str) -> list[str]:
    """Type over the number and press Enter; return what was refused."""
    told: list[str] = []
    box.refused.connect(told.append)
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    return told


@pytest.mark.parametrize(
    ("typed", "number"), [("70", 70), ("2*30", 60), ("1e3", 1000), ("sqrt(16)", 4)]
)
def test_a_count_is_typed_or_computed(box: CountBox, qtbot: QtBot, typed: str, number: int) -> None:
    assert enter(box, qtbot, typed) == []
    assert (box.value(), box.text()) == (number, f"{number} steps")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("many", "“many” is not a number"),
        ("1/3", "“1/3” is not a whole number"),
        ("2000", "A number from 1 to 1000 is needed"),
        ("0", "A number from 1 to 1000 is needed"),
        ("", "a number is needed"),
    ],
)
def test_what_is_no_count_is_refused_with_a_sentence(
    box: CountBox, qtbot: QtBot, typed: str, sentence: str
) -> None:
    if not typed:
        box.selectAll()
        qtbot.keyClick(box, Qt.Key.Key_Delete)
    told = enter(box, qtbot, typed)
    assert told[0] == sentence
    assert (box.value(), box.text()) == (50, "50 steps")
