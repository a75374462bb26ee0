"""Printing: expression trees as program text and as LaTeX.

Both come from the operations' records: how tightly an operation binds, its sign in program text
and its template in LaTeX.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import NamedTuple, TypeAlias

from engine.calculus.notation import latex_name, number_latex, number_text, plain_name
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.calculus.walk import fold
from engine.operation import Operation, find_operation

__all__ = ["LARGEST_WRITTEN", "latex_name", "number_latex", "plain_name", "to_latex", "to_text"]

Names: TypeAlias = Mapping[str, str] | Callable[[str], str]
Colour: TypeAlias = Callable[[str, str], str]

LARGEST_WRITTEN = 100_000
"""Names, numbers and signs that a formula is written out with at most."""

_ATOM = 1000
_NEGATION = 25
_APPLICATION = 27
"""How tightly a function binds its operand: tighter than a minus sign, looser than a power."""
_POWER = 30
_PRODUCT = 20
_SUM = 10


class _Piece(NamedTuple):
    """A printed tree and how tightly what it is made of holds together."""

    text: str
    precedence: int = _ATOM

    @property
    def is_negative(self) -> bool:
        return self.text.startswith("-")


# ---------------------------------------------------------------------------------------- text


def to_text(tree: Tree, *, assigned: Collection[str] = ()) -> str:
    """Write a tree as program text, from which `parse_expression` makes the same tree.

    Parentheses stand only where they are needed, or where two signs would meet.

    Parameters
    ----------
    tree
        A tree whose numbers are finite.
    assigned
        The names that will be variables where the text is read; where ``e`` is one, the number e
        is written in digits.

    Examples
    --------
    >>> x, y = Name("x"), Name("y")
    >>> to_text(-((x + 1) ** 2) * (y - -2) / 3)
    '-(x + 1)^2*(y - (-2))/3'
    """
    constants = {
        value: name for name, value in (("e", math.e), ("pi", math.pi)) if name not in assigned
    }

    def render(part: Tree, operands: list[_Piece]) -> _Piece:
        if isinstance(part, Name):
            return _Piece(part.text)
        if isinstance(part, Number):
            text = constants.get(part.value) or number_text(part.value)
            return _Piece(text, _NEGATION if text.startswith("-") else _ATOM)
        if part.operation == "negate" and isinstance(part.operands[0], Number):
            # Without the parentheses it would be one negative number.
            return _Piece(f"-({operands[0].text})", _NEGATION)
        if part.operation == "power" and part.operands[0] == Number(math.e):
            # e^x is the exponential function; a power of the number is not.
            operands = [_Piece(number_text(math.e)), *operands[1:]]
        return _apply_text(part, operands)

    return fold(tree, render).text


def _apply_text(tree: Apply, operands: list[_Piece]) -> _Piece:
    operation = find_operation(tree.operation)
    if operation is None or not operation.infix or tree.attributes:
        arguments = [operand.text for operand in operands]
        for key, value in tree.attributes:
            if isinstance(value, tuple):
                arguments += map(str, value)
            else:
                arguments.append(f"{key}={number_text(value)}")
        return _Piece(f"{tree.operation}({', '.join(arguments)})")
    precedence = operation.precedence
    if len(operands) == 1:
        return _Piece(operation.infix + _enclosed(operands[0], precedence), precedence)
    if operation.infix == "^":
        base, exponent = operands
        text = f"{_enclosed(base, precedence)}^{_enclosed(exponent, _NEGATION - 1)}"
        return _Piece(text, precedence)
    sign = f" {operation.infix} " if precedence < _PRODUCT else operation.infix
    nests = isinstance(tree.operands[0], Apply) and tree.operands[0].operation == tree.operation
    first = _enclosed(operands[0], precedence if nests and operation.variadic else precedence - 1)
    others = [
        f"({other.text})" if other.is_negative else _enclosed(other, precedence)
        for other in operands[1:]
    ]
    return _Piece(sign.join([first, *others]), precedence)


def _enclosed(piece: _Piece, precedence: int) -> str:
    """Return the text, in parentheses unless it binds tighter than that."""
    return piece.text if piece.precedence > precedence else f"({piece.text})"


# --------------------------------------------------------------------------------------- LaTeX


def to_latex(
    tree: Tree,
    names: Names | None = None,
    *,
    colour: Colour | None = None,
    digits: int | None = None,
    exact: Collection[str] | None = None,
) -> str:
    r"""Write a tree in LaTeX, by the templates of the operations' records.

    Parameters
    ----------
    tree
        The tree.
    names
        LaTeX for the names; what a mapping lacks is written by `latex_name`. It may be a number,
        so that a formula is shown with its values in place of its names.
    colour
        ``colour(name, latex)`` returns the LaTeX of a name with its colour. Parentheses are
        decided on before.
    digits
        Significant digits of the numbers; all that matter when None.
    exact
        The names that will be variables where the LaTeX is read. Given them, what LaTeX writes
        alike is told apart, so that it reads back as the same tree: ``log1p(x)`` is written so,
        and not as the logarithm of a sum.

    Examples
    --------
    >>> w, x = Name("w1"), Name("x")
    >>> print(to_latex(2 * (w * x + 1)))
    2 \left(w_{1} \cdot x + 1\right)
    >>> print(to_latex(w * x, {"w1": "0.5", "x": "-2"}))
    0.5 \cdot \left(-2\right)
    """
    taken = frozenset() if exact is None else frozenset((*exact, *names_in(tree)))

    def render(part: Tree, operands: list[_Piece]) -> _Piece:
        if isinstance(part, Name):
            latex = _name_latex(part.text, names)
            precedence = _NEGATION if _bare(latex).startswith("-") else _ATOM
            return _Piece(colour(part.text, latex) if colour else latex, precedence)
        if isinstance(part, Number):
            if exact is not None:
                return _exact_number(part.value, taken)
            return _number_piece(part.value, digits)
        written = None if exact is None else _exact_latex(part, operands, taken)
        return written or _apply_latex(part, operands)

    return fold(tree, render).text


def _name_latex(name: str, names: Names | None) -> str:
    if names is None:
        return latex_name(name)
    if isinstance(names, Mapping):
        return names.get(name) or latex_name(name)
    return names(name)


def _number_piece(number: float, digits: int | None) -> _Piece:
    if number in _CONSTANTS:
        return _Piece(_CONSTANTS[number])
    latex = number_latex(number, digits)
    if latex.startswith("-"):
        return _Piece(latex, _NEGATION)
    return _Piece(latex, _PRODUCT if "^" in latex else _ATOM)


_CONSTANTS = {math.e: "e", math.pi: r"\pi"}
_WRAPPING = re.compile(r"(?:\\(?:text)?color\{[^{}]*\}|\{)*")
_RAISED = re.compile(r"\^(?:\w|\{[^{}]*\})\}*$")
_FIELD = re.compile(r"\{(:?)([A-Za-z]\w*)([!>+]?)\}")
_AFTER_A_NUMBER = re.compile(r"[^\W\d_]|\\(?!frac|infty)")


def _bare(latex: str) -> str:
    """Return the LaTeX without the colours and braces before what is seen first."""
    return _WRAPPING.sub("", latex, count=1)


def _parenthesised(latex: str) -> str:
    return rf"\left({latex}\right)"


def _apply_latex(tree: Apply, operands: list[_Piece]) -> _Piece:
    operation = find_operation(tree.operation)
    if operation is None:
        listed = ", ".join(operand.text for operand in operands)
        name = latex_name(tree.operation)
        if name.startswith(r"\mathrm"):
            name = rf"\operatorname{{{_letters(tree.operation)}}}"
        return _Piece(name + _parenthesised(listed))
    if not operation.variadic:
        precedence = _latex_precedence(operation)
        return _Piece(_filled(operation, precedence, tree, operands), precedence)
    if not operation.infix:
        listed = ", ".join(operand.text for operand in operands)
        return _Piece(operation.latex + _parenthesised(listed))
    return _Piece(_chained(operation, tree, operands), operation.precedence)


def _letters(name: str) -> str:
    return name.replace("_", r"\_")


def _latex_precedence(operation: Operation) -> int:
    if operation.infix or operation.precedence <= _PRODUCT:
        return operation.precedence
    return max(operation.precedence, _APPLICATION)


class _Field(NamedTuple):
    """A field of a template, with the text that follows it."""

    mark: str
    name: str
    mode: str
    following: str


@cache
def _template(latex: str) -> tuple[str, tuple[_Field, ...]]:
    """Split a template into the text before its first field, and the fields."""
    start, *rest = _FIELD.split(latex)
    return start, tuple(_Field(*rest[index : index + 4]) for index in range(0, len(rest), 4))


def _filled(operation: Operation, precedence: int, tree: Apply, operands: list[_Piece]) -> str:
    """Fill the operands into an operation's template."""
    latex, fields = _template(operation.latex)
    attributes = dict(tree.attributes)
    for field in fields:
        if field.mark:
            value = attributes.get(field.name)
            latex += "" if value is None else f"_{{{_attribute_latex(value)}}}"
        elif field.name in operation.ports:
            operand = operands[operation.ports.index(field.name)]
            is_loose = _is_loose(operand, precedence, field, is_first=not latex)
            latex += _parenthesised(operand.text) if is_loose else operand.text
        else:
            latex += f"{{{field.name}{field.mode}}}"
        latex += field.following
    return latex


