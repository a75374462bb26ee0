"""The loss plot shows what it is given, in both scales and both themes, and writes it down."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel

from gui.theme import manager
from gui.widgets.loss_plot import LossPlot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

LOSSES = (1.0, 0.1, 0.01, 0.001)


@pytest.fixture
def plot(qapp: QApplication, qtbot: QtBot) -> Iterator[LossPlot]:
    manager().choose("light")
    result = LossPlot()
    qtbot.addWidget(result)
    result.resize(320, 200)
    result.show()
    qtbot.waitExposed(result)
    yield result
    manager().choose("light")
    qapp.setStyleSheet("")


def hint(plot: LossPlot) -> QLabel:
    label = plot.findChild(QLabel, "loss_hint")
    assert label is not None
    return label


def colours(plot: LossPlot) -> set[str]:
    image = plot.grab().toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def point_at(plot: LossPlot, step: float) -> None:
    view = plot.canvas.getViewBox()
    low, high = view.viewRange()[1]
    place = view.mapViewToScene(QPointF(step, (low + high) / 2))
    plot.canvas.scene().sigMouseMoved.emit(place)


def test_a_hint_stands_in_until_there_is_a_loss(plot: LossPlot) -> None:
    assert hint(plot).isVisible()
    plot.set_losses(LOSSES)
    assert not hint(plot).isVisible()
    plot.set_losses(())
    assert hint(plot).isVisible()


def test_the_library_is_not_imported_before_the_first_loss() -> None:
    program = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
from gui.widgets.loss_plot import LossPlot
plot = LossPlot()
plot.set_losses([])
sys.exit("pyqtgraph" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_curve_has_the_colour_of_a_loss(plot: LossPlot, theme: str) -> None:
    plot.set_losses(LOSSES)
    manager().choose(theme)
    assert manager().theme.hex("loss").upper() in colours(plot)
    assert manager().theme.hex("field").upper() in colours(plot)


def test_the_axes_are_labelled(plot: LossPlot) -> None:
    plot.set_losses(LOSSES)
    assert plot.canvas.getAxis("bottom").labelText == "step"
    assert plot.canvas.getAxis("left").labelText == "loss"


def test_the_logarithmic_scale_spaces_powers_of_ten_evenly(qtbot: QtBot, plot: LossPlot) -> None:
    plot.set_losses(LOSSES)
    with qtbot.waitSignal(plot.logarithmic_changed) as told:
        plot.set_logarithmic(True)
    assert told.args == [True]
    assert plot.heights().tolist() == pytest.approx([0, -1, -2, -3])
    plot.set_logarithmic(False)
    assert plot.heights().tolist() == pytest.approx(LOSSES)


def test_what_has_no_logarithm_is_left_out(plot: LossPlot) -> None:
    plot.set_logarithmic(True)
    plot.set_losses([1.0, 0.0, -1.0, float("inf"), 0.1])
    assert [height == height for height in plot.heights()] == [True, False, False, False, True]


@pytest.mark.parametrize("losses", [[0.5], [0.0, 0.0], [float("nan"), float("nan")], [1e300, 1.0]])
def test_awkward_losses_are_drawn(plot: LossPlot, losses: list[float]) -> None:
    plot.set_losses(losses)
    assert not plot.grab().isNull()
    plot.set_logarithmic(True)
    assert not plot.grab().isNull()


def test_pointing_at_the_curve_reads_it(plot: LossPlot) -> None:
    plot.set_losses(LOSSES)
    point_at(plot, 1.1)
    assert plot.read_out.isVisible()
    assert plot.read_out.text() == "step 1   loss 0.1"
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert not plot.read_out.isVisible()


def test_pointing_beside_the_curve_reads_nothing(plot: LossPlot) -> None:
    plot.set_losses(LOSSES)
    plot.canvas.scene().sigMouseMoved.emit(QPointF(-50, -50))
    assert not plot.read_out.isVisible()


def test_the_menu_offers_scale_and_export(plot: LossPlot) -> None:
    menu = plot.menu()
    scale, export = [action for action in menu.actions() if not action.isSeparator()]
    assert not export.isEnabled()
    scale.trigger()
    assert plot.is_logarithmic
    menu.deleteLater()
    plot.set_losses(LOSSES)
    menu = plot.menu()
    assert menu.actions()[0].isChecked()
    assert menu.actions()[-1].isEnabled()
    menu.deleteLater()


def test_the_table_holds_every_loss(plot: LossPlot, tmp_path: Path) -> None:
    plot.set_losses(LOSSES)
    plot.export(tmp_path / "loss.csv")
    rows = (tmp_path / "loss.csv").read_text(encoding="utf-8").splitlines()
    assert rows == ["step,loss", "0,1.0", "1,0.1", "2,0.01", "3,0.001"]


def test_the_picture_and_the_drawing_can_be_read(plot: LossPlot, tmp_path: Path) -> None:
    plot.set_losses(LOSSES)
    plot.export(tmp_path / "loss.png")
    plot.export(tmp_path / "loss.svg")
    assert QImage(str(tmp_path / "loss.png")).width() == plot.width()
    assert ET.parse(tmp_path / "loss.svg").getroot().tag.endswith("svg")


@pytest.mark.parametrize("name", ["loss.csv", "loss.png", "loss.svg"])
def test_a_file_that_cannot_be_written_is_told(
    qtbot: QtBot, plot: LossPlot, tmp_path: Path, name: str
) -> None:
    plot.set_losses(LOSSES)
    with qtbot.waitSignal(plot.refused) as told:
        plot.export(tmp_path / "missing" / name)
    assert told.args is not None
    assert str(told.args[0]).startswith(f"{name} cannot be written")


def test_the_wheel_is_left_to_what_is_around(plot: LossPlot) -> None:
    plot.set_losses(LOSSES)
    assert plot.canvas.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu
    assert plot.canvas.getViewBox().state["mouseEnabled"] == [False, False]
