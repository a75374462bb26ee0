"""Getting started: what stands in the explanation before the first step."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from gui.theme import set_kind

__all__ = ["GettingStarted"]


class GettingStarted(QFrame):
    """Says in three rows what the passes do, in their colours, and which keys step through them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("getting_started")
        set_kind(self, "card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(13, 12, 13, 13)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._add("value", self.tr("forward"), self.tr("Each node computes its value."))
        self._add(
            "gradient",
            self.tr("backward"),
            self.tr("Each gradient is multiplied by a slope and sent on."),
        )
        self._add(
            "parameter", self.tr("update"), self.tr("Each parameter moves against its gradient.")
        )
        self._add("mono", self.tr("Space"), self.tr("next step; with Shift, one step back"))
        self._add("mono", "P", self.tr("play and pause"))

    def _add(self, kind: str, name: str, text: str) -> None:
        row = self._grid.rowCount()
        label = QLabel(name, self)
        set_kind(label, kind)
        told = QLabel(text, self)
        told.setWordWrap(True)
        set_kind(told, "muted")
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(told, row, 1)
