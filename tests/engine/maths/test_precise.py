"""Many digits: the rules give the same numbers as doubles do, and more of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.maths.numeric import Numeric
from engine.maths.precise import Precise
from tests.engine.random_graphs import SCALAR_OPERATIONS

if TYPE_CHECKING:
    from engine.operation import Operation

POINTS = (-2.5, -1.0, -0.75, 0.0, 0.25, 1.0, 1.5, 3.0, 40.0)


OPERATIONS = [operation for operation in SCALAR_OPERATIONS if operation.family != "shape"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_each_operation_agrees_with_doubles(operation: Operation) -> None:
    m, attributes, compared = Precise(40), operation.full_attributes({}), 0
    chance = np.random.default_rng(11)
    for _ in range(80):
        x = [float(chance.choice(POINTS)) for _ in operation.ports]
        with np.errstate(all="ignore"):
            expected = float(operation.forward(Numeric(), *map(np.float64, x), **attributes))
        found = float(operation.forward(m, *map(m.number, x), **attributes))
        if not math.isnan(expected):
            # The double's own argument is rounded: tan(40) knows nothing of it, 1/cot(40) does.
            assert found == pytest.approx(expected, rel=1e-13, abs=1e-300), x
            compared += 1
        else:
            assert math.isnan(found), x
    assert compared > 5


def test_digits_that_doubles_have_not() -> None:
    m = Precise(50)
    third = m.number(1.0) / 3
    assert abs((third * 3 - 1).value) < 1e-49
    assert float(m.number(0.1) + m.number(0.2) - m.number(0.3)) == pytest.approx(0, abs=1e-50)
    assert float(m.sin(m.pi)) == pytest.approx(0, abs=1e-49)


def test_towers_of_exponentials_end() -> None:
    m = Precise(50)
    tower = m.number(10.0)
    for _ in range(6):
        tower = m.exp(tower)
    assert float(tower) == math.inf
    assert float(m.power(tower, m.number(-1.0))) == 0
    assert math.isnan(float(m.sin(tower)))
