"""Rules: which rule of differentiation a part asks for, and what it makes of the part.

Sums, differences, products and quotients have rules of their own; every other operation has the
textbook's partials of its record, joined by the chain rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.calculus.integral_mark import MARK as INTEGRAL
from engine.calculus.printing import to_text
from engine.calculus.slope_mark import MARK, slope_of
from engine.calculus.tree import Apply, Name, Number, Tree, as_tree
from engine.errors import EngineError
from engine.maths.symbolic import Symbolic
from engine.operation import Operation, find_operation, get_operation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["CONSTANT", "IDENTITY", "Outer", "Rule", "check_numbers", "rule_for"]

CONSTANT = "constant rule"
IDENTITY = "identity rule"
CHAIN = "chain rule"
UNKNOWN = "unknown function"

_LETTERS = "uvwpqrst"
_LONGEST_IN_CONDITION = 24
_LETTERS_OF_PORTS = (
    ("b", "base"),
    ("n", "degree"),
    ("p", "prediction"),
    ("ŷ", "prediction"),
    ("y", "target"),
)
"""What conditions call the ports that have longer names."""


@dataclass(frozen=True, slots=True)
class Outer:
    """The derivative of the outer function of a chain, in a letter for what is inside.

    Attributes
    ----------
    rule
        The outer function's own rule.
    wrt
        The letter that it is differentiated with respect to.
    before, after
        The outer function and its derivative, in the letters.
    letters
        What the letters stand for.
    """

    rule: str
    wrt: str
    before: Tree
    after: Tree
    condition: str
    choice: str
    letters: dict[str, Tree]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it applies to one part.

    Attributes
    ----------
    parts
        The smaller parts whose derivatives it asks for.
    combine
        Builds the derivative of the part from those.
    condition
        When it holds; empty when it always does.
    choice
        What was chosen where there is no derivative, at a kink; empty without one.
    outer
        The outer derivatives of a chain.
    """

    name: str
    parts: tuple[Tree, ...]
    combine: Callable[[Sequence[Tree]], Tree]
    condition: str = ""
    choice: str = ""
    outer: tuple[Outer, ...] = ()


class _OnNumbers(Symbolic):
    """Symbols for rules on numbers, of which a sum or mean has one."""

    @staticmethod
    def count(_x: object) -> Tree:
        """Return how many terms there are."""
        return Number(1.0)


def rule_for(part: Apply, varies: Sequence[bool], wrt: str, taken: set[str]) -> Rule:
    """Choose the rule for an operation applied to operands of which some vary.

    Parameters
    ----------
    varies
        Which of the operands depend on the variable.
    taken
        Names that no letter may have.

    Raises
    ------
    EngineError
        When the operation makes arrays, which these derivations are not for.
    """
    if find_operation(part.operation) is None:
        return _unknown(part, varies, wrt)
    own = _OWN_RULES.get(part.operation)
    rule = own(part, varies) if own else None
    return rule or _by_record(part, varies, wrt, taken)


# ------------------------------------------------------------------ rules with a shape of their own


def _sum(part: Apply, _varies: Sequence[bool]) -> Rule:
    return Rule("sum rule", part.operands, lambda slopes: Apply("add", tuple(slopes)))


def _difference(part: Apply, _varies: Sequence[bool]) -> Rule:
    return Rule("difference rule", part.operands, lambda slopes: slopes[0] - slopes[1])


def _negation(part: Apply, _varies: Sequence[bool]) -> Rule:
    return Rule("constant multiple rule", part.operands, lambda slopes: -slopes[0])


def _product(part: Apply, varies: Sequence[bool]) -> Rule:
    factors = part.operands
    constants = [factor for factor, is_so in zip(factors, varies, strict=True) if not is_so]
    if sum(varies) == 1 and (len(factors) > 2 or not isinstance(constants[0], Apply)):
        varying = factors[list(varies).index(True)]
        return Rule(
            "constant multiple rule",
            (varying,),
            lambda slopes: Apply("multiply", (*constants, slopes[0])),
        )

    def combine(slopes: Sequence[Tree]) -> Tree:
        # The last factor's slope first, as textbooks write u·v′ + v·u′.
        terms = []
        for place in reversed(range(len(factors))):
            others = (*factors[:place], *factors[place + 1 :])
            terms.append(Apply("multiply", (*others, slopes[place])))
        return Apply("add", tuple(terms))

    return Rule("product rule", factors, combine)


