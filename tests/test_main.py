"""main.py: what it opens, what it says when it cannot, and that it sets the stage first."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import main

ROOT = Path(main.__file__).parent


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Files on which a window would have been opened."""
    files: list[str | None] = []

    def run_window(path: str | None) -> int:
        files.append(path)
        return 0

    application = ModuleType("gui.application")
    vars(application)["main"] = run_window
    monkeypatch.setitem(sys.modules, "gui.application", application)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return files


def test_without_words_the_window_opens(opened: list[str | None]) -> None:
    assert main.main([]) == 0
    assert opened == [None]


def test_a_file_is_opened_in_the_window(opened: list[str | None], tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    path.write_bytes(b"")
    assert main.main([str(path)]) == 0
    assert opened == [str(path)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["evalute"],
            "main.py: “evalute” is no file, nor one of evaluate, tangent, hessian, check,",
        ),
        (["a.chainrule", "b.chainrule"], "main.py: “a.chainrule b.chainrule” is no file, nor"),
        (["--open"], "main.py: "),
    ],
)
def test_other_words_are_refused_in_one_line(
    opened: list[str | None],
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    try:
        status = main.main(words)
    except SystemExit as stop:
        status = int(stop.code or 0)
    printed, told = capsys.readouterr()
    assert (status, printed, opened) == (2, "", [])
    assert told.startswith(sentence)
    assert told.count("\n") == 1


def test_a_command_wins_over_a_file_of_its_name(
    opened: list[str | None],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("operations").write_bytes(b"")
    assert main.main(["operations"]) == 0
    assert opened == []
    assert "squared_error" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_without_a_screen_the_headless_commands_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in main.SCREENS:
        monkeypatch.delenv(name, raising=False)
    assert main.main([]) == 2
    told = capsys.readouterr().err
    assert told == (
        "main.py: no screen to open a window on; these need none: "
        "evaluate, tangent, hessian, check, differentiate, integrate, limit, train, build, "
        "operations, render\n"
    )


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            ModuleNotFoundError("No module named 'PySide6'", name="PySide6.QtCore"),
            "the Python package PySide6 is missing; make run installs all that are needed",
        ),
        (
            ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui"),
            "the system library libEGL is missing: apt-get install libegl1",
        ),
    ],
)
def test_what_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: ImportError,
    sentence: str,
) -> None:
    def fail(_path: str | None) -> int:
        raise error

    application = ModuleType("gui.application")
    vars(application)["main"] = fail
    monkeypatch.setitem(sys.modules, "gui.application", application)
    assert main.main([]) == 2
    assert capsys.readouterr().err == f"main.py: {sentence}\n"


def test_an_interrupt_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_words: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "_run_command", interrupt)
    assert main.main(["operations"]) == main.INTERRUPTED


def test_linear_algebra_gets_one_thread_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    importlib.reload(main)
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    importlib.reload(main)
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
    )


def test_any_terminal_can_take_the_answer() -> None:
    finished = run("evaluate", "--program", "ŷ = σ(0)", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    told: Any = finished.stderr.decode()
    assert finished.returncode in {0, 2}
    assert "Traceback" not in told
    assert "ŷ" in finished.stdout.decode() + told or "σ" in told


def test_an_error_in_the_program_itself_is_logged_as_one() -> None:
    code = (
        "import sys, runpy, engine.commands.operations as command\n"
        "command.run.__code__ = (lambda arguments: 1 // 0).__code__\n"
        "sys.argv = ['main.py', 'operations']\n"
        "runpy.run_path('main.py', run_name='__main__')\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert finished.returncode == 1
    assert finished.stderr.startswith("CRITICAL chainrule: an error in Chainrule itself\n")
    assert "ZeroDivisionError" in finished.stderr
