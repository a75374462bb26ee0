"""Backpropagation's view of a derivative: the sum over the ways of products of local slopes."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from engine.calculus.paths import MOST_COUNTED, Factor, Paths, Term, Way
from engine.graph import Edge
from engine.naming import node_title
from engine.pieces import Piece
from engine.values import Value
from gui.panels.derive_entry import Chip, Entry, Note
from gui.panels.derive_subject import Account, Row, translated

__all__ = ["PathsAccount"]

MOST_WAYS = 24
"""Ways that are listed; nobody compares more."""

MOST_CHIPS = 20
"""Factors of one way that are listed."""

_MOST_TERMS = 8


class PathsAccount(Account):
    """Way by way, then the sum, then the same sum factored node by node."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        paths = self.subject.paths
        if paths is None or paths.count == 0:
            yield partial(_nothing, self.subject.output_name, self.subject.wrt_name, paths)
            return
        yield partial(self._opening, paths)
        for number, way in enumerate(islice(paths.ways(), MOST_WAYS), 1):
            yield partial(self._way, paths, number, way)
        if paths.count > MOST_WAYS:
            yield partial(self._more, paths)
        elif paths.count > 1 and not paths.has_arrays:
            yield partial(self._sum, paths)
        if paths.count > 1 or paths.has_arrays:
            yield self._heading
            for slot in paths.nodes:
                yield partial(self._node, paths, slot)

    # ------------------------------------------------------------------ the rows

    def _opening(self, paths: Paths) -> Entry:
        output, wrt = self.subject.output_name, self.subject.wrt_name
        if self.subject.output == self.subject.wrt:
            told = translated("A quantity changes exactly as much as itself: the derivative is 1.")
        elif paths.count == 1:
            told = translated(
                "One way leads from {wrt} to {output}. The slopes along it are multiplied."
            )
        else:
            told = translated(
                "{count} ways lead from {wrt} to {output}. The slopes along each are multiplied, "
                "and the products are added."
            )
        words = [Note(told.format(wrt=wrt, output=output, count=_count(paths.count)), "")]
        if paths.closed:
            closed = translated(
                "Not counted: {count} through branches that are not taken here; they send nothing."
            )
            words.append(Note(closed.format(count=_count(paths.closed))))
        if paths.has_arrays:
            words.append(
                Note(
                    translated(
                        "There are arrays on the way. Their slopes are matrices too large to be "
                        "written; the rule says what an operation does with the gradient that "
                        "arrives, from which shape to which."
                    )
                )
            )
        words += [_override_note(paths, row) for row in paths.overridden[:_MOST_TERMS]]
        if paths.count == 1:
            return Entry(notes=tuple(words))
        # After this row and the ways there is their sum, or how many others there are.
        has_row = paths.count > MOST_WAYS or not paths.has_arrays
        link = 1 + min(paths.count, MOST_WAYS) + int(has_row)
        return Entry(notes=tuple(words), link=link, link_text=translated("Node by node"))

    def _way(self, paths: Paths, number: int, way: Way) -> Entry:
        title = ""
        if paths.count > 1:
            words = translated("Way {number} of {count}")
            title = words.format(number=number, count=_count(paths.count))
        edges = _edges(paths, way.rows)
        slots = [paths.slot, *(int(paths.tape.target[row]) for row in reversed(way.rows))]
        names = [paths.scribe.symbol(slot).text for slot in slots]
        if len(names) > MOST_CHIPS:
            names = [*names[: MOST_CHIPS // 2], "…", *names[-MOST_CHIPS // 2 :]]
        route = Note(" → ".join(names))
        chips = _chips(paths, way.rows)
        lines = () if way.product is None else (self._result(paths, way.product),)
        return Entry(title, chips=chips, lines=lines, notes=(route,), edges=edges)

    def _result(self, paths: Paths, product: float) -> Piece:
        number = paths.scribe.number(product, "gradient")
        if paths.count > 1:
            return Piece(f"= {number.latex}", f"= {number.text}")
        symbol = paths.symbol
        return Piece(f"{symbol.latex} = {number.latex}", f"{symbol.text} = {number.text}")

    def _more(self, paths: Paths) -> Entry:
        if paths.count >= MOST_COUNTED:
            told = translated("… and more than {count} other ways.")
            count = MOST_COUNTED
        else:
            told, count = translated("… and {count} other ways."), paths.count - MOST_WAYS
        return Entry(notes=(Note(told.format(count=_count(count)), ""),))

    def _sum(self, paths: Paths) -> Entry:
        scribe = paths.scribe
        products = [way.product for way in paths.ways()]
        given = [product for product in products if product is not None]
        shown = given if len(given) <= _MOST_TERMS else given[: _MOST_TERMS - 1]
        pieces = [scribe.number(shown[0], "gradient")]
        pieces += [scribe.enclosed(product, "gradient") for product in shown[1:]]
        if len(shown) < len(given):
            pieces += [Piece(r"\dots", "…"), scribe.enclosed(given[-1], "gradient")]
        total = scribe.number(paths.total, "gradient")
        symbol = paths.symbol
        latex = " + ".join(piece.latex for piece in pieces)
        text = " + ".join(piece.text for piece in pieces)
        line = Piece(
            f"{symbol.latex} = {latex} = {total.latex}", f"{symbol.text} = {text} = {total.text}"
        )
        return Entry(translated("The sum"), lines=(line,), notes=(_sum_note(given, paths.total),))

    def _heading(self) -> Entry:
        told = translated(
            "What the ways have in common is worked out once: each node adds up what its consumers "
            "send, and passes the sum on. This is what reverse mode does."
        )
        return Entry(translated("Node by node"), notes=(Note(told),))

    def _node(self, paths: Paths, slot: int) -> Entry:
        scribe, terms = paths.scribe, paths.terms(slot)
        gradient = paths.run.gradient_at(slot)
        assert gradient is not None
        symbol, number = scribe.gradient_symbol(slot), scribe.number(gradient, "gradient")
        line = Piece(f"{symbol.latex} = {number.latex}", f"{symbol.text} = {number.text}")
        shown = terms if len(terms) <= MOST_CHIPS else terms[:MOST_CHIPS]
        chips = tuple(
            _term_chip(paths, term, "+" if place else "") for place, term in enumerate(shown)
        )
        notes = []
        if len(shown) < len(terms):
            told = translated("The first {shown} of {count} terms are shown.")
            notes.append(Note(told.format(shown=len(shown), count=len(terms))))
        edges = _edges(paths, [term.row for term in shown])
        return Entry(chips=chips, lines=(line,), notes=tuple(notes), edges=edges)


def _edges(paths: Paths, rows: Sequence[int]) -> tuple[Edge, ...]:
    return tuple(paths.tape.edges[row] for row in rows)


def _chips(paths: Paths, rows: Sequence[int]) -> tuple[Chip, ...]:
    """Return the factors of a way, the middle of a long one left out."""
    half = MOST_CHIPS // 2
    shown = rows if len(rows) <= MOST_CHIPS else (*rows[:half], *rows[-half:])
    chips = [
        _factor_chip(paths, paths.factor(row), "·" if place else "")
        for place, row in enumerate(shown)
    ]
    if len(shown) < len(rows):
        dots = Piece(r"\dots", "…")
        chips.insert(half, Chip(dots, dots, dots, "·"))
    return tuple(chips)


def _factor_chip(paths: Paths, factor: Factor, sign: str) -> Chip:
    edge = paths.tape.edges[factor.row]
    return Chip(
        factor.symbol,
        factor.formula,
        factor.numeral,
        sign,
        edge,
        factor.rule,
        is_override=bool(factor.override),
    )


def _term_chip(paths: Paths, term: Term, sign: str) -> Chip:
    factor = paths.factor(term.row)
    edge = paths.tape.edges[term.row]
    return Chip(
        term.symbol,
        term.formula,
        term.numeral,
        sign,
        edge,
        factor.rule,
        is_override=bool(factor.override),
    )


def _override_note(paths: Paths, row: int) -> Note:
    node = paths.tape.nodes[int(paths.tape.target[row])]
    told = translated(
        "The slope of {node} is overridden by {formula}. Backpropagation uses that, the "
        "expression's view does not."
    )
    formula = paths.factor(row).override
    return Note(told.format(node=node_title(node), formula=formula), "warning")


def _sum_note(products: Sequence[float], total: Value) -> Note:
    """Compare the sum of the products with what reverse mode has found."""
    scale = math.fsum(map(abs, products))
    if isinstance(total, float) and math.isclose(sum(products), total, abs_tol=1e-12 * scale):
        return Note(translated("The same number as in reverse mode."), "success")
    told = translated(
        "Reverse mode adds and multiplies in another order, which matters here: numbers on the way "
        "are not finite, or nearly cancel."
    )
    return Note(told, "warning")


def _count(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _nothing(output: str, wrt: str, paths: Paths | None) -> Entry:
    if paths is None:
        told = translated(
            "Backpropagation cannot run yet: {output} or {wrt} has no value. The other pages need "
            "none."
        )
    elif paths.closed:
        told = translated(
            "The derivative is 0 here: every way from {wrt} to {output} leads through a branch "
            "that is not taken, and such a branch sends no gradient."
        )
    elif not paths.tape.active[paths.slot]:
        told = translated("{wrt} is a constant; no gradient is taken with respect to it.")
    else:
        told = translated(
            "The derivative is 0, because no way leads from {wrt} to {output}: whatever {wrt} is, "
            "{output} stays as it is."
        )
    return Entry(notes=(Note(told.format(output=output, wrt=wrt), ""),))
