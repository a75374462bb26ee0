"""The command ``check``: the gradient against finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.commands.arguments import add_graph_arguments, read_contents
from engine.commands.report import (
    diagnostic_rows,
    number_text,
    print_diagnostics,
    print_json,
    print_table,
    say,
)
from engine.findings import node_title
from engine.gradcheck import Verdict, overridden_nodes, worst_verdict
from engine.gradcheck import check as check_gradient
from engine.tape import record

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers
    from engine.gradcheck import LeafCheck
    from engine.values import Value

__all__ = ["add_parser", "run"]


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
    checks = check_gradient(tape)
    verdict = worst_verdict(checks)
    overridden = overridden_nodes(tape)
    if arguments.json:
        print_json(
            {
                "verdict": verdict.value,
                "leaves": [_leaf(item) for item in checks],
                "overridden": [node.key for node in overridden],
                "diagnostics": diagnostic_rows(graph, tape.diagnostics),
            }
        )
    else:
        rows = [_row(item) for item in checks]
        headings = ["leaf", "analytic", "central", "complex step", "relative error", "verdict", ""]
        print_table(headings, rows, " rrrr")
        for node in overridden:
            say(f"the local derivative of {node_title(node)} is overridden")
        print_diagnostics(tape.diagnostics)
    return 1 if verdict is Verdict.WRONG else 0


def _leaf(item: LeafCheck) -> dict[str, Any]:
    return {
        "name": item.name,
        "analytic": item.analytic,
        "central": item.central,
        "complex_step": item.complex_step,
        "relative_error": item.relative_error,
        "index": item.index,
        "verdict": item.verdict.value,
        "note": item.note,
    }


def _row(item: LeafCheck) -> list[str]:
    """One line a leaf; of an array, the worst element."""
    place = f"[{', '.join(map(str, item.index))}]" if item.index else ""
    return [
        item.name + place,
        *(number_text(_at(value, item.index)) for value in (item.analytic, item.central)),
        number_text(_at(item.complex_step, item.index)),
        f"{item.relative_error:.1e}",
        item.verdict.value,
        item.note,
    ]


def _at(value: Value, index: tuple[int, ...]) -> float:
    return float(np.asarray(value)[index])
