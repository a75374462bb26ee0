"""A row of the settings page: what a setting is called, what it is for, and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from gui.fonts import font
from gui.search import SearchText
from gui.theme import manager, set_kind

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from gui.settings import Setting, Settings

__all__ = ["SettingRow"]


def _shown(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


class _Choice(QComboBox):
    """A choice that the wheel scrolls past rather than changes."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class _Number(QSpinBox):
    """A number that the wheel scrolls past rather than changes."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class SettingRow(QWidget):
    """One setting, changed as soon as its field is.

    Attributes
    ----------
    setting
        The row of the table.
    field
        Where its value is chosen: a check box, a list of choices or a number.
    """

    def __init__(self, setting: Setting[Any], settings: Settings) -> None:
        super().__init__()
        self.setting = setting
        self._settings = settings
        title, doc = _shown(setting.title), _shown(setting.doc)
        self._text = SearchText(title, keywords=(doc, *map(_shown, setting.names)))
        self.field = self._field()
        self.field.setObjectName(f"setting_{setting.key.replace('/', '_')}")
        self.field.setAccessibleName(title)
        self.field.setAccessibleDescription(doc)
        name = QLabel(title, self)
        name.setBuddy(self.field)
        self._doc = QLabel(doc, self)
        self._doc.setWordWrap(True)
        set_kind(self._doc, "muted")
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(name)
        texts.addWidget(self._doc)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(16)
        row.addLayout(texts, 1)
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignVCenter)
        settings.changed.connect(self._follow)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()
        self._show(settings.value(setting))

    def is_found_by(self, query: str) -> bool:
        """Whether somebody who typed this may have meant the setting."""
        return self._text.rank(query) is not None

    def _field(self) -> QCheckBox | QComboBox | QSpinBox:
        setting = self.setting
        if setting.type is bool:
            box = QCheckBox(self)
            box.toggled.connect(self._choose)
            return box
        if setting.choices:
            choice = _Choice(self)
            for value, name in zip(setting.choices, setting.names, strict=True):
                choice.addItem(_shown(name), value)
            choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            choice.activated.connect(self._choose_item)
            return choice
        number = _Number(self)
        number.setRange(int(setting.minimum), int(setting.maximum))
        number.setSingleStep(setting.step)
        number.setSuffix(setting.unit)
        number.setKeyboardTracking(False)
        number.valueChanged.connect(self._choose)
        return number

    def _choose_item(self, index: int) -> None:
        assert isinstance(self.field, QComboBox)
        self._choose(self.field.itemData(index))

    def _choose(self, value: object) -> None:
        self._settings.set_value(self.setting, value)

    def _follow(self, key: str) -> None:
        if key == self.setting.key:
            self._show(self._settings.value(self.setting))

    def _show(self, value: Any) -> None:
        match self.field:
            case QCheckBox():
                self.field.setChecked(value)
            case QComboBox():
                self.field.setCurrentIndex(self.field.findData(value))
            case QSpinBox():
                self.field.setValue(value)

    def _theme_changed(self) -> None:
        self._doc.setFont(font(manager().text_size - 1))
