"""Schema of the save file: the shape of its JSON as types, from which validation follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from engine.group import MAXIMAL_GROUPS, MAXIMAL_NOTE, MAXIMAL_TITLE

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "VERSION",
    "EdgeRecord",
    "FileRecord",
    "GraphRecord",
    "GroupRecord",
    "NodeRecord",
    "schema",
    "unknown_keys",
]

VERSION = 1
"""The version of the format that is written; older ones are migrated, newer ones refused."""

Text = Annotated[str, Meta(min_length=1, max_length=200)]
NonFinite = Literal["nan", "inf", "-inf"]


class NodeRecord(Struct, frozen=True):
    """A node: a leaf with its value, or an operation."""

    id: Annotated[Text, Meta(description="Unique among ids and names.")]
    operation: Annotated[
        Text, Meta(description="An operation's name, or input, parameter or constant.")
    ]
    name: Annotated[str, Meta(description="The variable's name, unique where given.")] = ""
    value: Annotated[
        float | NonFinite | list[Any] | None,
        Meta(description="What a leaf holds: a number, or nested lists of numbers."),
    ] = None
    attributes: Annotated[
        dict[str, Any],
        Meta(description="Constants of the operation, and numbers that stand at ports."),
    ] = {}
    overrides: Annotated[
        dict[str, str], Meta(description="Formulas in place of local derivatives, by port.")
    ] = {}
    trainable: Annotated[bool, Meta(description="Whether descent moves a parameter.")] = True
    position: Annotated[
        tuple[float, float], Meta(description="Top left corner on the canvas, in pixels.")
    ] = (0.0, 0.0)
    group: Annotated[str | None, Meta(description="Id of the group it is shown in.")] = None


class EdgeRecord(Struct, frozen=True):
    """An edge from a node to a port of another."""

    source: Annotated[str, Meta(description="Id of the node it leaves.")]
    target: Annotated[str, Meta(description="Id of the node it arrives at.")]
    port: Annotated[str, Meta(description="Name of the target's port.")]


class GroupRecord(Struct, frozen=True):
    """Nodes that are shown together, in a frame or as one card."""

    id: Annotated[
        str,
        Meta(min_length=1, max_length=MAXIMAL_TITLE, description="Unique among groups."),
    ]
    title: Annotated[
        str,
        Meta(max_length=MAXIMAL_TITLE, pattern=r"^[^\n]*$", description="What it is called."),
    ] = ""
    note: Annotated[
        str, Meta(max_length=MAXIMAL_NOTE, description="What there is to say about it.")
    ] = ""
    parent: Annotated[str | None, Meta(description="Id of the group it lies in.")] = None
    collapsed: Annotated[bool, Meta(description="Whether it is shown as one card.")] = False
    colour: Annotated[
        str, Meta(max_length=MAXIMAL_TITLE, description="Name of a colour of the theme.")
    ] = ""
    position: Annotated[
        tuple[float, float], Meta(description="Top left corner of its frame, in pixels.")
    ] = (0.0, 0.0)
    size: Annotated[
        tuple[float, float], Meta(description="Size of its frame; 0 follows the nodes.")
    ] = (0.0, 0.0)


class GraphRecord(Struct, frozen=True):
    """A computational graph; it may be incomplete but holds no cycle."""

    nodes: Annotated[list[NodeRecord], Meta(max_length=200_000)]
    edges: list[EdgeRecord] = []
    output: Annotated[str | None, Meta(description="Id of the node whose gradient is taken.")] = (
        None
    )
    groups: Annotated[list[GroupRecord], Meta(max_length=MAXIMAL_GROUPS)] = []


class FileRecord(Struct, frozen=True):
    """A Chainrule document."""

    format: Literal["chainrule"]
    version: Annotated[int, Meta(ge=1)]
    graph: GraphRecord
    data: Annotated[Any, Meta(description="The data set, if there is one.")] = None
    training: dict[str, Any] = {}
    view: dict[str, Any] = {}


_KNOWN: dict[type[Struct], frozenset[str]] = {
    record: frozenset(record.__struct_fields__)
    for record in (FileRecord, GraphRecord, NodeRecord, EdgeRecord, GroupRecord)
}


def unknown_keys(raw: Mapping[str, Any], record: type[Struct]) -> dict[str, Any]:
    """Return what `raw` holds under keys that a record does not have.

    >>> unknown_keys({"source": "n1", "colour": "red"}, EdgeRecord)
    {'colour': 'red'}
    """
    known = _KNOWN[record]
    return {key: value for key, value in raw.items() if key not in known}


def schema() -> dict[str, Any]:
    """Return the JSON schema of the file, as `resources/schema/` ships it.

    >>> schema()["title"]
    'Chainrule document, version 1'
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Chainrule document, version {VERSION}",
        **msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(FileRecord))),
    }
