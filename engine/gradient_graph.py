"""The gradient as a graph: ordinary nodes that compute what the reverse pass computes.

The reverse pass is carried out on nodes in place of numbers: the rules of the operations, read by
`engine.maths.tracing`, make a node of each step. What comes out can be drawn, evaluated, saved and
differentiated again. Branches that are known to be 0 are left out, what is computed already is
used, and what an operation does not send back (the branch of a maximum that was not taken) is
chosen away and not multiplied by 0.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.edits import AddNode, Batch, Connect, Edit
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.local_partial import local_partial
from engine.maths.sketch import Sketch, Traced
from engine.maths.tracing import Tracing
from engine.maths.tracing_rules import PARTIALS, VJPS
from engine.naming import shown_name
from engine.node import MAXIMAL_NAME
from engine.output import output_slot
from engine.shapes import infer
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.operation import Operation
    from engine.shapes import Ready

__all__ = ["Derivation", "derive_graph", "gradient_edit", "gradient_graph"]

_OVERFLOWING = frozenset({"exponential", "hyperbolic", "powers"})
_ROOM = 120.0
"""Between a graph and its gradient on the canvas."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """What has to be added to a graph so that it computes a gradient.

    Attributes
    ----------
    nodes, edges
        What is new.
    results
        By the id of each node that was asked for, the id of the node that holds its gradient.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    results: Mapping[str, str]

    def added_to(self, graph: Graph) -> Graph:
        """Return a graph that holds both, its output being the gradient if there is only one."""
        joint = Graph.from_parts(
            [*graph.nodes(), *self.nodes], [*graph.edges(), *self.edges], graph.output
        )
        joint.groups = graph.groups.copy()
        if len(self.results) == 1:
            joint.output = next(iter(self.results.values()))
        return joint


def gradient_graph(
    graph: Graph, output: str | None = None, wrt: Sequence[str] | None = None
) -> Graph:
    """Return a laid-out graph that computes the gradient of one of its nodes, besides itself.

    The gradient with respect to `w` of the output `L` is the node ``d_L_d_w``.

    Parameters
    ----------
    output
        Name or id of the node that is differentiated; the graph's own output if not given.
    wrt
        Names or ids of the nodes to differentiate with respect to; all inputs and parameters that
        the output depends on if not given.

    Raises
    ------
    EngineError
        When there is no output, when it cannot be evaluated, or when an operation on the way has a
        derivative that no operations compute.

    Examples
    --------
    >>> from engine import parse, record
    >>> twice = gradient_graph(gradient_graph(parse("x = 2; y = x^3"), "y", ["x"]), wrt=["x"])
    >>> run = record(twice).evaluate(gradient=False)
    >>> run.value("d_y_d_x"), run.value("d_d_y_d_x_d_x")
    (12.0, 12.0)
    """
    from engine.layout import laid_out

    return laid_out(derive_graph(graph, output, wrt).added_to(graph))


def gradient_edit(
    graph: Graph, output: str | None = None, wrt: Sequence[str] | None = None
) -> tuple[Edit, dict[str, str]]:
    """Return the edit that adds a gradient beneath a graph, and the nodes that will hold it.

    Takes the parameters of `gradient_graph` and raises what it raises.

    Examples
    --------
    >>> from engine import parse
    >>> graph = parse("x = 2; y = sin(x)")
    >>> edit, results = gradient_edit(graph)
    >>> _ = edit.apply(graph)
    >>> [graph.node(node_id).name for node_id in results.values()]
    ['d_y_d_x']
    """
    from engine.layout import layered

    derivation = derive_graph(graph, output, wrt)
    own = {node.id for node in derivation.nodes}
    inner = [edge for edge in derivation.edges if edge.source in own]
    places = layered(Graph.from_parts(derivation.nodes, inner)) if own else {}
    left = min((node.position[0] for node in graph.nodes()), default=0.0)
    top = max((node.position[1] for node in graph.nodes()), default=0.0) + _ROOM
    nodes = [
        replace(node, position=(left + places[node.id][0], top + places[node.id][1]))
        for node in derivation.nodes
    ]
    edit = Batch((*map(AddNode, nodes), *map(Connect, derivation.edges)))
    return edit, dict(derivation.results)


def derive_graph(
    graph: Graph, output: str | None = None, wrt: Sequence[str] | None = None
) -> Derivation:
    """Return what must be added to a graph to compute a gradient, without positions.

    Takes the parameters of `gradient_graph` and raises what it raises.
    """
    tape = record(graph)
    slot = output_slot(tape, output)
    chosen = tape.nodes[slot].id
    reached = tape.sweep(slot).reached
    if wrt is None:
        slots = [leaf for leaf in tape.leaves() if tape.active[leaf] and reached[leaf]]
    else:
        slots = [tape.slot(reference) for reference in wrt]
    targets = list(dict.fromkeys(tape.nodes[place].id for place in slots))
    return _Backward(graph, chosen, targets).derivation()


