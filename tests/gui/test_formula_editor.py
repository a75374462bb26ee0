"""What is typed in the formula bar is echoed, refused with its place, or becomes the graph."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.document_format import Contents, dump
from engine.edits import Disconnect, SetNode
from engine.graph import Node
from engine.layout import laid_out
from engine.listing import print_program
from engine.program import parse
from engine.reformulation import Reformulation, reformulation
from gui import formula_editor
from gui.formula_reading import LONG
from gui.typesetting import typesetter
from tests.gui.formula_bench import Bench, bench_of, wait_for_echo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gui.widgets.formula_field import FormulaField


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    yield from bench_of(qtbot)


def test_what_is_typed_is_echoed_typeset(bench: Bench) -> None:
    bench.type("L = tanh(o)/y")
    assert bench.echo.isVisible()
    assert bench.echo.formula.latex == r"L = \frac{\tanh o}{y}"
    assert "Enter applies" in bench.echo.note.text()
    assert bench.field.mistake == 0
    corner = bench.echo.mapToGlobal(bench.echo.rect().topLeft())
    assert corner.y() > bench.field.mapToGlobal(bench.field.rect().bottomLeft()).y()


LONG_FORMULA = "L = " + " + ".join(f"sin({number}*o)" for number in range(2, 200))


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Lets a formula be read that waits for that."""
    go_on = threading.Event()

    def read_when_told(*arguments: Any, **options: Any) -> Reformulation:
        go_on.wait(30)
        return reformulation(*arguments, **options)

    monkeypatch.setattr(formula_editor, "reformulation", read_when_told)
    return go_on


def begin_to_read(bench: Bench, qtbot: QtBot, text: str) -> None:
    bench.bar.edit()
    qtbot.waitUntil(lambda: not bench.reading.is_running)
    bench.field.setText("")
    bench.field.insert(text)
    bench.field.textEdited.emit(text)
    qtbot.waitUntil(lambda: bench.reading.is_running)


def test_a_long_formula_is_read_beside_the_window(
    bench: Bench, qtbot: QtBot, go_on: threading.Event
) -> None:
    assert len(LONG_FORMULA) > LONG
    go_on.set()
    bench.type("L = tanh(o)")
    go_on.clear()
    begin_to_read(bench, qtbot, LONG_FORMULA)
    assert bench.echo.formula.latex == r"L = \tanh o"
    go_on.set()
    wait_for_echo(bench.bar)
    assert bench.echo.formula.latex.startswith(r"L = \sin \left(2 o\right)")
    assert "new nodes" in bench.echo.note.text()
    begin_to_read(bench, qtbot, LONG_FORMULA + " +")
    wait_for_echo(bench.bar)
    assert bench.field.mistake == len(LONG_FORMULA) + 3


def test_a_formula_that_nobody_types_any_more_is_not_echoed(
    bench: Bench, qtbot: QtBot, go_on: threading.Event
) -> None:
    go_on.set()
    bench.type("L = tanh(o)")
    go_on.clear()
    begin_to_read(bench, qtbot, LONG_FORMULA)
    bench.press(Qt.Key.Key_Escape)
    assert not bench.reading.is_running
    go_on.set()
    QTest.qWait(50)
    assert not bench.echo.isVisible()


def test_the_echo_says_what_will_be_done(bench: Bench) -> None:
    bench.select("o")
    bench.type("p = tanh(w)*sin(exp(b))")
    told = bench.echo.note.text()
    assert "new nodes" in told
    assert "deletes " in told
    assert "z" in told
    assert "renames o to p" in told


def test_enter_applies_in_one_step_that_can_be_undone(bench: Bench) -> None:
    before = dump(bench.graph)
    steps = bench.document.undo_stack.count()
    bench.type("L = tanh(o)/y")
    bench.press(Qt.Key.Key_Return)
    assert print_program(bench.graph).splitlines()[-1] == "L = tanh(o)/y"
    assert bench.bar.text == "L = tanh(o)/y"
    assert not bench.bar.is_edited
    assert not bench.echo.isVisible()
    assert bench.document.undo_stack.count() == steps + 1
    assert bench.document.undo_stack.undoText() == "Edit the formula of L"
    bench.document.undo_stack.undo()
    assert dump(bench.graph) == before


def test_latex_is_taken_as_well(bench: Bench) -> None:
    bench.type(r"L = \left(\frac{o}{y} - 1\right)^2")
    assert bench.field.mistake == 0
    bench.press(Qt.Key.Key_Return)
    assert print_program(bench.graph).splitlines()[-1] == "L = (o/y - 1)^2"


