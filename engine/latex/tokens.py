r"""LaTeX tokens: the letters, commands and fences of a formula as textbooks set it.

Spaces, sizes and styles of setting are dropped here, and every fence knows the one that closes it,
so that what reads the tokens can step over a whole pair at once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.tokens import Token

__all__ = ["COMMANDS_WITH_DIGITS", "LatexTokens", "tokenize_latex"]

_PATTERN = re.compile(
    r"(?P<space>[^\S\n]+|~|%[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<row>\\\\(?:\[[^\]\n]*\])?)"
    r"|(?P<command>\\(?:[A-Za-z]+\*?|[^\n]))"
    r"|(?P<dollar>\$+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<lowered>[₀-₉]+)"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<sign>[-+*/^_{}()\[\]|=<>,;:.&'!?≤≥≠×·⋅÷−])"
)
_DIGIT = re.compile(r"(?P<number>[0-9])")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")

COMMANDS_WITH_DIGITS = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\sqrt"})
"""Commands after which single digits stand without braces, as in ``\\frac12``."""

_SPACES = re.compile(
    r"\\(?:[,;:!> ]|(?:thin|med|thick)space|(?:display|text)style|(?:no)?limits"
    r"|nonumber|notag|left|right|middle|[bB]igg?[lr]?|math(?:open|close)|nearrow)"
)
_SIGNS = {
    r"\quad": "quad",
    r"\qquad": "quad",
    r"\cdot": "*",
    r"\odot": "*",
    r"\times": "*",
    r"\ast": "*",
    r"\div": "/",
    r"\otimes": "⊗",
    r"\lbrace": "\\{",
    r"\rbrace": "\\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lt": "<",
    r"\gt": ">",
    r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\ne": "≠",
    r"\neq": "≠",
    r"\vert": "|",
    r"\lvert": "|<",
    r"\rvert": "|>",
    r"\Vert": "‖",
    r"\lVert": "‖<",
    r"\rVert": "‖>",
    r"\|": "‖",
    r"\langle": "⟨",
    r"\rangle": "⟩",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
    r"\{": "\\{",
    r"\}": "\\}",
    r"\[": "dollar",
    r"\]": "dollar",
    r"\(": "dollar",
    r"\)": "dollar",
    r"\prime": "'",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "−": "-",
}
_CLOSERS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "\\{": "\\}",
    "|<": "|>",
    "‖<": "‖>",
    "⟨": "⟩",
    "⌊": "⌋",
    "⌈": "⌉",
    "begin": "finish",
}
_CLOSING = frozenset(_CLOSERS.values())
_EXPECTS_OPERAND = frozenset("+-*/⊗=<>≤≥≠,&^_;") | {"row", "dollar", "newline", "quad"}
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)\*?\}")
_SETTINGS = frozenset(
    {"equation", "align", "aligned", "gather", "gathered", "split", "displaymath"}
)
"""Environments that only say where a formula stands."""


class LatexTokens(NamedTuple):
    """The tokens of a text.

    Attributes
    ----------
    text
        The text itself.
    tokens
        The tokens, the last of kind ``end``.
    partners
        For each token that opens, the place of the one that closes it, and the reverse; otherwise
        its own place.
    """

    text: str
    tokens: list[Token]
    partners: list[int]


def tokenize_latex(text: str) -> LatexTokens:
    r"""Split a LaTeX text.

    Kinds are ``command``, ``letter``, ``number``, ``raised``, ``lowered``, ``dollar``, ``quad``
    (space between formulas), ``row`` (``\\``), ``newline``, ``begin`` and ``finish`` of an
    environment (its name is the text), the plain form of a sign or fence, and ``end``.
    Bars become ``|<`` and ``|>``.

    Raises
    ------
    ExpressionError
        At a character that no formula has, or a fence without its partner.

    Examples
    --------
    >>> [token.kind for token in tokenize_latex(r"\frac{1}{2} \left| x \right|").tokens]
    ['command', '{', 'number', '}', '{', 'number', '}', '|<', 'letter', '|>', 'end']
    """
    tokens = _Splitter(text).split()
    return LatexTokens(text, tokens, _paired(tokens))


class _Splitter:
    """One text being split."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[Token] = []
        self._side = ""
        self._digits = 0

    def split(self) -> list[Token]:
        text, place, line, start = self._text, 0, 1, 0
        while place < len(text):
            match = self._match(place)
            kind = (match.lastgroup or "") if match else "letter"
            written = match.group() if match else text[place]
            token = Token(kind, written, line, place - start + 1, place)
            place += len(written)
            if kind == "newline":
                line, start = line + 1, place
            place = self._take(token, place)
        self._tokens.append(Token("end", "", line, place - start + 1, place))
        return self._tokens

    def _match(self, place: int) -> re.Match[str] | None:
        """Match a token; where TeX would take one digit alone, so does this."""
        before = self._tokens[-1].kind if self._tokens else ""
        if before in {"^", "_"} or self._digits:
            digit = _DIGIT.match(self._text, place)
            if digit is not None:
                return digit
        return _PATTERN.match(self._text, place)

    def _take(self, token: Token, place: int) -> int:
        """Add a token, and return where the text goes on."""
        kind, written = token.kind, token.text
        match kind:
            case "space":
                return place
            case "command":
                return self._command(token, place)
            case "number":
                token = token._replace(number=_number(token))
            case "raised":
                token = token._replace(number=float(written.translate(_RAISED)))
            case "lowered":
                token = token._replace(text=written.translate(_LOWERED))
            case "letter" if not written.isalpha():
                shown = f"“{written}”" if written.isprintable() else f"U+{ord(written):04X}"
                raise token.error(f"{shown} has no meaning here")
            case "sign":
                token = token._replace(kind=_SIGNS.get(written, written))
        self._add(token)
        return place

    def _command(self, token: Token, place: int) -> int:
        written = token.text
        if written in {r"\begin", r"\end"}:
            match = _ENVIRONMENT.match(self._text, place)
            if match is None:
                raise token.error(f"the name of an environment was expected after “{written}”")
            if match[1] not in _SETTINGS:
                kind = "begin" if written == r"\begin" else "finish"
                self._add(token._replace(kind=kind, text=match[1]))
            return match.end()
        if _SPACES.fullmatch(written):
            self._side = {r"\left": "<", r"\right": ">"}.get(written, "")
            if self._side and self._text[place : place + 1] == ".":
                raise token.error("a fence on one side only has no meaning here")
            return place
        self._add(token._replace(kind=_SIGNS.get(written, "command")))
        return place

    def _add(self, token: Token) -> None:
        if token.kind in {"|", "‖"} and self._side:
            token = token._replace(kind=token.kind + self._side)
        self._side = ""
        if token.text in COMMANDS_WITH_DIGITS:
            self._digits = 1 + (token.text != r"\sqrt")
        elif self._digits and token.kind == "number":
            self._digits -= 1
        else:
            self._digits = 0
        self._tokens.append(token)


