"""The worker answers each plan twice, and a process runs it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

from engine.layout import plan_of
from engine.layout_plan import LayoutPlan, by_graphlay
from engine.layout_worker import answers, request, serve
from engine.program import parse

ROOT = Path(__file__).parents[2]
PLAN = plan_of(parse("y = sin(x) * cos(x)"))
OTHER = plan_of(parse("y = sin(x)"))

REPORT_MODULES = """
import sys
import engine.layout_worker
print(*(name for name in ("numpy", "networkx", "PySide6", "engine.graph") if name in sys.modules))
"""


def test_a_quick_answer_comes_before_the_good_one() -> None:
    quick, good = (json.loads(line) for line in answers(request(PLAN)))
    assert (quick["is_last"], good["is_last"]) == (False, True)
    assert quick["positions"].keys() == good["positions"].keys() == set(PLAN.sizes)


def test_every_line_is_answered() -> None:
    told = io.StringIO()
    serve(io.StringIO(request(PLAN) + request(OTHER)), told)
    sizes = [len(json.loads(line)["positions"]) for line in told.getvalue().splitlines()]
    assert sizes == [len(PLAN.sizes)] * 2 + [len(OTHER.sizes)] * 2


def test_it_runs_as_a_process_and_ends_with_its_input() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "engine.layout_worker"],
        cwd=ROOT,
        input=request(PLAN),
        check=False,
        capture_output=True,
        text=True,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.splitlines() == [line.rstrip() for line in answers(request(PLAN))]


def test_it_starts_without_what_takes_long_to_import() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", REPORT_MODULES], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert finished.stdout.strip() == ""


def test_frames_travel_with_the_plan() -> None:
    first, *_, last = PLAN.sizes
    framed = LayoutPlan(PLAN.sizes, PLAN.edges, {first: "frame", last: "frame"})
    _, good = (json.loads(line)["positions"] for line in answers(request(framed)))
    found = by_graphlay(framed)
    assert found is not None
    assert found != by_graphlay(PLAN)
    assert good == {node_id: list(position) for node_id, position in found.items()}