def _attribute_latex(value: float | tuple[int, ...]) -> str:
    if isinstance(value, tuple):
        return r" \times ".join(map(str, value))
    return number_latex(float(value))


def _is_loose(operand: _Piece, precedence: int, field: _Field, *, is_first: bool) -> bool:
    """Whether an operand needs parentheses in a field of a template."""
    if field.mode == "!":
        return False
    if field.mode == "+":
        return operand.precedence <= _SUM or _bare(operand.text).startswith("-")
    if operand.precedence < precedence + (field.mode == ">"):
        return True
    is_power = operand.precedence == _POWER and operand.text.startswith(r"\left(")
    if precedence == _APPLICATION and is_power:
        # A function would take the parenthesis alone for its operand.
        return True
    if field.following.startswith("^") and _RAISED.search(operand.text):
        return True
    return not is_first and _bare(operand.text).startswith("-")


def _chained(operation: Operation, tree: Apply, operands: list[_Piece]) -> str:
    """Join the operands of a sum or product."""
    first, *others = operands
    is_loose = first.precedence < operation.precedence
    written = _parenthesised(first.text) if is_loose else first.text
    coefficient = tree.operands[0] if operation.name == "multiply" else None
    for part, piece in zip(tree.operands[1:], others, strict=True):
        strength = piece.precedence + _is_delimited(part)
        is_loose = strength <= operation.precedence or _bare(piece.text).startswith("-")
        latex = _parenthesised(piece.text) if is_loose else piece.text
        sign = " " if _is_coefficient(coefficient, latex) else operation.latex
        written, coefficient = written + sign + latex, None
    return written


