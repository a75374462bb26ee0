"""Snippet: a formula as it is typed in the middle of a graph, as the nodes that it means there.

It is program text or LaTeX.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Name
from engine.edits import Batch, Connect, Edit
from engine.errors import ExpressionError
from engine.expression import parse_expression
from engine.fragment import extract, insertion
from engine.graph import Edge, Graph
from engine.layout import layered
from engine.naming import node_called
from engine.program import parse
from engine.reading import is_latex
from engine.typed_formula import read_typed

if TYPE_CHECKING:
    from engine.graph import Node

__all__ = ["Snippet", "assumed_leaf", "is_formula", "snippet", "why_no_formula"]

Position = tuple[float, float]

_PARAMETERS = ("w", "b", "θ")
"""First letters of what a person most likely means to train."""

_RESULT = "result_of_a_snippet"


@dataclass(frozen=True, slots=True)
class Snippet:
    """What a formula adds to a graph.

    Attributes
    ----------
    nodes
        The new nodes and the edges among them, laid out.
    borrowed
        Edges from nodes that the graph has already: their source there, and target and port here.
    """

    nodes: Graph
    borrowed: tuple[Edge, ...]

    def insertion(
        self, graph: Graph, at: Position, group: str | None = None
    ) -> tuple[Edit, tuple[str, ...]]:
        """Return the edit that puts it into the graph, and the ids of the nodes it will make.

        Parameters
        ----------
        graph
            Where it goes.
        at
            Where its top left corner is to be.
        group
            Id of the group that it goes into, or None.
        """
        fragment = extract(self.nodes, self.nodes.node_ids())
        edit, new = insertion(graph, fragment, at, group)
        fresh = dict(zip((node.id for node in fragment.nodes), new, strict=True))
        joined = [
            Connect(Edge(edge.source, fresh[edge.target], edge.port)) for edge in self.borrowed
        ]
        return Batch((edit, *joined)), new


def is_formula(text: str) -> bool:
    """Whether a text is a formula that computes something, or gives a name to one.

    Words beside one another, which would be a product, are taken for words.

    >>> [is_formula(text) for text in ("w*x + b", "y = sin(x)", "sin", "x", "3", "squared error")]
    [True, True, False, False, False, False]
    """
    _, formula = _parted(text)
    if _is_words(formula):
        return False
    try:
        if is_latex(text):
            return isinstance(read_typed(text, Graph()).right, Apply)
        return isinstance(parse_expression(formula), Apply)
    except ExpressionError:
        return False


def why_no_formula(text: str) -> str:
    """Say where a text with the signs of a formula goes wrong; of words there is nothing to say.

    >>> why_no_formula("w*x +"), why_no_formula("squared error"), why_no_formula("w*x + b")
    ('column 6: an operand was expected after “+”', '', '')
    """
    _, formula = _parted(text)
    if _is_words(formula):
        return ""
    try:
        if is_latex(text):
            read_typed(text, Graph())
            return ""
        # Blanks for the name and its sign, so that the column is that of the whole text.
        parse_expression(formula.rjust(len(text.rstrip())))
    except ExpressionError as error:
        return str(error)
    return ""


def _is_words(text: str) -> bool:
    return all(sign.isalnum() or sign in " ._" for sign in text)


def snippet(graph: Graph, text: str) -> Snippet:
    """Read a formula, with or without a name before it.

    A name that the graph knows means its node, and so does the ``v3`` that an unnamed node has on
    its card. Of the others those that begin like a weight become
    parameters, the rest inputs.

    Raises
    ------
    ExpressionError
        When the text is no formula.

    Examples
    --------
    >>> graph = parse("input x = 2")
    >>> found = snippet(graph, "w*x + b")
    >>> [(node.label, node.operation) for node in found.nodes.nodes()]
    [('w', 'parameter'), ('×', 'multiply'), ('b', 'parameter'), ('+', 'add')]
    >>> [edge.source for edge in found.borrowed] == [graph.resolve("x")]
    True
    """
    name, formula = _written(text, graph)
    drawn = parse(f"{_RESULT} = {formula}")
    result = drawn.find(_RESULT)
    drawn.revise(replace(result, name="" if drawn.has_name(name) else name))
    known = {
        node.id: met
        for node in drawn.nodes()
        if node.is_leaf
        and node.value is None
        and (met := node_called(graph, node.name)) is not None
    }
    for node in drawn.nodes():
        if node.is_leaf and node.value is None:
            drawn.revise(assumed_leaf(node))
    borrowed = [
        Edge(source, edge.target, edge.port)
        for node_id, source in known.items()
        for edge in drawn.edges_out_of(node_id)
    ]
    rest = extract(drawn, set(drawn.node_ids()) - known.keys()).to_graph()
    for node_id, position in layered(rest).items():
        rest.revise(replace(rest.node(node_id), position=position))
    return Snippet(rest, tuple(borrowed))


def assumed_leaf(node: Node) -> Node:
    """Return what a name that nobody has declared most likely means, with a value.

    >>> from engine.graph import Node
    >>> assumed_leaf(Node("n1", "input", "w1")).operation
    'parameter'
    """
    is_parameter = node.name.startswith(_PARAMETERS)
    return replace(node, operation="parameter" if is_parameter else "input", value=1.0)


def _written(text: str, graph: Graph) -> tuple[str, str]:
    """Return the name and the formula of a text as program text, whatever its notation is."""
    if not is_latex(text):
        return _parted(text)
    typed = read_typed(text, graph)
    if not isinstance(typed.right, Name | Apply):
        raise typed.place.error("a formula was expected")
    return typed.name, to_text(typed.right, assigned=graph.names())


def _parted(text: str) -> tuple[str, str]:
    """Return the name that a text gives to its formula, or none, and the formula."""
    before, equals, after = text.partition("=")
    name = before.strip()
    return (name, after.strip()) if equals and name.isidentifier() else ("", text.strip())
