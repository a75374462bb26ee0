"""Analysis: what the window can be told to find out about its graph."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from engine.calculus.interning import size_of
from engine.calculus.printing import to_text
from engine.errors import EngineError
from engine.listing import tree_of
from gui.docking import Docking
from gui.document import Document

__all__ = ["Analysis"]

LARGEST_EXPANDED = 120
"""Names, numbers and signs of a formula that is written in the names of the leaves."""


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

    def derive(self) -> None:
        """Show how the derivative with respect to the selected leaf comes about."""
        from gui.panels.derive import DerivePanel

        chosen = [self._document.graph.node(node_id) for node_id in self._document.selection]
        leaves = [node.id for node in chosen if node.is_leaf]
        panel = self._docking.panel(DerivePanel)
        self._docking.show(DerivePanel.name)
        panel.derive(leaves[0] if len(leaves) == 1 else None)

    def make_gradient_graph(self) -> None:
        """Ask with respect to what, and differentiate the output into a new document."""
        from gui.dialogs.gradient_graph import GradientGraphDialog

        dialog = GradientGraphDialog(self._document, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.made.connect(self.window_wanted)
        dialog.open()

    def integrate(self) -> None:
        """Ask for a formula, that of the selected node at first, and integrate it."""
        from gui.dialogs.integral import IntegralDialog

        dialog = IntegralDialog(self._selected_formula(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _selected_formula(self) -> str:
        """Return the formula of the selected node in the leaves, in its inputs if that is long."""
        if len(self._document.selection) != 1:
            return ""
        (node_id,), graph = self._document.selection, self._document.graph
        try:
            tree = tree_of(graph, node_id, expand=True)
            is_long = size_of(tree) > LARGEST_EXPANDED
            return to_text(tree_of(graph, node_id) if is_long else tree)
        except EngineError:
            return ""
