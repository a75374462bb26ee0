"""What is seen: colours where they belong, at every scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.diagnostic import Severity
from engine.document_format import Contents
from engine.edits import Disconnect, SetNode
from engine.graph import Graph, Node
from engine.layout import laid_out
from engine.program import parse
from gui.canvas.card import Kind, card_of
from gui.canvas.faces import Faces
from gui.canvas.fast_drawing import grid_bars
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.gestures.place import PlaceGesture
from gui.canvas.look import Look, look_of
from gui.canvas.node_painter import CardState, badge_places, card_bounds, paint_card
from gui.canvas.number_text import NumberFormat
from gui.canvas.outline_painter import OutlinePainter
from gui.canvas.projection import group_key
from gui.canvas.sprites import Atlas, sprite_key
from gui.canvas.stage import Stage
from gui.theme import load_theme, manager

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.canvas.view import CanvasView
    from tests.gui.canvas.conftest import Hand


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return look_of(load_theme("light"))


def picture(view: CanvasView) -> QImage:
    QApplication.processEvents()
    return view.viewport().grab().toImage()


def pixels(image: QImage, area: QRectF | None = None) -> np.ndarray:
    """Red, green and blue of the pixels of an area, of shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1, 4)
    place = (area or QRectF(plain.rect())).toAlignedRect().intersected(plain.rect())
    chosen = rows[place.top() : place.bottom() + 1, place.left() : place.right() + 1, 2::-1]
    return chosen.astype(int)


def distances(image: QImage, token: str, area: QRectF | None = None) -> np.ndarray:
    """How far each pixel's colour is from that of a token."""
    wanted = manager().theme.colour(token)
    colour = (wanted.red(), wanted.green(), wanted.blue())
    found: np.ndarray = np.abs(pixels(image, area) - colour).max(axis=2)
    return found


def count(image: QImage, token: str, area: QRectF | None = None) -> int:
    """How many pixels have about the colour of a token."""
    return int((distances(image, token, area) < 12).sum())


def card_area(view: CanvasView, hand: Hand, name: str, margin: float = 0.0) -> QRectF:
    box = view.canvas_scene.items_by_id[hand.id(name)].sceneBoundingRect()
    trimmed = box.adjusted(14 - margin, 14 - margin, margin - 14, margin - 14)
    return QRectF(
        view.navigator.pixel_of(trimmed.topLeft()), view.navigator.pixel_of(trimmed.bottomRight())
    )


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


# ------------------------------------------------------------------ the canvas


def test_before_any_run_only_leaves_have_numbers_and_edges_have_none(
    view: CanvasView, hand: Hand
) -> None:
    image = picture(view)
    assert count(image, "value", card_area(view, hand, "w1")) > 5
    assert count(image, "value", card_area(view, hand, "o1")) == 0
    assert count(image, "gradient") == 0
    assert view.furniture.banner.isHidden()


