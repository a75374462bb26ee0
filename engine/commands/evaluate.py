"""The command ``evaluate``: values, gradients and contributions of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.commands.arguments import add_graph_arguments, read_contents, refuse_nan
from engine.commands.batch import (
    add_batch_arguments,
    batch_answer,
    check_batch,
    evaluated,
    print_batch,
)
from engine.commands.report import (
    diagnostic_rows,
    number_text,
    print_diagnostics,
    print_json,
    print_table,
    say,
)
from engine.diagnostic import Severity
from engine.document_format import save
from engine.errors import EngineError
from engine.explanation import explain
from engine.findings import findings
from engine.gradient_graph import gradient_graph
from engine.output import output_slot
from engine.trace import Phase, Trace

if TYPE_CHECKING:
    import argparse

    from engine.commands.arguments import Subparsers
    from engine.diagnostic import Diagnostic
    from engine.evaluation import Evaluation
    from engine.graph import Edge, Graph
    from engine.trace import Step
    from engine.values import Value

__all__ = ["add_parser", "run"]


def add_parser(subparsers: Subparsers) -> None:
    """Describe the command's arguments."""
    summary = "run a graph forward and backward and print what is at each node and on each edge"
    parser = subparsers.add_parser("evaluate", help=summary, description=summary)
    add_graph_arguments(parser)
    parser.add_argument("--steps", action="store_true", help="tell both passes step by step too")
    add_batch_arguments(parser)
    parser.add_argument(
        "--save-gradient",
        metavar="FILE",
        help="save the graph together with its gradient, as nodes like any other, as a "
        ".chainrule file",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate and print."""
    check_batch(arguments)
    graph = read_contents(arguments).graph
    evaluation = evaluated(graph, arguments)
    diagnostics = (*evaluation.tape.diagnostics, *findings(evaluation))
    if arguments.save_gradient is not None:
        save(gradient_graph(graph), arguments.save_gradient)
    trace = Trace(evaluation) if arguments.steps else None
    if arguments.json:
        answer = _answer(graph, evaluation, diagnostics)
        answer |= batch_answer(evaluation, arguments)
        if trace is not None:
            answer["steps"] = [_step(trace, step) for step in _told(trace)]
        print_json(answer)
    else:
        _print_nodes(graph, evaluation)
        _print_edges(graph, evaluation)
        print_batch(evaluation, arguments)
        if trace is not None:
            _print_steps(trace)
        print_diagnostics(diagnostics)
    _complain(evaluation)
    return 0


def _complain(evaluation: Evaluation) -> None:
    """Raise when what was printed is not the whole because the graph is not as it should be."""
    tape = evaluation.tape
    output_slot(tape, to="take the gradient of")
    wrong = next((item for item in tape.diagnostics if item.severity is Severity.ERROR), None)
    if wrong is not None:
        raise EngineError(wrong.message, node=wrong.node, port=wrong.port)
    refuse_nan(tape)


def _answer(
    graph: Graph, evaluation: Evaluation, diagnostics: tuple[Diagnostic, ...]
) -> dict[str, Any]:
    """Collect the JSON object; what is unnamed goes by its id."""
    key = {node.id: node.key for node in graph.nodes()}
    output = evaluation.output
    edges = [
        {
            "source": key[edge.source],
            "target": key[edge.target],
            "port": edge.port,
            "value": _value(evaluation, edge.source),
            "gradient": _contribution(evaluation, edge),
        }
        for edge in graph.edges()
    ]
    return {
        "output": None if output is None else evaluation.tape.nodes[output].key,
        "values": {key[node]: value for node, value in evaluation.values.items()},
        "gradients": {key[node]: value for node, value in evaluation.gradients.items()},
        "edges": edges,
        "diagnostics": diagnostic_rows(graph, diagnostics),
    }


# ------------------------------------------------------------------ nodes and edges


def _value(evaluation: Evaluation, node_id: str) -> Value | None:
    slot = evaluation.tape.slots.get(node_id)
    return None if slot is None else evaluation.value_at(slot)


def _gradient(evaluation: Evaluation, node_id: str) -> Value | None:
    slot = evaluation.tape.slots.get(node_id)
    return None if slot is None else evaluation.gradient_at(slot)


def _contribution(evaluation: Evaluation, edge: Edge) -> Value | None:
    row = evaluation.tape.rows.get(edge)
    return None if row is None else evaluation.contribution_at(row)


def _print_nodes(graph: Graph, evaluation: Evaluation) -> None:
    output = evaluation.output
    chosen = None if output is None else evaluation.tape.nodes[output].id
    rows = [
        [
            node.key,
            node.operation,
            number_text(_value(evaluation, node.id)),
            number_text(_gradient(evaluation, node.id)),
            "← output" if node.id == chosen else "",
        ]
        for node in graph.nodes()
    ]
    print_table(["node", "operation", "value", "gradient", ""], rows, "  rr")


def _print_edges(graph: Graph, evaluation: Evaluation) -> None:
    rows = [
        [
            f"{graph.node(edge.source).key} → {graph.node(edge.target).key}",
            edge.port,
            number_text(_value(evaluation, edge.source)),
            number_text(_contribution(evaluation, edge)),
        ]
        for edge in graph.edges()
    ]
    if rows:
        say()
        print_table(["edge", "port", "value", "gradient"], rows, "  rr")


# ------------------------------------------------------------------ step by step


def _told(trace: Trace) -> list[Step]:
    """Select the steps of both passes; an update would need a learning rate."""
    return [step for step in trace if step.phase is not Phase.UPDATE]


def _step(trace: Trace, step: Step) -> dict[str, Any]:
    """Describe a step as an object: what became known at it, and the formulas that made it."""
    run = trace.run
    told = explain(trace, step.number)
    answer: dict[str, Any] = {
        "number": step.number,
        "phase": step.phase.value,
        "node": trace.tape.nodes[step.slot].key,
        "title": told.title,
        "lines": [[line.text for line in block.lines] for block in told.blocks],
    }
    if step.phase is Phase.FORWARD:
        answer["value"] = run.value_at(step.slot)
    else:
        answer["gradient"] = run.gradient_at(step.slot)
        answer["contributions"] = [
            {
                "source": trace.tape.nodes[trace.tape.source[row]].key,
                "port": trace.tape.edges[row].port,
                "gradient": run.contribution_at(row),
            }
            for row in step.rows
            if run.is_sent(row)
        ]
    return answer


def _print_steps(trace: Trace) -> None:
    for step in _told(trace):
        told = explain(trace, step.number)
        say()
        say(f"{step.number}. {step.phase.value}: {told.title}")
        for block in told.blocks:
            if block.heading:
                say(f"   {block.heading}")
            for line in block.lines:
                say(f"      {line.text}")
