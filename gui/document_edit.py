"""Document edits: an engine edit of the graph, or a change of what belongs to the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.edits import Edit

__all__ = ["DocumentEdit", "SetTraining"]


@dataclass(frozen=True, slots=True)
class SetTraining:
    """Change what the file says about training, such as the learning rate."""

    training: Mapping[str, Any]


DocumentEdit: TypeAlias = Edit | SetTraining
