"""Local partial: the slope of one operation towards one operand, in any maths namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.maths.interpret import interpret
from engine.override import OWN_VALUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.calculus.tree import Tree
    from engine.operation import Operation

__all__ = ["local_partial"]


def local_partial(
    m: Any,
    operation: Operation,
    attributes: Mapping[str, Any],
    index: int,
    result: Any,
    operands: Sequence[Any],
    override: Tree | None = None,
) -> Any:
    """Return the local partial with respect to the operand at `index`.

    Parameters
    ----------
    attributes
        All of the operation's, as `Operation.full_attributes` gives them.
    result, operands
        What the operation made of what, in whatever `m` computes with.
    override
        A formula in place of the operation's own partial.

    Examples
    --------
    >>> from engine.maths.numeric import Numeric
    >>> from engine.operation import get_operation
    >>> local_partial(Numeric(), get_operation("divide"), {}, 1, 3.0, [6.0, 2.0])
    -1.5
    """
    if override is not None:
        ports = operation.port_names(len(operands))
        return interpret(
            override, m, {OWN_VALUE: result, **dict(zip(ports, operands, strict=True))}
        )
    extra = operation.partial_arguments(index)
    return operation.partial(index).numbers(m, result, *operands, **attributes, **extra)
