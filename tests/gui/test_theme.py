"""Themes are complete and readable, and the application wears the one that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

import resources
from gui import fonts, theme
from gui.style_sheet import style_sheet
from gui.theme import Theme, ThemeManager, load_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

NAMES = theme.theme_names()

SURFACES = ("window", "bar", "panel", "canvas", "card", "field", "alternate")
INKS = (
    "text",
    "text_muted",
    "value",
    "gradient",
    "local",
    "parameter",
    "input",
    "constant",
    "operation",
    "activation",
    "tensor",
    "loss",
    "error",
    "warning",
    "success",
    "stale",
    "accent",
)
OTHER_PAIRS = (
    ("text", "raised"),
    ("text", "hover"),
    ("text", "pressed"),
    ("text", "selection"),
    ("text_muted", "raised"),
    ("text_muted", "hover"),
    ("tooltip_text", "tooltip"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_pressed"),
    ("on_accent", "value"),
    ("on_accent", "gradient"),
    ("on_parameter", "parameter"),
    ("on_parameter", "parameter_hover"),
    ("on_parameter", "parameter_pressed"),
    ("text", "value_soft"),
    ("text", "gradient_soft"),
    ("text", "local_soft"),
    ("text", "parameter_soft"),
    ("text", "error_soft"),
    ("error", "error_soft"),
    ("text", "warning_soft"),
    ("warning", "warning_soft"),
)
PROMISED = {
    "border",
    "card_border",
    "card_shadow",
    "edge",
    "edge_dead",
    "grid",
    "heat_cool",
    "heat_hot",
    "heat_warm",
    "timeline_gradient_rest",
    "timeline_update_rest",
    "timeline_value_rest",
}
SIGNS = "σ∂×÷₁₂ŷ√∑∇−αηψ‖²ˣⁿ⊙ᵀ→✓⚠"


def luminance(colour: str) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture
def manager(qapp: QApplication) -> Iterator[ThemeManager]:
    """Theme manager of its own, after which the application is undressed again."""
    result = ThemeManager(qapp)
    yield result
    shiboken6.delete(result)
    qapp.setStyleSheet("")
    QGuiApplication.styleHints().unsetColorScheme()


def test_contrast_is_measured_as_defined() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


HIGH_CONTRAST = ("contrast_dark", "contrast_light")
LINES_WITH_A_MEANING = (
    "border",
    "border_strong",
    "card_border",
    "edge",
    "edge_dead",
    "heat_cool",
    "heat_warm",
    "heat_hot",
    "port",
)


@pytest.mark.parametrize("name", NAMES)
def test_all_text_can_be_read(name: str) -> None:
    tokens = load_theme(name).tokens
    pairs = [(ink, surface) for ink in INKS for surface in SURFACES] + list(OTHER_PAIRS)
    least = 7 if name in HIGH_CONTRAST else 5
    poor = {
        f"{ink} on {surface}": round(ratio, 2)
        for ink, surface in pairs
        if (ratio := contrast(tokens[ink], tokens[surface])) < least
    }
    assert poor == {}


@pytest.mark.parametrize("name", HIGH_CONTRAST)
def test_in_high_contrast_lines_and_what_is_disabled_can_be_seen_too(name: str) -> None:
    tokens = load_theme(name).tokens
    pairs = [(line, surface) for line in LINES_WITH_A_MEANING for surface in SURFACES]
    pairs += [("text_disabled", surface) for surface in (*SURFACES, "hover")]
    pairs += [(ink, "selection") for ink in INKS if ink in {"text_muted", "value", "gradient"}]
    poor = {
        f"{line} on {surface}": round(ratio, 2)
        for line, surface in pairs
        if (ratio := contrast(tokens[line], tokens[surface])) < 4.5
    }
    assert poor == {}
    assert contrast(tokens["focus"], tokens["panel"]) >= 7


@pytest.mark.parametrize("name", NAMES)
def test_what_shows_the_focus_can_be_seen(name: str) -> None:
    tokens = load_theme(name).tokens
    assert contrast(tokens["focus"], tokens["panel"]) >= 3
    assert contrast(tokens["focus_on_fill"], tokens["panel"]) >= 3


def test_the_colours_of_meaning_are_those_of_the_sign_language() -> None:
    signs = ("value", "gradient", "local", "parameter")
    light = [load_theme("light").hex(sign) for sign in signs]
    dark = [load_theme("dark").hex(sign) for sign in signs]
    assert light == ["#0072B2", "#B34E00", "#8E3B6B", "#007A59"]
    assert dark == ["#56B4E9", "#E69F00", "#CC79A7", "#4FD1B5"]


def test_themes_have_the_same_tokens() -> None:
    assert {frozenset(load_theme(name).tokens) for name in NAMES} == {
        frozenset(load_theme("light").tokens)
    }
    assert set(load_theme("light").tokens) >= PROMISED


def test_dark_is_darker_than_its_text() -> None:
    for name in NAMES:
        tokens = load_theme(name).tokens
        darker = luminance(tokens["window"]) < luminance(tokens["text"])
        assert load_theme(name).dark == darker


def test_a_colour_is_made_once() -> None:
    light = load_theme("light")
    assert light.colour("value").name().upper() == light.hex("value")
    assert light.colour("value") is light.colour("value")
    faint = light.colour("value", 0.25)
    assert faint.alphaF() == pytest.approx(0.25, abs=0.01)
    assert light.colour("value").alphaF() == 1


def test_an_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError, match="mauve"):
        load_theme("light").colour("mauve")


def test_a_theme_is_read_once_and_an_unknown_one_is_an_error() -> None:
    assert load_theme("dark") is load_theme("dark")
    with pytest.raises(FileNotFoundError, match="sepia"):
        load_theme("sepia")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('title = "X"\ndark = true\n[c]\nvalue = "blue"', "value = 'blue' is not a colour"),
        ('title = "X"\ndark = true\n[c]\nvalue = "#0000FF"', "lacks .*accent"),
    ],
)
def test_a_broken_theme_says_what_is_wrong(
    text: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_theme("light")
    monkeypatch.setattr(resources, "read_text", lambda *_parts: text)
    with pytest.raises(ValueError, match=problem):
        load_theme("broken")


@pytest.mark.parametrize("name", NAMES)
def test_the_style_sheet_is_filled_in_and_qt_understands_it(name: str, qtbot: QtBot) -> None:
    sheet = style_sheet(load_theme(name), 13)
    assert "$" not in sheet
    assert 'icon("' not in sheet
    widget = QWidget()
    qtbot.addWidget(widget)
    # Qt warns of a sheet that it cannot parse, and a warning fails the test.
    widget.setStyleSheet(sheet)
    widget.ensurePolished()


def test_the_manager_dresses_the_application(
    manager: ThemeManager, qapp: QApplication, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(manager.changed) as blocker:
        manager.choose("dark")
    dark = load_theme("dark")
    assert blocker.args == [dark]
    assert manager.theme is dark
    assert manager.choice == "dark"
    assert QApplication.palette().color(QPalette.ColorRole.Window) == dark.colour("window")
    assert QApplication.font().families()[0] == fonts.UI_FAMILY
    assert QApplication.font().pixelSize() == fonts.TEXT_SIZE
    assert qapp.styleSheet() == style_sheet(dark, fonts.TEXT_SIZE)
    qapp.setStyleSheet("")
    assert QApplication.style().name() == "fusion"


def test_choosing_the_same_theme_again_changes_nothing(manager: ThemeManager, qtbot: QtBot) -> None:
    manager.choose("dark")
    with qtbot.assertNotEmitted(manager.changed):
        manager.choose("dark")


def test_an_unknown_choice_is_refused_and_nothing_changes(manager: ThemeManager) -> None:
    manager.choose("dark")
    with pytest.raises(ValueError, match="no theme “sepia”: choose system, contrast_dark, "):
        manager.choose("sepia")
    assert manager.choice == "dark"


def test_system_follows_the_desktop(manager: ThemeManager, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = Qt.ColorScheme.Dark

    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:
            return scheme

        def unsetColorScheme(self) -> None:
            pass

        def setColorScheme(self, asked: Qt.ColorScheme) -> None:
            pass

    real = QGuiApplication.styleHints()
    monkeypatch.setattr(QGuiApplication, "styleHints", Hints)
    manager.choose("system")
    assert manager.theme.name == "dark"
    scheme = Qt.ColorScheme.Light
    real.colorSchemeChanged.emit(scheme)
    assert manager.theme.name == "light"
    scheme = Qt.ColorScheme.Unknown
    assert theme.system_theme_name() == "light"
    manager.choose("light")
    scheme = Qt.ColorScheme.Dark
    real.colorSchemeChanged.emit(scheme)
    assert manager.theme.name == "light"


def test_larger_text_reaches_widgets(manager: ThemeManager, qtbot: QtBot) -> None:
    manager.choose("light")
    button = QPushButton("Run")
    qtbot.addWidget(button)
    button.ensurePolished()
    before = button.sizeHint().height()
    with qtbot.waitSignal(manager.changed):
        manager.set_text_size(20)
    assert manager.text_size == 20
    assert QApplication.font().pixelSize() == 20
    assert button.sizeHint().height() > before
    with qtbot.assertNotEmitted(manager.changed):
        manager.set_text_size(20)


def test_text_size_can_be_set_before_the_first_theme(manager: ThemeManager, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(manager.changed):
        manager.set_text_size(17)
    manager.choose("light")
    assert QApplication.font().pixelSize() == 17


def test_a_kind_takes_effect_on_a_widget_that_is_shown(manager: ThemeManager, qtbot: QtBot) -> None:
    manager.choose("light")
    button = QPushButton("Run")
    qtbot.addWidget(button)
    button.show()
    theme.set_kind(button, "primary")
    inside = button.grab().toImage().pixelColor(button.width() // 2, 4)
    assert inside == manager.theme.colour("accent")
    theme.set_kind(button, "parameter-filled")
    inside = button.grab().toImage().pixelColor(button.width() // 2, 4)
    assert inside == manager.theme.colour("parameter")
    theme.set_kind(button, "parameter-filled")
    assert button.property("kind") == "parameter-filled"


@pytest.mark.parametrize("kind", ["", "primary", "parameter-filled", "value", "flat"])
def test_a_button_shows_that_it_has_the_focus(
    kind: str, manager: ThemeManager, qtbot: QtBot
) -> None:
    manager.choose("light")
    window = QWidget()
    qtbot.addWidget(window)
    button, field = QPushButton("Run", window), QLineEdit(window)
    field.move(0, 60)
    theme.set_kind(button, kind)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    without, size = button.grab().toImage(), button.size()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.grab().toImage() != without
    assert button.size() == size


def test_one_manager_serves_the_application(qapp: QApplication) -> None:
    assert theme.manager() is theme.manager()
    assert theme.manager().parent() is qapp


def test_without_an_application_there_is_no_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "_manager", None)
    monkeypatch.setattr(QCoreApplication, "instance", lambda: None)
    with pytest.raises(RuntimeError, match="needs a QApplication"):
        theme.manager()
    assert theme.system_theme_name() == "light"


def test_fonts_are_registered_once_and_are_those_that_are_used(qapp: QApplication) -> None:
    families = fonts.load_fonts()
    assert {fonts.UI_FAMILY, fonts.MONO_FAMILY, fonts.FALLBACK_FAMILY} <= set(families)
    assert fonts.load_fonts() is families
    for mono, family in ((False, fonts.UI_FAMILY), (True, fonts.MONO_FAMILY)):
        raw = QRawFont.fromFont(fonts.font(mono=mono))
        assert raw.familyName() == family


def test_a_font_that_cannot_be_read_is_reported(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(resources, "names", lambda _folder, suffix: ("Bad" + suffix,))
    monkeypatch.setattr(resources, "path", lambda *_parts: "/nowhere/Bad.otf")
    assert fonts.load_fonts.__wrapped__() == ()
    assert "Bad.otf" in caplog.text


@pytest.mark.parametrize("mono", [False, True])
def test_every_sign_has_a_glyph(mono: bool, qapp: QApplication) -> None:
    families = fonts.font(mono=mono).families()
    assert families[-1] == fonts.FALLBACK_FAMILY
    files = {
        fonts.UI_FAMILY: "Inter-Regular.otf",
        fonts.MONO_FAMILY: "JetBrainsMono-Regular.ttf",
        fonts.FALLBACK_FAMILY: "DejaVuSans.ttf",
    }
    raws = [QRawFont(str(resources.path("fonts", files[family])), 13) for family in families]
    missing = [sign for sign in SIGNS if not any(raw.supportsCharacter(ord(sign)) for raw in raws)]
    assert missing == []


def test_a_theme_can_be_compared_and_kept_in_a_set() -> None:
    light = load_theme("light")
    twin = Theme(light.name, light.title, light.dark, light.tokens)
    assert {light, light} == {light}
    assert light != twin
