"""Comparison: backpropagation and the expression's rules, both against a central difference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.calculus.graph_derivation import derivation_in_graph
from engine.calculus.notation import plain_name
from engine.calculus.point_value import Point
from engine.errors import EngineError
from engine.gradcheck import AGREES, DOUBTFUL, SMALLEST_SCALE, LeafCheck, Verdict, checks
from engine.naming import shown_name
from engine.tape import record

if TYPE_CHECKING:
    from engine.calculus.derivation import Derivation
    from engine.graph import Graph

__all__ = ["Comparison", "check_numbers", "compare", "point_of"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One derivative, found in three ways.

    Attributes
    ----------
    check
        Backpropagation against the function's own values.
    by_rules
        The derivative of the expression, put in numbers; None where there is none.
    why_not
        Why there is none; empty otherwise.
    rules_error
        How far that is off the function's own values, relative to its size.
    rules_verdict
        What is to be thought of it.
    """

    check: LeafCheck
    by_rules: float | None
    why_not: str = ""
    rules_error: float = math.nan
    rules_verdict: Verdict | None = None


def compare(graph: Graph, output: str, wrt: str) -> Comparison:
    """Check one derivative as backpropagation has it and as the rules give it.

    Parameters
    ----------
    output, wrt
        Ids of the nodes; the second is a leaf that the first depends on.

    Raises
    ------
    EngineError
        When the output cannot be computed, or does not depend on the leaf.

    Examples
    --------
    >>> from engine.program import parse
    >>> graph = parse("x = 2; z = x^3; override z.base = 1; y = 5*z")
    >>> found = compare(graph, graph.output, graph.resolve("x"))
    >>> found.check.analytic, found.check.verdict.value
    (5.0, 'wrong')
    >>> found.by_rules, found.rules_verdict.value
    (60.0, 'agrees')
    """
    found = next(checks(record(graph), output, [wrt]), None)
    if found is None:
        raise EngineError("no gradient travels from the output to there", node=wrt)
    try:
        check_numbers(graph, output)
        derivation = derivation_in_graph(graph, output, wrt)
        value = point_of(graph, derivation).value(derivation.derivative)
    except EngineError as error:
        return Comparison(found, None, error.message)
    numbers = found.complex_step, found.ridders
    errors = [_error(value, it) for it in numbers if isinstance(it, float) and math.isfinite(it)]
    smallest = min(errors, default=math.nan)
    return Comparison(found, value, "", smallest, _verdict(smallest))


def check_numbers(graph: Graph, output: str) -> None:
    """Raise an EngineError if a node is made of arrays, of which no rules can be told.

    >>> from engine.program import parse
    >>> graph = parse("v = [1, 2]; y = sum(v*v)")
    >>> check_numbers(graph, graph.output)
    Traceback (most recent call last):
    ...
    engine.errors.EngineError: “v” is an array; the rules are told of numbers
    """
    for node_id in (*graph.ancestors(output), output):
        node = graph.node(node_id)
        if node.is_leaf and not isinstance(node.value, float | None):
            told = f"“{plain_name(shown_name(node))}” is an array; the rules are told of numbers"
            raise EngineError(told, node=node_id)


def point_of(graph: Graph, derivation: Derivation) -> Point:
    """Return the point at which a graph stands: the values of its leaves, as far as numbers."""
    at = {shown_name(node): node.value for node in graph.nodes() if isinstance(node.value, float)}
    return Point(at, derivation.definitions)


def _error(one: float, other: float) -> float:
    return abs(one - other) / max(abs(one), abs(other), SMALLEST_SCALE)


def _verdict(error: float) -> Verdict:
    if math.isnan(error):
        return Verdict.DOUBTFUL
    if error <= AGREES:
        return Verdict.AGREES
    return Verdict.DOUBTFUL if error <= DOUBTFUL else Verdict.WRONG
