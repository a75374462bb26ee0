"""The expression's view of a derivative: every rule by name, and at last the algebra."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.calculus.derivation_rows import ALGEBRA, Detail, rows
from engine.calculus.filled import filled, point_of_step
from engine.calculus.graph_derivation import derivation_in_graph
from engine.calculus.notation import latex_name, number_latex, plain_name
from engine.calculus.printing import to_latex
from engine.calculus.slope_mark import MARK, row_latex
from engine.calculus.tree import Apply, Name, Tree
from engine.graph import Edge, Graph, Node
from engine.inquiries import Work
from engine.naming import node_title, shown_name
from engine.pieces import Piece, with_signs
from engine.values import format_number
from gui.panels.derive_entry import Entry, Formula, Note, spoken_tree
from gui.panels.derive_subject import Account, Row, Subject, translated

if TYPE_CHECKING:
    from engine.calculus.derivation import RuleStep

__all__ = ["Closing", "RulesAccount", "closing_rows"]

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Closing:
    """A row at the end of a derivation, written out.

    Attributes
    ----------
    rule
        All rules together, or algebra.
    formula
        The equation.
    reason
        Why both sides are the same, for algebra.
    """

    rule: str
    formula: Piece
    reason: str


def closing_rows(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wrt: str, detail: Detail
) -> Iterator[Closing]:
    """Yield what follows after the steps: all of them together, and the algebra.

    Raises
    ------
    EngineError
        As `engine.calculus.derivation_rows.rows`.
    """
    graph = Graph.from_parts(nodes, edges, output)
    for row in rows(derivation_in_graph(graph, output, wrt), detail):
        if row.step is None:
            yield Closing(row.rule, _line(row.before, row.after), row.reason)


class RulesAccount(Account):
    """Step by step, as many as there are.

    Parameters
    ----------
    detail
        How much is told.
    has_numbers
        Whether the steps are shown in numbers, too.
    """

    def __init__(self, subject: Subject, detail: str, *, has_numbers: bool) -> None:
        super().__init__(subject)
        self.detail = Detail(detail)
        self.has_numbers = has_numbers
        self._first = 0

    def rows(self) -> Iterator[Row]:
        """Yield what is differentiated, and the steps."""
        derivation = self.subject.derivation
        opening: list[Row] = [self._opening]
        if self.subject.paths is not None and self.subject.paths.overridden:
            opening.append(self._override)
        self._first = len(opening)
        yield from opening
        if self.detail is Detail.COMPACT:
            return
        owner = None
        for step in derivation.steps(trivial=self.detail is Detail.FULL):
            if not step.letters:
                owner = step
            yield partial(self._step, step, owner or step)

    def work(self) -> tuple[Work, tuple[Any, ...]] | None:
        """Return the end of the derivation: putting much together takes its time."""
        return closing_rows, (*self.subject.parts, self.detail)

    def found(self, thing: object) -> Sequence[Row]:
        """Return a row of the end."""
        assert isinstance(thing, Closing)
        return (partial(self._closing, thing),)

    # ------------------------------------------------------------------ the rows

    def _opening(self) -> Entry:
        derivation, subject = self.subject.derivation, self.subject
        name = shown_name(subject.graph.node(subject.output))
        tree = derivation.tree
        if isinstance(tree, Name):
            tree = derivation.definitions.get(tree.text, tree)
        line = _equation(latex_name(name), plain_name(name), tree)
        told = translated("Differentiated with respect to {wrt}; all else stays as it is.")
        if any(not isinstance(it, Name) for it in derivation.definitions.values()):
            told += " " + translated("Names of nodes stand for their formulas.")
        note = Note(told.format(wrt=subject.wrt_name))
        return Entry(translated("The expression"), lines=(line,), notes=(note,))

    def _override(self) -> Entry:
        subject, paths = self.subject, self.subject.paths
        assert paths is not None
        nodes = dict.fromkeys(int(paths.tape.target[row]) for row in paths.overridden)
        titles = ", ".join(node_title(paths.tape.nodes[slot]) for slot in nodes)
        value = subject.point.value(subject.derivation.derivative)
        told = translated(
            "The slope of {nodes} is overridden. These rules take no notice of that: they give "
            "{rules}, backpropagation has {backward}."
        )
        total = paths.total
        backward = format_number(total, _DIGITS) if isinstance(total, float) else "–"
        words = told.format(nodes=titles, rules=format_number(value, _DIGITS), backward=backward)
        return Entry(notes=(Note(words, "warning"),))

    def _step(self, step: "RuleStep", owner: "RuleStep") -> Entry:
        lines = [_line(step.before, step.after)]
        if self.has_numbers:
            lines += self._in_numbers(step)
        notes = []
        if step.letters:
            stands = ", ".join(
                f"{plain_name(letter)} = {spoken_tree(tree)}"
                for letter, tree in step.letters.items()
            )
            notes.append(Note(translated("with {letters}").format(letters=stands)))
        if step.condition:
            notes.append(Note(translated("for {condition}").format(condition=step.condition)))
        if step.choice:
            notes.append(Note(step.choice, "warning"))
        link, link_text = None, ""
        if step.same_as is not None:
            link = self._first + step.same_as - 1
            link_text = translated("done in step {number}").format(number=step.same_as)
        node = self.subject.places.node(owner.part)
        return Entry(
            step.rule,
            f"{step.number}",
            step.depth,
            tuple(lines),
            (),
            tuple(notes),
            link,
            link_text,
            () if node is None else self.subject.edges_into(node),
        )

    def _in_numbers(self, step: "RuleStep") -> list[Piece]:
        """Return the right side with numbers for names, and what that comes to."""
        if not self.subject.has_values:
            return []
        point, derivation = self.subject.point, self.subject.derivation
        tree, value = filled(step.after, derivation, point_of_step(point, step))
        number = Piece(number_latex(value, _DIGITS), format_number(value, _DIGITS))
        if tree is None or not math.isfinite(value):
            return [Piece(f"= {number.latex}", f"= {number.text}")]
        latex, text = to_latex(tree, digits=_DIGITS), spoken_tree(tree)
        if latex == number.latex:
            return [Piece(f"= {latex}", f"= {text}")]
        return [Piece(with_signs(f"= {latex} = {number.latex}"), f"= {text} = {number.text}")]

    def _closing(self, row: Closing) -> Entry:
        notes, lines = [], [row.formula]
        if row.rule == ALGEBRA:
            notes.append(Note(translated("same, because {reason}").format(reason=row.reason)))
            if self.has_numbers:
                lines += self._answer_in_numbers()
        return Entry(row.rule, lines=tuple(lines), notes=tuple(notes))

    def _answer_in_numbers(self) -> list[Piece]:
        if not self.subject.has_values:
            return []
        point, derivation = self.subject.point, self.subject.derivation
        value = point.value(derivation.derivative)
        return [Piece(f"= {number_latex(value, _DIGITS)}", f"= {format_number(value, _DIGITS)}")]


def _line(before: Tree, after: Tree) -> Piece:
    return _equation(row_latex(before), spoken_tree(before), after)


def _equation(latex: str, text: str, right: Tree) -> Piece:
    typeset = with_signs(f"{latex} = {row_latex(right)}")
    words = f"{text} = {spoken_tree(right)}"
    return Formula(typeset, words, right if _is_worked_out(right) else None)


def _is_worked_out(tree: Tree) -> bool:
    """Whether no derivative stands in a formula that is still to be worked out."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply):
            if part.operation == MARK:
                return False
            waiting.extend(part.operands)
    return True
