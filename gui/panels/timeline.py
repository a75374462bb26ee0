"""Timeline: the story of a run from end to end, with the buttons that play it."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.calculus.notation import plain_name
from engine.naming import shown_name
from engine.trace import Phase
from gui.document import Document
from gui.fonts import font
from gui.icons import set_icon
from gui.panels.panel import Panel
from gui.playback import SPEEDS, Playhead
from gui.theme import manager, set_kind
from gui.widgets.timeline_bar import Section, TimelineBar

__all__ = ["TimelinePanel"]

_PHASES = {
    Phase.FORWARD: "Forward",
    Phase.BACKWARD: "Backward",
    Phase.UPDATE: "Update",
}
_COLOURS = {
    Phase.FORWARD: ("value", "timeline_value_rest"),
    Phase.BACKWARD: ("gradient", "timeline_gradient_rest"),
    Phase.UPDATE: ("parameter", "timeline_update_rest"),
}


class TimelinePanel(Panel):
    """Buttons, speed and a bar over all steps of the trace."""

    name = "timeline"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self.to_start = self._button("to_start", "to-start", self.tr("To the start"))
        self.step_back = self._button("step_back", "step-back", self.tr("Step back"))
        self.play = self._button("play", "play", self.tr("Play"))
        self.step_forward = self._button("step_forward", "step-forward", self.tr("Step forward"))
        self.to_end = self._button("to_end", "to-end", self.tr("To the end"))
        self.speed = QComboBox(self)
        self.speed.setObjectName("speed")
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("How fast the passes are played"))
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        self.here = QLabel(self)
        self.here.setObjectName("timeline_here")
        set_kind(self.here, "muted")
        self.counter = QLabel(self)
        self.counter.setObjectName("timeline_counter")
        self.bar = TimelineBar(self)
        self.bar.setObjectName("timeline_bar")
        self.bar.setAccessibleName(self.tr("Steps"))
        self.bar.set_describer(self.describe)
        self.bar.set_hint(
            self.tr("Nothing to play yet: add nodes, give the inputs values and draw edges.")
        )
        self._lay_out()
        self._connect()
        self._theme_changed()
        self._speed_changed(playhead.speed)
        self._evaluated()

    def _button(self, name: str, icon: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(text)
        button.setIconSize(QSize(18, 18))
        button.setFixedSize(36, 32)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_icon(button, icon)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(7)
        for button in (self.to_start, self.step_back, self.play, self.step_forward, self.to_end):
            row.addWidget(button)
        row.addSpacing(10)
        label = QLabel(self.tr("Speed"), self)
        label.setBuddy(self.speed)
        set_kind(label, "muted")
        row.addWidget(label)
        row.addWidget(self.speed)
        row.addSpacing(10)
        row.addWidget(self.here, 1)
        row.addWidget(self.counter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 12, 10, 8)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.to_start.clicked.connect(self.playhead.to_start)
        self.step_back.clicked.connect(self._step_back)
        self.play.clicked.connect(self.playhead.toggle_play)
        self.step_forward.clicked.connect(self._step_forward)
        self.to_end.clicked.connect(self.playhead.to_end)
        self.speed.activated.connect(self._speed_chosen)
        self.bar.valueChanged.connect(self._scrubbed)
        self.playhead.moved.connect(self._moved)
        self.playhead.playing_changed.connect(self._playing_changed)
        self.playhead.speed_changed.connect(self._speed_changed)
        self.document.evaluated.connect(self._evaluated)
        self.document.opened.connect(self._evaluated)
        manager().changed.connect(self._theme_changed)

    # ------------------------------------------------------------------ in words

    def describe(self, position: int) -> str:
        """Say what a position shows, such as ``Backward · at o₁``."""
        trace = self.playhead.trace
        if trace is None:
            return ""
        if not 1 <= position <= len(trace):
            return self.tr("Start · nothing computed yet")
        step = trace.step(position)
        node = trace.tape.nodes[step.slot]
        phase = QCoreApplication.translate("TimelinePanel", _PHASES[step.phase])
        return self.tr("{phase} · at {node}").format(phase=phase, node=plain_name(shown_name(node)))

    # ------------------------------------------------------------------ what was done

    def _step_back(self) -> None:
        self.playhead.pause()
        self.playhead.step_back()

    def _step_forward(self) -> None:
        self.playhead.pause()
        self.playhead.step_forward()

    def _scrubbed(self, position: int) -> None:
        self.playhead.pause()
        self.playhead.seek(position)

    def _speed_chosen(self, index: int) -> None:
        self.playhead.set_speed(float(self.speed.itemData(index)))

    # ------------------------------------------------------------------ what happened

    def _evaluated(self) -> None:
        trace = self.playhead.trace
        lengths = dict.fromkeys(Phase, 0)
        if trace is not None:
            lengths = {
                Phase.FORWARD: trace.forward_end,
                Phase.BACKWARD: trace.backward_end - trace.forward_end,
                Phase.UPDATE: len(trace) - trace.backward_end,
            }
        self.bar.set_sections(
            tuple(
                Section(
                    QCoreApplication.translate("TimelinePanel", _PHASES[phase]),
                    lengths[phase],
                    *_COLOURS[phase],
                )
                for phase in Phase
            )
        )
        self._moved()

    def _moved(self) -> None:
        position, length = self.playhead.position, self.playhead.length
        self.bar.set_position(position)
        self.counter.setText(f"{position} / {length}" if length else "–")
        said = self.describe(position)
        self.here.setText(said)
        self.bar.setAccessibleDescription(said)
        for button in (self.to_start, self.step_back):
            button.setEnabled(position > 0)
        for button in (self.step_forward, self.to_end):
            button.setEnabled(position < length)
        self.play.setEnabled(length > 0)

    def _playing_changed(self, is_playing: bool) -> None:
        text = self.tr("Pause") if is_playing else self.tr("Play")
        set_icon(self.play, "pause" if is_playing else "play")
        self.play.setToolTip(text)
        self.play.setAccessibleName(text)

    def _speed_changed(self, speed: float) -> None:
        index = min(range(len(SPEEDS)), key=lambda place: abs(SPEEDS[place] - speed))
        self.speed.setCurrentIndex(index)

    def _theme_changed(self) -> None:
        self.counter.setFont(font(manager().text_size, mono=True))
