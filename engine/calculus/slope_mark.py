"""Slope marks: the derivative of a part that is still to be worked out, inside of a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.notation import latex_name, plain_name
from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Name, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MARK", "replace_marks", "row_latex", "row_text", "slope_of"]

MARK = "derivative"
"""Stands where an operation's name does; no number can be computed by it."""


def slope_of(part: Tree, wrt: str) -> Apply:
    """Return the mark for the derivative of a part with respect to a name.

    >>> row_text(slope_of(Name("x") ** 2, "x") + 1)
    'd/dx(x^2) + 1'
    """
    return Apply(MARK, (part, Name(wrt)))


def replace_marks(tree: Tree, replace: Callable[[Apply], Tree]) -> Tree:
    """Replace the marks of a formula, from left to right."""
    waiting: list[tuple[Tree, bool]] = [(tree, False)]
    done: list[Tree] = []
    while waiting:
        part, is_open = waiting.pop()
        if not isinstance(part, Apply):
            done.append(part)
        elif part.operation == MARK:
            done.append(replace(part))
        elif not is_open:
            waiting.append((part, True))
            waiting.extend((operand, False) for operand in reversed(part.operands))
        else:
            first = len(done) - len(part.operands)
            done[first:] = [Apply(part.operation, tuple(done[first:]), part.attributes)]
    return done[0]


def row_text(tree: Tree) -> str:
    """Write a formula as program text, its marks as ``d/dx(…)``."""

    def named(mark: Apply) -> Tree:
        part, wrt = mark.operands
        assert isinstance(wrt, Name)
        return Name(f"d/d{plain_name(wrt.text)}({to_text(part)})")

    return to_text(replace_marks(tree, named))


def row_latex(tree: Tree) -> str:
    r"""Write a formula in LaTeX, its marks as fractions of differentials.

    >>> print(row_latex(2 * slope_of(Name("x") ** 2, "x")))
    2 \cdot \frac{d}{dx}\left(x^{2}\right)
    """
    latex: dict[str, str] = {}

    def named(mark: Apply) -> Tree:
        part, wrt = mark.operands
        assert isinstance(wrt, Name)
        text = f"{MARK} {len(latex)}"
        latex[text] = rf"\frac{{d}}{{d{latex_name(wrt.text)}}}\left({to_latex(part)}\right)"
        return Name(text)

    return to_latex(replace_marks(tree, named), latex)
