"""Paths: a derivative as backpropagation has it, a sum over the ways from leaf to output.

On each way the slopes of its edges are multiplied, and the products are added. There may be more
ways than anybody could list: then the same sum is factored node by node, as reverse mode does it.
The ways themselves are counted without being walked.

Source: Bauer, Computational Graphs and Rounding Error (1974).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.local_symbols import local_symbols
from engine.pieces import Colour, Operands, Piece, Scribe, joined, with_signs, without_first_powers
from engine.shapes import shape_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.values import Value

__all__ = ["MOST_COUNTED", "Factor", "Paths", "Term", "Way"]

MOST_COUNTED = 10**15
"""Ways up to which they are counted; beyond that there are just more."""

_DOT = r" \cdot "


@dataclass(frozen=True, slots=True)
class Factor:
    """The slope of one node towards one of its operands, along one edge.

    Attributes
    ----------
    row
        Row of the edge table.
    symbol
        The slope as a fraction of differentials.
    formula
        What it is, in symbols; of arrays, the rule in the letters of the operation's ports.
    number
        What it is here; None of arrays.
    numeral
        The number as it is written; of arrays, the shapes from which and to which it leads.
    rule
        The rule that the slope comes from.
    override
        The formula that stands in place of the operation's own slope; empty without one.
    """

    row: int
    symbol: Piece
    formula: Piece
    number: float | None
    numeral: Piece
    rule: str
    override: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way from the output back to the variable.

    Attributes
    ----------
    rows
        Rows of the edge table, from the output's edge on.
    product
        Of the slopes along it; None where there are arrays on the way.
    """

    rows: tuple[int, ...]
    product: float | None


@dataclass(frozen=True, slots=True)
class Term:
    """What one consumer brings to the gradient of a node.

    Attributes
    ----------
    row
        Row of the edge to the consumer.
    symbol
        The consumer's gradient times the slope, as fractions.
    formula
        The slope in symbols.
    numeral
        The product in numbers; of arrays, its result.
    """

    row: int
    symbol: Piece
    formula: Piece
    numeral: Piece


