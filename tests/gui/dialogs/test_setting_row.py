"""A row of the settings page: its field fits the kind of setting and keeps in step with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSpinBox

from gui.dialogs.setting_row import SettingRow
from gui.settings import Setting, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

FLAG = Setting("test/flag", bool, True, "Whether it is so", title="Flag")
COUNT = Setting(
    "test/count", int, 3, "How many", minimum=1, maximum=9, title="Count", unit=" s", step=2
)
COLOUR = Setting(
    "test/colour",
    str,
    "red",
    "Which one",
    ("red", "blue"),
    title="Colour",
    names=("Rosy", "Sky"),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


def shown(setting: Setting[Any], settings: Settings, qtbot: QtBot) -> SettingRow:
    row = SettingRow(setting, settings)
    qtbot.addWidget(row)
    row.show()
    return row


def test_the_field_fits_the_setting(settings: Settings, qtbot: QtBot) -> None:
    rows = [shown(one, settings, qtbot) for one in (FLAG, COUNT, COLOUR)]
    flag, count, colour = (row.field for row in rows)
    assert isinstance(flag, QCheckBox)
    assert flag.isChecked()
    assert isinstance(count, QSpinBox)
    assert (count.minimum(), count.maximum(), count.singleStep()) == (1, 9, 2)
    assert count.text() == "3 s"
    assert isinstance(colour, QComboBox)
    assert [colour.itemText(place) for place in range(colour.count())] == ["Rosy", "Sky"]


def test_field_and_setting_follow_one_another(settings: Settings, qtbot: QtBot) -> None:
    rows = [shown(one, settings, qtbot) for one in (FLAG, COUNT, COLOUR)]
    flag, count, colour = (row.field for row in rows)
    assert isinstance(flag, QCheckBox)
    assert isinstance(count, QSpinBox)
    assert isinstance(colour, QComboBox)
    flag.click()
    count.setValue(5)
    colour.setCurrentIndex(1)
    colour.activated.emit(1)
    values = [settings.value(FLAG), settings.value(COUNT), settings.value(COLOUR)]
    assert values == [False, 5, "blue"]
    for row in rows:
        settings.reset(row.setting)
    assert (flag.isChecked(), count.value(), colour.currentData()) == (True, 3, "red")


def test_a_row_is_found_by_title_purpose_and_choices(settings: Settings, qtbot: QtBot) -> None:
    row = shown(COLOUR, settings, qtbot)
    assert [row.is_found_by(query) for query in ("", "col", "which", "sky", "grey")] == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_the_wheel_scrolls_the_page_and_changes_nothing(settings: Settings, qtbot: QtBot) -> None:
    for row in (shown(COUNT, settings, qtbot), shown(COLOUR, settings, qtbot)):
        row.field.setFocus()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(row.field.mapToGlobal(QPoint(5, 5))),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(row.field, event)
        assert settings.value(row.setting) == row.setting.default
        assert not event.isAccepted()
