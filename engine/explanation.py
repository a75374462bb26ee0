"""Explanation: what happens at a step, as sentences, formulas in symbols, and numbers.

The formulas come from the operations' own rules, interpreted as symbols, so what is shown is what
is computed; where a record holds a textbook's form, that is the one shown.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.calculus.notation import number_latex
from engine.calculus.tree import Apply, Tree
from engine.local_symbols import local_symbols
from engine.operation import Operation, get_operation
from engine.pieces import Colour, Operands, Piece, Scribe, joined, with_signs
from engine.trace import Phase, Step, Trace
from engine.values import Value, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.evaluation import Evaluation
    from engine.graph import Node

__all__ = ["Block", "Explanation", "Line", "RuleCard", "explain"]

MAXIMAL_BLOCKS = 6
"""Edges of one step that get a formula each; nobody reads more."""

_MAXIMAL_TERMS = 4
_DOT = r" \cdot "
_EQUALS = Piece("=", "=")
_LEAF_SENTENCES = {
    "input": "An input is given; nothing is computed here.",
    "parameter": "A parameter holds what training changes; nothing is computed here.",
    "constant": "A constant stays as it is and gets no gradient.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an equation.

    Attributes
    ----------
    left
        What stands before the sign: in the first line alone.
    sign
        The sign of equality or of assignment.
    right
        What stands behind it.
    is_result
        Whether the right side is the number that the equation ends with.
    """

    left: Piece | None
    sign: Piece
    right: Piece
    is_result: bool = False

    @property
    def latex(self) -> str:
        """The whole line, typeset."""
        return with_signs(" ".join(piece.latex for piece in self._pieces))

    @property
    def text(self) -> str:
        """The whole line as plain text."""
        return " ".join(piece.text for piece in self._pieces)

    @property
    def _pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in (self.left, self.sign, self.right) if piece is not None)


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule of calculus, or where an operation is defined.

    Attributes
    ----------
    heading
        What kind of card it is, with the rule's name.
    formula
        The rule itself; None when words say it all.
    condition
        When it holds; empty when it always does.
    is_override
        Whether a formula of the user's replaces the operation's own derivative.
    """

    heading: str
    formula: Piece | None = None
    condition: str = ""
    is_override: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """An equation with a heading.

    Attributes
    ----------
    row
        Row of the edge table that the equation speaks of, or None.
    """

    heading: str
    lines: tuple[Line, ...]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happens at one step.

    Attributes
    ----------
    rules
        The rules that the equations follow, each once.
    checkable
        Slots of the nodes whose whole gradient is a result here, so that it can be checked.
    """

    title: str
    sentence: str
    blocks: tuple[Block, ...] = ()
    rules: tuple[RuleCard, ...] = ()
    checkable: tuple[int, ...] = ()


def explain(
    trace: Trace,
    position: int,
    *,
    learning_rate: float = 0.1,
    colour: Colour = lambda _role, latex: latex,
) -> Explanation:
    """Explain the step that leads to a position of a trace.

    Parameters
    ----------
    position
        From 0, before anything was computed, to the length of the trace.
    learning_rate
        What an update multiplies the gradient with.
    colour
        How to mark parts of a formula by their role.

    Examples
    --------
    >>> from engine import parse, record
    >>> trace = Trace(record(parse("param w = 3; L = w^2")).evaluate())
    >>> explain(trace, 3).title
    'Chain rule through xⁿ'
    >>> [line.text for line in explain(trace, 3).blocks[1].lines]
    ['∂L/∂w = ∂L/∂L · ∂L/∂w', '= ∂L/∂L · 2 · w', '= 1 · 2 · 3', '= 1 · 6', '= 6']
    """
    if position == 0:
        return Explanation(
            "Nothing computed yet",
            "Step forward to compute the first value, or run the whole pass.",
        )
    step = trace.step(position)
    teller = _Teller(trace, step, Scribe(trace.run, colour))
    if step.phase is Phase.UPDATE:
        return teller.update(learning_rate)
    return teller.forward() if step.phase is Phase.FORWARD else teller.backward()


