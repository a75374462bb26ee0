"""What the tests of the inspector ask of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QWidget,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.graph import Node
    from gui.panels.inspector import InspectorPanel


W = TypeVar("W", bound=QWidget)


def part(panel: InspectorPanel, kind: type[W], name: str) -> W:
    """Find a widget on the page that is shown; older ones may not be deleted yet."""
    assert panel.page is not None
    found = [widget for widget in panel.page.findChildren(kind, name) if widget.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)} visible"
    return found[0]


def shows(panel: InspectorPanel, name: str) -> bool:
    assert panel.page is not None
    return any(widget.isVisible() for widget in panel.page.findChildren(QWidget, name))


def text_of(panel: InspectorPanel, name: str) -> str:
    return part(panel, QLabel, name).text()


def select(panel: InspectorPanel, *names: str) -> str:
    ids = [panel.document.graph.resolve(name) for name in names]
    panel.document.select(ids)
    return ids[0]


def enter(panel: InspectorPanel, qtbot: QtBot, name: str, text: str) -> QLineEdit:
    field = part(panel, QLineEdit, name)
    field.selectAll()
    qtbot.keyClicks(field, text)
    if not text:
        field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return field


def node(panel: InspectorPanel, name: str) -> Node:
    return panel.document.graph.find(name)