def _is_coefficient(factor: Tree | None, following: str) -> bool:
    """Whether a number may stand before that factor without a sign between them."""
    is_number = isinstance(factor, Number) and "^" not in _number_piece(factor.value, None).text
    return is_number and _AFTER_A_NUMBER.match(_bare(following)) is not None


def _is_delimited(tree: Tree) -> bool:
    """Whether what the tree is printed as needs no parentheses beside its equals."""
    operation = find_operation(tree.operation) if isinstance(tree, Apply) else None
    if operation is None or operation.variadic:
        return operation is None
    return all(field.mode == "!" for field in _template(operation.latex)[1])


# --------------------------------------------------------------------------------- exact LaTeX

_LOOKS_LIKE_ANOTHER = frozenset(
    {
        "absolute_error",
        "binary_cross_entropy_with_logits",
        "expm1",
        "hypot",
        "kl_divergence",
        "log1p",
        "log_sigmoid",
        "log_softmax",
        "logaddexp",
        "logsumexp",
        "matmul",
        "reciprocal",
        "slice",
        "square",
        "squared_error",
        "xlogy",
    }
)
"""Operations whose formula is also that of others."""

_READ_AS_OTHERS = {"log": (Number(2.0), Number(10.0)), "root": (Number(3.0),)}
"""Operations that are read as others where their second operand is one of these."""


def _exact_number(number: float, taken: Collection[str]) -> _Piece:
    """Write a number so that it cannot be taken for a product or for a name."""
    constant = _CONSTANTS.get(number)
    if constant is not None and constant.removeprefix("\\") not in taken:
        return _Piece(constant)
    mantissa, mark, exponent = number_text(number).partition("e")
    if not mark:
        return _Piece(mantissa, _NEGATION if number < 0 or mantissa == "-0" else _ATOM)
    precedence = _NEGATION if number < 0 else _PRODUCT
    return _Piece(rf"{mantissa} \times 10^{{{exponent}}}", precedence)


def _exact_latex(tree: Apply, operands: list[_Piece], taken: Collection[str]) -> _Piece | None:
    """Write what would be read as another tree if it were written as ever."""
    name, parts = tree.operation, tree.operands
    if name == "negate" and isinstance(parts[0], Number):
        return _Piece(f"-{_parenthesised(operands[0].text)}", _NEGATION)
    if name == "power" and parts[0] == Number(math.e):
        digits = [_Piece(number_text(math.e)), *operands[1:]]
        return _apply_latex(tree, digits)
    if name in {"add", "multiply"} and isinstance(parts[0], Apply) and parts[0].operation == name:
        first = _Piece(_parenthesised(operands[0].text))
        return _apply_latex(tree, [first, *operands[1:]])
    is_other = (
        name in _LOOKS_LIKE_ANOTHER
        or (name in _READ_AS_OTHERS and parts[1] in _READ_AS_OTHERS[name])
        or (name == "exp" and "e" in taken)
        or tree.attributes
    )
    if not is_other:
        return None
    arguments = [operand.text for operand in operands]
    for key, value in tree.attributes:
        if isinstance(value, tuple):
            arguments += map(str, value)
        else:
            number = _exact_number(float(value), ()).text
            arguments.append(rf"\mathrm{{{_letters(key)}}} = {number}")
    listed = _parenthesised(", ".join(arguments))
    return _Piece(rf"\operatorname{{{_letters(name)}}}{listed}")
