"""Killed at any moment, the file is whole and little is missing; ``python -m tests.kills 200``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_at_most_two_seconds_of_work_are_lost_to_a_kill() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "tests.kills", "12"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(found.stdout)
    assert report["kills"] == 12
    assert 0 < report["most_seconds_missing"] <= 2.0
