"""A formula in a row of the derive panel: typeset where it fits, else as text that breaks."""

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedLayout, QWidget

from engine.pieces import Piece
from gui.panels.derive_entry import Formula
from gui.theme import set_kind
from gui.typesetting import typesetter
from gui.value_text import local_text
from gui.widgets.equation_view import FormulaSpan

__all__ = ["FittedFormula"]

LONGEST_TYPESET = 2000
"""Characters of LaTeX; what is longer nobody reads as a formula, and it is never typeset."""

LONGEST_SHOWN = 700
_SMALLEST_SHARE = 0.62
"""How much smaller than usual a formula may be drawn before it is written as text."""

_BREAKS = str.maketrans({"*": "*\u200b", "/": "/\u200b", ")": ")\u200b", "·": "·\u200b"})


class FittedFormula(QWidget):
    """Shows a formula in the room that there is, and knows how high that makes it.

    Signals
    -------
    resized()
        It needs another height than before.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = 16.0
        self.span = FormulaSpan(parent=self)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        set_kind(self.words, "mono")
        stack = QStackedLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.span)
        stack.addWidget(self.words)
        self._stack = stack
        self._piece = Piece("", "")
        self._is_known = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        typesetter().ready.connect(self._formula_ready)

    def set_piece(self, piece: Piece) -> None:
        """Show another formula."""
        self._piece = piece
        tree = piece.tree if isinstance(piece, Formula) else None
        self.span.set_formula(piece.latex, piece.text, tree)
        shown = local_text(piece.text)
        if len(shown) > LONGEST_SHOWN:
            more = self.tr("… ({count} characters)").format(count=len(shown))
            shown = shown[:LONGEST_SHOWN] + more
        self.words.setText(shown.translate(_BREAKS))
        self.words.setAccessibleName(shown)
        self._choose()

    def set_size(self, pixels: float) -> None:
        """Change the height of the letters' em."""
        self._size = pixels
        self.span.set_formula_size(pixels)
        self._choose()

    def hasHeightForWidth(self) -> bool:
        """Text that breaks its lines has another height in another width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high it is in a width."""
        if self._fits(width):
            return self.span.sizeHint().height()
        return max(self.words.heightForWidth(width), self.words.sizeHint().height() // 4)

    def sizeHint(self) -> QSize:
        """As wide as the formula."""
        size = self.span.natural_size()
        wide = 400 if size is None else math.ceil(size.width())
        return QSize(wide, self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        """Narrower it is drawn smaller, or breaks its lines."""
        return QSize(48, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose how to show it in the new width."""
        super().resizeEvent(event)
        self._choose()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the formula, when it is written as text, too."""
        menu = self.span.copy_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _fits(self, width: int) -> bool:
        """Whether it can be typeset in a width, large enough to be read."""
        if not 0 < len(self.span.latex) <= LONGEST_TYPESET:
            return False
        size = self.span.natural_size()
        if size is None:
            # Not drawn yet: the text stands in for it on one line if it is short.
            return len(self._piece.text) <= max(20, width // 8)
        return size.width() * _SMALLEST_SHARE <= width

    def _choose(self) -> None:
        self._is_known = self.span.natural_size() is not None
        self._stack.setCurrentWidget(self.span if self._fits(self.width()) else self.words)

    def _formula_ready(self) -> None:
        if not self._is_known and self.span.natural_size() is not None:
            self._choose()
            self.updateGeometry()
            self.resized.emit()
