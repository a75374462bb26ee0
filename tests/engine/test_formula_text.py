"""A node's formula is written as far as anybody reads it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import EngineError
from engine.formula_text import formula_text
from engine.graph import Graph
from engine.program import parse


def test_what_grows_by_sharing_is_not_written_out() -> None:
    lines = ["input x0 = 1", *(f"x{i + 1} = x{i}*x{i} + x{i}" for i in range(60))]
    graph = parse("\n".join(lines))
    with pytest.raises(EngineError, match="shown in its inputs"):
        formula_text(graph, graph.resolve("x60"), expand=True)
    assert formula_text(graph, graph.resolve("x60")).text == "x60 = x59*x59 + x59"


def test_a_name_that_two_nodes_go_by_is_refused() -> None:
    graph = parse("v3 = 2; y = sin(2*x)*v3")
    assert graph.node("n3").operation == "multiply"
    assert formula_text(graph, graph.resolve("y")).text == "y = v4*v3"
    with pytest.raises(EngineError, match="two nodes go by “v3”"):
        formula_text(graph, "n4")


def test_a_wide_formula_is_not_written_out() -> None:
    lines = [f"y{i} = sin(x{i})*w{i}" for i in range(1200)]
    lines += [
        f"s{i} = {' + '.join(f'y{j}' for j in range(60 * i, 60 * i + 60))}" for i in range(20)
    ]
    graph = parse("\n".join([*lines, f"L = {' + '.join(f's{i}' for i in range(20))}"]))
    with pytest.raises(EngineError, match="shown in its inputs"):
        formula_text(graph, graph.resolve("L"), expand=True)


def test_a_value_is_exact_as_text_and_short_where_it_is_typeset() -> None:
    graph = parse("param w = 0.1234567890123; y = w^2")
    found = formula_text(graph, graph.resolve("w"))
    assert found.text == "param w = 0.1234567890123"
    assert found.latex == "w = 0.123457"


def test_arrays_and_leaves_without_a_value_are_written() -> None:
    graph = parse("input x; constant c = [1, 2; 3, 4]; y = x*c")
    assert formula_text(graph, graph.resolve("x")).text == "input x"
    found = formula_text(graph, graph.resolve("c"))
    assert found.text == "constant c = [1, 2; 3, 4]"
    assert "pmatrix" in found.latex
    assert found.tree is None


def test_a_large_array_is_not_written_out() -> None:
    graph = Graph()
    graph.add_input("x", np.zeros((9, 9)))
    with pytest.raises(EngineError, match="an array of 81 numbers"):
        formula_text(graph, graph.resolve("x"))


def test_a_number_that_is_not_finite_is_not_written() -> None:
    graph = parse("input x = 1; y = 2*x")
    graph.revise(replace(graph.find("y"), attributes={"x1": float("inf")}))
    with pytest.raises(EngineError, match="not finite"):
        formula_text(graph, graph.resolve("y"))