def _quotient(part: Apply, _varies: Sequence[bool]) -> Rule:
    above, below = part.operands
    if isinstance(below, Number):
        condition = "" if below.value else "0 ≠ 0, which never holds"
        return Rule("constant multiple rule", (above,), lambda slopes: slopes[0] / below, condition)
    condition = f"{_short(below)} ≠ 0"
    return Rule(
        "quotient rule",
        part.operands,
        lambda slopes: (below * slopes[0] - above * slopes[1]) / below**2,
        condition,
    )


def _power(part: Apply, _varies: Sequence[bool]) -> Rule | None:
    exponent = part.operands[1]
    if isinstance(exponent, Number) and exponent.value == 0:
        return Rule(CONSTANT, (), lambda _slopes: Number(0.0))
    return None


_OWN_RULES: dict[str, Callable[[Apply, Sequence[bool]], Rule | None]] = {
    "add": _sum,
    "subtract": _difference,
    "negate": _negation,
    "multiply": _product,
    "divide": _quotient,
    "power": _power,
}


def _unknown(part: Apply, varies: Sequence[bool], wrt: str) -> Rule:
    """Leave the derivative of a function of which nothing is known as it is."""
    if part.operation == INTEGRAL:
        integrand, variable = part.operands
        if not _is(variable, wrt):
            raise EngineError("an integral is differentiated by its own variable only")
        return Rule("fundamental theorem of calculus", (), lambda _slopes: integrand)
    moved = [operand for operand, is_so in zip(part.operands, varies, strict=True) if is_so]
    if part.operation != MARK and not all(_is(operand, wrt) for operand in moved):
        raise EngineError(
            f"nothing is known of “{part.operation}”, so that its derivative cannot be part of a "
            "chain"
        )
    return Rule(UNKNOWN, (), lambda _slopes: slope_of(part, wrt))


# ------------------------------------------------------------------ by the records


def _by_record(part: Apply, varies: Sequence[bool], wrt: str, taken: set[str]) -> Rule:
    operation = get_operation(part.operation)
    check_numbers(part)
    choice = _choice(operation)
    moving = [place for place, is_so in enumerate(varies) if is_so]
    found = {place: _partial(part, place, part.operands) for place in moving}
    places = [place for place, partial in found.items() if not _is_zero(partial)]
    if not places:
        rule, condition = operation.partial(moving[0]).rule, _condition(part, moving)
        return Rule(rule, (), lambda _slopes: Number(0.0), condition, choice)
    condition = _condition(part, places)
    inner = tuple(part.operands[place] for place in places)
    shared = operation.routes and operation.variadic and len(places) > 1
    # One that does not vary may be the one that is taken.
    shares = (
        [_partial(part, place, part.operands) for place in range(len(varies))] if shared else []
    )
    combine = _joined(operation, [found[place] for place in places], inner, wrt, shares)
    if len(places) == 1 and _is(inner[0], wrt):
        return Rule(operation.partial(places[0]).rule, (), combine, condition, choice)
    outer = _outer(part, places, {wrt, *taken})
    return Rule(CHAIN, inner, combine, condition, choice, outer)


