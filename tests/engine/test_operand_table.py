"""Operands of all nodes, those with an edge and those without."""

from __future__ import annotations

import numpy as np

from engine.operand_table import OperandTable


def table(literals: list[tuple[int, int, int]], counts: list[int]) -> OperandTable:
    """Edges 0 → 2 at place 1, 1 → 2 at place 0 and 2 → 3 at place 1, in no order."""
    sources, targets, places = np.array([2, 0, 1]), np.array([3, 2, 2]), np.array([1, 1, 0])
    rows = np.array(literals, dtype=np.intp).reshape(-1, 3)
    return OperandTable(np.array(counts), sources, targets, places, rows)


def test_every_operand_has_an_edge() -> None:
    found = OperandTable(
        np.array([0, 0, 2, 1]),
        np.array([2, 0, 1]),
        np.array([3, 2, 2]),
        np.array([0, 1, 0]),
        np.zeros((0, 3), dtype=np.intp),
    )
    assert found.firsts.tolist() == [0, 0, 0, 2]
    assert found.slots.tolist() == [1, 0, 2]
    assert found.source is found.slots
    assert found.target.tolist() == [2, 2, 3]
    assert found.rows(np.array([2, 0])).tolist() == [2, 0]
    assert found.positions_of_rows() is None


def test_literals_have_no_row() -> None:
    found = table([(3, 0, 7)], [0, 0, 2, 2])
    assert found.slots.tolist() == [1, 0, 7, 2]
    assert (found.source.tolist(), found.target.tolist()) == ([1, 0, 2], [2, 2, 3])
    assert found.rows(np.arange(4)).tolist() == [0, 1, -1, 2]
    positions = found.positions_of_rows()
    assert positions is not None
    assert positions.tolist() == [0, 1, 3]


def test_nothing_at_all() -> None:
    empty = np.zeros(0, dtype=np.intp)
    found = OperandTable(empty, empty, empty, empty, np.zeros((0, 3), dtype=np.intp))
    assert len(found.slots) == len(found.source) == len(found.target) == 0
