"""Checks of what a graph may not hold: values that are none, ports that are not there, cycles."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, PortError, ValueFormatError
from engine.operation import Operation, find_operation
from engine.values import as_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.node import Edge, Node

__all__ = ["checked_node", "first_to_close_a_cycle", "port_problem", "ports_of"]


def checked_node(node: Node) -> Node:
    """Return a node whose name, value, literals and attributes are what they should be.

    Whole numbers become floats, nested lists arrays, and a letter with its marks one character
    where there is one, as programs have it. Attributes that the operation does not
    know are left alone.

    Raises
    ------
    EngineError
        When the value or an attribute is nothing that can stand there.
    """
    if not node.name.isascii():
        node = replace(node, name=unicodedata.normalize("NFC", node.name))
    try:
        if node.value is not None and not isinstance(node.value, float):
            node = replace(node, value=as_value(node.value))
        operation = find_operation(node.operation) if node.attributes else None
        if operation is not None:
            checked = {
                key: _checked_attribute(operation, key, value)
                for key, value in node.attributes.items()
            }
            node = replace(node, attributes=checked)
    except EngineError as error:
        error.node = node.id
        raise
    return node


_KINDS = {
    "flag": "true or false",
    "axis": "a whole number",
    "shape": "a row of whole numbers",
    "number": "a number",
}


def _checked_attribute(operation: Operation, key: str, value: object) -> object:
    attribute = operation.attribute(key)
    if attribute is not None:
        if attribute.kind == "shape" and isinstance(value, list):
            value = tuple(value)
        if not attribute.accepts(value):
            shown = f"“{value:.40}”" if isinstance(value, str) else f"{value!r:.40}"
            raise ValueFormatError(
                f"{operation.title}: “{key}” is to be {_KINDS[attribute.kind]}, not {shown}"
            )
        return value
    if value is None or operation.find_port(key) is None:
        return value
    try:
        return as_value(value)
    except ValueFormatError as error:
        raise ValueFormatError(f"{operation.title}, port “{key}”: {error}", port=key) from None


def ports_of(node: Node, occupied: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of a node's ports, given those at which an edge arrives.

    A variadic operation shows at least two, and as many as are occupied by edges and literals. A
    placeholder for an unknown operation shows the ports that edges arrive at.
    """
    operation = find_operation(node.operation)
    if operation is None:
        return tuple(sorted(occupied))
    if not operation.variadic:
        return operation.ports
    return operation.port_names(_highest(operation, (*occupied, *node.attributes)))


def _highest(operation: Operation, ports: Iterable[str]) -> int:
    places = (operation.find_port(port) for port in ports)
    return 1 + max((place for place in places if place is not None), default=-1)


def port_problem(node: Node, port: str) -> PortError | None:
    """Return why no edge can arrive at a node's port, whoever holds it; None if one can."""
    if node.is_leaf:
        return PortError(f"{node.label} holds a value and takes no edge", node=node.id, port=port)
    operation = find_operation(node.operation)
    if operation is None or operation.find_port(port) is not None:
        return None
    return PortError(f"{operation.title} has no port “{port}”", node=node.id, port=port)


def first_to_close_a_cycle(settled: Sequence[Edge], added: Sequence[Edge]) -> int:
    """Return the place of the first of `added` that closes a cycle; one of them does.

    >>> from engine.node import Edge
    >>> first_to_close_a_cycle([Edge("a", "b", "x")], [Edge("b", "c", "x"), Edge("c", "a", "x")])
    1
    """

    def is_too_much(last: int) -> int:
        return not _is_acyclic([*settled, *added[: last + 1]])

    return bisect_left(range(len(added)), 1, key=is_too_much)


def _is_acyclic(edges: Sequence[Edge]) -> bool:
    """Whether taking away ends without incoming edges, again and again, leaves nothing."""
    missing: dict[str, int] = {}
    targets: dict[str, list[str]] = {}
    for source, target, _ in edges:
        missing[target] = missing.get(target, 0) + 1
        targets.setdefault(source, []).append(target)
    free = [source for source in targets if source not in missing]
    taken = 0
    for source in free:
        for target in targets.get(source, ()):
            taken += 1
            missing[target] -= 1
            if not missing[target]:
                free.append(target)
    return taken == len(edges)
