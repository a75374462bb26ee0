"""Local partials, in numbers and in nodes, by the record or by an override."""

from __future__ import annotations

import pytest

from engine.local_partial import local_partial
from engine.maths.numeric import Numeric
from engine.maths.sketch import Sketch
from engine.maths.tracing import Tracing
from engine.node import Node
from engine.operation import get_operation
from engine.override import parse_override


@pytest.mark.parametrize(
    ("name", "index", "operands", "slope"),
    [
        ("multiply", 0, [3.0, 5.0], 5.0),
        ("multiply", 2, [3.0, 5.0, 2.0], 15.0),
        ("divide", 1, [6.0, 2.0], -1.5),
        ("sigmoid", 0, [0.0], 0.25),
    ],
)
def test_the_slope_of_the_record(
    name: str, index: int, operands: list[float], slope: float
) -> None:
    operation = get_operation(name)
    attributes = operation.full_attributes({})
    m = Numeric()
    result = operation.forward(m, *operands, **attributes)
    assert local_partial(m, operation, attributes, index, result, operands) == slope


def test_an_override_speaks_of_ports_and_of_the_result() -> None:
    operation = get_operation("divide")
    tree = parse_override("y + 10*a + 100*b", ["a", "b"])
    assert local_partial(Numeric(), operation, {}, 0, 7.0, [1.0, 2.0], tree) == 217.0


def test_nodes_have_slopes_too() -> None:
    sketch = Sketch(iter("abc"))
    x = sketch.know(Node("x", "input"), (), ())
    y = sketch.know(Node("y", "sin"), (), [x])
    slope = local_partial(Tracing(sketch), get_operation("sin"), {}, 0, y, [x])
    assert (slope.id, [node.operation for node in sketch.nodes]) == ("a", ["cos"])
