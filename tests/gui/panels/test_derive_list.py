"""The list of the derive panel: any number of rows, of which those in sight are widgets."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.pieces import Piece
from gui.panels import derive_list
from gui.panels.derive_entry import Entry, Note
from gui.panels.derive_list import RowList

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

COUNT = 5000


@pytest.fixture
def rows(qtbot: QtBot, light: None) -> RowList:
    rows = RowList()
    qtbot.addWidget(rows)
    rows.resize(360, 400)
    rows.show()
    qtbot.waitExposed(rows)
    return rows


def numbered(asked: list[int]) -> Callable[[int], Entry]:
    """Return what tells of a row by its number, and notes that it was asked for."""

    def tell(number: int) -> Entry:
        asked.append(number)
        link = 2 if number == COUNT - 1 else None
        return Entry(f"Row {number}", notes=(Note("word " * (number % 40)),), link=link)

    return tell


def fill(rows: RowList, count: int = COUNT) -> list[int]:
    asked: list[int] = []
    rows.begin(numbered(asked), keeps_place=False)
    rows.append(range(count))
    rows.finish()
    return asked


def titles(rows: RowList) -> list[str]:
    return [view.title.text() for view in rows.views]


def settle(rows: RowList, qtbot: QtBot, first: str) -> None:
    qtbot.waitUntil(lambda: bool(rows.views) and titles(rows)[0] == first)


def test_only_rows_in_sight_are_asked_for(rows: RowList, qtbot: QtBot) -> None:
    asked = fill(rows)
    settle(rows, qtbot, "Row 0")
    qtbot.wait(100)
    assert len(rows.views) < 30
    assert max(asked) < 60
    assert rows.count == COUNT


def test_rows_stand_below_each_other_and_fill_the_sight(rows: RowList, qtbot: QtBot) -> None:
    fill(rows)
    settle(rows, qtbot, "Row 0")
    qtbot.wait(100)
    views = rows.views
    for above, below in pairwise(views):
        assert below.y() == pytest.approx(above.geometry().bottom() + 1, abs=1)
    assert views[-1].geometry().bottom() >= rows.viewport().height() - 1


def test_scrolling_shows_other_rows_with_few_widgets(rows: RowList, qtbot: QtBot) -> None:
    asked = fill(rows)
    settle(rows, qtbot, "Row 0")
    bar = rows.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: bool(titles(rows)) and titles(rows)[0] != "Row 0")
    qtbot.wait(50)
    assert len(set(asked)) < 120
    assert len(rows.findChildren(QWidget)) < 2000


@pytest.mark.parametrize("place", [0, 1, 37, COUNT - 1])
def test_it_goes_to_any_row_and_shows_it_whole(rows: RowList, qtbot: QtBot, place: int) -> None:
    fill(rows)
    settle(rows, qtbot, "Row 0")
    rows.go_to(place)
    qtbot.waitUntil(lambda: f"Row {place}" in titles(rows))
    qtbot.wait(50)
    view = next(view for view in rows.views if view.title.text() == f"Row {place}")
    assert view.y() >= -1
    assert view.geometry().bottom() <= rows.viewport().height() + 1


def test_the_keyboard_reaches_the_end_and_follows_a_link(rows: RowList, qtbot: QtBot) -> None:
    fill(rows)
    settle(rows, qtbot, "Row 0")
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Home)
    qtbot.keyClick(rows, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: f"Row {COUNT - 1}" in titles(rows))
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Row 2" in titles(rows))
    assert rows.accessibleDescription().startswith("Row 2")
    qtbot.keyClick(rows, Qt.Key.Key_PageDown)
    assert not rows.accessibleDescription().startswith("Row 2")


def test_the_same_in_other_numbers_stays_where_it_was(rows: RowList, qtbot: QtBot) -> None:
    fill(rows)
    settle(rows, qtbot, "Row 0")
    rows.go_to(1000)
    qtbot.waitUntil(lambda: "Row 1000" in titles(rows))
    qtbot.wait(50)
    rows.verticalScrollBar().setValue(rows.verticalScrollBar().value() + 30)
    qtbot.wait(50)
    before = rows.verticalScrollBar().value()
    rows.begin(numbered([]), keeps_place=True)
    rows.append(range(COUNT))
    rows.finish()
    qtbot.wait(50)
    assert rows.verticalScrollBar().value() == before
    assert "Row 1000" in titles(rows)
    rows.begin(numbered([]), keeps_place=False)
    rows.append(range(3))
    rows.finish()
    qtbot.waitUntil(lambda: titles(rows) == ["Row 0", "Row 1", "Row 2"])


def test_a_formula_too_wide_is_written_in_words_that_break(rows: RowList, qtbot: QtBot) -> None:
    short = Piece("x^{2}", "x^2")
    long = Piece(" + ".join(["x_{1} \\cdot x_{2}"] * 40), " + ".join(["x₁ · x₂"] * 40))
    entries = [Entry(lines=(short, long))]
    rows.begin(lambda entry: entry, keeps_place=False)
    rows.append(entries)
    rows.finish()
    qtbot.waitUntil(lambda: bool(rows.views))
    first, second = rows.views[0].formulas
    qtbot.waitUntil(lambda: second.span.natural_size() is not None)
    qtbot.wait(20)
    qtbot.waitUntil(lambda: first.span.isVisible() and second.words.isVisible())
    qtbot.waitUntil(lambda: second.height() > 3 * first.height())
    assert second.words.width() <= rows.viewport().width()


def test_rows_come_one_at_a_time_where_time_is_short(
    rows: RowList, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slow the machine is, each turn of the event loop brings some, and no turn all."""
    monkeypatch.setattr(derive_list, "_PLACING_SECONDS", 0.0)
    counts: list[int] = []
    scrolled = rows.verticalScrollBar().rangeChanged
    scrolled.connect(partial(_count, rows, counts))
    fill(rows)
    qtbot.waitUntil(lambda: bool(rows.views) and is_filled(rows))
    assert len(counts) > 3
    assert all(after - before <= 1 for before, after in pairwise([0, *counts]))


def _count(rows: RowList, counts: list[int], *_range: int) -> None:
    counts.append(len(rows.views))


def is_filled(rows: RowList) -> bool:
    return rows.views[-1].geometry().bottom() >= rows.viewport().height() - 1
