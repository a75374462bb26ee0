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


def is_quick(operation: Operation, attributes: Mapping[str, Any], count: int) -> bool:
    """Whether there is a faster way to compute an operation `count` times at once."""
    quick = operation.quick
    return quick is not None and count >= quick.least and quick.suits(**attributes)


def forward_rule(
    operation: Operation, attributes: Mapping[str, Any], *, quickly: bool = False
) -> Rule:
    """Return ``rule(m, *operands)`` for the value of a node."""
    rule = operation.forward
    if quickly and operation.quick is not None:
        rule = operation.quick.forward
    if not attributes:
        return rule
    return lambda m, *operands: rule(m, *operands, **attributes)


def partial_rule(
    operation: Operation,
    attributes: Mapping[str, Any],
    index: int,
    override: Tree | None,
    *,
    quickly: bool = False,
) -> Rule:
    """Return ``rule(m, result, *operands)`` for the local partial towards one operand."""
    if quickly and operation.quick is not None and override is None:
        rule = operation.quick.partials[index]
        return lambda m, result, *operands: rule(m, result, *operands, **attributes)
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


def partial_program(group: PartialGroup, *, quickly: bool = False) -> Program | None:
    """Return the program of a partial, over the node's own value and its operands."""
    count = len(group.operands)
    key = (
        *(group.operation.partial(group.index).numbers, quickly, group.index, count),
        *(group.override, *map(repr, group.attributes.items())),
    )
    if key not in _partial:
        rule = partial_rule(
            group.operation, group.attributes, group.index, group.override, quickly=quickly
        )
        _partial[key] = trace(rule, 1 + count)
    return _partial[key]


def node_program(
    group: Group,
    indices: tuple[int, ...],
    overrides: Mapping[int, Tree],
    *,
    quickly: bool = False,
) -> Program | None:
    """Return the program of a node's value and, after it, of some of its partials.

    What the value and the partials have in common is computed once.
    """
    count = len(group.operands)
    trees = tuple(overrides.get(index) for index in indices)
    key = (
        *(group.operation.forward, quickly, count, indices, trees),
        *map(repr, group.attributes.items()),
    )
    if key not in _whole:
        forward = forward_rule(group.operation, group.attributes, quickly=quickly)
        partials = [
            partial_rule(group.operation, group.attributes, index, tree, quickly=quickly)
            for index, tree in zip(indices, trees, strict=True)
        ]

        def rule(m: Any, *operands: Any) -> tuple[Any, ...]:
            result = forward(m, *operands)
            return result, *(partial(m, result, *operands) for partial in partials)

        _whole[key] = trace(rule, count)
    return _whole[key]
