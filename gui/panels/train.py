"""Train: gradient descent step by step or in a run, with its table and its loss curve."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.edits import Batch, SetNode
from engine.errors import EngineError
from engine.training import loss_of
from gui.document import Document
from gui.fonts import TEXT_SIZE, font
from gui.panels.panel import Panel
from gui.panels.parameter_table import DASH, NODE_ROLE, ParameterModel, ParameterTable
from gui.playback import Playhead
from gui.sentence import begun
from gui.theme import manager, set_kind
from gui.training_run import TrainingRun
from gui.value_text import exact_text, read_value, short_text
from gui.widgets.count_box import CountBox
from gui.widgets.loss_plot import LossPlot
from gui.widgets.wrapping_row import WrappingRow

__all__ = ["TrainPanel"]

DEFAULT_LEARNING_RATE = 0.1
DEFAULT_STEPS = 50
MAXIMAL_STEPS = 100_000
RESET_KEY = "train:reset"


class TrainPanel(Panel):
    """Learning rate, steps, parameters and loss.

    Signals
    -------
    learning_rate_chosen(float)
        A learning rate was typed to its end.
    learning_rate_changed(float)
        Another learning rate was typed; it is positive and finite.
    """

    learning_rate_changed = Signal(float)
    learning_rate_chosen = Signal(float)

    name = "train"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        # Before the run listens: what it says about a change must stay.
        document.graph_changed.connect(self._forget_message)
        self.run = TrainingRun(document, self)
        self._learning_rate = DEFAULT_LEARNING_RATE
        self._is_due = True
        self._make_controls()
        self._make_results()
        self._lay_out()
        self._connect()
        self._show_running()
        self._theme_changed()

    # ------------------------------------------------------------------ parts

    def _make_controls(self) -> None:
        self.rate = QLineEdit(exact_text(self._learning_rate), self)
        self.rate.setObjectName("learning_rate")
        self.rate.setAccessibleName(self.tr("Learning rate"))
        self.rate.setToolTip(self.tr("How far a step goes: parameter ← parameter − α · gradient"))
        self.rate.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.apply = QPushButton(self.tr("Apply one step"), self)
        self.apply.setObjectName("apply_step")
        set_kind(self.apply, "parameter-filled")
        self.steps = CountBox(self)
        self.steps.setObjectName("steps")
        self.steps.setAccessibleName(self.tr("Number of steps"))
        self.steps.setRange(1, MAXIMAL_STEPS)
        self.steps.setValue(DEFAULT_STEPS)
        self.steps.setSuffix(self.tr(" steps"))
        self.start = QPushButton(self.tr("Run"), self)
        self.start.setObjectName("run_steps")
        self.stop = QPushButton(self.tr("Stop"), self)
        self.stop.setObjectName("stop_training")
        self.reset = QPushButton(self.tr("Reset"), self)
        self.reset.setObjectName("reset_training")
        self.reset.setToolTip(self.tr("Give the parameters the values that they had before"))
        set_kind(self.reset, "flat")
        # A click leaves the keyboard where it was, so that Space goes on stepping.
        for button in (self.apply, self.start, self.stop, self.reset):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.progress = QProgressBar(self)
        self.progress.setObjectName("training_progress")
        self.progress.setTextVisible(False)
        self.message = QLabel(self)
        self.message.setObjectName("train_message")
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self.message, "error")
        self.message.hide()

    def _make_results(self) -> None:
        self.model = ParameterModel(self.document, self.playhead, self)
        self.table = ParameterTable(self.model, self)
        self.no_parameters = QLabel(
            self.tr("No parameters yet: add one from the palette, or make an input a parameter."),
            self,
        )
        self.no_parameters.setObjectName("no_parameters")
        self.no_parameters.setWordWrap(True)
        set_kind(self.no_parameters, "muted")
        self.loss = QLabel(DASH, self)
        self.loss.setObjectName("loss_value")
        self.loss.setFont(font(manager().text_size, mono=True))
        set_kind(self.loss, "value")
        self.logarithmic = QCheckBox(self.tr("log scale"), self)
        self.logarithmic.setObjectName("loss_logarithmic")
        self.logarithmic.setToolTip(self.tr("Powers of ten at equal distances"))
        self.logarithmic.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.plot = LossPlot(self)

    def _lay_out(self) -> None:
        self._content = content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(18, 11, 18, 13)
        column.setSpacing(8)
        heading = QLabel(self.tr("Gradient descent"), content)
        set_kind(heading, "title")
        column.addWidget(heading)
        label = QLabel(self.tr("learning rate α"), content)
        label.setBuddy(self.rate)
        set_kind(label, "muted")
        column.addLayout(WrappingRow(label, self.rate, self.apply))
        column.addWidget(self.message)
        column.addLayout(WrappingRow(self.steps, self.start, self.stop, None, self.reset))
        column.addWidget(self.progress)
        column.addWidget(self.table)
        column.addWidget(self.no_parameters)
        loss_heading = QLabel(self.tr("Loss"), content)
        set_kind(loss_heading, "heading")
        column.addLayout(WrappingRow(loss_heading, self.loss, None, self.logarithmic))
        column.addWidget(self.plot, 1)
        scroll = QScrollArea(self)
        scroll.setAccessibleName(self.tr("Training"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A click on a button that takes no focus would otherwise give it to what is around it.
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _connect(self) -> None:
        self.rate.textChanged.connect(self._rate_typed)
        self.rate.editingFinished.connect(self._rate_finished)
        self.rate.returnPressed.connect(self.rate.selectAll)
        self.steps.refused.connect(self._tell)
        self.apply.clicked.connect(self._apply_clicked)
        self.start.clicked.connect(self._run_clicked)
        self.stop.clicked.connect(self.run.stop)
        self.reset.clicked.connect(self._reset_clicked)
        self.run.progressed.connect(self._progressed)
        self.run.ended.connect(self._ended)
        self.table.clicked.connect(self._row_clicked)
        self.table.doubleClicked.connect(self._row_double_clicked)
        self.logarithmic.toggled.connect(self.plot.set_logarithmic)
        self.plot.logarithmic_changed.connect(self.logarithmic.setChecked)
        self.plot.refused.connect(self.refused)
        self.playhead.moved.connect(self._changed)
        self.document.stale_changed.connect(self._changed)
        self.document.selection_changed.connect(self._selection_changed)
        self.document.undo_stack.indexChanged.connect(self._changed)
        self.document.opened.connect(self._opened)
        manager().changed.connect(self._theme_changed)

    # ------------------------------------------------------------------ the learning rate

    @property
    def learning_rate(self) -> float:
        """The last valid learning rate."""
        return self._learning_rate

    def set_learning_rate(self, learning_rate: float) -> None:
        """Put a learning rate into the field."""
        if learning_rate != self._learning_rate or self._typed_rate() is None:
            self.rate.setText(exact_text(learning_rate))

    def _typed_rate(self) -> float | None:
        """Return the learning rate in the field, or None if that is no positive number."""
        try:
            rate = read_value(self.rate.text())
        except EngineError:
            return None
        return rate if isinstance(rate, float) and rate > 0 else None

    def _why_no_rate(self) -> str:
        """Say why what is in the field is no learning rate."""
        try:
            read_value(self.rate.text())
        except EngineError as error:
            return str(error)
        return self.tr("The learning rate must be a number greater than 0.")

    def _rate_typed(self) -> None:
        rate = self._typed_rate()
        self.model.set_learning_rate(rate)
        if rate is None:
            return
        self._tell("")
        if rate != self._learning_rate:
            self._learning_rate = rate
            self.learning_rate_changed.emit(rate)

    def _rate_finished(self) -> None:
        rate = self._checked_rate()
        if rate is not None:
            self.rate.setText(exact_text(rate))
            self.learning_rate_chosen.emit(rate)

    def _checked_rate(self) -> float | None:
        rate = self._typed_rate()
        set_kind(self.rate, "error" if rate is None else "")
        if rate is None:
            self._tell(self._why_no_rate())
        return rate

    # ------------------------------------------------------------------ training

    def _leave_fields(self, button: QPushButton) -> None:
        """Let Ctrl+Z after a click mean the step, not what was typed before it.

        The button takes the keyboard over: given to nobody, it would be lost to whoever has no
        mouse.
        """
        if self.rate.hasFocus() or self.steps.hasFocus():
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _apply_clicked(self) -> None:
        self._leave_fields(self.apply)
        rate = self._checked_rate()
        if rate is None or self.run.is_running:
            return
        self._tell("")
        try:
            reason = self.run.apply_step(rate)
        except EngineError as error:
            reason = str(error)
        self._tell(reason)

    def _run_clicked(self) -> None:
        self._leave_fields(self.start)
        rate = self._checked_rate()
        if rate is None:
            return
        self._tell("")
        try:
            self.run.start(self.steps.value(), rate)
        except EngineError as error:
            self._tell(str(error))

    def _reset_clicked(self) -> None:
        self._leave_fields(self.reset)
        values = self.document.untrained_values()
        if not values:
            return
        self._tell("")
        edits = tuple(SetNode(node_id, {"value": value}) for node_id, value in values.items())
        self.document.perform(Batch(edits), self.tr("Reset training"), merge_key=RESET_KEY)
        self.document.ensure_evaluated()

    def _progressed(self, made: int, steps: int) -> None:
        self.progress.setRange(0, steps)
        self.progress.setValue(made)
        self._show_running()

    def _ended(self, reason: str) -> None:
        self._tell(reason)
        self._show_running()

    def _show_running(self) -> None:
        is_running = self.run.is_running
        shown, hidden = (self.stop, self.start) if is_running else (self.start, self.stop)
        shown.show()
        if hidden.hasFocus():
            shown.setFocus()
        hidden.hide()
        for widget in (self.rate, self.apply, self.steps):
            widget.setEnabled(not is_running)
        self.progress.setVisible(is_running)
        self._show_reset()

    def _show_reset(self) -> None:
        can_reset = not self.run.is_running and bool(self.document.untrained_values())
        self.reset.setEnabled(can_reset)

    def _tell(self, sentence: str) -> None:
        """Say a sentence below the learning rate; empty for nothing."""
        if sentence:
            end = "" if sentence.endswith(".") else "."
            self.message.setText(begun(sentence) + end)
        elif self._typed_rate() is not None:
            set_kind(self.rate, "")
        self.message.setVisible(bool(sentence))

    # ------------------------------------------------------------------ what is shown

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody could see it."""
        super().showEvent(event)
        self._claim_width()
        if self._is_due:
            self._refresh()

    def _changed(self) -> None:
        self._is_due = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        self._is_due = False
        self.model.refresh()
        has_any = self.model.rowCount() > 0
        self.table.setVisible(has_any)
        self.no_parameters.setVisible(not has_any)
        losses = self.document.losses()
        if tuple(losses) != self.plot.losses:
            self.plot.set_losses(losses)
        self._show_loss(is_training=bool(losses))
        self._show_reset()
        rate = self._typed_rate()
        if rate is not None and not self.rate.hasFocus():
            self.rate.setText(exact_text(rate))

    def _show_loss(self, *, is_training: bool) -> None:
        run, known = self.document.evaluation, self.playhead.annotations
        text = DASH
        if run is not None and run.output is not None and known is not None:
            is_known = run.output < len(known.values) and bool(known.values[run.output])
            if is_known or is_training:
                text = short_text(loss_of(run))
        self.loss.setText(text)
        self.loss.setEnabled(not self.document.is_stale)

    def _forget_message(self) -> None:
        """Take back a sentence about a graph that is another by now."""
        self._tell("")

    def _opened(self) -> None:
        self._tell("")
        self._changed()

    def _theme_changed(self) -> None:
        for widget in (self.rate, self.loss):
            widget.setFont(font(manager().text_size, mono=True))
        larger = manager().text_size / TEXT_SIZE
        self.rate.setFixedWidth(round(68 * larger))
        self.steps.setFixedWidth(round(124 * larger))
        if self.isVisible():
            self._claim_width()

    def _claim_width(self) -> None:
        """Need as much room as the buttons do; not known before they wear the style sheet."""
        self.setMinimumWidth(self._content.minimumSizeHint().width())

    # ------------------------------------------------------------------ the selection

    def _row_clicked(self, _index: QModelIndex) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.document.select(str(row.data(NODE_ROLE)) for row in rows)

    def _row_double_clicked(self, index: QModelIndex) -> None:
        self.node_requested.emit(str(index.data(NODE_ROLE)))

    def _selection_changed(self) -> None:
        self.table.show_selected(sorted(self.document.selection))
