"""Groups from the keyboard alone, and what they leave as it was: every number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from engine.document_format import dump, load_contents

if TYPE_CHECKING:
    from pathlib import Path

    from gui.window import MainWindow
    from tests.acceptance.person import Person

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def numbers(window: MainWindow) -> tuple[object, object]:
    window.document.ensure_evaluated()
    run = window.document.evaluation
    assert run is not None
    return dict(run.values), dict(run.gradients)


def entered(window: MainWindow) -> tuple[str, ...]:
    return window.document.entered


def test_a_group_is_made_closed_entered_left_and_undone_by_keys(
    person: Person, window: MainWindow, tmp_path: Path
) -> None:
    before, file = numbers(window), dump(window.document.contents)
    person.focus_canvas()
    window.document.select([person.node("z1").id, person.node("o1").id])
    person.press(Qt.Key.Key_G, CONTROL)
    person.type("Hidden neuron")
    person.press(Qt.Key.Key_Return)
    (group,) = window.document.graph.groups.values()
    assert group.title == "Hidden neuron"
    person.press(Qt.Key.Key_C, CONTROL | SHIFT)
    assert window.document.graph.groups[group.id].is_collapsed
    person.press(Qt.Key.Key_Return)
    assert entered(window) == (group.id,)
    person.press(Qt.Key.Key_Up, ALT)
    assert entered(window) == ()
    person.press(Qt.Key.Key_Down, ALT)
    assert entered(window) == (group.id,)
    person.press(Qt.Key.Key_Escape)
    assert entered(window) == ()
    assert numbers(window) == before
    path = tmp_path / "grouped.chainrule"
    window.document.save(path)
    assert dump(load_contents(path)) == dump(window.document.contents)
    person.press(Qt.Key.Key_G, CONTROL | SHIFT)
    assert not window.document.graph.groups
    while window.document.undo_stack.canUndo():
        person.press(Qt.Key.Key_Z, CONTROL)
    assert dump(window.document.contents) == file
