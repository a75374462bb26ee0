"""Operation: the record that one operation fills in.

Everything the program knows about an operation stands in its record: how it computes, how it
differentiates, what it is called, how it is written and where it is defined. The palette, the
parser, the canvas, the explanations, the help pages and the parametrised tests read it from here.

The rules are written once over a maths namespace ``m`` (`engine.maths`) and plain operators, so
that the same row gives numbers, complex numbers for the complex step, and expression trees.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from engine.errors import EngineError, PortError

__all__ = [
    "ANY_NUMBER_OF_PORTS",
    "Attribute",
    "Condition",
    "Operation",
    "Partial",
    "Quick",
    "all_operations",
    "find_operation",
    "get_operation",
]

Operand: TypeAlias = Any
"""What a maths namespace computes with: floats, arrays, complex arrays or expression trees."""

Shape: TypeAlias = tuple[int, ...]
Rule: TypeAlias = Callable[..., Operand]

ANY_NUMBER_OF_PORTS = 64
"""How many operands a variadic operation takes at most."""


_PORTS = tuple(f"x{number}" for number in range(1, ANY_NUMBER_OF_PORTS + 1))
_PLACES = {port: place for place, port in enumerate(_PORTS)}
"""The ports of a variadic operation, and the place of each."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A constant that is part of an operation rather than an operand, such as an axis.

    Attributes
    ----------
    name
        Keyword in program text and in the file.
    kind
        ``"number"``, ``"axis"`` (an integer, or None for all axes), ``"shape"`` (a tuple of
        integers) or ``"flag"``.
    default
        The value when the person says nothing.
    summary
        One sentence for the help page and the inspector.
    """

    name: str
    kind: str
    default: float | int | bool | tuple[int, ...] | None
    summary: str

    def accepts(self, value: object) -> bool:
        """Whether a value is of the attribute's kind.

        >>> Attribute("axis", "axis", None, "").accepts(0)
        True
        >>> Attribute("axis", "axis", None, "").accepts(0.5)
        False
        """
        match self.kind:
            case "flag":
                return isinstance(value, bool)
            case "axis":
                return value is None or _is_whole(value)
            case "shape":
                return isinstance(value, tuple) and all(map(_is_whole, value))
            case _:
                return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Condition:
    """A predicate over the operands together with the sentence that states it.

    Attributes
    ----------
    text
        The condition as mathematics, such as ``x > 0``.
    holds
        ``holds(*x, **attributes)``: where it is true, elementwise over numpy arrays.
    message
        What to tell when it matters: why a domain was left, or which choice was made at a kink.
    whole
        It speaks of arrays as a whole, such as of a tie among their elements. Then `holds` takes
        the maths namespace before the operands, and answers for each element of one of them.
    """

    text: str
    holds: Callable[..., Any]
    message: str
    whole: bool = False

    def where(self, m: Any, *x: Any, **attributes: Any) -> Any:
        """Return where it holds, for operands whose own axes the maths namespace knows.

        >>> from engine.maths.numeric import Numeric
        >>> Condition("x ≠ 0", lambda x: x != 0, "").where(Numeric(), 2.0)
        True
        """
        return self.holds(m, *x, **attributes) if self.whole else self.holds(*x, **attributes)


@dataclass(frozen=True, slots=True)
class Partial:
    """The local partial derivative with respect to one port.

    Attributes
    ----------
    rule
        Name of the rule of calculus, such as ``power rule``.
    numbers
        ``numbers(m, y, *x, **attributes)``: the numerically exact form; `y` is the primal.
    formula
        The rule as LaTeX, in the letters of the port names.
    textbook
        The form that a textbook prints, where it differs from `numbers`; used for symbols.
    condition
        When the rule holds, in words or mathematics; empty when it always does.
    """

    rule: str
    numbers: Rule
    formula: str
    textbook: Rule | None = None
    condition: str = ""

    @property
    def symbols(self) -> Rule:
        """The form to show: the textbook's if it has one of its own."""
        return self.textbook or self.numbers


def elementwise_shape(shapes: Sequence[Shape], **_attributes: object) -> Shape:
    """Broadcast the operands' shapes, as numpy does.

    >>> elementwise_shape([(3, 1), (4,)])
    (3, 4)
    """
    result: list[int] = []
    for axis in range(1, max(map(len, shapes), default=0) + 1):
        sizes = {shape[-axis] for shape in shapes if len(shape) >= axis} - {1}
        if len(sizes) > 1:
            raise ValueError(" and ".join(str(size) for size in sorted(sizes)))
        result.append(sizes.pop() if sizes else 1)
    return tuple(reversed(result))