class Paths:
    """The ways from a variable to the output of a run, as far as a gradient travels them.

    A branch that is not taken (of a maximum, a relu, a choice) sends no gradient, so that no way
    leads through it.

    Parameters
    ----------
    run
        An evaluation without a batch, with a gradient.
    slot
        Slot of the variable.
    colour
        How to mark parts of a formula by their role.

    Attributes
    ----------
    count
        How many ways there are, at most `MOST_COUNTED`.
    closed
        How many more there would be if all branches were taken.

    Examples
    --------
    >>> from engine import parse, record
    >>> run = record(parse("x = 3; a = x^2; y = a*x")).evaluate()
    >>> paths = Paths(run, run.tape.slot("x"))
    >>> for way in paths.ways():
    ...     print(" · ".join(paths.factor(row).symbol.text for row in way.rows), "=", way.product)
    ∂y/∂a · ∂a/∂x = 18.0
    ∂y/∂x = 9.0
    >>> paths.count, paths.total
    (2, 27.0)
    """

    def __init__(
        self, run: Evaluation, slot: int, colour: Colour = lambda _role, latex: latex
    ) -> None:
        if run.output is None:
            raise ValueError("a run without a gradient has no ways for it")
        self.run = run
        self.tape = run.tape
        self.slot = slot
        self.output: int = run.output
        self.scribe = Scribe(run, colour)
        sent = self.tape.sweep(self.output).reached[self.tape.target]
        sent = sent & self.tape.active[self.tape.source]
        _, possible = self._on_the_way(sent)
        self._rows, self.count = self._on_the_way(sent & ~self._not_taken())
        self.closed = possible - self.count
        self._factors: dict[int, Factor] = {}
        self._operands: dict[int, Operands] = {}

    def _not_taken(self) -> NDArray[np.bool_]:
        """Return which rows belong to branches that were not taken."""
        tape, found = self.tape, self.tape.routing.copy()
        if not found.any():
            return found
        shapes = tape.shapes
        for row in np.flatnonzero(found).tolist():
            is_array = shapes[int(tape.source[row])] or shapes[int(tape.target[row])]
            found[row] = not is_array and self.run.partial[row] == 0
        return found

    def _on_the_way(self, travelled: NDArray[np.bool_]) -> tuple[list[int], int]:
        """Return the rows that lead from the variable to the output, and count the ways."""
        source, target = self.tape.source.tolist(), self.tape.target.tolist()
        ways = [0] * len(self.tape.shapes)
        ways[self.slot] = 1
        rows = np.flatnonzero(travelled).tolist()
        # Edges stand in the table by the level of their target.
        for row in rows:
            if ways[source[row]]:
                ways[target[row]] = min(ways[target[row]] + ways[source[row]], MOST_COUNTED)
        leads = {self.output}
        found = []
        for row in reversed(rows):
            if target[row] in leads and ways[source[row]]:
                leads.add(source[row])
                found.append(row)
        return found[::-1], ways[self.output]

    # ------------------------------------------------------------------ what there is

    @property
    def total(self) -> Value:
        """The derivative: what reverse mode has found."""
        found = self.run.gradient_at(self.slot)
        return 0.0 if found is None else found

    @property
    def symbol(self) -> Piece:
        """The derivative as a fraction of differentials."""
        return self.scribe.gradient_symbol(self.slot)

    @property
    def rows(self) -> Sequence[int]:
        """Rows of the edges on the ways."""
        return self._rows

    @cached_property
    def has_arrays(self) -> bool:
        """Whether there is an array on the way, so that slopes are matrices."""
        ends = {self.slot, self.output, *self.tape.source[self._rows].tolist()}
        return any(self.tape.shapes[slot] for slot in ends)

    @cached_property
    def overridden(self) -> tuple[int, ...]:
        """Rows whose slope is an override."""
        tape = self.tape
        return tuple(
            row
            for row in self._rows
            if tape.edges[row].port in tape.nodes[int(tape.target[row])].overrides
        )

    @cached_property
    def nodes(self) -> tuple[int, ...]:
        """Slots of the nodes on the ways, each after its consumers; without the output."""
        on_the_way = set(self.tape.source[self._rows].tolist())
        return tuple(slot for slot in reversed(self.tape.order.tolist()) if slot in on_the_way)

    def rows_into(self, slot: int) -> Sequence[int]:
        """Return the rows on the ways that arrive at a slot."""
        return self._into.get(slot, ())

    def prepare(self) -> None:
        """Make the tables that are otherwise made when they are first needed."""
        for table in (self._into, self._out, self._all_into, self.nodes, self.run.partial):
            assert table is not None

    # ------------------------------------------------------------------ one by one

    def ways(self) -> Iterator[Way]:
        """Yield the ways, by the ports of the nodes from the output back."""
        if self.slot == self.output:
            yield Way((), 1.0)
            return
        source, shapes = self.tape.source, self.tape.shapes
        rows: list[int] = []
        open_ = [iter(self._into.get(self.output, ()))]
        while open_:
            row = next(open_[-1], None)
            if row is None:
                open_.pop()
                if rows:
                    rows.pop()
                continue
            rows.append(row)
            if source[row] != self.slot:
                open_.append(iter(self._into[int(source[row])]))
                continue
            ends = (self.output, *(int(source[row]) for row in rows))
            is_scalar = not any(shapes[slot] for slot in ends)
            yield Way(tuple(rows), self._product(rows) if is_scalar else None)
            rows.pop()

    def _product(self, rows: Sequence[int]) -> float:
        product = 1.0
        for row in rows:
            product *= float(self.run.partial[row])
        return product

    def terms(self, slot: int) -> tuple[Term, ...]:
        """Return what a node's consumers bring to its gradient, which is their sum."""
        return tuple(map(self._term, self._out.get(slot, ())))

    def _term(self, row: int) -> Term:
        run, scribe, factor = self.run, self.scribe, self.factor(row)
        consumer = int(self.tape.target[row])
        symbol = joined(_DOT, scribe.gradient_symbol(consumer), factor.symbol)
        if factor.number is None:
            flow = run.contribution_at(row)
            assert flow is not None
            return Term(row, symbol, factor.formula, scribe.number(flow, "gradient"))
        upstream = run.gradient_at(consumer)
        assert upstream is not None
        slope = scribe.enclosed(factor.number, "local")
        numeral = joined(_DOT, scribe.enclosed(upstream, "gradient"), slope)
        return Term(row, symbol, factor.formula, numeral)

    def factor(self, row: int) -> Factor:
        """Return the slope along an edge."""
        if row not in self._factors:
            self._factors[row] = self._found_factor(row)
        return self._factors[row]

    def _found_factor(self, row: int) -> Factor:
        tape, scribe = self.tape, self.scribe
        source, target = int(tape.source[row]), int(tape.target[row])
        node, port = tape.nodes[target], tape.edges[row].port
        operands = self._operands_of(target)
        partial = operands.operation.partial(operands.operation.port_index(port))
        symbol = scribe.fraction(target, source, "local")
        override = node.overrides.get(port, "")
        if tape.shapes[source] or tape.shapes[target]:
            shapes = f"{shape_text(tape.shapes[source])} → {shape_text(tape.shapes[target])}"
            formula = Piece(with_signs(partial.formula), partial.rule)
            return Factor(row, symbol, formula, None, Piece("", shapes), partial.rule, override)
        tree = without_first_powers(local_symbols(node, operands, port))
        number = float(self.run.partial[row])
        return Factor(
            row,
            symbol,
            scribe.in_symbols(tree, target, operands),
            number,
            scribe.number(number, "local"),
            partial.rule,
            override,
        )

    def _operands_of(self, slot: int) -> Operands:
        if slot not in self._operands:
            tape = self.tape
            sources = {
                tape.edges[row].port: int(tape.source[row]) for row in self._all_into.get(slot, ())
            }
            self._operands[slot] = Operands(tape.nodes[slot], sources)
        return self._operands[slot]

    # ------------------------------------------------------------------ tables

    @cached_property
    def _into(self) -> dict[int, list[int]]:
        return _grouped(self._rows, self.tape.target)

    @cached_property
    def _out(self) -> dict[int, list[int]]:
        return _grouped(self._rows, self.tape.source)

    @cached_property
    def _all_into(self) -> dict[int, list[int]]:
        return _grouped(range(len(self.tape.target)), self.tape.target)


def _grouped(rows: Sequence[int], slots: NDArray[np.intp]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = {}
    for row in rows:
        grouped.setdefault(int(slots[row]), []).append(row)
    return grouped
