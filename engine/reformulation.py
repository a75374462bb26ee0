"""Reformulation: a node's formula typed anew, as the smallest edit that makes it so.

What the new formula has in common with the old one keeps its nodes: their places, names, values,
groups and overridden derivatives. Whatever serves something else is left alone; a changed copy is
made of it. What nothing uses any more is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.edits import (
    AddNode,
    Batch,
    Connect,
    Disconnect,
    Edit,
    RemoveNode,
    SetNode,
)
from engine.errors import ExpressionError, NameTakenError
from engine.formula_matching import Part, match
from engine.graph import Edge, Node, check_name
from engine.naming import node_called, shown_name
from engine.neighbourhood import Sizes, beside
from engine.operation import get_operation
from engine.snippet import assumed_leaf
from engine.typed_formula import Typed, read_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.graph import Graph
    from engine.values import Value

__all__ = ["Reformulation", "reformulation"]

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reformulation:
    """What a formula that was typed does to a graph.

    Attributes
    ----------
    edit
        The edit; an empty batch where nothing changes.
    node_id
        The node whose formula it is then.
    typed
        What was read.
    added, changed, removed
        Ids of the nodes that the edit makes, changes and deletes.
    """

    edit: Edit
    node_id: str
    typed: Typed
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the formula is the one that was there."""
        return self.edit == Batch(())


def reformulation(
    graph: Graph,
    node_id: str | None,
    text: str,
    *,
    sizes: Sizes | None = None,
    middle: Position = (0.0, 0.0),
    is_preview: bool = False,
) -> Reformulation:
    """Return what makes a text the formula of a node.

    Names mean the nodes that go by them, and new leaves where there are none. Another name on the
    left renames the node.

    Parameters
    ----------
    node_id
        The node; None for the one that the text names, or a new one.
    text
        Program text or LaTeX, with or without a name on the left.
    sizes
        Widths and heights of the cards by node id, where they are not the usual ones.
    middle
        Where a formula goes that has nothing in common with the graph.
    is_preview
        Whether the edit is only looked at, so that new nodes need no places.

    Raises
    ------
    ExpressionError
        With the column, when the text cannot be read, or when the formula cannot be this node's.

    Examples
    --------
    >>> from engine.listing import print_program
    >>> from engine.program import parse
    >>> graph = parse("input x = 2; param w = 0.5; y = sin(w*x)")
    >>> found = reformulation(graph, graph.output, "y = cos(w*x) + x")
    >>> _ = found.edit.apply(graph)
    >>> print(print_program(graph), end="")
    input x = 2
    param w = 0.5
    y = cos(w*x) + x
    >>> reformulation(graph, graph.output, "y = cos(w*x) + x").is_empty
    True
    """
    typed = read_typed(text, graph)
    if node_id is None and typed.name:
        node_id = node_called(graph, typed.name)
    writer = _Writer(graph, node_id, typed, text)
    right = typed.right
    if isinstance(right, Name):
        raise typed.place.error(f"“{right.text}” alone computes nothing; write a formula of it")
    if isinstance(right, Apply):
        writer.write_formula(right)
    else:
        writer.write_leaf(right.value if isinstance(right, Number) else right)
    if not is_preview:
        writer.put_beside(sizes or {}, middle)
    return writer.finish()


