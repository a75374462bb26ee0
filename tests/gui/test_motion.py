"""Motion is what the person chose, and otherwise what the desktop says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui import motion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    desktop = motion.desktop_reduces_motion
    desktop.cache_clear()
    yield
    motion.choose_motion("system")
    desktop.cache_clear()


@pytest.mark.parametrize(("choice", "expected"), [("on", True), ("off", False)])
def test_a_choice_decides(choice: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(motion, "desktop_reduces_motion", lambda: not expected)
    motion.choose_motion(choice)
    assert motion.is_motion_reduced() is expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", True),
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations=false\n", True),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=1\n", False),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", True),
        ("kdeglobals", "[KDE]\nAnimationDurationFactor=0.5\n", False),
        ("kdeglobals", "", False),
    ],
)
def test_the_desktop_is_asked(
    name: str, text: str, expected: bool, isolated_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.motion.sys.platform", "linux")
    file = isolated_settings / "config" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    assert motion.is_motion_reduced() is expected


def test_a_mac_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.motion.sys.platform", "darwin")
    monkeypatch.setattr("gui.motion.Path.home", lambda: tmp_path)
    assert not motion.is_motion_reduced()
