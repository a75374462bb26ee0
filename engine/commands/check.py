"""The command ``check``: the gradient against finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.commands.arguments import add_graph_arguments, read_contents, refuse_nan
from engine.commands.report import (
    diagnostic_rows,
    number_text,
    print_diagnostics,
    print_json,
    print_table,
    say,
)
from engine.dot_product import dot_product_test
from engine.gradcheck import Verdict, overridden_nodes, worst_verdict
from engine.gradcheck import check as check_gradient
from engine.naming import node_title
from engine.tape import record

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers
    from engine.dot_product import DotProduct
    from engine.gradcheck import LeafCheck
    from engine.values import Value

__all__ = ["add_parser", "run"]

_HEADINGS = (
    "leaf",
    "analytic",
    "central",
    "complex step",
    "extrapolated",
    "error bar",
    "relative error",
    "verdict",
    "",
)


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "check each leaf's gradient against finite differences; exit with 1 if one is wrong"
    parser = subparsers.add_parser("check", help=summary, description=summary)
    add_graph_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 when a gradient is wrong."""
    graph = read_contents(arguments).graph
    tape = record(graph)
    refuse_nan(tape)
    checks = check_gradient(tape)
    verdict = worst_verdict(checks)
    overridden = overridden_nodes(tape)
    product = dot_product_test(tape)
    if arguments.json:
        print_json(
            {
                "verdict": verdict.value,
                "leaves": [_leaf(item) for item in checks],
                "dot_product": _dot_product(product),
                "overridden": [node.key for node in overridden],
                "diagnostics": diagnostic_rows(graph, tape.diagnostics),
            }
        )
    else:
        rows = [_row(item) for item in checks]
        print_table(_HEADINGS, rows, " rrrrrr")
        say()
        say(_told(product))
        for node in overridden:
            say(f"the local derivative of {node_title(node)} is overridden")
        print_diagnostics(tape.diagnostics)
    return 1 if verdict is Verdict.WRONG or product.is_wrong else 0


def _leaf(item: LeafCheck) -> dict[str, Any]:
    return {
        "name": item.name,
        "analytic": item.analytic,
        "central": item.central,
        "complex_step": item.complex_step,
        "ridders": item.ridders,
        "error_bar": item.error_bar,
        "relative_error": item.relative_error,
        "index": item.index,
        "verdict": item.verdict.value,
        "note": item.note,
    }


def _dot_product(product: DotProduct) -> dict[str, Any]:
    return {
        "forward": product.forward,
        "reverse": product.reverse,
        "relative_error": product.relative_error,
        "agrees": product.agrees,
    }


def _told(product: DotProduct) -> str:
    """Tell of the dot-product test in a line."""
    forward, reverse = number_text(product.forward), number_text(product.reverse)
    if product.agrees:
        return f"dot-product test: forward and reverse mode agree (⟨u, J v⟩ = {forward})"
    if product.is_wrong:
        return f"dot-product test: ⟨u, J v⟩ = {forward} differs from ⟨Jᵀ u, v⟩ = {reverse}"
    return "dot-product test: the numbers are not finite"


def _row(item: LeafCheck) -> list[str]:
    """One line a leaf; of an array, the worst element."""
    place = f"[{', '.join(map(str, item.index))}]" if item.index else ""
    return [
        item.name + place,
        *(number_text(_at(value, item.index)) for value in (item.analytic, item.central)),
        *(number_text(_at(value, item.index)) for value in (item.complex_step, item.ridders)),
        f"{_at(item.error_bar, item.index):.0e}",
        f"{item.relative_error:.1e}",
        item.verdict.value,
        item.note,
    ]


def _at(value: Value, index: tuple[int, ...]) -> float:
    return float(np.asarray(value)[index])
