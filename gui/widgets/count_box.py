"""A whole number to count something by: typed, also as a formula, or stepped by arrows."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from engine.errors import EngineError
from gui.value_text import read_value

__all__ = ["CountBox"]

MOST_CHARACTERS = 200


class CountBox(QSpinBox):
    """A spin box that takes ``2*50`` as well as ``100``, and says why it does not take a text.

    Signals
    -------
    refused(str)
        What was typed is no number that may stand here; a sentence. The number stays as it was.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The 1 of a 1/3 that is being typed is not meant.
        self.setKeyboardTracking(False)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed that a formula may become; what it comes to is seen at its end."""
        states, bare = QValidator.State, self._bare(text)
        if bare.isdecimal() and self.minimum() <= int(bare[:20]) <= self.maximum():
            return states.Acceptable, text, place
        state = states.Intermediate if len(text) <= MOST_CHARACTERS else states.Invalid
        return state, text, place

    def fixup(self, text: str) -> str:
        """Turn a formula into its number, or say why it is none that may stand here."""
        bare = self._bare(text)
        try:
            number = read_value(bare)
        except EngineError as error:
            self.refused.emit(str(error))
            return text
        if not isinstance(number, float) or not number.is_integer():
            self.refused.emit(self.tr("“{0}” is not a whole number").format(bare))
        elif not self.minimum() <= number <= self.maximum():
            told = self.tr("A number from {0} to {1} is needed")
            self.refused.emit(told.format(self.minimum(), self.maximum()))
        else:
            return f"{int(number)}{self.suffix()}"
        return text

    def _bare(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()
