"""The limit's view of a derivative: its definition, line by line down to h → 0."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.calculus.comparison import check_numbers
from engine.calculus.interning import size_of, walk_distinct
from engine.calculus.limit import work_out_limit
from engine.calculus.notation import latex_name, plain_name
from engine.calculus.printing import to_latex
from engine.calculus.tree import Apply, Tree
from engine.errors import EngineError
from engine.graph import Edge, Graph, Node
from engine.inquiries import Work
from engine.listing import tree_of
from engine.naming import shown_name
from engine.operation import find_operation
from engine.pieces import Piece, with_signs
from gui.panels.derive_entry import Entry, Formula, Note, spoken, spoken_tree
from gui.panels.derive_subject import Account, Row, translated

__all__ = ["LimitAccount", "LimitLine", "Refusal", "limit_lines"]

LARGEST = 400
"""Names, numbers and signs of a formula that is expanded; nobody follows the limit of more."""

_ALGEBRAIC = {"add", "subtract", "negate", "multiply", "divide", "reciprocal"} | {
    *("power", "square", "sqrt", "cbrt", "root", "identity")
}


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A line, written out.

    Attributes
    ----------
    formula
        What it says.
    reason
        What was done to come here.
    condition
        What must hold for that; empty when nothing must.
    """

    formula: Piece
    reason: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there are no lines.

    Attributes
    ----------
    operations
        Titles of the operations that algebra alone does not open.
    is_long
        Whether the formula is simply too long.
    """

    operations: tuple[str, ...]
    is_long: bool = False


def limit_lines(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wrt: str
) -> Iterator[LimitLine | Refusal]:
    """Yield the definition of a derivative and its lines, or why there are none.

    Raises
    ------
    EngineError
        When a port on the way has neither an edge nor a number, or there are arrays.
    """
    graph = Graph.from_parts(nodes, edges, output)
    check_numbers(graph, output)
    tree = tree_of(graph, output, expand=True)
    if size_of(tree) > LARGEST:
        yield Refusal((), is_long=True)
        return
    name = shown_name(graph.node(wrt))
    try:
        limit = work_out_limit(tree, name)
    except EngineError:
        yield Refusal(_others(tree))
        return
    x, h = latex_name(name), latex_name(limit.step)
    function = to_latex(limit.function)
    text = f"f({plain_name(name)}) = {spoken_tree(limit.function)}"
    typeset = with_signs(rf"f\left({x}\right) = {function}")
    yield LimitLine(Formula(typeset, text, limit.function), "")
    slope = rf"f'\left({x}\right)"
    quotient = rf"\frac{{f\left({x} + {h}\right) - f\left({x}\right)}}{{{h}}}"
    definition = rf"{slope} = \lim_{{{h} \to 0}} {quotient}"
    words = f"f′({plain_name(name)}) = {spoken(limit.definition)}"
    yield LimitLine(Piece(definition, words), "the definition of the derivative")
    for row in limit.rows:
        latex, written = limit.row_latex(row), spoken(limit.row_text(row))
        answer = None if row.is_limit else row.formula
        piece = Formula(with_signs(f"= {latex}"), f"= {written}", answer)
        yield LimitLine(piece, row.reason, row.condition)


def _others(tree: Tree) -> tuple[str, ...]:
    """List the operations of a formula that are no algebra."""
    seen: dict[int, bool] = {}
    found: dict[str, None] = {}
    for part in walk_distinct(tree, seen):
        seen[id(part)] = True
        if isinstance(part, Apply) and part.operation not in _ALGEBRAIC:
            operation = find_operation(part.operation)
            found[part.operation if operation is None else operation.symbol] = None
    return tuple(found)


class LimitAccount(Account):
    """Worked out in a thread: powers that are multiplied out take their time."""

    def work(self) -> tuple[Work, tuple[Any, ...]] | None:
        """Return the working out."""
        return limit_lines, self.subject.parts

    def found(self, thing: object) -> Sequence[Row]:
        """Return a line, or the sentence that says why there is none."""
        if isinstance(thing, Refusal):
            return (partial(self._refusal, thing),)
        assert isinstance(thing, LimitLine)
        return (partial(_line, thing),)

    def _refusal(self, refusal: Refusal) -> Entry:
        output = self.subject.output_name
        if refusal.is_long:
            told = translated(
                "The formula of {output} is too long to be worked out by the definition. The rules "
                "give its derivative."
            )
        elif refusal.operations:
            told = translated(
                "The definition is worked out for polynomials, quotients of them and roots of "
                "them, where algebra alone divides h out. {output} uses {operations}: for that the "
                "limit is known from elsewhere, and the rules begin with it."
            )
        else:
            told = translated(
                "The definition is worked out for polynomials, quotients of them and roots of "
                "them, of a moderate degree, where algebra alone divides h out. {output} is not "
                "of that kind; the rules give its derivative."
            )
        operations = ", ".join(refusal.operations)
        return Entry(notes=(Note(told.format(output=output, operations=operations), ""),))


def _line(line: LimitLine) -> Entry:
    notes = [Note(line.reason)] if line.reason else []
    if line.condition:
        condition = translated("for {condition}").format(condition=line.condition)
        notes.append(Note(condition))
    return Entry(lines=(line.formula,), notes=tuple(notes))
