"""Formulas at random, each at a point where it is smooth, and a check of its whole derivation.

Seeded, so that a number names a formula, and without Hypothesis, so that thousands are quick.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.calculus.derivation import Derivation
from engine.calculus.derivation_rows import Detail, rows
from engine.calculus.interning import walk_distinct
from engine.calculus.notation import number_text
from engine.calculus.point_value import Point
from engine.calculus.printing import to_text
from engine.calculus.slope_mark import replace_marks
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.maths.numeric import Numeric
from engine.operation import get_operation
from engine.program import parse
from engine.ridders import ridders
from engine.tape import record
from tests.engine.random_graphs import SCALAR_OPERATIONS

if TYPE_CHECKING:
    from engine.calculus.derivation_rows import Row
    from engine.values import Array

PRECISION = 1e-7
LARGEST = 1e6
"""Beyond it digits cancel that nobody can compare."""

COMMON = ("add", "subtract", "multiply", "divide", "power", "negate")
NUMBERS = (-3.0, -2.0, -1.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, math.e, math.pi)
OPERATIONS = tuple(operation.name for operation in SCALAR_OPERATIONS)


class Ordinary(NamedTuple):
    """A formula, and a point at which all of it is smooth."""

    tree: Tree
    values: dict[str, float]


def ordinary_formula(number: int) -> Ordinary:
    """Return the formula of that number."""
    chance = np.random.default_rng(number)
    while True:
        tree = _tree(chance, int(chance.integers(1, 9)))
        values = {name: float(chance.uniform(-2.5, 2.5)) for name in ("x", "y")}
        if "x" in names_in(tree) and _is_ordinary(tree, values):
            return Ordinary(tree, values)


def _tree(chance: np.random.Generator, size: int) -> Tree:
    """Return a formula of about so many operations."""
    if size < 1:
        leaf = chance.integers(5)
        return Number(float(chance.choice(NUMBERS))) if leaf == 4 else Name("xxxy"[leaf])
    name = str(chance.choice(COMMON if chance.random() < 0.4 else OPERATIONS))
    operation = get_operation(name)
    count = int(chance.integers(2, 4)) if operation.variadic else len(operation.ports)
    shares = chance.multinomial(size - 1, [1 / count] * count)
    return Apply(name, tuple(_tree(chance, int(share)) for share in shares))


def _is_ordinary(tree: Tree, values: dict[str, float]) -> bool:
    """Whether everything is finite, not huge, and away from where a slope is chosen."""
    numbers, slopes = _numbers(tree, values)
    sizes = [*numbers.values(), *slopes.values()]
    if not all(abs(size) < LARGEST for size in sizes):
        return False
    near = {name: value * (1 + 1e-6) for name, value in values.items()}
    for point in (values, near):
        found, _ = _numbers(tree, point)
        seen: dict[int, bool] = {}
        for part in walk_distinct(tree, seen):
            seen[id(part)] = True
            if isinstance(part, Apply) and not _is_smooth(part, found):
                return False
    return True


def _is_smooth(part: Apply, numbers: dict[int, float]) -> bool:
    operation = get_operation(part.operation)
    given = operation.full_attributes(dict(part.attributes))
    operands = [np.float64(numbers[id(operand)]) for operand in part.operands]
    if part.operation == "power" and operands[0] <= 0:
        # Where only a whole exponent has a power, none that varies has a slope.
        return bool(operands[0]) and isinstance(part.operands[1], Number)
    if (part.operation == "product" and not operands[0]) or (
        part.operation == "binary_cross_entropy" and operands[0] in (0, 1)
    ):
        # The textbook's formula divides by it.
        return False
    conditions = (*operation.kinks, *operation.domain, *operation.poles)
    return all(np.all(it.where(Numeric(), *operands, **given)) for it in conditions)


def _numbers(tree: Tree, values: dict[str, float]) -> tuple[dict[int, float], dict[int, float]]:
    """Return the value and the slope in x of each part, by the numerical rules of the records."""
    m, numbers, slopes = Numeric(), dict[int, float](), dict[int, float]()
    varies: dict[int, bool] = {}
    with np.errstate(all="ignore"):
        for part in walk_distinct(tree, numbers):
            if isinstance(part, Apply):
                operands = [np.float64(numbers[id(operand)]) for operand in part.operands]
                operation = get_operation(part.operation)
                given = operation.full_attributes(dict(part.attributes))
                value = np.float64(operation.forward(m, *operands, **given))
                slope = 0.0
                for place, operand in enumerate(part.operands):
                    if varies[id(operand)]:
                        partial = operation.partial(place).numbers
                        more = operation.partial_arguments(place)
                        slope += slopes[id(operand)] * float(
                            partial(m, value, *operands, **given, **more)
                        )
                numbers[id(part)], slopes[id(part)] = float(value), slope
                varies[id(part)] = any(varies[id(operand)] for operand in part.operands)
            else:
                numbers[id(part)] = part.value if isinstance(part, Number) else values[part.text]
                varies[id(part)] = part == Name("x")
                slopes[id(part)] = float(varies[id(part)])
    return numbers, slopes


def problem_with(found: Ordinary) -> str:
    """Check a whole derivation; return what is wrong with it, or nothing.

    The result is compared with reverse mode and with Ridders' differences of the function's
    values; each row's two sides with one another, and with the numerical rules.
    """
    tree, values = found
    numbers, slopes = _numbers(tree, values)
    scale = max(1.0, *map(abs, numbers.values()), *map(abs, slopes.values()))
    derivation, point = Derivation(tree, "x"), Point(values)
    by_rules = point.value(derivation.derivative)
    by_reverse = _reverse(tree, values)
    if not _agree(by_rules, by_reverse, scale):
        return f"{to_text(tree)}: {by_rules} by rules, {by_reverse} by reverse mode"
    by_differences = _differences(found, scale, by_rules)
    if not _agree(by_rules, by_differences, scale):
        return f"{to_text(tree)}: {by_rules} by rules, {by_differences} by differences"
    for row in rows(derivation, Detail.FULL):
        left, right = _left_side(row, point, slopes), _right_side(row, point, derivation)
        if not _agree(left, right, scale):
            return f"{row.text}: {left} on the left, {right} on the right"
    return ""


def _differences(found: Ordinary, scale: float, expected: float) -> float:
    """Return the slope by Ridders' method; what is expected where that has no clear answer."""
    at = np.array([found.values["x"]])
    estimate = ridders(lambda at: _along_x(*found, at), at)
    slope, off = float(estimate.derivative[0]), float(estimate.uncertainty[0])
    if not off < PRECISION * scale or abs(slope - expected) < 10 * off:
        return expected
    # Steps over many jumps may feign a slope, which the nearest two values know nothing of.
    step = 1e-6
    one, other = _along_x(*found, at + step), _along_x(*found, at - step)
    nearest = float((one - other)[0]) / (2 * step)
    return expected if abs(nearest - expected) < 1e-4 * scale else slope


