"""Document edits: an engine edit of the graph, or a change of what belongs to the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.change import Change
from engine.edits import Edit
from engine.graph import Graph

__all__ = ["DocumentEdit", "SetGraph", "SetTraining"]


@dataclass(frozen=True, slots=True)
class SetTraining:
    """Change what the file says about training, such as the learning rate."""

    training: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class SetGraph:
    """Put another graph in place of the one there is, which must not be changed until it is back.

    Attributes
    ----------
    graph
        The other graph.
    change
        What of it is not as it was.
    """

    graph: Graph
    change: Change


DocumentEdit: TypeAlias = Edit | SetTraining | SetGraph
