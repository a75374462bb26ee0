"""What the tree promises of itself, beyond what ruff, mypy and import-linter can see."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "engine",
    "gui",
    "main.py",
    "pyproject.toml",
    "resources",
    "tests",
}

MAXIMUM_LINES = 400
MAXIMUM_LINES_OF_MAIN = 100

# Each turns text or bytes from outside into running code.
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr"}
FORBIDDEN_MODULES = {"dill", "marshal", "pickle", "shelve"}
# Files that may use one of them all the same, each with its reason beside it.
MAY_RUN_CODE = frozenset(
    {
        # Writes small tapes as Python functions, from the operation table and slot numbers alone.
        "engine/executors/generated_source.py",
    }
)

# Too slow to import before the window is shown: to be imported inside functions.
HEAVY_MODULES = {"graphlay", "pyqtgraph", "sympy", "ziamath"}

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sys.modules)
"""

REPORT_THREADS_WHEN_NUMPY_IS_IMPORTED = """
import os, sys

class Witness:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":
            print(os.environ.get("OPENBLAS_NUM_THREADS"))

sys.meta_path.insert(0, Witness())
import engine, numpy
"""


def run_python(*arguments: str, **environment: str) -> str:
    """Run a fresh interpreter at the root, without what this one was told of threads."""
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("_THREADS")}
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=inherited | environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def sources(*rooms: str) -> list[Path]:
    """All Python files of the rooms, and main.py."""
    found = [ROOT / "main.py"]
    for room in rooms:
        found += sorted((ROOT / room).rglob("*.py"))
    return found


def code_runners(tree: ast.AST) -> set[str]:
    """Name what in a module could run text or bytes as code."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                found |= {name} & FORBIDDEN_CALLS
            case ast.Import(names=aliases):
                found |= {alias.name.partition(".")[0] for alias in aliases} & FORBIDDEN_MODULES
            case ast.ImportFrom(module=str(name)):
                found |= {name.partition(".")[0]} & FORBIDDEN_MODULES
            case ast.keyword(arg="allow_pickle"):
                found.add("allow_pickle")
    return found


def test_everything_promised_is_at_the_top_level() -> None:
    assert TOP_LEVEL - {path.name for path in ROOT.iterdir()} == set()


def test_nothing_else_is_at_the_top_level() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("only git knows which files belong to the project")
    listing = subprocess.run(
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    tracked = [Path(name) for name in listing.stdout.split("\0") if name]
    assert {path.parts[0] for path in tracked} - TOP_LEVEL == set()
    assert {path.as_posix() for path in tracked if path.parts[0] == ".ci"} <= {".ci/run"}


def test_modules_are_short_enough_to_read() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources("engine", "gui", "resources")
    }
    assert lengths.pop("main.py") < MAXIMUM_LINES_OF_MAIN
    assert {name: length for name, length in lengths.items() if length >= MAXIMUM_LINES} == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("eval('1')", {"eval"}),
        ("import os, pickle", {"pickle"}),
        ("def f():\n    from marshal import loads", {"marshal"}),
        ("numpy.load(path, allow_pickle=True)", {"allow_pickle"}),
        ("dialog.exec()", set()),
        ("re.compile('a')", set()),
    ],
)
def test_what_runs_code_is_recognised(code: str, found: set[str]) -> None:
    assert code_runners(ast.parse(code)) == found


def test_nothing_from_outside_is_run_as_code() -> None:
    offences = {
        name: found
        for path in sources("engine", "gui", "resources")
        if (found := code_runners(ast.parse(path.read_text(encoding="utf-8"))))
        and (name := str(path.relative_to(ROOT))) not in MAY_RUN_CODE
    }
    assert offences == {}


def test_the_engine_loads_neither_qt_nor_anything_heavy() -> None:
    loaded = set(run_python("-c", IMPORT_ALL, "engine").split())
    assert "engine.graph" in loaded
    assert loaded & (HEAVY_MODULES | {"PySide6", "shiboken6"}) == set()


def test_the_window_loads_nothing_heavy() -> None:
    loaded = set(run_python("-c", IMPORT_ALL, "gui", QT_QPA_PLATFORM="offscreen").split())
    assert "gui.window" in loaded
    assert loaded & HEAVY_MODULES == set()


@pytest.mark.parametrize(
    ("environment", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")]
)
def test_linear_algebra_gets_one_thread_before_numpy_is_loaded(
    environment: dict[str, str], threads: str
) -> None:
    output = run_python("-c", REPORT_THREADS_WHEN_NUMPY_IS_IMPORTED, **environment)
    assert output.split() == [threads]


def test_the_gate_runs_what_the_readme_tells_people_to_run() -> None:
    gate = ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert "make test\n" in gate.read_text(encoding="utf-8")
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
