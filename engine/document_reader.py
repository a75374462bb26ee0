"""Reading of the save file's graph: from validated records to nodes and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.document_schema import GraphRecord, GroupRecord, NodeRecord, unknown_keys
from engine.errors import EngineError, FormatError, ValueFormatError
from engine.graph import Edge, Graph, Node
from engine.group import Group
from engine.json_text import NON_FINITE
from engine.operation import Operation, find_operation
from engine.values import Value, as_value

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_graph"]

Json = dict[str, Any]


def read_graph(record: GraphRecord, rows: Sequence[Json], group_rows: Sequence[Json] = ()) -> Graph:
    """Build the graph of a validated record.

    Parameters
    ----------
    record
        What the validator knows of the graph.
    rows
        The nodes as they stand in the file, with keys that the validator does not know.
    group_rows
        The groups, likewise.

    Raises
    ------
    FormatError
        With the place of what no graph can hold: a cycle, a name used twice, ragged rows.
    """
    graph = Graph()
    try:
        graph.insert_all(
            _node(item, row, index)
            for index, (item, row) in enumerate(zip(record.nodes, rows, strict=True))
        )
    except FormatError:
        raise
    except EngineError as error:
        raise _located("nodes", error) from None
    try:
        graph.attach_all(Edge(edge.source, edge.target, edge.port) for edge in record.edges)
    except EngineError as error:
        raise _located("edges", error) from None
    if record.output is not None and record.output not in graph:
        raise FormatError(f"at $.graph.output: there is no node “{record.output:.80}”")
    graph.output = record.output
    try:
        graph.groups.insert_all(map(_group, record.groups, group_rows))
    except EngineError as error:
        raise _located("groups", error) from None
    return graph


def _located(part: str, error: EngineError) -> FormatError:
    message = f"at $.graph.{part}[{error.index}]: {error.message}"
    return FormatError(message, node=error.node, port=error.port)


def _node(item: NodeRecord, row: Json, index: int) -> Node:
    return Node(
        id=item.id,
        operation=item.operation,
        name=item.name,
        value=None if item.value is None else _value(item.value, index),
        attributes=_attributes(item) if item.attributes else {},
        overrides=item.overrides,
        trainable=item.trainable,
        position=item.position,
        group=item.group,
        extra=unknown_keys(row, NodeRecord),
    )


def _group(item: GroupRecord, row: Json) -> Group:
    return Group(
        id=item.id,
        title=item.title,
        note=item.note,
        parent=item.parent,
        is_collapsed=item.collapsed,
        colour=item.colour,
        position=item.position,
        size=item.size,
        extra=unknown_keys(row, GroupRecord),
    )


def _value(raw: object, index: int) -> Value:
    try:
        return as_value(_numbers(raw))
    except ValueFormatError as error:
        raise FormatError(f"at $.graph.nodes[{index}].value: {error.message}") from None


def _attributes(item: NodeRecord) -> Json:
    """Put numbers for strings where the operation wants numbers; leave what it does not know."""
    operation = find_operation(item.operation)
    if operation is None:
        return item.attributes
    return {
        key: _numbers(raw) if _wants_numbers(operation, key) else raw
        for key, raw in item.attributes.items()
    }


def _wants_numbers(operation: Operation, key: str) -> bool:
    attribute = operation.attribute(key)
    return operation.find_port(key) is not None if attribute is None else attribute.kind == "number"


def _numbers(raw: object) -> object:
    """Put numbers for the strings that stand for them."""
    if isinstance(raw, list):
        return [_numbers(item) for item in raw]
    return NON_FINITE.get(raw, raw) if isinstance(raw, str) else raw
