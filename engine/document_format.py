"""The save file: a graph, and what belongs to it, as ``.chainrule`` text.

UTF-8 JSON with its keys in fixed order and one node or edge a line, so that a diff reads well.
Loading validates everything before the first node is made, runs nothing, and keeps what this
version does not know: unknown keys and operations survive a round trip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.atomic_file import read_bytes, write_atomically
from engine.document_reader import read_graph
from engine.document_schema import (
    VERSION,
    EdgeRecord,
    FileRecord,
    GraphRecord,
    GroupRecord,
    NodeRecord,
    unknown_keys,
)
from engine.errors import FormatError
from engine.graph import Edge, Graph, Node
from engine.json_text import decode, encode, validation_sentence

if TYPE_CHECKING:
    from engine.group import Group

__all__ = [
    "MAXIMAL_BYTES",
    "MAXIMAL_DEPTH",
    "SUFFIX",
    "Contents",
    "Draft",
    "dump",
    "load",
    "load_contents",
    "loads",
    "migrate",
    "save",
]

SUFFIX = ".chainrule"
MAXIMAL_BYTES = 64 * 2**20
MAXIMAL_DEPTH = 100

Json = dict[str, Any]
Migration = Callable[[Json], Json]

MIGRATIONS: Mapping[int, Migration] = {}
"""By version, what turns a document of that version into one of the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """All that a document holds.

    Attributes
    ----------
    graph
        The graph.
    data, training, view
        What belongs to the data set, to training and to the window; nothing here looks inside.
    extra, graph_extra, edge_extra
        Keys this version does not know: of the document, of its graph and of its edges.
    """

    graph: Graph
    data: Any = None
    training: Mapping[str, Any] = field(default_factory=dict)
    view: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    graph_extra: Mapping[str, Any] = field(default_factory=dict)
    edge_extra: Mapping[Edge, Mapping[str, Any]] = field(default_factory=dict)


# ---------------------------------------------------------------------------------------- writing


def save(document: Contents | Graph | Draft, path: str | Path) -> None:
    """Save a document in one step: a crash leaves the old file or the new one.

    Raises
    ------
    EngineError
        With a sentence that says why it cannot be saved; the old file is as it was.
    """
    draft = document if isinstance(document, Draft) else Draft.of(document)
    try:
        content = draft.text().encode()
    except UnicodeEncodeError:
        raise FormatError(
            "a text in the document holds half a character, so it cannot be saved"
        ) from None
    write_atomically(Path(path), content)


