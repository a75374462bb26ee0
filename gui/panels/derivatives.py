"""Derivatives: the gradient of the output, how it moves along directions, and how it is curved."""

import csv
import io
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.computation import LARGE, Computation
from gui.document import Document
from gui.icons import set_icon
from gui.panels.derivatives_gradient import GradientPage
from gui.panels.derivatives_hessian import HessianPage
from gui.panels.derivatives_page import DerivativesPage
from gui.panels.derivatives_tangent import TangentPage
from gui.panels.derivatives_work import Subject
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.sentence import begun, output_way
from gui.theme import set_kind
from gui.widgets.wrapping_row import WrappingRow

__all__ = ["DerivativesPanel"]

REST_MS = 120
"""After a change, so that a slider that is dragged does not wait for every position."""

MOST_AT_ONCE = 400_000
"""Nodes times directions that are computed without being asked to."""


class DerivativesPanel(Panel):
    """One page for each way to differentiate, computed in a thread while it is shown."""

    name = "derivatives"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self._computation = Computation(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.refresh)
        self._is_due = True
        self._make_switch()
        self._make_controls()
        self._make_pages()
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------------ parts

    def _make_switch(self) -> None:
        self.choices = QButtonGroup(self)
        self._switch = WrappingRow()
        for number, (name, text) in enumerate(
            (
                ("show_gradient", self.tr("Gradient")),
                ("show_tangent", self.tr("Directions")),
                ("show_hessian", self.tr("Hessian")),
            )
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setCheckable(True)
            set_kind(button, "flat")
            self.choices.addButton(button, number)
            self._switch.addWidget(button)
        self._switch.add_gap()
        self.choices.button(0).setChecked(True)

    def _make_pages(self) -> None:
        # After the controls above them, which Tab is to reach first.
        self.gradient, self.tangent = GradientPage(self), TangentPage(self)
        self.hessian = HessianPage(self)
        self.pages = QStackedWidget(self)
        for page in (self.gradient, self.tangent, self.hessian):
            self.pages.addWidget(page)
            page.wanted.connect(self._want)
            page.refused.connect(self.refused)
            page.node_chosen.connect(self._show_node)

    def _make_controls(self) -> None:
        self.leaves = QComboBox(self)
        self.leaves.setObjectName("derivative_leaves")
        self.leaves.setAccessibleName(self.tr("With respect to"))
        for text, key in (
            (self.tr("all inputs and parameters"), ""),
            (self.tr("the parameters"), "parameter"),
            (self.tr("the inputs"), "input"),
            (self.tr("the selected nodes"), "selected"),
        ):
            self.leaves.addItem(text, key)
        self.copy_button = QToolButton(self)
        self.copy_button.setObjectName("derivatives_copy")
        self.copy_button.setToolTip(self.tr("Copy"))
        self.copy_button.setAccessibleName(self.tr("Copy"))
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_kind(self.copy_button, "flat")
        set_icon(self.copy_button, "copy")
        menu = QMenu(self.copy_button)
        menu.addAction(self.tr("Copy as Text")).triggered.connect(self.copy_text)
        menu.addAction(self.tr("Copy as CSV")).triggered.connect(self.copy_csv)
        self.copy_button.setMenu(menu)
        self.status = QLabel(self)
        self.status.setObjectName("derivatives_status")
        self.status.setWordWrap(True)
        self.compute = QPushButton(self.tr("Compute"), self)
        self.compute.setObjectName("derivatives_compute")
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setObjectName("derivatives_cancel")

    def _lay_out(self) -> None:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        self._switch.addWidget(self.copy_button)
        column.addLayout(self._switch)
        self._label = QLabel(self)
        self._label.setBuddy(self.leaves)
        set_kind(self._label, "muted")
        column.addLayout(WrappingRow(self._label, self.leaves))
        column.addWidget(self.status)
        waiting = QHBoxLayout()
        waiting.addWidget(self.compute)
        waiting.addWidget(self.progress, 1)
        waiting.addWidget(self.cancel)
        column.addLayout(waiting)
        column.addWidget(self.pages, 1)
        self.setMinimumWidth(256)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scrolled(content))
        self._show_running()

    def _scrolled(self, content: QWidget) -> QScrollArea:
        """Return what scrolls the panel where it is low; large text needs much room."""
        scroll = QScrollArea(self)
        scroll.setAccessibleName(self.accessibleName())
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        return scroll

    def _connect(self) -> None:
        self.choices.idClicked.connect(self._choose_page)
        self.leaves.activated.connect(self._want)
        self.compute.clicked.connect(self._compute)
        self.cancel.clicked.connect(self._give_up)
        self._computation.arrived.connect(self._take)
        self._computation.ended.connect(self._end)
        self.document.evaluated.connect(self._want)
        self.document.stale_changed.connect(self._want)
        self.document.selection_changed.connect(self._selection_changed)

    # ------------------------------------------------------------------ when to compute

    @property
    def page(self) -> DerivativesPage:
        """The page that is shown."""
        page = self.pages.currentWidget()
        assert isinstance(page, DerivativesPage)
        return page

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody could see it."""
        super().showEvent(event)
        if self._is_due:
            self.refresh()

    def _want(self) -> None:
        self._is_due = True
        self._computation.cancel()
        if self.isVisible():
            self._timer.start()

    def _selection_changed(self) -> None:
        if self.leaves.currentData() == "selected":
            self._want()

    def _choose_page(self, number: int) -> None:
        self.pages.setCurrentIndex(number)
        self.refresh()

    def refresh(self) -> None:
        """Show the output and the leaves as they are now, and begin to compute what that takes."""
        self._timer.stop()
        self._is_due = False
        self._computation.cancel()
        subject = self._subject()
        self.pages.setVisible(subject is not None)
        self.copy_button.setEnabled(subject is not None)
        self.compute.hide()
        if subject is None:
            self._label.setText(self.tr("With respect to"))
            self._say(self._nothing())
        else:
            self._label.setText(self.tr("{name} with respect to").format(name=subject.output_name))
            self.page.show_subject(subject, is_stale=self.document.is_stale)
            told = self.page.limit(subject)
            self._say(told or self._stale_text())
            if not told and self._is_small(subject):
                self._start(subject)
            elif not told:
                self.compute.show()
                self._say(self.tr("This graph is large, so nothing is computed until you ask."))
        self._show_running()

    def _compute(self) -> None:
        subject = self._subject()
        if subject is not None:
            self.compute.hide()
            self._start(subject)
            self._show_running()

    def _is_small(self, subject: Subject) -> bool:
        is_known = self.page is self.gradient
        return is_known or len(subject.tape.nodes) * subject.count <= MOST_AT_ONCE

    def _start(self, subject: Subject) -> None:
        work = self.page.work(subject)
        if work is not None:
            function, arguments = work
            is_large = len(subject.tape.nodes) >= LARGE
            self._computation.start(function, *arguments, is_large=is_large)

    def _take(self, found: object) -> None:
        self.page.take(found)

    def _end(self, reason: str) -> None:
        if reason:
            self._say(begun(reason), "error")
        self._show_running()

    def _give_up(self) -> None:
        self._computation.cancel()
        self._say(self.tr("Cancelled."))
        self.compute.show()
        self._show_running()

    # ------------------------------------------------------------------ what of

    def _subject(self) -> Subject | None:
        """Return what is to be differentiated; None if there is nothing."""
        run = self.document.evaluation
        if run is None or run.output is None:
            return None
        tape = run.tape
        reached = tape.sweep(run.output).reached
        slots = [slot for slot in tape.leaves() if tape.active[slot] and reached[slot]]
        wanted = self.leaves.currentData()
        if wanted == "selected":
            slots = [slot for slot in slots if tape.nodes[slot].id in self.document.selection]
        elif wanted:
            slots = [slot for slot in slots if tape.nodes[slot].operation == wanted]
        return Subject(run, run.output, tuple(slots)) if slots else None

    def _nothing(self) -> str:
        if not len(self.document.graph):
            return self.tr("An empty graph has no derivatives.")
        run = self.document.evaluation
        if run is None or run.output is None:
            told = self.tr("There is no output to differentiate: select a node and {0}.")
            return told.format(output_way())
        if self.leaves.currentData() == "selected":
            return self.tr("Select inputs or parameters that the output depends on.")
        return self.tr("The output depends on none of these.")

    def _stale_text(self) -> str:
        if not self.document.is_stale:
            return ""
        return self.tr("The graph was changed since: these numbers are those of an earlier one.")

    # ------------------------------------------------------------------ showing and copying

    def _say(self, text: str, kind: str = "muted") -> None:
        set_kind(self.status, kind)
        self.status.setText(text)
        self.status.setVisible(bool(text))

    def _show_running(self) -> None:
        is_running = self._computation.is_running
        self.progress.setVisible(is_running)
        self.cancel.setVisible(is_running)

    def _show_node(self, node_id: str) -> None:
        if node_id in self.document.graph:
            self.document.select([node_id])
            self.node_requested.emit(node_id)

    def copy_text(self) -> None:
        """Put the page on the clipboard, columns divided by tabs."""
        QGuiApplication.clipboard().setText(_written(self.page.cells(), "\t"))

    def copy_csv(self) -> None:
        """Put the page on the clipboard as a spreadsheet reads it."""
        QGuiApplication.clipboard().setText(_written(self.page.cells(), ","))


def _written(cells: Sequence[Sequence[str]], delimiter: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(cells)
    return file.getvalue()
