"""Slots by level, by the first of each kind, and by arrival."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import arrangement
from engine.arrangement import arrange, runs


@pytest.mark.parametrize("bits", [0, 63])
@given(
    nodes=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3)), max_size=40),
    is_whole=st.booleans(),
)
def test_nodes_are_sorted_in_blocks(
    bits: int, nodes: list[tuple[bool, int, int]], is_whole: bool
) -> None:
    ready = [is_ready or is_whole for is_ready, _, _ in nodes]
    first: dict[tuple[int, int], int] = {}
    for ordinal, (_, level, kind) in enumerate(nodes):
        if ready[ordinal]:
            first.setdefault((level, kind), ordinal)
    expected = sorted(
        (level, first[level, kind], ordinal, kind)
        for ordinal, (_, level, kind) in enumerate(nodes)
        if ready[ordinal]
    )
    levels = np.array([level for _, level, _ in nodes], dtype=np.intp)
    kinds = np.array([kind for _, _, kind in nodes], dtype=np.intp)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrangement, "_BITS", bits)
        found = arrange(np.array(ready, dtype=bool), levels, kinds)
    assert found.ordinals.tolist() == [item[2] for item in expected]
    assert found.by_slot(found.levels).tolist() == [item[0] for item in expected]
    assert found.by_slot(found.kinds).tolist() == [item[3] for item in expected]
    blocks = list(dict.fromkeys(item[:2] for item in expected))
    assert len(found.starts) == len(blocks)
    assert found.starts.tolist() == [0, *np.cumsum(found.sizes).tolist()][: len(blocks)]


def test_runs_of_nothing() -> None:
    empty = np.zeros(0, dtype=np.intp)
    assert runs(empty, empty).tolist() == []
