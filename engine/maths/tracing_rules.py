"""Rules for nodes, where those for numbers choose by a value what stays true only at that value.

A number needs its derivative at one point, a node at every point: it may be differentiated again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from engine.maths.tracing import Tracing
    from engine.operation import Rule

__all__ = ["VJPS"]

_MOST = 1_000
"""Elements whose products without one another are written down as a square array."""


def _product_vjp(m: Tracing, g: Any, y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    """Multiply, for each element, all others: no zero among them needs an exception."""
    shape = np.shape(x)
    count = int(np.prod(shape))
    if count > _MOST or (axis is not None and len(shape) > 1):
        from engine.operation import get_operation

        rule = get_operation("product").vjp
        assert rule is not None
        flows: tuple[Any, ...] = rule(m, g, y, x, axis=axis)
        return flows
    rows = m.broadcast(m.reshape(x, (count,)), (count, count))
    others = m.product(m.where(np.eye(count), 1.0, rows), 1)
    return (m.spread(g, x, axis) * m.reshape(others, shape),)


VJPS: dict[str, Rule] = {"product": _product_vjp}
"""By the name of the operation, what takes the place of its own ``vjp``."""
