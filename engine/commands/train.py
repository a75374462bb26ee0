"""The command ``train``: gradient descent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.commands.arguments import (
    add_graph_arguments,
    positive_number,
    read_contents,
    refuse_nan,
    whole_number,
)
from engine.commands.report import number_text, print_json, print_table, say
from engine.document_format import save
from engine.layout import laid_out
from engine.tape import record
from engine.training import OPTIMISERS, descend

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers

__all__ = ["add_parser", "run"]

ALL_DONE = "all steps made"
LINES_OF_LOSSES = 10


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "move the parameters down the gradient of the output"
    parser = subparsers.add_parser("train", help=summary, description=summary)
    add_graph_arguments(parser)
    parser.add_argument(
        "--steps", type=whole_number, default=100, metavar="N", help="how many; 100 if not given"
    )
    parser.add_argument(
        "--learning-rate",
        type=positive_number,
        default=0.1,
        metavar="A",
        help="how far along the gradient; 0.1 if not given",
    )
    parser.add_argument(
        "--optimiser",
        choices=tuple(OPTIMISERS),
        default=next(iter(OPTIMISERS)),
        help="how the gradient moves the parameters",
    )
    parser.add_argument("-o", dest="target", metavar="FILE", help="save the trained graph here")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, print the losses and the parameters, and save."""
    contents = read_contents(arguments)
    graph = contents.graph
    update = OPTIMISERS[arguments.optimiser]
    tape = record(graph)
    refuse_nan(tape)
    losses: list[float] = []
    for last in descend(tape, arguments.steps, arguments.learning_rate, update):
        losses[last.index :] = [last.loss]
    parameters = {graph.node(node).key: value for node, value in last.parameters.items()}
    stopped = last.stopped or ALL_DONE
    if arguments.target is not None:
        for node_id, value in last.parameters.items():
            graph.set_value(node_id, value)
        if arguments.program is not None:
            contents = replace(contents, graph=laid_out(graph))
        save(contents, arguments.target)
    if arguments.json:
        answer = {
            "loss": losses,
            "parameters": parameters,
            "steps": last.index,
            "stopped": stopped,
        }
        print_json(answer)
    else:
        _print_losses(losses)
        say()
        values = [[name, number_text(value)] for name, value in parameters.items()]
        print_table(["parameter", "value"], values, " r")
        say()
        say(f"{last.index} of {arguments.steps} steps made: {stopped}")
    return 0


def _print_losses(losses: list[float]) -> None:
    """Print the first and the last loss, and a few evenly spread between."""
    count = min(len(losses), LINES_OF_LOSSES)
    steps = sorted({round(place * (len(losses) - 1) / max(count - 1, 1)) for place in range(count)})
    print_table(["step", "loss"], [[str(step), number_text(losses[step])] for step in steps], "rr")
