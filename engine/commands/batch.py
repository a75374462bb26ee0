"""Batches on the command line: several samples at once, their mean or sum, and each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.batches import REDUCTIONS, per_sample_gradient, seed_of
from engine.commands.arguments import read_setting, told_of
from engine.commands.report import number_text, print_table, say
from engine.errors import EngineError, ShapeError
from engine.tape import record
from engine.values import as_value, format_number, shape_of

if TYPE_CHECKING:
    import argparse

    from engine.evaluation import Evaluation
    from engine.graph import Graph
    from engine.values import Array, Value

__all__ = ["add_batch_arguments", "batch_answer", "check_batch", "evaluated", "print_batch"]


def add_batch_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command take samples, and say what is to be told of them."""
    parser.add_argument(
        "--batch",
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help="several samples of a leaf, along the last axis, such as x=[1,2,3] for a number; "
        "may be repeated",
    )
    parser.add_argument(
        "--reduction",
        choices=REDUCTIONS,
        default=REDUCTIONS[0],
        help="whether the gradient of a batch is that of the mean or of the sum of the output "
        "over the samples; the mean if not given",
    )
    parser.add_argument(
        "--per-sample", action="store_true", help="tell each leaf's gradient for each sample too"
    )


def check_batch(arguments: argparse.Namespace) -> None:
    """Refuse what does not go together."""
    if arguments.steps and arguments.batch:
        raise EngineError("--steps tells of one sample; leave out --batch")
    if arguments.per_sample and not arguments.batch:
        raise EngineError("--per-sample needs samples; give some with --batch NAME=VALUES")


def evaluated(graph: Graph, arguments: argparse.Namespace) -> Evaluation:
    """Run a graph over the samples that the arguments give, or once if there are none."""
    batch: dict[str, Value] = {}
    for setting in arguments.batch:
        with told_of("--batch", setting):
            name, value = read_setting(setting, "batch")
            leaf = graph.find(name)
            if shape_of(value) == (() if leaf.value is None else shape_of(leaf.value)):
                raise ShapeError(
                    f"this is one sample of “{name}”, not several; for that there is --set",
                    node=leaf.id,
                )
            # So that what is wrong with this one is told with its option.
            record(graph).evaluate({name: value}, gradient=False)
            batch[name] = value
    return record(graph).evaluate(batch, reduction=arguments.reduction)


def batch_answer(evaluation: Evaluation, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what there is to say of a batch, and nothing when there is none."""
    output = evaluation.output
    if evaluation.batch is None:
        return {}
    told: dict[str, Any] = {"samples": evaluation.batch, "reduction": arguments.reduction}
    if output is not None:
        told |= {"seed": seed_of(evaluation), "loss": _loss(evaluation, output, arguments)}
    answer: dict[str, Any] = {"batch": told}
    if arguments.per_sample:
        answer["per_sample"] = _per_sample(evaluation)
    return answer


def _loss(evaluation: Evaluation, output: int, arguments: argparse.Namespace) -> float:
    """Return the mean or the sum, over the samples, of the output or of its elements' sum."""
    assert evaluation.batch is not None
    found = np.asarray(evaluation.value_at(output))
    varies = bool(evaluation.varies[output])
    total = float(np.sum(found)) * (1 if varies else evaluation.batch)
    return total if arguments.reduction == "sum" else total / evaluation.batch


def _per_sample(evaluation: Evaluation) -> dict[str, Array]:
    tape = evaluation.tape
    if evaluation.output is None:
        return {}
    leaves = [tape.nodes[slot] for slot in tape.leaves() if tape.active[slot]]
    return {node.key: per_sample_gradient(evaluation, node.id) for node in leaves}


def print_batch(evaluation: Evaluation, arguments: argparse.Namespace) -> None:
    """Print what the gradient of a batch is of, and the gradients of its samples if asked for."""
    if evaluation.batch is None or evaluation.output is None:
        return
    key = evaluation.tape.nodes[evaluation.output].key
    loss = format_number(_loss(evaluation, evaluation.output, arguments))
    seed = format_number(seed_of(evaluation))
    say()
    say(
        f"{evaluation.batch} samples: the {arguments.reduction} of {key} is {loss}, "
        f"and the gradient is that of the {arguments.reduction} (seed {seed})"
    )
    if arguments.per_sample:
        parts = _per_sample(evaluation)
        rows = [
            [str(sample + 1), *(number_text(as_value(part[sample])) for part in parts.values())]
            for sample in range(evaluation.batch)
        ]
        say()
        print_table(["sample", *parts], rows, "r" * (1 + len(parts)))
