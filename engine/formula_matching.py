"""Formula matching: which nodes of a graph a formula that is typed anew can keep.

A part of the formula that says what a node computes already keeps that node, first where it stood
and then anywhere in the old formula; of the rest, a part takes over the node that stood in its
place, if that serves nothing else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.calculus.interning import Interner
from engine.calculus.tree import Apply, Name, Number, Tree
from engine.errors import EngineError
from engine.listing import tree_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from engine.graph import Graph

__all__ = ["Part", "given_attributes", "match"]

_REGION = 2_000
"""Nodes of an old formula that are looked at."""


@dataclass(slots=True, eq=False)
class Part:
    """One place of a formula: a number, a name, or an operation on other parts.

    Attributes
    ----------
    tree
        What stands there.
    operands
        The parts below.
    node
        The node that it will be; None if a new one has to be made, and for a number.
    is_kept
        Whether that node and all that it is computed from stay as they are.
    twin
        A node that a new one resembles: it stood here and had to serve as another part.
    """

    tree: Tree
    operands: list[Part] = field(default_factory=list)
    node: str | None = None
    is_kept: bool = False
    twin: str | None = None
    old: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is an operation for which no node has been found."""
        return self.node is None and isinstance(self.tree, Apply)

    def walk(self) -> Iterator[Part]:
        """Yield this part and those below that are not kept as they are, from the top."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            if not part.is_kept:
                waiting.extend(reversed(part.operands))


def given_attributes(graph: Graph, node_id: str) -> tuple[tuple[str, object], ...] | None:
    """Return the attributes that a node's formula shows; None where it has no formula."""
    try:
        tree = tree_of(graph, node_id)
    except EngineError:
        return None
    return tree.attributes if isinstance(tree, Apply) else ()


def match(graph: Graph, root: str | None, tree: Tree, named: Mapping[str, str]) -> Part:
    """Find the nodes that a formula keeps.

    Parameters
    ----------
    root
        The node whose formula it is to be, which it keeps in any case; None for a new one.
    named
        The nodes that its names mean, which are no descendants of `root`.

    Examples
    --------
    >>> from engine.expression import parse_expression
    >>> from engine.program import parse
    >>> graph = parse("y = sin(x) + 2*x")
    >>> part = match(graph, "n4", parse_expression("2*x - sin(x)"), {"x": "n1"})
    >>> [below.node for below in part.operands]
    ['n3', 'n2']
    """
    top = _parts_of(tree, named)
    if root is None:
        return top
    matching = _Matching(graph, root, top, set(named.values()))
    matching.align()
    matching.find_elsewhere()
    matching.take_over(same_operation=True)
    matching.take_over(same_operation=False)
    return top


def _parts_of(tree: Tree, named: Mapping[str, str]) -> Part:
    top = Part(tree)
    waiting = [top]
    while waiting:
        part = waiting.pop()
        if isinstance(part.tree, Name):
            part.node, part.is_kept = named[part.tree.text], True
        elif isinstance(part.tree, Apply):
            part.operands = [Part(operand) for operand in part.tree.operands]
            waiting += part.operands
    return top


