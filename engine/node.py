"""Node and Edge: what a graph is made of, as values that know no graph."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import NameTakenError
from engine.operation import find_operation
from engine.values import Value, same_data

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LEAVES", "Edge", "Node", "check_name"]

LEAVES = ("input", "parameter", "constant")
"""Operations that compute nothing and hold a value; only the first two get a gradient."""

RESERVED = frozenset({"input", "param", "constant", "override", "output"})
MAXIMAL_NAME = 80
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")


class Edge(NamedTuple):
    """An edge from a node to a port of another; at most one arrives at a port."""

    source: str
    target: str
    port: str


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node: a leaf that holds a value, or an operation applied to what arrives at its ports.

    Attributes
    ----------
    id
        Short stable text, unique in the graph, never shown.
    operation
        Name of the operation, or one of `LEAVES`.
    name
        The variable's name; unique where given.
    value
        What a leaf holds; None when it was never set.
    attributes
        Constants of the operation (``axis``, ``base``) and literals: a number under a port's name
        stands in for the edge as long as none arrives there (``x^3`` has ``exponent`` 3).
    overrides
        Formulas that replace local derivatives, by port.
    trainable
        Whether gradient descent moves a parameter.
    position
        Top left corner on the canvas.
    group
        Id of the group the node is shown in, or None; a group that is not there counts as none.
    extra
        Keys of the file that this version does not know; they survive a round trip.
    """

    id: str
    operation: str
    name: str = ""
    value: Value | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    trainable: bool = True
    position: tuple[float, float] = (0.0, 0.0)
    group: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        # The generated one would ask whether an array of comparisons is true.
        if not isinstance(other, Node):
            return NotImplemented
        return all(
            same_data(getattr(self, item.name), getattr(other, item.name)) for item in fields(Node)
        )

    def __hash__(self) -> int:
        return hash((self.id, self.operation, self.name))

    @property
    def is_leaf(self) -> bool:
        """Whether the node holds a value instead of computing one."""
        return self.operation in LEAVES

    @property
    def is_trained(self) -> bool:
        """Whether gradient descent moves the node's value."""
        return self.operation == "parameter" and self.trainable

    @property
    def key(self) -> str:
        """What tells the node from all others: its name, or its id when it has none."""
        return self.name or self.id

    @property
    def label(self) -> str:
        """What to call the node when speaking to a person: its name, or its operation's symbol."""
        operation = find_operation(self.operation)
        return self.name or (operation.symbol if operation else self.operation)


def check_name(name: str) -> None:
    """Raise unless `name` can name a variable.

    Letters of any script, digits, underscores and combining marks are allowed, beginning with a
    letter or underscore; raised digits are powers. A graph writes letters and their marks as one
    character where there is one (NFC), so that a name has one spelling.

    Raises
    ------
    NameTakenError
        With the reason.

    Examples
    --------
    >>> check_name("ŷ")
    >>> check_name("2x")
    Traceback (most recent call last):
    ...
    engine.errors.NameTakenError: “2x” cannot be a name: a name begins with a letter
    """
    shown = name if len(name) <= 40 else name[:39] + "…"
    if len(name) > MAXIMAL_NAME:
        raise NameTakenError(f"“{shown}” is too long for a name")
    if not name or not (name[0].isalpha() or name[0] == "_"):
        raise NameTakenError(f"“{shown}” cannot be a name: a name begins with a letter")
    for character in name:
        if character in _RAISED:
            raise NameTakenError(f"“{shown}” cannot be a name: “{character}” is a power")
        if not (character.isalnum() or character == "_" or unicodedata.combining(character)):
            raise NameTakenError(f"“{shown}” cannot be a name: “{character}” is not allowed in it")
    if name in RESERVED:
        raise NameTakenError(f"“{name}” is a word of the program text and cannot be a name")
