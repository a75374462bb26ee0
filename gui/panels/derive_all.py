"""All first and second derivatives of an output as formulas: gradient, Jacobian and Hessian."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.calculus.notation import latex_name, plain_name
from engine.calculus.printing import to_latex
from engine.calculus.symbolic_derivatives import (
    SymbolicMatrix,
    symbolic_gradient,
    symbolic_hessian,
    symbolic_jacobian,
)
from engine.calculus.tree import Tree
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.inquiries import Work
from engine.pieces import Piece, with_signs
from gui.panels.derive_entry import Entry, Formula, Note, spoken_tree
from gui.panels.derive_subject import Account, Row, translated

__all__ = ["AllAccount", "Told", "matrices"]

MOST_LEAVES = 12
"""Leaves with respect to which all is told; a Hessian of more is a wall of formulas."""

MOST_OUTPUTS = 8

MOST_TWICE = 120
"""Nodes before an output that is differentiated twice; of more nobody reads the formulas."""


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the account, written out.

    Attributes
    ----------
    part
        ``"gradient"``, ``"jacobian"``, ``"hessian"``, ``"cut"``, ``"long"`` or ``"refused"``.
    lines
        Its formulas.
    definitions
        What names in them stand for.
    reason
        Why there are none, or of how many leaves there would be some.
    """

    part: str
    lines: tuple[Piece, ...] = ()
    definitions: tuple[Piece, ...] = ()
    reason: str = ""


def matrices(nodes: Sequence[Node], edges: Sequence[Edge], output: str, wrt: str) -> Iterator[Told]:
    """Yield the gradient, the Jacobian where there are several outputs, and the Hessian."""
    graph = Graph.from_parts(nodes, edges, output)
    before = graph.ancestors(output)
    reaching = [
        node.id for node in nodes if node.operation in {"input", "parameter"} and node.id in before
    ]
    leaves = list(dict.fromkeys((*reaching[:MOST_LEAVES], wrt)))
    if len(leaves) < len(reaching):
        yield Told("cut", reason=str(len(reaching)))
    ends = [node.id for node in nodes if not node.is_leaf and not graph.is_used(node.id)]
    outputs = list(dict.fromkeys((output, *ends)))[:MOST_OUTPUTS]
    try:
        found = symbolic_gradient(graph, output, leaves)
        yield Told("gradient", _first(found), _definitions(found.definitions))
        if len(outputs) > 1:
            found = symbolic_jacobian(graph, outputs, leaves)
            yield Told("jacobian", _first(found), _definitions(found.definitions))
        if len(before) > MOST_TWICE:
            yield Told("long", reason=str(len(before)))
            return
        found = symbolic_hessian(graph, output, leaves)
        yield Told("hessian", _second(found), _definitions(found.definitions))
    except EngineError as error:
        yield Told("refused", reason=error.message)


class AllAccount(Account):
    """Worked out in a thread."""

    def work(self) -> tuple[Work, tuple[Any, ...]] | None:
        """Return the differentiating."""
        return matrices, self.subject.parts

    def found(self, thing: object) -> Sequence[Row]:
        """Return a part of it."""
        assert isinstance(thing, Told)
        sentence = _SENTENCES.get(thing.part)
        if sentence is not None:
            return (partial(sentence, thing.reason),)
        rows: list[Row] = [partial(self._heading, thing.part)]
        rows += [partial(_formula, line) for line in thing.lines]
        if thing.definitions:
            rows.append(partial(_where, thing.definitions))
        return rows

    def _heading(self, part: str) -> Entry:
        titles = {
            "gradient": translated("The gradient of {output}"),
            "jacobian": translated("The Jacobian of all outputs"),
            "hessian": translated("The Hessian of {output}"),
        }
        words = {
            "gradient": translated("One derivative for each input and parameter."),
            "jacobian": translated("A row for each output, a column for each leaf."),
            "hessian": translated("Second derivatives; the order of the two does not matter."),
        }
        title = titles[part].format(output=self.subject.output_name)
        return Entry(title, notes=(Note(words[part]),))


def _cut(count: str) -> Entry:
    told = translated("Of {count} inputs and parameters, the first {shown} are told of.")
    return Entry(notes=(Note(told.format(count=count, shown=MOST_LEAVES)),))


def _refusal(reason: str) -> Entry:
    return Entry(notes=(Note(translated("There is no more: {reason}.").format(reason=reason)),))


def _long(count: str) -> Entry:
    told = translated(
        "Second derivatives through {count} nodes are too long to be read; the panel Derivatives "
        "has them in numbers."
    )
    return Entry(notes=(Note(told.format(count=count)),))


_SENTENCES = {"cut": _cut, "long": _long, "refused": _refusal}


def _formula(line: Piece) -> Entry:
    return Entry(depth=1, lines=(line,))


def _where(definitions: Sequence[Piece]) -> Entry:
    return Entry(translated("where"), depth=1, lines=tuple(definitions))


def _first(found: SymbolicMatrix) -> tuple[Piece, ...]:
    """Write each entry as an equation of its own: a matrix would not fit beside a canvas."""
    return tuple(
        _equation(
            rf"\frac{{\partial {latex_name(row)}}}{{\partial {latex_name(column)}}}",
            f"∂{plain_name(row)}/∂{plain_name(column)}",
            tree,
        )
        for row, entries in zip(found.rows, found.entries, strict=True)
        for column, tree in zip(found.columns, entries, strict=True)
    )


def _second(found: SymbolicMatrix) -> tuple[Piece, ...]:
    """Write the entries on and above the diagonal."""
    lines = []
    for place, row in enumerate(found.rows):
        for column, tree in list(zip(found.columns, found.entries[place], strict=True))[place:]:
            top, bottom = latex_name(row), latex_name(column)
            below = rf"\partial {top}^2" if row == column else rf"\partial {top}\,\partial {bottom}"
            plain = f"∂{plain_name(row)}²"
            if row != column:
                plain = f"∂{plain_name(row)}∂{plain_name(column)}"
            lines.append(_equation(rf"\frac{{\partial^2}}{{{below}}}", f"∂²/{plain}", tree))
    return tuple(lines)


def _definitions(definitions: Mapping[str, Tree]) -> tuple[Piece, ...]:
    return tuple(
        _equation(latex_name(name), plain_name(name), tree) for name, tree in definitions.items()
    )


def _equation(latex: str, text: str, tree: Tree) -> Piece:
    typeset = with_signs(f"{latex} = {to_latex(tree)}")
    return Formula(typeset, f"{text} = {spoken_tree(tree)}", tree)