def test_a_pass_colours_values_and_gradients(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_forward()
    image = picture(view)
    assert count(image, "value", card_area(view, hand, "o1")) > 5
    assert count(image, "gradient", card_area(view, hand, "o1")) == 0
    view.playhead.run_backward()
    image = picture(view)
    assert count(image, "gradient", card_area(view, hand, "o1")) > 5


def test_the_active_node_shines_in_the_colour_of_its_pass(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_backward()
    view.playhead.show_step_of(hand.id("o1"))
    lit = count(picture(view), "gradient", card_area(view, hand, "o1", 3))
    view.playhead.step_back()
    assert lit > 3 * count(picture(view), "gradient", card_area(view, hand, "o1", 3)) / 2


def test_stale_numbers_are_grey(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_backward()
    view.document.set_live(False)
    view.document.perform(SetNode(hand.id("x"), {"value": 2.0}), "Set")
    image = picture(view)
    assert count(image, "value", card_area(view, hand, "o1")) == 0
    assert count(image, "stale", card_area(view, hand, "o1")) > 3


@pytest.mark.parametrize("zoom", [1.0, 0.41, 0.39, 0.2, 0.06])
def test_nothing_disappears_at_any_scale(view: CanvasView, hand: Hand, zoom: float) -> None:
    view.playhead.run_backward()
    view.navigator.zoom_to(zoom)
    view.navigator.centre_on(hand.middle("o1"))
    image = picture(view)
    area = card_area(view, hand, "o1", 2)
    assert distances(image, "activation", area).min() < 80
    assert count(image, "gradient") > 10


def test_the_overview_shows_selection_known_numbers_and_names(view: CanvasView, hand: Hand) -> None:
    view.navigator.zoom_to(0.3)
    view.navigator.centre_on(hand.middle("o1"))
    before = picture(view)
    assert count(before, "accent", card_area(view, hand, "o1", 2)) == 0
    assert count(before, "parameter", card_area(view, hand, "w2").adjusted(6, 0, 0, 0)) > 0
    view.document.select([hand.id("o1")], [hand.graph.edges_into(hand.id("o1"))[0]])
    view.playhead.run_backward()
    after = picture(view)
    assert count(after, "accent", card_area(view, hand, "o1", 3)) > 20
    assert after != before


def test_what_does_not_count_steps_back_in_the_overview_too(view: CanvasView, hand: Hand) -> None:
    view.playhead.run_backward()
    view.navigator.zoom_to(0.3)
    view.navigator.centre_on(hand.middle("o1"))

    def contrast(name: str) -> float:
        drawn = pixels(picture(view), card_area(view, hand, name))
        ground = view.stage.look.canvas.color()
        drawn_ground = (ground.red(), ground.green(), ground.blue())
        return float(np.abs(drawn - drawn_ground).mean())

    before = {name: contrast(name) for name in ("w2", "yhat", "w1")}
    view.stage.marks.dimmed = frozenset([hand.id("w2"), hand.id("yhat")])
    view.canvas_scene.dirtied.emit(None)
    assert contrast("w2") < 0.5 * before["w2"]
    assert contrast("yhat") < 0.5 * before["yhat"]
    assert contrast("w1") == before["w1"]


def test_the_card_of_a_group_steps_back_with_all_that_is_in_it(
    view: CanvasView, hand: Hand
) -> None:
    view.document.select([hand.id("z1"), hand.id("o1")])
    view.grouping.group()
    view.in_place.editor.close_editor()
    view.grouping.toggle("g1")
    for names, is_faded in ((["z1"], False), (["z1", "o1"], True), ([], False)):
        view.stage.marks.dimmed = frozenset(map(hand.id, names))
        assert view.stage.card_state(group_key("g1")).is_faded == is_faded


def test_the_overview_is_drawn_where_the_scene_would_draw(view: CanvasView, hand: Hand) -> None:
    view.navigator.zoom_to(0.41)
    view.navigator.centre_on(hand.middle("o1"))
    inside = picture(view)
    view.navigator.zoom_to(0.399)
    view.navigator.centre_on(hand.middle("o1"))
    outside = picture(view)
    for image in (inside, outside):
        left = view.navigator.pixel_of(
            QPointF(*view.stage.diagram.nodes.position(hand.id("o1")))
        ).toPoint()
        assert count(image, "activation", QRectF(left.x() - 3, left.y(), 10, 30)) > 20


def test_a_gesture_is_drawn_at_every_scale(view: CanvasView, hand: Hand) -> None:
    for zoom in (1.0, 0.3):
        view.navigator.zoom_to(zoom)
        view.navigator.centre_on(hand.nothing())
        start = hand.nothing()
        plain = picture(view)
        hand.press(start)
        hand.move(start + QPointF(90, 60) / zoom)
        assert picture(view) != plain
        assert view.interaction.cancel()
        hand.release(start)
        assert picture(view) == plain


@pytest.mark.parametrize("zoom", [1.0, 0.3])
def test_what_changes_is_drawn_again_and_little_else(
    view: CanvasView, hand: Hand, zoom: float
) -> None:
    view.set_minimap_shown(False)
    view.navigator.zoom_to(zoom)
    view.navigator.centre_on(hand.middle("o1"))
    QApplication.processEvents()
    drawn = Drawn(view)
    x, y = hand.graph.find("o1").position
    view.canvas_scene.move_live({hand.id("o1"): (x + 5, y)})
    assert 0 < drawn.part() < 0.5
    hand.move(hand.middle("z1"))
    assert 0 < drawn.part() < 0.2
    view.document.select([hand.id("z1")])
    assert 0 < drawn.part() < 0.2
    view.playhead.run_forward()
    assert drawn.part() == 1.0


class Drawn(QObject):
    """Which part of a canvas was drawn since it was last asked."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._viewport = view.viewport()
        self._region = QRegion()
        self._viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._region += event.region()
        return False

    def part(self) -> float:
        QApplication.processEvents()
        box = self._region.boundingRect()
        self._region = QRegion()
        whole = self._viewport.rect()
        return box.width() * box.height() / (whole.width() * whole.height())


def test_a_thousand_edges_are_drawn_too(make_view: Callable[[str], CanvasView]) -> None:
    view = make_view("")
    graph = Graph()
    source = graph.add_input("x", 1.0)
    for _ in range(1000):
        source = graph.add("tanh", source)
    view.document.show(Contents(laid_out(graph)), None)
    view.playhead.run_backward()
    assert count(picture(view), "gradient") > 20


def test_the_minimap_shows_the_cards_and_moves_the_view(view: CanvasView, hand: Hand) -> None:
    minimap = view.furniture.minimap
    assert not minimap.isHidden()
    image = minimap.grab().toImage()
    assert count(image, "port") > 50
    assert count(image, "minimap_view") > 50
    wanted: list[QPointF] = []
    minimap.place_wanted.connect(wanted.append)
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=minimap.rect().center())
    assert (wanted[0] - view.stage.bounds().center()).manhattanLength() < 40
    view.set_minimap_shown(False)
    assert minimap.isHidden()


def test_the_banner_tells_pass_step_and_place(view: CanvasView, hand: Hand) -> None:
    banner = view.furniture.banner
    assert banner.isHidden()
    view.playhead.run_backward()
    view.playhead.show_step_of(hand.id("o1"))
    position, length = view.playhead.position, view.playhead.length
    assert banner.text == f"Backward pass · step {position} of {length} · at σ → o₁"
    assert banner.accessibleName() == banner.text
    view.playhead.seek(1)
    assert banner.text.startswith("Forward pass · step 1 of")
    view.playhead.to_end()
    assert banner.text.startswith("Update · step")
    view.playhead.to_start()
    assert banner.isHidden()


# ------------------------------------------------------------------ one card


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

    def drawn(faces: Faces) -> QImage:
        image = QImage(220, 160, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(look.colour("canvas"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(40, 30)
        faces.paint(painter, look, "n1", card, state)
        painter.end()
        return image

    faces = Faces()
    faces.begin_frame(look, 1.0, 1.0)
    direct = drawn(faces)
    faces.begin_frame(look, 1.0, 1.0)
    made, kept = drawn(faces), drawn(faces)
    assert made == kept
    differences = np.abs(pixels(made) - pixels(direct)).max(axis=2)
    assert (differences > 12).sum() < 60
    state = CardState(value="0.75", knows_value=True)
    assert drawn(faces) != made


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
    area = QRectF(0, 0, 3600, 3600)
    fine, coarse = grid_bars(area, 1.0), grid_bars(area, 0.2)
    assert len(coarse) * 2.5 < len(fine)
    assert fine[0, 2] == 1.0
    assert coarse[0, 2] == 5.0


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


def test_labels_follow_a_node_that_is_dragged_and_the_others_stay(
    view: CanvasView, hand: Hand
) -> None:
    view.playhead.run_backward()
    picture(view)
    before = picture(view)
    start = hand.middle("L")
    hand.press(start)
    hand.move(start + QPointF(0, 12))
    hand.move(start + QPointF(0, 132))
    during = picture(view)
    assert during != before
    far = card_area(view, hand, "w1", 10)
    assert count(during, "value", far) == count(before, "value", far)
    hand.release(start + QPointF(0, 132))
    assert count(picture(view), "gradient") > 0.8 * count(before, "gradient")
    view.document.undo_stack.undo()
    view.document.select(())
    view.hide_hover()
    assert picture(view) == before


@pytest.mark.parametrize("zoom", [1.0, 0.3])
def test_edges_in_the_making_strokes_and_ghosts_are_drawn(
    view: CanvasView, hand: Hand, zoom: float
) -> None:
    view.navigator.zoom_to(zoom)
    view.navigator.centre_on(hand.middle("o1"))
    plain = count(picture(view), "accent")
    place = hand.middle("o1") + QPointF(0, 150)
    if zoom > 0.4:
        hand.press(hand.output("o1"))
        hand.move(place)
        assert count(picture(view), "accent") > plain + 30
        hand.move(hand.input("o", "x3"))
        assert count(picture(view), "accent") > plain + 30
        view.interaction.cancel()
        hand.release(place)
        hand.press(hand.input("z1", "x3"))
        hand.move(place)
        assert count(picture(view), "accent") > plain + 30
        view.interaction.cancel()
        hand.release(place)
    alt = Qt.KeyboardModifier.AltModifier
    view.navigator.centre_on(hand.nothing())
    bare = picture(view)
    hand.press(hand.nothing(), keys=alt)
    hand.move(hand.nothing() + QPointF(160, 0), alt)
    assert picture(view) != bare
    view.interaction.cancel()
    hand.release(hand.nothing())
    gesture = PlaceGesture(view, "tanh")
    pixel = view.navigator.pixel_of(place)
    bare = picture(view)
    view.interaction.begin(gesture, Pointer(place, pixel))
    assert picture(view) != bare
    view.interaction.cancel()
    assert picture(view) == bare


def test_many_nodes_are_selected_at_once(make_view: Callable[[str], CanvasView]) -> None:
    view = make_view("; ".join(f"a{index} = {index}" for index in range(120)))
    before = count(picture(view), "accent")
    view.select_all()
    assert count(picture(view), "accent") > before + 500


def test_selected_and_hovered_edges_are_lit(view: CanvasView, hand: Hand) -> None:
    plain = picture(view)
    edge = hand.graph.edges_into(hand.id("o1"))[0]
    view.light_edge(edge)
    lit = picture(view)
    assert lit != plain
    view.light_edge(None)
    view.document.select((), [edge])
    assert picture(view) not in (plain, lit)


def test_the_edges_of_selected_nodes_are_lit(view: CanvasView, hand: Hand) -> None:
    around = {*hand.graph.edges_into(hand.id("o1")), *hand.graph.edges_out_of(hand.id("o1"))}
    ends = [view.stage.diagram.edges.path(view.stage.diagram.edges.rows[edge]) for edge in around]
    areas = [
        QRectF(view.navigator.pixel_of(path.pointAtPercent(0.5)), QSizeF(9, 9)) for path in ends
    ]
    plain = picture(view)
    view.document.select([hand.id("o1")])
    assert view.stage.marks.lit == around
    after = picture(view)
    for area in areas:
        area.translate(-4, -4)
        assert (pixels(plain, area) != pixels(after, area)).any()
    view.document.perform(Disconnect(hand.graph.edges_into(hand.id("o1"))[0]), "Disconnect")
    assert view.stage.marks.lit == set(hand.graph.edges_out_of(hand.id("o1")))
    view.document.select(())
    assert view.stage.marks.lit == frozenset()


def test_where_very_many_are_selected_no_edge_is_lit(
    make_view: Callable[[str], CanvasView],
) -> None:
    view = make_view("x = 1; " + "; ".join(f"a{index} = sin(x)" for index in range(60)))
    view.select_all()
    assert view.stage.marks.lit == frozenset()


def test_an_update_step_is_drawn_in_the_colour_of_parameters(view: CanvasView, hand: Hand) -> None:
    view.playhead.to_end()
    step = view.stage.showing.step
    assert step is not None
    name = hand.graph.node(step.node).name
    view.playhead.to_start()
    before = count(picture(view), "parameter", card_area(view, hand, name, 3))
    view.playhead.to_end()
    assert count(picture(view), "parameter", card_area(view, hand, name, 3)) > before + 100
