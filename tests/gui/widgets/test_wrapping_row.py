from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from gui.widgets.wrapping_row import WrappingRow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Box(QWidget):
    """A widget of a fixed size."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setFixedSize(width, 20)


@pytest.fixture
def boxes() -> list[QWidget]:
    return [Box(width) for width in (100, 60, 40)]


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    ground = QWidget()
    qtbot.addWidget(ground)
    return ground


def row(ground: QWidget, width: int, *widgets: QWidget | None) -> WrappingRow:
    layout = WrappingRow(*widgets)
    ground.setLayout(layout)
    ground.resize(width, layout.heightForWidth(width))
    ground.show()
    return layout


def test_what_fits_is_one_line(ground: QWidget, boxes: list[QWidget]) -> None:
    layout = row(ground, 216, *boxes)
    assert [box.pos().toTuple() for box in boxes] == [(0, 0), (108, 0), (176, 0)]
    assert layout.heightForWidth(216) == 20
    assert layout.sizeHint().toTuple() == (216, 20)


def test_what_does_not_fit_goes_on_below(ground: QWidget, boxes: list[QWidget]) -> None:
    layout = row(ground, 170, *boxes)
    assert [box.pos().toTuple() for box in boxes] == [(0, 0), (108, 0), (0, 28)]
    assert layout.heightForWidth(170) == 48
    assert layout.heightForWidth(108) == 48
    assert layout.heightForWidth(107) == 76
    assert layout.minimumSize().toTuple() == (100, 20)


def test_a_gap_sends_what_follows_to_the_right(ground: QWidget, boxes: list[QWidget]) -> None:
    row(ground, 300, boxes[0], None, *boxes[1:])
    assert [box.x() for box in boxes] == [0, 192, 260]


def test_what_is_hidden_takes_no_room(ground: QWidget, boxes: list[QWidget]) -> None:
    boxes[1].hide()
    layout = row(ground, 160, *boxes)
    assert boxes[2].pos().toTuple() == (108, 0)
    assert layout.heightForWidth(160) == 20
