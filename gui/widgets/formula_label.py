"""A formula in the window: typeset as soon as it can be, readable text until then."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QStyle, QWidget

from gui.theme import Theme, manager
from gui.typesetting import Formula, formula_size, plain_latex, typesetter

__all__ = ["FormulaLabel"]

_SMALLEST_SIZE = 9.0
_TOKEN = re.compile(r"\\textcolor\{([a-z_]+)\}")


def _in_theme(latex: str, theme: Theme) -> str:
    """LaTeX with the colours of a theme in place of its tokens."""

    def colour(match: re.Match[str]) -> str:
        token = match[1]
        return rf"\textcolor{{{theme.tokens.get(token, theme.hex('text'))}}}"

    return _TOKEN.sub(colour, latex)


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
    ) -> None:
        super().__init__(parent)
        self._latex = ""
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

    def set_formula(self, latex: str, text: str) -> None:
        """Show another formula.

        Parameters
        ----------
        latex
            What is typeset.
        text
            The same in plain characters.
        """
        if latex == self._latex and text == self.text():
            return
        self._latex = latex
        self.setText(text)
        self.setAccessibleName(text)
        self._refresh()

    def set_formula_size(self, pixels: float) -> None:
        """Change the height of the letters' em."""
        self._size = pixels
        self._refresh()

    def formula_picture(self) -> QPixmap | None:
        """Answer the picture as it is shown now, `None` while there is only text."""
        natural = formula_size(self._themed_latex(), self._size)
        if natural is None or natural.width() <= self._room():
            return self._picture(self._size)
        fitting = self._size * self._room() / natural.width()
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
            return
        area = self.contentsRect()
        size = picture.deviceIndependentSize().toSize()
        place = QStyle.alignedRect(self.layoutDirection(), self.alignment(), size, area)
        if place.width() > area.width():
            place.moveLeft(area.left())
        painter = QPainter(self)
        try:
            if not self.isEnabled():
                painter.setOpacity(0.5)
            painter.drawPixmap(place.topLeft(), picture)
        finally:
            painter.end()

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
        menu = QMenu(self)
        as_latex = menu.addAction(self.tr("Copy as LaTeX"))
        as_latex.setEnabled(bool(self._latex))
        as_latex.triggered.connect(self.copy_latex)
        as_text = menu.addAction(self.tr("Copy as Text"))
        as_text.triggered.connect(self.copy_text)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the LaTeX with the usual key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_latex()
        else:
            super().keyPressEvent(event)

    def copy_latex(self) -> None:
        """Put the LaTeX, without colours, on the clipboard."""
        QGuiApplication.clipboard().setText(plain_latex(self._latex))

    def copy_text(self) -> None:
        """Put the plain text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def _room(self) -> int:
        return max(1, self.contentsRect().width())

    def _themed_latex(self) -> str:
        return _in_theme(self._latex, manager().theme)

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