class _Teller:
    """Tells about one step."""

    def __init__(self, trace: Trace, step: Step, scribe: Scribe) -> None:
        self.trace = trace
        self.run: Evaluation = trace.run
        self.slot = step.slot
        self.rows = step.rows
        self.scribe = scribe
        self.node: Node = trace.tape.nodes[step.slot]
        self.name = scribe.symbol(step.slot).text

    # ------------------------------------------------------------------ the three kinds of step

    def forward(self) -> Explanation:
        symbol = self.scribe.symbol(self.slot)
        value = self.scribe.number(self.run.value_at(self.slot), "value")
        if self.node.is_leaf:
            kind = self.node.operation
            block = Block("", _equation(symbol, [value]))
            return Explanation(f"{kind.capitalize()} {self.name}", _LEAF_SENTENCES[kind], (block,))
        operation = get_operation(self.node.operation)
        operands = self._operands()
        tree = Apply(operation.name, operands.trees, _given_attributes(operation, self.node))
        symbols = self.scribe.in_symbols(tree, self.slot, operands)
        numbers = self.scribe.in_numbers(tree, self.slot, operands)
        block = Block("", _equation(symbol, [symbols, numbers, value]))
        domain = "; ".join(_conditions(operation))
        rules = (RuleCard("Where it is defined", condition=domain),) if domain else ()
        return Explanation(f"{operation.title}: {self.name}", operation.summary, (block,), rules)

    def backward(self) -> Explanation:
        sent = [row for row in self.rows if self.run.is_sent(row)]
        arrived = [row for row in self.trace.rows_out_of(self.slot) if self.run.is_sent(row)]
        blocks: list[Block] = []
        if not sent or len(arrived) != 1 or self.slot == self.run.output:
            blocks.append(self._gathered(arrived))
        if self.node.is_leaf:
            title = f"Gradient of {self.name}"
            sentence = self._meaning_of_gradient()
            return Explanation(title, sentence, tuple(blocks), checkable=(self.slot,))
        operands = self._operands()
        rules: dict[RuleCard, None] = {}
        for row in sent[:MAXIMAL_BLOCKS]:
            tree, rule = self._local(operands, self.trace.tape.edges[row].port)
            rules[rule] = None
            blocks.append(self._sent(row, tree, operands, is_only=len(sent) == 1))
        whole = [int(self.trace.tape.source[row]) for row in sent[:MAXIMAL_BLOCKS]]
        return Explanation(
            f"Chain rule through {operands.operation.symbol}",
            self._way_back(operands.operation, sent),
            tuple(blocks),
            tuple(rules),
            tuple(slot for slot in whole if self._consumers(slot) == 1) or (self.slot,),
        )

    def update(self, learning_rate: float) -> Explanation:
        value, gradient = self.run.value_at(self.slot), self.run.gradient_at(self.slot)
        assert gradient is not None
        scribe = self.scribe
        symbol, slope = scribe.symbol(self.slot), scribe.gradient_symbol(self.slot)
        rate = Piece(number_latex(learning_rate), format_number(learning_rate))
        move = joined(_DOT, rate, scribe.enclosed(gradient, "gradient"))
        pieces = [
            Piece(rf"{symbol.latex} - \alpha\, {slope.latex}", f"{symbol.text} − α · {slope.text}"),
            joined(" - ", scribe.number(value, "value"), move),
            scribe.number(value - learning_rate * gradient, "parameter"),
        ]
        return Explanation(
            f"Step of descent for {self.name}",
            "The parameter moves against its gradient, by the learning rate α.",
            (Block("", _equation(symbol, pieces, Piece(r"\leftarrow", "←"))),),
        )

    # ------------------------------------------------------------------ parts of a backward step

    def _gathered(self, arrived: Sequence[int]) -> Block:
        """How the gradient of the node came about: the seed, or the sum over its edges."""
        total = self.run.gradient_at(self.slot)
        assert total is not None
        pieces = []
        heading = ""
        if len(arrived) > 1:
            heading = f"{len(arrived)} contributions arrive and are added"
            pieces.append(self._sum([self.run.contribution_at(row) for row in arrived]))
        if self.slot == self.run.output:
            heading = "The pass begins at the output"
        pieces.append(self.scribe.number(total, "gradient"))
        return Block(heading, _equation(self.scribe.gradient_symbol(self.slot), pieces))

    def _sum(self, flows: Sequence[Value | None]) -> Piece:
        given = [flow for flow in flows if flow is not None]
        shown = given if len(given) <= _MAXIMAL_TERMS else given[: _MAXIMAL_TERMS - 1]
        terms = [self.scribe.number(shown[0], "gradient")]
        terms += [self.scribe.enclosed(flow, "gradient") for flow in shown[1:]]
        if len(shown) < len(given):
            terms += [Piece(r"\dots", "…"), self.scribe.enclosed(given[-1], "gradient")]
        return joined(" + ", *terms)

    def _sent(self, row: int, tree: Tree, operands: Operands, *, is_only: bool) -> Block:
        """Tell of the contribution that leaves along one edge: upstream times local."""
        scribe, source = self.scribe, int(self.trace.tape.source[row])
        gradient, flow = self.run.gradient_at(self.slot), self.run.contribution_at(row)
        assert gradient is not None
        assert flow is not None
        upstream = scribe.gradient_symbol(self.slot)
        pieces = [
            joined(_DOT, upstream, scribe.fraction(self.slot, source, "local")),
            scribe.product_in_symbols(tree, self.slot, operands),
            scribe.product_in_numbers(tree, self.slot, operands, gradient),
        ]
        slope = float(self.run.partial[row])
        is_scalar = not self.trace.tape.shapes[self.slot] and not self.trace.tape.shapes[source]
        if isinstance(tree, Apply) and is_scalar:
            pieces.append(
                joined(_DOT, scribe.number(gradient, "gradient"), scribe.enclosed(slope, "local"))
            )
        pieces.append(scribe.number(flow, "gradient"))
        target = scribe.gradient_symbol(source)
        if self._consumers(source) > 1:
            target = self._share(target)
        heading = "" if is_only else f"Towards {scribe.symbol(source).text}"
        return Block(heading, _equation(target, pieces), row)

    def _share(self, gradient: Piece) -> Piece:
        """Return the share of a gradient that comes through the active node."""
        here = self.scribe.symbol(self.slot)
        return Piece(
            rf"\left. {gradient.latex} \right|_{{{here.latex}}}",
            f"{gradient.text} through {here.text}",
        )

    def _consumers(self, slot: int) -> int:
        """How many edges bring a node its gradient."""
        return sum(self.run.is_sent(row) for row in self.trace.rows_out_of(slot))

    def _local(self, operands: Operands, port: str) -> tuple[Tree, RuleCard]:
        """Return the local partial as a tree over the marks of the operands, and its rule."""
        tree = local_symbols(self.node, operands, port)
        if port in self.node.overrides:
            return tree, self._override_card(tree, operands)
        partial = operands.operation.partial(operands.operation.port_index(port))
        formula = Piece(with_signs(partial.formula), partial.rule)
        return tree, RuleCard(f"Rule: {partial.rule}", formula, partial.condition)

    def _override_card(self, marked: Tree, operands: Operands) -> RuleCard:
        return RuleCard(
            "Overridden derivative",
            self.scribe.in_symbols(marked, self.slot, operands),
            "This formula was put in place of the operation's own slope.",
            is_override=True,
        )

    def _operands(self) -> Operands:
        tape = self.trace.tape
        slots = {tape.edges[row].port: int(tape.source[row]) for row in self.rows}
        return Operands(self.node, slots)

    # ------------------------------------------------------------------ sentences

    def _way_back(self, operation: Operation, sent: Sequence[int]) -> str:
        begin = f"The gradient arriving at {self.name}"
        if not sent:
            return f"{begin} goes no further: nothing before it can change."
        if len(sent) == 1:
            source = self.scribe.symbol(int(self.trace.tape.source[sent[0]])).text
            return f"{begin} is multiplied by the slope of {operation.symbol} towards {source}."
        told = f"{begin} is multiplied by the slope of {operation.symbol} towards each operand."
        if len(sent) > MAXIMAL_BLOCKS:
            told += f" The first {MAXIMAL_BLOCKS} of {len(sent)} are shown."
        return told

    def _meaning_of_gradient(self) -> str:
        gradient = self.run.gradient_at(self.slot)
        assert self.run.output is not None
        output = self.scribe.symbol(self.run.output).text
        if not isinstance(gradient, float):
            return f"Each number says how strongly {output} answers to that element of {self.name}."
        if not math.isfinite(gradient):
            return f"How {output} answers to a small change of {self.name} is no finite number."
        if gradient == 0:
            return f"A small change of {self.name} leaves {output} as it is."
        times = format_number(abs(gradient), 4)
        told = f"A small change of {self.name} changes {output} {times} times as much"
        return f"{told}, the other way." if gradient < 0 else f"{told}."


def _equation(left: Piece, right: Sequence[Piece], sign: Piece = _EQUALS) -> tuple[Line, ...]:
    """Lines of an equation: the first has the left side, the last is the result."""
    last = len(right) - 1
    return tuple(
        Line(None if place else left, _EQUALS if place else sign, piece, is_result=place == last)
        for place, piece in enumerate(right)
    )


def _conditions(operation: Operation) -> list[str]:
    """List what the operands of an operation must fulfil, its attributes left aside."""
    ports = re.compile(rf"\b({'|'.join(operation.ports)})\b")
    return [text for text in operation.conditions() if ports.search(text)]


def _given_attributes(operation: Operation, node: Node) -> tuple[tuple[str, object], ...]:
    given = {
        item.name: node.attributes[item.name]
        for item in operation.attributes
        if node.attributes.get(item.name, item.default) != item.default
    }
    return tuple(sorted(given.items()))
