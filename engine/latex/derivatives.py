r"""LaTeX derivatives: ``\frac{d}{dx}``, ``\frac{\partial f}{\partial x}`` and higher ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.latex.spans import Span

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.latex.names import NameReader
    from engine.latex.tokens import LatexTokens
    from engine.tokens import Token

__all__ = ["Differential", "Differentials"]

_HIGHEST_ORDER = 9


class Differential(NamedTuple):
    """What a fraction of differentials says.

    Attributes
    ----------
    variables
        By which names the derivative is taken, that of the outermost first.
    body
        What stands behind the upper sign; empty when it follows the fraction.
    """

    variables: list[Token]
    body: Span


class Differentials:
    """Recognises the fractions of differentials in one formula.

    Where ``d`` is a name that has been assigned, it is that name and no sign.
    """

    def __init__(self, source: LatexTokens, names: NameReader, assigned: Collection[str]) -> None:
        self._source = source
        self._names = names
        self._letters = {r"\partial"} if "d" in assigned else {r"\partial", "d"}

    def read(self, above: Span, below: Span) -> Differential | None:
        """Read a fraction, or return None when it is one of numbers.

        Raises
        ------
        ExpressionError
            When it is taken by what is no name, or not as often above as below.
        """
        if not (self._is_sign(above.start, above.stop) and self._is_sign(below.start, below.stop)):
            return None
        if below.start + 1 == below.stop:
            return None
        variables: list[Token] = []
        place = below.start
        while place < below.stop:
            if not self._is_sign(place, below.stop):
                return None
            if not self._names.starts_name(place + 1):
                is_letter = self._source.tokens[place].text == "d"
                if is_letter and self._source.tokens[place + 1].kind != "(":
                    return None
                told = "a derivative is taken by a name, such as x"
                raise self._source.tokens[place + 1].error(told)
            name, token, after = self._names.read(place + 1)
            order, place = self._order(after)
            variables += [token._replace(kind="name", text=name)] * order
        order, start = self._order(above.start + 1)
        if order != len(variables):
            told = f"above the line it is derived {order} times, below it {len(variables)} times"
            raise self._source.tokens[above.start].error(told)
        return Differential(variables, Span(start, above.stop))

    def _is_sign(self, place: int, stop: int) -> bool:
        return place < stop and self._source.tokens[place].text in self._letters

    def _order(self, place: int) -> tuple[int, int]:
        """Read the power behind a sign or a name, 1 when there is none."""
        tokens = self._source.tokens
        if tokens[place].kind == "raised":
            order, after = tokens[place].number, place + 1
        elif tokens[place].kind == "^":
            start = place + 1 + (tokens[place + 1].kind == "{")
            after = self._names.after_argument(place + 1)
            order = tokens[start].number if tokens[start].kind == "number" else 0.0
        else:
            return 1, place
        if order not in range(1, _HIGHEST_ORDER + 1):
            raise tokens[place].error("the order of a derivative is a small whole number")
        return int(order), after
