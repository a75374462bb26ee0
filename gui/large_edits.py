"""Large edits: made beside the document's graph while the window goes on, then put in its place.

Until then everybody sees, saves and evaluates the graph as it was. Whatever a person does next to
the document waits for it, which is `settle`.
"""

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from engine.change import Change
from engine.remaking import Remade, is_large, remaking
from engine.slices import drained
from engine.tape import record
from gui.document_edit import SetGraph
from gui.sliced_work import SlicedWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.edits import Edit
    from engine.graph import Graph
    from engine.slices import Work
    from engine.tape import Tape
    from gui.document import Document

__all__ = ["LargeEdits", "Preparation"]


class Preparation(NamedTuple):
    """A graph that the document is about to have.

    Attributes
    ----------
    remade
        The graph, and what of it is not as it was.
    works
        What is still to be done, in slices, so that the views can show it at once.
    """

    remade: Remade
    works: "list[Work[Any]]"


class LargeEdits(QObject):
    """Makes the large edits of one document, one at a time.

    Signals
    -------
    preparing(Preparation)
        A graph is made; whoever needs time to show it adds its work.
    started(str)
        A large edit has begun; what it is called.
    ended()
        It is done, or was given up.
    failed(EngineError)
        It was not possible, and nothing has changed.

    Attributes
    ----------
    tape
        A tape that fits the graph that was put in place, until it is evaluated or changed.
    """

    preparing = Signal(object)
    started = Signal(str)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, document: "Document") -> None:
        super().__init__(document)
        self._document = document
        self.tape: Tape | None = None
        self._tapes: WeakKeyDictionary[Graph, Tape] = WeakKeyDictionary()
        self._work = SlicedWork(self)
        self._work.ended.connect(self.ended)
        self._work.failed.connect(self.failed)

    @property
    def is_running(self) -> bool:
        """Whether an edit is being made."""
        return self._work.is_running

    def perform(self, edit: "Edit", text: str) -> None:
        """Make an edit as `Document.perform` does, at once unless it is large.

        Raises
        ------
        EngineError
            When an edit that is not large is not possible.
        """
        self.work_out(_found(edit), text, _nothing, is_large=is_large(edit))

    def work_out(
        self,
        work: "Work[Edit]",
        text: str,
        then: "Callable[[Change], object]",
        *,
        is_large: bool,
    ) -> None:
        """Work an edit out and make it, at once unless it is large.

        Parameters
        ----------
        work
            What answers the edit.
        text
            What the person did, in a few words.
        then
            Takes what was touched, when the edit is made.
        is_large
            Whether it will take longer than the window may wait.

        Raises
        ------
        EngineError
            When an edit that is not large is not possible.
        """
        self.settle()
        if is_large:
            self._work.start(self._making(work), partial(self._put_in_place, text, then))
            self.started.emit(text)
            return
        then(self._document.perform(drained(work), text))

    def settle(self) -> None:
        """Do all that is left at once, before anything else is done to the document."""
        self._work.finish()

    def cancel(self) -> None:
        """Leave the document as it is."""
        self._work.cancel()

    def exchange(self, edit: SetGraph, graph: "Graph", tape: "Tape | None") -> SetGraph:
        """Note that another graph is put in place, and answer what puts the present one back.

        Parameters
        ----------
        edit
            What puts it in place.
        graph, tape
            The present graph, and its tape if that still fits.
        """
        if tape is not None:
            self._tapes[graph] = tape
        self.tape = self._tapes.pop(edit.graph, None)
        return SetGraph(graph, edit.change.inverted())

    def _recording(self, graph: "Graph") -> "Work[None]":
        tape = record(graph)
        yield
        if len(tape.nodes):
            # What a tape needs to be evaluated quickly is made at the first time.
            tape.evaluate()
        # And so are the tables by which the views find its nodes and edges.
        for table in (tape.slots, tape.edges, tape.rows):
            yield
            next(iter(table), None)
        self._tapes[graph] = tape

    def _making(self, work: "Work[Edit]") -> "Work[Remade]":
        edit = self._document.housed((yield from work))
        remade = yield from remaking(self._document.graph, edit)
        preparation = Preparation(remade, [self._recording(remade.graph)])
        self.preparing.emit(preparation)
        for further in preparation.works:
            yield from further
        return remade

    def _put_in_place(self, text: str, then: "Callable[[Change], object]", remade: Remade) -> None:
        then(self._document.perform(SetGraph(*remade), text))


def _found(edit: "Edit") -> "Work[Edit]":
    """Return the work of finding an edit that is known already."""
    yield
    return edit


def _nothing(_change: Change) -> None:
    """Do no more when an edit is made."""
