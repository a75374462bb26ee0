"""A formula label shows text, then the picture, in whatever room it has."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu

from engine.calculus.tree import Apply, Name
from engine.expression import parse_expression
from gui import typesetting
from gui.formula_drawing import draw
from gui.theme import load_theme, manager
from gui.typesetting import coloured, typeset, typesetter
from gui.widgets.formula_label import FormulaLabel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

LATEX = rf"\frac{{{coloured('a', 'value')}}}{{{coloured('b', 'gradient')}}} + c"
LONG = " + ".join(rf"\frac{{x_{{{n}}}}}{{y}}" for n in range(12))


@pytest.fixture
def label(qapp: QApplication, qtbot: QtBot) -> Iterator[FormulaLabel]:
    manager().choose("light")
    result = FormulaLabel()
    qtbot.addWidget(result)
    yield result
    typesetter().stop()
    manager().choose("light")
    qapp.setStyleSheet("")


def settle(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not typesetter().busy)


def shown_colours(label: FormulaLabel) -> set[str]:
    image = label.grab().toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


def test_text_stands_in_until_the_picture_is_ready(
    label: FormulaLabel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def draw_when_told(latex: str) -> None:
        go_on.wait()
        draw(latex)

    monkeypatch.setattr(typesetting, "draw", draw_when_told)
    label.set_formula(r"\text{stand in}^3", "stand in ³")
    assert label.formula_picture() is None
    assert label.text() == "stand in ³"
    before = label.sizeHint()
    go_on.set()
    settle(qtbot)
    assert label.formula_picture() is not None
    assert label.sizeHint() != before


def test_the_picture_is_what_is_painted(label: FormulaLabel, qtbot: QtBot) -> None:
    label.set_formula(LATEX, "a/b + c")
    label.set_formula_size(48)
    settle(qtbot)
    label.resize(label.sizeHint())
    light = load_theme("light")
    expected = {light.hex(token) for token in ("value", "gradient", "text")}
    assert expected <= shown_colours(label)


def test_another_theme_repaints_it_at_once(label: FormulaLabel, qtbot: QtBot) -> None:
    label.set_formula(LATEX, "a/b + c")
    label.set_formula_size(48)
    settle(qtbot)
    label.resize(label.sizeHint())
    manager().choose("dark")
    assert not typesetter().busy
    dark, light = load_theme("dark"), load_theme("light")
    expected = {dark.hex(token) for token in ("value", "gradient", "text")}
    assert expected <= shown_colours(label)
    assert light.hex("gradient") not in shown_colours(label)


@pytest.mark.usefixtures("label")
def test_the_colour_of_the_rest_can_be_chosen(qtbot: QtBot) -> None:
    label = FormulaLabel("x", "x", size=60, token="loss")
    qtbot.addWidget(label)
    settle(qtbot)
    label.resize(label.sizeHint())
    assert load_theme("light").hex("loss") in shown_colours(label)


def test_an_unknown_token_is_drawn_as_text(label: FormulaLabel, qtbot: QtBot) -> None:
    label.set_formula(coloured("x", "mauve"), "x")
    label.set_formula_size(60)
    settle(qtbot)
    label.resize(label.sizeHint())
    assert load_theme("light").hex("text") in shown_colours(label)


def test_what_cannot_be_typeset_stays_text(label: FormulaLabel, qtbot: QtBot) -> None:
    label.set_formula(r"\frac{broken", "broken")
    hint = label.sizeHint()
    settle(qtbot)
    assert label.formula_picture() is None
    assert label.sizeHint() == hint
    label.resize(hint)
    assert len(shown_colours(label)) > 1


def test_a_narrow_label_draws_it_smaller(label: FormulaLabel) -> None:
    typeset(LONG, 18, "#000000")
    label.set_formula(LONG, "a long sum")
    whole = label.sizeHint()
    label.resize(whole)
    full = label.formula_picture()
    label.resize(int(whole.width() * 0.7), whole.height())
    smaller = label.formula_picture()
    assert full is not None
    assert smaller is not None
    assert smaller.width() <= label.width()
    assert smaller.width() > 0.8 * label.width()
    assert label.toolTip() == ""


def test_it_never_gets_too_small_to_read_but_says_the_rest_in_a_tip(label: FormulaLabel) -> None:
    typeset(LONG, 18, "#000000")
    label.set_formula(LONG, "a long sum")
    label.show()
    label.resize(60, 40)
    picture = label.formula_picture()
    assert picture is not None
    assert picture.width() > label.width()
    assert label.toolTip() == "a long sum"
    assert label.minimumSizeHint().width() < 60
    assert label.grab().width() == 60
    label.resize(label.sizeHint())
    assert label.toolTip() == ""


def test_a_disabled_formula_is_paler(label: FormulaLabel) -> None:
    typeset("x", 60, "#000000")
    label.set_formula("x", "x")
    label.set_formula_size(60)
    label.resize(label.sizeHint())
    assert load_theme("light").hex("text") in shown_colours(label)
    label.setEnabled(False)
    assert load_theme("light").hex("text") not in shown_colours(label)


def test_a_screen_reader_says_the_text(label: FormulaLabel) -> None:
    label.set_formula("x^2", "x squared")
    assert label.accessibleName() == "x squared"
    label.set_formula("x^3", "x cubed")
    assert label.accessibleName() == "x cubed"
    assert label.latex == "x^3"


def test_an_empty_formula_is_empty(label: FormulaLabel) -> None:
    label.set_formula("x", "x")
    label.set_formula("", "")
    assert label.formula_picture() is None
    assert isinstance(label.grab().toImage(), QImage)


def test_the_formula_can_be_copied_as_latex_or_as_text(label: FormulaLabel) -> None:
    label.set_formula(LATEX, "a/b + c")
    menu = label.copy_menu()
    as_latex, as_text = menu.actions()[:2]
    assert [as_latex.text(), as_text.text()] == ["Copy as LaTeX", "Copy as Text"]
    as_latex.trigger()
    assert QGuiApplication.clipboard().text() == r"\frac{{a}}{{b}} + c"
    as_text.trigger()
    assert QGuiApplication.clipboard().text() == "a/b + c"


def test_the_usual_key_copies_and_others_are_left_alone(label: FormulaLabel, qtbot: QtBot) -> None:
    label.set_formula("y^2", "y²")
    qtbot.keyClick(label, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier)
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "y^2"


def test_the_context_menu_opens_where_it_was_asked_for(label: FormulaLabel) -> None:
    label.set_formula("x", "x")
    label.show()
    place = QPoint(70, 90)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(label, QContextMenuEvent(reason, QPoint(1, 1), place))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.pos() == place
    assert [action.objectName() for action in menu.actions()] == [
        "copy_latex",
        "copy_text",
        "copy_mathml",
        "",
        "copy_picture",
    ]
    menu.close()


def test_a_formula_that_is_known_is_copied_in_every_notation(label: FormulaLabel) -> None:
    tree = parse_expression("sin(x)^2/2")
    label.set_formula(r"\frac{\sin^2 x}{2}", "sin(x)^2/2", tree)
    menu = label.copy_menu()
    copied = {}
    for action in menu.actions():
        if action.text() and action.isEnabled():
            action.trigger()
            copied[action.text()] = QGuiApplication.clipboard().text()
    assert copied["Copy as LaTeX"] == r"\frac{\sin^2 x}{2}"
    assert copied["Copy as Text"] == "sin(x)^2/2"
    assert copied["Copy as Python"] == "np.sin(x)**2/2"
    assert copied["Copy as SymPy"] == "sp.sin(x)**2/2"
    assert copied["Copy as MathML"].startswith("<math")


def test_what_a_notation_cannot_say_is_disabled_with_the_reason(label: FormulaLabel) -> None:
    label.set_formula("d", "d", Apply("derivative", (Name("y"), Name("x"))))
    (python,) = [item for item in label.copy_menu().actions() if item.text() == "Copy as Python"]
    assert not python.isEnabled()
    assert python.toolTip() != python.text()


def test_a_picture_is_copied_as_pixels_and_as_svg(label: FormulaLabel) -> None:
    typeset("x^2", 40, "#000000")
    label.set_formula("x^2", "x²")
    label.set_formula_size(40)
    picture = label.copy_menu().findChild(QAction, "copy_picture")
    assert picture is not None
    picture.trigger()
    mime = QGuiApplication.clipboard().mimeData()
    image = QImage(mime.imageData())
    shown = label.sizeHint()
    assert abs(image.deviceIndependentSize().width() - shown.width()) < 20
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(12, 40)}
    light = load_theme("light")
    assert {light.hex("card").lower(), light.hex("text").lower()} <= colours
    svg = bytes(mime.data("image/svg+xml").data()).decode()
    assert svg.startswith("<svg")
    assert light.hex("text") in svg


def test_what_is_only_text_has_no_picture(label: FormulaLabel) -> None:
    label.set_formula("", "nothing typeset")
    picture = label.copy_menu().findChild(QAction, "copy_picture")
    assert picture is not None
    assert not picture.isEnabled()


def test_a_formula_is_made_to_fit_the_height_where_that_is_wanted(qtbot: QtBot) -> None:
    typeset(r"\frac{a}{b}", 30, "#000000")
    label = FormulaLabel(r"\frac{a}{b}", "a/b", size=30, fits_height=True)
    qtbot.addWidget(label)
    label.resize(200, 40)
    picture = label.formula_picture()
    assert picture is not None
    assert 25 < picture.height() <= 40
