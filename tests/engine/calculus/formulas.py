"""Formulas at random, and what their derivatives are by other means than derivations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from engine import parse
from engine.calculus.interning import walk_distinct
from engine.calculus.notation import number_text
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.maths.numeric import Numeric
from engine.operation import get_operation
from engine.ridders import ridders
from engine.tape import record
from tests.engine.random_graphs import SCALAR_OPERATIONS, is_regular

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.evaluation import Evaluation
    from engine.operation import Operation
    from engine.values import Array

X, Y = Name("x"), Name("y")

COMMON = tuple(
    operation
    for operation in SCALAR_OPERATIONS
    if operation.name in {"add", "subtract", "multiply", "divide", "power", "negate"}
)
"""What formulas are mostly made of, and what has rules of its own."""

NUMBERS = st.one_of(
    st.integers(-4, 6).map(float), st.sampled_from([0.5, -0.5, 1.5, 2.25, math.e, math.pi])
)
LEAVES = st.one_of(st.just(X), st.just(X), st.just(Y), NUMBERS.map(Number))
COORDINATES = st.floats(-2.5, 2.5).filter(lambda number: abs(number) > 0.05)
POINTS = st.fixed_dictionaries({"x": COORDINATES, "y": COORDINATES})


@st.composite
def _applied(draw: st.DrawFn, parts: st.SearchStrategy[Tree]) -> Tree:
    operation: Operation = draw(
        st.one_of(st.sampled_from(COMMON), st.sampled_from(SCALAR_OPERATIONS))
    )
    count = draw(st.integers(2, 3)) if operation.variadic else len(operation.ports)
    return Apply(operation.name, tuple(draw(parts) for _ in range(count)))


FORMULAS = st.recursive(LEAVES, _applied, max_leaves=10)


def reverse_run(tree: Tree, values: Mapping[str, float]) -> Evaluation | None:
    """Differentiate by reverse mode; None where there is nothing regular to compare with."""
    names = dict.fromkeys(names_in(tree))
    given = [f"input {name} = {number_text(values[name])}" for name in names]
    graph = parse("; ".join([*given, f"result = {to_text(tree, assigned=names)}"]))
    if graph.output is None:
        return None
    run = record(graph).evaluate()
    return run if is_regular(run) else None


def is_at_kink(tree: Tree, values: Mapping[str, float]) -> bool:
    """Whether a slope was chosen somewhere: textbooks' formulas hold where none was."""
    point, seen = Point(values), dict[int, bool]()
    for part in walk_distinct(tree, seen):
        seen[id(part)] = True
        if isinstance(part, Apply):
            operation = get_operation(part.operation)
            operands = [np.float64(point.value(operand)) for operand in part.operands]
            given = operation.full_attributes(dict(part.attributes))
            if not all(np.all(it.where(Numeric(), *operands, **given)) for it in operation.kinks):
                return True
    return False


def slope(tree: Tree, wrt: str, values: Mapping[str, float]) -> tuple[float, float] | None:
    """Return a derivative by reverse mode, and the size of what was added and cancelled in it."""
    if not isinstance(tree, Apply) or wrt not in names_in(tree):
        return (float(isinstance(tree, Name) and tree.text == wrt), 1.0)
    run = None if is_at_kink(tree, values) else reverse_run(tree, values)
    if run is None:
        return None
    sizes = [np.abs(part).max(initial=1.0) for part in (run.primal, run.flow, run.partial)]
    return float(np.asarray(run.gradient(wrt))), float(max(sizes))


def ridders_slope(tree: Tree, wrt: str, values: Mapping[str, float]) -> tuple[float, float]:
    """Return a derivative by Ridders' method, and how far it may be off."""

    def function(at: Array) -> Array:
        # One at a time: an array would be one operand to operations that reduce arrays.
        found = [Point({**values, wrt: float(number)}).value(tree) for number in at.flat]
        return np.reshape(found, at.shape)

    found = ridders(function, np.array([values[wrt]]))
    return float(found.derivative[0]), float(found.uncertainty[0])
