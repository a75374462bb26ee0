"""Problems: what is incomplete, wrong or worth knowing, each a way to the node it speaks of."""

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from engine.diagnostic import Diagnostic, Severity
from gui.document import Document
from gui.icons import icon
from gui.panels.panel import Panel
from gui.panels.problems_list import DIAGNOSTIC_ROLE, DiagnosticDelegate, DiagnosticModel
from gui.playback import Playhead
from gui.theme import manager, set_kind

__all__ = ["ProblemsList", "ProblemsPanel"]


class ProblemsList(QListView):
    """The diagnostics, as many lines each as its sentence takes.

    Signals
    -------
    chosen(QModelIndex)
        A row was double-clicked, or Enter was pressed on it.
    """

    chosen = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problems_list")
        self.setAccessibleName(self.tr("Problems"))
        set_kind(self, "plain")
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(DiagnosticDelegate(self))
        self.doubleClicked.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the current row with Enter, copy its sentence with the usual key."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            QGuiApplication.clipboard().setText(str(self.currentIndex().data()))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentences anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class ProblemsPanel(Panel):
    """List of the document's diagnostics, errors first.

    Signals
    -------
    count_changed(int, int)
        How many errors and how many warnings there are.
    """

    count_changed = Signal(int, int)

    name = "problems"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self.errors = 0
        self.warnings = 0
        self.list = ProblemsList(self)
        self._model = DiagnosticModel(self)
        self.list.setModel(self._model)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._all_well())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 4)
        layout.addLayout(self._stack)
        self.list.chosen.connect(self._follow)
        document.evaluated.connect(self._refresh)
        document.opened.connect(self._refresh)
        document.diagnosed.connect(self._refresh)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()
        self._refresh()

    def _all_well(self) -> QWidget:
        page = QWidget(self)
        self._sign = QLabel(page)
        text = QLabel(self.tr("No problems"), page)
        text.setObjectName("no_problems")
        set_kind(text, "muted")
        row = QHBoxLayout(page)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(text)
        row.addStretch(1)
        row.setAlignment(Qt.AlignmentFlag.AlignTop)
        return page

    def _refresh(self) -> None:
        found = self.document.diagnostics
        if found != self._model.diagnostics:
            self._model.show_diagnostics(found, self.document.graph)
        self._stack.setCurrentIndex(0 if found else 1)
        # Tab would get stuck at a panel that hands the keyboard to a list nobody sees.
        self.setFocusProxy(self.list if found else None)  # type: ignore[arg-type]
        errors = _count(found, Severity.ERROR)
        warnings = _count(found, Severity.WARNING)
        if (errors, warnings) != (self.errors, self.warnings):
            self.errors, self.warnings = errors, warnings
            self.count_changed.emit(errors, warnings)

    def _follow(self, index: QModelIndex) -> None:
        diagnostic = index.data(DIAGNOSTIC_ROLE)
        if not isinstance(diagnostic, Diagnostic) or diagnostic.node is None:
            return
        if diagnostic.node not in self.document.graph:
            self.refused.emit(self.tr("That node is no longer there."))
            return
        self.document.select([diagnostic.node])
        self.node_requested.emit(diagnostic.node)

    def _theme_changed(self) -> None:
        self._sign.setPixmap(icon("check", "success").pixmap(QSize(16, 16)))
        self.list.doItemsLayout()
        self.list.viewport().update()


def _count(found: tuple[Diagnostic, ...], severity: Severity) -> int:
    return sum(1 for diagnostic in found if diagnostic.severity is severity)
