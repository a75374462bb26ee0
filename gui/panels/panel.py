"""Panel: what every part of the window around the canvas has in common."""

from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from gui.document import Document
from gui.panels import PanelRow, row_of
from gui.playback import Playhead

__all__ = ["Panel", "shown_title"]


class Panel(QWidget):
    """A part of the window that shows one side of a document.

    A panel reads the document and the playhead, and changes the graph through
    `Document.perform`. It knows no other panel: what is to happen elsewhere it asks for with a
    signal, and the window answers.

    Attributes
    ----------
    name
        Object name, and name of its row in `gui.panels.PANELS`.

    Signals
    -------
    refused(str)
        Something could not be done; a sentence for the status line.
    node_requested(str)
        Show the node with this id on the canvas.
    operation_requested(str)
        Add a node of this operation where there is room.
    edges_pointed(object), edges_requested(object)
        Light these edges up on the canvas; select them and bring them into view.

    Parameters
    ----------
    document, playhead
        What is shown.
    parent
        Owner of the widget.
    """

    refused = Signal(str)
    node_requested = Signal(str)
    operation_requested = Signal(str)
    edges_pointed = Signal(object)
    edges_requested = Signal(object)

    name: ClassVar[str]

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.playhead = playhead
        self.setObjectName(self.name)
        self.setAccessibleName(shown_title(row_of(self.name)))


def shown_title(row: PanelRow) -> str:
    """Return what the tab of a panel says, in the language of the interface."""
    return QCoreApplication.translate("Panel", row.title)
