"""What the derivatives panel is about, and what it has computed in a thread."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from engine.calculus.notation import plain_name
from engine.evaluation import Evaluation
from engine.graph import Edge, Graph, Node
from engine.naming import shown_name
from engine.tape import Tape, record
from engine.values import Array, Value

__all__ = [
    "MOST_ROWS",
    "Curvature",
    "Subject",
    "Tangent",
    "curvature",
    "node_name",
    "tangents",
]

MOST_ROWS = 200
"""Rows that are shown; nobody reads more, and a matrix of so many is large already."""


def node_name(node: Node) -> str:
    """Return what a node is called in a table."""
    return plain_name(shown_name(node))


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """The output that is differentiated, and the leaves with respect to which.

    Attributes
    ----------
    run
        The evaluation at whose point that happens.
    output
        Slot of the output.
    slots
        Those of the leaves.
    """

    run: Evaluation
    output: int
    slots: tuple[int, ...]

    @property
    def tape(self) -> Tape:
        """The tape of the run."""
        return self.run.tape

    @property
    def output_name(self) -> str:
        """What the output is called."""
        return node_name(self.tape.nodes[self.output])

    @property
    def nodes(self) -> list[Node]:
        """The leaves."""
        return [self.tape.nodes[slot] for slot in self.slots]

    @property
    def count(self) -> int:
        """How many numbers the leaves hold together."""
        return sum(prod(self.tape.shapes[slot]) for slot in self.slots)

    def elements(self, most: int | None = None) -> list[tuple[str, str, float, float]]:
        """Return name, id of the leaf, value and gradient of each number, or of the first ones."""
        found: list[tuple[str, str, float, float]] = []
        for slot in self.slots:
            node, shape = self.tape.nodes[slot], self.tape.shapes[slot]
            values = np.asarray(self.run.value_at(slot)).reshape(-1).tolist()
            gradients = np.asarray(self.run.gradient_at(slot)).reshape(-1).tolist()
            for place, value, gradient in zip(np.ndindex(*shape), values, gradients, strict=True):
                if most is not None and len(found) == most:
                    return found
                index = f"[{', '.join(map(str, place))}]" if shape else ""
                found.append((node_name(node) + index, node.id, value, gradient))
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Tangent:
    """How the output moves along several directions.

    Attributes
    ----------
    value
        The output where it stands.
    tangents
        Its derivative along each of them.
    """

    value: Value
    tangents: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """Second derivatives of the output.

    Attributes
    ----------
    matrix
        The Hessian.
    eigenvalues
        Those of its symmetric part, from the smallest on; none if it is not finite.
    asymmetry
        The largest difference between an entry and its mirror image.
    """

    matrix: Array
    eigenvalues: Array
    asymmetry: float


def tangents(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    output: str,
    directions: Sequence[Mapping[str, Value]],
) -> Iterator[Tangent]:
    """Send all directions forward in one sweep, on a tape that nobody else uses."""
    tape = record(Graph.from_parts(nodes, edges, output))
    stacked = {
        node_id: np.stack([np.asarray(direction[node_id]) for direction in directions], axis=-1)
        for node_id in directions[0]
    }
    found = tape.tangent(stacked)
    moved = np.asarray(found.tangent(output))
    lanes = (moved[..., lane] for lane in range(len(directions)))
    yield Tangent(
        found.value(output),
        tuple(lane if lane.ndim else float(lane) for lane in lanes),
    )


def curvature(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wrt: Sequence[str]
) -> Iterator[Curvature]:
    """Differentiate twice, on a tape that nobody else uses."""
    matrix = record(Graph.from_parts(nodes, edges, output)).hessian(wrt=wrt).matrix
    if np.isfinite(matrix).all():
        eigenvalues: Array = np.linalg.eigvalsh((matrix + matrix.T) / 2).astype(np.float64)
        asymmetry = float(np.max(np.abs(matrix - matrix.T), initial=0.0))
    else:
        eigenvalues, asymmetry = np.empty(0), float("nan")
    yield Curvature(matrix, eigenvalues, asymmetry)
