"""Advice: where two operations in a row lose digits that one operation keeps.

A softmax rounds its shares before a logarithm is taken of them, so that a probability near 0 has
few digits left and a very small one has none. What does both at once loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.naming import node_title, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.tape import Tape

__all__ = ["Advice", "advice"]


class Advice(NamedTuple):
    """What could be put in the place of the node in a slot."""

    slot: int
    message: str


class _Pair(NamedTuple):
    """An operation that another one feeds at the operand `place`, and what to do about it."""

    first: str
    second: str
    place: int
    message: str


_INSIDE = "connect what goes into “{first}” instead; the loss takes the {operation} itself"
_PAIRS = (
    _Pair("softmax", "ln", 0, "take log_softmax for both, or cross_entropy for the whole loss"),
    _Pair("softmax", "xlogy", 1, "take cross_entropy of what goes into “{first}” for the loss"),
    _Pair("softmax", "kl_divergence", 1, "cross_entropy of what goes into “{first}” learns alike"),
    _Pair("softmax", "cross_entropy", 0, _INSIDE),
    _Pair("sigmoid", "ln", 0, "take log_sigmoid for both"),
    _Pair("sigmoid", "binary_cross_entropy", 0, "take binary_cross_entropy_with_logits for both"),
    _Pair("sigmoid", "binary_cross_entropy_with_logits", 0, _INSIDE),
)
_BY_SECOND = {
    second: tuple(pair for pair in _PAIRS if pair.second == second)
    for second in dict.fromkeys(pair.second for pair in _PAIRS)
}


def advice(tape: Tape) -> Iterator[Advice]:
    """Yield what one operation would do better than the two that stand in a row.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("z = [1, 2]; p = softmax(z); L = cross_entropy(p, 0)"))
    >>> [found.message for found in advice(tape)]
    ['CE (L): connect what goes into “p” instead; the loss takes the softmax itself']
    """
    for level in tape.levels:
        for group in level.groups:
            if group.operation.name in _BY_SECOND:
                columns = [slots.tolist() for slots in group.operands]
                for slot, *operands in zip(range(group.first, group.last), *columns, strict=True):
                    yield from _at(tape, slot, operands)
        for single in level.singles:
            if single.operation.name in _BY_SECOND:
                yield from _at(tape, single.slot, single.operands)


def _at(tape: Tape, slot: int, operands: Sequence[int]) -> Iterator[Advice]:
    node = tape.nodes[slot]
    for pair in _BY_SECOND[node.operation]:
        source = operands[pair.place]
        # Behind the nodes stand the numbers written at ports.
        first = tape.nodes[source] if source < len(tape.nodes) else None
        if first is None or first.operation != pair.first or first.attributes.get("base"):
            continue
        told = pair.message.format(first=shown_name(first), operation=pair.first)
        yield Advice(slot, f"{node_title(node)}: {told}")
