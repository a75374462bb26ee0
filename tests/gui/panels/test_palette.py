from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPointF, Qt
from PySide6.QtGui import QDrag, QHoverEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel

from gui.catalogue import OPERATION_MIME, entries, entry_of
from gui.panels.palette import PalettePanel
from gui.panels.palette_picture import drag_picture
from gui.theme import manager

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.panels.conftest import ShowPanel


@pytest.fixture
def palette(show_panel: ShowPanel) -> PalettePanel:
    return show_panel(PalettePanel, size=(200, 900))


def titles(palette: PalettePanel) -> list[str]:
    model = palette.list.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def row_of(palette: PalettePanel, title: str) -> QModelIndex:
    return palette.list.model().index(titles(palette).index(title), 0)


def test_everything_stands_under_the_heading_of_its_family(palette: PalettePanel) -> None:
    shown = titles(palette)
    assert shown[:5] == ["Variables", "Input", "Parameter", "Constant", "Arithmetic"]
    assert shown.index("Activation") < shown.index("Sigmoid") < shown.index("Loss")
    assert len(shown) == len(entries()) + len({entry.family for entry in entries()})


def test_a_heading_can_be_neither_chosen_nor_dragged(palette: PalettePanel) -> None:
    heading = row_of(palette, "Arithmetic")
    assert heading.flags() == Qt.ItemFlag.NoItemFlags
    assert row_of(palette, "Add").flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_searching_shows_the_likeliest_first_without_headings(
    palette: PalettePanel, qtbot: QtBot
) -> None:
    qtbot.keyClicks(palette.search, "si")
    assert titles(palette)[:3] == ["Sine", "Hyperbolic sine", "Sigmoid"]
    current = palette.list.current_entry()
    assert current is not None
    assert current.operation == "sin"
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert titles(palette)[0] == "Variables"


def test_enter_asks_for_what_the_arrow_keys_lead_to(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "si")
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.operation_requested) as asked:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert asked.args == ["sinh"]


def test_the_arrow_keys_skip_headings_and_stop_at_the_ends(
    palette: PalettePanel, qtbot: QtBot
) -> None:
    reached = []
    for key in [Qt.Key.Key_Down] * 5 + [Qt.Key.Key_Up] * 9:
        qtbot.keyClick(palette.search, key)
        entry = palette.list.current_entry()
        assert entry is not None
        reached.append(entry.operation)
    assert reached[:5] == ["input", "parameter", "constant", "add", "subtract"]
    assert reached[-1] == "input"


def test_a_double_click_asks_for_the_operation(palette: PalettePanel, qtbot: QtBot) -> None:
    place = palette.list.visualRect(row_of(palette, "Multiply")).center()
    viewport = palette.list.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(palette.operation_requested) as asked:
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == ["multiply"]


def test_a_double_click_on_a_heading_asks_for_nothing(palette: PalettePanel, qtbot: QtBot) -> None:
    place = palette.list.visualRect(row_of(palette, "Arithmetic")).center()
    with qtbot.assertNotEmitted(palette.operation_requested):
        qtbot.mouseDClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_typing_in_the_list_searches(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.keyClick(palette, "t")
    assert palette.search.text() == "t"
    assert titles(palette)[0] == "Tangent"


def test_what_is_not_found_gets_a_sentence(palette: PalettePanel, qtbot: QtBot) -> None:
    nothing = palette.findChild(QLabel, "palette_nothing")
    assert nothing is not None
    palette.search.setText("frobnicate")
    assert nothing.isVisible()
    assert "frobnicate" in nothing.text()
    with qtbot.assertNotEmitted(palette.operation_requested):
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    palette.search.clear()
    assert not nothing.isVisible()


def test_a_drag_carries_the_operation(
    palette: PalettePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[QDrag] = []

    def remember(drag: QDrag, *_arguments: object) -> Qt.DropAction:
        dragged.append(drag)
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", remember)
    palette.list.setCurrentIndex(row_of(palette, "Sigmoid"))
    palette.list.startDrag(Qt.DropAction.CopyAction)
    (drag,) = dragged
    assert bytes(drag.mimeData().data(OPERATION_MIME).data()) == b"sigmoid"
    assert not drag.pixmap().isNull()
    drag.deleteLater()


def test_a_drag_leaves_no_row_lit(palette: PalettePanel, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[QDrag] = []
    monkeypatch.setattr(QDrag, "exec", lambda drag, *_: dragged.append(drag))
    ground, current = palette.list.viewport(), row_of(palette, "Add")
    palette.list.setCurrentIndex(current)
    plain = ground.grab().toImage()
    below = current.siblingAtRow(current.row() + 1)
    place = QPointF(palette.list.visualRect(below).center())
    over = QHoverEvent(QEvent.Type.HoverMove, place, ground.mapToGlobal(place), place)
    QApplication.sendEvent(ground, over)
    assert ground.grab().toImage() != plain
    palette.list.startDrag(Qt.DropAction.CopyAction)
    assert ground.grab().toImage() == plain
    dragged[0].deleteLater()


def test_the_dragged_picture_is_sharp_on_a_dense_screen() -> None:
    entry = entry_of("squared_error")
    assert entry is not None
    plain, dense = drag_picture(entry), drag_picture(entry, 2.0)
    assert dense.width() == 2 * plain.width()
    assert dense.deviceIndependentSize() == plain.deviceIndependentSize()


def _heading_lightness(picture: QImage) -> list[int]:
    """How light the dots are where the first heading stands."""
    return [picture.pixelColor(x, y).lightness() for x in range(14, 90) for y in range(55, 75)]


def test_it_follows_the_theme(palette: PalettePanel) -> None:
    chosen = manager().choice
    manager().choose("light")
    light = palette.grab().toImage()
    manager().choose("dark")
    dark = palette.grab().toImage()
    manager().choose(chosen)
    assert light.pixelColor(2, 2).lightness() > 200
    assert dark.pixelColor(2, 2).lightness() < 60
    # The letters are drawn anew as well, not only what is behind them.
    assert min(_heading_lightness(light)) < 150
    assert max(_heading_lightness(dark)) > 120


def test_entries_explain_themselves(palette: PalettePanel) -> None:
    index = row_of(palette, "Add")
    entry = entry_of("add")
    assert entry is not None
    assert index.data(Qt.ItemDataRole.ToolTipRole) == entry.summary
    assert palette.search.accessibleName()
    assert palette.list.accessibleName()