def _is_zero(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value == 0


def check_numbers(part: Apply) -> None:
    """Refuse what makes an array of numbers.

    Raises
    ------
    EngineError
        When it does.
    """
    operation = get_operation(part.operation)
    try:
        shape = operation.shape([()] * len(part.operands), **_attributes(operation, part))
    except (ValueError, IndexError):
        shape = None
    if shape != ():
        raise EngineError(
            f"“{operation.name}” is for arrays; a derivation is of formulas in numbers"
        )


def _joined(
    operation: Operation,
    partials: Sequence[Tree],
    inner: Sequence[Tree],
    wrt: str,
    shares: Sequence[Tree],
) -> Callable[[Sequence[Tree]], Tree]:
    """Return how the slopes of the operands are joined: the sum over paths of products.

    It is divided among the `shares`, if there are any: the operands that tie.
    """

    def combine(slopes: Sequence[Tree]) -> Tree:
        given = iter(slopes)
        terms: list[Tree] = []
        for partial, part in zip(partials, inner, strict=True):
            slope = None if len(inner) == 1 and _is(part, wrt) else next(given)
            if operation.routes and slope is not None:
                # What is not taken may be infinite, and must still contribute exactly 0.
                terms.append(Apply("where", (partial, slope, Number(0.0))))
            else:
                terms.append(partial if slope is None else partial * slope)
        total = terms[0] if len(terms) == 1 else Apply("add", tuple(terms))
        return total / Apply("add", tuple(shares)) if shares else total

    return combine


def _partial(part: Apply, place: int, operands: Sequence[Tree]) -> Tree:
    """Return the textbook's partial towards one operand."""
    operation = get_operation(part.operation)
    symbols = operation.partial(place).symbols(
        _OnNumbers(),
        Apply(part.operation, tuple(operands), part.attributes),
        *operands,
        **_attributes(operation, part),
        **operation.partial_arguments(place),
    )
    return _without_power_of_one(as_tree(symbols))


def _attributes(operation: Operation, part: Apply) -> dict[str, object]:
    return operation.full_attributes(dict(part.attributes))


def _without_power_of_one(tree: Tree) -> Tree:
    """Write 2·x for 2·x¹, as every textbook does."""
    match tree:
        case Apply("multiply", (factor, Apply("power", (base, Number(1.0))))):
            return factor * base
        case _:
            return tree


def _outer(part: Apply, places: Sequence[int], taken: set[str]) -> tuple[Outer, ...]:
    """Return the derivatives of the outer function towards what is inside, in letters."""
    numbered = (f"{letter}{number}" for number in range(1, 100) for letter in _LETTERS)
    free = [letter for letter in [*_LETTERS, *numbered] if letter not in taken]
    letters = dict(zip(places, free, strict=False))
    operands = tuple(
        Name(letters[place]) if place in letters else operand
        for place, operand in enumerate(part.operands)
    )
    operation = get_operation(part.operation)
    before = Apply(part.operation, operands, part.attributes)
    stands_for = {letters[place]: part.operands[place] for place in places}
    return tuple(
        Outer(
            operation.partial(place).rule,
            letters[place],
            before,
            _partial(before, place, operands),
            _condition(before, [place]),
            _choice(operation),
            stands_for,
        )
        for place in places
    )


# ------------------------------------------------------------------ words


def _condition(part: Apply, places: Sequence[int]) -> str:
    """Say when the partials hold, of the operands that stand there."""
    operation = get_operation(part.operation)
    if part.operation == "power":
        return _condition_of_power(part, places)
    found = dict.fromkeys(operation.partial(place).condition for place in places)
    names = dict(zip(operation.port_names(len(part.operands)), part.operands, strict=True))
    for letter, port in _LETTERS_OF_PORTS:
        if port in names:
            names.setdefault(letter, names[port])

    def shown(match: re.Match[str]) -> str:
        name = match.group()
        return _short(names[name]) if name in names else name

    return "; ".join(re.sub(r"[^\W\d_]\w*", shown, text) for text in found if text)


def _condition_of_power(part: Apply, places: Sequence[int]) -> str:
    base, exponent = part.operands
    if isinstance(exponent, Number) and places == [0]:
        if exponent.value != int(exponent.value):
            return f"{_short(base)} > 0"
        return "" if exponent.value >= 1 else f"{_short(base)} ≠ 0"
    if places == [0]:
        base_text, exponent_text = _short(base), _short(exponent)
        whole = f"{exponent_text} whole with {base_text} ≠ 0 or {exponent_text} ≥ 1"
        return f"{base_text} > 0, or {whole}"
    return "" if isinstance(base, Number) and base.value > 0 else f"{_short(base)} > 0"


def _choice(operation: Operation) -> str:
    """Return what was chosen where there is a kink."""
    return "; ".join(dict.fromkeys(kink.message for kink in operation.kinks))


def _short(tree: Tree) -> str:
    """Write a part in a condition, long ones by their beginning."""
    text = to_text(tree) if not isinstance(tree, Apply) else f"({to_text(tree)})"
    return text if len(text) <= _LONGEST_IN_CONDITION else f"{text[: _LONGEST_IN_CONDITION - 2]}…)"


def _is(tree: Tree, name: str) -> bool:
    return isinstance(tree, Name) and tree.text == name
