"""Supply: values for leaves that have none, given to a single run.

A tape holds the nodes that can be evaluated, so a leaf without a value is on none. When a run
brings one, the graph is recorded anew with it, once for each shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.tape import record
from engine.values import as_value, shape_of, value_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.graph import Graph
    from engine.tape import Tape
    from engine.values import Value

    Key = tuple[tuple[str, tuple[int, ...]], ...]

__all__ = ["Supply"]


class Supply:
    """The tapes of one graph with values for some of the leaves that have none."""

    __slots__ = ("graph", "tapes")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.tapes: dict[Key, Tape] = {}

    def tape(self, values: Mapping[str, object]) -> Tape | None:
        """Return a tape on which the leaves that are named have a place.

        As nothing says which shape such a leaf has, the last axis of an array is that of a batch.

        Parameters
        ----------
        values
            By name or id, of any leaves.

        Returns
        -------
        The tape; None when all the leaves that are named have a value.

        Raises
        ------
        EngineError
            When a name is unknown or something is no number.
        """
        samples = {
            node.id: _sample(value_for(name, value, node.id))
            for name, value in values.items()
            for node in [self.graph.find(name)]
            if node.is_leaf and node.value is None
        }
        if not samples:
            return None
        key = tuple(sorted((node_id, shape_of(value)) for node_id, value in samples.items()))
        if key not in self.tapes:
            twin = self.graph.copy()
            for node_id, value in samples.items():
                twin.set_value(node_id, value)
            self.tapes[key] = record(twin)
        return self.tapes[key]


def _sample(value: Value) -> Value:
    """Return one sample of what may be a batch."""
    return value if isinstance(value, float) else as_value(np.asarray(value)[..., 0])
