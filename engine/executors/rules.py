"""Rules: the programs of operations and of their partials, written down once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from engine.executors.tracing import Program, trace
from engine.local_partial import local_partial

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.calculus.tree import Tree
    from engine.instructions import Group, PartialGroup
    from engine.operation import Operation

__all__ = [
    "Rule",
    "forward_program",
    "forward_rule",
    "is_quick",
    "node_program",
    "partial_program",
    "partial_rule",
]

Rule: TypeAlias = "Callable[..., Any]"

_forward: dict[object, Program | None] = {}
_partial: dict[object, Program | None] = {}
_whole: dict[object, Program | None] = {}


def is_quick(operation: Operation, attributes: Mapping[str, Any]) -> bool:
    """Whether there is a faster way to compute an operation."""
    return operation.quick is not None and operation.quick.suits(**attributes)


def forward_rule(
    operation: Operation, attributes: Mapping[str, Any], *, quickly: bool = False
) -> Rule:
    """Return ``rule(m, *operands)`` for the value of a node."""
    rule = operation.forward
    if quickly and operation.quick is not None and is_quick(operation, attributes):
        rule = operation.quick.forward
    if not attributes:
        return rule
    return lambda m, *operands: rule(m, *operands, **attributes)


def partial_rule(
    operation: Operation, attributes: Mapping[str, Any], index: int, override: Tree | None
) -> Rule:
    """Return ``rule(m, result, *operands)`` for the local partial towards one operand."""
    return lambda m, result, *operands: local_partial(
        m, operation, attributes, index, result, operands, override
    )


def forward_program(group: Group, *, quickly: bool = False) -> Program | None:
    """Return the program of a group's operation, over its operands."""
    count = len(group.operands)
    key = (group.operation.forward, quickly, count, *map(repr, group.attributes.items()))
    if key not in _forward:
        rule = forward_rule(group.operation, group.attributes, quickly=quickly)
        _forward[key] = trace(rule, count)
    return _forward[key]


def partial_program(group: PartialGroup) -> Program | None:
    """Return the program of a partial, over the node's own value and its operands."""
    count = len(group.operands)
    key = (
        *(group.operation.partial(group.index).numbers, group.index, count, group.override),
        *map(repr, group.attributes.items()),
    )
    if key not in _partial:
        rule = partial_rule(group.operation, group.attributes, group.index, group.override)
        _partial[key] = trace(rule, 1 + count)
    return _partial[key]


def node_program(
    group: Group, indices: tuple[int, ...], overrides: Mapping[int, Tree]
) -> Program | None:
    """Return the program of a node's value and, after it, of some of its partials.

    What the value and the partials have in common is computed once.
    """
    count = len(group.operands)
    trees = tuple(overrides.get(index) for index in indices)
    key = (group.operation.forward, count, indices, trees, *map(repr, group.attributes.items()))
    if key not in _whole:

        def rule(m: Any, *operands: Any) -> tuple[Any, ...]:
            result = group.operation.forward(m, *operands, **group.attributes)
            return result, *(
                local_partial(m, group.operation, group.attributes, index, result, operands, tree)
                for index, tree in zip(indices, trees, strict=True)
            )

        _whole[key] = trace(rule, count)
    return _whole[key]
