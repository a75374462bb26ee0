r"""LaTeX calls: functions with and without parentheses, and names that are no functions.

``\sin^2 x`` is the square of the sine, ``\sin^{-1} x`` the inverse, ``\sigma_1(z)`` the sigmoid,
``\sigma'(z)`` its derivative, ``\log_2 x`` the logarithm to a base.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.calls import is_function
from engine.derivative_calls import PRIME, is_primed
from engine.latex.functions import (
    LETTER_FUNCTIONS,
    command_function,
    inverse_of,
    named_function,
)
from engine.latex.names import raw_words
from engine.latex.spans import Span
from engine.mistakes import nearest_function
from engine.operation import get_operation
from engine.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.latex.names import NameReader
    from engine.latex.spans import Reach
    from engine.latex.tokens import LatexTokens

__all__ = ["CallReader"]

_Part: TypeAlias = Token | Span

_MEANT_AS_FUNCTIONS = frozenset({"f", "g", "F", "G", "psi", "phi", "Psi"})
"""The letters that a reader takes for functions."""

_LONGEST_NAME = 12
"""Letters that a function's name has at most, where they are not told from a product."""


@dataclass(slots=True)
class _Head:
    """A function's name with what is set above and below it."""

    operation: str
    token: Token
    after: int
    power: Span | None = None
    index: Span | None = None
    primes: int = 0
    extras: list[_Part] = field(default_factory=list)