@dataclass(slots=True)
class _Writer:
    """Collects the parts of an edit."""

    graph: Graph
    root: str | None
    typed: Typed
    text: str
    fresh: Iterator[str] = field(init=False)
    added: dict[str, Node] = field(default_factory=dict)
    revised: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: list[Edge] = field(default_factory=list)
    made: list[Edge] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = set() if self.typed.right is None else {self.typed.name}
        if isinstance(self.typed.right, Name | Apply):
            names |= set(names_in(self.typed.right))
        self.fresh = (item for item in self.graph.free_ids() if item not in names)

    # ------------------------------------------------------------------ leaves

    def write_leaf(self, value: Value | None) -> None:
        """Let the node be a leaf that holds a value, or none."""
        operation = self.typed.operation
        if self.root is None:
            node = Node(next(self.fresh), operation or "input", self.typed.name, value)
            self.added[node.id] = node
            self.root = node.id
            return
        node = self.graph.node(self.root)
        self._rename()
        if not node.is_leaf:
            self._rewire(self.root, {})
            self._revise(node, overrides={}, attributes={})
            self._revise(node, operation=operation or "input")
        elif operation:
            self._revise(node, operation=operation)
        if value is not None:
            self._revise(node, value=value)

    def _revise(self, node: Node, **changes: Any) -> None:
        """Note the fields of a node that become others."""
        changed = replace(node, **changes)
        if changed != node:
            self.revised.setdefault(node.id, {}).update(changes)

    def _rename(self) -> None:
        """Give the node the name on the left, unless that is what it is called already."""
        assert self.root is not None
        node, name = self.graph.node(self.root), self.typed.name
        if not name or name == shown_name(node):
            return
        if self._is_taken(name):
            raise ExpressionError(f"the name “{name}” is already taken", column=1)
        self._revise(node, name=name)

    def _is_taken(self, name: str) -> bool:
        """Whether a node has the name, or an id that it would be mistaken for."""
        return self.graph.has_name(name) or name in self.graph

    # ------------------------------------------------------------------ formulas

    def write_formula(self, tree: Tree) -> None:
        """Let the node compute a formula."""
        named = self._named(tree)
        top = match(self.graph, self.root, tree, named)
        if self.root is not None:
            self._rename()
        ids = {
            id(part): part.node or next(self.fresh)
            for part in top.walk()
            if not isinstance(part.tree, Number)
        }
        self._write_parts(top, ids)
        self.root = ids[id(top)]

    def _write_parts(self, top: Part, ids: Mapping[int, str]) -> None:
        waiting, done = [top], set[str]()
        while waiting:
            part = waiting.pop()
            node_id = ids[id(part)]
            if part.is_kept or node_id in done:
                continue
            done.add(node_id)
            self._write_part(part, node_id, ids, is_top=part is top)
            waiting += [item for item in reversed(part.operands) if id(item) in ids]

    def _write_part(
        self, part: Part, node_id: str, ids: Mapping[int, str], *, is_top: bool
    ) -> None:
        """Note what becomes of the node of one operation, or that it is made."""
        tree = part.tree
        assert isinstance(tree, Apply)
        ports = get_operation(tree.operation).port_names(len(part.operands))
        operands = dict(zip(ports, part.operands, strict=True))
        sources = {port: ids[id(item)] for port, item in operands.items() if id(item) in ids}
        alike = [self.graph.node(item) for item in (part.node, part.twin) if item is not None]
        model = next((node for node in alike if node.operation == tree.operation), None)
        attributes = _attributes(tree, operands, model)
        overrides = {} if model is None else dict(model.overrides)
        kept = {port: formula for port, formula in overrides.items() if port in ports}
        if part.node is None:
            name = self.typed.name if is_top else ""
            self.added[node_id] = Node(
                node_id, tree.operation, name, attributes=attributes, overrides=kept
            )
            self.made += [Edge(source, node_id, port) for port, source in sources.items()]
            return
        node = self.graph.node(node_id)
        self._revise(node, operation=tree.operation)
        self._revise(node, value=None)
        self._revise(node, attributes=attributes)
        self._revise(node, overrides=kept)
        self._rewire(node_id, sources, anew=node.operation != tree.operation)

    def _rewire(self, node_id: str, sources: Mapping[str, str], *, anew: bool = False) -> None:
        """Let exactly these sources arrive at a node."""
        old = self.graph.inputs(node_id)
        for port, source in old.items():
            if anew or sources.get(port) != source:
                self.gone.append(Edge(source, node_id, port))
        for port, source in sources.items():
            if anew or old.get(port) != source:
                self.made.append(Edge(source, node_id, port))

    # ------------------------------------------------------------------ names

    def _named(self, tree: Tree) -> dict[str, str]:
        """Return the nodes that the names of a formula mean, some of them new."""
        found: dict[str, str] = {}
        for name in dict.fromkeys(names_in(tree)):
            node_id = node_called(self.graph, name)
            if node_id is None:
                node_id = next(self.fresh)
                if name == self.typed.name:
                    raise self._error(name, f"“{name}” cannot be part of its own formula")
                self.added[node_id] = self._leaf(node_id, name)
            elif self.root is not None:
                self._check_cycle(name, node_id)
            found[name] = node_id
        return found

    def _leaf(self, node_id: str, name: str) -> Node:
        """Return the leaf that a name stands for which nobody has declared."""
        try:
            check_name(name)
        except NameTakenError as error:
            raise self._error(name, error.message) from None
        if self._is_taken(name):
            raise self._error(name, f"the name “{name}” is already taken")
        return assumed_leaf(Node(node_id, "input", name))

    def _check_cycle(self, name: str, node_id: str) -> None:
        assert self.root is not None
        if node_id == self.root:
            raise self._error(name, f"“{name}” cannot be part of its own formula")
        if self.graph.leads(self.root, node_id):
            root = shown_name(self.graph.node(self.root))
            raise self._error(name, f"“{name}” is computed from {root}, which would close a cycle")

    def _error(self, name: str, told: str) -> ExpressionError:
        """Return an error at the place where the formula first uses a name."""
        first = self.typed.place.column - 1
        place = self.text.find(name, first)
        if place < 0:
            place = self.text.find(name[0], first)
        return ExpressionError(told, column=max(place, first) + 1)

    # ------------------------------------------------------------------ the edit

    def put_beside(self, sizes: Sizes, middle: Position) -> None:
        """Give the new nodes their places, and the group of what they serve."""
        edges = [edge for edge in self.made if edge.target in self.added]
        edges += [edge for edge in self.made if edge.source in self.added]
        places = beside(
            self.graph,
            self.added.values(),
            dict.fromkeys(edges),
            self._unused(),
            sizes,
            middle,
        )
        group = None if self.root in self.added else self.graph.node(str(self.root)).group
        for node_id, place in places.items():
            self.added[node_id] = replace(self.added[node_id], position=place, group=group)

    def finish(self) -> Reformulation:
        """Put the edit together."""
        assert self.root is not None
        removed = self._unused()
        lost = set(removed)
        edits: list[Edit] = [Disconnect(edge) for edge in self.gone]
        edits += [RemoveNode(node_id) for node_id in removed]
        edits += [SetNode(node_id, changes) for node_id, changes in self.revised.items()]
        edits += [AddNode(node) for node in self.added.values()]
        edits += [Connect(edge) for edge in self.made]
        rewired = {edge.target for edge in (*self.gone, *self.made)} - lost
        changed = dict.fromkeys((*self.revised, *sorted(rewired)))
        return Reformulation(
            Batch(tuple(edits)),
            self.root,
            self.typed,
            tuple(self.added),
            tuple(item for item in changed if item not in self.added),
            tuple(removed),
        )

    def _unused(self) -> list[str]:
        """Return the nodes of the old formula that nothing uses any more."""
        uses: dict[str, int] = {}
        for edge in self.made:
            uses[edge.source] = uses.get(edge.source, 0) + 1
        removed: dict[str, None] = {}
        lost = [edge.source for edge in self.gone]
        while lost:
            node_id = lost.pop()
            uses[node_id] = uses.get(node_id, 0) - 1
            left = len(self.graph.targets(node_id)) + uses[node_id]
            if left == 0 and node_id != self.graph.output:
                removed[node_id] = None
                lost += self.graph.inputs(node_id).values()
        return list(removed)


def _attributes(tree: Apply, operands: Mapping[str, Part], model: Node | None) -> dict[str, Any]:
    """Return the attributes of a node that computes an operation, like another one if any."""
    operation = get_operation(tree.operation)
    found = {} if model is None else dict(model.attributes)
    found = {
        key: value
        for key, value in found.items()
        if key in operands or operation.attribute(key) is not None
    }
    given = dict(tree.attributes)
    for item in operation.attributes:
        value = given.get(item.name, item.default)
        if found.get(item.name, item.default) != value:
            found[item.name] = value
    numbers = {port: item.tree for port, item in operands.items()}
    return found | {port: it.value for port, it in numbers.items() if isinstance(it, Number)}
