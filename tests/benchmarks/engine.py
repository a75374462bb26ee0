"""How long the engine takes: record, forward, and forward with gradient, on graphs of scalars.

Prints JSON with medians in microseconds, for layered random graphs of 100, 1,000 and 10,000 nodes
or of as many as the arguments say. The peer, in the same run and on the same graphs, is what a page
of plain Python does: a tape of closures that is made anew in every pass.
"""

from __future__ import annotations

import json
import math
import os
import random
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING

from engine.graph import Edge, Graph, Node
from engine.operation import get_operation
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (100, 1_000, 10_000)
OPERATIONS = ("add", "multiply", "subtract", "sin", "sigmoid", "tanh")
LAYERS = 20
SECONDS = 1.0
MAXIMAL_RUNS = 200

Row = tuple[str, tuple[int, ...], float]
"""An operation, the places of its operands, and the value if it is a leaf."""


def layered(count: int) -> list[Row]:
    """Make a random graph in layers whose last node depends on most of the others."""
    numbers = random.Random(count)
    width = max(2, count // LAYERS)
    rows: list[Row] = [("parameter", (), numbers.uniform(-1.0, 1.0)) for _ in range(width)]
    while len(rows) < count - 1:
        operation = numbers.choice(OPERATIONS)
        first = len(rows) - len(rows) % width - width
        operands = len(get_operation(operation).ports)
        rows.append(
            (operation, tuple(first + numbers.randrange(width) for _ in range(operands)), 0.0)
        )
    rows.append(("add", (len(rows) - 1, len(rows) - 2), 0.0))
    return rows


# ---------------------------------------------------------------------- ours


def parts(rows: list[Row]) -> tuple[list[Node], list[Edge]]:
    """Turn a table into nodes and edges."""
    nodes, edges = [], []
    for place, (operation, operands, value) in enumerate(rows):
        leaf = value if operation == "parameter" else None
        nodes.append(Node(f"n{place}", operation, value=leaf))
        if operands:
            ports = get_operation(operation).port_names(len(operands))
            for port, operand in zip(ports, operands, strict=True):
                edges.append(Edge(f"n{operand}", f"n{place}", port))
    return nodes, edges


# ---------------------------------------------------------------------- the peer


class Scalar:
    """A number that remembers how to send a gradient to the numbers it was made from."""

    def __init__(self, value: float, sources: tuple[Scalar, ...] = ()) -> None:
        self.value = value
        self.gradient = 0.0
        self.sources = sources
        self.send: Callable[[], None] | None = None


def added(one: Scalar, other: Scalar) -> Scalar:
    result = Scalar(one.value + other.value, (one, other))

    def send() -> None:
        one.gradient += result.gradient
        other.gradient += result.gradient

    result.send = send
    return result


def subtracted(one: Scalar, other: Scalar) -> Scalar:
    result = Scalar(one.value - other.value, (one, other))

    def send() -> None:
        one.gradient += result.gradient
        other.gradient -= result.gradient

    result.send = send
    return result


def multiplied(one: Scalar, other: Scalar) -> Scalar:
    result = Scalar(one.value * other.value, (one, other))

    def send() -> None:
        one.gradient += other.value * result.gradient
        other.gradient += one.value * result.gradient

    result.send = send
    return result


def applied(function: Callable[[float], tuple[float, float]]) -> Callable[[Scalar], Scalar]:
    """Make an operation of a function that answers its value and its slope."""

    def apply(source: Scalar) -> Scalar:
        value, slope = function(source.value)
        result = Scalar(value, (source,))

        def send() -> None:
            source.gradient += slope * result.gradient

        result.send = send
        return result

    return apply


def sigmoid(x: float) -> tuple[float, float]:
    small = math.exp(-abs(x))
    value = 1.0 / (1.0 + small)
    return (value if x >= 0 else small * value), small / (1.0 + small) ** 2


def tanh(x: float) -> tuple[float, float]:
    value = math.tanh(x)
    return value, 1.0 - value * value


PEER: dict[str, Callable[..., Scalar]] = {
    "add": added,
    "subtract": subtracted,
    "multiply": multiplied,
    "sin": applied(lambda x: (math.sin(x), math.cos(x))),
    "sigmoid": applied(sigmoid),
    "tanh": applied(tanh),
}


def peer_forward(rows: list[Row]) -> list[Scalar]:
    scalars: list[Scalar] = []
    for operation, operands, value in rows:
        if operands:
            scalars.append(PEER[operation](*(scalars[place] for place in operands)))
        else:
            scalars.append(Scalar(value))
    return scalars


def peer_gradient(rows: list[Row]) -> list[Scalar]:
    scalars = peer_forward(rows)
    scalars[-1].gradient = 1.0
    for scalar in reversed(scalars):
        if scalar.send is not None:
            scalar.send()
    return scalars


# ---------------------------------------------------------------------- measuring


def microseconds(call: Callable[[], object]) -> float:
    """Median processor time of a call, the first one left out."""
    call()
    times: list[float] = []
    until = time.perf_counter() + SECONDS
    while len(times) < 3 or (time.perf_counter() < until and len(times) < MAXIMAL_RUNS):
        start = time.process_time()
        call()
        times.append(1e6 * (time.process_time() - start))
    return round(statistics.median(times), 1)


def measured(count: int) -> dict[str, object]:
    """Measure one size, after making sure that both sides compute the same."""
    rows = layered(count)
    nodes, edges = parts(rows)
    output = nodes[-1].id
    graph = Graph.from_parts(nodes, edges, output)
    tape = record(graph)
    run = tape.evaluate()
    for node, scalar in zip(nodes, peer_gradient(rows), strict=True):
        same = (run.value(node.id), run.gradient(node.id))
        assert math.dist(same, (scalar.value, scalar.gradient)) < 1e-9 * (1 + abs(scalar.gradient))
    ours = {
        "load": microseconds(lambda: Graph.from_parts(nodes, edges, output)),
        "record": microseconds(lambda: record(graph)),
        "forward": microseconds(lambda: tape.evaluate(gradient=False)),
        "gradient": microseconds(tape.evaluate),
    }
    peer = {
        "forward": microseconds(lambda: peer_forward(rows)),
        "gradient": microseconds(lambda: peer_gradient(rows)),
    }
    return {
        "nodes": count,
        "edges": len(edges),
        "levels": len(tape.levels),
        "ours": ours,
        "plain_python": peer,
        "times_faster": {
            "forward": round(peer["forward"] / ours["forward"], 1),
            "gradient": round(peer["gradient"] / ours["gradient"], 1),
            "record_and_gradient": round(peer["gradient"] / (ours["record"] + ours["gradient"]), 2),
        },
        "gradient_per_forward": round(ours["gradient"] / ours["forward"], 2),
    }


def main() -> None:
    """Print the measurements of the sizes given, or of the usual ones."""
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    sys.stdout.write(json.dumps([measured(size) for size in sizes], indent=2) + "\n")


if __name__ == "__main__":
    main()
