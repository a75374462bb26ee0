r"""LaTeX spans: how far an argument, a factor or a term reaches in a formula of textbooks.

Textbooks leave parentheses out: ``\sin 2x \cos x`` is a product of two functions, of ``2x`` and of
``x``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.latex.functions import LETTER_FUNCTIONS, command_function, named_function
from engine.latex.names import NameReader, is_upright, raw_words

if TYPE_CHECKING:
    from engine.latex.tokens import LatexTokens
    from engine.tokens import Token

__all__ = ["FENCES", "FRACTIONS", "FRAMES", "Reach", "Span"]

FENCES = frozenset({"(", "[", "{", "\\{", "|<", "‖<", "⟨", "⌊", "⌈", "begin"})
"""The kinds of tokens that open."""

FRAMES = frozenset({r"\underbrace", r"\overbrace", r"\boxed", r"\textcolor", r"\underline"})
"""Commands that set something around a part of a formula."""

FRACTIONS = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"})

_SCRIPTS = frozenset({"^", "_", "'", "raised", "lowered"})
_END_OF_TERM = frozenset("+-=<>≤≥≠,;&") | {"row", "end", "dollar"}


class Span(NamedTuple):
    """The tokens from a place to before another."""

    start: int
    stop: int


class Reach:
    """Finds where the parts of one formula end."""

    def __init__(self, source: LatexTokens, names: NameReader) -> None:
        self._source = source
        self._names = names
        self._ends: dict[int, int] = {}

    def argument(self, command: Token, place: int) -> tuple[Span, int]:
        """Return the argument that stands at a place, without its braces, and the place after it.

        Raises
        ------
        ExpressionError
            When there is none.
        """
        token = self._source.tokens[place]
        if token.kind == "{":
            stop = self._source.partners[place]
            return Span(place + 1, stop), stop + 1
        if token.kind == "-" or self.starts_factor(place):
            stop = self._unscripted(place)
            return Span(place, stop), stop
        raise token.error(f"an argument was expected after “{command.text}”")

    def starts_factor(self, place: int) -> bool:
        """Whether a factor of a product can begin at a token."""
        token = self._source.tokens[place]
        if token.kind in FENCES or token.kind in {"number", "letter"}:
            return True
        is_frame = token.text in FRACTIONS | FRAMES or token.text == r"\sqrt"
        return is_frame or self._names.starts_name(place) or self.is_function(place)

    def is_function(self, place: int) -> bool:
        """Whether a function's name begins at a token."""
        source, token = self._source, self._source.tokens[place]
        if token.text == r"\operatorname" or command_function(token.text):
            return True
        if token.text in LETTER_FUNCTIONS:
            return source.tokens[self.after_scripts(place + 1)].kind == "("
        if is_upright(token) and source.tokens[place + 1].kind == "{":
            after = self.after_scripts(source.partners[place + 1] + 1)
            is_call = source.tokens[after].kind == "("
            return is_call and named_function(raw_words(source, place + 1)) != ""
        return False

    def after_scripts(self, place: int) -> int:
        """Step over primes, indices and powers."""
        tokens = self._source.tokens
        while tokens[place].kind in _SCRIPTS:
            is_marked = tokens[place].kind in {"^", "_"}
            place = self._names.after_argument(place + 1) if is_marked else place + 1
        return min(place, len(tokens) - 1)

    def factor(self, place: int) -> int:
        """Return the place after the factor that begins at a token, its powers included."""
        return self.after_scripts(self._unscripted(place))

    def bare_operand(self, place: int, stop: int) -> int:
        """Return the place after the operand of a function that has no parentheses."""
        if place < stop and self.is_function(place):
            return self.factor(place)
        tokens, has_numbers_only = self._source.tokens, True
        while place < stop and self.starts_factor(place) and not self.is_function(place):
            if tokens[place].kind == "(" and not has_numbers_only:
                break
            has_numbers_only = has_numbers_only and tokens[place].kind == "number"
            place = self.factor(place)
        return place

    def term(self, place: int, stop: int) -> int:
        """Return the place after a term of a sum; one in parentheses is a term by itself."""
        tokens = self._source.tokens
        if tokens[place].kind in FENCES:
            return self.factor(place)
        if tokens[place].kind == "-":
            place += 1
        while place < stop and tokens[place].kind not in _END_OF_TERM:
            place = self._source.partners[place] + 1 if tokens[place].kind in FENCES else place + 1
        return place

    def _unscripted(self, place: int) -> int:
        """Return the place after a factor without its powers."""
        heads: list[int] = []
        while place not in self._ends and self.is_function(place):
            heads.append(place)
            place = self.after_scripts(self.after_head(place))
            if self._source.tokens[place].kind == "(" or not self.starts_factor(place):
                break
        end = self._ends.get(place) or self._end(place, has_head=bool(heads))
        # All functions of a chain such as ``\\ln \\sin x`` end together.
        self._ends.update(dict.fromkeys(heads, end))
        return end

    def _end(self, place: int, *, has_head: bool) -> int:
        tokens, last = self._source.tokens, len(self._source.tokens) - 1
        token = tokens[place]
        if has_head and token.kind != "(":
            return self.bare_operand(place, last)
        if token.kind in FENCES:
            return self._source.partners[place] + 1
        if token.text in FRAMES and token.text != r"\textcolor":
            return self._names.after_argument(place + 1)
        if token.text in FRACTIONS or token.text == r"\textcolor":
            return self._names.after_argument(self._names.after_argument(place + 1))
        if token.text == r"\sqrt":
            has_degree = tokens[place + 1].kind == "["
            place = self._source.partners[place + 1] + 1 if has_degree else place + 1
            return self._names.after_argument(place)
        return self._names.read(place).after if self._names.starts_name(place) else place + 1

    def after_head(self, place: int) -> int:
        """Return the place after a function's name."""
        if self._source.tokens[place + 1].kind == "{":
            token = self._source.tokens[place]
            if token.text == r"\operatorname" or is_upright(token):
                return self._source.partners[place + 1] + 1
        return place + 1
