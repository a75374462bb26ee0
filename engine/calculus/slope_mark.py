"""Slope marks: the derivative of a part that is still to be worked out, inside of a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.notation import latex_name, plain_name
from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Name, Tree
from engine.calculus.walk import fold
from engine.operation import find_operation

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MARK", "replace_marks", "row_latex", "row_text", "slope_of"]

MARK = "derivative"
"""Stands where an operation's name does; no number can be computed by it."""

_FUNCTION = 22
_POWER = 30
"""How tightly the operations bind that take what stands next to them."""


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
    """Write a formula as program text, its marks as ``d/dx(…)``.

    >>> row_text(1 / slope_of(Name("x"), "x") ** 2)
    '1/(d/dx(x))^2'
    """

    def named(mark: Apply) -> str:
        part, wrt = mark.operands
        assert isinstance(wrt, Name)
        return f"d/d{plain_name(wrt.text)}({row_text(part)})"

    return to_text(_with_names(tree, named, "({})", _takes_apart_in_text)[0])


def row_latex(tree: Tree) -> str:
    r"""Write a formula in LaTeX, its marks as fractions of differentials.

    >>> print(row_latex(2 * slope_of(Name("x") ** 2, "x")))
    2 \cdot \frac{d}{dx}\left(x^{2}\right)
    """

    def named(mark: Apply) -> str:
        part, wrt = mark.operands
        assert isinstance(wrt, Name)
        return rf"\frac{{d}}{{d{latex_name(wrt.text)}}}\left({row_latex(part)}\right)"

    marked, names = _with_names(tree, named, r"\left({}\right)", _takes_apart_in_latex)
    return to_latex(marked, names)


def _with_names(
    tree: Tree,
    named: Callable[[Apply], str],
    fence: str,
    takes_apart: Callable[[Apply, int], bool],
) -> tuple[Tree, dict[str, str]]:
    """Put names for the marks, in a fence where what stands around would take them apart.

    Returns
    -------
    tree, names
        The formula, and the names that were put, each standing for itself.
    """
    names: dict[str, str] = {}

    def replace(mark: Apply) -> Tree:
        text = named(mark)
        names[text] = text
        return Name(text)

    def combine(part: Tree, operands: list[Tree]) -> Tree:
        if not isinstance(part, Apply):
            return part
        for place, operand in enumerate(operands):
            if isinstance(operand, Name) and operand.text in names and takes_apart(part, place):
                text = fence.replace("{}", operand.text)
                names[text] = text
                operands[place] = Name(text)
        return Apply(part.operation, tuple(operands), part.attributes)

    return fold(replace_marks(tree, replace), combine), names


def _takes_apart_in_text(part: Apply, place: int) -> bool:
    """Whether ``d/dx(…)`` as that operand would be read as something else."""
    return part.operation == "power" or (part.operation == "divide" and place == 1)


def _takes_apart_in_latex(part: Apply, place: int) -> bool:
    """Whether a fraction of differentials would be, whose parenthesis is not the whole of it."""
    operation = find_operation(part.operation)
    if operation is None:
        return False
    is_base = operation.precedence == _POWER and operation.name != "exp" and place == 0
    return is_base or (operation.precedence == _FUNCTION and not operation.infix)
