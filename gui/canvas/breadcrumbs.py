"""Breadcrumbs: the way from the whole graph to the group whose inside is shown, to go back by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.theme import set_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Breadcrumbs"]

LONGEST_TITLE = 32


class Breadcrumbs(QFrame):
    """A row of buttons, the last of which is where the canvas is.

    Signals
    -------
    chosen(str | None)
        A group of the way was clicked: its id, or None for the whole graph.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("breadcrumbs")
        self.setAccessibleName(self.tr("Way to the group that is shown"))
        self._way: tuple[tuple[str, str], ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 3, 4, 3)
        self._row.setSpacing(0)
        set_kind(self, "popup")
        self.hide()

    def show_way(self, way: Sequence[tuple[str, str]]) -> None:
        """Show a way, as pairs of a group's id and title; an empty one hides it."""
        if tuple(way) != self._way:
            self._way = tuple(way)
            self._fill()
        self.setVisible(bool(way))

    def event(self, event: QEvent) -> bool:
        """Grow with the text, which no layout around does for a widget that floats."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.adjustSize()
        return is_done

    def _fill(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._add(None, self.tr("Graph"))
        for group_id, title in self._way:
            arrow = QLabel("›", self)
            arrow.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._row.addWidget(arrow)
            arrow.show()
            self._add(group_id, title)
        self.adjustSize()

    def _add(self, group_id: str | None, title: str) -> None:
        shown = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
        if self._way and group_id == self._way[-1][0]:
            here = QLabel(shown, self)
            here.setTextFormat(Qt.TextFormat.PlainText)
            here.setContentsMargins(8, 0, 8, 0)
            set_kind(here, "title")
            self._row.addWidget(here)
            here.show()
            return
        button = QPushButton(shown.replace("&", "&&"), self)
        button.setAccessibleName(self.tr("Go to {0}").format(title))
        # The canvas keeps the keys; Alt and Up leads back as well.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setProperty("group", group_id)
        set_kind(button, "flat")
        button.clicked.connect(self._go)
        self._row.addWidget(button)
        button.show()

    def _go(self) -> None:
        self.chosen.emit(self.sender().property("group"))
