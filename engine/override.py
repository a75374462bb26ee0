"""Override: a formula in place of an operation's local derivative.

Textbooks approximate, straight-through estimators pretend: a node may say what its slope towards a
port is to be. The formula speaks of the node's ports by name and of its own value as ``y``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.tree import Tree, names_in
from engine.errors import ExpressionError
from engine.expression import parse_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OWN_VALUE", "parse_override"]

OWN_VALUE = "y"


def parse_override(formula: str, ports: Sequence[str]) -> Tree:
    """Read an overriding formula for a node with these ports.

    Raises
    ------
    ExpressionError
        When it is no formula, or speaks of anything but the ports and ``y``.

    Examples
    --------
    >>> from engine.calculus.printing import to_text
    >>> to_text(parse_override("y*(1-y)", ["x"]))
    'y*(1 - y)'
    >>> parse_override("z", ["x"])
    Traceback (most recent call last):
    ...
    engine.errors.ExpressionError: “z” is neither a port (x) nor y, the node's own value
    """
    tree = parse_expression(formula)
    for name in names_in(tree):
        if name not in ports and name != OWN_VALUE:
            listed = ", ".join(ports)
            raise ExpressionError(
                f"“{name}” is neither a port ({listed}) nor y, the node's own value"
            )
    return tree
