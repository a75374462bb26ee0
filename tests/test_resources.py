"""Files that ship are found by name, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources


def test_a_shipped_file_has_a_path() -> None:
    found = resources.path("themes", "light.toml")
    assert found.is_file()
    assert found.parent.name == "themes"


def test_a_folder_has_a_path_too() -> None:
    assert resources.path("icons").is_dir()


def test_what_does_not_ship_is_named_in_the_error() -> None:
    with pytest.raises(FileNotFoundError, match="themes/no-such-theme"):
        resources.path("themes", "no-such-theme")


@pytest.mark.parametrize(
    "parts", [("..", "pyproject.toml"), ("themes", "..", "..", "gui"), (str(Path.home()),)]
)
def test_a_name_cannot_lead_outside(parts: tuple[str, ...]) -> None:
    with pytest.raises(FileNotFoundError, match="leads out"):
        resources.path(*parts)


def test_text_is_read_as_utf_8() -> None:
    assert "currentColor" in resources.read_text("icons", "play.svg")


def test_a_folder_is_not_text() -> None:
    with pytest.raises(FileNotFoundError, match="is a folder"):
        resources.read_text("icons")


def test_names_are_sorted_and_chosen_by_their_end() -> None:
    assert resources.names("themes", ".qss") == ("style.qss",)
    every = resources.names("themes")
    assert every == tuple(sorted(every))
    assert set(every) > {"dark.toml", "light.toml"}


def test_names_of_the_root_leave_python_out() -> None:
    shown = resources.names(".")
    assert "fonts" in shown
    assert not [name for name in shown if name.startswith(("__", "."))]


@pytest.mark.parametrize("folder", ["no-such-folder", "themes/light.toml"])
def test_names_of_what_is_no_folder(folder: str) -> None:
    with pytest.raises(FileNotFoundError, match=folder):
        resources.names(folder)


def test_every_font_has_its_licence_beside_it() -> None:
    fonts = [*resources.names("fonts", ".otf"), *resources.names("fonts", ".ttf")]
    licences = {name.removesuffix("-LICENSE.txt") for name in resources.names("fonts", ".txt")}
    assert fonts
    assert {name.partition(".")[0].partition("-")[0] for name in fonts} == licences


def test_the_fonts_stay_small() -> None:
    total = sum(resources.path("fonts", name).stat().st_size for name in resources.names("fonts"))
    assert total < 2_500_000
