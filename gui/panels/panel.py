"""Panel: what every part of the window around the canvas has in common."""

from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from gui.document import Document
from gui.playback import Playhead

__all__ = ["Panel"]


class Panel(QWidget):
    """A part of the window that shows one side of a document.

    A panel reads the document and the playhead, and changes the graph through
    `Document.perform`. It knows no other panel: what is to happen elsewhere it asks for with a
    signal, and the window answers.

    Attributes
    ----------
    name
        Object name, and key in the stored state of the window.
    title
        What its tab says, in English.
    area
        Where it is docked at first: ``"left"``, ``"right"`` or ``"bottom"``.
    beside
        Name of the panel whose place it shares, as another tab, when it is opened first.
    is_open_at_first
        Whether a new window shows it; a panel that is not is made when it is first opened.

    Signals
    -------
    refused(str)
        Something could not be done; a sentence for the status line.
    node_requested(str)
        Show the node with this id on the canvas.
    operation_requested(str)
        Add a node of this operation where there is room.

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

    name: ClassVar[str]
    title: ClassVar[str]
    area: ClassVar[str]
    beside: ClassVar[str] = ""
    is_open_at_first: ClassVar[bool] = True

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.playhead = playhead
        self.setObjectName(self.name)
        self.setAccessibleName(self.shown_title())

    @classmethod
    def shown_title(cls) -> str:
        """Return what its tab says, in the language of the interface."""
        return QCoreApplication.translate("Panel", cls.title)
