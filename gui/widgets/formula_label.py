"""A formula in the window: typeset as soon as it can be, readable text until then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QStyle, QWidget

from gui.theme import Theme, manager
from gui.typesetting import Formula, formula_size, plain_latex, typesetter
from gui.value_text import local_latex, local_text

if TYPE_CHECKING:
    from engine.calculus.tree import Tree

__all__ = ["FormulaLabel", "frame_focus"]

_SMALLEST_SIZE = 9.0
_TOKEN = re.compile(r"\\textcolor\{([a-z_]+)\}")


def _in_theme(latex: str, theme: Theme) -> str:
    """LaTeX with the colours of a theme in place of its tokens."""

    def colour(match: re.Match[str]) -> str:
        token = match[1]
        return rf"\textcolor{{{theme.tokens.get(token, theme.hex('text'))}}}"

    return _TOKEN.sub(colour, latex)


def frame_focus(painter: QPainter, area: QRect) -> None:
    """Draw the frame of what the keyboard is led to."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(manager().theme.colour("focus"), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 5, 5)


class FormulaLabel(QLabel):
    r"""Shows a formula, smaller if it has to be, in the colours of the theme.

    Parts take a token of the theme as their colour: ``coloured("x", "value")``. The text stands in
    until the picture is ready and where the formula cannot be typeset; it is also what a screen
    reader says.
    """

    def __init__(
        self,
        latex: str = "",
        text: str = "",
        parent: QWidget | None = None,
        *,
        size: float = 18.0,
        token: str = "text",
        fits_height: bool = False,
    ) -> None:
        super().__init__(parent)
        self._latex = self._text = ""
        self._tree: Tree | None = None
        self._fits_height = fits_height
        self._size = size
        self._token = token
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        typesetter().ready.connect(self._formula_ready)
        manager().changed.connect(self._theme_changed)
        self.set_formula(latex, text)

    @property
    def latex(self) -> str:
        """The formula, with its colours."""
        return self._latex

    @property
    def plain(self) -> str:
        """The formula in plain characters, its numbers with a point."""
        return self._text

    @property
    def tree(self) -> Tree | None:
        """The formula itself, where it is known."""
        return self._tree

    def set_formula(self, latex: str, text: str, tree: Tree | None = None) -> None:
        """Show another formula.

        Parameters
        ----------
        latex
            What is typeset.
        text
            The same in plain characters.
        tree
            The formula itself, so that it can be copied in other notations.
        """
        self._tree = tree
        if (latex, text) != (self._latex, self._text):
            self._latex, self._text = latex, text
            self.write_anew()

    def write_anew(self) -> None:
        """Show the formula with its numbers as they are to be written by now."""
        shown = local_text(self._text)
        self.setText(shown)
        self.setAccessibleName(shown)
        self._refresh()

    def set_formula_size(self, pixels: float) -> None:
        """Change the height of the letters' em."""
        self._size = pixels
        self._refresh()

    def formula_picture(self) -> QPixmap | None:
        """Answer the picture as it is shown now, `None` while there is only text."""
        natural = formula_size(self._themed_latex(), self._size)
        share = 1.0 if natural is None else self._share(natural)
        if share >= 1.0:
            return self._picture(self._size)
        fitting = self._size * share
        # Quarter pixels, so that dragging a splitter does not fill the cache.
        return self._picture(max(_SMALLEST_SIZE, int(fitting * 4) / 4))

    def sizeHint(self) -> QSize:
        """Size of the whole formula."""
        natural = formula_size(self._themed_latex(), self._size)
        if natural is None:
            return super().sizeHint()
        margins = self.contentsMargins()
        return QSize(
            int(natural.width()) + 1 + margins.left() + margins.right(),
            int(natural.height()) + 1 + margins.top() + margins.bottom(),
        )

    def minimumSizeHint(self) -> QSize:
        """As high as the formula; narrower, it is drawn smaller."""
        return QSize(48, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or the text while there is none."""
        picture = self.formula_picture()
        if picture is None:
            super().paintEvent(event)
        painter = QPainter(self)
        try:
            if picture is not None:
                self._draw(painter, picture)
            if self.hasFocus() and self.focusPolicy() & Qt.FocusPolicy.TabFocus:
                frame_focus(painter, self.rect())
        finally:
            painter.end()

    def _draw(self, painter: QPainter, picture: QPixmap) -> None:
        area = self.contentsRect()
        size = picture.deviceIndependentSize().toSize()
        place = QStyle.alignedRect(self.layoutDirection(), self.alignment(), size, area)
        if place.width() > area.width():
            place.moveLeft(area.left())
        painter.setOpacity(1.0 if self.isEnabled() else 0.5)
        painter.drawPixmap(place.topLeft(), picture)
        painter.setOpacity(1.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the whole formula in a tip where it does not fit."""
        super().resizeEvent(event)
        self._show_tip()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the formula."""
        menu = self.copy_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def copy_menu(self) -> QMenu:
        """Menu that copies the formula; the caller deletes it."""
        from gui.widgets.formula_copy import Copied, FormulaMenu

        themed = self.themed(self._latex)
        return FormulaMenu(Copied(self._latex, themed, self._text, self._tree, self._size), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the LaTeX with the usual key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_latex()
        else:
            super().keyPressEvent(event)

    def copy_latex(self) -> None:
        """Put the LaTeX, without colours, on the clipboard."""
        QGuiApplication.clipboard().setText(plain_latex(self._latex))

    def _share(self, natural: QSizeF) -> float:
        """Return how much of its natural size a formula has room for."""
        share = self._room() / natural.width()
        if self._fits_height:
            share = min(share, self.contentsRect().height() / natural.height())
        return share

    def _room(self) -> int:
        return max(1, self.contentsRect().width())

    def themed(self, latex: str) -> str:
        """LaTeX with the colours of the theme, and with numbers as they are to be written."""
        return _in_theme(local_latex(latex), manager().theme)

    def _themed_latex(self) -> str:
        return self.themed(self._latex)

    def _picture(self, size: float) -> QPixmap | None:
        if not self._latex:
            return None
        colour = manager().theme.hex(self._token)
        return typesetter().request(self._themed_latex(), size, colour, self.devicePixelRatioF())

    def _formula_ready(self, formula: Formula) -> None:
        if formula.latex == self._themed_latex():
            self._refresh()

    def _theme_changed(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        if self._latex:
            self._picture(self._size)
        self.updateGeometry()
        self._show_tip()
        self.update()

    def _show_tip(self) -> None:
        natural = formula_size(self._themed_latex(), self._size)
        smallest = self._room() * self._size / _SMALLEST_SIZE
        clipped = natural is not None and natural.width() > smallest
        self.setToolTip(self.text() if clipped else "")
