from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.collector import Collector

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Node:
    """Something that a cycle keeps alive."""

    def __init__(self) -> None:
        self.itself = self


def test_other_threads_collect_nothing(qtbot: QtBot) -> None:
    parent = QObject()
    Collector(parent)
    assert not gc.isenabled()
    seen = weakref.ref(Node())
    thread = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    thread.start()
    thread.join()
    assert seen() is not None
    gc.collect()
    assert seen() is None


def test_the_collector_collects_what_is_over_its_threshold(qtbot: QtBot) -> None:
    parent = QObject()
    collector = Collector(parent)
    gc.collect()
    seen = weakref.ref(Node())
    kept: list[list[int]] = [[] for _ in range(2 * gc.get_threshold()[0])]
    collector.collect()
    assert seen() is None
    assert kept
