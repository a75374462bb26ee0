"""FormulaBar: the formula of the selected node or of the output, to read and to type anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from engine.errors import EngineError
from gui.icons import set_icon
from gui.sentence import begun
from gui.theme import manager, set_kind
from gui.widgets.formula_label import FormulaLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QShowEvent
    from PySide6.QtWidgets import QMainWindow

    from engine.formula_text import FormulaText
    from gui.canvas.view import CanvasView
    from gui.formula_editor import FormulaEditor

__all__ = ["FormulaBar"]

_RELATIVE_SIZE = 1.35
_RELATIVE_HEIGHT = 2.7
_FIRST_MS = 300
"""A start does not pay for writing and typesetting the first formula."""

_OPENING_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2}


class _Shown(FormulaLabel):
    """The formula as it is; a click or a key begins to edit it."""

    def __init__(self, bar: FormulaBar) -> None:
        super().__init__(parent=bar, fits_height=True)
        self._bar = bar
        self.setObjectName("formula_shown")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.write_anew()

    def write_anew(self) -> None:
        """Say that it is a formula, even where there is none."""
        super().write_anew()
        self.setAccessibleName(self.tr("Formula {0}").format(self.text()).strip())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._bar.edit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING_KEYS:
            self._bar.edit()
        else:
            super().keyPressEvent(event)


class FormulaBar(QToolBar):
    """Shows one formula typeset, in the node's inputs or expanded to the leaves.

    Attributes
    ----------
    shown
        The formula.
    note
        What is said in place of a formula, or beside it.
    expand
        Switch between a node's inputs and the leaves.
    """

    def __init__(self, canvas: CanvasView, window: QMainWindow) -> None:
        super().__init__(window)
        self._canvas = canvas
        self._document = canvas.document
        self._editor: FormulaEditor | None = None
        self.setObjectName("formula_bar")
        set_kind(self, "slim")
        # The layout has the margins of an ordinary bar, from before this one was told its kind.
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))
        self.setWindowTitle(self.tr("Formula Bar"))
        self.setAccessibleName(self.windowTitle())
        self.setMovable(False)
        # The window's own action shows and hides it.
        self.toggleViewAction().setVisible(False)
        self.line = QWidget(self)
        self.open = self._button("formula_edit", "formula", self.tr("Edit the formula"))
        self.open.clicked.connect(self.edit)
        self.shown = _Shown(self)
        self.note = QLabel(self.line)
        self.note.setObjectName("formula_note")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        set_kind(self.note, "muted")
        self.expand = self._button("formula_expand", "expand", self.tr("Expand to the leaves"))
        self.expand.setCheckable(True)
        self.expand.toggled.connect(self.refresh)
        self.row = row = QHBoxLayout(self.line)
        row.setContentsMargins(7, 0, 7, 0)
        row.setSpacing(8)
        row.addWidget(self.open)
        row.addWidget(self.shown, 1)
        row.addWidget(self.note)
        row.addWidget(self.expand)
        self.addWidget(self.line)
        self._written_id: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FIRST_MS)
        self._timer.timeout.connect(self.refresh)
        document = self._document
        for signal in (document.graph_changed, document.evaluated):
            signal.connect(self._note_change)
        document.selection_changed.connect(self._note_selection)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self)

    def _button(self, name: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self.line)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        set_icon(button, icon, "text_muted")
        return button

    # ------------------------------------------------------------------ what is shown

    @property
    def node_id(self) -> str | None:
        """The node whose formula it is: the only one selected, or else the output."""
        if len(self._document.selection) == 1:
            return next(iter(self._document.selection))
        graph, tape = self._document.graph, self._document.tape
        if graph.output is None and tape is not None and tape.output is not None:
            assumed = tape.nodes[tape.output].id
            return assumed if assumed in graph else None
        return graph.output

    @property
    def text(self) -> str:
        """The formula as program text, or what there is of it."""
        return self.shown.plain

    @property
    def is_edited(self) -> bool:
        """Whether somebody is typing."""
        return self._editor is not None and self._editor.is_open

    def refresh(self) -> None:
        """Show the formula as it is now."""
        self._timer.stop()
        self._timer.setInterval(0)
        if self.isHidden():
            return
        self._written_id = node_id = self.node_id
        note = ""
        found: FormulaText | None = None
        if node_id is None:
            note = self.tr("Type a formula, such as y = w*x + b")
        else:
            found, note = self._written(node_id)
        self.shown.set_formula(
            "" if found is None else found.latex,
            "" if found is None else found.text,
            None if found is None else found.tree,
        )
        self.note.setText(note)
        self.note.setToolTip(note)
        self.note.setVisible(bool(note))
        self.shown.setAccessibleDescription(note or self.tr("Enter edits the formula"))

    def _written(self, node_id: str) -> tuple[FormulaText | None, str]:
        """Return a node's formula as it is wanted, or in its inputs with the reason."""
        from engine.formula_text import formula_text

        note = ""
        for expand in dict.fromkeys((self.expand.isChecked(), False)):
            try:
                return formula_text(self._document.graph, node_id, expand=expand), note
            except EngineError as error:
                note = begun(error.message)
        return None, note

    def _note_selection(self) -> None:
        """Write another formula if it is that of another node: of a large graph that takes long."""
        if self.node_id != self._written_id:
            self._note_change()

    def _note_change(self, _change: object = None) -> None:
        if not self.isHidden():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is true now, which nobody kept up while it was hidden."""
        super().showEvent(event)
        self._timer.start()

    # ------------------------------------------------------------------ editing

    def edit(self) -> None:
        """Turn the formula into a field, and lead the keyboard there."""
        self.show()
        self.refresh()
        if self._editor is None:
            from gui.formula_editor import FormulaEditor

            self._editor = FormulaEditor(self, self._canvas)
        self._editor.open_editor(self.node_id, self.text)

    def follow(self, action: QAction) -> None:
        """Let the action that shows and hides the bar be checked while it is shown."""
        action.setChecked(not self.isHidden())
        self.toggleViewAction().toggled.connect(action.setChecked)

    def take_place(self, field: QWidget) -> None:
        """Let a field stand where the formula is shown."""
        self.row.insertWidget(self.row.indexOf(self.shown), field, 1)

    def set_edited(self, is_edited: bool) -> None:
        """Hide or show what a field takes the place of."""
        self.shown.setVisible(not is_edited)
        self.expand.setEnabled(not is_edited)
        self.note.setVisible(not is_edited and bool(self.note.text()))
        self.refresh()

    def _theme_changed(self) -> None:
        size = manager().text_size
        self.line.setFixedHeight(round(size * _RELATIVE_HEIGHT))
        self.shown.set_formula_size(round(size * _RELATIVE_SIZE))
        for button in (self.open, self.expand):
            button.setIconSize(QSize(1, 1) * round(size * _RELATIVE_SIZE))
