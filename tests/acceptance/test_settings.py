"""The settings page: made from the table, searched, at work at once, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QSpinBox,
    QWidget,
)

from engine import parse
from engine.document_format import Contents
from engine.edits import SetOutput
from gui import motion
from gui.canvas.row_state import EdgeKind
from gui.catalogue import Entry
from gui.dialogs.settings import SECTIONS, SettingsDialog
from gui.panels.explain import ExplainPanel
from gui.panels.train import TrainPanel
from gui.settings import (
    AUTOSAVE_SECONDS,
    CANVAS_DIGITS,
    DECIMAL_COMMA,
    DIM_UNUSED,
    GRADIENT_HEAT,
    LEARNING_RATE,
    LIVE_EVALUATION,
    PAN_WITH,
    PANEL_TITLES,
    REDUCED_MOTION,
    SETTINGS,
    SHOW_GRID,
    SHOW_MINIMAP,
    SNAP_TO_GRID,
    SPEED,
    TEXT_PERCENT,
    THEME,
    WHEEL,
    Settings,
)
from gui.theme import manager
from gui.value_text import exact_text, write_decimal_comma
from gui.widgets.entry_rows import ENTRY_ROLE
from gui.widgets.formula_label import FormulaLabel
from gui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.acceptance.person import Person

PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What the settings change in the whole application is as before afterwards."""
    yield
    motion.choose_motion("system")
    write_decimal_comma(False)
    manager().choose("light")
    manager().set_text_percent(100)


@pytest.fixture
def page(person: Person, window: MainWindow) -> SettingsDialog:
    window.actions_by_id["file.settings"].trigger()
    person.wait()
    found = window.findChild(SettingsDialog)
    assert found is not None
    return found


def field(page: SettingsDialog, key: str) -> QWidget:
    return next(row.entry for row in page.rows if row.setting.key == key)


def test_every_row_with_a_title_is_on_the_page_once(page: SettingsDialog) -> None:
    shown = [row.setting for row in page.rows if row.isVisible()]
    assert shown == [setting for setting in SETTINGS if setting.title]
    sections = {name for name, _ in SECTIONS}
    assert {setting.key.partition("/")[0] for setting in shown} == sections
    for row in page.rows:
        assert row.entry.accessibleName()
        assert len(row.setting.names) == len(row.setting.choices)


def test_a_check_box_a_choice_and_a_number_take_effect(
    page: SettingsDialog, window: MainWindow
) -> None:
    grid, theme = field(page, SHOW_GRID.key), field(page, THEME.key)
    digits = field(page, CANVAS_DIGITS.key)
    assert isinstance(grid, QCheckBox)
    assert isinstance(theme, QComboBox)
    assert isinstance(digits, QSpinBox)
    grid.click()
    assert not window.canvas.stage.has_grid
    theme.setCurrentIndex(theme.findData("contrast_dark"))
    theme.activated.emit(theme.currentIndex())
    assert manager().theme.name == "contrast_dark"
    assert window.actions_by_id["theme.contrast_dark"].isChecked()
    digits.setValue(7)
    assert window.canvas.stage.numbers.digits == 7


def test_the_page_follows_what_is_chosen_elsewhere(
    page: SettingsDialog, window: MainWindow
) -> None:
    live, theme = field(page, LIVE_EVALUATION.key), field(page, THEME.key)
    assert isinstance(live, QCheckBox)
    assert isinstance(theme, QComboBox)
    window.actions_by_id["run.live"].trigger()
    assert not live.isChecked()
    window.actions_by_id["theme.dark"].trigger()
    assert theme.currentData() == "dark"


def test_searching_leaves_what_is_meant(page: SettingsDialog) -> None:
    for query, expected in (
        ("minimap", {SHOW_MINIMAP.key}),
        ("trackpad", {WHEEL.key}),
        ("contrast", {THEME.key}),
    ):
        page.search.setText(query)
        assert {row.setting.key for row in page.rows if row.isVisible()} == expected
    page.search.setText("qqqq")
    nothing = page.findChild(QLabel, "settings_nothing")
    assert nothing is not None
    assert nothing.isVisible()
    page.search.clear()
    assert all(row.isVisible() for row in page.rows)


def test_defaults_come_back(page: SettingsDialog, window: MainWindow) -> None:
    window.settings.set_value(SNAP_TO_GRID, False)
    window.settings.set_value(CANVAS_DIGITS, 9)
    window.settings.set_value(THEME, "dark")
    defaults = page.findChild(QPushButton, "settings_defaults")
    assert defaults is not None
    defaults.click()
    for row in page.rows:
        assert window.settings.value(row.setting) == row.setting.default
    assert window.canvas.snaps_to_grid


