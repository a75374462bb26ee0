"""The fixtures that guard all other tests of the window find what they claim to find."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import (
    QObject,
    QSettings,
    QStandardPaths,
    QThread,
    QTimer,
    QVariantAnimation,
)
from PySide6.QtWidgets import QLabel, QWidget

from tests.qt_fixtures import at_work, left_behind, unfinished

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def a_running_timer() -> QObject:
    timer = QTimer()
    timer.start(3_600_000)
    return timer


def a_running_animation() -> QObject:
    animation = QVariantAnimation(duration=3_600_000, startValue=0, endValue=1)
    animation.start()
    return animation


@pytest.mark.parametrize("make", [QWidget, a_running_timer, a_running_animation])
def test_what_is_kept_is_found(make: Callable[[], QObject]) -> None:
    known = at_work()
    kept = make()
    assert left_behind(known) == [kept]


@pytest.mark.parametrize("make", [QWidget, a_running_timer, a_running_animation])
def test_what_was_there_before_is_not_reported(make: Callable[[], QObject]) -> None:
    kept = make()
    assert kept in at_work()
    assert left_behind(at_work()) == []


def test_a_stopped_timer_and_a_child_widget_are_not_reported() -> None:
    known = at_work()
    timer, window = QTimer(), QWidget()
    label = QLabel(window)
    timer.start(3_600_000)
    timer.stop()
    assert left_behind(known) == [window]
    assert label.window() is window


def test_a_widget_that_is_to_be_deleted_is_not_reported() -> None:
    known = at_work()
    window = QWidget()
    window.deleteLater()
    assert left_behind(known) == []


def test_a_window_that_only_a_cycle_keeps_is_not_reported() -> None:
    known = at_work()
    window = QWidget()
    cycle: list[object] = [window]
    cycle.append(cycle)
    del window, cycle
    assert left_behind(known) == []


def test_a_thread_that_waits_is_found_and_one_that_ended_is_not() -> None:
    known, go_on = threading.enumerate(), threading.Event()
    waiting = threading.Thread(target=go_on.wait)
    waiting.start()
    assert unfinished(known) == [waiting]
    go_on.set()
    assert unfinished(known) == []


def test_a_qt_thread_that_loops_is_found() -> None:
    known = at_work()
    thread = QThread()
    thread.start()
    assert left_behind(known) == [thread]
    thread.quit()
    assert left_behind(known) == []


def test_settings_and_files_of_the_user_are_out_of_reach(isolated_settings: Path) -> None:
    paths = [QSettings("Somebody", "Something").fileName()]
    paths += [
        QStandardPaths.writableLocation(location)
        for location in (
            QStandardPaths.StandardLocation.AppConfigLocation,
            QStandardPaths.StandardLocation.AppDataLocation,
            QStandardPaths.StandardLocation.CacheLocation,
        )
    ]
    assert [path for path in paths if not path.startswith(str(isolated_settings))] == []
