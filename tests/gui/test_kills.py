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
def test_little_work_is_lost_to_a_kill() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "tests.kills", "12"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(found.stdout)
    assert report["kills"] == 12
    # The promise is 2 s on a machine that is not stalled; here it is that work is kept at all.
    assert 0 < report["most_seconds_missing"] <= 20.0
