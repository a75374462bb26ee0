"""FormulaEditor: the formula bar while somebody types in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from engine.errors import EngineError
from engine.layout import NODE_SIZE
from engine.naming import shown_name
from engine.reformulation import Reformulation, reformulation
from engine.typed_program import is_program, typed_program
from gui.formula_echo import FormulaEcho
from gui.formula_reading import FormulaReading, Reading
from gui.sentence import begun
from gui.widgets.formula_field import FormulaField

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.canvas.view import CanvasView
    from gui.formula_bar import FormulaBar

__all__ = ["FormulaEditor"]

_PAUSE_MS = 30
_MOST_NAMED = 4
_SIZE_TOLERANCE = 1e-6


class FormulaEditor(QObject):
    """A field in place of the formula, and below it what is typed, typeset.

    Enter applies it and Escape leaves everything as it was. Where the focus goes elsewhere, what
    can be applied is.

    Attributes
    ----------
    field
        Where the formula is typed.
    echo
        What it is read as, or why it cannot be read.
    """

    def __init__(self, bar: FormulaBar, canvas: CanvasView) -> None:
        super().__init__(bar)
        self._bar = bar
        self._canvas = canvas
        self._document = canvas.document
        self._node_id: str | None = None
        self._original = ""
        self._is_open = False
        self.field = FormulaField(bar.line)
        self.field.setObjectName("formula_field")
        self.field.setAccessibleName(self.tr("Formula"))
        self.field.setPlaceholderText(self.tr("y = w*x + b, or LaTeX"))
        self.field.hide()
        bar.take_place(self.field)
        self.echo = FormulaEcho(self.field)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._show_echo)
        self._reading = FormulaReading(self)
        self._reading.arrived.connect(self._take_reading)
        self.field.textEdited.connect(self._note_typing)
        self.field.returnPressed.connect(self._take)
        self.field.escaped.connect(self.close_editor)
        self.field.left.connect(self._take_or_stay)
        self._document.selection_changed.connect(self._follow)
        self._document.opened.connect(self.close_editor)
        self._document.graph_changed.connect(self._note_typing)
        bar.window().installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether a formula is being typed."""
        return self._is_open

    # ------------------------------------------------------------------ opening and closing

    def open_editor(self, node_id: str | None, text: str) -> None:
        """Begin to type the formula of a node, or come back to what is typed already."""
        if not self._is_open:
            self._is_open, self._node_id = True, node_id
            if not text and node_id is not None:
                text = f"{shown_name(self._document.graph.node(node_id))} = "
            self._original = text
            self.field.setText(text)
            self._bar.set_edited(True)
            self.field.show()
            # With the name: whoever types or pastes a whole equation means it, and without one
            # the node keeps the name it has.
            self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._bar.row.activate()
        self._show_echo()

    def close_editor(self) -> None:
        """Leave the formula as it was, and the keyboard to the canvas."""
        if not self._is_open:
            return
        self._is_open = False
        self._timer.stop()
        self._reading.cancel()
        had_focus = self.field.hasFocus()
        self.field.show_mistake(0)
        self.echo.hide()
        self.field.hide()
        self._bar.set_edited(False)
        if had_focus:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        """Go when another node is chosen."""
        if self._is_open and not self.field.hasFocus() and self._bar.node_id != self._node_id:
            self.close_editor()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the echo below the field when the window becomes larger or smaller."""
        if event.type() == QEvent.Type.Resize and self._is_open:
            self._timer.start()
        return super().eventFilter(watched, event)

    # ------------------------------------------------------------------ what is typed

    def _note_typing(self, _what: object = None) -> None:
        if self._is_open:
            self._reading.cancel()
            self._timer.start()

    def _question(self, *, is_preview: bool) -> Callable[[], Reformulation]:
        """Return what reads what is typed now, and knows of nothing in the window.

        It raises an EngineError when that cannot be read, or cannot be the node's formula.
        """
        graph = self._document.graph
        node_id = self._node_id if self._node_id is not None and self._node_id in graph else None
        text, centre = self.field.formula, self._canvas.navigator.centre()
        middle = centre.x(), centre.y()
        if not len(graph) and is_program(text):
            return partial(typed_program, graph, text, middle, is_preview=is_preview)
        sizes = {} if is_preview else self._sizes()
        return partial(
            reformulation, graph, node_id, text, sizes=sizes, middle=middle, is_preview=is_preview
        )

    def _sizes(self) -> dict[str, tuple[float, float]]:
        """Return the sizes of the cards that are drawn, where they are not the usual ones."""
        nodes = self._canvas.stage.diagram.nodes
        boxes = nodes.used()
        sizes = boxes[:, 2:] - boxes[:, :2]
        # The places are no whole numbers always, so that a size is a little more or less.
        unusual = np.flatnonzero((np.abs(sizes - NODE_SIZE) > _SIZE_TOLERANCE).any(axis=1))
        found = zip(unusual.tolist(), sizes[unusual].tolist(), strict=True)
        return {nodes.ids[row]: (width, height) for row, (width, height) in found}

    def _show_echo(self) -> None:
        self._timer.stop()
        self._reading.start(self._question(is_preview=True), len(self.field.text()))

    def _take_reading(self, reading: Reading | EngineError) -> None:
        """Show what was read."""
        if isinstance(reading, EngineError):
            self._show_mistake(reading)
        else:
            self.field.show_mistake(0)
            note = self._told(reading.found)
            self.field.setAccessibleDescription(note)
            self.echo.show_formula(reading.latex, self.field.text(), note)
        self.echo.put()

    def _show_mistake(self, error: EngineError) -> None:
        told = str(error) if error.column is not None else error.message
        if self.field.text().strip() in {"", self._original.strip()}:
            # Nothing was typed yet that could be wrong.
            self.field.show_mistake(0)
            self.echo.show_formula("", "", self.tr("Type a formula; Enter applies it."))
            return
        self.field.show_mistake(error.column or len(self.field.text()))
        self.field.setAccessibleDescription(begun(told))
        self.echo.show_mistake(begun(told))

    def _told(self, found: Reformulation) -> str:
        """Say what Enter would do."""
        if found.is_empty:
            return self.tr("The formula as it is; Esc leaves it")
        graph, parts = self._document.graph, list[str]()
        if found.added:
            count = len(found.added)
            several = self.tr("{0} new nodes").format(count)
            parts.append(self.tr("1 new node") if count == 1 else several)
        changed = [item for item in found.changed if item != found.node_id]
        if changed:
            parts.append(self.tr("changes {0}").format(self._names(changed)))
        if found.removed:
            parts.append(self.tr("deletes {0}").format(self._names(found.removed)))
        name, node_id = found.typed.name, found.node_id
        if name and node_id in graph and name != shown_name(graph.node(node_id)):
            old = shown_name(graph.node(node_id))
            parts.append(self.tr("renames {0} to {1}").format(old, name))
        told = self.tr("Enter applies, Esc leaves it")
        return f"{told}: {', '.join(parts)}" if parts else told

    def _names(self, node_ids: list[str] | tuple[str, ...]) -> str:
        graph = self._document.graph
        names = [shown_name(graph.node(node_id)) for node_id in node_ids[:_MOST_NAMED]]
        more = len(node_ids) - len(names)
        return ", ".join(names) + (self.tr(" and {0} more").format(more) if more else "")

    # ------------------------------------------------------------------ applying

    def _take(self) -> None:
        """Apply what is typed; if it cannot be, stay and say why."""
        if self._apply():
            self.close_editor()

    def _take_or_stay(self) -> None:
        """Apply what can be applied when the focus has gone."""
        if self._is_open and (self.field.text() == self._original or self._apply()):
            self.close_editor()

    def _apply(self) -> bool:
        if self.field.text() == self._original:
            return True
        try:
            found = self._question(is_preview=False)()
            if not found.is_empty:
                self._perform(found)
        except EngineError as error:
            self._show_mistake(error)
            self.echo.put()
            return False
        return True

    def _perform(self, found: Reformulation) -> None:
        graph = self._document.graph
        is_new = found.node_id not in graph
        name = found.typed.name or ("" if is_new else shown_name(graph.node(found.node_id)))
        was_empty = not len(graph)
        told = self.tr("Add {0}").format(name or self.tr("a formula"))
        if not is_new:
            told = self.tr("Edit the formula of {0}").format(name)
        self._document.perform(found.edit, told)
        if was_empty:
            self._canvas.fit()
        elif is_new:
            self._canvas.show_node(found.node_id)
