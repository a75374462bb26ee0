"""A panel on a document of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest

from engine.document_format import Contents
from gui.document import Document
from gui.panels.inspector import InspectorPanel
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.theme import manager
from gui.typesetting import typesetter
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from engine.graph import Graph

P = TypeVar("P", bound=Panel)


class ShowPanel(Protocol):
    """Shows a graph, or an empty document, in a new panel."""

    def __call__(
        self, kind: type[P], graph: Graph | None = None, *, size: tuple[int, int]
    ) -> P: ...


@pytest.fixture
def document() -> Document:
    """An empty document; it goes with the panel that shows it."""
    return Document()


@pytest.fixture
def playhead(document: Document) -> Playhead:
    """The playhead of that document."""
    return Playhead(document, document)


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    """The light theme; afterwards no style sheet slows other tests down."""
    manager().choose("light")
    yield
    manager().choose("light")
    typesetter().stop()
    qapp.setStyleSheet("")


@pytest.fixture
def show_panel(qtbot: QtBot) -> ShowPanel:
    """Make panels, each with a document and a playhead of its own."""

    def show(kind: type[P], graph: Graph | None = None, *, size: tuple[int, int]) -> P:
        document = Document()
        panel = kind(document, Playhead(document, document))
        document.setParent(panel)
        if graph is not None:
            document.show(Contents(graph), None)
        qtbot.addWidget(panel)
        panel.resize(*size)
        panel.show()
        qtbot.waitExposed(panel)
        return panel

    return show


@pytest.fixture
def inspector(show_panel: ShowPanel) -> InspectorPanel:
    return show_panel(InspectorPanel, network_a(), size=(320, 800))
