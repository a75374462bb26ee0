"""Tracing maths: the same rules as nodes of a graph.

What a rule does to numbers is written down as operations on the nodes of a `Sketch`, so that a
derivative becomes a piece of graph.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.maths.numeric import Numeric
from engine.maths.sketch import Operand, Traced, known, plain
from engine.maths.tracing_tensors import TracingTensors
from engine.operation import find_operation

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Tracing"]

_NAMES = {"log": "ln", "maximum": "max", "minimum": "min", "log_base": "log"}
"""Functions of the rules that go by another name than their operation."""


class Tracing(TracingTensors):
    """The nodes of a sketch as a maths namespace.

    Every function that has an operation of its name becomes a node of that operation.

    Examples
    --------
    >>> from engine.maths.sketch import Sketch
    >>> from engine.node import Node
    >>> sketch = Sketch(iter("abc"))
    >>> x = sketch.know(Node("x", "input"), (), ())
    >>> _ = Tracing(sketch).sin(2.0 * x)
    >>> [node.operation for node in sketch.nodes], float(Tracing(sketch).sin(0.0))
    (['multiply', 'sin'], 0.0)
    """

    pi = math.pi
    e = math.e
    infinity = math.inf

    def __getattr__(self, name: str) -> Callable[..., Operand]:
        operation = find_operation(_NAMES.get(name, name))
        numbers = getattr(Numeric(), name, None)
        if name.startswith("__") or (operation is None and numbers is None):
            raise AttributeError(f"no operation computes “{name}”")

        def function(*arguments: Operand, **attributes: Any) -> Operand:
            if numbers is not None and not any(isinstance(item, Traced) for item in arguments):
                with np.errstate(all="ignore"):
                    return numbers(*map(plain, arguments), **attributes)
            if operation is None:
                raise EngineError(f"no operation computes “{name}”")
            count = len(arguments) if operation.variadic else len(operation.ports)
            names = [item.name for item in operation.attributes]
            rest = dict(zip(names, arguments[count:], strict=False))
            return self.sketch.apply(operation.name, *arguments[:count], **rest, **attributes)

        # Found without a search the next time.
        setattr(self, name, function)
        return function

    # ------------------------------------------------------------------ choosing

    def where(self, condition: Operand, yes: Operand, no: Operand) -> Operand:
        """Choose by a condition."""
        if not isinstance(condition, Traced):
            if np.ndim(condition) == 0:
                return yes if condition else no
            condition = np.asarray(condition) * 1.0
        elif condition.is_indicator:
            if _same(yes, no):
                return yes
            if known(yes, 1.0) and known(no, 0.0):
                return condition
            if known(yes, 0.0) and known(no, 1.0):
                return ~condition
            turned = self.sketch.negated(condition)
            if turned is not None:
                condition, yes, no = turned, no, yes
        return self.sketch.apply("where", condition, yes, no)

    def magnitude(self, x: Operand) -> Operand:
        """Return |x| by choosing, so that inside a smooth function it has a slope at 0 too."""
        return self.where(self.less(x, 0.0), -x, x) if isinstance(x, Traced) else np.abs(x)

    def less(self, a: Operand, b: Operand) -> Operand:
        """Return the condition a < b."""
        if not isinstance(a, Traced) and not isinstance(b, Traced):
            return np.less(a, b)
        return self.sketch.apply("less", a, b)

    def equal(self, a: Operand, b: Operand) -> Operand:
        """Return the condition a = b."""
        if not isinstance(a, Traced) and not isinstance(b, Traced):
            return np.equal(a, b)
        return self.sketch.equal(a, b)

    # ------------------------------------------------------------------ functions of several nodes

    @staticmethod
    def real(x: Operand) -> Operand:
        """Return a node as it is: all are real."""
        return x

    def gaussian(self, x: Operand) -> Operand:
        """Return exp(−x²)."""
        return self.exp(-self.square(x))

    def normal_density(self, x: Operand) -> Operand:
        """Return the density of the standard normal distribution."""
        return self.exp(-0.5 * self.square(x)) / math.sqrt(2.0 * math.pi)


def _same(one: Operand, other: Operand) -> bool:
    return isinstance(one, Traced) and isinstance(other, Traced) and one.id == other.id
