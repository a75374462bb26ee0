"""Pictures of formulae arrive without holding up the window."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimerEvent
from PySide6.QtGui import QPixmapCache

from gui import typesetting
from gui.formula_drawing import Drawing, draw
from gui.typesetting import Formula, Typesetter, coloured, formula_size, typeset, typesetter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

BLUE, ORANGE = "#0072B2", "#B34E00"


@pytest.fixture
def setter(qapp: QApplication) -> Iterator[Typesetter]:
    result = Typesetter()
    yield result
    result.stop()


def unique(name: str) -> str:
    """LaTeX that no other test has asked for."""
    return rf"\text{{{name}}}^2"


def test_a_picture_has_the_colours_and_the_size_of_its_formula(qapp: QApplication) -> None:
    picture = typeset(f"x + {coloured('y', ORANGE)}", 40, BLUE)
    size = formula_size(f"x + {coloured('y', ORANGE)}", 40)
    assert picture is not None
    assert size is not None
    assert abs(picture.width() - size.width()) < 1
    image = picture.toImage()
    solid = {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert solid == {BLUE, ORANGE}


def test_a_picture_is_sharp_on_a_dense_screen(qapp: QApplication) -> None:
    once, twice = typeset("x", 20, BLUE, 1.0), typeset("x", 20, BLUE, 2.0)
    assert once is not None
    assert twice is not None
    assert twice.devicePixelRatio() == 2
    assert twice.width() > 1.5 * once.width()
    assert twice.deviceIndependentSize().width() == pytest.approx(once.width(), abs=1)


def test_a_picture_is_made_once(qapp: QApplication) -> None:
    first, second = typeset("x_7", 20, BLUE), typeset("x_7", 20, BLUE)
    other = typeset("x_7", 20, ORANGE)
    assert first is not None
    assert second is not None
    assert other is not None
    assert second.cacheKey() == first.cacheKey()
    assert other.cacheKey() != first.cacheKey()


def test_what_is_not_latex_has_no_picture_and_no_size(qapp: QApplication) -> None:
    assert typeset(r"\frac{a", 20, BLUE) is None
    assert formula_size(r"\frac{a", 20) is None


def test_a_picture_beyond_all_measure_is_not_made(qapp: QApplication) -> None:
    assert typeset("x", 1e6, BLUE) is None
    assert typeset("x", 0, BLUE) is None


def test_a_request_is_answered_later(setter: Typesetter, qtbot: QtBot) -> None:
    latex = unique("later")
    with qtbot.waitSignal(setter.ready) as blocker:
        assert setter.request(latex, 18, BLUE) is None
        busy_at_first = setter.busy
    assert blocker.args == [Formula(latex, 18, BLUE, 1.0)]
    assert (busy_at_first, setter.busy) == (True, False)
    assert setter.request(latex, 18, BLUE) is not None


def test_all_that_is_asked_for_arrives(setter: Typesetter, qtbot: QtBot) -> None:
    arrived: list[Formula] = []
    setter.ready.connect(arrived.append)
    asked = [Formula(unique(f"n{n}"), size, BLUE, 1.0) for n in range(12) for size in (12, 18)]
    # The thread may be done with the first size when the second is asked for.
    late = [formula for formula in asked if setter.request(*formula) is None]
    qtbot.waitUntil(lambda: not setter.busy)
    assert len(late) >= 12
    assert sorted(arrived) == sorted(late)
    assert all(setter.request(*formula) is not None for formula in asked)


def test_one_drawing_serves_all_who_wait(
    setter: Typesetter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def counted(latex: str) -> Drawing | None:
        drawn.append(latex)
        return draw(latex)

    monkeypatch.setattr(typesetting, "draw", counted)
    latex = unique("shared")
    for _ in range(3):
        setter.request(latex, 18, BLUE)
    qtbot.waitUntil(lambda: not setter.busy)
    assert drawn == [latex]


def test_another_size_of_a_known_formula_is_there_at_once(setter: Typesetter) -> None:
    typeset(unique("known"), 18, BLUE)
    assert setter.request(unique("known"), 31, ORANGE) is not None
    assert not setter.busy


def test_a_picture_that_qt_dropped_is_made_again(setter: Typesetter) -> None:
    typeset(unique("dropped"), 18, BLUE)
    QPixmapCache.clear()
    assert setter.request(unique("dropped"), 18, BLUE) is not None


def test_a_failure_is_settled_too(setter: Typesetter, qtbot: QtBot) -> None:
    latex = unique("failing") + r"\frac{a"
    with qtbot.waitSignal(setter.ready):
        assert setter.request(latex, 18, BLUE) is None
    assert setter.request(latex, 18, BLUE) is None
    assert not setter.busy


def test_latex_is_drawn_in_a_thread_that_ends_when_nothing_is_left(
    setter: Typesetter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    monkeypatch.setattr(typesetting, "draw", lambda _: threads.append(threading.current_thread()))
    setter.request(unique("threaded"), 18, BLUE)
    qtbot.waitUntil(lambda: not setter.busy)
    (thread,) = threads
    assert thread is not threading.main_thread()
    thread.join()
    assert not thread.is_alive()


def test_a_request_just_when_the_thread_ends_is_not_forgotten(
    setter: Typesetter, qtbot: QtBot
) -> None:
    setter.request(unique("first"), 18, BLUE)
    qtbot.waitUntil(lambda: not setter.busy)

    class Ending:
        """A thread that found nothing to do but has not ended yet."""

        asked = 0

        def is_alive(self) -> bool:
            self.asked += 1
            return self.asked == 1

        def join(self) -> None:
            pass

    setter.__dict__["_thread"] = Ending()
    with qtbot.waitSignal(setter.ready):
        setter.request(unique("second"), 18, BLUE)


def test_stopping_forgets_what_was_asked(
    setter: Typesetter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, drawn = threading.Event(), []
    join = threading.Thread.join

    def slow(latex: str) -> None:
        drawn.append(latex)
        go_on.wait()

    def join_when_told(thread: threading.Thread, timeout: float | None = None) -> None:
        go_on.set()
        join(thread, timeout)

    monkeypatch.setattr(typesetting, "draw", slow)
    monkeypatch.setattr(threading.Thread, "join", join_when_told)
    for n in range(5):
        setter.request(unique(f"stopped{n}"), 18, BLUE)
    qtbot.waitUntil(lambda: bool(drawn))
    setter.stop()
    assert not setter.busy
    assert len(drawn) == 1
    with qtbot.assertNotEmitted(setter.ready, wait=30):
        pass
    setter.stop()


def test_another_timer_is_none_of_its_business(setter: Typesetter) -> None:
    setter.timerEvent(QTimerEvent(12345))
    assert not setter.busy


def test_the_window_shares_one_typesetter(qapp: QApplication) -> None:
    assert typesetter() is typesetter()
    assert typesetter().parent() is qapp
