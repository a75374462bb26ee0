"""Calls: a function's name and its arguments in program text, as an operation on trees.

Every operation can be called by its record's name, and some by another that people know.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.calculus.tree import Apply, Number, Tree
from engine.derivative_calls import INTEGRAL, MARK, apply_mark, apply_prime, is_primed
from engine.operation import (
    ANY_NUMBER_OF_PORTS,
    Attribute,
    Operation,
    all_operations,
    find_operation,
    get_operation,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.tokens import Token

__all__ = ["Argument", "apply_call", "function_names", "is_function", "is_mark"]

_LARGEST_SIZE = 10_000_000
"""No axis is longer."""


class Argument(NamedTuple):
    """One argument of a call: its tree, the token of its keyword if any, and where it ends."""

    tree: Tree
    keyword: Token | None
    end: Token


_SAME = {
    "pow": "power",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "acot": "arccot",
    "asec": "arcsec",
    "acsc": "arccsc",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "acoth": "arccoth",
    "asech": "arcsech",
    "acsch": "arccsch",
    "arsinh": "arcsinh",
    "arcosh": "arccosh",
    "artanh": "arctanh",
    "arcoth": "arccoth",
    "arsech": "arcsech",
    "arcsch": "arccsch",
    "arctan2": "atan2",
    "swish": "silu",
    "var": "variance",
    "prod": "product",
    "amax": "largest",
    "amin": "smallest",
}


def is_function(name: str) -> bool:
    """Whether a name followed by a parenthesis calls.

    >>> is_function("sigmoid"), is_function("log10"), is_function("w")
    (True, True, False)
    """
    return find_operation(name) is not None or name in _SAME or name == MARK or is_primed(name)


def is_mark(name: str) -> bool:
    """Whether a call stands for a derivative or an integral that is not worked out."""
    return name in {MARK, INTEGRAL}


@cache
def function_names() -> tuple[str, ...]:
    """Return every name that can be called."""
    return (*(operation.name for operation in all_operations()), *_SAME)


def apply_call(function: Token, arguments: Sequence[Argument]) -> Tree:
    """Turn a call into the operation that it means.

    Raises
    ------
    ExpressionError
        When there are too few or too many operands, or an attribute is not as it should be.
    """
    name = _SAME.get(function.text, function.text)
    if is_mark(name) or is_primed(name):
        for argument in arguments:
            if argument.keyword is not None:
                raise argument.keyword.error(_no_keyword(function, argument.keyword))
        apply = apply_mark if is_mark(name) else apply_prime
        return apply(function, [argument.tree for argument in arguments])
    if name == "log" and len(arguments) == 1 and arguments[0].keyword is None:
        return Apply("ln", (arguments[0].tree,))
    return _Call(function, get_operation(name)).apply(arguments)


def _no_keyword(function: Token, keyword: Token) -> str:
    return f"{function.text} has no attribute “{keyword.text}”"


def _wrong_count(name: str, wanted: str, given: int) -> str:
    noun = "operand" if wanted == "1" else "operands"
    verb = "was" if given == 1 else "were"
    return f"{name} takes {wanted} {noun}, but {given or 'none'} {verb} given"


class _Call:
    """One call of one operation, whose arguments are being sorted into ports and attributes."""

    def __init__(self, function: Token, operation: Operation) -> None:
        self._function = function
        self._operation = operation
        self._operands: dict[int, Tree] = {}
        self._attributes: dict[str, Any] = {}

    def apply(self, arguments: Sequence[Argument]) -> Apply:
        """Sort the arguments and build the application."""
        positional = [argument for argument in arguments if argument.keyword is None]
        for place, argument in enumerate(positional):
            self._take(place, argument, len(positional))
        for argument in arguments:
            if argument.keyword is not None:
                self._take_named(argument.keyword, argument)
        self._check_operands()
        ordered = tuple(self._operands[index] for index in sorted(self._operands))
        given = {
            item.name: self._attributes[item.name]
            for item in self._operation.attributes
            if self._attributes.get(item.name, item.default) != item.default
        }
        return Apply(self._operation.name, ordered, tuple(sorted(given.items())))

    def _take(self, place: int, argument: Argument, given: int) -> None:
        operation = self._operation
        index = place - len(operation.ports)
        if operation.variadic or index < 0:
            self._operands[place] = argument.tree
        elif operation.attributes and operation.attributes[-1].kind == "shape":
            self._extend(operation.attributes[-1], argument)
        elif index < len(operation.attributes):
            self._set(operation.attributes[index], argument, argument.end)
        else:
            raise self._function.error(self._wrong_count(given))

    def _take_named(self, keyword: Token, argument: Argument) -> None:
        name, ports = keyword.text, self._operation.ports
        attribute = self._operation.attribute(name)
        if attribute is not None:
            self._set(attribute, argument, keyword)
        elif self._operation.variadic or name not in ports:
            raise keyword.error(_no_keyword(self._function, keyword))
        elif ports.index(name) in self._operands:
            raise keyword.error(f"“{name}” is given twice")
        else:
            self._operands[ports.index(name)] = argument.tree

    def _set(self, attribute: Attribute, argument: Argument, place: Token) -> None:
        if attribute.name in self._attributes:
            raise place.error(f"“{attribute.name}” is given twice")
        if not isinstance(argument.tree, Number):
            raise place.error(f"the {attribute.name} of {self._function.text} must be a number")
        try:
            value = _attribute_value(attribute, argument.tree.value)
        except ValueError as error:
            raise place.error(f"the {attribute.name} of {self._function.text} {error}") from None
        self._attributes[attribute.name] = value

    def _extend(self, attribute: Attribute, argument: Argument) -> None:
        """Add one size to a shape, whose sizes are written one after the other."""
        number = argument.tree.value if isinstance(argument.tree, Number) else 0.5
        if number != int(number) or abs(number) > _LARGEST_SIZE:
            told = f"the {attribute.name} of {self._function.text} is made of whole numbers"
            raise argument.end.error(told)
        self._attributes[attribute.name] = (
            *self._attributes.get(attribute.name, ()),
            int(number),
        )

    def _check_operands(self) -> None:
        operation, count = self._operation, len(self._operands)
        most = ANY_NUMBER_OF_PORTS if operation.variadic else len(operation.ports)
        if not len(operation.ports) <= count <= most:
            raise self._function.error(self._wrong_count(count))

    def _wrong_count(self, given: int) -> str:
        least = len(self._operation.ports)
        wanted = f"{least} to {ANY_NUMBER_OF_PORTS}" if self._operation.variadic else str(least)
        return _wrong_count(self._function.text, wanted, given)


def _attribute_value(attribute: Attribute, number: float) -> float | int | bool:
    """Return the number as the attribute's kind; ValueError says what it must be."""
    if attribute.kind == "axis":
        if number != int(number) or abs(number) > _LARGEST_SIZE:
            raise ValueError("must be a small whole number")
        return int(number)
    if attribute.kind == "flag":
        if number not in (0, 1):
            raise ValueError("must be 0 or 1")
        return bool(number)
    return number
