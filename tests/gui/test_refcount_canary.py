"""A Qt call neither loses nor keeps a reference to anything.

PySide6 6.12.0 on Python 3.11 loses one to None on each void call and one to True on each emitted
signal, and the process aborts once none is left. From Python 3.12 on both are immortal and their
counts mean nothing; the object that is called and the one that is passed are watched there too.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QTimer, Signal
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = 200_000

# A fault moves a count by one a call, caches of the interpreter by a few in all. Looking after
# each batch, and holding some references to spare, lets a fault be reported before it is fatal.
BATCH = 1_000
NOISE = 100
SPARE = [None, True] * CALLS

ANSWERS: list[object] = [None, True] if sys.version_info < (3, 12) else []


class Listener(QObject):
    """Python code that Qt calls, and that answers None."""

    sent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sent.connect(self.receive)

    def receive(self, value: object) -> None:
        pass

    def customEvent(self, event: QEvent) -> None:
        pass


def call_an_object() -> tuple[Callable[[], object], list[object]]:
    timer = QTimer()
    return timer.stop, [timer]


def call_a_widget() -> tuple[Callable[[], object], list[object]]:
    widget = QWidget()
    return widget.update, [widget]


def pass_an_object() -> tuple[Callable[[], object], list[object]]:
    child, parent = QObject(), QObject()
    return lambda: child.setParent(parent), [child, parent]


def pass_a_value() -> tuple[Callable[[], object], list[object]]:
    path, point = QPainterPath(), QPointF(1.0, 2.0)
    return lambda: path.moveTo(point), [path, point]


def emit_a_signal() -> tuple[Callable[[], object], list[object]]:
    listener, value = Listener(), object()
    return lambda: listener.sent.emit(value), [listener, value]


def send_an_event() -> tuple[Callable[[], object], list[object]]:
    listener, event = Listener(), QEvent(QEvent.Type.User)
    return lambda: QCoreApplication.sendEvent(listener, event), [listener, event]


@pytest.mark.parametrize(
    "prepare",
    [
        call_an_object,
        call_a_widget,
        pass_an_object,
        pass_a_value,
        emit_a_signal,
        send_an_event,
    ],
)
def test_no_reference_count_drifts(
    prepare: Callable[[], tuple[Callable[[], object], list[object]]],
) -> None:
    call, involved = prepare()
    watched = [*ANSWERS, *involved]
    call()
    before = [sys.getrefcount(each) for each in watched]

    for _ in range(CALLS // BATCH):
        for _ in range(BATCH):
            call()
        drifts = [
            sys.getrefcount(each) - count for each, count in zip(watched, before, strict=True)
        ]
        assert max(map(abs, drifts)) < NOISE, dict(zip(map(repr, watched), drifts, strict=True))
