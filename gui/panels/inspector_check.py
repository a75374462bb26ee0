"""The part of the inspector that says whether a node's gradient agrees with the check."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from engine.errors import EngineError
from engine.gradcheck import LeafCheck, Verdict
from gui.check_run import check_run, verdict_title
from gui.document import Document
from gui.icons import icon
from gui.panels.inspector_page import Part
from gui.playback import Playhead
from gui.theme import manager, set_kind
from gui.value_text import short_text

__all__ = ["CheckPart"]

_SIGNS = {
    Verdict.AGREES: ("check", "success"),
    Verdict.DOUBTFUL: ("warning", "warning"),
    Verdict.WRONG: ("error", "error"),
}


class CheckPart(Part):
    """The verdict in a line, and a button that asks for it."""

    def __init__(self, document: Document, playhead: Playhead, parent: QWidget) -> None:
        super().__init__(document, playhead, parent)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(4)
        self._node_id = ""
        self._run = check_run(document)
        self._sign = QLabel(self)
        self.text = self.label("", "")
        self.text.setObjectName("inspector_check")
        self.button = QPushButton(self.tr("Check this node"), self)
        self.button.setObjectName("check_node")
        self.button.setToolTip(
            self.tr("Compare the gradient with what small changes of the value really do")
        )
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(row)
        self.button.clicked.connect(self._check)
        self._run.changed.connect(self.refresh)
        manager().changed.connect(self.refresh)

    def show_node(self, node_id: str) -> None:
        """Show another node."""
        self._node_id = node_id
        self.refresh()

    def refresh(self) -> None:
        """Show what is known about the gradient of the node by now."""
        has_gradient = self._has_gradient()
        self.setVisible(has_gradient is not None)
        found = self._run.results.get(self._node_id)
        is_busy = self._run.wanted(self._node_id)
        self.button.setEnabled(bool(has_gradient) and not self._run.is_running)
        self._sign.setVisible(found is not None)
        if found is not None:
            self._show(found)
        elif not has_gradient:
            self._say(self.tr("Check: the output does not depend on it."), "muted")
        else:
            text = self.tr("Check …") if is_busy else self.tr("Check: not made yet")
            self._say(text, "muted")

    def _has_gradient(self) -> bool | None:
        """Whether the output depends on the node; None if it is a constant or cannot be told."""
        tape = self.document.tape
        slot = None if tape is None else tape.slots.get(self._node_id)
        if tape is None or slot is None or tape.output is None or not tape.active[slot]:
            return None
        return bool(tape.sweep(tape.output).reached[slot])

    def _show(self, found: LeafCheck) -> None:
        name, token = _SIGNS[found.verdict]
        is_stale = self._run.is_stale
        self._sign.setPixmap(icon(name, "stale" if is_stale else token).pixmap(QSize(16, 16)))
        verdict, error = verdict_title(found.verdict), short_text(found.relative_error, 2)
        text = self.tr("Check: {verdict}, {error}")
        if is_stale:
            text = self.tr("Check: {verdict}, {error}, before the last change")
        text = text.format(verdict=verdict, error=error)
        self._say(f"{text}\n{found.note}" if found.note else text, "muted" if is_stale else token)

    def _say(self, text: str, kind: str) -> None:
        set_kind(self.text, kind)
        self.text.setText(text)

    def _check(self) -> None:
        try:
            self._run.start([self._node_id])
        except EngineError as error:
            self.refused.emit(str(error))
