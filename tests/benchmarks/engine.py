"""How fast the engine is, beside other libraries on the same graphs and beside its targets.

Prints JSON: medians of one forward and reverse pass in microseconds of processor time, on layered
random graphs of scalars in several sizes and shapes; recording, one change in a large graph, a
batch, single steps, memory and a network. Peers that are not installed (``pip install .[bench]``)
are listed as missing. Arguments are names of the parts to run; without any, all of them run.
"""

from __future__ import annotations

import gc
import json
import math
import os
import random
import statistics
import sys
import time
import tracemalloc
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.executors.incremental import Cone, Incremental, cone_slots
from engine.graph import Edge, Graph, Node
from engine.operation import get_operation
from engine.tape import Tape, record
from engine.training import loss_of
from tests.benchmarks._peers import PEERS, Row, torch_batch, torch_network

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SECONDS = 0.6
SHORTEST_SAMPLE = 2e-4
MISSING: set[str] = set()


def layered(count: int, shape: str = "square") -> list[Row]:
    """Make a random graph in layers: as deep as wide, eight wide layers, or four nodes wide.

    Values stay bounded, no node is without use, and the last layer is added up in pairs.
    """
    numbers = random.Random(count)
    width = {"square": max(4, round(math.sqrt(count))), "wide": max(4, count // 8), "deep": 4}[
        shape
    ]
    rows: list[Row] = [("parameter", (), numbers.uniform(-1.0, 1.0)) for _ in range(width)]
    bounds = [1.0] * width
    layers = [list(range(width))]
    for _ in range(max(1, (count - 2 * width + 1) // width)):
        pool = [place for layer in layers[-3:] for place in layer]
        layer = []
        for first in numbers.sample(layers[-1], width):
            operation, operands, bound = _drawn(numbers, first, numbers.choice(pool), bounds)
            layer.append(len(rows))
            rows.append((operation, operands, 0.0))
            bounds.append(bound)
        layers.append(layer)
    ends = layers[-1]
    while len(ends) > 1:
        pairs = list(zip(ends[::2], ends[1::2], strict=False))
        odd = ends[len(pairs) * 2 :]
        ends = [len(rows) + place for place in range(len(pairs))] + odd
        rows += [("add", pair, 0.0) for pair in pairs]
    return rows


def _drawn(
    numbers: random.Random, one: int, other: int, bounds: list[float]
) -> tuple[str, tuple[int, ...], float]:
    chance, a, b = numbers.random(), bounds[one], bounds[other]
    if chance < 0.3 and a + b <= 10:
        return "add", (one, other), a + b
    if chance < 0.6 and a * b <= 10:
        return "multiply", (one, other), a * b
    if chance < 0.7 and a <= 3:
        return "square", (one,), a * a
    if chance < 0.75 and a <= 1:
        return "exp", (one,), math.exp(a)
    return ("sigmoid" if chance < 0.85 else "sin"), (one,), 1.0


def graph_of(rows: list[Row]) -> Graph:
    """Turn a table into a graph."""
    nodes, edges = [], []
    for place, (operation, operands, value) in enumerate(rows):
        nodes.append(Node(f"n{place}", operation, value=None if operands else value))
        if operands:
            ports = get_operation(operation).port_names(len(operands))
            for port, operand in zip(ports, operands, strict=True):
                edges.append(Edge(f"n{operand}", f"n{place}", port))
    return Graph.from_parts(nodes, edges, nodes[-1].id)


# ---------------------------------------------------------------------- measuring


def microseconds(call: Callable[[], object], seconds: float = SECONDS) -> float:
    """Median processor time of a call without collections of garbage, short ones together."""
    for _ in range(3):
        call()
    start = time.process_time()
    call()
    once = max(time.process_time() - start, 1e-7)
    several = max(1, round(SHORTEST_SAMPLE / once))
    times: list[float] = []
    gc.collect()
    gc.disable()
    until = time.perf_counter() + seconds
    while len(times) < 3 or (time.perf_counter() < until and len(times) < 400):
        start = time.process_time()
        for _ in range(several):
            call()
        times.append(1e6 * (time.process_time() - start) / several)
    gc.enable()
    return round(statistics.median(times), 2)


def row(measured: float, target: float, *, at_most: bool) -> dict[str, object]:
    """Put a number beside its target."""
    reached = measured <= target if at_most else measured >= target
    return {"measured": round(measured, 2), "target": target, "reached": reached}


def peer_time(name: str, rows: list[Row], expected: dict[str, Any]) -> float | None:
    """Measure a peer, after making sure that it computes the same."""
    try:
        run = PEERS[name](rows)
    except ImportError:
        MISSING.add(name)
        return None
    for place, found in enumerate(run()):
        assert math.isclose(float(found), expected[f"n{place}"], rel_tol=1e-6, abs_tol=1e-9)
    return microseconds(run)


# ---------------------------------------------------------------------- parts

PASSES: tuple[tuple[int, str, dict[str, float]], ...] = (
    (100, "square", {"micrograd": 22}),
    (1_000, "square", {"micrograd": 13}),
    (10_000, "square", {"micrograd": 40, "torch": 150}),
    (100_000, "square", {"micrograd": 100, "casadi": 1.15}),
    (10_000, "wide", {"casadi": 1.75}),
    (10_000, "deep", {}),
)


def passes() -> list[dict[str, object]]:
    """Measure one pass, forward and reverse, in every size and shape."""
    found = []
    for count, shape, targets in PASSES:
        rows = layered(count, shape)
        tape = record(graph_of(rows))
        run = tape.evaluate()
        expected: dict[str, Any] = {
            f"n{place}": run.gradient_at(tape.slot(f"n{place}")) for place in range(tape.leaf_count)
        }
        for _ in range(25):
            tape.evaluate()
            tape.evaluate(gradient=False)
        names = list(PEERS) if count <= 10_000 else ["micrograd", "casadi"]
        times: dict[str, Any] = {name: peer_time(name, rows, expected) for name in names}
        gradient = microseconds(tape.evaluate)
        forward = microseconds(partial(tape.evaluate, gradient=False))
        entry: dict[str, object] = {
            "nodes": len(rows),
            "shape": shape,
            "levels": len(tape.levels),
            "ours": {"forward": forward, "gradient": gradient},
            "peers": times,
            "times_faster": {
                name: round(spent / gradient, 2) for name, spent in times.items() if spent
            },
            "targets": {
                name: row(times[name] / gradient, target, at_most=False)
                for name, target in targets.items()
                if times.get(name)
            },
        }
        if (count, shape) == (10_000, "square"):
            entry["gradient_per_forward"] = row(gradient / forward, 2.1, at_most=True)
        found.append(entry)
    return found


def batch() -> dict[str, object]:
    """Measure 256 samples at 1,000 nodes, in nanoseconds a node and sample."""
    rows = layered(1_000)
    tape = record(graph_of(rows))
    samples = 256
    data = np.random.default_rng(1).uniform(-1.0, 1.0, (tape.leaf_count, samples))
    values: dict[str, object] = {f"n{place}": line for place, line in enumerate(data)}
    scale = 1e3 / (samples * len(rows))
    found: dict[str, object] = {
        "gradient": row(scale * microseconds(lambda: tape.evaluate(values)), 5, at_most=True),
        "forward": round(scale * microseconds(lambda: tape.evaluate(values, gradient=False)), 2),
    }
    try:
        found["torch"] = round(scale * microseconds(torch_batch(rows, data)), 2)
    except ImportError:
        MISSING.add("torch")
    return found


def recording() -> list[dict[str, object]]:
    """Measure a change of structure: an edge is taken away and made again, then all is recorded."""
    found = []
    for count, target in ((10_000, 4.0), (100_000, 40.0)):
        rows = layered(count)
        graph = graph_of(rows)
        edge = graph.edges()[count // 2]

        def change(graph: Graph = graph, edge: Edge = edge) -> Tape:
            graph.detach(edge)
            graph.attach(edge)
            return record(graph)

        entry: dict[str, object] = {
            "nodes": count,
            "milliseconds": row(microseconds(change) / 1e3, target, at_most=True),
        }
        if count == 10_000:
            entry["casadi"] = casadi_building(rows, microseconds(partial(record, graph)) / 1e3)
        found.append(entry)
    return found


def casadi_building(rows: list[Row], ours: float) -> dict[str, object] | None:
    """Measure how long CasADi takes to build the same, in milliseconds."""
    try:
        theirs = microseconds(lambda: PEERS["casadi"](rows)) / 1e3
    except ImportError:
        MISSING.add("casadi")
        return None
    return {"milliseconds": round(theirs, 1), "times_faster": row(theirs / ours, 60, at_most=False)}


def steps() -> dict[str, object]:
    """Measure single steps, and the hundred nodes behind a leaf that has changed."""
    tape = record(graph_of(layered(10_000)))
    state = Incremental(tape, tape.output)
    events = state.stepper.events()
    stepping = microseconds(lambda: state.stepper.run(state.values, events))
    slot = next(slot for slot in range(6_000, 10_000) if 95 <= len(cone_slots(tape, slot)) <= 105)
    cone = Cone(tape, state.stepper, slot)
    for _ in range(5):
        cone.run(state.values)
    return {
        "nanoseconds_an_event": row(1e3 * stepping / len(events), 150, at_most=True),
        "cone_of_1_percent": row(microseconds(lambda: cone.run(state.values)), 7, at_most=True),
        "gradient_after_it": microseconds(state.evaluation),
    }


def memory() -> dict[str, object]:
    """Measure what a recording and one pass hold, in bytes a node."""
    graph = graph_of(layered(100_000))
    tracemalloc.start()
    tape = record(graph)
    run = tape.evaluate()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"bytes_a_node": row(held / len(run.tape.nodes), 200, at_most=True)}


SIZES = (784, 256, 128, 10)
SAMPLES, RATE = 64, 1e-3


def network(
    data: NDArray[Any], classes: NDArray[Any], parameters: dict[str, NDArray[Any]]
) -> Graph:
    """Build two hidden layers and the mean of the cross-entropy over the samples."""
    graph = Graph()
    graph.add_constant(data, "x")
    graph.add_constant(classes, "t")
    for name, value in parameters.items():
        graph.add_parameter(name, value)
    last = "x"
    for layer, activation in enumerate(("relu", "tanh", "")):
        last = graph.add("add", graph.add("matmul", last, f"w{layer}"), f"b{layer}")
        last = graph.add(activation, last) if activation else last
    graph.output = graph.add("divide", graph.add("cross_entropy", last, "t"), float(SAMPLES))
    return graph


def mlp() -> dict[str, object]:
    """Measure one step of training a network, beside PyTorch eager in float64, one thread each."""
    numbers = np.random.default_rng(1)
    data, classes = numbers.normal(size=(SAMPLES, SIZES[0])), numbers.integers(0, 10, SAMPLES)
    state: dict[str, NDArray[Any]] = {}
    for layer, (count, width) in enumerate(pairwise(SIZES)):
        state[f"w{layer}"] = numbers.normal(size=(count, width)) / math.sqrt(count)
        state[f"b{layer}"] = numbers.normal(size=width)
    graph = network(data, classes, state)
    tape = record(graph)
    for value in state.values():
        value.flags.writeable = False
    # Two sets in turn, as a result may refer to the parameters it was computed from.
    sets = [dict(state), {name: np.empty_like(value) for name, value in state.items()}]

    def step() -> None:
        run = tape.evaluate(sets[0])
        for name, value in sets[0].items():
            changed = sets[1][name]
            changed.flags.writeable = True
            np.multiply(run.gradient(name), -RATE, out=changed)
            np.add(value, changed, out=changed)
            # What nobody can change need not be copied.
            changed.flags.writeable = False
        sets.reverse()

    try:
        loss, torch_step, torch_gradients = torch_network(data, classes, state, RATE)
    except ImportError:
        MISSING.add("torch")
        return {"step": microseconds(step)}
    for _ in range(3):
        run = tape.evaluate(state)
        assert math.isclose(loss_of(run), loss().item(), rel_tol=1e-12)
        for name, expected in torch_gradients().items():
            np.testing.assert_allclose(run.gradient(name), expected.numpy(), rtol=1e-9, atol=1e-12)
    ours, theirs = microseconds(step, 2.0), microseconds(torch_step, 2.0)
    gradient = microseconds(lambda: tape.evaluate(state))
    forward = microseconds(lambda: tape.evaluate(state, gradient=False))
    return {
        "ours": {"forward": forward, "gradient": gradient, "step": ours},
        "torch": theirs,
        "products_alone": products_alone(data, state),
        "step_to_torch": row(ours / theirs, 0.8, at_most=True),
        "gradient_per_forward": row(gradient / forward, 2.2, at_most=True),
    }


def products_alone(data: NDArray[Any], state: dict[str, NDArray[Any]]) -> dict[str, float]:
    """Measure the matrix products of a step without anything else, by numpy and by PyTorch."""
    torch = import_module("torch")
    layers = [data, *(np.ones((SAMPLES, width)) for width in SIZES[1:])]
    pairs = []
    for layer, (given, made) in enumerate(pairwise(layers)):
        pairs += [(given, state[f"w{layer}"]), (given.T, made)]
        if layer:
            pairs.append((made, state[f"w{layer}"].T))
    theirs = [(torch.tensor(a), torch.tensor(b)) for a, b in pairs]
    return {
        "numpy": microseconds(lambda: [np.matmul(a, b) for a, b in pairs]),
        "torch": microseconds(lambda: [torch.matmul(a, b) for a, b in theirs]),
    }


PARTS: dict[str, Callable[[], object]] = {
    "passes": passes,
    "batch": batch,
    "recording": recording,
    "steps": steps,
    "memory": memory,
    "mlp": mlp,
}


def main() -> None:
    """Print the measurements of the parts named, or of all."""
    chosen = sys.argv[1:] or list(PARTS)
    report: dict[str, object] = {name: PARTS[name]() for name in chosen}
    report["missing"] = sorted(MISSING)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
