"""What every test runs under, however pytest was started."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import pytest

# Before anything imports Qt or numpy: no window on anyone's screen, short enum names refused, and
# one thread for linear algebra, so that a busy machine changes no result.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYSIDE6_OPTION_PYTHON_ENUM", "0x31")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Benchmarks are programs, run by `make bench`.
collect_ignore = ["benchmarks"]

HERE = Path(__file__).parent
MARKERS = {HERE / "gui": ("gui",), HERE / "acceptance": ("gui", "story")}

# How long an example takes says nothing about whether it is right.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", settings.get_profile("dev"), derandomize=True, database=None, print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the room they stand in, so that no file can forget it."""
    for item in items:
        for room, markers in MARKERS.items():
            if item.path.is_relative_to(room):
                for marker in markers:
                    item.add_marker(marker)
