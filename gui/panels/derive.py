"""Derive: one derivative, told in five ways, on the very edges where backpropagation has it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.pieces import Piece
from gui.computation import Computation
from gui.document import Document
from gui.panels.derive_choosers import Choosers
from gui.panels.derive_controls import ALL, CHECK, LIMIT, RULES, DeriveControls
from gui.panels.derive_entry import Entry
from gui.panels.derive_list import RowList
from gui.panels.derive_paths import PathsAccount
from gui.panels.derive_subject import Account, Subject, prepared
from gui.panels.derive_telling import Telling
from gui.panels.derive_writing import written
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.sentence import begun
from gui.theme import set_kind
from gui.value_text import local_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.graph import Edge, Node

__all__ = ["DerivePanel"]

REST_MS = 120
"""After a change, so that a slider that is dragged does not wait for every position."""

LARGEST_AT_ONCE = 800
"""Nodes of a graph that is prepared here and now; a larger one is prepared in a thread."""


class DerivePanel(Panel):
    """Shows a derivative as ways, rules, limit, check, and among all the others."""

    name = "derive"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self.subject: Subject | None = None
        self._shown: tuple[object, ...] = ()
        self._is_due = True
        self._sign = local_text("0.5")
        self._copies_latex: bool | None = None
        self._preparing = Computation(self)
        self._copying = Computation(self)
        self.choosers = Choosers(document, self)
        self.controls = DeriveControls(self)
        self.status = QLabel(self)
        self.status.setObjectName("derive_status")
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.rows = RowList(self)
        self.rows.setAccessibleName(self.tr("Derivation"))
        self._telling = Telling(self.rows, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(16, 10, 12, 4)
        head.setSpacing(8)
        for part in (self.choosers, self.controls, self.status):
            head.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        self.setMinimumWidth(256)
        self.setFocusProxy(self.rows)

    def _connect(self) -> None:
        self.choosers.changed.connect(self.refresh)
        self.controls.changed.connect(self.refresh)
        self.controls.text_wanted.connect(self.copy_text)
        self.controls.latex_wanted.connect(self.copy_latex)
        self.rows.pointed.connect(self.edges_pointed)
        self.rows.chosen.connect(self.edges_requested)
        self._telling.ended.connect(self._settle)
        self._preparing.arrived.connect(self._take_subject)
        self._preparing.ended.connect(self._end_preparing)
        self._copying.arrived.connect(self._put_on_clipboard)
        document = self.document
        document.evaluated.connect(self._want)
        document.stale_changed.connect(self._show_stale)
        document.selection_changed.connect(self._selection_changed)
        document.opened.connect(self._forget)
        self.playhead.moved.connect(self._write_anew)

    # ------------------------------------------------------------------ from outside

    def derive(self, variable: str | None) -> None:
        """Show the derivative with respect to a leaf, or the one that is chosen."""
        if variable is not None and self.choosers.choose(variable):
            self._is_due = True
        if self._is_due:
            self.refresh()
        self.rows.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def is_telling(self) -> bool:
        """Whether more rows are to come."""
        is_awaited = self._rest.isActive() or self._preparing.is_running
        return is_awaited or self._telling.is_running

    # ------------------------------------------------------------------ when to tell

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody could see it."""
        super().showEvent(event)
        if self._is_due:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Point at nothing while hidden, and let what was about to be told wait."""
        super().hideEvent(event)
        self._rest.stop()
        self.edges_pointed.emit(())

    def _want(self) -> None:
        self._is_due = True
        if self.isVisible():
            self._rest.start()

    def _forget(self) -> None:
        self.choosers.forget()
        self._stop()

    def _stop(self) -> None:
        for computation in (self._preparing, self._copying):
            computation.cancel()
        self._telling.stop()
        self._copies_latex = None

    def _selection_changed(self) -> None:
        """Follow a leaf that is selected, and light up the factors of selected edges."""
        chosen = self.document.selection
        if len(chosen) == 1 and self.choosers.choose(next(iter(chosen))):
            self._want()
        if self.isVisible():
            self.rows.set_lit(self.document.selected_edges)

    def _show_stale(self, is_stale: bool) -> None:
        self.rows.setEnabled(not is_stale)
        self.choosers.result.setEnabled(not is_stale)
        if is_stale:
            told = self.tr("The graph was changed since: this tells of an earlier one.")
            self._say(told, "warning")

    def _write_anew(self) -> None:
        """Write numbers with another sign; the playhead is said to move then, too."""
        sign = local_text("0.5")
        if sign != self._sign:
            self._sign = sign
            self.rows.write_anew()

    # ------------------------------------------------------------------ what to tell

    def refresh(self) -> None:
        """Tell of the graph as it is now."""
        self._rest.stop()
        self._is_due = False
        self._stop()
        self.choosers.follow()
        if not self.document.is_stale:
            self.document.ensure_evaluated()
        output, variable = self.choosers.output, self.choosers.variable
        self.controls.setEnabled(output is not None and variable is not None)
        if output is None or variable is None:
            self._tell_nothing()
            return
        graph = self.document.graph
        if len(graph) <= LARGEST_AT_ONCE:
            self._tell(self._present_subject(output, variable))
        else:
            self._say(self.tr("Preparing a large graph …"))
            self._preparing.start(prepared, *self._large_parts(), output, variable)

    def _present_subject(self, output: str, variable: str) -> Subject:
        run, tape = self.document.evaluation, self.document.tape
        slot = None if tape is None else tape.slots.get(output)
        if tape is None or slot is None:
            run = None
        elif run is None or run.output != slot:
            run = tape.evaluate(output=output)
        # Rows are told when they come into sight, and the graph may be another by then.
        return Subject(self.document.graph.copy(), run, output, variable)

    def _large_parts(self) -> "tuple[Sequence[Node], Sequence[Edge]]":
        """Return the nodes and edges; what is recorded of them already need not be listed."""
        graph, tape = self.document.graph, self.document.tape
        if tape is not None and not tape.left_out and not self.document.is_stale:
            return tape.nodes, tape.edges
        return tuple(graph.nodes()), tuple(graph.edges())

    def _take_subject(self, subject: object) -> None:
        assert isinstance(subject, Subject)
        self._tell(subject)

    def _end_preparing(self, reason: str) -> None:
        if reason:
            self._say(begun(reason), "error")

    def _tell_nothing(self) -> None:
        self.subject = None
        self.choosers.show_result(None)
        self._telling.begin(None, keeps_place=False)
        if not len(self.document.graph):
            told = self.tr("An empty graph has nothing to derive.")
        elif self.choosers.output is None:
            told = self.tr(
                "There is no output to derive yet: add an operation and draw edges to it."
            )
        else:
            told = self.tr("There is no input and no parameter to derive with respect to.")
        self._say(told)

    def _tell(self, subject: Subject) -> None:
        self.subject = subject
        self._say("")
        self._show_result(subject)
        page = self.controls.page
        shown = (page, subject.output, subject.wrt, self.controls.detail)
        keeps_place = shown == self._shown
        self._shown = shown
        self._telling.begin(self._account(page, subject), keeps_place=keeps_place)
        self.rows.set_lit(self.document.selected_edges)
        self._show_stale(self.document.is_stale)

    def _account(self, page: str, subject: Subject) -> Account:
        """Return the account of a page; what it takes is loaded when it is first asked for."""
        if page == RULES:
            from gui.panels.derive_rules import RulesAccount

            controls = self.controls
            return RulesAccount(subject, controls.detail, has_numbers=controls.has_numbers)
        if page == LIMIT:
            from gui.panels.derive_limit import LimitAccount

            return LimitAccount(subject)
        if page == CHECK:
            from gui.panels.derive_check import CheckAccount

            return CheckAccount(subject)
        if page == ALL:
            from gui.panels.derive_all import AllAccount

            return AllAccount(subject)
        return PathsAccount(subject)

    def _show_result(self, subject: Subject) -> None:
        """Show what reverse mode has found, if it could run."""
        paths = subject.paths
        found = None if paths is None else paths.scribe.number(paths.total, "gradient")
        self.choosers.show_result(found)

    def _settle(self) -> None:
        """All rows are there."""
        if self._copies_latex is not None:
            self._copy(as_latex=self._copies_latex)

    def _say(self, text: str, kind: str = "muted") -> None:
        set_kind(self.status, kind)
        self.status.setText(text)
        self.status.setVisible(bool(text))

    # ------------------------------------------------------------------ copying

    def copy_text(self) -> None:
        """Put the whole page on the clipboard as plain text."""
        self._copy(as_latex=False)

    def copy_latex(self) -> None:
        """Put the whole page on the clipboard as LaTeX."""
        self._copy(as_latex=True)

    def _copy(self, *, as_latex: bool) -> None:
        if self._telling.is_running:
            self._copies_latex = as_latex
            self._say(self.tr("Copying as soon as all is told …"))
            return
        self._copies_latex = None
        rows = tuple(self.rows.items)
        self._copying.start(written, self._copied_head(), rows, as_latex)

    def _copied_head(self) -> Entry:
        """Return what the rows tell about."""
        subject = self.subject
        if subject is None:
            return Entry()
        if subject.paths is None:
            return Entry(f"∂{subject.output_name}/∂{subject.wrt_name}")
        paths = subject.paths
        symbol, number = paths.symbol, paths.scribe.number(paths.total, "gradient")
        piece = Piece(f"{symbol.latex} = {number.latex}", f"{symbol.text} = {number.text}")
        return Entry(lines=(piece,))

    def _put_on_clipboard(self, text: object) -> None:
        assert isinstance(text, str)
        QGuiApplication.clipboard().setText(text)
        self._say(self.tr("Copied."))
