"""Naming: what a node is called in formulas and on its card, whether it has a name or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.graph import Node

__all__ = ["shown_name"]


def shown_name(node: Node) -> str:
    """Return a node's name, or the ``v7`` that stands for the unnamed node ``n7``.

    >>> from engine.graph import Node
    >>> shown_name(Node("n7", "add")), shown_name(Node("n7", "add", "z"))
    ('v7', 'z')
    """
    if node.name:
        return node.name
    if node.id[:1] == "n" and node.id[1:].isdecimal():
        return "v" + node.id[1:]
    return node.id