class CallReader:
    """Rewrites the calls of one formula; see `engine.latex.rewriting` for the parameters."""

    def __init__(
        self,
        source: LatexTokens,
        names: NameReader,
        reach: Reach,
        assigned: Collection[str],
        functions: Mapping[str, tuple[str, ...]],
        unknown: set[str] | None,
    ) -> None:
        self._source = source
        self._tokens = source.tokens
        self._partners = source.partners
        self._names = names
        self._reach = reach
        self._assigned = assigned
        self._functions = functions
        self._unknown = unknown

    # ------------------------------------------------------------------ functions

    def function(self, place: int, stop: int) -> tuple[list[_Part], int]:
        """Rewrite the application of the function that is named at a place.

        Returns
        -------
        parts, after
            The call, and the place after it.

        Raises
        ------
        ExpressionError
            When there is no such function, nothing that it is applied to, or when what is set
            above or below it has no meaning.
        """
        head = self._head(place)
        self._read_scripts(head)
        self._choose(head)
        after = head.after
        if self._tokens[after].kind == "(" and after < stop:
            operand = Span(after + 1, self._partners[after])
            after = operand.stop + 1
        else:
            operand = Span(after, self._reach.bare_operand(after, stop))
            after = operand.stop
            if operand.start >= operand.stop:
                told = f"an operand was expected after “{head.token.text}”"
                raise self._tokens[min(after, stop)].error(told)
        token = head.token
        closed = token._replace(kind=")", text=")")
        parts: list[_Part] = [
            token._replace(kind="name", text=head.operation),
            token._replace(kind="(", text="("),
            operand,
            *head.extras,
            closed,
        ]
        if head.power is not None:
            parts += [
                token._replace(kind="^", text="^"),
                token._replace(kind="(", text="("),
                head.power,
                closed,
            ]
        return parts, after

    def _head(self, place: int) -> _Head:
        token, after = self._tokens[place], self._reach.after_head(place)
        name = command_function(token.text) or LETTER_FUNCTIONS.get(token.text, "")
        if not name:
            if after == place + 1:
                told = f"the name of a function in braces was expected after “{token.text}”"
                raise self._tokens[after].error(told)
            words = raw_words(self._source, place + 1)
            name = named_function(words)
            if not name:
                near = nearest_function(words)
                hint = f"; did you mean “{near}”?" if near else ""
                raise token.error(f"there is no function “{words[:40]}”{hint}")
            token = token._replace(text=words)
        return _Head(name, token, after)

    def _read_scripts(self, head: _Head) -> None:
        while True:
            token = self._tokens[head.after]
            match token.kind:
                case "'":
                    head.primes += 1
                    head.after += 1
                case "^" if head.power is None:
                    span, head.after = self._reach.argument(token, head.after + 1)
                    head.power = span
                    if all(item.kind == "'" for item in self._tokens[span.start : span.stop]):
                        head.power = None
                        head.primes += span.stop - span.start
                case "raised" if head.power is None:
                    head.power, head.after = Span(head.after, head.after + 1), head.after + 1
                case "_" if head.index is None:
                    head.index, head.after = self._reach.argument(token, head.after + 1)
                case "lowered" if head.index is None:
                    head.index, head.after = Span(head.after, head.after + 1), head.after + 1
                case "^" | "_" | "raised" | "lowered":
                    raise token.error(f"“{head.token.text}” has two of these; one has to go")
                case _:
                    return

    def _choose(self, head: _Head) -> None:
        """Let indices, inverses and primes choose the operation."""
        if head.power is not None and self._is_minus_one(head.power):
            inverse = inverse_of(head.operation)
            if not inverse:
                told = f"“{head.token.text}⁻¹” could mean two things; write a fraction"
                raise self._tokens[head.power.start].error(told)
            head.operation, head.power = inverse, None
        elif head.power is not None and self._tokens[head.power.start].kind == "raised":
            raise self._tokens[head.power.start].error("this power is written “^”, as in \\sin^2 x")
        if head.index is not None:
            self._take_index(head, head.index)
        if head.primes:
            head.operation += PRIME
            if head.primes > 1 or not is_primed(head.operation):
                raise head.token.error(
                    f"this derivative of “{head.token.text}” cannot be written by primes"
                )

    def _is_minus_one(self, span: Span) -> bool:
        items = self._tokens[span.start : span.stop]
        return [item.text for item in items] in (["-", "1"], ["⁻¹"])

    def _take_index(self, head: _Head, index: Span) -> None:
        """Read an index as a base, as an attribute, or as the number of an activation."""
        token, first = head.token, self._tokens[index.start]
        written = "".join(item.text for item in self._tokens[index.start : index.stop])
        if head.operation == "log":
            head.operation = {"2": "log2", "10": "log10"}.get(written, "log")
            if head.operation == "log":
                head.extras = [token._replace(kind=",", text=","), index]
                if first.kind == "lowered":
                    number = first._replace(kind="number", number=float(written))
                    head.extras[1] = number
            return
        if head.operation == "sigmoid":
            return
        attributes = get_operation(head.operation).attributes
        is_sum = head.operation in {"sum", "product"}
        if not attributes or (is_sum and not written.removeprefix("-").isdecimal()):
            told = f"“{token.text}” takes no index"
            if is_sum:
                told = f"“{token.text}” over an index cannot be computed; apply it to an array"
            raise first.error(told)
        parts: list[_Part] = [token._replace(kind=",", text=",")]
        if attributes[-1].kind == "shape":
            sizes = self._tokens[index.start : index.stop]
            parts += [item._replace(kind=",") if item.kind == "*" else item for item in sizes]
        else:
            keyword = token._replace(kind="name", text=attributes[0].name)
            parts += [keyword, token._replace(kind="=", text="="), index]
        head.extras = parts

    # ------------------------------------------------------------------ names

    def name(self, place: int) -> tuple[Token, int]:
        """Rewrite the name that begins at a place.

        Raises
        ------
        ExpressionError
            When it stands where only a function's name can.
        """
        name, token, after = self._names.read(place)
        if self._tokens[after].kind == "'":
            told = "a prime marks the derivative of a known function, as in \\sigma'(x)"
            raise self._tokens[after].error(told)
        written = token._replace(kind="name", text=name)
        if self._tokens[after].kind != "(":
            return written, after
        self._refuse_spelled_function(after - 1)
        inner = Span(after + 1, self._partners[after])
        if name in self._functions:
            return written, self._check_definition(name, token, inner)
        stem = name.partition("_")[0].rstrip("0123456789")
        is_word = token.kind == "command" and token.text[1:] != name and len(name) > 1
        is_alone = name not in self._assigned
        is_meant = is_alone and (stem in _MEANT_AS_FUNCTIONS or (is_word and name.isalpha()))
        if is_meant or self._is_like_operands(inner):
            if self._unknown is None or is_function(name):
                raise token.error(_no_function(name))
            self._unknown.add(name)
        return written, after

    def _is_like_operands(self, inner: Span) -> bool:
        """Whether what stands in a parenthesis is for a function: several, or one of another."""
        if any(item.kind == "," for item in self._outer(inner)):
            return True
        if self._unknown is None or not self._names.starts_name(inner.start):
            return False
        name, _, after = self._names.read(inner.start)
        is_call = self._tokens[after].kind == "(" and self._partners[after] + 1 == inner.stop
        return is_call and name.partition("_")[0] in _MEANT_AS_FUNCTIONS

    def _outer(self, span: Span) -> list[Token]:
        """Return the tokens of a span that stand in no fences of their own."""
        found, place = list[Token](), span.start
        while place < span.stop:
            found.append(self._tokens[place])
            place = max(self._partners[place], place) + 1
        return found

    def _check_definition(self, name: str, token: Token, inner: Span) -> int:
        """Return the place after the variables of a defined function, which must be its own."""
        given, place = list[str](), inner.start
        while place < inner.stop:
            if self._names.starts_name(place):
                word, _, place = self._names.read(place)
                given.append(word)
            elif self._tokens[place].kind == ",":
                place += 1
            else:
                given.append("")
                break
        variables = self._functions[name]
        if tuple(given) != variables:
            listed = ", ".join(variables)
            told = f"“{name}” is defined for ({listed}) and can be used for these alone"
            raise token.error(told)
        return inner.stop + 1

    def _refuse_spelled_function(self, last: int) -> None:
        """Refuse ``sin(`` without the backslash, which would be a product of letters."""
        word, place, token = "", last, self._tokens[last]
        found = ""
        start = token
        while token.kind == "letter" and len(word) < _LONGEST_NAME:
            word = token.text + word
            if len(word) > 1 and named_function(word):
                found, start = word, token
            place -= 1
            if place < 0 or self._tokens[place].offset != token.offset - 1:
                break
            token = self._tokens[place]
        if found:
            command = rf"\{found}"
            if not command_function(command):
                command = rf"\operatorname{{{found}}}"
            raise start.error(f"“{found}” would be a product of letters; write {command}(…)")


def _no_function(name: str) -> str:
    near = nearest_function(name)
    hint = f"did you mean “{near}”?" if near else f"define it first, as in {name}(x) = …"
    return f"there is no function “{name}”; {hint}"
