r"""LaTeX programs: a graph as the formulas of a textbook, one assignment after the other.

Formulas are separated by line ends, ``\\``, ``;``, commas, wide space or dollar signs. A name is
assigned by ``y = …`` or ``f(x, y) = …``; ``w_1 = 0.5`` gives an input its value, and
``\text{param } w_1 = 0.5`` a parameter. A formula alone gets a name that is free.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from engine.latex.expression import read_latex
from engine.latex.names import NameReader, is_upright, raw_words
from engine.latex.rewriting import Rewriter
from engine.latex.spans import FENCES, Span
from engine.program import DECLARATIONS, Statement, build_graph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.graph import Graph
    from engine.latex.tokens import LatexTokens
    from engine.tokens import Token
    from engine.values import Value

__all__ = ["parse_latex"]

_SEPARATORS = frozenset({"dollar", "row", ";", ",", "quad", "end"})
_CONTINUES = frozenset("+-*/⊗=^_,&")
"""What joins two lines to one formula."""

_WORDS = {**{word: word for word in DECLARATIONS}, "parameter": "param", "output": "output"}
_FREE_NAMES = ("y", "z", "f", "q", "result")


def parse_latex(text: str) -> Graph:
    r"""Read formulas in LaTeX as a graph; the last one is its output.

    Raises
    ------
    ExpressionError
        With the line and column, and what was expected there.

    Examples
    --------
    >>> graph = parse_latex(r"w_1 = 0.5, \quad \hat{y} = \sigma(w_1 x)")
    >>> [(node.name, node.operation) for node in graph.nodes()]
    [('w1', 'input'), ('x', 'input'), ('', 'multiply'), ('yhat', 'sigmoid')]
    >>> parse_latex(r"y = x + \wibble")
    Traceback (most recent call last):
    ...
    engine.errors.ExpressionError: column 9: “\wibble” has no meaning in a formula
    """
    source = read_latex(text)
    names = NameReader(source, ())
    formulas = [formula for span in _spans(source) for formula in _equations(source, names, span)]
    for formula in formulas[:-1]:
        if formula.is_alone:
            told = "“=” was expected; only the last formula may stand without a name"
            raise source.tokens[formula.right.stop].error(told)
    taken = {formula.target for formula in formulas}
    functions = {formula.target: formula.variables for formula in formulas if formula.variables}
    arrays: dict[str, Value] = {}
    rewriter = Rewriter(source, taken, functions, arrays)
    written = [formula.statement(source, rewriter) for formula in formulas]
    used = {token.text for statement in written for token in statement.tokens}
    named: list[Statement] = []
    for statement in written:
        tokens = statement.tokens
        if tokens[0].kind == "=":
            free = next(name for name in _free_names() if name not in used)
            used.add(free)
            tokens = [tokens[0]._replace(kind="name", text=free), *tokens]
        named.append(Statement(tokens, statement.end))
    # Textbooks give the values last; a program gives them first.
    return build_graph(sorted(named, key=lambda item: not _is_leaf(item, arrays)), text, arrays)


def _free_names() -> Iterator[str]:
    yield from _FREE_NAMES
    number = 1
    while True:
        yield f"y{number}"
        number += 1


def _is_leaf(statement: Statement, arrays: dict[str, Value]) -> bool:
    """Whether a statement gives a leaf, with or without its value."""
    tokens = statement.tokens
    if tokens[0].text in DECLARATIONS and tokens[1].kind == "name":
        return True
    value = tokens[2:]
    if len(value) == 2 and value[0].kind == "-":
        value = value[1:]
    return len(value) == 1 and (value[0].kind == "number" or value[0].text in arrays)


def _spans(source: LatexTokens) -> Iterator[Span]:
    """Split a text at what stands between formulas, outside of all fences."""
    tokens, start, place = source.tokens, 0, 0
    while place < len(tokens):
        kind = tokens[place].kind
        if kind in FENCES:
            place = source.partners[place] + 1
            continue
        if kind == "," and _is_decimal(tokens, place):
            raise tokens[place].error("a decimal point is written “.”, not “,”")
        is_end = kind in _SEPARATORS or (kind == "newline" and _ends_formula(tokens, start, place))
        if is_end or (kind == "." and tokens[place + 1].kind in {"newline", *_SEPARATORS}):
            if any(item.kind not in {"newline", "&", "."} for item in tokens[start:place]):
                yield Span(start, place)
            start = place + 1
        place += 1


def _is_decimal(tokens: list[Token], place: int) -> bool:
    """Whether a comma stands close between two numbers."""
    left, comma, right = tokens[place - 1 : place + 2] if place else tokens[:1] * 3
    is_close = right.offset == comma.offset + 1
    return is_close and left.kind == right.kind == "number"


def _ends_formula(tokens: list[Token], start: int, place: int) -> bool:
    """Whether a formula ends where its line does."""
    after = next((item for item in tokens[place:] if item.kind != "newline"), tokens[-1])
    is_open = place == start or tokens[place - 1].kind in _CONTINUES
    return not is_open and after.kind not in _CONTINUES


class _Formula(NamedTuple):
    """One formula: what it declares or assigns, and where its right side stands."""

    word: str
    name: Token | None
    variables: tuple[str, ...]
    sign: Token
    right: Span

    @property
    def target(self) -> str:
        """The name that is assigned, or nothing."""
        return "" if self.name is None or self.word == "output" else self.name.text

    @property
    def is_alone(self) -> bool:
        """Whether it stands without a name."""
        return self.name is None

    @classmethod
    def read(cls, source: LatexTokens, names: NameReader, span: Span) -> _Formula:
        """Read the left side of a formula.

        Raises
        ------
        ExpressionError
            When it is no name, or when there is another sign of equality behind a formula.
        """
        tokens = source.tokens
        signs = list(_signs(source, span))
        start = next(at for at in range(*span) if tokens[at].kind not in {"newline", "&"})
        if len(signs) > 1:
            told = "a second “=” was found; a name has one formula, leave out what follows from it"
            raise tokens[signs[1]].error(told)
        word, place = _declaration(source, start)
        if not signs and not word:
            if start and tokens[start - 1].kind == ",":
                raise tokens[start].error("a name and “=” were expected after “,”")
            sign = tokens[start]._replace(kind="=", text="=")
            return cls("", None, (), sign, Span(start, span.stop))
        if not names.starts_name(place):
            raise tokens[place].error("a name was expected on the left of “=”")
        name, token, place = names.read(place)
        variables, place = _variables(source, names, place)
        while tokens[place].kind in {"newline", "&"}:
            place += 1
        if place < span.stop and tokens[place].kind != "=":
            raise tokens[place].error(f"“=” was expected after “{name}”")
        right = Span(min(place + 1, span.stop), span.stop)
        return cls(word, token._replace(kind="name", text=name), variables, tokens[place], right)

    def statement(self, source: LatexTokens, rewriter: Rewriter) -> Statement:
        """Return the statement of a program that says the same."""
        end = source.tokens[self.right.stop]._replace(kind="end")
        tokens = [] if self.name is None else [self.name]
        if self.word and self.name is not None:
            tokens = [self.name._replace(text=self.word), self.name]
        if self.sign.kind == "=":
            *formula, end = rewriter.rewrite(self.right)
            tokens += [self.sign, *formula]
        return Statement(tokens, end)


def _signs(source: LatexTokens, span: Span) -> Iterator[int]:
    """Yield the places of the signs of equality outside of all fences."""
    place = span.start
    while place < span.stop:
        kind = source.tokens[place].kind
        if kind == "=":
            yield place
        place = source.partners[place] + 1 if kind in FENCES else place + 1


def _equations(source: LatexTokens, names: NameReader, span: Span) -> list[_Formula]:
    """Read ``a = b = x + 1`` as ``b = x + 1`` and ``a = b``; each name of a number has its own."""
    signs = list(_signs(source, span))
    parts = [Span(left + 1, right) for left, right in pairwise([span.start - 1, *signs, span.stop])]
    is_chain = len(signs) > 1 and all(
        names.starts_name(start) and names.read(start).after == stop for start, stop in parts[1:-1]
    )
    if not is_chain:
        return [_Formula.read(source, names, span)]
    last = parts[-1]
    is_number = all(token.kind in {"number", "-"} for token in source.tokens[slice(*last)])
    found = [
        _Formula.read(source, names, Span(left.start, right.stop))
        for left, right in pairwise(parts)
    ]
    if is_number:
        return [formula._replace(right=last) for formula in found]
    return list(reversed(found))


def _declaration(source: LatexTokens, place: int) -> tuple[str, int]:
    r"""Read a word such as ``\text{param}`` before a name."""
    if is_upright(source.tokens[place]) and source.tokens[place + 1].kind == "{":
        word = _WORDS.get(raw_words(source, place + 1), "")
        after = source.partners[place + 1] + 1
        if word and source.tokens[after].kind in {"letter", "command"}:
            return word, after
    return "", place


def _variables(source: LatexTokens, names: NameReader, place: int) -> tuple[tuple[str, ...], int]:
    """Read the variables in ``f(x, y)``; none where no parenthesis follows."""
    tokens = source.tokens
    if tokens[place].kind != "(":
        return (), place
    stop, found = source.partners[place], list[str]()
    place += 1
    while place < stop:
        if not names.starts_name(place):
            raise tokens[place].error("a variable was expected here, as in f(x, y)")
        name, _, place = names.read(place)
        found.append(name)
        if place < stop and tokens[place].kind not in {",", ";"}:
            raise tokens[place].error("“,” was expected between the variables, as in f(x, y)")
        place += place < stop
    if not found:
        raise tokens[stop].error("a variable was expected here, as in f(x, y)")
    return tuple(found), stop + 1
