"""Expressions: one formula as text to an expression tree.

The parser keeps stacks of its own, so that neither length nor nesting can exhaust Python's; nothing
that it reads is ever executed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.tree import Apply, Name, Number, Tree
from engine.calls import Argument, apply_call, is_function, is_mark
from engine.derivative_calls import MARK, NO_DERIVATIVES, NO_INTEGRALS
from engine.errors import ExpressionError
from engine.mistakes import nearest_function, operand_missing, operator_missing, unclosed
from engine.operation import ANY_NUMBER_OF_PORTS
from engine.tokens import Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = [
    "CONSTANTS",
    "MAXIMAL_LENGTH",
    "MAXIMAL_NESTING",
    "TOO_DEEP",
    "parse_expression",
    "parse_tokens",
]

CONSTANTS = {"e": math.e, "pi": math.pi, "π": math.pi}
"""Names that stand for numbers unless they are assigned."""

MAXIMAL_LENGTH = 100_000
"""Characters that one formula may have."""

MAXIMAL_NESTING = 200
"""How deep parentheses, and how deep operations, may stand inside each other."""

TOO_DEEP = (
    f"the formula nests more than {MAXIMAL_NESTING} deep here; give a part of it a name of its own"
)
"""What is told of a formula that nests deeper."""


def parse_expression(
    text: str,
    *,
    assigned: Collection[str] = (),
    derivatives: bool = False,
    functions: Collection[str] = (),
) -> Tree:
    """Read one formula.

    Parameters
    ----------
    text
        The formula, as a person types it.
    assigned
        Names that are variables even if they are also the names of constants (``e``, ``pi``), and
        that may stand before a parenthesis without a sign.
    derivatives
        Whether ``derivative(formula, name)`` and ``integral(formula, name)`` may stand in it, which
        nothing can be computed by.
    functions
        Names of functions of which nothing is known, and by which nothing can be computed either.

    Raises
    ------
    ExpressionError
        With the column, and what was expected there.

    Examples
    --------
    >>> parse_expression("2x") == 2 * Name("x")
    True
    >>> parse_expression("-x^2") == -(Name("x") ** 2)
    True
    >>> parse_expression("(a + b")
    Traceback (most recent call last):
    ...
    engine.errors.ExpressionError: column 7: the parenthesis opened at column 1 is not closed
    """
    if len(text) > MAXIMAL_LENGTH:
        raise ExpressionError(
            f"a formula may have at most {MAXIMAL_LENGTH} characters", column=MAXIMAL_LENGTH + 1
        )
    tokens = tokenize(text.rstrip().lstrip("\r\n"))
    return parse_tokens(tokens, assigned, derivatives=derivatives, functions=functions)


def parse_tokens(
    tokens: Iterable[Token],
    assigned: Collection[str] = (),
    *,
    derivatives: bool = False,
    functions: Collection[str] = (),
) -> Tree:
    """Read one formula from its tokens, the last of which is of kind ``end``.

    The errors point at the tokens' own lines and columns.

    Raises
    ------
    ExpressionError
        As `parse_expression`.
    """
    return _Parser(tokens, assigned, functions, derivatives=derivatives).parse()


class _Operand(NamedTuple):
    """A tree that waits for its operator.

    Attributes
    ----------
    tree, depth
        The tree, and how deep operations stand inside each other in it.
    joins
        It is a sum or product without parentheses, whose operands a further one joins.
    literal
        It is a number as it was written, without a sign.
    euler
        It was written as the constant e.
    """

    tree: Tree
    depth: int = 0
    joins: bool = False
    literal: bool = False
    euler: bool = False


class _Pending(NamedTuple):
    """An operator that waits for its right operand."""

    sign: str
    token: Token


@dataclass(slots=True)
class _Level:
    """What stands inside one pair of parentheses, or outside of all.

    `before` is the name directly before the parenthesis: the function if `is_call`.
    """

    opened: Token | None = None
    before: Token | None = None
    is_call: bool = False
    operands: list[_Operand] = field(default_factory=list)
    pending: list[_Pending] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    depth: int = 0
    keyword: Token | None = None

    def is_fresh(self) -> bool:
        """Whether nothing of the argument that is being read stands there yet."""
        return not self.operands and not self.pending and self.keyword is None


_MEANT_AS_FUNCTIONS = frozenset("fgFG")
"""The letters that a reader takes for functions."""

_STRENGTHS = {"+": 10, "-": 10, "*": 20, "/": 20, "⊗": 20, "negate": 25, "^": 30}
_OPERATIONS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "⊗": "outer",
    "negate": "negate",
    "^": "power",
}


class _Parser:
    """Operator precedence with explicit stacks: one level for each open parenthesis."""

    def __init__(
        self,
        tokens: Iterable[Token],
        assigned: Collection[str],
        functions: Collection[str],
        *,
        derivatives: bool,
    ) -> None:
        self._stream = iter(tokens)
        self._before: Token | None = None
        self._token = next(self._stream)
        self._after = next(self._stream, self._token)
        self._assigned = assigned
        self._functions = functions
        self._derivatives = derivatives
        self._levels = [_Level()]
        self._waiting = 0

    def parse(self) -> Tree:
        expects_operand = True
        while self._token.kind != "end":
            expects_operand = self._operand() if expects_operand else self._operator()
        if expects_operand:
            raise self._token.error(operand_missing(self._token, self._before))
        level = self._levels[-1]
        if level.opened is not None:
            raise self._token.error(unclosed(level.opened))
        self._reduce(level, 0)
        return level.operands[0].tree

    def _advance(self) -> None:
        self._before, self._token = self._token, self._after
        self._after = next(self._stream, self._token)

    # ------------------------------------------------------------------ where an operand may stand

    def _operand(self) -> bool:
        """Read what begins an operand, and return whether one is still expected."""
        level, token = self._levels[-1], self._token
        expects_operand = False
        match token.kind:
            case "number":
                level.operands.append(_Operand(Number(token.number), literal=True))
            case "name":
                expects_operand = self._name(level, token)
            case "(":
                self._open(_Level(token, self._before))
                expects_operand = True
            case "-":
                self._push(level, "negate")
                expects_operand = True
            case "+" if self._before is None or self._before.kind != "+":
                expects_operand = True
            case ")" if level.is_call and self._before is level.opened:
                self._close()
            case _:
                raise token.error(operand_missing(token, self._before))
        self._advance()
        return expects_operand

    def _name(self, level: _Level, token: Token) -> bool:
        name = token.text
        if self._after.kind == "(":
            is_free_mark = is_mark(name) and name not in self._assigned
            if is_function(name) or is_free_mark or name in self._functions:
                if is_mark(name) and not self._derivatives:
                    raise token.error(NO_DERIVATIVES if name == MARK else NO_INTEGRALS)
                self._advance()
                self._open(_Level(self._token, token, is_call=True))
                return True
            self._check_factor(token)
        if self._after.kind == "=" and level.is_call and level.is_fresh():
            self._advance()
            level.keyword = token
            return True
        if name in CONSTANTS and name not in self._assigned:
            level.operands.append(_Operand(Number(CONSTANTS[name]), euler=name == "e"))
        elif name not in self._assigned and is_function(name) and name != MARK:
            raise token.error(f"“{name}” is a function; write {name}(…)")
        else:
            level.operands.append(_Operand(Name(name)))
        return False

    def _check_factor(self, token: Token) -> None:
        """Refuse a name before a parenthesis that nothing says is a variable's."""
        name = token.text
        if name in self._assigned or name in CONSTANTS or _is_a_letter(name):
            return
        near = nearest_function(name)
        hint = f"did you mean “{near}”? To" if near else "to"
        raise token.error(f"there is no function “{name}”; {hint} multiply, write {name}*(…)")

    def _open(self, level: _Level) -> None:
        if len(self._levels) > MAXIMAL_NESTING:
            raise self._token.error(TOO_DEEP)
        self._levels.append(level)

    # ------------------------------------------------------------------ where an operator may stand

    def _operator(self) -> bool:
        """Read what follows an operand, and return whether one is expected now."""
        level, token = self._levels[-1], self._token
        expects_operand = True
        match token.kind:
            case "+" | "-" | "*" | "/" | "⊗" | "^":
                self._push(level, token.kind)
            case "name" | "(":
                self._push(level, "*")
                return True
            case "raised":
                power = _Operand(Number(token.number))
                level.operands.append(_binary(token, "^", level.operands.pop(), power))
                expects_operand = False
            case "transpose":
                level.operands.append(_applied(token, "transpose", level.operands.pop()))
                expects_operand = False
            case ")" if level.opened is not None:
                self._close()
                expects_operand = False
            case "," if level.is_call:
                self._end_argument(level)
            case _:
                raise token.error(operator_missing(token, self._before, level.opened, level.before))
        self._advance()
        return expects_operand

    def _push(self, level: _Level, sign: str) -> None:
        """Let what binds tighter have its operands, then wait for the right one."""
        if sign != "negate":
            # A power lets the one to its left wait, so that powers associate to the right.
            self._reduce(level, _STRENGTHS[sign] + (sign == "^"))
        self._waiting += 1
        if self._waiting > MAXIMAL_NESTING:
            raise self._token.error(TOO_DEEP)
        level.pending.append(_Pending(sign, self._token))

    def _reduce(self, level: _Level, strength: int) -> None:
        """Apply the waiting operators that bind at least as tightly as `strength`."""
        while level.pending and _STRENGTHS[level.pending[-1].sign] >= strength:
            sign, token = level.pending.pop()
            self._waiting -= 1
            right = level.operands.pop()
            if sign == "negate":
                level.operands.append(_negated(token, right))
            else:
                level.operands.append(_binary(token, sign, level.operands.pop(), right))

    def _end_argument(self, level: _Level) -> None:
        self._reduce(level, 0)
        operand = level.operands.pop()
        level.arguments.append(Argument(operand.tree, level.keyword, self._token))
        level.depth = max(level.depth, operand.depth)
        level.keyword = None

    def _close(self) -> None:
        level = self._levels.pop()
        if level.is_call and level.before is not None:
            if level.operands:
                self._end_argument(level)
            _check_depth(level.depth + 1, level.before)
            operand = _Operand(self._called(level.before, level.arguments), level.depth + 1)
        else:
            self._reduce(level, 0)
            operand = level.operands[0]._replace(joins=False, literal=False)
        self._levels[-1].operands.append(operand)

    def _called(self, function: Token, arguments: list[Argument]) -> Tree:
        if function.text not in self._functions or is_function(function.text):
            return apply_call(function, arguments)
        if not arguments or any(argument.keyword for argument in arguments):
            raise function.error(f"“{function.text}” is a function of other formulas")
        return Apply(function.text, tuple(argument.tree for argument in arguments))


