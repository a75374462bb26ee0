"""Settings page: one row a setting, made from the table of settings, and at work at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.setting_row import SettingRow
from gui.screens import room_around
from gui.settings import SETTINGS
from gui.theme import manager, set_kind
from gui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from gui.settings import Settings

__all__ = ["SettingsDialog"]

SECTIONS = (
    ("appearance", "Appearance"),
    ("window", "Window"),
    ("numbers", "Numbers"),
    ("canvas", "Canvas"),
    ("pointing", "Mouse and trackpad"),
    ("run", "Running"),
    ("files", "Files"),
)
"""First part of the keys of its settings, and what a section is called."""

WIDTH_IN_TEXT_SIZES = 50
HEIGHT_IN_TEXT_SIZES = 48


class _Section(QWidget):
    """A heading and the rows under it; gone as long as none of them is wanted."""

    def __init__(self, title: str, rows: list[SettingRow]) -> None:
        super().__init__()
        self._rows = rows
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 4)
        column.setSpacing(0)
        heading = QLabel(title.upper(), self)
        set_kind(heading, "section")
        column.addWidget(heading)
        column.addSpacing(4)
        for row in rows:
            column.addWidget(row)

    def filter(self, query: str) -> bool:
        """Show the rows that a query finds; return whether there are any."""
        wanted = [row.is_found_by(query) for row in self._rows]
        for row, is_wanted in zip(self._rows, wanted, strict=True):
            row.setVisible(is_wanted)
        self.setVisible(any(wanted))
        return any(wanted)


class SettingsDialog(QDialog):
    """Everything that can be set, in sections, to be searched.

    Parameters
    ----------
    settings
        What is shown and changed.
    """

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self.rows = [SettingRow(setting, settings) for setting in SETTINGS if setting.title]
        self._sections = [
            _Section(
                QCoreApplication.translate("SettingsDialog", title),
                [row for row in self.rows if row.setting.key.startswith(f"{name}/")],
            )
            for name, title in SECTIONS
        ]
        self.search = SearchField(self.tr("Search settings"), parent=self)
        self.search.setObjectName("settings_search")
        self.search.textChanged.connect(self._filter)
        self._nothing = QLabel(self.tr("No setting of that name"), self)
        self._nothing.setObjectName("settings_nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_kind(self._nothing, "muted")
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.search)
        column.addWidget(self._page(), 1)
        column.addWidget(self._buttons())
        manager().changed.connect(self._fit)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the search, whatever was looked at the last time."""
        super().showEvent(event)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def _page(self) -> QScrollArea:
        page = QWidget()
        page.setObjectName("settings_page")
        inside = QVBoxLayout(page)
        inside.setContentsMargins(2, 0, 10, 0)
        inside.setSpacing(0)
        for section in self._sections:
            inside.addWidget(section)
        inside.addWidget(self._nothing)
        inside.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        # The area takes the colour of panels, which in a dialog would be another one.
        area.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        return area

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(kinds.RestoreDefaults | kinds.Close, self)
        defaults = box.button(kinds.RestoreDefaults)
        defaults.setObjectName("settings_defaults")
        defaults.setText(self.tr("Restore Defaults"))
        defaults.clicked.connect(self._restore_defaults)
        for button in box.buttons():
            # Enter in the search field must not press one of them.
            button.setProperty("autoDefault", False)
        box.rejected.connect(self.reject)
        return box

    def _filter(self, query: str) -> None:
        found = [section.filter(query) for section in self._sections]
        self._nothing.setVisible(not any(found))

    def _restore_defaults(self) -> None:
        for row in self.rows:
            self._settings.reset(row.setting)

    def _fit(self) -> None:
        """Be as large as the text needs, and no larger than the screen."""
        size = manager().text_size
        room = room_around(self)
        self.resize(
            min(size * WIDTH_IN_TEXT_SIZES, room.width() - 40),
            min(size * HEIGHT_IN_TEXT_SIZES, room.height() - 80),
        )
