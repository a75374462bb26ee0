"""Check run: the gradient check of a document, made in a thread and held until it is another's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from engine.diagnostic import Diagnostic, Kind, Severity
from engine.dot_product import DotProduct
from engine.errors import EngineError
from engine.gradcheck import LeafCheck, Verdict
from engine.inquiries import checked, checked_all
from engine.naming import node_title, shown_name
from engine.values import format_number
from gui.computation import LARGE, Computation
from gui.document import Document

if TYPE_CHECKING:
    from engine.graph import Node

__all__ = ["CheckRun", "check_run", "verdict_title"]


class CheckRun(QObject):
    """Checks the gradients of a document, and knows what came of it.

    Signals
    -------
    changed()
        There are more results, none any more, or they are stale now.
    progressed(int, int)
        So many nodes of so many were checked.
    ended(str)
        No more results come, and why before the last; empty after it.

    Attributes
    ----------
    results
        The checks by node id, in the order in which they were made.
    overridden
        The nodes whose local derivative was replaced by a formula.
    dot_product
        Forward against reverse mode; None as long as that was not compared.
    is_stale
        Whether the graph was changed since.
    """

    changed = Signal()
    progressed = Signal(int, int)
    ended = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.document = document
        self.results: dict[str, LeafCheck] = {}
        self.overridden: tuple[Node, ...] = ()
        self.dot_product: DotProduct | None = None
        self.is_stale = False
        self._computation = Computation(self)
        self._computation.arrived.connect(self._take)
        self._computation.ended.connect(self._end)
        self._wanted: tuple[str, ...] = ()
        self._done = 0
        document.evaluated.connect(self._evaluated)
        document.stale_changed.connect(self._become_stale)
        document.opened.connect(self._forget)

    @property
    def is_running(self) -> bool:
        """Whether gradients are being checked."""
        return self._computation.is_running

    def wanted(self, node_id: str) -> bool:
        """Whether a node is among those that are being checked."""
        return self.is_running and node_id in self._wanted

    def start(self, node_ids: Sequence[str] | None = None) -> None:
        """Begin to check some nodes, or every input and parameter that the output depends on.

        Raises
        ------
        EngineError
            When there is nothing that could be checked.
        """
        self.document.ensure_evaluated()
        tape = self.document.tape
        output = None if tape is None else tape.output
        if tape is None or output is None:
            raise EngineError("there is no output whose gradient could be checked; choose one")
        reached = tape.sweep(output).reached
        slots = tape.leaves() if node_ids is None else list(map(tape.slot, node_ids))
        slots = [slot for slot in slots if tape.active[slot] and reached[slot]]
        if not slots:
            raise EngineError("there is no gradient to check: nothing that moves the output")
        if node_ids is None or self.is_stale:
            self._clear()
        self._wanted = tuple(tape.nodes[slot].id for slot in slots)
        self._done = 0
        self.overridden = tuple(node for node in tape.nodes if node.overrides)
        self.progressed.emit(0, len(self._wanted))
        self._computation.start(
            checked_all if node_ids is None else checked,
            tape.nodes,
            tuple(tape.edges),
            tape.nodes[output].id,
            self._wanted,
            is_large=len(tape.nodes) >= LARGE,
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Check no more; what was found stays."""
        if self.is_running:
            self._computation.cancel()
            self._end(self.tr("The check was cancelled."))

    def _take(self, found: object) -> None:
        if isinstance(found, LeafCheck):
            self.results[found.node] = found
            self._done += 1
            self.progressed.emit(self._done, len(self._wanted))
        elif isinstance(found, DotProduct):
            self.dot_product = found
        self.changed.emit()

    def _end(self, reason: str) -> None:
        if not self.is_stale:
            found = (item for item in self.results.values() if item.verdict is not Verdict.AGREES)
            self.document.tell(Kind.CHECK, tuple(map(self._diagnostic, found)))
        self.ended.emit(reason)
        self.changed.emit()

    def _diagnostic(self, item: LeafCheck) -> Diagnostic:
        """Return what is to stand at a node and among the problems."""
        if item.verdict is Verdict.WRONG:
            told = self.tr("{name}: the check calls the gradient wrong (relative error {error})")
        else:
            told = self.tr("{name}: the check calls the gradient doubtful (relative error {error})")
        name = shown_name(self.document.graph.node(item.node))
        message = told.format(name=name, error=format_number(item.relative_error, 2))
        if item.note:
            message = f"{message}; {item.note}"
        # What somebody has overridden is as they want it.
        is_meant = any(node_title(node) in item.note for node in self.overridden)
        is_error = item.verdict is Verdict.WRONG and not is_meant
        severity = Severity.ERROR if is_error else Severity.WARNING
        return Diagnostic(Kind.CHECK, severity, message, item.node)

    def _clear(self) -> None:
        self.results = {}
        self.dot_product = None
        self.is_stale = False

    def _evaluated(self) -> None:
        self._become_stale(is_stale=True)

    def _become_stale(self, is_stale: bool) -> None:
        """Note that another graph has been evaluated, or waits to be."""
        if not is_stale or self.is_stale or not (self.results or self.is_running):
            return
        self.is_stale = True
        if self.is_running:
            self._computation.cancel()
            self._end(self.tr("The check ended, because the graph was changed."))
        else:
            self.changed.emit()

    def _forget(self) -> None:
        self._computation.cancel()
        self._clear()
        self.overridden = ()
        self.changed.emit()


def check_run(document: Document) -> CheckRun:
    """Return the one check run of a document, made when it is first asked for."""
    found = document.findChild(CheckRun)
    return CheckRun(document) if found is None else found


def verdict_title(verdict: Verdict) -> str:
    """Return a verdict in the language of the interface."""
    texts = {
        Verdict.AGREES: QCoreApplication.translate("Verdict", "agrees"),
        Verdict.DOUBTFUL: QCoreApplication.translate("Verdict", "doubtful"),
        Verdict.WRONG: QCoreApplication.translate("Verdict", "wrong"),
    }
    return texts[verdict]
