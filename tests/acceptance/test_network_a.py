"""Network A three ways: drawn by mouse, from the examples, from program text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLineEdit

from engine import parse
from engine.document_format import Contents
from engine.layout import laid_out
from tests.acceptance.person import CONTROL, Person
from tests.networks import GRADIENTS_A, LOSSES_A, NETWORK_A, VALUES_A

if TYPE_CHECKING:
    from engine.graph import Graph
    from gui.window import MainWindow


def check_numbers(window: MainWindow) -> None:
    """The graph's numbers are those verified for Network A."""
    run = window.document.evaluation
    assert run is not None
    assert {name: run.value(name) for name in VALUES_A} == pytest.approx(VALUES_A)
    assert {name: run.gradient(name) for name in GRADIENTS_A} == pytest.approx(GRADIENTS_A)
    graph = window.document.graph
    flows = [run.contribution(edge) for edge in graph.edges_out_of(graph.resolve("x"))]
    assert sorted(flows) == pytest.approx([-0.25, 0.0625])


def draw(person: Person) -> None:
    """Draw Network A with the mouse, on an empty canvas."""
    places = {
        "x": ("input", 0, 336, "1"),
        "y": ("input", 672, 384, "1"),
        "w1": ("parameter", 0, 96, "0.5"),
        "b1": ("parameter", 144, 0, "-0.5"),
        "w2": ("parameter", 456, 0, "-2"),
    }
    ids = {}
    for name, (operation, x, y, value) in places.items():
        ids[name] = person.add(operation, x, y)
        person.rename(ids[name], name)
        person.set_value(ids[name], value)
    operations = {
        "m1": ("multiply", 168, 192),
        "z1": ("add", 336, 108),
        "o1": ("sigmoid", 504, 120),
        "m2": ("multiply", 672, 48),
        "o": ("add", 672, 228),
        "yhat": ("sigmoid", 840, 228),
        "L": ("squared_error", 864, 384),
    }
    for name, (operation, x, y) in operations.items():
        ids[name] = person.add(operation, x, y)
        person.rename(ids[name], name)
    for source, target, port in (
        ("w1", "m1", "x1"),
        ("x", "m1", "x2"),
        ("m1", "z1", "x1"),
        ("b1", "z1", "x2"),
        ("z1", "o1", "x"),
        ("w2", "m2", "x1"),
        ("o1", "m2", "x2"),
        ("x", "o", "x1"),
        ("m2", "o", "x2"),
        ("o", "yhat", "x"),
        ("yhat", "L", "prediction"),
        ("y", "L", "target"),
    ):
        person.connect(ids[source], ids[target], port)


def test_drawn_by_mouse(person: Person, window: MainWindow) -> None:
    person.press(Qt.Key.Key_N, CONTROL)
    assert len(window.document.graph) == 0
    window.canvas.reset_zoom()
    window.canvas.navigator.centre_on(QPointF(500, 240))
    draw(person)
    person.click("button_run_forward")
    assert window.playhead.annotations is not None
    assert not window.playhead.annotations.gradients.any()
    person.click("button_run_backward")
    check_numbers(window)


def test_opened_from_the_examples(window: MainWindow) -> None:
    window.files.open_example("one-neuron-skip")
    window.document.ensure_evaluated()
    check_numbers(window)


def test_built_from_program_text(window: MainWindow) -> None:
    window.document.show(Contents(laid_out(parse(NETWORK_A))), None)
    check_numbers(window)


def values(graph: Graph) -> dict[str, float]:
    return {name: float(graph.find(name).value or 0.0) for name in ("w1", "b1", "w2")}


def test_steps_of_descent(person: Person, window: MainWindow) -> None:
    rate = window.findChild(QLineEdit, "learning_rate")
    assert rate is not None
    rate.setFocus()
    person.type("0.1")
    person.press(Qt.Key.Key_Return)
    person.click("button_run_backward")
    before = values(window.document.graph)
    person.click("apply_step")
    expected = {"w1": 0.4875, "b1": -0.5125, "w2": -1.9875}
    assert values(window.document.graph) == pytest.approx(expected)
    person.click("apply_step")
    person.click("apply_step")
    assert window.document.losses() == pytest.approx(LOSSES_A, abs=1e-9)
    for _ in range(3):
        person.press(Qt.Key.Key_Z, CONTROL)
    assert values(window.document.graph) == before
    assert window.document.losses() == []
