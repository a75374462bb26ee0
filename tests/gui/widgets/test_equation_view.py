"""An equation is aligned at its sign, keeps its room, and lights up when pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QEnterEvent, QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QMenu

from engine.explanation import Line
from engine.pieces import Piece
from gui.formula_drawing import draw
from gui.theme import manager
from gui.typesetting import coloured, typesetter
from gui.widgets.equation_view import EquationView, aligned_latex, equation_latex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

EQUALS = Piece("=", "=")
FRACTION = Piece(r"\frac{a}{b}", "a/b")
RESULT = Line(None, EQUALS, Piece(coloured("-0.5", "gradient"), "−0.5"), is_result=True)
LINES = (
    Line(FRACTION, EQUALS, Piece("x + y", "x + y")),
    Line(None, EQUALS, Piece("1 - 1.5", "1 − 1.5")),
    RESULT,
)


@pytest.fixture
def view(qapp: QApplication, qtbot: QtBot) -> Iterator[EquationView]:
    manager().choose("light")
    result = EquationView()
    qtbot.addWidget(result)
    result.resize(300, 200)
    result.show()
    qtbot.waitExposed(result)
    yield result
    typesetter().stop()
    manager().choose("light")
    qapp.setStyleSheet("")


def test_the_latex_of_its_labels() -> None:
    assert equation_latex(LINES) == (
        r"\frac{a}{b}",
        r"\frac{a}{b} = x + y",
        "= 1 - 1.5",
        "=",
        r"\textcolor{gradient}{-\textbf{0.5}}",
    )


def test_an_equation_of_one_line_has_all_in_it() -> None:
    only = Line(Piece("w_{1}", "w₁"), EQUALS, Piece("2", "2"), is_result=True)
    assert equation_latex([only]) == ("w_{1}", "w_{1} =", r"\textbf{2}")


def test_a_result_of_several_numbers_stands_in_the_frame_alone() -> None:
    vector = Piece(r"\left(-1,\; -2\right)", "(−1, −2)")
    lines = (LINES[0], Line(None, EQUALS, vector, is_result=True))
    assert equation_latex(lines)[-2:] == ("=", r"\left(-\textbf{1},\; -\textbf{2}\right)")


def test_it_says_the_whole_equation_to_a_screen_reader(view: EquationView) -> None:
    view.set_equation("Towards a", LINES)
    assert view.accessibleName() == "a/b = x + y; = 1 − 1.5; = −0.5"
    assert view.heading.text() == "Towards a"


def test_the_signs_stand_below_one_another(qtbot: QtBot, view: EquationView) -> None:
    view.set_equation("", LINES)
    qtbot.waitUntil(lambda: not typesetter().busy)
    qtbot.waitUntil(lambda: view.indent > 0)
    size = view.left.natural_size()
    assert size is not None
    assert view.indent == round(size.width())
    second, third = view.bodies[1], view.lead
    qtbot.waitUntil(lambda: second.x() - view.bodies[0].x() == view.indent)
    assert third.x() == second.x()


def test_room_is_kept_for_what_is_not_typeset_yet(
    view: EquationView, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    view.set_equation("", LINES)
    waiting = view.sizeHint().height()
    qtbot.waitUntil(lambda: not typesetter().busy)
    assert abs(view.sizeHint().height() - waiting) <= 12


def test_fewer_lines_hide_the_labels_that_are_left_over(view: EquationView) -> None:
    view.set_equation("", LINES)
    view.set_equation("", [LINES[0], RESULT])
    assert [body.isVisible() for body in view.bodies] == [True, False]
    view.set_equation("", LINES)
    assert [body.isVisible() for body in view.bodies] == [True, True]


def test_the_frame_has_the_colour_of_the_result(qtbot: QtBot, view: EquationView) -> None:
    view.set_equation("", LINES)
    qtbot.waitUntil(lambda: not typesetter().busy)
    image = view.result.grab().toImage()
    colours = {image.pixelColor(x, 1).name().upper() for x in range(image.width())}
    assert manager().theme.hex("gradient").upper() in colours


def test_it_is_silent_until_it_is_made_responsive(view: EquationView) -> None:
    spy = QSignalSpy(view.hovered)
    here = QPointF(4, 4)
    QApplication.sendEvent(view, QEnterEvent(here, here, here))
    assert spy.count() == 0
    lit = [view.is_lit]
    view.set_responsive(True)
    QApplication.sendEvent(view, QEnterEvent(here, here, here))
    lit.append(view.is_lit)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert [*lit, view.is_lit] == [False, True, False]
    assert [spy.at(0)[0], spy.at(1)[0]] == [True, False]


def test_a_larger_text_makes_larger_formulas(qtbot: QtBot, view: EquationView) -> None:
    view.set_equation("", LINES)
    qtbot.waitUntil(lambda: not typesetter().busy)
    before = view.result.natural_size()
    size = manager().text_size
    manager().set_text_size(size + 6)
    after = view.result.natural_size()
    manager().set_text_size(size)
    assert before is not None
    assert after is not None
    assert after.width() > before.width()


def test_the_whole_equation_is_copied(view: EquationView, qtbot: QtBot) -> None:
    view.set_equation("", LINES)
    menu = view.copy_menu()
    copied = []
    for name in ("copy_latex", "copy_text"):
        action = menu.findChild(QAction, name)
        assert action is not None
        action.trigger()
        copied.append(QGuiApplication.clipboard().text())
    latex, text = copied
    assert latex == (
        r"\begin{aligned} \frac{a}{b} &= x + y \\  &= 1 - 1.5 \\  &= {-0.5} \end{aligned}"
    )
    assert text == "a/b = x + y\n= 1 − 1.5\n= −0.5"
    assert draw(view.lead.themed(aligned_latex(LINES))) is not None


def test_the_menu_of_the_equation_opens_by_keyboard(view: EquationView) -> None:
    view.set_equation("", LINES)
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus
    view.setFocus(Qt.FocusReason.TabFocusReason)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint(40, 50))
    QApplication.sendEvent(view, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()


def test_the_focus_can_be_seen(view: EquationView) -> None:
    view.set_equation("", LINES)
    view.clearFocus()
    without = view.grab().toImage()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.hasFocus()
    assert view.grab().toImage() != without
