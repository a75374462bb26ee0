r"""LaTeX listing: a graph written as the formulas of a textbook, which read back as the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.calculus.notation import latex_name
from engine.calculus.printing import to_latex
from engine.calculus.tree import Number, Tree
from engine.errors import EngineError
from engine.latex.arrays import array_latex
from engine.listing import DECLARED_AS, Listing
from engine.naming import shown_name

if TYPE_CHECKING:
    from engine.graph import Graph, Node

__all__ = ["print_latex"]


def print_latex(graph: Graph) -> str:
    r"""Write a graph in LaTeX, a formula a line, from which `parse_latex` makes the same graph.

    Names are read back as people type them: ``ŷ`` as ``yhat``, ``w_1`` as ``w1``.

    Raises
    ------
    EngineError
        When a port has neither an edge nor a number, when two names look the same in LaTeX, or
        when something cannot be said in it: an override, or an array of more than two axes.

    Examples
    --------
    >>> from engine.program import parse
    >>> print(print_latex(parse("param w = 0.5; y = sigmoid(w*x)^2")), end="")
    \text{param } w = 0.5 \\
    \text{input } x \\
    y = \sigma\left(w \cdot x\right)^{2}
    """
    written = _LatexListing(graph).write().rstrip("\n")
    return written.replace("\n", " \\\\\n") + "\n" if written else ""


class _LatexListing(Listing):
    """One graph being written in LaTeX."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._looks: dict[str, str] = {}

    def leaf(self, node: Node, name: str) -> str:
        """Write a leaf, with its value if it has one."""
        declared = rf"\text{{{DECLARED_AS[node.operation]} }} {self._shown(node, name)}"
        if node.value is None:
            return declared
        if not np.all(np.isfinite(node.value)):
            told = f"{shown_name(node)} holds a number that is not finite, which no formula can say"
            raise EngineError(told, node=node.id)
        if isinstance(node.value, float):
            return f"{declared} = {to_latex(Number(node.value), exact=self.taken)}"
        if node.value.ndim > 2:
            told = f"{shown_name(node)} is an array of {node.value.ndim} axes, LaTeX can write 2"
            raise EngineError(told, node=node.id)
        return f"{declared} = {array_latex(node.value)}"

    def assignment(self, node: Node, name: str, formula: Tree) -> list[str]:
        """Write a node's formula."""
        if node.overrides:
            told = f"{name} overrides a derivative, which LaTeX cannot say"
            raise EngineError(told, node=node.id)
        return [f"{self._shown(node, name)} = {to_latex(formula, exact=self.taken)}"]

    def chosen_output(self, name: str) -> str:
        """Write which node is the output where it is not the last."""
        return rf"\text{{output }} {latex_name(name)}"

    def _shown(self, node: Node, name: str) -> str:
        latex = latex_name(name)
        other = self._looks.setdefault(latex, name)
        if other != name:
            told = f"{name} and {other} look the same in LaTeX; give one of them another name"
            raise EngineError(told, node=node.id)
        return latex
