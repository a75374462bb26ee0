r"""MathML notation: the program's own formulas, written in LaTeX, in presentation MathML.

Only what that writes is read here, from left to right with a stack of open groups, so that neither
length nor nesting can exhaust Python's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from engine.calculus.notation import GREEK

__all__ = ["latex_to_mathml"]

_TOKENS = re.compile(
    r"\\(?P<word>operatorname|mathrm|text)\{(?P<letters>(?:[^{}\\]|\\_)*)\}"
    r"|\\left *(?P<opened>\\?[A-Za-z]+|\\?[^\sA-Za-z])"
    r"|\\right *(?P<closed>\\?[A-Za-z]+|\\?[^\sA-Za-z])"
    r"|(?P<command>\\(?:[A-Za-z]+|.))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<sign>\S)"
)
_SPACES = frozenset({"\\,", "\\;", "\\ ", "\\quad"})
_FENCES = {
    **{sign: sign for sign in "()[]|"},
    ".": "",
    r"\{": "{",
    r"\}": "}",
    r"\|": "‖",
    r"\langle": "⟨",
    r"\rangle": "⟩",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
}
_OPERATORS = {
    **{sign: sign for sign in "+=<>,/"},
    "-": "−",
    r"\cdot": "⋅",
    r"\times": "×",
    r"\otimes": "⊗",
    r"\geq": "≥",
    r"\leq": "≤",
    r"\neq": "≠",
    r"\to": "→",
    r"\|": "‖",
}
_BIG = {r"\sum": "∑", r"\prod": "∏"}
_LETTERS = {
    **{f"\\{word}": letter for word, letter in GREEK.items()},
    r"\infty": "∞",
    r"\top": "⊤",
    r"\partial": "∂",
}
_ACCENTS = {
    r"\hat": "^",
    r"\tilde": "~",
    r"\bar": "¯",
    r"\dot": "˙",
    r"\ddot": "¨",
    r"\vec": "→",
}
_ARGUMENTS = {r"\frac": 2, r"\sqrt": 1, **dict.fromkeys((*_ACCENTS, "^", "_"), 1)}
_APPLY = "<mo>&#x2061;</mo>"
_TIMES = "<mo>&#x2062;</mo>"


class _Item(NamedTuple):
    """A piece of markup.

    Attributes
    ----------
    kind
        ``number``, ``operand``, ``function`` (a name that applies to what follows), ``fence`` (a
        pair of parentheses and what is in it) or ``operator``.
    base, below
        Of something with an index, the two.
    """

    markup: str
    kind: str
    base: str = ""
    below: str = ""


@dataclass(slots=True)
class _Want:
    """A construct that waits for its arguments."""

    command: str
    arguments: list[str] = field(default_factory=list)
    degree: str = ""


@dataclass(slots=True)
class _Group:
    """What stands between two braces or fences."""

    opened: str = ""
    items: list[_Item] = field(default_factory=list)
    wants: list[_Want] = field(default_factory=list)
    is_index: bool = False

    def markup(self) -> str:
        """Return the items in a row."""
        if len(self.items) == 1:
            return self.items[0].markup
        return f"<mrow>{''.join(item.markup for item in self.items)}</mrow>"


def latex_to_mathml(latex: str) -> str:
    r"""Turn a formula that this program wrote in LaTeX, of one line, into MathML.

    >>> print(latex_to_mathml(r"\frac{x^{2}}{2}").partition(">")[2])
    <mfrac><msup><mi>x</mi><mn>2</mn></msup><mn>2</mn></mfrac></math>
    """
    groups = [_Group()]
    for match in _TOKENS.finditer(latex):
        _take(groups, match)
    body = groups[0].markup()
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{body}</math>'


def _take(groups: list[_Group], match: re.Match[str]) -> None:
    """Go on by one token."""
    written, group = match.group(), groups[-1]
    kind = match.lastgroup
    if kind == "opened":
        groups.append(_Group(_FENCES[match["opened"]], is_index=group.is_index))
    elif kind == "closed":
        groups.pop()
        markup = _fence(group.opened) + group.markup() + _fence(_FENCES[match["closed"]])
        _deliver(groups[-1], _Item(f"<mrow>{markup}</mrow>", "fence"))
    elif kind == "letters":
        name = escape(match["letters"].replace("\\_", "_"))
        is_function = match["word"] == "operatorname"
        markup = f"<mi>{name}</mi>" if len(name) > 1 else f'<mi mathvariant="normal">{name}</mi>'
        _deliver(group, _Item(markup, "function" if is_function else "operand"))
    elif kind == "number":
        _deliver(group, _Item(f"<mn>{written}</mn>", "number"))
    elif written == "{" or (written == "[" and _wants_degree(group)):
        is_index = group.is_index or bool(group.wants and group.wants[-1].command == "_")
        groups.append(_Group(written, is_index=is_index))
    elif written == "}" or (written == "]" and group.opened == "["):
        groups.pop()
        if group.opened == "[":
            groups[-1].wants[-1].degree = group.markup()
        else:
            kinds = {item.kind for item in group.items} if len(group.items) == 1 else set()
            _deliver(groups[-1], _Item(group.markup(), kinds.pop() if kinds else "operand"))
    elif written in _ARGUMENTS:
        group.wants.append(_Want(written))
    elif written not in _SPACES:
        _deliver(group, _letter_or_sign(written))


def _fence(sign: str) -> str:
    """Return one end of a pair of fences, of which the other may stand alone."""
    return f"<mo>{sign}</mo>" if sign else ""


def _wants_degree(group: _Group) -> bool:
    return bool(group.wants) and group.wants[-1].command == r"\sqrt"


def _letter_or_sign(written: str) -> _Item:
    if written in _OPERATORS:
        return _Item(f"<mo>{escape(_OPERATORS[written])}</mo>", "operator")
    if written in _BIG:
        return _Item(f"<mo>{_BIG[written]}</mo>", "operator")
    if written in _LETTERS or not written.startswith("\\"):
        return _Item(f"<mi>{escape(_LETTERS.get(written, written))}</mi>", "operand")
    return _Item(f"<mi>{escape(written[1:])}</mi>", "function")


def _deliver(group: _Group, item: _Item) -> None:
    """Give a finished item to what waits for it, or put it into the row."""
    while group.wants:
        want = group.wants[-1]
        want.arguments.append(item.markup)
        if len(want.arguments) < _ARGUMENTS[want.command]:
            return
        group.wants.pop()
        item = _built(group, want)
    if group.items and not group.is_index:
        sign = _unwritten(group.items[-1], item)
        if sign:
            group.items.append(_Item(sign, "operator"))
    group.items.append(item)


def _unwritten(before: _Item, item: _Item) -> str:
    """Return the sign that LaTeX leaves out between two items: a product or an application."""
    if before.kind == "operator" or item.kind == "operator":
        return ""
    is_applied = before.kind == "function" or (before.kind == "operand" and item.kind == "fence")
    return _APPLY if is_applied else _TIMES


def _built(group: _Group, want: _Want) -> _Item:
    first = want.arguments[0]
    if want.command == r"\frac":
        return _Item(f"<mfrac>{first}{want.arguments[1]}</mfrac>", "operand")
    if want.command == r"\sqrt":
        markup = (
            f"<mroot>{first}{want.degree}</mroot>" if want.degree else f"<msqrt>{first}</msqrt>"
        )
        return _Item(markup, "operand")
    if want.command in _ACCENTS:
        accent = _ACCENTS[want.command]
        return _Item(f'<mover accent="true">{first}<mo>{accent}</mo></mover>', "operand")
    base = group.items.pop() if group.items else _Item("<mi></mi>", "operand")
    if want.command == "_":
        return _Item(f"<msub>{base.markup}{first}</msub>", base.kind, base.markup, first)
    if base.below:
        return _Item(f"<msubsup>{base.base}{base.below}{first}</msubsup>", base.kind)
    return _Item(f"<msup>{base.markup}{first}</msup>", base.kind)
