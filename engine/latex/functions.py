r"""LaTeX functions: which operation ``\sin``, ``\operatorname{arsinh}`` or ``\ln`` stands for.

The names come from the templates by which the operations are printed, so that what is printed is
read back.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING

from engine.calls import function_names, is_function, is_mark
from engine.operation import all_operations

if TYPE_CHECKING:
    from engine.tokens import Token

__all__ = [
    "LETTER_FUNCTIONS",
    "command_function",
    "inverse_of",
    "named_function",
    "no_command",
    "refusal_of",
]

LETTER_FUNCTIONS = {r"\sigma": "sigmoid", r"\Phi": "normal_cdf", "σ": "sigmoid", "Φ": "normal_cdf"}
"""Letters that are functions where a parenthesis follows."""

_STARTS = re.compile(r"\\(?:operatorname\{(\w+)\}|([A-Za-z]+))")
_NO_FUNCTIONS = frozenset({"left", "frac", "sqrt", "sigma", "Phi"})
_MORE_COMMANDS = {r"\exp": "exp"}
_REFUSED = {
    r"\lim": "a limit cannot be part of a formula that is computed",
    r"\nabla": "a gradient cannot be part of a formula; it is what the graph gives",
    r"\leftarrow": "“\\leftarrow” updates a value; a formula is assigned by “=”",
    r"\gets": "“\\gets” updates a value; a formula is assigned by “=”",
    r"\approx": "“\\approx” has no meaning here; a formula is assigned by “=”",
    r"\infty": "infinity cannot be part of a formula",
    r"\pm": "“\\pm” means two formulas; write one of them",
    r"\partial": "“\\partial” stands in a fraction, as in \\frac{\\partial f}{\\partial x}",
    r"\mathbb": "a set of numbers has no place in a formula",
    r"\in": "“\\in” has no place in a formula",
    r"\middle": "“\\middle” has no meaning here",
}
_OTHER_COMMANDS = (
    *(r"\frac", r"\dfrac", r"\sqrt", r"\cdot", r"\times", r"\operatorname", r"\left", r"\right"),
    *(r"\hat", r"\bar", r"\text", r"\mathrm", r"\begin", r"\partial"),
)


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Return the operations by command, and by the words of an operator name."""
    commands, words = dict(_MORE_COMMANDS), dict[str, str]()
    for operation in all_operations():
        match = _STARTS.match(operation.latex)
        if match is None or match[2] in _NO_FUNCTIONS:
            continue
        if match[1]:
            words.setdefault(match[1], operation.name)
        else:
            commands.setdefault(f"\\{match[2]}", operation.name)
    return commands, words


def command_function(command: str) -> str:
    r"""Return the operation that a command names, or nothing.

    >>> command_function(r"\sin"), command_function(r"\frac"), command_function(r"\max")
    ('sin', '', 'max')
    """
    return _names()[0].get(command, "")


def named_function(words: str) -> str:
    r"""Return the operation that upright words name, or nothing.

    >>> named_function("arcsec"), named_function("lrelu"), named_function("ReLU")
    ('arcsec', 'leaky_relu', 'relu')
    """
    found = _names()[1].get(words, words if is_function(words) or is_mark(words) else "")
    return found or (words.lower() if is_function(words.lower()) else "")


def inverse_of(operation: str) -> str:
    """Return the operation that ``⁻¹`` after a function's name means, or nothing.

    >>> inverse_of("sin"), inverse_of("ln")
    ('arcsin', '')
    """
    return f"arc{operation}" if is_function(f"arc{operation}") else ""


def refusal_of(token: Token) -> str:
    r"""Return why a command that means something cannot be part of a formula, or nothing.

    >>> from engine.tokens import Token
    >>> refusal_of(Token("command", r"\nabla", 1, 1, 0))
    'a gradient cannot be part of a formula; it is what the graph gives'
    """
    return _REFUSED.get(token.text, "")


def no_command(token: Token) -> str:
    """Return what to say of a command that has no meaning in a formula."""
    if token.text in _REFUSED:
        return _REFUSED[token.text]
    known = [*_names()[0], *_OTHER_COMMANDS, *(f"\\{name}" for name in function_names())]
    near = difflib.get_close_matches(token.text[:40], known, 1, 0.7)
    if near and command_function(near[0]) == "" and is_function(near[0][1:]):
        near = [rf"\operatorname{{{near[0][1:]}}}"]
    hint = f"; did you mean “{near[0]}”?" if near else ""
    return f"“{token.text[:40]}” has no meaning in a formula{hint}"
