"""The parameter table shows numbers as far as there is room, and arrays by their norm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from engine import parse
from engine.document_format import Contents
from gui.panels.parameter_table import ParameterModel, ParameterTable, value_text
from gui.theme import manager

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.document import Document
    from gui.playback import Playhead

PROGRAM = "param w = [3, 4]; param a = -0.123456789; L = sum(w)*a"


@pytest.fixture
def table(light: None, document: Document, playhead: Playhead, qtbot: QtBot) -> ParameterTable:
    document.show(Contents(parse(PROGRAM)), None)
    playhead.run_backward()
    result = ParameterTable(ParameterModel(document, playhead, document))
    document.setParent(result)
    model_of(result).refresh()
    qtbot.addWidget(result)
    result.resize(320, 200)
    result.show()
    return result


def model_of(table: ParameterTable) -> ParameterModel:
    model = table.model()
    assert isinstance(model, ParameterModel)
    return model


def shown(table: ParameterTable, row: int) -> list[object]:
    model = model_of(table)
    return [model.index(row, column).data() for column in range(4)]


def test_an_array_shows_its_shape_once_and_then_norms(table: ParameterTable) -> None:
    assert shown(table, 0) == ["w [2]", "‖5‖", "‖0.174594‖", "‖5.01728‖"]
    tip = model_of(table).index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "norm 5"


def test_the_tip_holds_every_digit(table: ParameterTable) -> None:
    tip = model_of(table).index(1, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "−0.123456789"


def test_nothing_is_a_dash() -> None:
    assert value_text(None) == "–"


@pytest.mark.parametrize(("width", "narrow"), [(120, False), (52, True)])
def test_digits_give_way_before_the_number_is_cut(
    table: ParameterTable, width: int, narrow: bool
) -> None:
    delegate = table.itemDelegate()
    index = model_of(table).index(1, 1)
    full = delegate.sizeHint(QStyleOptionViewItem(), index).width()
    assert (full > width) is narrow
    image = QImage(width, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    option = QStyleOptionViewItem()
    option.widget = table
    option.rect = QRect(0, 0, width, 24)
    painter = QPainter(image)
    try:
        delegate.paint(painter, option, index)
    finally:
        painter.end()
    value = manager().theme.colour("value")
    columns = [
        x
        for x in range(width)
        for y in range(23)
        if abs(image.pixelColor(x, y).hue() - value.hue()) < 8
        and image.pixelColor(x, y).saturation() > 60
    ]
    assert columns
    assert max(columns) <= width - 5


def test_the_height_follows_the_number_of_rows(table: ParameterTable) -> None:
    two = table.height()
    model_of(table).document.show(Contents(parse("param w = 1; L = w^2")), None)
    model_of(table).refresh()
    assert table.height() < two


def test_headings_stand_over_their_numbers(table: ParameterTable) -> None:
    model = model_of(table)
    role = Qt.ItemDataRole.TextAlignmentRole
    horizontal = Qt.Orientation.Horizontal
    assert model.headerData(0, horizontal, role) & Qt.AlignmentFlag.AlignLeft
    assert model.headerData(2, horizontal, role) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(2, Qt.Orientation.Vertical) is None
