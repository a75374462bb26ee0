"""Document: the only bridge between Qt and the engine.

A change flows one way: a gesture performs an edit here, the graph takes it, the views hear which
nodes and edges it touched, and once the event loop is free the graph is evaluated again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine.change import Change, change_of
from engine.diagnostic import Diagnostic, Kind
from engine.document_format import Contents, load_contents, save
from engine.edits import Edit
from engine.findings import findings
from engine.graph import Edge, Graph, Node
from engine.grouping import housed
from engine.tape import Tape, record
from engine.trace import Trace
from gui.commands import EditCommand, History
from gui.document_edit import DocumentEdit, SetGraph, SetTraining
from gui.large_edits import LargeEdits
from gui.training_record import TrainingRecord

if TYPE_CHECKING:
    from engine.evaluation import Evaluation

__all__ = ["Document"]

EVERYTHING = Change(everything=True)


class Document(QObject):
    """A graph being edited, with its history, selection and latest evaluation.

    Attributes
    ----------
    revision
        How many changes there were, undone and redone ones too.
    large_edits
        What makes edits that would take longer than the window may wait.
    selection, selected_edges, selected_groups
        What is selected; with a group, the nodes in it are selected too.
    entered
        Ids of the groups into which a person went, the innermost last; empty for the whole graph.

    Signals
    -------
    graph_changed(Change)
        Nodes and edges were added, removed, revised or moved.
    evaluated(Evaluation | None)
        The graph was evaluated; None when nothing in it can be.
    selection_changed()
    path_changed()
        The file, the title or the unsaved mark is another.
    opened()
        Another document is about to be shown.
    training_changed()
        What the file says about training is another.
    stale_changed(bool)
        The shown numbers are, or are no longer, those of an earlier graph.
    entered_changed()
        The inside of another group is looked at, or the whole graph again.
    diagnosed()
        A check has found more, or what it had found holds no longer.
    """

    graph_changed = Signal(object)
    evaluated = Signal(object)
    selection_changed = Signal()
    path_changed = Signal()
    opened = Signal()
    training_changed = Signal()
    stale_changed = Signal(bool)
    diagnosed = Signal()
    entered_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.large_edits = LargeEdits(self)
        self.undo_stack = stack = History(self)
        # A dying stack clears itself and says so, to listeners that are half gone by then.
        self.destroyed.connect(lambda: stack.blockSignals(True))
        self.undo_stack.cleanChanged.connect(self._announce_path)
        self._contents = Contents(Graph())
        self.path: Path | None = None
        self.selection: frozenset[str] = frozenset()
        self.selected_edges: frozenset[Edge] = frozenset()
        self.selected_groups: frozenset[str] = frozenset()
        self.entered: tuple[str, ...] = ()
        self.tape: Tape | None = None
        self.evaluation: Evaluation | None = None
        self.trace: Trace | None = None
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self.revision = 0
        self.is_live = True
        self.is_stale = False
        self._training = TrainingRecord()
        self._structure_changed = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.evaluate_now)

    # ------------------------------------------------------------------ the graph

    @property
    def graph(self) -> Graph:
        """The graph; change it through `perform` only."""
        return self._contents.graph

    @property
    def contents(self) -> Contents:
        """All that the file holds: the graph and what belongs to it."""
        return self._contents

    @property
    def view(self) -> Mapping[str, Any]:
        """What the file says about how it wants to be shown: title, summary."""
        return self._contents.view

    def perform(
        self,
        edit: DocumentEdit,
        text: str,
        *,
        merge_key: str = "",
        losses: tuple[float, ...] = (),
    ) -> Change:
        """Make an edit, put it on the undo stack, and return what it touched.

        Parameters
        ----------
        edit
            What to change.
        text
            What the person did, in a few words.
        merge_key
            Edits in a row with the same key are undone together.
        losses
            The losses before and after a training step.

        Raises
        ------
        EngineError
            When the edit is not possible; nothing has changed then.
        """
        self.large_edits.settle()
        if not isinstance(edit, SetTraining | SetGraph):
            edit = self.housed(edit)
        inverse, change = self._made(edit)
        self._take(change)
        command = EditCommand(self, edit, inverse, text, merge_key, losses)
        self._training.take(command, self.undo_stack.index())
        self.undo_stack.push(command)
        return change

    def housed(self, edit: Edit) -> Edit:
        """Return an edit that puts what it adds into the group that is looked at."""
        return housed(edit, self.entered[-1]) if self.entered else edit

    def apply(self, edit: DocumentEdit) -> None:
        """Make an edit without recording it; for the undo stack alone."""
        _, change = self._made(edit)
        self._take(change)

    def give_up(self, merge_key: str) -> None:
        """Take back what was just done under a merge key, leaving no trace in the history."""
        self.large_edits.settle()
        index = self.undo_stack.index()
        command = self.undo_stack.command(index - 1) if index else None
        if isinstance(command, EditCommand) and command.merge_key == merge_key:
            command.is_passing = True
            self.undo_stack.undo()

    def _made(self, edit: DocumentEdit) -> tuple[DocumentEdit, Change]:
        """Make an edit, of the graph or of what belongs to it, and answer its inverse."""
        self.revision += 1
        if isinstance(edit, SetTraining):
            inverse = SetTraining(self._contents.training)
            self._contents = replace(self._contents, training=edit.training)
            self.training_changed.emit()
            return inverse, Change()
        if isinstance(edit, SetGraph):
            tape = None if self._structure_changed else self.tape
            former = self.large_edits.exchange(edit, self.graph, tape)
            self._contents = replace(self._contents, graph=edit.graph)
            return former, edit.change
        self.large_edits.tape = None
        graph_inverse = edit.apply(self.graph)
        return graph_inverse, change_of(edit, graph_inverse)

    def _take(self, change: Change) -> None:
        groups = self.graph.groups
        gone = self.selection & change.removed
        gone_groups = {group for group in self.selected_groups if group not in groups}
        if gone or gone_groups or self.selected_edges & change.edges_removed:
            edges = self.selected_edges - change.edges_removed
            self.select(self.selection - gone, edges, self.selected_groups - gone_groups)
        way = groups.path(next((step for step in reversed(self.entered) if step in groups), None))
        has_left, self.entered = way != self.entered, way
        self.graph_changed.emit(change)
        if has_left:
            self.entered_changed.emit()
        if change == Change() or change.is_layout_only:
            return
        if not self._only_values(change):
            self._structure_changed = True
        if self.is_live:
            self._timer.start()
        elif not self.is_stale:
            self.is_stale = True
            self.stale_changed.emit(True)

    def _only_values(self, change: Change) -> bool:
        """Whether the recorded tape still fits after a change."""
        if self.tape is None or change != Change(revised=change.revised, moved=change.moved):
            return False
        nodes = [self.graph.node(node_id) for node_id in change.revised]
        return all(node.is_leaf and _fits_but_for_value(self.tape, node) for node in nodes)

    # ------------------------------------------------------------------ evaluating

    def evaluate_now(self) -> None:
        """Evaluate the graph at once and tell the views."""
        self._timer.stop()
        tape = self.large_edits.tape or (None if self._structure_changed else self.tape)
        self.tape = record(self.graph) if tape is None else tape.with_values_of(self.graph)
        self._structure_changed, self.large_edits.tape = False, None
        self.evaluation = self.tape.evaluate() if len(self.tape.nodes) else None
        self.trace = None if self.evaluation is None else Trace(self.evaluation)
        found = () if self.evaluation is None else findings(self.evaluation)
        self.diagnostics = (*self.tape.diagnostics, *found)
        was_stale, self.is_stale = self.is_stale, False
        self.evaluated.emit(self.evaluation)
        if was_stale:
            self.stale_changed.emit(False)

    def tell(self, kind: Kind, found: tuple[Diagnostic, ...]) -> None:
        """Hold what a check of the latest evaluation has found, until there is another.

        Parameters
        ----------
        kind
            What kind of diagnostics it finds; they take the place of those it had found.
        """
        others = tuple(item for item in self.diagnostics if item.kind is not kind)
        if (*others, *found) != self.diagnostics:
            self.diagnostics = (*others, *found)
            self.diagnosed.emit()

    def ensure_evaluated(self) -> None:
        """Evaluate now if something changed since the last time."""
        if self._timer.isActive() or self.is_stale or self.tape is None:
            self.evaluate_now()

    def set_live(self, is_live: bool) -> None:
        """Evaluate after every change, or only when asked."""
        self.is_live = is_live
        if is_live:
            self.ensure_evaluated()

    # ------------------------------------------------------------------ training

    def losses(self) -> list[float]:
        """Return the loss curve of the training that the undo stack has made so far.

        Undoing a step shortens it. A reset begins it anew.
        """
        return self._training.losses(self.undo_stack.index())

    def untrained_values(self) -> dict[str, Any]:
        """Return the values that parameters had before the training since the last reset."""
        values = self._training.untrained_values(self.undo_stack.index())
        return {node_id: value for node_id, value in values.items() if node_id in self.graph}

    # ------------------------------------------------------------------ selection

    def select(
        self, nodes: Iterable[str], edges: Iterable[Edge] = (), groups: Iterable[str] = ()
    ) -> None:
        """Select exactly these nodes and edges, and of groups the frame or card."""
        chosen = frozenset(nodes), frozenset(edges), frozenset(groups)
        if chosen != (self.selection, self.selected_edges, self.selected_groups):
            self.selection, self.selected_edges, self.selected_groups = chosen
            self.selection_changed.emit()

    def enter(self, group_id: str | None) -> None:
        """Look at the inside of a group, or with None at the whole graph."""
        way = self.graph.groups.path(group_id)
        if way != self.entered:
            self.entered = way
            self.select(())
            self.entered_changed.emit()

    # ------------------------------------------------------------------ files

    @property
    def is_modified(self) -> bool:
        """Whether there is something that has not been saved."""
        return not self.undo_stack.isClean()

    @property
    def title(self) -> str:
        """What to call the document in the window's title."""
        if self.path is not None:
            return self.path.name
        return str(self.view.get("title", ""))

    def new(self) -> None:
        """Begin an empty document."""
        self.show(Contents(Graph()), None)

    def load(self, path: Path | str) -> None:
        """Open a file.

        Raises
        ------
        FormatError
            When it cannot be read; the present document stays as it is.
        """
        target = Path(path)
        self.show(load_contents(target), target)

    def show(self, contents: Contents, path: Path | None, *, is_modified: bool = False) -> None:
        """Take over contents that were read or made.

        Parameters
        ----------
        path
            The file that they belong to, or None.
        is_modified
            Whether they hold something that the file does not, as after a recovery.
        """
        self._timer.stop()
        self.large_edits.cancel()
        self._contents, self.path = contents, path
        self.selection, self.selected_edges = frozenset(), frozenset()
        self.selected_groups, self.entered = frozenset(), ()
        self.tape = self.large_edits.tape = self.evaluation = self.trace = None
        self.diagnostics = ()
        self._structure_changed = True
        self._training.clear()
        self.undo_stack.clear()
        # Clearing an empty stack changes nothing, so it may still count as modified.
        self.undo_stack.setClean()
        if is_modified:
            self.undo_stack.resetClean()
        self.opened.emit()
        self.graph_changed.emit(EVERYTHING)
        self.selection_changed.emit()
        self.path_changed.emit()
        self.evaluate_now()

    def save(self, path: Path | str | None = None) -> None:
        """Write the document to a file, by default the one that it came from.

        Raises
        ------
        EngineError
            When it cannot be written; the file on disk is then as it was.
        """
        self.large_edits.settle()
        target = self.path if path is None else Path(path)
        if target is None:
            raise ValueError("a document that has no file needs a path to be saved")
        save(self._contents, target)
        self.take_saved(target, self.revision)

    def take_saved(self, path: Path, revision: int) -> None:
        """Note that the document was written to a file as it was after so many changes."""
        self.path = path
        if self.revision == revision:
            self.undo_stack.setClean()
        self.path_changed.emit()

    def _announce_path(self) -> None:
        self.path_changed.emit()


def _fits_but_for_value(tape: Tape, node: Node) -> bool:
    """Whether a recorded leaf has nothing new but a value of the recorded shape."""
    if not tape.fits(node):
        return False
    recorded = tape.nodes[tape.slots[node.id]]
    return replace(recorded, value=None, position=node.position) == replace(node, value=None)
