"""EditCommand: the only command of the undo stack, around an engine edit.

One class with data instead of a tree of commands: a `QUndoCommand` with Python children crashes,
and the engine's `Batch` already makes one edit of several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.edits import following
from gui.document_edit import SetGraph, SetTraining

if TYPE_CHECKING:
    from gui.document import Document
    from gui.document_edit import DocumentEdit

__all__ = ["EditCommand", "History"]

COMMAND_ID = 1
SINGLE = (SetTraining, SetGraph)
"""Edits that are no edits of the engine, so that none can be made of two."""


class History(QUndoStack):
    """The undo stack of a document; it waits for a large edit that is being made."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document

    def undo(self) -> None:
        """Take the latest edit back."""
        self._document.large_edits.settle()
        super().undo()

    def redo(self) -> None:
        """Make the next edit again."""
        self._document.large_edits.settle()
        super().redo()

    def setIndex(self, index: int) -> None:
        """Take edits back, or make them again, until so many are made."""
        self._document.large_edits.settle()
        super().setIndex(index)


class EditCommand(QUndoCommand):
    """An edit that has been applied, and its inverse.

    Parameters
    ----------
    document
        Whose graph is edited.
    edit, inverse
        The edit that was already applied once, and what its application answered.
    text
        What the person did, as the Edit menu and the history show it.
    merge_key
        Commands with the same key that follow one another become one; empty never merges.
    losses
        The losses that a training step went through, for the loss curve.

    Attributes
    ----------
    is_passing
        Whether undoing it removes it from the history, as after a drag that was given up.
    """

    def __init__(
        self,
        document: Document,
        edit: DocumentEdit,
        inverse: DocumentEdit,
        text: str,
        merge_key: str = "",
        losses: tuple[float, ...] = (),
    ) -> None:
        super().__init__(text)
        self._document = document
        self.edit = edit
        self.inverse = inverse
        self.merge_key = merge_key
        self.losses = losses
        self._is_applied = True
        self.is_passing = False

    def id(self) -> int:
        """Return the same number for all, so that Qt offers each to the one before it."""
        return COMMAND_ID

    def redo(self) -> None:
        """Apply the edit, unless it is the first time: it was applied before being pushed."""
        if self._is_applied:
            self._is_applied = False
            return
        self._document.apply(self.edit)

    def undo(self) -> None:
        """Apply the inverse; a passing command is then forgotten."""
        self._document.apply(self.inverse)
        if self.is_passing:
            self.setObsolete(True)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a command that continues this one, such as the next pixel of a drag."""
        if not isinstance(other, EditCommand) or not self.merge_key:
            return False
        if other.merge_key != self.merge_key:
            return False
        if isinstance(self.edit, SINGLE) or isinstance(other.edit, SINGLE):
            return False
        if isinstance(self.inverse, SINGLE) or isinstance(other.inverse, SINGLE):
            return False
        self.edit = following(self.edit, other.edit)
        self.inverse = following(other.inverse, self.inverse)
        self.losses += other.losses[1:]
        self.setText(other.text())
        return True
