"""What is shown in LaTeX means, read as a textbook's formula, what it was printed from."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.latex.expression import parse_latex_expression
from engine.operation import all_operations
from engine.program import parse
from engine.tape import record

OPERATIONS = [
    operation
    for operation in all_operations()
    # As a product, 0·ln 0 is not 0.
    if operation.vjp is None and operation.name != "xlogy"
]
NUMBERS = st.sampled_from([0.5, -2.0, 3.0, 2.0, 1e30, math.e])
LEAVES = st.one_of(st.sampled_from(["x", "y", "w1"]).map(Name), NUMBERS.map(Number))


@st.composite
def applications(draw: st.DrawFn, parts: st.SearchStrategy[Tree]) -> Tree:
    operation = draw(st.sampled_from(OPERATIONS))
    count = draw(st.integers(2, 3)) if operation.variadic else len(operation.ports)
    return Apply(operation.name, tuple(draw(parts) for _ in range(count)))


def value_of(tree: Tree) -> float:
    graph = parse(f"x = 0.3; y = 1.7; w1 = -0.6\nresult = 1*({to_text(tree)})")
    return float(np.asarray(record(graph).evaluate(gradient=False).value("result")))


# The same formulas each time: some operations are more exact than what their formula says, and a
# difference of two such could be anything.
@settings(derandomize=True)
@given(st.recursive(LEAVES, applications, max_leaves=8))
def test_the_value_is_kept(tree: Tree) -> None:
    value = value_of(tree)
    if not math.isfinite(value) or abs(value) > 1e6:
        return
    read = parse_latex_expression(to_latex(tree))
    found = value_of(read)
    # An operation that is stable where its formula overflows is why it is one.
    assert not math.isfinite(found) or math.isclose(found, value, rel_tol=1e-6, abs_tol=1e-6), (
        to_text(read)
    )
