"""Overview: the whole graph when it is too small to read, straight from numpy memory.

The scene is not asked: cards are sprites out of one picture, edges are lines, and what is known of
each card is a bar at its foot. Nothing disappears.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from gui.canvas.card import TEXT_LEFT, Kind
from gui.canvas.exposed import Near, touching
from gui.canvas.fast_drawing import draw_fragments, draw_lines, draw_rectangles
from gui.canvas.geometry import Floats, Indices, polylines
from gui.canvas.lettering import Style, font_of
from gui.canvas.look import CORNER, Look
from gui.canvas.node_painter import FADED_OPACITY, SYMBOL_BASELINE
from gui.canvas.row_state import EdgeKind, RowState
from gui.canvas.showing import PHASE_TOKENS, Showing
from gui.canvas.sprites import PAD, Atlas, SpriteKey, sprite_key

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

    from gui.canvas.diagram import Diagram
    from gui.canvas.marks import Marks

__all__ = ["Overview"]

LEAST_NAME_SCALE = 0.2
MOST_NAMES = 1200
FEW_EDGES = 400
MOST_BENT_EDGES = 4000
MOST_SMOOTH_FRAMES = 400
LEAST_BENT_SCALE = 0.1
HEAT = (
    (EdgeKind.COOL, "heat_cool", 1.0),
    (EdgeKind.WARM, "heat_warm", 1.4),
    (EdgeKind.HOT, "heat_hot", 2.0),
)


class Overview:
    """Draws a diagram at a small scale."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._atlas: Atlas | None = None
        self._faces = -1
        self._kinds: Indices = np.zeros(0, dtype=np.intp)
        self._is_leaf = np.zeros(0, dtype=bool)
        self._keys: list[SpriteKey] = []
        self._crowd = _Crowd(0, 0)
        self._crowd_key: object = None
        self._is_chosen = np.zeros(0, dtype=bool)
        self._chosen_key: tuple[frozenset[str], int] = (frozenset(), -1)

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        near: Near,
        look: Look,
        showing: Showing,
        state: RowState,
        marks: Marks,
    ) -> None:
        """Draw everything that meets an area.

        Parameters
        ----------
        painter
            Its transform, of which only a scale and a shift are used, maps the canvas to pixels.
        area
            What is to be drawn, on the canvas.
        near
            What may have to be drawn there.
        """
        transform = painter.transform()
        scale, shift = transform.m11(), np.array([transform.dx(), transform.dy()])
        edges, nodes = near.edges, near.cards
        if area != near.area:
            edges = edges[touching(self.diagram.edges.boxes[edges], area)]
            nodes = nodes[touching(self.diagram.nodes.boxes[nodes], area)]
        self._estimate(painter.window().size(), scale)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edges(painter, look, state, edges, scale, shift)
        self._paint_marked_edges(painter, look, showing, marks, scale, shift)
        self._paint_halos(painter, look, showing, marks, scale, shift)
        self._paint_cards(painter, look, showing, state, nodes, scale, shift)
        self._paint_frames(painter, look, showing, marks, nodes, scale, shift)
        painter.setTransform(transform)
        self._paint_names(painter, look, state, nodes, scale)
        painter.restore()

    def _estimate(self, room: QSize, scale: float) -> None:
        """Guess how many edges and cards a whole view shows, if they lie evenly.

        How finely things are drawn depends on that and not on what lies in the area to be drawn,
        which would look different from its surroundings.
        """
        key = (scale, room.toTuple(), self.diagram.structure)
        if key == self._crowd_key:
            return
        self._crowd_key = key
        left, top, right, bottom = self.diagram.bounds() or (0.0, 0.0, 1.0, 1.0)
        across = min(1.0, room.width() / scale / max(1.0, right - left))
        down = min(1.0, room.height() / scale / max(1.0, bottom - top))
        self._crowd = _Crowd(
            round(across * down * len(self.diagram.edges)),
            round(across * down * len(self.diagram.nodes)),
        )

    # ------------------------------------------------------------------ edges

    def _paint_edges(
        self,
        painter: QPainter,
        look: Look,
        state: RowState,
        rows: Indices,
        scale: float,
        shift: Floats,
    ) -> None:
        pieces = _pieces_for(self._crowd.edges, scale)
        for token, width, chosen in _pen_groups(state, rows):
            # Where so many edges lie close together only their colour is seen, not their width.
            is_thin = self._crowd.edges > MOST_BENT_EDGES
            painter.setPen(_line_pen(look, token, 0.0 if is_thin else width))
            self._draw_curves(painter, chosen, pieces, scale, shift)

    def _paint_marked_edges(
        self,
        painter: QPainter,
        look: Look,
        showing: Showing,
        marks: Marks,
        scale: float,
        shift: Floats,
    ) -> None:
        marked = [(marks.lit | marks.edges, "accent")]
        if showing.step is not None:
            marked.append((showing.active_edges, PHASE_TOKENS[showing.step.phase]))
        table = self.diagram.edges.rows
        for edges, token in marked:
            rows = np.array([table[edge] for edge in edges if edge in table], dtype=np.intp)
            if len(rows):
                painter.setPen(_line_pen(look, token, 2.4))
                self._draw_curves(painter, rows, 6, scale, shift)

    def _draw_curves(
        self, painter: QPainter, rows: Indices, pieces: int, scale: float, shift: Floats
    ) -> None:
        points = self.diagram.edges.points
        lines = np.empty((len(rows), pieces, 4))
        if pieces == 1:
            lines[:, 0, :2], lines[:, 0, 2:] = points[rows, 0], points[rows, 3]
        else:
            corners = polylines(points[rows], pieces)
            lines[:, :, :2], lines[:, :, 2:] = corners[:, :-1], corners[:, 1:]
        lines *= scale
        lines += np.concatenate([shift, shift])
        draw_lines(painter, lines.reshape(-1, 4))

    # ------------------------------------------------------------------ cards

    def _paint_cards(
        self,
        painter: QPainter,
        look: Look,
        showing: Showing,
        state: RowState,
        rows: Indices,
        scale: float,
        shift: Floats,
    ) -> None:
        if not len(rows):
            return
        ratio = painter.device().devicePixelRatio()
        self._sort_cards()
        atlas = self._atlas
        if atlas is None or atlas.key != (look, scale, ratio):
            atlas = self._atlas = Atlas(look, scale, ratio)
        keys, places = self._sprites(showing, state, rows)
        cells = atlas.cells_of(keys)[places]
        # What is rounded does not depend on how far the view was scrolled, so that a card's pixels
        # are the same wherever it is.
        left_top = (self.diagram.nodes.boxes[rows, :2] - PAD) * (scale * ratio)
        left_top = np.floor(left_top + 0.5) + np.floor(shift * ratio + 0.5)
        fragments = np.empty((len(rows), 10))
        fragments[:, :2] = (left_top + cells[:, 2:] / 2) / ratio
        fragments[:, 2:6] = cells
        fragments[:, 6:8] = 1.0 / ratio
        fragments[:, 8] = 0.0
        fragments[:, 9] = 1.0
        if state.dimmed:
            fragments[state.dimmed_nodes[rows], 9] = FADED_OPACITY
        draw_fragments(painter, fragments, atlas.picture)

    def _sprites(
        self, showing: Showing, state: RowState, rows: Indices
    ) -> tuple[list[SpriteKey], Indices]:
        """Return the sprites that are needed, and which of them each row has."""
        kinds = self._kinds[rows]
        if not showing.position:
            return self._keys, kinds
        known = state.has_value[rows] + 2 * state.has_gradient[rows]
        if state.dimmed:
            known[state.dimmed_nodes[rows]] = 0
        places = 4 * kinds + known
        used = np.flatnonzero(np.bincount(places, minlength=4 * len(self._keys)))
        value, gradient = ("stale", "stale") if showing.is_stale else ("value", "gradient")
        bars = [("", ""), (value, ""), ("", gradient), (value, gradient)]
        keys = [self._keys[place // 4]._replace(bars=bars[place % 4]) for place in used.tolist()]
        renumbered = np.zeros(4 * len(self._keys), dtype=np.intp)
        renumbered[used] = np.arange(len(used))
        return keys, renumbered[places]

    def _sort_cards(self) -> None:
        """Find out which sprite belongs to which row."""
        if self._faces == self.diagram.faces:
            return
        self._faces = self.diagram.faces
        places: dict[SpriteKey, int] = {}
        cards = self.diagram.cards
        count = len(self.diagram.nodes.ids)
        self._kinds = np.zeros(count, dtype=np.intp)
        self._is_leaf = np.zeros(count, dtype=bool)
        # Among tens of thousands of cards there are a few that look different.
        seen: dict[tuple[object, ...], tuple[int, bool]] = {}
        sorted_cards = []
        for card in cards.values():
            look = card.symbol, card.width, card.height, card.token, card.kind
            found = seen.get(look)
            if found is None:
                place = places.setdefault(sprite_key(card), len(places))
                found = seen[look] = place, card.kind in {Kind.LEAF, Kind.NUMBER}
            sorted_cards.append(found)
        if sorted_cards:
            rows = list(map(self.diagram.nodes.rows.__getitem__, cards))
            self._kinds[rows], self._is_leaf[rows] = np.array(sorted_cards).T
        self._keys = list(places)

    def _paint_halos(
        self,
        painter: QPainter,
        look: Look,
        showing: Showing,
        marks: Marks,
        scale: float,
        shift: Floats,
    ) -> None:
        """Let the active card and the one being looked for shine, also where they are tiny."""
        shining = {} if marks.pulsing is None else {marks.pulsing: ("accent", marks.pulse)}
        if showing.step is not None:
            shining[showing.step.node] = (PHASE_TOKENS[showing.step.phase], 1.0)
        painter.setPen(look.no_pen)
        for node_id, (token, strength) in shining.items():
            if node_id in self.diagram.nodes.rows:
                painter.setBrush(look.brush(token, 0.3 * round(strength, 2)))
                frame = self._frame(node_id, scale, shift).adjusted(-6, -6, 6, 6)
                painter.drawRoundedRect(frame, 7.0, 7.0)

    def _paint_frames(
        self,
        painter: QPainter,
        look: Look,
        showing: Showing,
        marks: Marks,
        rows: Indices,
        scale: float,
        shift: Floats,
    ) -> None:
        table = self.diagram.nodes
        self._find_chosen(marks)
        chosen = rows[self._is_chosen[rows]]
        painter.setBrush(look.brush("accent", 0.18))
        painter.setPen(_line_pen(look, "accent", 1.6))
        if len(chosen):
            boxes = table.boxes[chosen]
            boxes[:, 2:] -= boxes[:, :2]
            # So many cards are so small that nobody sees smooth frames, which take long to draw.
            if len(marks.nodes) > MOST_SMOOTH_FRAMES:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(_line_pen(look, "accent", 0.0))
            draw_rectangles(painter, _on_screen(boxes, scale, shift))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = showing.step
        if step is not None and step.node in table.rows:
            painter.setBrush(look.no_brush)
            painter.setPen(_line_pen(look, PHASE_TOKENS[step.phase], 2.0))
            corner = CORNER * scale
            painter.drawRoundedRect(self._frame(step.node, scale, shift), corner, corner)

    def _find_chosen(self, marks: Marks) -> None:
        """Find out which rows are selected, unless that is known."""
        table, key = self.diagram.nodes, (marks.nodes, self.diagram.structure)
        if self._chosen_key[0] is not key[0] or self._chosen_key[1] != key[1]:
            self._chosen_key = key
            self._is_chosen = np.zeros(len(table.ids), dtype=bool)
            self._is_chosen[[table.rows[node] for node in marks.nodes if node in table.rows]] = True

    def _frame(self, node_id: str, scale: float, shift: Floats) -> QRectF:
        box = self.diagram.nodes.boxes[self.diagram.nodes.rows[node_id]].reshape(2, 2)
        (left, top), (right, bottom) = (box * scale + shift).tolist()
        return QRectF(left, top, right - left, bottom - top)

    def _paint_names(
        self, painter: QPainter, look: Look, state: RowState, rows: Indices, scale: float
    ) -> None:
        """Write the names of leaves, which have no sprite of their own."""
        leaves = rows[self._is_leaf[rows]] if len(rows) else rows
        if scale < LEAST_NAME_SCALE or not len(leaves) or self._crowd.cards > MOST_NAMES:
            return
        table = self.diagram.nodes
        painter.setFont(font_of(Style.SYMBOL))
        for row in leaves.tolist():
            card = self.diagram.cards[table.ids[row]]
            x, y = table.boxes[row, :2].tolist()
            opacity = FADED_OPACITY if state.dimmed_nodes[row] else 1.0
            painter.setPen(look.colour(card.token, opacity))
            painter.drawText(QPointF(x + TEXT_LEFT, y + SYMBOL_BASELINE), card.symbol)


class _Crowd(NamedTuple):
    """About how many edges and cards a whole view shows."""

    edges: int
    cards: int


def _pieces_for(count: int, scale: float) -> int:
    """Into how many straight pieces a curve is divided where it is too small to be seen as one."""
    if count > MOST_BENT_EDGES:
        return 1
    if count > FEW_EDGES or scale < LEAST_BENT_SCALE:
        return 4
    return 12


def _pen_groups(state: RowState, rows: Indices) -> list[tuple[str, float, Indices]]:
    """Sort edges by token and width of their pens; the most important come last."""
    kinds, widths = state.edge_kinds[rows], state.edge_widths[rows]
    if state.dimmed:
        kinds = np.where(state.dimmed_edges[rows], EdgeKind.DEAD, kinds)
    groups = [
        ("edge_dead", 1.0, rows[kinds == EdgeKind.DEAD]),
        ("edge", 1.0, rows[kinds == EdgeKind.PLAIN]),
    ]
    flowing = kinds == EdgeKind.FLOWING
    for low, high, width in ((0.0, 2.0, 1.0), (2.0, 3.0, 1.4), (3.0, 9.0, 2.0)):
        groups.append(("gradient", width, rows[flowing & (widths > low) & (widths <= high)]))
    for kind, token, width in HEAT:
        groups.append((token, width, rows[kinds == kind]))
    return [group for group in groups if len(group[2])]


def _line_pen(look: Look, token: str, width: float) -> QPen:
    # A width of 0 is one device pixel, which Qt draws several times as fast as 1.0.
    return look.pen(token, width if width > 1.0 else 0.0)


def _on_screen(rectangles: Floats, scale: float, shift: Floats) -> Floats:
    """Map rows of left, top, width, height from the canvas to pixels."""
    rectangles *= scale
    rectangles[:, :2] += shift
    return rectangles
