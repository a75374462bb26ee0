"""Random graphs of scalars over every operation there is, for tests that hold of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.graph import Graph
from engine.operation import Operation, all_operations

if TYPE_CHECKING:
    from engine.evaluation import Evaluation

LEAVES = ("x", "y", "z")


def takes_scalars(operation: Operation) -> bool:
    """Whether an operation can be applied to numbers alone, all attributes being defaults."""
    try:
        return operation.shape([()] * len(operation.ports), **operation.full_attributes({})) == ()
    except ValueError:
        return False


SCALAR_OPERATIONS = tuple(item for item in all_operations() if takes_scalars(item))


def is_regular(run: Evaluation) -> bool:
    """Whether no infinity and no singular slope was met, at which there is nothing to compare."""
    return bool(np.isfinite(run.primal).all() and np.isfinite(run.flow).all())


def random_graph(
    size: int, seed: int, operations: tuple[Operation, ...] = SCALAR_OPERATIONS
) -> Graph:
    """Return a random graph of about `size` nodes, of which each leads to the output.

    Every operation is followed by a tanh, so that towers of exponentials stay finite.
    """
    chance = np.random.default_rng(seed)
    graph = Graph()
    ids = [graph.add_input(name, float(chance.uniform(-1.5, 1.5))) for name in LEAVES]
    while len(graph) < size:
        operation = operations[chance.integers(len(operations))]
        recent = ids[-1 - int(chance.integers(min(len(ids), 12)))]
        others = [ids[chance.integers(len(ids))] for _ in operation.ports[1:]]
        ids.append(graph.add("tanh", graph.add(operation.name, recent, *others)))
    ends = [node_id for node_id in graph.node_ids() if not graph.is_used(node_id)]
    while len(ends) > 1:
        ends = [*ends[60:], graph.add("add", *ends[:60])]
    graph.output = ends[0]
    return graph