class _Matching:
    """A formula being laid over the nodes of the old one."""

    def __init__(self, graph: Graph, root: str, top: Part, referred: set[str]) -> None:
        self._graph = graph
        self._root = root
        self._top = top
        self._numbers = Interner()
        self._region = _sources_first(graph, root)
        self._private = _private_to(graph, root, set(self._region))
        self._heads = {node_id: self._head(node_id) for node_id in self._region}
        self._fixed = self._closure(referred & self._heads.keys())
        self._kept: set[str] = set()
        self._taken: dict[str, int] = {}
        self._classes: dict[Hashable, int] = {}
        self._class_of_node: dict[str, int] = {}
        self._of_class: dict[int, list[str]] = {}
        self._class_of_part: dict[int, int] = {}
        self._classify()

    # ------------------------------------------------------------------ what equals what

    def _head(self, node_id: str) -> tuple[Hashable, ...] | None:
        """Return what a node computes apart from its operands; None for a leaf or half a node."""
        node = self._graph.node(node_id)
        given = None if node.is_leaf else given_attributes(self._graph, node_id)
        return None if given is None else (node.operation, given)

    def _operands(self, node_id: str) -> list[str | float]:
        """Return the sources and numbers at a node's ports."""
        node, found = self._graph.node(node_id), list[str | float]()
        for port in self._graph.ports(node_id):
            source = self._graph.source(node_id, port)
            literal = node.attributes.get(port, math.nan)
            found.append(source or (literal if isinstance(literal, int | float) else math.nan))
        return found

    def _classify(self) -> None:
        """Give one number to all nodes and parts that are computed alike."""
        for node_id in self._region:
            head = self._heads[node_id]
            below = [
                self._class_of_node.get(item, -1) if isinstance(item, str) else _key(item)
                for item in (() if head is None else self._operands(node_id))
            ]
            content = node_id if head is None else (head, tuple(below))
            number = self._classes.setdefault(content, len(self._classes))
            self._class_of_node[node_id] = number
            self._of_class.setdefault(number, []).append(node_id)
        for part in reversed(list(self._top.walk())):
            self._class_of_part[id(part)] = self._class_of(part)

    def _class_of(self, part: Part) -> int:
        if part.node is not None:
            content: Hashable = part.node
            known = self._class_of_node.get(part.node)
            if known is not None:
                return known
        elif isinstance(part.tree, Apply):
            below = tuple(
                _key(item.tree.value)
                if isinstance(item.tree, Number)
                else self._class_of_part[id(item)]
                for item in part.operands
            )
            content = ((part.tree.operation, part.tree.attributes), below)
        else:
            return -1
        return self._classes.setdefault(content, len(self._classes))

    def _is_exactly(self, part: Part, node_id: str) -> bool:
        """Whether a node and what is before it are what a part says, its names included."""
        if self._class_of_part[id(part)] != self._class_of_node.get(node_id):
            return False
        return all(here.node in {None, there} for here, there in self._pairs(part, node_id))

    def _pairs(self, part: Part, node_id: str) -> Iterator[tuple[Part, str]]:
        """Yield the parts below a part with the nodes that compute the same."""
        waiting = [(part, node_id)]
        while waiting:
            here, there = waiting.pop()
            yield here, there
            if here.operands:
                pairs = zip(here.operands, self._operands(there), strict=True)
                waiting += [(one, other) for one, other in pairs if isinstance(other, str)]

    # ------------------------------------------------------------------ the passes

    def align(self) -> None:
        """Lay the formula over the old one from the top, and keep what is the same."""
        waiting = [(self._top, self._root)]
        while waiting:
            part, old = waiting.pop()
            part.old = old
            may_keep = old != self._root or part is self._top
            if part.node is None and may_keep and self._is_exactly(part, old):
                self._keep(part, old)
            elif part.is_open:
                waiting += self._aligned(part, old)
        if self._top.node is None:
            self._take(self._top, self._root)

    def _aligned(self, part: Part, old: str) -> list[tuple[Part, str]]:
        """Return which parts below lie over which of the nodes before an old one."""
        head, wanted = self._heads.get(old), _operation(part)
        if head is None:
            return []
        if head[0] != wanted:
            inner = next((item for item in part.operands if _operation(item) == head[0]), None)
            if inner is not None:
                # Something was put around the old formula.
                return [(inner, old)]
            for source in self._operands(old):
                if isinstance(source, str) and self._operation_of(source) == wanted:
                    # Something around it was taken away.
                    if part is self._top:
                        part.twin = source
                    else:
                        part.old = source
                    return self._side_by_side(part, self._operands(source))
        return self._side_by_side(part, self._operands(old))

    def _operation_of(self, node_id: str) -> Hashable:
        head = self._heads.get(node_id)
        return None if head is None else head[0]

    def _side_by_side(self, part: Part, olds: list[str | float]) -> list[tuple[Part, str]]:
        """Pair operands with old ones: from both ends what is the same, then what is between."""
        news, start = part.operands, 0
        while start < min(len(news), len(olds)) and self._are_same(news[start], olds[start]):
            start += 1
        end = 0
        while end < min(len(news), len(olds)) - start and self._are_same(
            news[-1 - end], olds[-1 - end]
        ):
            end += 1
        pairs = list(zip(news[:start], olds[:start], strict=True))
        pairs += zip(news[start : len(news) - end], olds[start : len(olds) - end], strict=False)
        pairs += zip(news[len(news) - end :], olds[len(olds) - end :], strict=True)
        return [(new, old) for new, old in pairs if isinstance(old, str) and old in self._heads]

    def _are_same(self, part: Part, old: str | float) -> bool:
        if isinstance(part.tree, Number):
            return not isinstance(old, str) and _key(part.tree.value) == _key(old)
        return isinstance(old, str) and self._is_exactly(part, old)

    def find_elsewhere(self) -> None:
        """Let parts keep nodes of the old formula that stood elsewhere in it."""
        for part in self._top.walk():
            if part.is_open:
                for candidate in self._of_class.get(self._class_of_part[id(part)], ()):
                    if self._is_free(candidate) and self._is_exactly(part, candidate):
                        self._keep(part, candidate)
                        break

    def _is_free(self, node_id: str) -> bool:
        """Whether no part has a node yet, and no name means it."""
        return all(node_id not in taken for taken in (self._kept, self._fixed, self._taken))

    def take_over(self, *, same_operation: bool) -> None:
        """Let parts have the nodes that stood in their place, changed."""
        for part in self._top.walk():
            old = part.old
            if old is None or not part.is_open:
                continue
            if old == self._root:
                part.twin = old
            elif (self._operation_of(old) == _operation(part)) or not same_operation:
                self._take(part, old)

    def _take(self, part: Part, old: str) -> None:
        if old != self._root:
            is_shared = old not in self._private or old in self._fixed or old in self._kept
            if is_shared or self._graph.node(old).is_leaf:
                return
        # A node that stood in two places may stand there again, if both say the same.
        number = self._numbers.number(part.tree)
        if self._taken.setdefault(old, number) == number:
            part.node = old

    def _keep(self, part: Part, node_id: str) -> None:
        for here, there in self._pairs(part, node_id):
            here.node, here.is_kept = there, True
            self._kept.add(there)

    # ------------------------------------------------------------------ the old formula

    def _closure(self, node_ids: Iterable[str]) -> set[str]:
        """Return nodes and what they are computed from, as far as it is looked at."""
        found, waiting = set(node_ids), list(node_ids)
        while waiting:
            sources = set(self._graph.inputs(waiting.pop()).values()) - found
            sources &= self._heads.keys()
            found |= sources
            waiting += sources
        return found