def test_it_opens_once_and_by_its_key(person: Person, window: MainWindow) -> None:
    window.canvas.setFocus()
    for _ in range(2):
        person.press(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier, window.canvas)
        window.activateWindow()
    (page,) = window.findChildren(SettingsDialog)
    field(page, SHOW_GRID.key).setFocus()
    page.close()
    window.actions_by_id["file.settings"].trigger()
    assert page.focusWidget() is page.search


def test_small_settings_reach_their_places(window: MainWindow) -> None:
    settings = window.settings
    settings.set_value(REDUCED_MOTION, "on")
    assert motion.is_motion_reduced()
    settings.set_value(PANEL_TITLES, True)
    assert window.actions_by_id["panels.titles"].isChecked()
    assert window.docking.docks["train"].titleBarWidget() is None
    settings.set_value(SHOW_MINIMAP, False)
    assert not window.canvas.furniture.minimap.isVisible()
    settings.set_value(AUTOSAVE_SECONDS, 5)
    assert window.recovery.delay == 5
    settings.set_value(LIVE_EVALUATION, False)
    assert not window.document.is_live


def test_learning_rate_and_speed_are_on_the_page_and_at_work(
    page: SettingsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    window.document.show(Contents(parse("param w = 1; L = w^2")), None)
    rate, speed = field(page, LEARNING_RATE.key), field(page, SPEED.key)
    assert isinstance(rate, QLineEdit)
    assert isinstance(speed, QComboBox)
    rate.setText("1/8")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert window.settings.value(LEARNING_RATE) == 0.125
    assert window.docking.panel(TrainPanel).learning_rate == 0.125
    assert not window.document.is_modified
    speed.setCurrentIndex(speed.findData(4.0))
    speed.activated.emit(speed.currentIndex())
    assert window.playhead.speed == 4.0
    window.playhead.set_speed(0.5)
    assert speed.currentData() == 0.5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("fast", "“fast” is not a number"),
        ("0", "A number from 1e−12 to 1e12 is needed"),
        ("[1, 2]", "A number from 1e−12 to 1e12 is needed"),
    ],
)
def test_a_learning_rate_that_is_none_is_refused_on_the_page(
    page: SettingsDialog, window: MainWindow, qtbot: QtBot, typed: str, sentence: str
) -> None:
    rate = field(page, LEARNING_RATE.key)
    assert isinstance(rate, QLineEdit)
    rate.setText(typed)
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    told = page.findChild(QLabel, f"{rate.objectName()}_error")
    assert told is not None
    assert told.isVisible()
    assert told.text() == sentence
    assert window.settings.value(LEARNING_RATE) == LEARNING_RATE.default


