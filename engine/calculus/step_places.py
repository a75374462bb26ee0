"""Step places: which node of a graph a step of its derivation speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calculus.tree import Apply, Name, Tree
from engine.naming import shown_name

if TYPE_CHECKING:
    from engine.calculus.derivation import Derivation
    from engine.graph import Graph

__all__ = ["StepPlaces"]


class StepPlaces:
    """The nodes behind the parts of a derivation that `derivation_in_graph` has made.

    Each operation in its formulas is one node, whether the node has a name there or not.

    Examples
    --------
    >>> from engine.calculus.graph_derivation import derivation_in_graph
    >>> from engine.program import parse
    >>> graph = parse("s = w*x + b; y = tanh(s)")
    >>> derivation = derivation_in_graph(graph, graph.output, graph.resolve("w"))
    >>> places = StepPlaces(graph, graph.output, derivation)
    >>> [graph.node(places.node(step.part)).operation for step in derivation.steps()
    ...  if places.node(step.part)]
    ['tanh', 'add', 'add', 'multiply']
    """

    def __init__(self, graph: Graph, output: str, derivation: Derivation) -> None:
        self._graph = graph
        self._names: dict[str, str] = {}
        self._nodes: dict[int, str] = {}
        # Keeps the objects whose ids are keys.
        self._derivation = derivation
        for node_id in graph.ancestors(output):
            node = graph.node(node_id)
            if not node.is_leaf:
                self._names[shown_name(node)] = node_id
        self._enter(derivation.tree, output)
        for name, formula in derivation.definitions.items():
            self._enter(formula, self._names[name])

    def _enter(self, formula: Tree, node_id: str) -> None:
        """Go through a formula and the graph side by side."""
        waiting = [(formula, node_id)]
        while waiting:
            part, here = waiting.pop()
            if not isinstance(part, Apply):
                continue
            self._nodes[id(part)] = here
            for port, operand in zip(self._graph.ports(here), part.operands, strict=True):
                source = self._graph.source(here, port)
                if source is not None:
                    waiting.append((operand, source))

    def node(self, part: Tree) -> str | None:
        """Return the id of the node that computes a part; None of leaves, letters and numbers."""
        if isinstance(part, Name):
            return self._names.get(part.text)
        return self._nodes.get(id(part))
