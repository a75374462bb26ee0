"""Notations: one formula in each of the ways in which people want to take it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.interning import size_of
from engine.calculus.notation_mathml import latex_to_mathml
from engine.calculus.notation_python import in_python
from engine.calculus.notation_sympy import in_sympy
from engine.calculus.printing import LARGEST_WRITTEN
from engine.calculus.slope_mark import row_latex, row_text
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.calculus.tree import Tree

__all__ = ["NOTATIONS", "Notation", "written"]


class Notation(NamedTuple):
    """A way to write formulas: its name in code, its name for people, and its writer."""

    name: str
    title: str
    write: Callable[[Tree], str]


NOTATIONS = (
    Notation("text", "Program text", row_text),
    Notation("latex", "LaTeX", row_latex),
    Notation("python", "Python", in_python),
    Notation("sympy", "SymPy", in_sympy),
    Notation("mathml", "MathML", lambda tree: latex_to_mathml(row_latex(tree))),
)

_BY_NAME = {notation.name: notation for notation in NOTATIONS}


def written(tree: Tree, notation: str) -> str:
    r"""Write a formula in a notation.

    Parameters
    ----------
    tree
        The formula; in Python and SymPy without derivatives that are not worked out.
    notation
        The name of one of `NOTATIONS`.

    Raises
    ------
    EngineError
        When there is no such notation, when the formula is too long to be written out, or when
        an operation cannot be written in it, with its title and the reason.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> tree = parse_expression("sin(x)^2/2")
    >>> for notation in NOTATIONS[:4]:
    ...     print(written(tree, notation.name))
    sin(x)^2/2
    \frac{\left(\sin x\right)^{2}}{2}
    np.sin(x)**2/2
    sp.sin(x)**2/2
    """
    chosen = _BY_NAME.get(notation)
    if chosen is None:
        raise EngineError(f"there is no notation “{notation}”, only {', '.join(_BY_NAME)}")
    size = size_of(tree)
    if size > LARGEST_WRITTEN:
        raise EngineError(
            f"the formula takes {size} names, numbers and signs, too many to be written; "
            "give parts of it names of their own"
        )
    return chosen.write(tree)
