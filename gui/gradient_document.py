"""Gradient document: a graph differentiated into another one, while the window goes on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from engine.document_format import Contents
from engine.errors import EngineError
from engine.graph import Graph
from engine.inquiries import Parts, differentiated
from engine.layout import NODE_SIZE
from engine.layout_plan import LayoutPlan
from gui.computation import LARGE, Computation
from gui.document import Document
from gui.layout_run import LayoutRun

__all__ = ["GradientDocument"]


class GradientDocument(QObject):
    """Makes the contents of a new document: a graph, and the nodes that compute its gradient.

    Signals
    -------
    made(Contents)
        They are ready, laid out.
    failed(str)
        They cannot be made; one sentence.
    """

    made = Signal(object)
    failed = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._parts: Parts | None = None
        self._view: dict[str, object] = {}
        self._derivation = Computation(self)
        self._derivation.arrived.connect(self._lay_out)
        self._derivation.ended.connect(self._tell_failure)
        self._layout = LayoutRun(self)
        self._layout.found.connect(self._place)
        self._placing = Computation(self)
        self._placing.arrived.connect(self._finish)
        self._placing.ended.connect(self._tell_failure)

    @property
    def is_running(self) -> bool:
        """Whether contents are being made."""
        parts = (self._derivation, self._layout, self._placing)
        return any(part.is_running for part in parts)

    def start(self, wrt: Sequence[str]) -> None:
        """Begin to differentiate the output with respect to some nodes, given by their ids.

        Raises
        ------
        EngineError
            When there is no output.
        """
        self.cancel()
        self._document.ensure_evaluated()
        graph, tape = self._document.graph, self._document.tape
        if tape is None or tape.output is None:
            raise EngineError("there is no output to differentiate; choose one")
        output = tape.nodes[tape.output]
        title = self._document.title.removesuffix(".chainrule") or self.tr("Untitled")
        self._view = {"title": self.tr("Gradient of {title}").format(title=title)}
        self._derivation.start(
            differentiated,
            tuple(graph.nodes()),
            tuple(graph.edges()),
            output.id,
            tuple(wrt),
            is_large=len(graph) >= LARGE,
        )

    def cancel(self) -> None:
        """Give up what is being made."""
        self._derivation.cancel()
        self._layout.close()
        self._placing.cancel()

    def _lay_out(self, parts: object) -> None:
        assert isinstance(parts, tuple)
        self._parts = nodes, edges, _ = parts
        sizes = {node.id: NODE_SIZE for node in nodes}
        self._layout.start(LayoutPlan(sizes, [(edge.source, edge.target, None) for edge in edges]))

    def _place(self, positions: Mapping[str, tuple[float, float]]) -> None:
        assert self._parts is not None
        self._placing.start(_placed, self._parts, positions)
        self._parts = None

    def _finish(self, graph: object) -> None:
        assert isinstance(graph, Graph)
        self._layout.close()
        self.made.emit(Contents(graph, view=self._view))

    def _tell_failure(self, reason: str) -> None:
        if reason:
            self.failed.emit(reason)


def _placed(parts: Parts, positions: Mapping[str, tuple[float, float]]) -> Iterator[Graph]:
    nodes, edges, output = parts
    # Without groups: their frames were drawn around other places.
    moved = [replace(node, position=positions[node.id], group=None) for node in nodes]
    yield Graph.from_parts(moved, edges, output)
