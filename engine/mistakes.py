"""Mistakes: what is said about a formula that cannot be read on from some token."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from engine.calls import function_names

if TYPE_CHECKING:
    from engine.tokens import Token

__all__ = ["nearest_function", "operand_missing", "operator_missing", "unclosed"]


def nearest_function(name: str) -> str:
    """Return the function that a name was probably meant to be, or nothing."""
    if len(name) < 3 or not name.isalpha():
        return ""
    near = difflib.get_close_matches(name.lower(), function_names(), 1, 0.8)
    return near[0] if near else ""


def _shown(token: Token) -> str:
    if token.kind in {"newline", "end"}:
        return "the end of the line" if token.kind == "newline" else "the end"
    return f"“{token.text if len(token.text) <= 40 else token.text[:39] + '…'}”"


def operand_missing(token: Token, before: Token | None) -> str:
    """Return what to say of a token where an operand should stand."""
    if token.kind == "[":
        return "an array cannot stand in a formula; give it a name on a line of its own"
    if before is not None:
        return f"an operand was expected after {_shown(before)}"
    if token.kind in {"end", "newline"}:
        return "a formula was expected"
    return f"an operand was expected before {_shown(token)}"


def operator_missing(
    token: Token, before: Token | None, opened: Token | None, called: Token | None
) -> str:
    """Return what to say of a token where an operator should stand.

    `opened` is the parenthesis that it stands in, if any, and `called` the token before that.
    """
    if opened is not None and token.kind in {"newline", ";", "comment"}:
        return unclosed(opened)
    if token.kind == "number" and token.text[0] == "." and before is not None:
        return f"an operator was expected between {_shown(before)} and {_shown(token)}"
    match token.kind:
        case ")":
            return "no parenthesis was opened for this “)”"
        case "," if called is not None and called.kind == "name":
            return f"there is no function “{called.text}”"
        case ",":
            return "“,” separates the operands of a function; a decimal point is written “.”"
        case "=":
            return "“=” has no place inside a formula"
        case "[":
            return "an array cannot stand in a formula; give it a name on a line of its own"
        case _:
            return f"an operator was expected before {_shown(token)}"


def unclosed(opened: Token) -> str:
    """Return what to say of a parenthesis that is never closed."""
    # On the same line as where that shows: a formula has no others.
    return f"the parenthesis opened at column {opened.column} is not closed"
