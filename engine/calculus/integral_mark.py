"""Integral marks: an antiderivative that is still to be worked out, inside of a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.notation import latex_name, plain_name
from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Name, Tree
from engine.calculus.walk import fold

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MARK", "integral_of", "replace_integrals", "row_latex", "row_text"]

MARK = "integral"
"""Stands where an operation's name does; no number can be computed by it."""


def integral_of(integrand: Tree, wrt: str) -> Apply:
    """Return the mark for an antiderivative with respect to a name.

    >>> row_text(2 * integral_of(Name("x") ** 2, "x") + 1)
    '2*∫ x^2 dx + 1'
    """
    return Apply(MARK, (integrand, Name(wrt)))


def replace_integrals(tree: Tree, replace: Callable[[Tree, str], Tree]) -> Tree:
    """Replace the marks of a formula, from left to right.

    Parameters
    ----------
    replace
        ``replace(integrand, wrt)``: what comes in the place of a mark.
    """

    def combine(part: Tree, operands: list[Tree]) -> Tree:
        if not isinstance(part, Apply):
            return part
        if part.operation == MARK:
            integrand, wrt = operands
            assert isinstance(wrt, Name)
            return replace(integrand, wrt.text)
        return Apply(part.operation, tuple(operands), part.attributes)

    return fold(tree, combine)


def row_text(tree: Tree) -> str:
    """Write a formula as program text, its marks as ``∫ … dx``."""

    def named(integrand: Tree, wrt: str) -> Tree:
        inner = f"({to_text(integrand)})" if _is_loose(integrand) else to_text(integrand)
        return Name(f"∫ {inner} d{plain_name(wrt)}")

    return to_text(replace_integrals(tree, named))


def row_latex(tree: Tree) -> str:
    r"""Write a formula in LaTeX, its marks as integrals.

    >>> print(row_latex(2 * integral_of(Name("x") + 1, "x")))
    2 \int \left(x + 1\right) \, dx
    """
    latex: dict[str, str] = {}

    def named(integrand: Tree, wrt: str) -> Tree:
        written = to_latex(integrand)
        inner = rf"\left({written}\right)" if _is_loose(integrand) else written
        text = f"{MARK} {len(latex)}"
        latex[text] = rf"\int {inner} \, d{latex_name(wrt)}"
        return Name(text)

    return to_latex(replace_integrals(tree, named), latex)


def _is_loose(integrand: Tree) -> bool:
    """Whether an integrand needs parentheses between the integral sign and the differential."""
    return isinstance(integrand, Apply) and integrand.operation in {"add", "subtract"}