def test_what_was_searched_last_is_offered_first_the_next_time(
    person: Person, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.canvas.setFocus()
    for wanted in ("tanh", "sigmoid"):
        person.press(Qt.Key.Key_Tab)
        person.type(wanted)
        person.press(Qt.Key.Key_Return)
    window.settings.save()
    again = MainWindow(settings=Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(again)
    again.show()
    again.canvas.open_search(None)
    search = again.canvas.dropping.search
    model = search.findChildren(QListView)[0].model()
    entries = [model.index(row, 0).data(ENTRY_ROLE) for row in range(4)]
    offered = [entry.operation for entry in entries if isinstance(entry, Entry)]
    assert offered[:2] == ["sigmoid", "tanh"]
    search.close_search()


def test_what_does_not_reach_the_output_can_be_dimmed(person: Person, window: MainWindow) -> None:
    marks = window.canvas.stage.marks
    window.settings.set_value(DIM_UNUSED, True)
    assert marks.dimmed == frozenset()
    window.document.perform(SetOutput(person.node("o1").id), "Use o1")
    window.document.ensure_evaluated()
    names = {window.document.graph.node(node_id).name for node_id in marks.dimmed}
    assert {"w2", "y", "yhat"} <= names
    assert not {"o1", "w1", "x", "b1"} & names
    assert window.canvas.stage.card_state(person.node("y").id).is_faded
    window.settings.set_value(DIM_UNUSED, False)
    assert marks.dimmed == frozenset()


def test_gradients_can_glow(person: Person, window: MainWindow) -> None:
    window.playhead.run_backward()
    kinds = set(window.canvas.stage.rows.edge_kinds.tolist())
    assert kinds == {EdgeKind.FLOWING}
    window.settings.set_value(GRADIENT_HEAT, True)
    hot = window.canvas.stage.rows.edge_kinds.tolist()
    assert EdgeKind.HOT in hot
    assert EdgeKind.FLOWING not in hot
    for view in (window.canvas, window.canvas):
        view.grab()
        view.navigator.zoom_to(0.1)
    window.settings.set_value(GRADIENT_HEAT, False)
    assert set(window.canvas.stage.rows.edge_kinds.tolist()) == {EdgeKind.FLOWING}


def test_a_decimal_comma_is_written_and_read(person: Person, window: MainWindow) -> None:
    window.docking.show("inspector")
    window.document.select([person.node("w1").id])
    person.wait()
    value = window.findChild(QLineEdit, "inspector_value")
    assert value is not None
    assert value.text() == "0.5"
    window.settings.set_value(DECIMAL_COMMA, True)
    assert value.text() == "0,5"
    assert exact_text(1.25) == "1,25"
    value.setFocus()
    person.type("0,25")
    person.press(Qt.Key.Key_Return)
    assert person.node("w1").value == 0.25
    assert window.canvas.stage.numbers.comma


def test_panels_write_the_decimal_comma_at_once(person: Person, window: MainWindow) -> None:
    window.playhead.run_backward()
    person.wait()
    rate = window.findChild(QLineEdit, "learning_rate")
    loss = window.findChild(QLabel, "loss_value")
    assert rate is not None
    assert loss is not None
    before = (rate.text(), loss.text())
    assert "." in before[0]
    assert "." in before[1]
    window.settings.set_value(DECIMAL_COMMA, True)
    assert (rate.text(), loss.text()) == tuple(text.replace(".", ",") for text in before)
    rate.setFocus()
    person.type("0,25")
    assert window.docking.panel(TrainPanel).learning_rate == 0.25
    window.settings.set_value(DECIMAL_COMMA, False)
    assert loss.text() == before[1]


def test_formulas_are_typeset_with_the_decimal_comma(
    person: Person, window: MainWindow, qtbot: QtBot
) -> None:
    explain = window.docking.panel(ExplainPanel)
    window.docking.show("explain")
    window.playhead.run_forward()
    qtbot.waitUntil(lambda: bool(explain.equations))
    equation = explain.equations[0]
    result = equation.result
    qtbot.waitUntil(lambda: result.formula_picture() is not None)
    with_point = result.formula_picture()
    window.settings.set_value(DECIMAL_COMMA, True)
    assert "," in result.text()
    assert result.accessibleName() == result.text()
    qtbot.waitUntil(lambda: result.formula_picture() is not None)
    with_comma = result.formula_picture()
    assert with_point is not None
    assert with_comma is not None
    assert with_comma.toImage() != with_point.toImage()
    assert all("." not in body.text() for body in equation.bodies)
    result.copy_latex()
    assert "." in QApplication.clipboard().text()
    window.settings.set_value(DECIMAL_COMMA, False)

    def is_as_before() -> bool:
        again = result.formula_picture()
        return again is not None and again.toImage() == with_point.toImage()

    qtbot.waitUntil(is_as_before)


# ---------------------------------------------------------------------- mouse and trackpad


def turn(
    window: MainWindow, angle: int, pixels: int = 0, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    viewport = window.canvas.viewport()
    place = QPointF(viewport.rect().center())
    event = QWheelEvent(
        place,
        QPointF(viewport.mapToGlobal(place.toPoint())),
        QPoint(0, pixels),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.ScrollUpdate if pixels else Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def middle(window: MainWindow) -> tuple[float, float]:
    centre = window.canvas.navigator.centre()
    return round(centre.x(), 1), round(centre.y(), 1)


def test_the_presets_of_wheel_and_trackpad(window: MainWindow) -> None:
    zoom, place = window.canvas.zoom, middle(window)
    turn(window, 120)
    assert window.canvas.zoom > zoom
    window.settings.set_value(WHEEL, "trackpad")
    zoom, place = window.canvas.zoom, middle(window)
    turn(window, 120)
    assert window.canvas.zoom == zoom
    assert middle(window) != place
    turn(window, 120, modifier=Qt.KeyboardModifier.ControlModifier)
    assert window.canvas.zoom > zoom


def test_two_fingers_pan_and_a_pinch_zooms_with_either_preset(window: MainWindow) -> None:
    for preset in ("mouse", "trackpad"):
        window.settings.set_value(WHEEL, preset)
        zoom, place = window.canvas.zoom, middle(window)
        turn(window, 40, pixels=33)
        assert window.canvas.zoom == zoom
        assert place[1] - middle(window)[1] == pytest.approx(33 / zoom, abs=1.5)
        viewport = window.canvas.viewport()
        at = QPointF(viewport.rect().center())
        QApplication.sendEvent(
            viewport,
            QNativeGestureEvent(
                Qt.NativeGestureType.ZoomNativeGesture,
                QPointingDevice.primaryPointingDevice(),
                2,
                at,
                at,
                at,
                0.25,
                QPointF(),
            ),
        )
        assert window.canvas.zoom == pytest.approx(zoom * 1.25)


@pytest.mark.parametrize(
    ("choice", "button", "pans"),
    [
        ("middle", Qt.MouseButton.MiddleButton, True),
        ("middle", Qt.MouseButton.RightButton, False),
        ("space", Qt.MouseButton.MiddleButton, False),
        ("right", Qt.MouseButton.MiddleButton, True),
        ("right", Qt.MouseButton.RightButton, True),
    ],
)
def test_what_pulls_the_canvas_along(
    choice: str, button: Qt.MouseButton, pans: bool, window: MainWindow
) -> None:
    window.settings.set_value(PAN_WITH, choice)
    viewport, place = window.canvas.viewport(), middle(window)
    start = QPoint(viewport.width() // 2, 12)
    QTest.mousePress(viewport, button, PLAIN, start)
    QTest.mouseMove(viewport, start + QPoint(60, 40))
    QTest.mouseRelease(viewport, button, PLAIN, start + QPoint(60, 40))
    assert (middle(window) != place) is pans


def test_a_right_click_still_asks_for_the_menu(window: MainWindow) -> None:
    window.settings.set_value(PAN_WITH, "right")
    asked: list[object] = []
    window.canvas.context_menu_requested.disconnect()
    window.canvas.context_menu_requested.connect(lambda _place, what: asked.append(what))
    viewport = window.canvas.viewport()
    start = QPoint(viewport.width() // 2, 12)
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, PLAIN, start)
    assert asked == [None]
    QTest.mousePress(viewport, Qt.MouseButton.RightButton, PLAIN, start)
    QTest.mouseMove(viewport, start + QPoint(60, 40))
    QTest.mouseRelease(viewport, Qt.MouseButton.RightButton, PLAIN, start + QPoint(60, 40))
    assert asked == [None]


# ---------------------------------------------------------------------- large text


def needed(part: QWidget) -> tuple[int, int]:
    """Return the width and height that a part needs; 0 where its text may be cut or scrolls."""
    hint = part.sizeHint()
    if isinstance(part, FormulaLabel):
        # A picture as large as its formula, which comes a moment later.
        return 0, 0
    if isinstance(part, QLabel) and part.wordWrap():
        return 0, part.heightForWidth(part.width())
    if isinstance(part, QLineEdit | QComboBox) or not getattr(part, "text", str)():
        return 0, part.fontMetrics().height()
    return hint.width(), hint.height()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_large_text_is_clipped_nowhere(percent: int, person: Person, window: MainWindow) -> None:
    window.resize(1600, 1000)
    window.settings.set_value(TEXT_PERCENT, percent)
    person.wait()
    assert QApplication.font().pixelSize() == round(13 * percent / 100)
    window.playhead.run_backward()
    window.notice.tell("A sentence that is long enough to need more than one line of the notice")
    kinds = QLabel | QAbstractButton | QLineEdit | QComboBox
    cut = {}
    for dock in window.docking.docks.values():
        dock.show()
        dock.raise_()
        person.wait()
        for part in window.findChildren(QWidget):
            if isinstance(part, kinds) and not part.visibleRegion().isEmpty():
                width, height = needed(part)
                if part.width() < width or part.height() < height:
                    name = part.objectName() or type(part).__name__
                    cut[name] = (part.size().toTuple(), (width, height))
    assert cut == {}
    bar = window.menuBar()
    assert not [top.text() for top in bar.actions() if bar.actionGeometry(top).isEmpty()]


def test_large_text_makes_the_canvas_larger_too(person: Person, window: MainWindow) -> None:
    window.canvas.reset_zoom()
    before = window.canvas.zoom
    legend = window.canvas.furniture.legend.height()
    window.settings.set_value(TEXT_PERCENT, 200)
    person.wait()
    assert window.canvas.zoom == pytest.approx(2 * before)
    assert window.canvas.furniture.legend.height() > legend
    window.canvas.zoom_out()
    window.canvas.reset_zoom()
    assert window.canvas.zoom == pytest.approx(2.0)
    window.settings.set_value(TEXT_PERCENT, 100)
    assert window.canvas.zoom == pytest.approx(1.0)
