"""LayoutPlan: boxes and the edges between them, and three ways to place them in layers.

It knows neither the graph nor numpy, so that a process that does nothing but lay out has started in
a moment.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["GRID", "LayoutPlan", "by_graphlay", "by_longest_path", "by_sugiyama", "on_grid"]

Position: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[float, float]

GRID = 12.0
"""Positions are multiples of it."""

GAP = 48.0 + GRID
"""Room between the nodes of a layer, of which snapping to the grid may take one step."""

LAYER_GAP = 72.0 + GRID

_MOST_DUMMIES = 8_000
"""Places that long edges take in the layers between, up to which graphlay answers in seconds."""

_LONGEST_FROM_LEAF = 12
"""Layers that an edge from a leaf may span to have a say in the layout."""

_MANY = 1_500
"""With more nodes than that graphlay is asked to hurry."""

_OPTIONS: dict[str, Any] = {
    "direction": "leftright",
    "spacing": {
        "layer_gap": LAYER_GAP,
        "node_gap": GAP,
        "dummy_gap": GAP,
        "isolated_gap": GAP,
        # Around the content of a frame, and for its title.
        "compound_padding": 3 * GRID,
        "compound_header": 3 * GRID,
    },
    # A branch leaves room for the long edge beside it instead of standing in its way.
    "coords": {"branch_style": "symmetric"},
    "limits": {"max_dummies": _MOST_DUMMIES},
}


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """What is to be laid out.

    Attributes
    ----------
    sizes
        Width and height by id; the order breaks ties.
    edges
        Source, target, and how far below the target's top the edge arrives; None where that does
        not matter. They form no cycle.
    inside
        The frame that a node or another frame lies in, by id. What is in a frame stays together if
        graphlay lays out; the quick ways see no frames.
    """

    sizes: Mapping[str, Size]
    edges: Sequence[tuple[str, str, float | None]]
    inside: Mapping[str, str] = field(default_factory=dict)
    before: dict[str, list[str]] = field(init=False, repr=False, compare=False)
    after: dict[str, list[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        before: dict[str, list[str]] = {node_id: [] for node_id in self.sizes}
        after: dict[str, list[str]] = {node_id: [] for node_id in self.sizes}
        for source, target, _ in self.edges:
            before[target].append(source)
            after[source].append(target)
        object.__setattr__(self, "before", before)
        object.__setattr__(self, "after", after)

    def ordered(self) -> list[str]:
        """Return the ids so that each edge goes forward, the older of two first."""
        ranks = {node_id: rank for rank, node_id in enumerate(self.sizes)}
        names = list(self.sizes)
        missing = {node_id: len(sources) for node_id, sources in self.before.items()}
        ready = [ranks[node_id] for node_id, count in missing.items() if not count]
        heapq.heapify(ready)
        order = []
        while ready:
            node_id = names[heapq.heappop(ready)]
            order.append(node_id)
            for target in self.after[node_id]:
                missing[target] -= 1
                if not missing[target]:
                    heapq.heappush(ready, ranks[target])
        return order

    def columns(self) -> dict[str, int]:
        """Return the layer of each node by its longest path; leaves just left of what they feed."""
        columns: dict[str, int] = {}
        for node_id in self.ordered():
            columns[node_id] = 1 + max((columns[item] for item in self.before[node_id]), default=-1)
        for node_id in columns:
            if not self.before[node_id] and self.after[node_id]:
                columns[node_id] = min(columns[item] for item in self.after[node_id]) - 1
        return columns


def on_grid(positions: Mapping[str, Position]) -> dict[str, Position]:
    """Move everything so that it begins at the origin, then to the grid."""
    left = min((x for x, _ in positions.values()), default=0.0)
    top = min((y for _, y in positions.values()), default=0.0)
    return {
        node_id: (GRID * round((x - left) / GRID), GRID * round((y - top) / GRID))
        for node_id, (x, y) in positions.items()
    }


def by_graphlay(plan: LayoutPlan) -> dict[str, Position] | None:
    """Lay out with graphlay, which takes seconds for thousands; None when it cannot."""
    try:
        import graphlay
    except ImportError:
        return None
    effort = {"effort": "fast"} if len(plan.sizes) > _MANY else {}
    for edges in (_without_long_ones(plan), plan.edges):
        drawing = graphlay.Graph()
        _draw_nodes(drawing, plan)
        _draw_edges(drawing, plan, edges)
        try:
            centres = graphlay.layout(drawing, options=_OPTIONS | effort).positions()
        except graphlay.GraphlayError:
            return None
        if all(centres[source][0] < centres[target][0] for source, target, _ in plan.edges):
            break
    return {
        node_id: (centres[node_id][0] - width / 2, centres[node_id][1] - height / 2)
        for node_id, (width, height) in plan.sizes.items()
    }


def _draw_nodes(drawing: Any, plan: LayoutPlan) -> None:
    """Add the frames and the nodes, each into the frame that it lies in."""
    rows = {frame: drawing.node(frame) for frame in dict.fromkeys(plan.inside.values())}
    for node_id, (width, height) in plan.sizes.items():
        rows[node_id] = drawing.node(node_id, width=width, height=height)
    for item, frame in plan.inside.items():
        drawing.nodes[rows[item]]["parent"] = rows[frame]


def _draw_edges(
    drawing: Any, plan: LayoutPlan, edges: Iterable[tuple[str, str, float | None]]
) -> None:
    """Add the edges, each at its port; of those that end anywhere one a pair is enough."""
    drawn = set()
    for source, target, height in edges:
        if height is not None:
            place = 2 * height / plan.sizes[target][1] - 1
            port = {"offset": {"side": "left", "t": min(1.0, max(-1.0, place))}}
            drawing.edge(source, target, target_port=port)
        elif (source, target) not in drawn:
            drawing.edge(source, target)
            drawn.add((source, target))


def _without_long_ones(plan: LayoutPlan) -> list[tuple[str, str, float | None]]:
    """Leave out the long edges of leaves that feed many layers, such as a shared weight.

    Room for them in every layer between would pull the rest apart, and take seconds to find.
    """
    columns = plan.columns()
    return [
        edge
        for edge in plan.edges
        if plan.before[edge[0]] or columns[edge[1]] - columns[edge[0]] <= _LONGEST_FROM_LEAF
    ]


def by_sugiyama(plan: LayoutPlan) -> dict[str, Position] | None:
    """Lay out with fast-sugiyama, quick at any size but blind to sizes; None when it cannot."""
    try:
        from fast_sugiyama import from_edges
    except ImportError:
        return None
    names = list(plan.sizes)
    ranks = {node_id: rank for rank, node_id in enumerate(names)}
    # By number, because texts would be taken in the order of their hashes.
    pairs = dict.fromkeys((ranks[source], ranks[target]) for source, target, _ in plan.edges)
    positions: dict[str, Position] = {}
    columns = plan.columns()
    bottom = 0.0
    # Other ways of ranking and of swapping take minutes for some thousands of nodes.
    parts = from_edges(
        list(pairs),
        minimum_length=1,
        vertex_spacing=1,
        ranking_type="up",
        crossing_minimization="barycenter",
        transpose=False,
        check_layout=False,
    )
    for places, *_ in parts:
        numbered = sorted((int(number), place) for number, place in places)
        # Numbers beyond those of the nodes stand for places on long edges.
        known = {names[rank]: place for rank, (place, _) in numbered if rank < len(names)}
        # Its own layers are wrong where long edges arrive; its order across them is what helps.
        part = _spread(known, columns, plan)
        top = min(y for _, y in part.values())
        for node_id, (x, y) in part.items():
            positions[node_id] = (x, y - top + bottom)
        bottom = GAP + max(positions[node_id][1] + plan.sizes[node_id][1] for node_id in part)
    alone = [node_id for node_id in plan.sizes if node_id not in positions]
    return positions | _in_rows(alone, plan, bottom)


def _spread(
    places: Mapping[str, float], columns: Mapping[str, int], plan: LayoutPlan
) -> dict[str, Position]:
    """Give the nodes of one connected part the room that their sizes need.

    Of `places` only the order counts, and how far apart the nodes of a column are.
    """
    pitch = median(plan.sizes[node_id][1] for node_id in places) + GAP
    members: dict[int, list[str]] = defaultdict(list)
    for node_id in sorted(places, key=places.__getitem__):
        members[columns[node_id]].append(node_id)
    positions: dict[str, Position] = {}
    x = 0.0
    for column in sorted(members):
        free = -math.inf
        for node_id in members[column]:
            height = plan.sizes[node_id][1]
            y = max(free, places[node_id] * pitch - height / 2)
            positions[node_id] = (x, y)
            free = y + height + GAP
        x += max(plan.sizes[node_id][0] for node_id in members[column]) + LAYER_GAP
    return positions


def _in_rows(node_ids: Sequence[str], plan: LayoutPlan, top: float) -> dict[str, Position]:
    """Put nodes without edges into rows below the rest."""
    positions: dict[str, Position] = {}
    across = math.ceil(math.sqrt(len(node_ids)))
    widest = max((plan.sizes[node_id][0] for node_id in node_ids), default=0.0)
    y = top
    for start in range(0, len(node_ids), max(1, across)):
        row = node_ids[start : start + across]
        for place, node_id in enumerate(row):
            positions[node_id] = (place * (widest + GAP), y)
        y += max(plan.sizes[node_id][1] for node_id in row) + GAP
    return positions


def by_longest_path(plan: LayoutPlan) -> dict[str, Position]:
    """Put every node right of its inputs, and leaves just left of what they feed first."""
    columns = plan.columns()
    members: dict[int, list[str]] = defaultdict(list)
    for node_id, column in columns.items():
        members[column].append(node_id)
    positions: dict[str, Position] = {}
    middles: dict[str, float] = {}
    x = 0.0
    for column in sorted(members):
        ranked = sorted(members[column], key=lambda item: _mean(plan.before[item], middles))
        total = sum(plan.sizes[item][1] + GAP for item in ranked) - GAP
        y = -total / 2
        for item in ranked:
            positions[item] = (x, y)
            middles[item] = y + plan.sizes[item][1] / 2
            y += plan.sizes[item][1] + GAP
        x += max(plan.sizes[item][0] for item in ranked) + LAYER_GAP
    return positions


def _mean(node_ids: Iterable[str], middles: Mapping[str, float]) -> float:
    heights = [middles[node_id] for node_id in node_ids]
    return sum(heights) / len(heights) if heights else 0.0
