"""What lies over the canvas says what is drawn beneath it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from gui.canvas.overlays import Legend
from gui.theme import manager

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def strokes(legend: Legend, token: str) -> list[tuple[int, int]]:
    """Return where, along the middle of a legend, it has the colour of a token: from, to."""
    picture, colour = legend.grab().toImage(), manager().theme.colour(token)
    middle = picture.height() // 2
    row = [QColor(picture.pixel(x, middle)) == colour for x in range(picture.width())]
    ends = [
        x for x, (before, after) in enumerate(pairwise([False, *row, False])) if before != after
    ]
    return list(zip(ends[::2], ends[1::2], strict=True))


def test_the_legend_draws_a_gradient_dashed_only_on_its_way(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    legend = Legend(ground)
    assert legend.accessibleName() == "value (forward), gradient (backward), on its way"
    long = [(start, end) for start, end in strokes(legend, "gradient") if end - start >= 20]
    assert len(long) == 1
    after = [end - start for start, end in strokes(legend, "gradient") if start > long[0][1] + 31]
    assert sum(length >= 3 for length in after) >= 2
    assert [end - start >= 20 for start, end in strokes(legend, "value")].count(True) == 1