def _operation(part: Part) -> Hashable:
    return part.tree.operation if isinstance(part.tree, Apply) else None


def _key(number: float) -> tuple[float, float]:
    """Return what tells numbers apart, 0 and −0 too."""
    return float(number), math.copysign(1.0, number)


def _sources_first(graph: Graph, root: str) -> list[str]:
    """Return a node and what it is computed from, the nearest of them, in topological order."""
    near, waiting = {root: None}, [root]
    for node_id in waiting:
        for source in graph.inputs(node_id).values():
            if source not in near and len(near) < _REGION:
                near[source] = None
                waiting.append(source)
    missing = {
        node_id: len({source for source in graph.inputs(node_id).values() if source in near})
        for node_id in near
    }
    ready = [node_id for node_id in near if not missing[node_id]]
    for node_id in ready:
        for target in dict.fromkeys(graph.targets(node_id)):
            if target in missing:
                missing[target] -= 1
                if not missing[target]:
                    ready.append(target)
    return ready


def _private_to(graph: Graph, root: str, region: set[str]) -> set[str]:
    """Return the nodes that serve nothing but a node's formula."""
    others: dict[str, int] = {}
    private, waiting = set[str](), [root]
    while waiting:
        for source in graph.inputs(waiting.pop()).values():
            if source not in others:
                others[source] = len(graph.targets(source))
            others[source] -= 1
            if source in region and not others[source] and source != graph.output:
                private.add(source)
                waiting.append(source)
    return private