def dump(document: Contents | Graph) -> str:
    """Write a document as the text of its file.

    Examples
    --------
    >>> graph = Graph()
    >>> _ = graph.add_input("x", 3.0)
    >>> print(dump(graph))
    {
      "format": "chainrule",
      "version": 1,
      "graph": {
        "nodes": [
          {"id": "n1", "operation": "input", "name": "x", "value": 3}
        ],
        "edges": []
      }
    }
    <BLANKLINE>
    """
    return Draft.of(document).text()


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What a document holds at one moment, to be written while it is edited further.

    Attributes
    ----------
    contents
        What belongs to the graph; the graph itself may have changed since.
    nodes, edges, output, groups
        What was in the graph.
    """

    contents: Contents
    nodes: list[Node]
    edges: list[Edge]
    output: str | None
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, document: Contents | Graph) -> Draft:
        """Note what a document holds now."""
        contents = document if isinstance(document, Contents) else Contents(document)
        graph = contents.graph
        return cls(
            contents, graph.nodes(), graph.edges(), graph.output, tuple(graph.groups.values())
        )

    def text(self) -> str:
        """Write it as the text of a file; any thread may do that."""
        contents = self.contents
        parts = {
            "data": contents.data,
            "training": dict(contents.training),
            "view": dict(contents.view),
        }
        given = {key: value for key, value in parts.items() if value not in (None, {})}
        entries = {
            "format": encode("chainrule"),
            "version": encode(VERSION),
            "graph": _block(_graph_entries(self), "  "),
            **{
                key: encode(value)
                for key, value in {**given, **unknown_keys(contents.extra, FileRecord)}.items()
            },
        }
        return _block(entries, "") + "\n"


def _block(entries: Mapping[str, str], indent: str) -> str:
    lines = (f"{indent}  {encode(key)}: {text}" for key, text in entries.items())
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _rows(rows: Iterable[Json]) -> str:
    lines = [f"      {encode(row)}" for row in rows]
    return "[\n" + ",\n".join(lines) + "\n    ]" if lines else "[]"


def _graph_entries(draft: Draft) -> dict[str, str]:
    contents = draft.contents
    entries = {
        "nodes": _rows(map(_node_row, draft.nodes)),
        "edges": _rows(_edge_row(edge, contents.edge_extra.get(edge, {})) for edge in draft.edges),
    }
    if draft.output is not None:
        entries["output"] = encode(draft.output)
    if draft.groups:
        entries["groups"] = _rows(map(_group_row, draft.groups))
    for key, value in unknown_keys(contents.graph_extra, GraphRecord).items():
        entries[key] = encode(value)
    return entries


def _node_row(node: Node) -> Json:
    """Keys of a node in their order, without those that say nothing."""
    row: Json = {"id": node.id, "operation": node.operation}
    if node.name:
        row["name"] = node.name
    if node.value is not None:
        row["value"] = node.value
    if node.attributes:
        row["attributes"] = dict(sorted(node.attributes.items()))
    if node.overrides:
        row["overrides"] = dict(sorted(node.overrides.items()))
    if not node.trainable:
        row["trainable"] = False
    if node.position != (0.0, 0.0):
        row["position"] = node.position
    if node.group is not None:
        row["group"] = node.group
    return row | unknown_keys(node.extra, NodeRecord)


def _group_row(group: Group) -> Json:
    """Keys of a group in their order, without those that say nothing."""
    row: Json = {"id": group.id}
    for key, value in (("title", group.title), ("note", group.note), ("parent", group.parent)):
        if value:
            row[key] = value
    if group.is_collapsed:
        row["collapsed"] = True
    if group.colour:
        row["colour"] = group.colour
    for key, pair in (("position", group.position), ("size", group.size)):
        if pair != (0.0, 0.0):
            row[key] = pair
    return row | unknown_keys(group.extra, GroupRecord)


def _edge_row(edge: Edge, extra: Mapping[str, Any]) -> Json:
    row = {"source": edge.source, "target": edge.target, "port": edge.port}
    return row | unknown_keys(extra, EdgeRecord) if extra else row


# ---------------------------------------------------------------------------------------- reading


def load(path: str | Path) -> Graph:
    """Load the graph of a file.

    Raises
    ------
    EngineError
        When it cannot be read, with the system's reason.
    FormatError
        When it is not a whole Chainrule document, with the place of what is wrong.
    """
    return load_contents(path).graph


def load_contents(path: str | Path) -> Contents:
    """Load all that a file holds; errors as in `load`."""
    place = Path(path)
    raw = read_bytes(place, MAXIMAL_BYTES)
    try:
        return loads(raw)
    except FormatError as error:
        raise FormatError(f"cannot open “{place.name}”: {error}", node=error.node) from None


def loads(source: str | bytes) -> Contents:
    """Read a document from the text of its file.

    Raises
    ------
    FormatError
        When it is not a whole Chainrule document, with the place of what is wrong.

    Examples
    --------
    >>> loads('{"format": "chainrule", "version": 1, "graph": {"nodes": [{"id": 3}]}}')
    Traceback (most recent call last):
    ...
    engine.errors.FormatError: at $.graph.nodes[0].id: expected a text, got a whole number
    """
    raw = _decoded(source)
    version = _version_of(raw)
    raw = migrate(raw, version)
    try:
        record = msgspec.convert(raw, FileRecord)
    except msgspec.ValidationError as error:
        raise FormatError(validation_sentence(str(error))) from None
    rows: Json = raw["graph"]
    graph = read_graph(record.graph, rows.get("nodes", []), rows.get("groups", []))
    edge_extra = {
        Edge(edge.source, edge.target, edge.port): unknown_keys(row, EdgeRecord)
        for edge, row in zip(record.graph.edges, rows.get("edges", []), strict=True)
        if len(row) > len(EdgeRecord.__struct_fields__)
    }
    return Contents(
        graph=graph,
        data=record.data,
        training=record.training,
        view=record.view,
        extra=unknown_keys(raw, FileRecord),
        graph_extra=unknown_keys(rows, GraphRecord),
        edge_extra=edge_extra,
    )


def migrate(
    raw: Json,
    version: int,
    *,
    steps: Mapping[int, Migration] = MIGRATIONS,
    current: int = VERSION,
) -> Json:
    """Bring a decoded document of an older version up to date, one version at a time."""
    for older in range(version, current):
        raw = {**steps[older](raw), "version": older + 1}
    return raw


def _decoded(source: str | bytes) -> Json:
    """JSON as plain objects, refused early where it is no document or could do harm."""
    content = source.encode(errors="surrogatepass") if isinstance(source, str) else source
    if len(content) > MAXIMAL_BYTES:
        raise FormatError(f"the file is larger than {MAXIMAL_BYTES // 2**20} MB")
    raw = decode(content, maximal_depth=MAXIMAL_DEPTH)
    if not isinstance(raw, dict) or "format" not in raw:
        raise FormatError("this is JSON, but not a Chainrule document")
    if raw["format"] != "chainrule":
        raise FormatError("this is a document of another program, not of Chainrule")
    return raw


def _version_of(raw: Json) -> int:
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FormatError("at $.version: expected a whole number from 1 on")
    if version > VERSION:
        raise FormatError(
            f"made by a newer Chainrule (version {version}); this one reads up to {VERSION}"
        )
    return version