def _negated(token: Token, operand: _Operand) -> _Operand:
    if operand.literal and isinstance(operand.tree, Number):
        return _Operand(Number(-operand.tree.value))
    return _applied(token, "negate", operand)


def _binary(token: Token, sign: str, left: _Operand, right: _Operand) -> _Operand:
    operation = _OPERATIONS[sign]
    if sign == "^" and left.euler:
        return _applied(token, "exp", right)
    if left.joins and isinstance(left.tree, Apply) and left.tree.operation == operation:
        operands = left.tree.operands
        if len(operands) < ANY_NUMBER_OF_PORTS:
            depth = max(left.depth, right.depth + 1)
            _check_depth(depth, token)
            return _Operand(Apply(operation, (*operands, right.tree)), depth, joins=True)
    return _applied(token, operation, left, right, joins=sign in {"+", "*"})


def _applied(token: Token, operation: str, *operands: _Operand, joins: bool = False) -> _Operand:
    depth = 1 + max(operand.depth for operand in operands)
    _check_depth(depth, token)
    return _Operand(Apply(operation, tuple(operand.tree for operand in operands)), depth, joins)


def _check_depth(depth: int, token: Token) -> None:
    if depth > MAXIMAL_NESTING:
        raise token.error(TOO_DEEP)


def _is_a_letter(name: str) -> bool:
    """Whether a name is one letter, perhaps with a number or a hat, as variables mostly have."""
    return sum(map(str.isalpha, name)) == 1 and name[0] not in _MEANT_AS_FUNCTIONS
