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

from engine.errors import EngineError
from gui.fonts import font
from gui.search import SearchText
from gui.sentence import begun
from gui.theme import manager, set_kind
from gui.value_text import exact_text, read_value, short_text
from gui.widgets.checked_field import CheckedField

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from gui.settings import Setting, Settings

__all__ = ["SettingRow"]

WIDTH_IN_TEXT_SIZES = 13


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
        Where its value is chosen: a check box, a list of choices, a whole number, or a line for
        any number.
    entry
        The part of the field that takes the keyboard.
    """

    def __init__(self, setting: Setting[Any], settings: Settings) -> None:
        super().__init__()
        self.setting = setting
        self._settings = settings
        title, doc = _shown(setting.title), _shown(setting.doc)
        self._text = SearchText(title, keywords=(doc, *map(_shown, setting.names)))
        self._name = f"setting_{setting.key.replace('/', '_')}"
        self.field = self._field()
        self.entry = self.field.edit if isinstance(self.field, CheckedField) else self.field
        self.entry.setObjectName(self._name)
        self.entry.setAccessibleName(title)
        self.entry.setAccessibleDescription(doc)
        name = QLabel(title, self)
        name.setBuddy(self.entry)
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

    def _field(self) -> QCheckBox | QComboBox | QSpinBox | CheckedField:
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
        if setting.type is float:
            line = CheckedField(self._name, "", self, mono=True)
            line.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line.committed.connect(self._choose_typed)
            return line
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

    def _choose_typed(self, text: str) -> None:
        assert isinstance(self.field, CheckedField)
        try:
            value = read_value(text)
        except EngineError as error:
            self.field.set_error(begun(str(error)))
            return
        least, most = self.setting.minimum, self.setting.maximum
        if isinstance(value, float) and least <= value <= most:
            self._choose(value)
            self._show(value)
        else:
            told = self.tr("A number from {0} to {1} is needed")
            self.field.set_error(told.format(short_text(least), short_text(most)))

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
            case CheckedField():
                self.field.set_text(exact_text(value))

    def _theme_changed(self) -> None:
        self._doc.setFont(font(manager().text_size - 1))
        if isinstance(self.field, CheckedField):
            self.field.setFixedWidth(WIDTH_IN_TEXT_SIZES * manager().text_size)
