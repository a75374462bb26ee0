"""Settings keep their types, their defaults and their bounds, whatever the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from gui import settings as rows
from gui.settings import SETTINGS, Setting, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

FLAG = Setting("test/flag", bool, True, "A flag")
COUNT = Setting("test/count", int, 3, "A number", minimum=1, maximum=9)
RATE = Setting("test/rate", float, 0.5, "A rate", minimum=0.0, maximum=1.0)
COLOUR = Setting("test/colour", str, "red", "A choice", ("red", "blue"))
NAME = Setting("test/name", str, "", "A text")
FILES: Setting[tuple[str, ...]] = Setting("test/files", tuple, ("a",), "Texts")
STATE = Setting("test/state", bytes, b"\x00", "Bytes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chainrule.ini"


def stored(file: Path, setting: Setting[object], value: object) -> object:
    """What another run of the program reads after this one has set a value."""
    first = Settings(file)
    first.set_value(setting, value)
    assert first.save()
    return Settings(file).value(setting)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (FLAG, False),
        (COUNT, 7),
        (RATE, 0.1),
        (COLOUR, "blue"),
        (NAME, "a, b; \"c\" = 'd' ŷ\n%20"),
        (NAME, "true"),
        (NAME, "@Invalid()"),
        (FILES, ()),
        (FILES, ("only one",)),
        (FILES, ("a, b", "", "ŷ/σ.chainrule")),
        (STATE, b""),
        (STATE, bytes(range(256))),
    ],
)
def test_a_value_comes_back_with_its_type(
    setting: Setting[object], value: object, file: Path
) -> None:
    back = stored(file, setting, value)
    assert back == value
    assert type(back) is type(value)


@given(value=st.floats(0, 1), texts=st.lists(st.text(st.characters(codec="utf-8"))))
@profile(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_number_and_any_texts_come_back(value: float, texts: list[str], file: Path) -> None:
    file.unlink(missing_ok=True)
    first = Settings(file)
    first.set_value(RATE, value)
    first.set_value(FILES, tuple(texts))
    assert first.save()
    second = Settings(file)
    assert second.value(RATE) == value
    assert second.value(FILES) == tuple(texts)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_has_a_default_that_it_may_have(setting: Setting[object], file: Path) -> None:
    assert setting.check(setting.default) == setting.default
    assert Settings(file).value(setting) == setting.default
    assert setting.doc


def test_keys_are_unique_and_all_rows_are_listed() -> None:
    keys = [setting.key for setting in SETTINGS]
    assert len(set(keys)) == len(keys)
    defined = [row for row in vars(rows).values() if isinstance(row, Setting)]
    assert set(defined) == set(SETTINGS)


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (FLAG, "perhaps"),
        (COUNT, "three"),
        (COUNT, "10"),
        (COUNT, ""),
        (RATE, "nan"),
        (RATE, "-0.1"),
        (COLOUR, "mauve"),
        (FILES, "{}"),
        (FILES, "[1, 2]"),
        (FILES, "a, b"),
        (STATE, "no base64!"),
    ],
)
def test_an_unreadable_value_is_the_default_again_and_is_reported(
    setting: Setting[object], text: str, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    section, name = setting.key.split("/")
    file.write_text(f"[{section}]\n{name}={text}\n", encoding="utf-8")
    settings = Settings(file)
    assert settings.value(setting) == setting.default
    assert settings.value(setting) == setting.default
    assert caplog.text.count(f"setting {setting.key} is unreadable") == 1


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        (FLAG, 1, "is a bool"),
        (COUNT, True, "is a int"),
        (COUNT, 10, "between 1 and 9"),
        (RATE, float("nan"), "between"),
        (COLOUR, "mauve", "one of red, blue"),
        (FILES, ["a"], "is a tuple"),
        (FILES, (1,), "texts only"),
    ],
)
def test_a_wrong_value_is_refused(
    setting: Setting[object], value: object, problem: str, file: Path
) -> None:
    settings = Settings(file)
    with pytest.raises(ValueError, match=problem):
        settings.set_value(setting, value)
    assert settings.value(setting) == setting.default


def test_a_change_is_announced_once(file: Path, qtbot: QtBot) -> None:
    settings = Settings(file)
    with qtbot.waitSignal(settings.changed) as blocker:
        settings.set_value(COUNT, 5)
    assert blocker.args == [COUNT.key]
    with qtbot.assertNotEmitted(settings.changed):
        settings.set_value(COUNT, 5)
    with qtbot.waitSignal(settings.changed):
        settings.reset(COUNT)
    assert settings.value(COUNT) == COUNT.default


def test_without_a_path_the_file_is_the_users_own(isolated_settings: Path) -> None:
    settings = Settings()
    assert settings.path.is_relative_to(isolated_settings)
    settings.set_value(COUNT, 4)
    assert settings.save()
    assert settings.path.is_file()


def test_a_file_that_cannot_be_written_is_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be", encoding="utf-8")
    settings = Settings(tmp_path / "blocked" / "chainrule.ini")
    settings.set_value(COUNT, 4)
    assert not settings.save()
    assert "cannot write" in caplog.text
    assert settings.value(COUNT) == 4
