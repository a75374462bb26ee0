from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.catalogue import entries, entry_of, family_title, operation_token, search_entries
from gui.search import Rank, SearchText, ranked
from gui.theme import load_theme


def first(query: str) -> str:
    return search_entries(query)[0].operation


@pytest.mark.parametrize(
    ("query", "rank"),
    [
        ("Squared error", Rank.EXACT),
        ("squared_error", Rank.EXACT),
        ("SQUA", Rank.PREFIX),
        ("err", Rank.WORD_START),
        ("uared", Rank.SUBSTRING),
        ("mse", Rank.KEYWORD),
        ("sqr", Rank.SUBSEQUENCE),
        ("error squared", Rank.WORD_START),
        ("xyz", None),
        ("error xyz", None),
        # One letter in the middle of a word would find nearly everything.
        ("r", None),
    ],
)
def test_the_way_in_which_a_text_is_found(query: str, rank: Rank | None) -> None:
    text = SearchText("Squared error", ("squared_error", "‖·‖²"), ("mse", "mean squared"))
    assert text.rank(query) is rank


def test_better_ways_come_first_and_ties_keep_their_order() -> None:
    titles = ["Dig in", "Sigmoid", "Design", "Sign", "A sigma", "Silent gap"]
    assert ranked("sig", titles, SearchText) == [
        "Sigmoid",
        "Sign",
        "A sigma",
        "Design",
        "Silent gap",
    ]


def test_case_and_accents_do_not_matter() -> None:
    assert ranked("ECOLE", ["Tanh", "École"], SearchText) == ["École"]


@given(st.text(max_size=12))
def test_any_text_may_be_typed(query: str) -> None:
    found = search_entries(query)
    assert set(found) <= set(entries())
    if not query.strip():
        assert found == list(entries())


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.operation)
def test_everything_is_found_first_by_its_title_and_by_its_name(entry: object) -> None:
    known = entry_of(getattr(entry, "operation", ""))
    assert known is not None
    assert first(known.title) == known.operation
    assert first(known.operation) == known.operation


@pytest.mark.parametrize(
    ("query", "operation"),
    [
        ("+", "add"),
        ("*", "multiply"),
        ("×", "multiply"),
        ("σ", "sigmoid"),
        ("weight", "parameter"),
        ("logistic", "sigmoid"),
        ("log", "log"),
    ],
)
def test_signs_and_keywords_lead_to_what_they_mean(query: str, operation: str) -> None:
    assert first(query) == operation


def test_a_search_may_be_limited_to_what_fits() -> None:
    fitting = [entry for entry in entries() if entry.family == "loss"]
    found = search_entries("error", fitting)
    assert [entry.operation for entry in found] == ["squared_error", "absolute_error"]


def test_every_entry_has_a_colour_in_every_theme() -> None:
    for entry in entries():
        assert load_theme("light").hex(entry.token)
        assert load_theme("dark").hex(entry.token)


def test_what_is_unknown_looks_like_an_ordinary_operation() -> None:
    assert entry_of("frobnicate") is None
    assert operation_token("frobnicate") == "operation"
    assert family_title("signal_processing") == "Signal processing"
