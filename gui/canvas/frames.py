"""Frames: where open groups, cards of collapsed ones and the stubs at the border are.

A frame holds whatever is in its group, with some room around; where a person drew it larger, or
nothing is in it, it is as they drew it. A collapsed group's card stands in its frame's corner, so
that opening and closing it leaves its title under the pointer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gui.canvas.geometry import GRID
from gui.canvas.group_card import group_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.graph import Graph
    from engine.group import Group
    from gui.canvas.projection import Projection

__all__ = [
    "TITLE_HEIGHT",
    "Arrangement",
    "Box",
    "Frame",
    "arrange",
    "header_height",
    "smallest_box",
]

PADDING = 2 * GRID
TITLE_HEIGHT = 3 * GRID
NOTE_HEIGHT = 2 * GRID
EMPTY_SIZE = (20 * GRID, 10 * GRID)
LEAST_SIZE = (12 * GRID, 5 * GRID)
STUB_DISTANCE = 8 * GRID
STUB_PITCH = 3 * GRID
NEAR = 20 * GRID
"""How far what is in a frame may go from where it was drawn before the frame follows it."""

Position = tuple[float, float]
Size = tuple[float, float]


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def shifted(self, dx: float, dy: float) -> Box:
        """Return it somewhere else."""
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)


@dataclass(frozen=True, slots=True)
class Frame:
    """An open group as it is drawn.

    Attributes
    ----------
    group
        What it shows.
    box
        Where it is.
    is_empty
        Whether nothing is in it, so that its note has all the room.
    tints
        Its colour, and before it those of the frames around it.
    """

    group: Group
    box: Box
    is_empty: bool = False
    tints: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        """Its colour."""
        return group_token(self.group.colour)


class Arrangement(NamedTuple):
    """Where everything is that is no node."""

    places: dict[str, Position]
    frames: dict[str, Frame]


def header_height(group: Group) -> float:
    """Return how far the content of a frame stays below its upper side."""
    return TITLE_HEIGHT + (NOTE_HEIGHT if group.note else 0.0) + GRID


def arrange(graph: Graph, projection: Projection, size_of: Callable[[str], Size]) -> Arrangement:
    """Place frames, cards of groups, and stubs.

    Parameters
    ----------
    graph
        Where the nodes are.
    projection
        What of it is drawn.
    size_of
        Returns the size of a card by its key.
    """
    if not graph.groups:
        return Arrangement({}, {})
    corners, filled = _corners(graph)
    places = {key: corners[boundary.group] for key, boundary in projection.cards.items()}
    boxes: dict[str | None, list[Box]] = {}
    for key, boundary in projection.cards.items():
        parent = graph.groups[boundary.group].parent
        boxes.setdefault(parent, []).append(_box(places[key], size_of(key)))
    for node_id in projection.nodes:
        node = graph.node(node_id)
        if node.group is not None:
            boxes.setdefault(node.group, []).append(_box(node.position, size_of(node_id)))
    frames: dict[str, Frame] = {}
    for group_id in reversed(projection.frames):
        group = graph.groups[group_id]
        box = _frame_box(group, corners[group_id], boxes.get(group_id, []))
        frames[group_id] = Frame(
            group, box, group_id not in filled, _tints(graph, projection, group)
        )
        boxes.setdefault(group.parent, []).append(box)
    ordered = {group_id: frames[group_id] for group_id in projection.frames}
    content = [box for group_boxes in boxes.values() for box in group_boxes]
    places |= _stub_places(graph, projection, content, size_of, places)
    return Arrangement(places, ordered)


def smallest_box(frame: Frame, content: Iterable[Box]) -> Box:
    """Return the box that a frame would have if nobody had drawn it."""
    group = frame.group
    boxes = list(content)
    if not boxes:
        return Box(
            frame.box.left,
            frame.box.top,
            frame.box.left + LEAST_SIZE[0],
            frame.box.top + LEAST_SIZE[1],
        )
    left = min(box.left for box in boxes) - PADDING
    top = min(box.top for box in boxes) - header_height(group)
    return Box(
        left,
        top,
        max(left + LEAST_SIZE[0], max(box.right for box in boxes) + PADDING),
        max(top + LEAST_SIZE[1], max(box.bottom for box in boxes) + PADDING),
    )


def _corners(graph: Graph) -> tuple[dict[str, Position], set[str]]:
    """Return the upper left corner of every group, open or not, and which of them hold something.

    It depends on nothing but positions, so a card stands where its frame's corner would be.
    """
    groups = graph.groups
    least: dict[str | None, Position] = {}

    def reach(group_id: str | None, x: float, y: float) -> None:
        before = least.get(group_id, (math.inf, math.inf))
        least[group_id] = (min(before[0], x), min(before[1], y))

    for node in graph.nodes():
        if node.group is not None:
            reach(node.group, *node.position)
    found: dict[str, Position] = {}
    for group_id in sorted(groups, key=lambda group_id: -len(groups.path(group_id))):
        group = groups[group_id]
        if group_id in least:
            x, y = least[group_id]
            corner = (x - PADDING, y - header_height(group))
            if _keeps_own(group, corner):
                corner = (min(corner[0], group.position[0]), min(corner[1], group.position[1]))
        else:
            corner = group.position
        found[group_id] = corner
        reach(group.parent, *corner)
    return found, {group_id for group_id in least if group_id is not None}


def _keeps_own(group: Group, corner: Position) -> bool:
    """Whether the frame that a person drew still is where the group is."""
    width, height = group.size
    x, y = group.position
    return (
        width > 0
        and height > 0
        and x - NEAR <= corner[0] <= x + width
        and y - NEAR <= corner[1] <= y + height
    )


def _frame_box(group: Group, corner: Position, content: list[Box]) -> Box:
    left, top = corner
    width, height = group.size
    if not content:
        size = group.size if width > 0 and height > 0 else EMPTY_SIZE
        return _box(corner, size)
    right = max(left + LEAST_SIZE[0], max(box.right for box in content) + PADDING)
    bottom = max(top + LEAST_SIZE[1], max(box.bottom for box in content) + PADDING)
    inner = (
        min(box.left for box in content) - PADDING,
        min(box.top for box in content) - header_height(group),
    )
    if _keeps_own(group, inner):
        right = max(right, group.position[0] + width)
        bottom = max(bottom, group.position[1] + height)
    return Box(left, top, right, bottom)


def _tints(graph: Graph, projection: Projection, group: Group) -> tuple[str, ...]:
    """Return the colours of a frame and of those around it, the outermost first."""
    path = graph.groups.path(group.id)
    inner = path[path.index(projection.entered) + 1 :] if projection.entered in path else path
    return tuple(group_token(graph.groups[step].colour) for step in inner)


def _box(position: Position, size: Size) -> Box:
    return Box(*position, position[0] + size[0], position[1] + size[1])


def _stub_places(
    graph: Graph,
    projection: Projection,
    content: list[Box],
    size_of: Callable[[str], Size],
    places: Mapping[str, Position],
) -> dict[str, Position]:
    """Place the stubs in a column at the left and one at the right, each near what it feeds."""
    if not content or not projection.stubs:
        return {}
    wanted: dict[str, list[float]] = {}
    for source, target in projection.ends.values():
        for stub, other in ((source, target), (target, source)):
            if stub in projection.stubs and other not in projection.stubs:
                _, y = places[other] if other in places else graph.node(other).position
                wanted.setdefault(stub, []).append(y + size_of(other)[1] / 2)
    left = min(box.left for box in content) - STUB_DISTANCE
    right = max(box.right for box in content) + STUB_DISTANCE
    found: dict[str, Position] = {}
    lowest = {True: -math.inf, False: -math.inf}
    middles = {stub: sum(ys) / len(ys) for stub, ys in wanted.items()}
    for stub in sorted(middles, key=lambda stub: (middles[stub], stub)):
        width, height = size_of(stub)
        comes_in = not projection.stubs[stub].port
        y = max(middles[stub] - height / 2, lowest[comes_in] + STUB_PITCH)
        lowest[comes_in] = y
        found[stub] = (left - width if comes_in else right, y)
    return found
