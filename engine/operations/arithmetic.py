"""Sum, difference, product, quotient and negation."""

from __future__ import annotations

from typing import Any

from engine.operation import Condition, Operation, Partial

__all__ = ["OPERATIONS"]


def _add(_m: Any, *terms: Any) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _multiply(_m: Any, *factors: Any) -> Any:
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product


def _other_factors(m: Any, _y: Any, *factors: Any, index: int) -> Any:
    return _multiply(m, *(factor for place, factor in enumerate(factors) if place != index))


_DIVISOR_NOT_ZERO = Condition("b ≠ 0", lambda a, b: b != 0, "division by zero")

OPERATIONS = (
    Operation(
        name="add",
        family="arithmetic",
        title="Add",
        ports=("x1", "x2"),
        variadic=True,
        symbol="+",
        latex=" + ",
        infix="+",
        precedence=10,
        forward=_add,
        partials=(
            Partial(
                rule="sum rule",
                numbers=lambda m, y, *x, index: 1.0,
                formula=r"\frac{\partial}{\partial x_i}(x_1 + x_2 + \dots) = 1",
            ),
        ),
        summary="Adds its operands; the gradient passes to each of them unchanged.",
        doc="Takes two or more operands. Going back, addition copies: every operand receives the "
        "gradient of the sum.",
        source="Linearity of the derivative.",
        keywords=("plus", "sum"),
    ),
    Operation(
        name="subtract",
        family="arithmetic",
        title="Subtract",
        ports=("a", "b"),
        symbol="−",
        latex="{a} - {b>}",
        infix="-",
        precedence=10,
        forward=lambda m, a, b: a - b,
        partials=(
            Partial(
                rule="difference rule",
                numbers=lambda m, y, a, b: 1.0,
                formula=r"\frac{\partial}{\partial a}(a - b) = 1",
            ),
            Partial(
                rule="difference rule",
                numbers=lambda m, y, a, b: -1.0,
                formula=r"\frac{\partial}{\partial b}(a - b) = -1",
            ),
        ),
        summary="Subtracts b from a; the gradient reaches b with its sign turned.",
        doc="Going back, the first operand receives the gradient as it is and the second its "
        "negative.",
        source="Linearity of the derivative.",
        keywords=("minus", "difference"),
    ),
    Operation(
        name="multiply",
        family="arithmetic",
        title="Multiply",
        ports=("x1", "x2"),
        variadic=True,
        symbol="×",
        latex=r" \cdot ",
        infix="*",
        precedence=20,
        forward=_multiply,
        partials=(
            Partial(
                rule="product rule",
                numbers=_other_factors,
                formula=r"\frac{\partial}{\partial x_1}(x_1 \cdot x_2) = x_2",
            ),
        ),
        summary="Multiplies its operands; each receives the gradient times the other factors.",
        doc="Takes two or more operands, broadcasting arrays. Going back, multiplication swaps: "
        "the slope towards one factor is the product of the others.",
        source="Product rule.",
        keywords=("times", "product"),
    ),
    Operation(
        name="divide",
        family="arithmetic",
        title="Divide",
        ports=("a", "b"),
        symbol="÷",
        latex=r"\frac{{a!}}{{b!}}",
        infix="/",
        precedence=20,
        forward=lambda m, a, b: a / b,
        partials=(
            Partial(
                rule="constant multiple rule",
                numbers=lambda m, y, a, b: 1.0 / b,
                formula=r"\frac{\partial}{\partial a}\frac{a}{b} = \frac{1}{b}",
                condition="b ≠ 0",
            ),
            Partial(
                rule="quotient rule",
                # y/b instead of a/b²: b² overflows or vanishes long before the quotient does.
                numbers=lambda m, y, a, b: -(y / b),
                textbook=lambda m, y, a, b: -(a / m.power(b, 2)),
                formula=r"\frac{\partial}{\partial b}\frac{a}{b} = -\frac{a}{b^2}",
                condition="b ≠ 0",
            ),
        ),
        poles=(_DIVISOR_NOT_ZERO,),
        summary="Divides a by b.",
        doc="Division by zero gives an infinity, or nan for 0/0, and is reported; nothing stops.",
        source="Quotient rule.",
        keywords=("quotient", "over", "fraction", "reciprocal"),
    ),
    Operation(
        name="negate",
        family="arithmetic",
        title="Negate",
        ports=("x",),
        symbol="−x",
        latex="-{x>}",
        infix="-",
        precedence=25,
        forward=lambda m, x: -x,
        partials=(
            Partial(
                rule="constant multiple rule",
                numbers=lambda m, y, x: -1.0,
                formula=r"\frac{d}{dx}(-x) = -1",
            ),
        ),
        summary="Turns the sign, of the value and of the gradient.",
        doc="In program text the minus sign binds looser than a power: −x^2 is −(x^2).",
        source="Linearity of the derivative.",
        keywords=("minus", "neg", "opposite"),
    ),
    Operation(
        name="reciprocal",
        family="arithmetic",
        title="Reciprocal",
        ports=("x",),
        symbol="1/x",
        latex=r"\frac{1}{{x!}}",
        precedence=20,
        forward=lambda m, x: 1.0 / x,
        partials=(
            Partial(
                rule="power rule",
                numbers=lambda m, y, x: -(y * y),
                textbook=lambda m, y, x: -(1 / m.power(x, 2)),
                formula=r"\frac{d}{dx}\frac{1}{x} = -\frac{1}{x^2}",
                condition="x ≠ 0",
            ),
        ),
        poles=(Condition("x ≠ 0", lambda x: x != 0, "division by zero"),),
        summary="Divides 1 by a value.",
        doc="The same as 1/x, as one node. At 0 it gives an infinity, which is reported.",
        source="Power rule with the exponent −1.",
        keywords=("inverse", "over", "one over"),
    ),
)
