"""Several threads run the same tape, and read what it lent them, without disturbing each other."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from engine import parse
from engine.executors import choice
from engine.graph import Graph
from engine.tape import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.tape import Tape

SAMPLES = 200


@pytest.fixture(autouse=True)
def _often_interrupted() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def together(job: Any) -> None:
    """Do a job in four threads, each with a number of its own."""
    with ThreadPoolExecutor(4) as pool:
        for found in [pool.submit(job, number) for number in range(4)]:
            found.result()


def chain() -> Tape:
    return record(parse("param w = 3; a = exp(w); b = a*w; c = sin(b); L = b + c"))


def test_batches() -> None:
    tape = chain()

    def job(number: int) -> None:
        w = np.linspace(0.1, 0.9, SAMPLES) + number
        for _ in range(150):
            run = tape.evaluate({"w": w})
            b, slope = np.exp(w) * w, np.exp(w) * (w + 1.0)
            np.testing.assert_allclose(run.value("b"), b, rtol=1e-13)
            expected = slope * (1.0 + np.cos(b)) / SAMPLES
            np.testing.assert_allclose(run.gradient("w"), expected, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(run.value("a"), np.exp(w), rtol=1e-13)

    together(job)


def test_single_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "SMALL", 0)
    monkeypatch.setattr(choice, "NARROW", 0)
    tape = chain()

    def job(number: int) -> None:
        w = 0.5 + number
        for _ in range(300):
            run = tape.evaluate({"w": w})
            assert run.value("b") == pytest.approx(np.exp(w) * w, rel=1e-13)
            expected = np.exp(w) * (w + 1.0) * (1.0 + np.cos(np.exp(w) * w))
            assert run.gradient("w") == pytest.approx(expected, rel=1e-9)

    together(job)


def test_other_numbers_of_samples_each_time() -> None:
    tape = chain()

    def job(number: int) -> None:
        for count in range(1, 60):
            w = np.full(count, 0.5 + number)
            run = tape.evaluate({"w": w})
            np.testing.assert_allclose(run.value("a"), np.exp(w), rtol=1e-13)

    together(job)


def test_tensors() -> None:
    graph = Graph()
    graph.add_parameter("v", np.zeros(5_000))
    graph.output = graph.add("sum", graph.add("multiply", graph.add("exp", "v"), "v"))
    tape = record(graph)

    def job(number: int) -> None:
        x = np.linspace(0.0, 1.0, 5_000) + number
        for _ in range(60):
            found = tape.evaluate({"v": x}).gradient("v")
            np.testing.assert_allclose(found, np.exp(x) * (1.0 + x), rtol=1e-13)

    together(job)