def test_escape_leaves_everything_as_it_was(bench: Bench) -> None:
    before = dump(bench.graph)
    bench.type("L = 3*x")
    bench.press(Qt.Key.Key_Escape)
    assert dump(bench.graph) == before
    assert not bench.bar.is_edited
    assert bench.bar.shown.isVisible()
    assert bench.bar.text == "L = (o - y)^2"


def test_the_whole_equation_is_selected_for_whoever_pastes_one(bench: Bench) -> None:
    bench.bar.edit()
    assert bench.field.text() == "L = (o - y)^2"
    assert bench.field.selectedText() == "L = (o - y)^2"


def test_enter_on_what_was_there_does_nothing(bench: Bench) -> None:
    bench.type("L  =  (o-y)^2")
    assert "as it is" in bench.echo.note.text()
    bench.press(Qt.Key.Key_Return)
    assert not bench.bar.is_edited
    assert bench.document.undo_stack.count() == 0


def test_a_mistake_is_underlined_and_named_and_nothing_is_applied(bench: Bench) -> None:
    before = dump(bench.graph)
    bench.type("L = wibble(o)")
    assert bench.field.mistake == 5
    assert bench.echo.note.text().startswith("Column 5: there is no function “wibble”")
    assert bench.field.accessibleDescription() == bench.echo.note.text()
    assert not bench.echo.formula.isEnabled()
    bench.press(Qt.Key.Key_Return)
    assert bench.bar.is_edited
    assert dump(bench.graph) == before
    bench.type("L = o^2")
    assert bench.field.mistake == 0
    assert bench.echo.formula.isEnabled()


class _Formats(QObject):
    """Notes what a field is told to underline."""

    def __init__(self, field: FormulaField) -> None:
        super().__init__(field)
        self.marked: list[tuple[int, int]] = []
        field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            self.marked += [(item.start, item.length) for item in event.attributes()]
        return False


def test_the_underline_lies_under_the_word(bench: Bench) -> None:
    bench.bar.edit()
    field = bench.field
    field.setText("sin(wibble) + 1")
    field.setCursorPosition(2)
    formats = _Formats(field)
    field.show_mistake(5)
    assert formats.marked == [(2, 6)]
    field.show_mistake(16)
    assert formats.marked[1:] == [(12, 1)]
    field.show_mistake(0)
    assert len(formats.marked) == 2
    assert field.text() == "sin(wibble) + 1"


def test_a_cycle_is_refused_where_it_arises(bench: Bench) -> None:
    bench.select("x")
    bench.type("x = sin(z)")
    assert bench.field.mistake == 9
    assert "cycle" in bench.echo.note.text()


def test_leaving_the_field_applies_what_can_be_applied(bench: Bench) -> None:
    bench.type("L = o^4")
    bench.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    bench.settle()
    assert not bench.bar.is_edited
    assert print_program(bench.graph).splitlines()[-1] == "L = o^4"


def test_what_cannot_be_applied_stays_in_the_field(bench: Bench) -> None:
    bench.type("L = o^")
    bench.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    bench.settle()
    assert bench.field.isVisible()
    assert bench.field.text() == "L = o^"
    bench.select("z")
    assert not bench.field.isVisible()
    assert bench.bar.text == "z = w*x + b"


def test_another_window_in_front_ends_nothing(bench: Bench) -> None:
    bench.type("L = o^4")
    event = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(bench.field, event)
    assert bench.bar.is_edited


def test_a_formula_in_an_empty_document_is_a_graph(bench: Bench) -> None:
    bench.document.new()
    bench.settle()
    bench.type("y = sigmoid(w*x + b)")
    assert "new nodes" in bench.echo.note.text()
    bench.press(Qt.Key.Key_Return)
    assert [bench.graph.find(name).operation for name in "wxby"] == [
        "parameter",
        "input",
        "parameter",
        "sigmoid",
    ]
    assert bench.document.undo_stack.undoText() == "Add y"
    assert bench.bar.text == "y = sigmoid(w*x + b)"


