"""The check of a derivative: backpropagation and the rules against a central difference."""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.calculus.comparison import Comparison, compare
from engine.calculus.notation import latex_name, number_latex, plain_name
from engine.gradcheck import Verdict
from engine.graph import Edge, Graph, Node
from engine.inquiries import Work
from engine.naming import shown_name
from engine.pieces import Piece
from engine.values import format_number
from gui.check_run import verdict_title
from gui.panels.derive_entry import Entry, Note
from gui.panels.derive_subject import Account, Row, translated
from gui.typesetting import coloured

__all__ = ["CheckAccount", "comparison"]

_KINDS = {
    Verdict.AGREES: ("✓", "success"),
    Verdict.DOUBTFUL: ("?", "warning"),
    Verdict.WRONG: ("✗", "error"),
}
_DIGITS = 12


def comparison(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wrt: str
) -> Iterator[Comparison]:
    """Yield the comparison; raises an EngineError as `compare` does."""
    yield compare(Graph.from_parts(nodes, edges, output), output, wrt)


class CheckAccount(Account):
    """Made in a thread: the check runs the whole graph many times."""

    def work(self) -> tuple[Work, tuple[Any, ...]] | None:
        """Return the check."""
        return comparison, self.subject.parts

    def found(self, thing: object) -> Sequence[Row]:
        """Return what came of it."""
        assert isinstance(thing, Comparison)
        rows: list[Row] = [partial(self._backward, thing), partial(self._rules, thing)]
        return [*rows, partial(self._difference, thing), partial(self._others, thing)]

    def _backward(self, found: Comparison) -> Entry:
        check = found.check
        line = self._line(_at(check.analytic, check.index), "gradient", check.index)
        notes = [_verdict(check.verdict, check.relative_error)]
        if check.index:
            notes.append(Note(translated("Of all elements, the one that agrees least is shown.")))
        if check.note:
            notes.append(Note(check.note, "warning"))
        return Entry(translated("By backpropagation"), lines=(line,), notes=tuple(notes))

    def _rules(self, found: Comparison) -> Entry:
        title = translated("By the rules of the expression")
        if found.by_rules is None or found.rules_verdict is None:
            return Entry(title, notes=(Note(found.why_not),))
        line = self._line(found.by_rules, "local", ())
        return Entry(
            title, lines=(line,), notes=(_verdict(found.rules_verdict, found.rules_error),)
        )

    def _difference(self, found: Comparison) -> Entry:
        subject, check = self.subject, found.check
        f = latex_name(shown_name(subject.graph.node(subject.output)))
        x = latex_name(shown_name(subject.graph.node(subject.wrt)))
        number = _number(_at(check.central, check.index))
        quotient = (
            rf"\frac{{{f}\left({x} + h\right) - {f}\left({x} - h\right)}}{{2h}} = {number.latex}"
        )
        plain_f, plain_x = subject.output_name, subject.wrt_name
        text = f"({plain_f}({plain_x} + h) − {plain_f}({plain_x} − h))/2h = {number.text}"
        told = translated("What the values of the function say: good to about ten digits.")
        title = translated("Central difference")
        return Entry(title, lines=(Piece(quotient, text),), notes=(Note(told),))

    def _others(self, found: Comparison) -> Entry:
        check = found.check
        lines, notes = [], []
        complex_step = _at(check.complex_step, check.index)
        if math.isfinite(complex_step):
            number = _number(complex_step)
            latex = rf"\frac{{\operatorname{{Im}} f\left(x + i h\right)}}{{h}} = {number.latex}"
            lines.append(Piece(latex, f"Im f(x + ih)/h = {number.text}"))
            notes.append(
                Note(translated("The complex step subtracts nothing: every digit counts."))
            )
        ridders = _number(_at(check.ridders, check.index))
        lines.append(Piece(rf"f'\left(x\right) \approx {ridders.latex}", f"f′(x) ≈ {ridders.text}"))
        told = translated("Extrapolated from smaller and smaller steps, off by at most {bar}.")
        bar = format_number(_at(check.error_bar, check.index), 2)
        notes.append(Note(told.format(bar=bar)))
        return Entry(translated("More exact witnesses"), lines=tuple(lines), notes=tuple(notes))

    def _line(self, value: float, role: str, index: tuple[int, ...]) -> Piece:
        graph, subject = self.subject.graph, self.subject
        top = shown_name(graph.node(subject.output))
        bottom = shown_name(graph.node(subject.wrt))
        place = ",".join(map(str, index))
        below = f"{latex_name(bottom)}_{{[{place}]}}" if index else latex_name(bottom)
        number = _number(value)
        fraction = rf"\frac{{\partial {latex_name(top)}}}{{\partial {below}}}"
        latex = f"{fraction} = {coloured(number.latex, role)}"
        suffix = f"[{place}]" if index else ""
        text = f"∂{plain_name(top)}/∂{plain_name(bottom)}{suffix} = {number.text}"
        return Piece(latex, text)


def _at(column: Any, index: tuple[int, ...]) -> float:
    return float(np.asarray(column)[index])


def _number(value: float) -> Piece:
    return Piece(number_latex(value, _DIGITS), format_number(value, _DIGITS))


def _verdict(verdict: Verdict, error: float) -> Note:
    sign, kind = _KINDS[verdict]
    if math.isnan(error):
        return Note(f"{sign} {verdict_title(verdict)}", kind)
    told = translated("{sign} {verdict}; the relative error is {error}")
    words = told.format(sign=sign, verdict=verdict_title(verdict), error=format_number(error, 2))
    return Note(words, kind)
