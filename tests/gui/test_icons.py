"""Icons take the colour of the theme and stay sharp."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtWidgets import QPushButton

import resources
from gui.icon_files import icon_file
from gui.icons import app_icon, icon, set_icon
from gui.theme import load_theme, manager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[2]

PROMISED = {
    *("play", "pause", "step-forward", "step-back", "to-start", "to-end", "run"),
    *("forward", "backward", "descent", "undo", "redo", "open", "save", "new", "delete"),
    *("copy", "paste", "fit", "zoom-in", "zoom-out", "search", "close", "check"),
    *("warning", "error", "info"),
}

APPLICATION = "chainrule"
NAMES = sorted(
    {name.removesuffix(".svg") for name in resources.names("icons", ".svg")} - {APPLICATION}
)


def picture(drawn: QIcon, ratio: float = 1.0, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    return drawn.pixmap(QSize(24, 24), ratio, mode).toImage()


def colours(image: QImage) -> set[str]:
    """Colours of all pixels that are covered entirely."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}


def has_only(image: QImage, colour: str) -> bool:
    """Whether all that is drawn has a colour, but for what blending rounds away."""
    expected = QColor(colour)
    drawn = [QColor(found) for found in colours(image)]
    return bool(drawn) and all(
        abs(found.red() - expected.red()) <= 1
        and abs(found.green() - expected.green()) <= 1
        and abs(found.blue() - expected.blue()) <= 1
        for found in drawn
    )


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    manager().choose("light")
    yield
    manager().choose("light")
    qapp.setStyleSheet("")


def test_all_promised_icons_ship() -> None:
    assert set(NAMES) >= PROMISED


def test_no_icon_ships_that_nothing_shows() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "gui").rglob("*.py")]
    text = "\n".join([*sources, resources.read_text("themes", "style.qss")])
    assert [name for name in NAMES if f'"{name}"' not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_a_drawing_that_takes_a_colour(name: str, light: None) -> None:
    text = resources.read_text("icons", f"{name}.svg")
    root = ElementTree.fromstring(text)
    assert root.get("viewBox") == "0 0 24 24"
    assert "#" not in text
    assert has_only(picture(icon(name, "gradient"), ratio=2), load_theme("light").hex("gradient"))


def test_a_disabled_icon_has_the_colour_of_disabled_text(light: None) -> None:
    drawn = picture(icon("play"), mode=QIcon.Mode.Disabled)
    assert has_only(drawn, load_theme("light").hex("text_disabled"))


def test_an_icon_is_drawn_anew_for_every_pixel_ratio(light: None) -> None:
    twice = picture(icon("play"), ratio=2.0)
    assert twice.size() == QSize(48, 48)
    enlarged = picture(icon("play")).scaled(48, 48)
    assert twice.convertToFormat(QImage.Format.Format_ARGB32) != enlarged.convertToFormat(
        QImage.Format.Format_ARGB32
    )


def test_an_icon_is_made_once_for_each_colour(light: None) -> None:
    assert icon("play") is icon("play")
    assert icon("play") is not icon("play", "value")
    before = icon("play")
    manager().choose("dark")
    assert icon("play") is not before


def test_unknown_icons_and_colours_are_errors(light: None) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        icon("no-such-icon")
    with pytest.raises(KeyError, match="mauve"):
        icon("play", "mauve")


def test_the_application_has_its_own_icon(qapp: QApplication) -> None:
    image = picture(app_icon())
    assert len(colours(image)) > 1
    assert image.pixelColor(0, 0).alpha() < 255


def test_the_icon_of_a_button_follows_the_theme(light: None, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    set_icon(button, "play", "value")
    assert has_only(picture(button.icon()), load_theme("light").hex("value"))
    manager().choose("dark")
    assert has_only(picture(button.icon()), load_theme("dark").hex("value"))


def test_an_action_can_be_given_another_icon(light: None) -> None:
    action = QAction("Play")
    set_icon(action, "play")
    playing = picture(action.icon())
    set_icon(action, "pause", "gradient")
    paused = picture(action.icon())
    assert paused != playing
    manager().choose("dark")
    assert has_only(picture(action.icon()), load_theme("dark").hex("gradient"))
    assert len(action.children()) == 1


def test_icon_files_are_what_a_style_sheet_can_name() -> None:
    path = icon_file("check", "#123456")
    assert "\\" not in path
    text = Path(path).read_text(encoding="utf-8")
    assert QColor("#123456").name() in text
    assert "currentColor" not in text
    assert icon_file("check", "#123456") == path
