"""Tables that are made when they are needed, and once."""

from __future__ import annotations

from engine.deferred import DeferredMapping, DeferredSequence


def test_a_mapping_is_made_once_and_only_if_needed() -> None:
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"a": 1, "b": 2}

    table = DeferredMapping(make)
    assert made == []
    assert table["a"] == 1
    assert "b" in table
    assert list(table) == ["a", "b"]
    assert len(table) == 2
    assert table == {"a": 1, "b": 2}
    assert made == [1]


def test_a_sequence_knows_its_length_before_it_is_made() -> None:
    made: list[int] = []

    def make() -> tuple[str, ...]:
        made.append(1)
        return ("a", "b")

    table = DeferredSequence(2, make)
    assert len(table) == 2
    assert made == []
    assert table[1] == "b"
    assert table[:1] == ("a",)
    assert list(table) == ["a", "b"]
    assert table == ("a", "b")
    assert table == DeferredSequence(2, make)
    assert table != ["a", "b"]
    assert hash(table) == hash(("a", "b"))
    assert made == [1, 1]
