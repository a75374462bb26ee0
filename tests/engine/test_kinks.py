"""Kinks are found between two runs, whatever makes them."""

from __future__ import annotations

import pytest

from engine import parse, record
from engine.kinks import kinked_nodes


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("x = 1; y = relu(x)", ["y"]),
        ("x = 1; u = abs(x); y = sign(x)*u", ["u"]),
        ("x = 1; y = sign(x)", ["y"]),
        ("x = 1; y = max(x, -x)*x^2", []),
        ("x = 1; y = sin(x)", []),
        ("x = 1; y = relu(x + 5)", []),
        ("x = 1; y = floor(5000.1 + x)", ["y"]),
        ("x = 1; y = norm(concatenate(x, 0))", ["y"]),
        ("x = 1; y = largest(concatenate(x, 0))", ["y"]),
        ("x = 1; y = std(concatenate(x, 0))", ["y"]),
    ],
)
def test_what_branches_between_two_points(program: str, names: list[str]) -> None:
    tape = record(parse(program))
    sides = [tape.evaluate({"x": value}, gradient=False) for value in (-0.25, 0.25)]
    found = [node.name for node in kinked_nodes(*sides) if node.name]
    assert set(names) <= set(found)
    assert bool(found) == bool(names)


@pytest.mark.parametrize("function", ["norm", "std", "largest", "smallest"])
def test_what_only_bends_is_no_kink(function: str) -> None:
    tape = record(parse(f"x = 1; y = {function}(concatenate(x, 2, 5)) + hypot(x, 1)"))
    sides = [tape.evaluate({"x": 1.0 + step}, gradient=False) for step in (-1e-6, 1e-6)]
    assert kinked_nodes(*sides) == []


def test_arrays_have_kinks_element_by_element() -> None:
    tape = record(parse("v = [1, 2]; y = relu(v)"))
    before, after = (tape.evaluate({"v": v}, gradient=False) for v in ([1.0, 2.0], [1.0, -2.0]))
    assert [node.name for node in kinked_nodes(before, after)] == ["y"]
    assert kinked_nodes(before, before) == []


def test_a_division_by_zero_on_the_way_is_no_trouble() -> None:
    tape = record(parse("x = 1; y = max(1/x, x)"))
    before, after = (tape.evaluate({"x": x}, gradient=False) for x in (0.0, 2.0))
    assert [node.name for node in kinked_nodes(before, after)] == ["y"]