@pytest.mark.parametrize("text", ["w = 2; y = w*x + 1", r"w = 2 \\ y = w \cdot x + 1"])
def test_a_whole_program_is_typed_into_an_empty_document(bench: Bench, text: str) -> None:
    bench.document.new()
    bench.settle()
    bench.type(text)
    assert "4 new nodes" in bench.echo.note.text()
    bench.press(Qt.Key.Key_Return)
    assert print_program(bench.graph).splitlines()[-1] == "y = w*x + 1"
    assert bench.graph.find("w").value == 2.0
    assert bench.bar.text == "y = w*x + 1"
    bench.document.undo_stack.undo()
    assert len(bench.graph) == 0


def test_a_new_node_keeps_clear_of_the_cards_that_are_there(bench: Bench) -> None:
    bench.select("o")
    bench.type("o = sigmoid(2*z)")
    bench.press(Qt.Key.Key_Return)
    nodes = bench.canvas.stage.diagram.nodes
    boxes = {node_id: nodes.boxes[row].tolist() for node_id, row in nodes.rows.items()}
    (new,) = [node.id for node in bench.graph.nodes() if node.attributes.get("x1") == 2.0]
    left, top, right, bottom = boxes.pop(new)
    for other in boxes.values():
        assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]


def test_a_new_node_keeps_clear_of_a_card_that_is_wider_than_most(bench: Bench) -> None:
    graph = parse("y = sin(x)")
    places = {"x": (-10.0, 100.0), "y": (600.0, 100.0)}
    for name, place in places.items():
        SetNode(graph.resolve(name), {"position": place}).apply(graph)
    wide = Node("wide", "input", "a_name_that_makes_the_card_wide", position=(130.0, 100.0))
    graph.insert(wide)
    graph.output = graph.resolve("y")
    bench.document.show(Contents(graph), None)
    bench.settle()
    nodes = bench.canvas.stage.diagram.nodes
    right = nodes.boxes[nodes.rows["wide"]].tolist()[2]
    bench.type("y = sin(2*x)")
    bench.press(Qt.Key.Key_Return)
    (new,) = [node for node in graph.nodes() if node.operation == "multiply"]
    assert new.position[0] >= right or abs(new.position[1] - 100) >= 84


def test_the_echo_makes_room_when_the_formula_is_typeset(bench: Bench, qtbot: QtBot) -> None:
    bench.type("L = tanh(o)/(y + exp(x)/(w - sin(b)/7))")
    qtbot.waitUntil(lambda: not typesetter().busy)
    bench.settle()
    assert bench.echo.formula.formula_picture() is not None
    assert bench.echo.formula.height() >= bench.echo.formula.sizeHint().height()


def test_a_document_that_is_opened_ends_the_typing(bench: Bench) -> None:
    bench.type("L = o^4")
    bench.document.new()
    bench.settle()
    assert not bench.bar.is_edited


def test_the_shortcut_comes_back_to_what_is_typed_already(bench: Bench) -> None:
    bench.type("L = o^")
    bench.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    bench.settle()
    bench.bar.edit()
    assert bench.field.text() == "L = o^"
    assert bench.field.hasFocus()


def test_what_has_no_formula_yet_is_given_one(bench: Bench) -> None:
    (edge,) = bench.graph.edges_into(bench.graph.resolve("o"))
    bench.document.perform(Disconnect(edge), "Cut")
    bench.select("o")
    bench.bar.edit()
    assert bench.field.text() == "o = "
    assert bench.echo.note.text().startswith("Type a formula")
    QTest.keyClicks(bench.field, "tanh(x)")
    bench.press(Qt.Key.Key_Return)
    assert bench.bar.text == "o = tanh(x)"


def test_leaving_what_was_not_touched_changes_nothing(bench: Bench) -> None:
    bench.bar.edit()
    bench.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    bench.settle()
    assert not bench.bar.is_edited
    assert bench.document.undo_stack.count() == 0


def test_the_echo_moves_with_the_window(bench: Bench) -> None:
    bench.type("L = " + " + ".join(["o"] * 60))
    wide = bench.echo.width()
    bench.window.resize(500, 600)
    wait_for_echo(bench.bar)
    assert bench.echo.width() < wide
    assert bench.echo.width() <= max(280, bench.field.width())


def test_a_new_formula_beside_others_is_shown(bench: Bench) -> None:
    graph = laid_out(parse("input x = 1; a = sin(x); b = cos(x)"))
    graph.output = None
    bench.document.show(Contents(graph), None)
    bench.settle()
    assert bench.bar.text == ""
    bench.type("c = a*b")
    bench.press(Qt.Key.Key_Return)
    assert bench.document.selection == {graph.resolve("c")}
    assert bench.document.undo_stack.undoText() == "Add c"
