"""Dot-product test: the forward sweep against the reverse pass.

With J the Jacobian of the output, ⟨u, J v⟩ and ⟨Jᵀ u, v⟩ are the same number for any u and v. The
first comes from forward mode, the second from reverse mode: if they differ, one of the two does not
carry the partials where they belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.graph import Graph
from engine.output import output_slot
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.evaluation import Evaluation
    from engine.forward_mode import Tangents
    from engine.tape import Tape

__all__ = ["DotProduct", "dot_product_test"]

_AGREES = 1e-10


@dataclass(frozen=True, slots=True)
class DotProduct:
    """The two sides of one dot-product test.

    Attributes
    ----------
    forward, reverse
        ⟨u, J v⟩ by forward mode, ⟨Jᵀ u, v⟩ by reverse mode.
    relative_error
        Of their difference, by the largest terms that were added anywhere on the way, because
        those of a gradient that cancels leave their rounding; nan if one is not finite.
    """

    forward: float
    reverse: float
    relative_error: float

    @property
    def agrees(self) -> bool:
        """Whether the two are equal but for rounding."""
        return self.relative_error <= _AGREES

    @property
    def is_wrong(self) -> bool:
        """Whether the two are finite and differ."""
        return self.relative_error > _AGREES


def dot_product_test(tape: Tape, output: str | None = None, *, seed: int = 0) -> DotProduct:
    """Test the reverse pass from an output with random u and v.

    Raises
    ------
    EngineError
        When there is no output.

    Examples
    --------
    >>> from engine import parse, record
    >>> dot_product_test(record(parse("A = [1, 2]; y = exp(A)"))).agrees
    True
    """
    slot = output_slot(tape, output, to="test the gradient of")
    chance = np.random.default_rng(seed)
    graph = Graph.from_parts(tape.nodes, tape.edges)
    weights = chance.uniform(0.5, 1.5, tape.shapes[slot])
    weighted = graph.add("multiply", tape.nodes[slot].id, graph.add_constant(weights))
    # An operation sums arrays to one number, so that the gradient is that of ⟨u, y⟩.
    end = graph.add("sum", weighted)
    joint = record(graph)
    run = joint.evaluate(output=end)
    leaves = [leaf for leaf in joint.leaves() if joint.active[leaf]]
    direction = {
        joint.nodes[leaf].id: chance.uniform(-1.0, 1.0, joint.shapes[leaf]) for leaf in leaves
    }
    with np.errstate(all="ignore"):
        terms = np.concatenate(
            [
                np.ravel(np.asarray(run.gradient(node_id)) * moved)
                for node_id, moved in direction.items()
            ]
            or [np.zeros(1)]
        )
        tangents = joint.tangent(direction)
        forward = float(tangents.tangent(end))
        reverse = float(np.sum(terms))
        size = float(np.sum(np.abs(terms)))
        scale = max([size, *_sizes(run, tangents)])
        error = abs(forward - reverse) / max(scale, float(np.finfo(float).tiny))
    is_finite = bool(np.isfinite([forward, reverse, size]).all())
    return DotProduct(forward, reverse, error if is_finite else float("nan"))


def _sizes(run: Evaluation, tangents: Tangents) -> Iterator[float]:
    """Return how much passes along each edge: its contribution times its source's tangent."""
    tape = run.tape
    for row, edge in enumerate(tape.edges):
        contribution = run.contribution_at(row)
        if contribution is not None:
            passed = float(np.sum(np.abs(contribution * tangents.tangent(edge.source))))
            if np.isfinite(passed):
                yield passed
