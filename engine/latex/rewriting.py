r"""LaTeX rewriting: the tokens of a formula in LaTeX as the tokens of program text.

``\frac{a}{b}`` becomes ``((a)/(b))``, ``\sin^2 x`` becomes ``sin(x)^(2)``. Each token keeps the
place where it stood, so that one parser reads both notations and its errors point into either.
What is still to be rewritten waits on a stack, so that nesting cannot exhaust Python's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from engine.derivative_calls import INTEGRAL, MARK
from engine.expression import MAXIMAL_NESTING, TOO_DEEP
from engine.latex.arrays import array_cells, holds_symbols, read_array
from engine.latex.calls import CallReader
from engine.latex.derivatives import Differentials
from engine.latex.functions import no_command
from engine.latex.names import NameReader
from engine.latex.spans import FRACTIONS, FRAMES, Reach, Span
from engine.operation import ANY_NUMBER_OF_PORTS
from engine.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from engine.latex.tokens import LatexTokens
    from engine.values import Value

__all__ = ["Rewriter"]

_Part: TypeAlias = Token | Span

_FENCED = {"|<": "abs", "‖<": "norm", "⟨": "dot", "⌊": "floor", "⌈": "ceil"}
_RELATIONS = {
    ">": "greater",
    "≥": "greater_equal",
    "<": "less",
    "≤": "less_equal",
    "=": "equal",
    "≠": "not_equal",
}
_PLAIN = frozenset("+-*/⊗,=") | {"raised"}
_TRANSPOSE = frozenset({r"\top", r"\intercal", r"\mathsf{T}", r"\mathsf T", r"\mathrm{T}"})


class Rewriter:
    """Rewrites the formulas of one text.

    Parameters
    ----------
    source
        The tokens.
    assigned
        The names that are variables.
    functions
        The names that are defined as functions, as in ``f(x, y) = …``, with their variables.
    arrays
        Receives the arrays of numbers by the names that stand for them in the tokens; None where
        none may stand.
    unknown
        Receives the names that are used as functions of which nothing is known; None where none
        may stand.
    """

    def __init__(
        self,
        source: LatexTokens,
        assigned: Collection[str],
        functions: Mapping[str, tuple[str, ...]] | None = None,
        arrays: dict[str, Value] | None = None,
        unknown: set[str] | None = None,
    ) -> None:
        self._source = source
        self._tokens = source.tokens
        self._partners = source.partners
        self._arrays = arrays
        self._unknown = () if unknown is None else unknown
        self.names = NameReader(source, assigned)
        self._reach = Reach(source, self.names)
        self._calls = CallReader(
            source, self.names, self._reach, assigned, functions or {}, unknown
        )
        self._by_kind = {
            "number": self._number,
            "^": self._power,
            "begin": self._array,
            **dict.fromkeys(("(", "[", "{", "\\{"), self._parenthesis),
            **dict.fromkeys(_FENCED, self._fence),
        }
        self._by_command = {
            r"\sqrt": self._root,
            r"\int": self._integral,
            **dict.fromkeys(FRAMES, self._framed),
            **dict.fromkeys(FRACTIONS, self._fraction),
        }
        self._differentials = Differentials(source, self.names, assigned)

    def rewrite(self, span: Span) -> Iterator[Token]:
        """Yield the tokens of a formula, the last one of kind ``end``.

        Raises
        ------
        ExpressionError
            At what has no meaning in a formula.
        """
        waiting: list[_Part] = [span]
        depth = 0
        while waiting:
            part = waiting.pop()
            if isinstance(part, Token):
                depth += (part.kind == "(") - (part.kind == ")")
                if depth > MAXIMAL_NESTING:
                    raise part.error(TOO_DEEP)
                yield part
            elif part.start < part.stop:
                waiting.extend(reversed(self._first(part.start, part.stop)))
        yield self._tokens[span.stop]._replace(kind="end")

    # ------------------------------------------------------------------ the first construct

    def _first(self, place: int, stop: int) -> list[_Part]:
        """Rewrite what begins at a place, and leave the rest."""
        token = self._tokens[place]
        kind = token.kind
        if kind in _PLAIN:
            return [token, Span(place + 1, stop)]
        if kind == "newline" or (kind == "&" and self._is_alignment(place)):
            return [Span(place + 1, stop)]
        begun = self._by_kind.get(kind) or self._by_command.get(token.text)
        if begun is not None:
            return begun(place, stop)
        if self._reach.is_function(place):
            parts, after = self._calls.function(place, stop)
            return [*parts, *self._times(after, stop), Span(after, stop)]
        if self.names.starts_name(place):
            written, after = self._calls.name(place)
            is_call = written.text in self._unknown and self._tokens[after].kind == "("
            if is_call and after >= stop:
                told = f"“{written.text}” with its parenthesis has to stand in another here"
                raise token.error(told)
            times = [] if is_call else self._times(after, stop)
            return [written, *times, Span(after, stop)]
        raise token.error(_no_meaning(token))

    def _is_alignment(self, place: int) -> bool:
        """Whether ``&`` only says where lines are aligned, as in ``&=``."""
        before = self._tokens[place - 1].kind if place else "="
        return before in _PLAIN or self._tokens[place + 1].kind in _PLAIN

    def _framed(self, place: int, stop: int) -> list[_Part]:
        """Rewrite what a brace, a box or a colour is set around."""
        token, after = self._tokens[place], place + 1
        if token.text == r"\textcolor":
            _, after = self._reach.argument(token, after)
        inner, after = self._reach.argument(token, after)
        if token.text in {r"\underbrace", r"\overbrace"}:
            after = self._reach.after_scripts(after)
        return [*self._enclosed(token, inner), *self._times(after, stop), Span(after, stop)]

    def _number(self, place: int, stop: int) -> list[_Part]:
        r"""Read a number, one such as ``4 \times 10^{-18}`` as a whole."""
        token, tokens = self._tokens[place], self._tokens
        number, after = token._replace(kind="number"), place + 1
        is_scaled = [item.text for item in tokens[place + 1 : place + 3]] == [r"\times", "10"]
        if is_scaled and tokens[place + 3].kind == "^":
            span, end = self._reach.argument(tokens[place + 3], place + 4)
            exponent = "".join(item.text for item in tokens[span.start : span.stop])
            if exponent.removeprefix("-").isdecimal() and len(exponent) < 5:
                value = float(f"{token.text}e{exponent}")
                if value == float("inf"):
                    raise token.error("the number is too large for double precision")
                number, after = token._replace(number=value), end
        return [number, *self._times(after, stop), Span(after, stop)]

    def _times(self, place: int, stop: int) -> list[Token]:
        """Return the sign of a product that is not written, if a factor follows."""
        token = self._tokens[place]
        if place < stop and self._reach.starts_factor(place) and token.kind != "number":
            return [token._replace(kind="*")]
        return []

    def _parenthesis(self, place: int, stop: int) -> list[_Part]:
        token, partner = self._tokens[place], self._partners[place]
        elements = self._vector(place) if token.kind == "(" else []
        if len(elements) > 1:
            after = partner + 3
            if self._tokens[partner + 2].text not in _TRANSPOSE:
                _, after = self._reach.argument(token, partner + 2)
            parts = self._joined(token, [[element] for element in elements])
            return [*parts, *self._times(after, stop), Span(after, stop)]
        after = partner + 1
        rest: list[_Part] = [*self._times(after, stop), Span(after, stop)]
        relation = place + 1
        while token.kind == "[" and relation < partner:
            kind = self._tokens[relation].kind
            if kind in _RELATIONS:
                name = _RELATIONS[kind]
                left, right = Span(place + 1, relation), Span(relation + 1, partner)
                return [*self._call(token, name, [left, right], self._tokens[partner]), *rest]
            relation = self._partners[relation] + 1 if self._opens(relation) else relation + 1
        closer = self._tokens[partner]._replace(kind=")")
        return [token._replace(kind="("), Span(place + 1, partner), closer, *rest]

    def _opens(self, place: int) -> bool:
        return self._partners[place] > place

    def _call(
        self, token: Token, name: str, operands: list[Span], end: Token | None = None
    ) -> list[_Part]:
        """Return a call, its tokens at the place of one."""
        parts: list[_Part] = [token._replace(kind="name", text=name), token._replace(kind="(")]
        for number, operand in enumerate(operands):
            if number:
                parts.append(token._replace(kind=",", text=","))
            parts.append(operand)
        return [*parts, (end or token)._replace(kind=")")]

    def _fence(self, place: int, stop: int) -> list[_Part]:
        token, partner = self._tokens[place], self._partners[place]
        after, inner = partner + 1, Span(place + 1, partner)
        parts = self._call(token, _FENCED[token.kind], [inner], self._tokens[partner])
        if token.kind == "‖<" and self._tokens[after].kind in {"_", "lowered"}:
            order = self._tokens[after]
            if order.kind == "_":
                span, after = self._reach.argument(order, after + 1)
                order = self._tokens[span.start]
            else:
                after += 1
            if order.text == "1":
                outer = token._replace(kind="name", text="sum")
                parts = self._call(token, "abs", [inner])
                parts = [outer, token._replace(kind="("), *parts, token._replace(kind=")")]
            elif order.text != "2":
                raise order.error("a norm has the index 1 or 2")
        return [*parts, *self._times(after, stop), Span(after, stop)]

    def _power(self, place: int, stop: int) -> list[_Part]:
        token, raised = self._tokens[place], self._tokens[place + 1]
        if raised.text in _TRANSPOSE:
            span = Span(place + 1, place + 2)
            after = place + 2
        else:
            span, after = self._reach.argument(token, place + 1)
        rest: list[_Part] = [*self._times(after, stop), Span(after, stop)]
        first, end = self._tokens[span.start], self._tokens[span.stop]
        written = self._source.text[first.offset : end.offset].strip()
        is_array = place > 0 and self._tokens[place - 1].kind == "finish"
        if written in _TRANSPOSE or (is_array and written == "T"):
            return [token._replace(kind="transpose"), *rest]
        return [token, *self._enclosed(token, span), *rest]

    def _enclosed(self, token: Token, span: Span) -> list[_Part]:
        return [token._replace(kind="("), span, self._tokens[span.stop]._replace(kind=")")]

    def _array(self, place: int, stop: int) -> list[_Part]:
        token = self._tokens[place]
        cells = array_cells(self._source, place)
        if holds_symbols(self._source, cells):
            after = self._partners[place] + 1
            parts = self._joined(token, cells)
            return [*parts, *self._times(after, stop), Span(after, stop)]
        value, after = read_array(self._source, place, cells)
        if self._arrays is None:
            told = "an array cannot stand in a formula; give it a name on a line of its own"
            raise token.error(told)
        name = f"[{len(self._arrays) + 1}]"
        self._arrays[name] = value
        written = token._replace(kind="name", text=name)
        return [written, *self._times(after, stop), Span(after, stop)]

    def _joined(self, token: Token, cells: list[list[Span]]) -> list[_Part]:
        """Return the calls that join formulas to a vector or, if there are columns, to a matrix."""
        elements = [cell for row in cells for cell in row]
        if not 1 < len(elements) <= ANY_NUMBER_OF_PORTS:
            told = f"an array of formulas has 2 to {ANY_NUMBER_OF_PORTS} of them"
            raise token.error(told)
        for start, stop in elements:
            if start == stop:
                raise self._tokens[stop].error("a formula or a number was expected here")
        parts = self._call(token, "concatenate", elements)
        if len(cells[0]) == 1:
            return parts
        sizes: list[_Part] = []
        for size in (len(cells), len(cells[0])):
            comma = token._replace(kind=",", text=",")
            sizes += [comma, token._replace(kind="number", text=str(size), number=float(size))]
        opened = [token._replace(kind="name", text="reshape"), token._replace(kind="(")]
        return [*opened, *parts, *sizes, token._replace(kind=")")]

    def _vector(self, place: int) -> list[Span]:
        """Return the elements of ``(a, b)^T``, none where a parenthesis is no such vector."""
        partner = self._partners[place]
        raised = self._tokens[partner + 1 : partner + 3]
        if len(raised) < 2 or raised[0].kind != "^":
            return []
        written = self._source.text[raised[1].offset :].lstrip("{ ")
        if not (written.startswith("T") or raised[1].text in _TRANSPOSE):
            return []
        commas, at = [place], place + 1
        while at < partner:
            if self._tokens[at].kind == ",":
                commas.append(at)
            at = max(self._partners[at], at) + 1
        stops = [*commas[1:], partner]
        return [Span(left + 1, right) for left, right in zip(commas, stops, strict=True)]

    def _fraction(self, place: int, stop: int) -> list[_Part]:
        token = self._tokens[place]
        above, after = self._reach.argument(token, place + 1)
        below, after = self._reach.argument(token, after)
        differential = self._differentials.read(above, below)
        if differential is None:
            opened, closed = token._replace(kind="("), token._replace(kind=")")
            parts = [opened, *self._enclosed(token, above), token._replace(kind="/")]
            parts += [*self._enclosed(token, below), closed]
            return [*parts, *self._times(after, stop), Span(after, stop)]
        body = differential.body
        if body.start == body.stop:
            body = Span(after, self._reach.term(after, stop) if after < stop else after)
            after = body.stop
        elif self._tokens[after].kind == "(" and after < stop:
            told = "a derivative at a point cannot be part of a formula"
            raise self._tokens[after].error(told)
        variables, count = differential.variables, len(differential.variables)
        parts = [token._replace(kind="name", text=MARK), token._replace(kind="(")] * count
        parts.append(body)
        for name in reversed(variables):
            parts += [token._replace(kind=",", text=","), name, token._replace(kind=")")]
        return [*parts, *self._times(after, stop), Span(after, stop)]

    def _integral(self, place: int, stop: int) -> list[_Part]:
        r"""Rewrite ``\int … dx``, up to the first differential outside of all fences."""
        token, end = self._tokens[place], place + 1
        if self._tokens[end].kind in {"_", "^", "lowered", "raised"}:
            raise token.error("an integral between bounds cannot be part of a formula")
        while end < stop and not self._is_differential(end, stop):
            end = max(self._partners[end], end) + 1
        if end >= stop:
            raise token.error("“dx” was expected behind this integral, or another name after d")
        name, written, after = self.names.read(end + 1)
        comma = token._replace(kind=",", text=",")
        parts = self._call(token, INTEGRAL, [Span(place + 1, end)])
        parts[-1:] = [comma, written._replace(kind="name", text=name), parts[-1]]
        return [*parts, *self._times(after, stop), Span(after, stop)]

    def _is_differential(self, place: int, stop: int) -> bool:
        is_sign = self._tokens[place].text == "d" and place + 1 < stop
        return is_sign and self.names.starts_name(place + 1)

    def _root(self, place: int, stop: int) -> list[_Part]:
        token, after = self._tokens[place], place + 1
        degree: Span | None = None
        if self._tokens[after].kind == "[":
            degree, after = Span(after + 1, self._partners[after]), self._partners[after] + 1
        inner, after = self._reach.argument(token, after)
        if degree is None:
            parts = self._call(token, "sqrt", [inner])
        elif [item.text for item in self._tokens[degree.start : degree.stop]] == ["3"]:
            parts = self._call(token, "cbrt", [inner])
        else:
            parts = self._call(token, "root", [inner, degree])
        return [*parts, *self._times(after, stop), Span(after, stop)]


def _no_meaning(token: Token) -> str:
    """Return what to say of a token that begins nothing."""
    match token.kind:
        case "command":
            return no_command(token)
        case "'":
            return "a prime marks the derivative of a known function, as in \\sigma'(x)"
        case "_" | "lowered":
            return "an index belongs to a name, such as x_1"
        case "&" | "row":
            return f"“{token.text}” has its place in a matrix"
        case "quad" | "dollar":
            return f"“{token.text}” stands between formulas, not inside of one"
        case "<" | ">" | "≤" | "≥" | "≠":
            return "a comparison stands in brackets, as in [a > b]"
        case _:
            return f"“{token.text}” has no meaning here"
