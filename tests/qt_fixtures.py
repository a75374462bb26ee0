"""Fixtures for every test that uses Qt: none reads a user's settings, none leaves things behind.

The `conftest.py` of `tests/gui` and of `tests/acceptance` take them over.
"""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import (
    QAbstractAnimation,
    QCoreApplication,
    QEvent,
    QObject,
    QSettings,
    QThread,
    QThreadPool,
    QTimer,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gui.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Qt makes the window of a tool tip when it likes, and keeps it.
KEPT_BY_QT = frozenset({"QTipLabel"})

# A thread that was told to stop may need a moment to do so.
PATIENCE_MS = 1000


@pytest.fixture(autouse=True)
def isolated_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Send all that Qt stores for a user into an empty directory, and answer that directory."""
    user = tmp_path / "user"
    for kind in ("config", "data", "cache", "state"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(user / kind))
    # QSettings reads the environment once in the life of a process: it has to be told again.
    for stored_as in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(stored_as, QSettings.Scope.UserScope, str(user / "config"))
        QSettings.setPath(stored_as, QSettings.Scope.SystemScope, str(user / "system"))
    return user


@pytest.fixture(scope="session")
def settled_heap(qapp: QApplication) -> None:
    """Take all that imports have made out of the garbage collector's sight.

    What it still visits is little more than what tests make, which keeps `no_leaks` cheap.
    """
    # The application has one from its start; a test that makes it would seem to leave it behind.
    Collector(qapp)
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_leaks(
    request: pytest.FixtureRequest, isolated_settings: Path, settled_heap: None
) -> Iterator[None]:
    """Fail a test that leaves a window, a timer, an animation, a thread or a cursor behind.

    Qt lists top-level widgets and counts the work of its thread pool. Other objects without a
    parent it does not list; those that Python made are found through the garbage collector. Not
    found: a timer that C++ started and Python never saw, and a pending `QTimer.singleShot`.
    """
    failures = request.session.testsfailed
    known = at_work()
    threads = threading.enumerate()
    pool = QThreadPool.globalInstance()
    pool_was_idle = pool.activeThreadCount() == 0
    yield
    # pytest still holds the values of the test's own fixtures; what only it holds is no leak.
    request.node.funcargs.clear()
    left = left_behind(known)
    leaks = [_described(leftover) for leftover in left]
    leaks += [f"thread {thread.name!r}" for thread in unfinished(threads)]
    if pool_was_idle and not pool.waitForDone(PATIENCE_MS):
        leaks.append("work in the global thread pool")
    if QApplication.overrideCursor():
        leaks.append("an override cursor")
    # One test's leak is not to be seen by the next.
    _remove(left)
    # The traceback of a failed test keeps objects alive, and its own message is the one to read.
    if leaks and request.session.testsfailed == failures:
        pytest.fail(f"left behind: {', '.join(leaks)}", pytrace=False)


def at_work() -> list[QObject]:
    """All top-level widgets, and what `_busy_objects` finds."""
    return [*_top_level_widgets(), *_busy_objects()]


def left_behind(known: list[QObject]) -> list[QObject]:
    """What is at work now and was not then, once all that is due to go has gone."""
    _delete_what_is_due()
    if _unknown(known):
        # Perhaps they are threads about to end, or garbage in a cycle.
        _wait_for_threads(known)
        gc.collect()
        _delete_what_is_due()
    return _unknown(known)


def _wait_for_threads(known: list[QObject]) -> None:
    # On its own, so that no variable holds a widget when the garbage is collected.
    for found in _unknown(known):
        if isinstance(found, QThread):
            found.wait(PATIENCE_MS)


def _unknown(known: list[QObject]) -> list[QObject]:
    return [found for found in at_work() if not any(found is old for old in known)]


def _top_level_widgets() -> list[QWidget]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.metaObject().className() not in KEPT_BY_QT
    ]


def _busy_objects() -> list[QObject]:
    """All timers, animations and threads known to Python that are at work."""
    # Not isinstance: it asks an object for its class, and a lazy module would import itself.
    kinds = (QTimer, QAbstractAnimation, QThread)
    found = [candidate for candidate in gc.get_objects() if issubclass(type(candidate), kinds)]
    return [candidate for candidate in found if isValid(candidate) and _is_busy(candidate)]


def _is_busy(candidate: QObject) -> bool:
    match candidate:
        case QTimer():
            return candidate.isActive()
        case QAbstractAnimation():
            return candidate.state() == QAbstractAnimation.State.Running
        case QThread():
            return candidate.isRunning() and candidate is not QThread.currentThread()
    return False


def unfinished(known: list[threading.Thread]) -> list[threading.Thread]:
    """Python's threads that run now, did not then, and do not end by themselves."""
    new = [thread for thread in threading.enumerate() if thread not in known]
    for thread in new:
        thread.join(PATIENCE_MS / 1000)
    return [thread for thread in new if thread.is_alive()]


def _described(leftover: QObject) -> str:
    name = leftover.objectName()
    return f"{type(leftover).__name__} {name!r}" if name else type(leftover).__name__


def _remove(left: list[QObject]) -> None:
    for leftover in left:
        match leftover:
            case QWidget():
                # Not close(): it may ask about unsaved changes, and wait for the answer.
                leftover.hide()
                leftover.deleteLater()
            case QTimer() | QAbstractAnimation():
                leftover.stop()
    while QApplication.overrideCursor():
        QApplication.restoreOverrideCursor()
    _delete_what_is_due()


def _delete_what_is_due() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
