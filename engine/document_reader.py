"""Reading of the save file's graph: from validated records to nodes and edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.document_schema import EdgeRecord, GraphRecord, NodeRecord, unknown_keys
from engine.errors import EngineError, FormatError, PortError, ValueFormatError
from engine.graph import Edge, Graph, Node
from engine.json_text import NON_FINITE
from engine.operation import Operation, find_operation
from engine.values import Value, as_value

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_graph"]

Json = dict[str, Any]


def read_graph(record: GraphRecord, rows: Sequence[Json]) -> Graph:
    """Build the graph of a validated record.

    Parameters
    ----------
    record
        What the validator knows of the graph.
    rows
        The nodes as they stand in the file, with keys that the validator does not know.

    Raises
    ------
    FormatError
        With the place of what no graph can hold: a cycle, a name used twice, ragged rows.
    """
    graph = Graph()
    for index, (item, row) in enumerate(zip(record.nodes, rows, strict=True)):
        where = f"$.graph.nodes[{index}]"
        try:
            graph.insert(_node(item, row, where))
        except FormatError:
            raise
        except EngineError as error:
            raise FormatError(f"at {where}: {error.message}", node=item.id) from None
    for index in _by_target(graph, record.edges):
        item_edge = record.edges[index]
        try:
            graph.attach(Edge(item_edge.source, item_edge.target, item_edge.port))
        except EngineError as error:
            raise FormatError(
                f"at $.graph.edges[{index}]: {error.message}", node=error.node, port=error.port
            ) from None
    if record.output is not None and record.output not in graph:
        raise FormatError(f"at $.graph.output: there is no node “{record.output}”")
    graph.output = record.output
    graph.groups = tuple(record.groups)
    return graph


def _by_target(graph: Graph, edges: Sequence[EdgeRecord]) -> list[int]:
    """Order of edges in which none has to be checked for a cycle against those made before.

    A target gets its edges only after all its sources got theirs, so nothing leaves it yet.
    """
    missing = dict.fromkeys(graph.node_ids(), 0)
    targets: dict[str, list[str]] = {}
    for edge in edges:
        missing[edge.target] = missing.get(edge.target, 0) + 1
        targets.setdefault(edge.source, []).append(edge.target)
    ordered = [node_id for node_id, count in missing.items() if not count]
    for node_id in ordered:
        for target in targets.get(node_id, ()):
            missing[target] -= 1
            if not missing[target]:
                ordered.append(target)
    rank = {node_id: place for place, node_id in enumerate(ordered)}
    last = len(rank)
    return sorted(range(len(edges)), key=lambda index: rank.get(edges[index].target, last))


def _node(item: NodeRecord, row: Json, where: str) -> Node:
    extra = unknown_keys(row, NodeRecord)
    attributes: Json = {}
    if item.attributes:
        attributes, unknown = _attributes(item, f"{where}.attributes")
        if unknown:
            extra["attributes"] = unknown
    return Node(
        id=item.id,
        operation=item.operation,
        name=item.name,
        value=None if item.value is None else _value(item.value, f"{where}.value"),
        attributes=attributes,
        overrides=item.overrides,
        trainable=item.trainable,
        position=item.position,
        group=item.group,
        extra=extra,
    )


def _attributes(item: NodeRecord, where: str) -> tuple[Json, Json]:
    """Attributes that the operation has, and those it has not; of a placeholder all."""
    operation = find_operation(item.operation)
    if operation is None:
        return item.attributes, {}
    known, unknown = {}, {}
    for key, raw in item.attributes.items():
        kind = _kind_of(operation, key)
        if kind == "":
            unknown[key] = raw
        else:
            known[key] = _attribute(kind, raw, f"{where}.{key}")
    return known, unknown


def _kind_of(operation: Operation, key: str) -> str:
    """Kind of an attribute, ``port`` for a number at a port, empty for neither."""
    attribute = operation.attribute(key)
    if attribute is not None:
        return attribute.kind
    try:
        operation.port_index(key)
    except PortError:
        return ""
    return "port"


def _attribute(kind: str, raw: Any, where: str) -> object:
    if kind == "port":
        return _value(raw, where)
    is_whole = isinstance(raw, int) and not isinstance(raw, bool)
    match kind:
        case "flag" if isinstance(raw, bool):
            return raw
        case "axis" if raw is None or is_whole:
            return raw
        case "number" if is_whole or isinstance(raw, float | str):
            return _value(raw, where)
    wanted = {"flag": "true or false", "axis": "a whole number or null", "number": "a number"}[kind]
    raise FormatError(f"at {where}: expected {wanted}")


def _value(raw: object, where: str) -> Value:
    try:
        return as_value(_numbers(raw))
    except ValueFormatError as error:
        raise FormatError(f"at {where}: {error.message}") from None


def _numbers(raw: object) -> object:
    """Put numbers for the strings that stand for them."""
    if isinstance(raw, list):
        return [_numbers(item) for item in raw]
    return NON_FINITE.get(raw, raw) if isinstance(raw, str) else raw
