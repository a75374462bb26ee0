"""Explain: what happens at the active step, in words, in symbols and in numbers."""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.calculus.notation import plain_name
from engine.diagnostic import Diagnostic, Kind
from engine.explanation import Block, Explanation, explain
from engine.graph import Edge
from engine.naming import shown_name
from engine.trace import Phase, Step, Trace
from gui.document import Document
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.theme import set_kind
from gui.typesetting import coloured
from gui.value_text import local_text
from gui.widgets.check_card import CheckCard
from gui.widgets.equation_view import EquationView, FormulaSpan, equation_latex
from gui.widgets.getting_started import GettingStarted
from gui.widgets.rule_card import NoticeCard, RuleView

__all__ = ["ExplainPanel"]

SHORTEST_PAUSE_MS = 60
"""Between two updates while the passes are played fast: nobody reads faster."""

AHEAD_MS = 30
CHECK_AFTER_MS = ((200, 0), (2000, SHORTEST_PAUSE_MS), (sys.maxsize, 200))
"""Up to how many nodes the gradient check waits for so long a rest: it runs the whole graph."""

MOST_NOTICES = 3

W = TypeVar("W", bound=QWidget)


def _in_colour(role: str, latex: str) -> str:
    return coloured(latex, role)


class ExplainPanel(Panel):
    """Tells about the active step.

    Signals
    -------
    edge_hovered(Edge | None)
        The pointer is over the formula of an edge, or over none any more.
    """

    edge_hovered = Signal(object)

    name = "explain"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self.learning_rate = 0.1
        self.is_due = True
        self._explanation: Explanation | None = None
        self._chosen: str | None = None
        self._hovered: Edge | None = None
        self._lay_out()
        self._since_update = QElapsedTimer()
        self._pause = self._timer(self._refresh)
        self._ahead = self._timer(self._prepare_next)
        self._idle = self._timer(self._check)
        self._spares: list[FormulaSpan] = []
        playhead.moved.connect(self._playhead_moved)
        document.selection_changed.connect(self._selection_changed)
        document.opened.connect(self._moved)
        document.stale_changed.connect(self._show_stale)

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    def _lay_out(self) -> None:
        self._content = QWidget(self)
        self.heading = self._label("explain_title", "title")
        self.sentence = self._label("explain_sentence", "muted")
        self.check = CheckCard(self._content)
        self.started = GettingStarted(self._content)
        self._notice_pool: list[NoticeCard] = []
        self._equation_pool: list[EquationView] = []
        self._rule_pool: list[RuleView] = []
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(18, 13, 18, 14)
        self._column.setSpacing(8)
        self._areas = [QVBoxLayout() for _ in range(3)]
        for area, spacing in zip(self._areas, (8, 4, 8), strict=True):
            area.setSpacing(spacing)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.sentence)
        self._column.addSpacing(2)
        for area in self._areas:
            self._column.addLayout(area)
        self._column.addWidget(self.check)
        self._column.addWidget(self.started)
        self._column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setAccessibleName(self.tr("Explanation"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        self._scroll.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self.setMinimumWidth(220)

    def _label(self, name: str, kind: str) -> QLabel:
        label = QLabel(self._content)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(label, kind)
        return label

    # ------------------------------------------------------------------ from outside

    @property
    def explanation(self) -> Explanation | None:
        """What is told at present; None before the first step."""
        return self._explanation

    @property
    def equations(self) -> list[EquationView]:
        """The equations that are shown, one a block of the explanation."""
        return [view for view in self._equation_pool if not view.isHidden()]

    @property
    def rules(self) -> list[RuleView]:
        """The rules that are shown."""
        return [view for view in self._rule_pool if not view.isHidden()]

    def set_learning_rate(self, learning_rate: float) -> None:
        """Explain updates with that learning rate."""
        if learning_rate != self.learning_rate:
            self.learning_rate = learning_rate
            self._moved()

    def highlight(self, pointed: Edge | str | None) -> None:
        """Light up the formula of an edge that is pointed at elsewhere; a node has none."""
        row = None
        if isinstance(pointed, Edge) and self.trace is not None:
            row = self.trace.tape.rows.get(pointed)
        blocks = self._explanation.blocks if self._explanation else ()
        for view, block in zip(self._equation_pool, blocks, strict=False):
            view.set_lit(row is not None and block.row == row)

    @property
    def trace(self) -> Trace | None:
        """The trace whose step is explained."""
        return self.playhead.trace

    # ------------------------------------------------------------------ when to tell

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody could see it."""
        super().showEvent(event)
        if self.is_due:
            self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Point at nothing while hidden."""
        super().hideEvent(event)
        self._point_at(None)

    def _playhead_moved(self) -> None:
        self._chosen = None
        self._moved()

    def _selection_changed(self) -> None:
        """Tell about a node that was selected, without moving in the story."""
        chosen = self.document.selection
        self._chosen = next(iter(chosen)) if len(chosen) == 1 else None
        self._moved()

    def _told_position(self) -> int:
        """Step that is told: the selected node's in the present pass, else the active one."""
        trace, position = self.trace, self.playhead.position
        if trace is None or position == 0 or self._chosen is None:
            return position
        number = trace.step_of(self._chosen, trace.phase(position))
        return position if number is None or number > position else number

    def _moved(self) -> None:
        self.is_due = True
        if not self.isVisible() or self._pause.isActive():
            return
        passed = self._since_update.elapsed() if self._since_update.isValid() else SHORTEST_PAUSE_MS
        if passed >= SHORTEST_PAUSE_MS:
            self._refresh()
        else:
            self._pause.start(SHORTEST_PAUSE_MS - passed)

    def _show_stale(self, is_stale: bool) -> None:
        self._content.setEnabled(not is_stale)

    # ------------------------------------------------------------------ what to tell

    def _refresh(self) -> None:
        self.is_due = False
        self._pause.stop()
        self._idle.stop()
        self._since_update.start()
        self.setUpdatesEnabled(False)
        try:
            self._tell()
        finally:
            self.setUpdatesEnabled(True)
        if self._explanation is not None:
            self._ahead.start(AHEAD_MS)

    def _tell(self) -> None:
        trace, position = self.trace, self._told_position()
        if trace is None or position == 0:
            self._explanation = None
            self._tell_start()
        else:
            self._explanation = self._explained(trace, position)
            self.heading.setText(self._explanation.title)
            self.sentence.setText(local_text(self._explanation.sentence))
        told = self._explanation or Explanation("", "")
        self.started.setVisible(self._explanation is None and len(self.document.graph) > 0)
        self._show_notices()
        self._show_equations(told.blocks)
        for rule_view, rule in zip(
            self._shown(self._rule_pool, len(told.rules), 2, RuleView), told.rules, strict=True
        ):
            rule_view.set_rule(rule)
        self._show_check(told)
        self._scroll.verticalScrollBar().setValue(0)

    def _explained(self, trace: Trace, position: int) -> Explanation:
        return explain(trace, position, learning_rate=self.learning_rate, colour=_in_colour)

    def _tell_start(self) -> None:
        if not len(self.document.graph):
            self.heading.setText(self.tr("An empty graph"))
            told = self.tr(
                "Drag an operation from the palette, or press Tab on the canvas and type one. Then "
                "draw edges from port to port."
            )
        elif self.trace is None:
            self.heading.setText(self.tr("Nothing to compute yet"))
            told = self.tr("No node has all that it needs: give the inputs values and draw edges.")
        else:
            self.heading.setText(self.tr("Ready"))
            told = self.tr("Nothing is computed yet. Make the first step, or run a whole pass.")
        self.sentence.setText(told)

    def _show_notices(self) -> None:
        trace = self.trace
        step = trace.step(self._told_position()) if trace and self._explanation else None
        found = [] if step is None else self._diagnostics(step)
        for view, item in zip(
            self._shown(self._notice_pool, len(found), 0, NoticeCard), found, strict=True
        ):
            view.set_diagnostic(item)

    def _diagnostics(self, step: Step) -> list[Diagnostic]:
        """List what there is to say about the active node, of the passes made so far."""
        found = [item for item in self.document.diagnostics if item.node == step.node]
        if step.phase is Phase.FORWARD:
            found = [item for item in found if item.kind is not Kind.NON_FINITE_GRADIENT]
        return found[:MOST_NOTICES]

    def _show_equations(self, blocks: Sequence[Block]) -> None:
        views = self._shown(self._equation_pool, len(blocks), 1, self._equation)
        for view, block in zip(views, blocks, strict=True):
            view.set_equation(block.heading, block.lines)
            view.set_responsive(block.row is not None)
        under = next((view for view in views if view.underMouse()), None)
        self._point_at(self._edge_of(under) if under is not None else None)

    def _equation(self, parent: QWidget) -> EquationView:
        view = EquationView(parent)
        view.hovered.connect(self._hover)
        return view

    def _shown(self, pool: list[W], count: int, area: int, make: Callable[[QWidget], W]) -> list[W]:
        """Return that many widgets of a pool, shown, and hide the others."""
        while len(pool) < count:
            widget = make(self._content)
            self._areas[area].addWidget(widget)
            pool.append(widget)
        for place, widget in enumerate(pool):
            widget.setVisible(place < count)
        return pool[:count]

    # ------------------------------------------------------------------ the check

    def _show_check(self, told: Explanation) -> None:
        self.check.setVisible(bool(told.checkable))
        if not told.checkable or self.trace is None:
            return
        size = len(self.trace.tape.nodes)
        wait = next(wait for most, wait in CHECK_AFTER_MS if size <= most)
        if wait:
            self.check.set_pending()
            self._idle.start(wait)
        else:
            self._check()

    def _check(self) -> None:
        trace, told = self.trace, self._explanation
        if trace is None or told is None:
            return
        from engine.central_difference import central_difference

        found = [(slot, central_difference(trace.run, slot)) for slot in told.checkable]
        output = trace.run.output
        assert output is not None
        above = self._name(trace, output)
        checks = [(f"∂{above}/∂{self._name(trace, slot)}", check) for slot, check in found if check]
        self.check.setVisible(bool(checks))
        if checks:
            self.check.set_checks(checks)

    def _name(self, trace: Trace, slot: int) -> str:
        return plain_name(shown_name(trace.tape.nodes[slot]))

    # ------------------------------------------------------------------ pointing at edges

    def _hover(self, is_over: bool) -> None:
        view = self.sender()
        assert isinstance(view, EquationView)
        self._point_at(self._edge_of(view) if is_over else None)

    def _edge_of(self, view: EquationView) -> Edge | None:
        if self._explanation is None or self.trace is None:
            return None
        row = self._explanation.blocks[self._equation_pool.index(view)].row
        return None if row is None else self.trace.tape.edges[row]

    def _point_at(self, edge: Edge | None) -> None:
        if edge != self._hovered:
            self._hovered = edge
            self.edge_hovered.emit(edge)

    # ------------------------------------------------------------------ typesetting ahead

    def _prepare_next(self) -> None:
        """Have the formulas of the next step typeset, so that they are there when it comes."""
        trace, position = self.trace, self.playhead.position + 1
        if trace is None or not 0 < position <= len(trace):
            return
        wanted: list[str] = []
        for block in self._explained(trace, position).blocks:
            wanted += equation_latex(block.lines)
        while len(self._spares) < len(wanted):
            spare = FormulaSpan(parent=self)
            spare.hide()
            self._spares.append(spare)
        for spare, latex in zip(self._spares, wanted, strict=False):
            spare.set_formula(latex, "")