def _number(token: Token) -> float:
    number = float(token.text)
    if number == float("inf"):
        raise token.error("the number is too large for double precision")
    return number


def _paired(tokens: list[Token]) -> list[int]:
    """Find the partner of each fence; bars without a side get theirs."""
    partners = list(range(len(tokens)))
    opened: list[int] = []
    for place, token in enumerate(tokens):
        kind = token.kind
        if kind == "‖" and opened and _is_divergence(tokens, opened[-1]):
            tokens[place] = token._replace(kind=",")
            continue
        if kind in {"|", "‖"}:
            before = tokens[place - 1].kind if place else "row"
            is_inside = opened and tokens[opened[-1]].kind == kind + "<"
            expects = before in _EXPECTS_OPERAND or before in _CLOSERS
            kind += ">" if is_inside and not expects else "<"
            tokens[place] = token = token._replace(kind=kind)
        if kind in _CLOSERS:
            opened.append(place)
        elif kind in _CLOSING:
            _close(token, tokens, opened)
            other = opened.pop()
            partners[place], partners[other] = other, place
        elif kind == "end" and opened:
            raise token.error(_unclosed(tokens[opened[-1]]))
    return partners


def _is_divergence(tokens: list[Token], place: int) -> bool:
    r"""Whether a fence opens after ``\operatorname{KL}``, whose operands a bar separates."""
    before = [item.text for item in tokens[max(place - 5, 0) : place]]
    return tokens[place].kind == "(" and before == [r"\operatorname", "{", "K", "L", "}"]


def _close(token: Token, tokens: list[Token], opened: list[int]) -> None:
    """Check that a closing token closes what was opened last."""
    if not opened:
        raise token.error(f"nothing was opened for this “{_shown(token)}”")
    other = tokens[opened[-1]]
    if _CLOSERS[other.kind] != token.kind or (token.kind == "finish" and other.text != token.text):
        raise token.error(f"{_unclosed(other)} before this “{_shown(token)}”")


def _shown(token: Token) -> str:
    if token.kind in {"begin", "finish"}:
        word = "begin" if token.kind == "begin" else "end"
        return rf"\{word}{{{token.text}}}"
    return token.text


def _unclosed(token: Token) -> str:
    place = f"column {token.column}" + (f" of line {token.line}" if token.line > 1 else "")
    return f"the “{_shown(token)}” opened at {place} is not closed"