class _Backward:
    """One reverse pass that makes nodes."""

    def __init__(self, graph: Graph, output: str, wrt: Sequence[str]) -> None:
        self.graph = graph
        self.output = output
        self.wrt = wrt
        self.ready = infer(graph).ready
        self.order = [node_id for node_id in graph.topological() if node_id in self.ready]
        self.sketch = Sketch(graph.free_ids())
        self.m = Tracing(self.sketch)
        self.traced: dict[str, Traced] = {}
        for node_id in self.order:
            item = self.ready[node_id]
            self.traced[node_id] = self.sketch.know(item.node, item.shape, self._operands(item))
        self.risky = self._find_risky()
        """Nodes with a slope or an operand that may be no finite number."""
        self.flows: dict[str, list[Any]] = defaultdict(list)
        self.live: dict[str, Any] = {}
        """Whether anything is sent to a node: True, or the node that knows."""

    def _find_risky(self) -> set[str]:
        found: set[str] = set()
        for node_id in self.order:
            item = self.ready[node_id]
            if item.operation is not None and (
                _is_risky(item.operation)
                or not found.isdisjoint(self.graph.inputs(node_id).values())
            ):
                found.add(node_id)
        return found

    def _operands(self, item: Ready) -> list[Any]:
        return [self.traced[part] if isinstance(part, str) else part for part in item.operands]

    def derivation(self) -> Derivation:
        gradients = self._gradients()
        results = {}
        names = _FreeNames(self.graph)
        output = shown_name(self.graph.node(self.output))
        named: dict[str, str] = {}
        for node_id in self.wrt:
            held = self._result(gradients.get(node_id), self.ready[node_id].shape, named)
            named[held] = names.free(f"d_{output}_d_{shown_name(self.graph.node(node_id))}")
            results[node_id] = held
        return self._pruned(results, named)

    def _gradients(self) -> dict[str, Any]:
        """Return the gradient of each node between what is asked for and the output."""
        needed = self._between()
        shape = self.ready[self.output].shape
        self.flows[self.output] = [np.ones(shape) if shape else 1.0]
        self.live[self.output] = True
        gradients: dict[str, Any] = {}
        for node_id in reversed(self.order):
            if node_id not in needed or node_id not in self.flows:
                continue
            gradients[node_id] = gradient = self._total(self.flows[node_id])
            item = self.ready[node_id]
            if item.operation is not None:
                self._send(item, gradient, needed)
        return gradients

    def _between(self) -> set[str]:
        """Return the nodes on the ways from what is asked for to the output."""
        moved = {node_id for node_id in self.wrt if self.ready[node_id].active}
        for node_id in self.order:
            if not moved.isdisjoint(self.graph.inputs(node_id).values()):
                moved.add(node_id)
        return moved & (self.graph.ancestors(self.output) | {self.output})

    def _total(self, flows: Sequence[Any]) -> Any:
        """Add contributions, in nodes with as many operands as there may be."""
        known = [flow for flow in flows if not isinstance(flow, Traced)]
        made = [flow for flow in flows if isinstance(flow, Traced)]
        total = made[0] if made else 0.0
        if len(made) > 1:
            most = 64
            while len(made) > 1:
                made = [
                    self.sketch.apply("add", *made[start : start + most])
                    if len(made[start : start + most]) > 1
                    else made[start]
                    for start in range(0, len(made), most)
                ]
            total = made[0]
        return total + sum(known) if known else total

    # ------------------------------------------------------------------ one node

    def _send(self, item: Ready, gradient: Any, needed: set[str]) -> None:
        operation = item.operation
        assert operation is not None
        sent = {
            index: source
            for index, source in enumerate(item.operands)
            if isinstance(source, str) and source in needed
        }
        try:
            if operation.vjp is not None and not item.is_scalar:
                operands, result = self._operands(item), self.traced[item.node.id]
                vjp = VJPS.get(operation.name, operation.vjp)
                flows = vjp(self.m, gradient, result, *operands, **item.attributes)
                parts = {index: (flows[index], self.live[item.node.id]) for index in sent}
            else:
                parts = {index: self._contribution(item, index, gradient) for index in sent}
        except (ArithmeticError, AttributeError, TypeError, ValueError, EngineError) as error:
            title = f"{operation.title} ({item.node.key})"
            told = f"the derivative of {title} cannot be written as a graph: {error}"
            raise EngineError(told, node=item.node.id) from error
        for index, source in sent.items():
            flow, live = parts[index]
            if not isinstance(flow, Traced) and not np.any(flow):
                continue
            self.flows[source].append(self._fitted(flow, self.ready[source].shape))
            self._enliven(source, live)

    def _contribution(self, item: Ready, index: int, gradient: Any) -> tuple[Any, Any]:
        """Return what is sent to an operand, and whether anything is."""
        assert item.operation is not None
        live = self.live[item.node.id]
        partial = self._partial(item, index)
        if item.operation.routes:
            if not isinstance(partial, Traced):
                return gradient * partial, live
            passed = gradient if partial.is_indicator else gradient * partial
            flow = self._joint(item, self.m.where(partial, passed, 0.0))
            return flow, partial if live is True else live * partial
        flow = self._joint(item, gradient * partial)
        if live is not True and item.node.id in self.risky and isinstance(partial, Traced):
            flow = self.m.where(live, flow, 0.0)
        return flow, live

    def _joint(self, item: Ready, flow: Any) -> Any:
        """Repeat a contribution over the joint shape of the operands, if it does not depend on it.

        An operation that sums over all elements has one number to send back to each of them, and
        one number may choose for all of them.
        """
        if item.is_scalar:
            return flow
        joint = np.broadcast_shapes(*map(np.shape, self._operands(item)))
        return flow if np.shape(flow) == joint else self.m.broadcast(flow, joint)

    def _partial(self, item: Ready, index: int) -> Any:
        assert item.operation is not None
        operands, result = self._operands(item), self.traced[item.node.id]
        override = item.overrides.get(index)
        rule = PARTIALS.get((item.operation.name, index))
        if rule is not None and override is None:
            return rule(self.m, result, *operands, **item.attributes)
        return local_partial(
            self.m, item.operation, item.attributes, index, result, operands, override
        )

    def _enliven(self, source: str, live: Any) -> None:
        shape = self.ready[source].shape
        if isinstance(live, Traced) and live.shape != shape:
            live = True
        former = self.live.get(source, False)
        if live is True or former is True:
            self.live[source] = True
        else:
            self.live[source] = live if former is False else self.sketch.apply("max", former, live)

    def _fitted(self, flow: Any, shape: tuple[int, ...]) -> Any:
        """Sum a contribution over the axes along which the operand was repeated."""
        return flow if np.shape(flow) == shape else self.m.fit(flow, shape)

    # ------------------------------------------------------------------ the end

    def _result(self, gradient: Any, shape: tuple[int, ...], named: Mapping[str, str]) -> str:
        """Return the id of a new node, with no other part to play, that holds a gradient."""
        if gradient is None:
            gradient = 0.0
        if not isinstance(gradient, Traced):
            held = np.broadcast_to(np.asarray(gradient, dtype=np.float64), shape)
            return self.sketch.lone_constant(np.array(held) if shape else float(held)).id
        if gradient.id in named or gradient.id in self.traced or gradient.is_constant:
            return self.sketch.force("multiply", 1.0, gradient).id
        return str(gradient.id)

    def _pruned(self, results: Mapping[str, str], named: Mapping[str, str]) -> Derivation:
        """Leave out what was made on the way and is not needed."""
        sources: dict[str, list[str]] = defaultdict(list)
        for edge in self.sketch.edges:
            sources[edge.target].append(edge.source)
        used = _reach(results.values(), sources)
        nodes = [
            replace(node, name=named[node.id]) if node.id in named else node
            for node in self.sketch.nodes
            if node.id in used
        ]
        edges = [edge for edge in self.sketch.edges if edge.target in used]
        return Derivation(tuple(nodes), tuple(edges), results)


def _is_risky(operation: Operation) -> bool:
    """Whether a value or a slope may be no finite number where the operands are finite ones."""
    return bool(operation.domain or operation.poles) or operation.family in _OVERFLOWING


def _reach(starts: Iterable[str], sources: Mapping[str, Sequence[str]]) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        for source in sources.get(waiting.pop(), ()):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found


class _FreeNames:
    """Hands out names that are free in a graph and were not handed out."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.taken: set[str] = set()

    def free(self, stem: str) -> str:
        """Return the stem, or the first of ``stem_2``, … that is free; nothing if too long."""
        name, number = stem, 1
        while name in self.taken or self.graph.has_name(name) or name in self.graph:
            number += 1
            name = f"{stem}_{number}"
        if len(name) > MAXIMAL_NAME:
            return ""
        self.taken.add(name)
        return name
