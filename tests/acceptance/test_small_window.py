"""A window of 1000 by 700 pixels, with text of the usual size and twice as large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QTabBar,
    QTreeView,
)

from gui.canvas.view import LEAST_SIZE
from gui.dialogs.gradient_graph import GradientGraphDialog
from gui.panels import PANELS
from gui.panels.train import TrainPanel
from gui.settings import TEXT_PERCENT
from gui.theme import manager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.window import MainWindow
    from tests.acceptance.person import Person


@pytest.fixture(params=[100, 200])
def percent(request: pytest.FixtureRequest, window: MainWindow) -> Iterator[int]:
    """The size of the text in percent, in a small window."""
    window.settings.set_value(TEXT_PERCENT, request.param)
    window.resize(1000, 700)
    QApplication.processEvents()
    yield request.param
    manager().set_text_percent(100)


def test_every_panel_leaves_the_canvas_its_room(
    person: Person, window: MainWindow, percent: int
) -> None:
    for row in PANELS:
        window.docking.show(row.name)
        person.wait()
        assert window.size().toTuple() == (1000, 700), row.name
        assert window.canvas.width() >= LEAST_SIZE[0], row.name


def test_every_menu_can_be_reached(window: MainWindow, percent: int) -> None:
    assert window.menuBar().sizeHint().width() <= 1000
    name = window.findChild(QLabel, "document_name")
    assert name is not None
    assert name.isVisible() is (percent == 100)


def test_tabs_scroll_rather_than_lose_their_letters(
    person: Person, window: MainWindow, percent: int
) -> None:
    for row in PANELS:
        window.docking.show(row.name)
    person.wait()
    bars = window.findChildren(QTabBar)
    assert max(bar.count() for bar in bars) >= 5
    for bar in bars:
        assert bar.elideMode() is Qt.TextElideMode.ElideNone
        assert bar.usesScrollButtons()


def test_no_button_of_the_training_is_cut_off(
    person: Person, window: MainWindow, percent: int
) -> None:
    window.docking.show("train")
    person.wait()
    panel = window.docking.panel(TrainPanel)
    for button in panel.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.sizeHint().width(), button.text()
            assert button.mapTo(panel, button.rect().topRight()).x() < panel.width(), button.text()
    assert isinstance(panel.logarithmic, QCheckBox)


def test_no_button_of_the_gradient_dialog_is_cut_off(window: MainWindow, percent: int) -> None:
    dialog = GradientGraphDialog(window.document, window)
    dialog.show()
    QApplication.processEvents()
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.sizeHint().width(), button.text()
    dialog.close()


def test_the_columns_of_the_file_dialog_can_be_read(window: MainWindow, percent: int) -> None:
    seen: list[tuple[int, int]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        tree = dialog.findChild(QTreeView)
        assert tree is not None
        header = tree.header()
        shown = [column for column in range(header.count()) if not header.isSectionHidden(column)]
        seen.extend((header.sectionSize(one), header.sectionSizeHint(one)) for one in shown)
        dialog.reject()

    QTimer.singleShot(300, look)
    window.files.open()
    assert len(seen) == 4
    assert all(size >= wanted for size, wanted in seen)
