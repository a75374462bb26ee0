"""What is seen of one card, and how it is kept for the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from engine.diagnostic import Severity
from engine.graph import Graph, Node
from engine.program import parse
from gui.canvas.card import Kind, card_of
from gui.canvas.faces import Faces
from gui.canvas.ground import grid_mesh, paint_grid, paint_ruled_ground
from gui.canvas.look import Look, look_of
from gui.canvas.node_painter import CardState, badge_places, card_bounds, paint_card
from gui.canvas.number_text import NumberFormat
from gui.canvas.outline_painter import OutlinePainter
from gui.canvas.screen import Screen
from gui.canvas.sprites import Atlas, sprite_key
from gui.canvas.stage import Stage
from gui.theme import load_theme
from tests.gui.canvas.pictures import pixels

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return look_of(load_theme("light"))


def draw(card_state: CardState, look: Look, node: Node) -> QImage:
    graph = Graph()
    graph.insert(node)
    card = card_of(graph, node, NumberFormat())
    bounds = card_bounds(card)
    image = QImage(bounds.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-bounds.topLeft())
    paint_card(painter, look, card, card_state)
    painter.end()
    return image


def test_every_state_of_a_card_looks_different(look: Look) -> None:
    node = Node("n1", "add", "z", attributes={"x2": 3.0})
    states = [
        CardState(),
        CardState(value="1", knows_value=True),
        CardState(value="1", gradient="2", knows_value=True, knows_gradient=True),
        CardState(value="1", knows_value=True, is_stale=True),
        CardState(is_selected=True),
        CardState(is_hovered=True),
        CardState(is_faded=True),
        CardState(is_output=True),
        CardState(active="value"),
        CardState(active="gradient"),
        CardState(active="gradient", is_selected=True),
        CardState(pulse=0.7),
        CardState(severity=Severity.ERROR),
        CardState(severity=Severity.WARNING),
        CardState(shows_extra_port=True),
        CardState(shows_extra_port=True, port="x3"),
        CardState(port="x1"),
        CardState(port=""),
        CardState(value="‖5‖", knows_value=True, shape="3×4"),
    ]
    pictures = [draw(state, look, node) for state in states]
    for index, one in enumerate(pictures):
        assert all(one != other for other in pictures[index + 1 :]), states[index]


def test_a_placeholder_and_an_override_can_be_told(look: Look) -> None:
    plain = draw(CardState(), look, Node("n1", "sigmoid", "y"))
    overridden = draw(CardState(), look, Node("n1", "sigmoid", "y", overrides={"x": "1"}))
    unknown = draw(CardState(), look, Node("n1", "warp", "y"))
    assert len({bytes(image.constBits()) for image in (plain, overridden, unknown)}) == 3


def test_badges_do_not_lie_on_each_other(look: Look) -> None:
    graph = Graph()
    graph.insert(Node("n1", "sigmoid", "y", overrides={"x": "1"}))
    card = card_of(graph, graph.node("n1"), NumberFormat())
    places = badge_places(card, Severity.ERROR)
    assert set(places) == {"finding", "override"}
    assert (places["finding"] - places["override"]).manhattanLength() > 16


def test_a_kept_face_is_the_card_itself(look: Look) -> None:
    graph = Graph()
    graph.insert(Node("n1", "sigmoid", "y"))
    card = card_of(graph, graph.node("n1"), NumberFormat())
    state = CardState(value="0.5", knows_value=True)
    faces, screen = Faces(), Screen(1.0, 1.0)
    ground = QImage(220, 160, QImage.Format.Format_ARGB32_Premultiplied)
    ground.fill(look.colour("canvas"))
    direct, kept = ground.copy(), ground.copy()
    painter = QPainter(direct)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(40, 30)
    paint_card(painter, look, card, state)
    painter.end()
    face = faces.face(look, screen, "n1", card, state)
    painter = QPainter(kept)
    painter.drawPixmap(QPointF(40, 30) - face.corner, face.picture)
    painter.end()
    differences = np.abs(pixels(kept) - pixels(direct)).max(axis=2)
    assert (differences > 12).sum() < 60
    assert faces.face(look, screen, "n1", card, CardState("0.5", knows_value=True)) is face
    assert faces.face(look, screen, "n1", card, CardState("0.75", knows_value=True)) is not face
    again = faces.face(look, screen, "n1", card, state)
    assert again is not face
    assert faces.face(look, Screen(1.5, 1.0), "n1", card, state) is not again


def test_sprites_are_drawn_once_for_all_cards_of_a_kind(look: Look) -> None:
    graph = parse("x = 1; y = sin(x); z = sin(y); p = 2*z")
    stage = Stage(graph, look.theme)
    keys = list(dict.fromkeys(sprite_key(card) for card in stage.diagram.cards.values()))
    assert len(keys) == 3
    atlas = Atlas(look, 0.25, 2.0)
    cells = atlas.cells_of(keys)
    assert cells.shape == (3, 4)
    assert atlas.picture.width() >= cells[:, :3:2].sum(axis=1).max()
    picture_before = atlas.picture.cacheKey()
    assert (atlas.cells_of(keys) == cells).all()
    assert atlas.picture.cacheKey() == picture_before


def test_leaves_share_a_sprite_whatever_they_are_called(look: Look) -> None:
    graph = parse("param a = 1; param bee = 2; y = a*bee")
    stage = Stage(graph, look.theme)
    one, other = (stage.diagram.cards[graph.resolve(name)] for name in ("a", "bee"))
    assert one.kind is Kind.LEAF
    assert sprite_key(one) == sprite_key(other)


def test_the_grid_grows_before_it_gets_too_fine() -> None:
    assert grid_mesh(1.0) == grid_mesh(0.5) == 36.0
    assert grid_mesh(0.3) * 0.3 >= 16.0
    assert grid_mesh(0.2) * 0.2 >= 28.0


@pytest.mark.parametrize(("scale", "ratio"), [(1.0, 1), (0.83, 1), (0.21, 2), (2.3, 1.5)])
def test_a_ground_made_of_strips_is_ruled_like_any(look: Look, scale: float, ratio: float) -> None:
    def drawn(*, in_strips: bool) -> QImage:
        image = QImage(700, 500, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(QTransform(scale, 0, 0, scale, -77, 31))
        inverse, _ = painter.transform().inverted()
        area = inverse.mapRect(QRectF(painter.window()))
        if in_strips:
            paint_ruled_ground(painter, look, area)
        else:
            painter.fillRect(area, look.canvas)
            paint_grid(painter, look, area)
        painter.end()
        return image

    plain = drawn(in_strips=False)
    assert drawn(in_strips=True) == plain
    lines = (np.abs(pixels(plain) - pixels(plain)[1, 1]).max(axis=2) > 0).sum()
    assert lines > 2000


def test_outlined_letters_stand_where_letters_do(look: Look) -> None:
    def drawn(kind: type[QPainter]) -> QImage:
        image = QImage(200, 60, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.white)
        painter = kind(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor("black"))
        font = painter.font()
        font.setPixelSize(24)
        painter.setFont(font)
        painter.drawText(QPointF(10, 40), "σ(x₁)")
        painter.drawText(QRectF(100, 0, 60, 60), Qt.AlignmentFlag.AlignCenter, "!")
        painter.end()
        return image

    def dark(image: QImage) -> set[tuple[int, int]]:
        ys, xs = np.nonzero(pixels(image).max(axis=2) < 120)
        return set(zip((xs // 6).tolist(), (ys // 6).tolist(), strict=True))

    letters, shapes = dark(drawn(QPainter)), dark(drawn(OutlinePainter))
    assert letters
    assert len(letters ^ shapes) <= len(letters) / 3
