"""Groups: what lies in what, and what may not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.group import (
    MAXIMAL_DEPTH,
    MAXIMAL_NOTE,
    MAXIMAL_TITLE,
    Group,
    Groups,
)


def nest(depth: int) -> Groups:
    """Return so many groups, each in the one before."""
    parents = [None, *(f"g{index}" for index in range(depth - 1))]
    return Groups(Group(f"g{index}", parent=parent) for index, parent in enumerate(parents))


def test_groups_know_what_lies_in_what() -> None:
    groups = Groups([Group("a"), Group("b", parent="a"), Group("c", parent="b"), Group("d")])
    assert groups.path("c") == ("a", "b", "c")
    assert groups.path(None) == ()
    assert groups.path("nobody") == ()
    assert groups.children("a") == ["b"]
    assert groups.children(None) == ["a", "d"]
    assert groups.within("a") == ["a", "b", "c"]


def test_a_group_that_comes_back_takes_its_old_place() -> None:
    groups = Groups([Group("a"), Group("b"), Group("c")])
    groups.discard("a")
    groups.insert(Group("d"))
    groups.insert(Group("a", "again"))
    assert list(groups) == ["a", "b", "c", "d"]


def test_the_inner_group_may_come_before_the_outer_one() -> None:
    groups = Groups([Group("c", parent="b"), Group("b", parent="a"), Group("a")])
    assert list(groups) == ["c", "b", "a"]
    assert groups.path("c") == ("a", "b", "c")


@given(st.permutations([Group("a"), Group("b", parent="a"), Group("c", parent="b"), Group("d")]))
def test_groups_keep_the_order_in_which_they_are_given(given_groups: list[Group]) -> None:
    assert list(Groups(given_groups)) == [group.id for group in given_groups]
    assert Groups(given_groups).copy() == Groups(given_groups)
    assert list(Groups(given_groups).copy()) == list(Groups(given_groups))


@pytest.mark.parametrize(
    ("group", "sentence"),
    [
        (Group("a"), "already a group “a”"),
        (Group(""), "needs an id"),
        (Group("x", "t" * (MAXIMAL_TITLE + 1)), "the title of a group is a text of at most 120"),
        (Group("x", note="n" * (MAXIMAL_NOTE + 1)), "the note of a group is a text of at most"),
        (Group("x" * (MAXIMAL_TITLE + 1)), "the id of a group is a text of at most"),
        (Group("x", "two\nlines"), "one line"),
        (Group("x", parent="nobody"), "there is no group “nobody”"),
        (Group("x", parent="x"), "“x” cannot lie in itself"),
    ],
)
def test_what_cannot_be_a_group_is_refused(group: Group, sentence: str) -> None:
    groups = Groups([Group("a", "A"), Group("b", parent="a")])
    with pytest.raises(EngineError, match=sentence):
        groups.insert(group)
    assert list(groups) == ["a", "b"]


def test_no_group_lies_in_itself() -> None:
    groups = Groups([Group("a", "Layer"), Group("b", parent="a"), Group("c", parent="b")])
    with pytest.raises(EngineError, match="“Layer” cannot lie in itself"):
        groups.revise(Group("a", parent="c"))
    assert groups["a"] == Group("a", "Layer")


def test_groups_lie_only_so_deep() -> None:
    groups = nest(MAXIMAL_DEPTH)
    with pytest.raises(EngineError, match="32 deep"):
        groups.insert(Group("x", parent=f"g{MAXIMAL_DEPTH - 1}"))
    groups.insert(Group("x"))
    groups.insert(Group("y", parent="x"))
    with pytest.raises(EngineError, match="32 deep"):
        groups.revise(Group("x", parent=f"g{MAXIMAL_DEPTH - 2}"))
    groups.revise(Group("x", parent=f"g{MAXIMAL_DEPTH - 3}"))
    assert len(groups.path("y")) == MAXIMAL_DEPTH


def test_a_group_that_holds_another_stays() -> None:
    groups = Groups([Group("a", "A"), Group("b", parent="a")])
    with pytest.raises(EngineError, match="“A” still holds groups"):
        groups.discard("a")
    groups.discard("b")
    groups.discard("a")
    assert not groups
    for refused in (groups.discard, groups.group):
        with pytest.raises(EngineError, match="there is no group “a”"):
            refused("a")
    with pytest.raises(EngineError, match="there is no group “a”"):
        groups.revise(Group("a"))


@pytest.mark.parametrize(
    ("bad", "index"),
    [
        ([Group("b"), Group("c", parent="nobody")], 1),
        ([Group("b"), Group("c"), Group("b")], 2),
        ([Group("b", parent="c"), Group("c", parent="b")], 1),
        ([Group("b", parent="b")], 0),
    ],
)
def test_many_groups_are_put_in_or_none(bad: list[Group], index: int) -> None:
    groups = Groups([Group("a")])
    with pytest.raises(EngineError) as caught:
        groups.insert_all(bad)
    assert caught.value.index == index
    assert list(groups) == ["a"]


def test_there_are_only_so_many_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.group.MAXIMAL_GROUPS", 2)
    with pytest.raises(EngineError, match="at most 2 groups"):
        Groups([Group("a"), Group("b"), Group("c")])


def test_groups_are_equal_by_content() -> None:
    one, other = (Group("a", extra={"weight": math.nan}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Group("a")
    assert one != "a"
