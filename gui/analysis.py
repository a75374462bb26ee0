"""Analysis: what the window can be told to find out about its graph."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.docking import Docking
from gui.document import Document

__all__ = ["Analysis"]


class Analysis(QObject):
    """Opens the panels and dialogs that look into a graph, and starts their work.

    Signals
    -------
    window_wanted(Contents)
        Something was made of the graph that belongs into a window of its own.
    """

    window_wanted = Signal(object)

    def __init__(self, document: Document, docking: Docking, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._docking = docking
        self._window = window

    def check(self) -> None:
        """Check every gradient, and show what comes of it."""
        from gui.panels.check import CheckPanel

        self._docking.show(CheckPanel.name)
        self._docking.panel(CheckPanel).start()

    def make_gradient_graph(self) -> None:
        """Ask with respect to what, and differentiate the output into a new document."""
        from gui.dialogs.gradient_graph import GradientGraphDialog

        dialog = GradientGraphDialog(self._document, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self.window_wanted)
        dialog.open()
