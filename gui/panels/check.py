"""Check: every gradient beside what the function's own values say of it."""

from math import isnan

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from engine.calculus.notation import plain_name
from engine.diagnostic import Diagnostic, Kind, Severity
from engine.errors import EngineError
from engine.gradcheck import Verdict
from engine.naming import node_title, shown_name
from gui.check_run import check_run
from gui.document import Document
from gui.icons import icon, set_icon
from gui.panels.check_detail import CheckDetail
from gui.panels.check_model import FIRST_WIDE_COLUMN, NODE_ROLE, CheckModel, CheckRow, check_text
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.theme import manager, set_kind
from gui.value_text import short_text
from gui.widgets.rule_card import NoticeCard

__all__ = ["CheckPanel", "CheckTree"]

SHOWN_EVERY_MS = 60
WIDE = 720
_LEAST_ROWS, _MOST_ROWS = 2, 16
_OTHER_HEIGHT = 240
"""What stands above the table, and the beginning of the card below it."""

_SIGNS = {
    Verdict.AGREES: ("check", "success"),
    Verdict.DOUBTFUL: ("warning", "warning"),
    Verdict.WRONG: ("error", "error"),
}


class CheckTree(QTreeView):
    """The checked gradients; what does not fit beside each other stands in the card below."""

    def __init__(self, model: CheckModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("check_table")
        self.setAccessibleName(self.tr("Checked gradients"))
        set_kind(self, "plain")
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setRootIsDecorated(True)
        self.setIndentation(16)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setIconSize(QSize(14, 14))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(48)
        # Only what is in sight is measured.
        header.setResizeContentsPrecision(0)
        for column in range(model.columnCount()):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(column, mode.ResizeToContents if column else mode.Stretch)
        self._is_wide: bool | None = None
        self._show_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the table with the usual key."""
        model = self.model()
        if event.matches(QKeySequence.StandardKey.Copy) and isinstance(model, CheckModel):
            QGuiApplication.clipboard().setText(check_text(model))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        self._show_columns()

    def _show_columns(self) -> None:
        is_wide = self.viewport().width() >= WIDE
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            for column in range(FIRST_WIDE_COLUMN, self.model().columnCount()):
                self.setColumnHidden(column, not is_wide)


class CheckPanel(Panel):
    """Lets the gradients be checked, and shows what came of it."""

    name = "check"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self.run = check_run(document)
        self._reason = ""
        self._make_controls()
        self.model = CheckModel(self.run, self)
        self.table = CheckTree(self.model, self)
        self.detail = CheckDetail(self)
        self.dot_product = self._label("check_dot_product", "caption")
        self._notices: list[NoticeCard] = []
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_EVERY_MS)
        self._timer.timeout.connect(self._refresh)
        self._connect()
        self._refresh()

    # ------------------------------------------------------------------ parts

    def _make_controls(self) -> None:
        self.start_button = QPushButton(self.tr("Check gradients"), self)
        self.start_button.setObjectName("check_start")
        set_kind(self.start_button, "primary")
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.setObjectName("check_cancel")
        self.copy_button = QToolButton(self)
        self.copy_button.setObjectName("check_copy")
        self.copy_button.setToolTip(self.tr("Copy the table as text"))
        self.copy_button.setAccessibleName(self.copy_button.toolTip())
        set_kind(self.copy_button, "flat")
        set_icon(self.copy_button, "copy")
        self.progress = QProgressBar(self)
        self.progress.setObjectName("check_progress")
        self.progress.setTextVisible(False)
        self._sign = QLabel(self)
        self.summary = self._label("check_summary", "")
        self.stale = self._label("check_stale", "warning")
        self.stale.setText(
            self.tr("The graph was changed since: these numbers are those of an earlier one.")
        )

    def _label(self, name: str, kind: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(label, kind)
        return label

    def _lay_out(self) -> None:
        content = QWidget(self)
        self._column = column = QVBoxLayout(content)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.start_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        column.addLayout(buttons)
        column.addWidget(self.progress)
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.summary, 1)
        column.addLayout(said)
        column.addWidget(self.stale)
        self._notice_area = QVBoxLayout()
        self._notice_area.setSpacing(6)
        column.addLayout(self._notice_area)
        column.addWidget(self.table)
        column.addWidget(self.detail)
        column.addWidget(self.dot_product)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.setMinimumWidth(256)
        self.setFocusProxy(self.start_button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the table the room that there is."""
        super().resizeEvent(event)
        self._fit_table()

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.cancel_button.clicked.connect(self.run.cancel)
        self.copy_button.clicked.connect(self.copy)
        self.table.clicked.connect(self._show_node)
        self.table.activated.connect(self._show_node)
        self.table.selectionModel().currentChanged.connect(self._show_detail)
        self.table.expanded.connect(self._fit_table)
        self.table.collapsed.connect(self._fit_table)
        self.run.changed.connect(self._timer.start)
        self.run.progressed.connect(self._progressed)
        self.run.ended.connect(self._ended)
        self.document.graph_changed.connect(self._timer.start)
        manager().changed.connect(self._refresh)

    # ------------------------------------------------------------------ what can be told to do

    def start(self) -> None:
        """Check every input and parameter that the output depends on."""
        self._reason = ""
        try:
            self.run.start()
        except EngineError as error:
            self._reason = str(error)
        self._refresh()

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(check_text(self.model))

    def _show_node(self, index: QModelIndex) -> None:
        node_id = index.data(NODE_ROLE)
        if node_id in self.document.graph:
            self.document.select([node_id])
            self.node_requested.emit(node_id)
        else:
            self.refused.emit(self.tr("That node is no longer there."))

    # ------------------------------------------------------------------ what is shown

    def _progressed(self, done: int, count: int) -> None:
        self.progress.setRange(0, count)
        self.progress.setValue(done)

    def _ended(self, reason: str) -> None:
        self._reason = reason
        self._refresh()
        worst = self.model.worst()
        self.table.setCurrentIndex(worst if worst.isValid() else self.model.index(0, 0))

    def _refresh(self) -> None:
        self._timer.stop()
        self.model.refresh()
        run, has_rows = self.run, bool(self.run.results)
        self.start_button.setEnabled(not run.is_running and len(self.document.graph) > 0)
        self.cancel_button.setVisible(run.is_running)
        self.progress.setVisible(run.is_running)
        self.copy_button.setEnabled(has_rows)
        self.stale.setVisible(run.is_stale and has_rows)
        self.table.setVisible(has_rows)
        self.table.setRootIsDecorated(any(row.place for row in self.model.rows()))
        self._show_summary()
        self._show_overrides()
        self._show_dot_product()
        self._show_detail(self.table.currentIndex())
        self._fit_table()

    def _fit_table(self) -> None:
        """Be as high as the rows, as far as there is room."""
        rows = self.model.rowCount()
        for row in range(min(rows, _MOST_ROWS)):
            index = self.model.index(row, 0)
            rows += self.model.rowCount(index) if self.table.isExpanded(index) else 0
        height = max(self.table.sizeHintForRow(0), manager().text_size + 10)
        room = max(5, min(_MOST_ROWS, (self.height() - _OTHER_HEIGHT) // height))
        shown = max(_LEAST_ROWS, min(rows, room))
        header = self.table.header().sizeHint().height()
        self.table.setFixedHeight(header + shown * height + 10)

    def _show_summary(self) -> None:
        rows = self.model.rows()
        sign, text = None, ""
        if self._reason:
            sign, text = ("warning", "warning"), self._reason
        elif self.run.is_running:
            text = self.tr("{done} checked so far …").format(done=len(rows))
        elif not rows:
            text = self._nothing()
        else:
            sign, text = self._told(rows)
        self.summary.setText(text[:1].upper() + text[1:])
        self._sign.setVisible(sign is not None)
        if sign is not None:
            self._sign.setPixmap(icon(*sign).pixmap(QSize(16, 16)))

    def _told(self, rows: list[CheckRow]) -> tuple[tuple[str, str], str]:
        """Return a sign and a sentence for all that was found."""
        verdicts = [row.verdict or Verdict.AGREES for row in rows]
        worst = max(verdicts, key=list(Verdict).index)
        wrong, doubtful = verdicts.count(Verdict.WRONG), verdicts.count(Verdict.DOUBTFUL)
        largest = max(rows, key=lambda row: 0 if isnan(row.relative_error) else row.relative_error)
        if len(rows) == 1 and worst is Verdict.AGREES:
            text = self.tr("The gradient agrees; its relative error is {error}.")
        elif worst is Verdict.AGREES:
            text = self.tr(
                "All {count} gradients agree; the largest relative error is {error} ({name})."
            )
        elif not doubtful:
            text = self.tr("{wrong} of {count} gradients are wrong.")
        elif not wrong:
            text = self.tr("{doubtful} of {count} gradients are doubtful.")
        else:
            text = self.tr("Of {count} gradients {wrong} are wrong and {doubtful} doubtful.")
        error = short_text(largest.relative_error, 2)
        told = text.format(
            count=len(rows), error=error, name=largest.title, wrong=wrong, doubtful=doubtful
        )
        return _SIGNS[worst], told

    def _nothing(self) -> str:
        if not len(self.document.graph):
            return self.tr("An empty graph has no gradients to check.")
        return self.tr(
            "Nothing is checked yet. The check moves every input and parameter a little, computes "
            "the graph anew, and compares the slope with the gradient of the rules."
        )

    def _show_overrides(self) -> None:
        nodes = self.run.overridden if self.run.results else ()
        while len(self._notices) < len(nodes):
            card = NoticeCard(self)
            self._notices.append(card)
            self._notice_area.addWidget(card)
        for place, card in enumerate(self._notices):
            card.setVisible(place < len(nodes))
        for card, node in zip(self._notices, nodes, strict=False):
            formulas = ", ".join(f"∂/∂{port} = {text}" for port, text in node.overrides.items())
            text = self.tr(
                "The derivative of {node} is overridden ({formulas}): gradients that pass through "
                "it need not agree."
            )
            message = text.format(node=node_title(node), formulas=formulas)
            card.set_diagnostic(Diagnostic(Kind.OVERRIDE, Severity.WARNING, message, node.id))

    def _show_dot_product(self) -> None:
        found = self.run.dot_product
        self.dot_product.setVisible(found is not None)
        if found is None:
            return
        forward, reverse = short_text(found.forward, 10), short_text(found.reverse, 10)
        if found.agrees:
            text = self.tr("✓ Forward and reverse mode agree in the dot-product test: {forward}")
        elif found.is_wrong:
            text = self.tr("✗ Forward mode says {forward}, reverse mode {reverse}")
        else:
            text = self.tr("The numbers of the dot-product test are not finite.")
        self.dot_product.setText(text.format(forward=forward, reverse=reverse))

    def _show_detail(self, index: QModelIndex) -> None:
        is_there = index.isValid() and bool(self.run.results)
        self.detail.setVisible(is_there)
        if is_there:
            row = self.model.row_at(index)
            self.detail.show_row(row, self._output(), is_stale=self.run.is_stale)

    def _output(self) -> str:
        tape = self.document.tape
        if tape is None or tape.output is None:
            return "·"
        return plain_name(shown_name(tape.nodes[tape.output]))