def _agree(one: float, other: float, scale: float) -> bool:
    return math.isclose(one, other, rel_tol=PRECISION, abs_tol=PRECISION * scale)


def _left_side(row: Row, point: Point, slopes: dict[int, float]) -> float:
    """Compute the left side of a row, its mark by the numerical rules."""
    if row.reason:
        return point.value(row.before)
    assert isinstance(row.before, Apply)
    part, wrt = row.before.operands
    letters = row.step.letters if row.step else {}
    if not letters:
        return slopes[id(part)]
    assert isinstance(part, Apply)
    assert isinstance(wrt, Name)
    inner = {name: point.value(tree) for name, tree in letters.items()}
    operands = [Point({**point.at, **inner}).value(operand) for operand in part.operands]
    operation = get_operation(part.operation)
    given = operation.full_attributes(dict(part.attributes))
    operands_there = [np.float64(operand) for operand in operands]
    with np.errstate(all="ignore"):
        value = operation.forward(Numeric(), *operands_there, **given)
        place = part.operands.index(wrt)
        more: dict[str, Any] = {**given, **operation.partial_arguments(place)}
        return float(operation.partial(place).numbers(Numeric(), value, *operands_there, **more))


def _right_side(row: Row, point: Point, derivation: Derivation) -> float:
    """Compute the right side of a row, its marks by what the rules make of them."""
    letters = row.step.letters if row.step else {}
    if letters:
        inner = {name: point.value(tree) for name, tree in letters.items()}
        return Point({**point.at, **inner}).value(row.after)

    def number(mark: Apply) -> Tree:
        return Number(point.value(derivation.derivative_of(mark.operands[0])))

    return point.value(replace_marks(row.after, number))


def _reverse(tree: Tree, values: dict[str, float]) -> float:
    names = dict.fromkeys(names_in(tree))
    given = [f"input {name} = {number_text(values[name])}" for name in names]
    graph = parse("; ".join([*given, f"result = {to_text(tree, assigned=names)}"]))
    return float(np.asarray(record(graph).evaluate().gradient("x")))


def _along_x(tree: Tree, values: dict[str, float], at: Array) -> Array:
    """Compute a formula for many values of x at once."""
    m, found = Numeric(1), dict[int, Any]()
    with np.errstate(all="ignore"):
        for part in walk_distinct(tree, found):
            if isinstance(part, Apply):
                operation = get_operation(part.operation)
                given = operation.full_attributes(dict(part.attributes))
                operands = [found[id(operand)] for operand in part.operands]
                found[id(part)] = operation.forward(m, *operands, **given)
            else:
                number = part.value if isinstance(part, Number) else values[part.text]
                is_x = isinstance(part, Name) and part.text == "x"
                found[id(part)] = at.ravel() if is_x else np.full(at.size, number)
    return np.reshape(found[id(tree)], at.shape)