@dataclass(frozen=True, slots=True)
class Quick:
    """A second way to compute an operation, with fewer array operations but not everywhere.

    Attributes
    ----------
    forward
        ``forward(m, *x, **attributes)``; as accurate as the operation's own wherever `holds`.
    partials
        ``partial(m, y, *x, **attributes)``, one a port, in place of the operation's own.
    holds
        ``holds(found)``: by values or by partials, whether they can be trusted. Where they cannot,
        the operation's own rules are used, for the whole run. None if they always can.
    suits
        ``suits(**attributes)``: for which attributes it computes the same function at all.
    least
        How many numbers there must be at once for it to be faster.
    """

    forward: Rule
    partials: tuple[Rule, ...]
    holds: Callable[[Any], Any] | None = None
    suits: Callable[..., bool] = lambda **_attributes: True
    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the program.

    Attributes
    ----------
    name
        Identifier in program text, files and code.
    family
        Name of its group in the palette.
    title
        Its name for people, such as ``Squared error``.
    ports
        Names of the operands in order. A variadic operation lists its first two and goes on.
    symbol
        What the node's card shows.
    latex
        Template of the operation's formula: ``{x}`` stands for the operand at port ``x``, in
        parentheses where precedence asks for them; ``{x!}`` never gets parentheses; ``{x>}`` gets
        them at equal precedence too; ``{x+}`` stands behind a plus or minus sign. Attributes are
        ``{:base}``. A variadic one gives what stands between its operands.
    infix, precedence
        How program text writes it: an infix (or prefix, with one port) operator and how tightly it
        binds; without one it is a call.
    forward
        ``forward(m, *x, **attributes)``.
    partials
        One `Partial` a port; a variadic operation gives one, whose rules get ``index`` as well.
    vjp
        ``vjp(m, g, y, *x, **attributes)`` giving one contribution a port, for operations that are
        not elementwise; lanes of scalars always go by `partials`.
    jvp
        ``jvp(m, y, x_tangents, *x, **attributes)`` giving the tangent of the result, for those
        with a `vjp`; each tangent has the shape of its operand.
    reach
        ``reach(m, g, y, *x, **attributes)``, for those with a `vjp`: a number for each element of
        each operand that is not 0 where a gradient is sent, given such numbers `g` for the result.
        None where `vjp` itself does: where its Jacobian is made of zeros and positive numbers that
        say who was chosen.
    shape
        ``shape(shapes, **attributes)``; raises ValueError with the sizes that clash.
    domain, poles, kinks
        Where it is defined (must hold), where it is infinite and where a derivative was chosen
        (must not be hit).
    complex_safe
        The rules may be given complex numbers, so that the complex step can pass through.
    routes
        The operation selects among its operands: one not taken gets *no* gradient, which is not
        the same as a gradient of zero when an infinity stands beside it.
    quick
        A faster way to compute many at once, if the rule that is right everywhere is slow.
    """

    name: str
    family: str
    title: str
    ports: tuple[str, ...]
    symbol: str
    latex: str
    forward: Rule
    partials: tuple[Partial, ...]
    summary: str
    doc: str
    source: str
    infix: str = ""
    precedence: int = 100
    variadic: bool = False
    attributes: tuple[Attribute, ...] = ()
    defaults: Mapping[str, float] = field(default_factory=dict)
    vjp: Rule | None = None
    jvp: Rule | None = None
    reach: Rule | None = None
    shape: Callable[..., Shape] = elementwise_shape
    domain: tuple[Condition, ...] = ()
    poles: tuple[Condition, ...] = ()
    kinks: tuple[Condition, ...] = ()
    complex_safe: bool = True
    routes: bool = False
    keywords: tuple[str, ...] = ()
    is_loss: bool = False
    quick: Quick | None = None

    def port_names(self, count: int | None = None) -> tuple[str, ...]:
        """Names of the ports of a node with `count` operands.

        >>> get_operation("add").port_names(3)
        ('x1', 'x2', 'x3')
        """
        if count is None or count <= len(self.ports) or not self.variadic:
            return self.ports
        return _PORTS[:count]

    def port_index(self, port: str) -> int:
        """Position of a port among the operands.

        Raises
        ------
        PortError
            When the operation has no such port.
        """
        index = self.find_port(port)
        if index is None:
            raise PortError(f"{self.title} has no port “{port}”", port=port)
        return index

    def find_port(self, port: str) -> int | None:
        """Position of a port among the operands, or None when the operation has no such port.

        >>> get_operation("add").find_port("x3"), get_operation("sin").find_port("x3")
        (2, None)
        """
        if port in self.ports:
            return self.ports.index(port)
        return _PLACES.get(port) if self.variadic else None

    def partial(self, index: int) -> Partial:
        """Return the partial derivative with respect to the operand at `index`."""
        return self.partials[0 if self.variadic else index]

    def partial_arguments(self, index: int) -> dict[str, int]:
        """Extra keyword arguments that the rules of that partial take."""
        return {"index": index} if self.variadic else {}

    def attribute(self, name: str) -> Attribute | None:
        """Return the attribute of that name, or None."""
        return next((item for item in self.attributes if item.name == name), None)

    def conditions(self) -> list[str]:
        """List what the operands must fulfil, of two that say nearly the same the stricter alone.

        >>> get_operation("ln").conditions(), get_operation("sqrt").conditions()
        (['x > 0'], ['x ≥ 0', 'x > 0 for the slope'])
        """
        found = dict.fromkeys(item.text for item in (*self.domain, *self.poles))
        strict = {text: text.replace("≥", ">").replace("≤", "<") for text in found}
        return [text for text in found if strict[text] == text or strict[text] not in found]

    def full_attributes(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return every attribute with its given value or its default."""
        if not self.attributes:
            return {}
        return {item.name: given.get(item.name, item.default) for item in self.attributes}


@cache
def _table() -> Mapping[str, Operation]:
    from engine.operations import OPERATIONS

    return {operation.name: operation for operation in OPERATIONS}


def all_operations() -> tuple[Operation, ...]:
    """Return every operation in the order of the palette."""
    return tuple(_table().values())


def find_operation(name: str) -> Operation | None:
    """Return the operation of that name, or None when there is none.

    >>> find_operation("tanh").title
    'Tanh'
    >>> find_operation("nonsense") is None
    True
    """
    return _table().get(name)


def get_operation(name: str) -> Operation:
    """Return the operation of that name.

    Raises
    ------
    EngineError
        When there is none; the nearest name is suggested.
    """
    operation = find_operation(name)
    if operation is None:
        near = difflib.get_close_matches(name, _table(), 1)
        hint = f"; did you mean “{near[0]}”?" if near else ""
        raise EngineError(f"there is no operation “{name}”{hint}")
    return operation
