"""FormulaMenu: a formula taken elsewhere, in the notation that is wanted there or as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMenu, QWidget

from engine.errors import EngineError
from gui.theme import manager
from gui.typesetting import formula_size, formula_svg, plain_latex

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from engine.calculus.tree import Tree

__all__ = ["Copied", "FormulaMenu"]

_MARGIN = 6.0
_LARGEST_SIDE = 8192
_IN_LINES = r"\begin"


class Copied(NamedTuple):
    """A formula that may be copied.

    Attributes
    ----------
    latex
        With or without colours.
    drawn
        The same in the colours of the theme, its numbers as they are shown.
    text
        In plain characters.
    tree
        The formula itself, where it is known.
    size
        Height of its letters' em in pixels, for a picture.
    """

    latex: str
    drawn: str
    text: str
    tree: Tree | None
    size: float


class FormulaMenu(QMenu):
    """The ways to copy a formula; what cannot be said in a notation is disabled with the reason."""

    def __init__(self, formula: Copied, parent: QWidget) -> None:
        super().__init__(parent)
        self._formula = formula
        self.setToolTipsVisible(True)
        self._offer("latex", self.tr("Copy as LaTeX"), plain_latex(formula.latex))
        self._offer("text", self.tr("Copy as Text"), formula.text)
        if formula.tree is not None:
            self._offer_notations(formula.tree)
        elif _IN_LINES not in formula.latex:
            from engine.calculus.notation_mathml import latex_to_mathml

            markup = latex_to_mathml(plain_latex(formula.latex))
            self._offer("mathml", self.tr("Copy as {0}").format("MathML"), markup)
        self.addSeparator()
        picture = self.addAction(self.tr("Copy as Picture"))
        picture.setObjectName("copy_picture")
        picture.setEnabled(formula_size(formula.drawn, formula.size) is not None)
        self.triggered.connect(self._copy)

    def _offer(self, name: str, text: str, written: str) -> QAction:
        action = self.addAction(text)
        action.setObjectName(f"copy_{name}")
        action.setData(written)
        action.setEnabled(bool(written))
        return action

    def _offer_notations(self, tree: Tree) -> None:
        from engine.calculus.notations import NOTATIONS, written

        for notation in NOTATIONS:
            if notation.name in {"latex", "text"}:
                continue
            text = self.tr("Copy as {0}").format(notation.title)
            try:
                self._offer(notation.name, text, written(tree, notation.name))
            except EngineError as error:
                self._offer(notation.name, text, "").setToolTip(error.message)

    def _copy(self, action: QAction) -> None:
        if action.objectName() != "copy_picture":
            QGuiApplication.clipboard().setText(action.data())
            return
        picture = _picture_of(self._formula, self.devicePixelRatioF())
        if picture is not None:
            clipboard = QGuiApplication.clipboard()
            # The data that this makes are none of Python's: Qt destroys them at the end, when
            # Python is no more.
            clipboard.setImage(picture.image)
            clipboard.mimeData().setData("image/svg+xml", picture.svg)


class _Picture(NamedTuple):
    """A formula drawn on the ground of the theme."""

    image: QImage
    svg: QByteArray


def _picture_of(formula: Copied, ratio: float) -> _Picture | None:
    """Return a formula as pixels and as SVG; None if it is only text.

    Parameters
    ----------
    ratio
        Device pixels per pixel.
    """
    theme = manager().theme
    svg = formula_svg(formula.drawn, formula.size, theme.hex("text"))
    natural = formula_size(formula.drawn, formula.size)
    if svg is None or natural is None:
        return None
    around = QRectF(0, 0, natural.width() + 2 * _MARGIN, natural.height() + 2 * _MARGIN)
    size = (around.size() * ratio).toSize()
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        return None
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme.colour("card"))
    drawing = QByteArray(svg.encode())
    painter = QPainter(image)
    try:
        inner = around.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        QSvgRenderer(drawing).render(painter, inner)
    finally:
        painter.end()
    return _Picture(image, drawing)
