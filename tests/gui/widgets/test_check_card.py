"""The check card says what the worst of its checks says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.central_difference import Check
from gui.widgets.check_card import CheckCard

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

GOOD = Check(0.125, 0.125000000001, 1e-13, 11)
EXACT = Check(2.0, 2.0, 0.0, 16)
WRONG = Check(6.0, 6.59, 1e-12, 1, "the derivative of σ (z) is overridden")
VAGUE = Check(1.0, 0.0, 1e20, 0)


@pytest.fixture
def card(qtbot: QtBot) -> CheckCard:
    result = CheckCard()
    qtbot.addWidget(result)
    result.show()
    return result


@pytest.mark.parametrize(
    ("check", "kind", "text"),
    [
        (GOOD, "success", "Check   ✓ agrees to 11 digits"),
        (EXACT, "success", "Check   ✓ agrees to the last digit"),
        (
            WRONG,
            "error",
            "Check   ✗ differs from the gradient: the derivative of σ (z) is overridden",
        ),
        (VAGUE, "muted", "Check: too uncertain here to compare"),
    ],
)
def test_the_verdict(card: CheckCard, check: Check, kind: str, text: str) -> None:
    card.set_checks([("∂L/∂x", check)])
    assert card.verdict.property("kind") == kind
    assert card.verdict.text() == text
    assert card.numbers.isVisible() is (check is not VAGUE)


def test_one_number_is_called_by_its_method(card: CheckCard) -> None:
    card.set_checks([("∂L/∂x", Check(-0.125, -0.125, 0.0, 16))])
    assert card.numbers.text() == "central difference −0.12500000000"


def test_several_numbers_are_told_apart(card: CheckCard) -> None:
    card.set_checks([("∂L/∂a", EXACT), ("∂L/∂b", GOOD)])
    assert card.verdict.text() == "Check   ✓ agrees to 11 digits"
    assert card.numbers.text().splitlines() == ["∂L/∂a 2.0000000000", "∂L/∂b 0.12500000000"]


@pytest.mark.parametrize("other", [GOOD, EXACT, VAGUE])
def test_what_differs_outweighs_what_agrees(card: CheckCard, other: Check) -> None:
    card.set_checks([("a", other), ("b", WRONG)])
    assert card.verdict.property("kind") == "error"


def test_a_check_that_waits_says_so(card: CheckCard) -> None:
    card.set_checks([("a", GOOD)])
    card.set_pending()
    assert card.verdict.text() == "Check …"
    assert not card.numbers.isVisible()


@pytest.mark.parametrize(
    ("number", "text"), [(0.0, "0"), (-3e42, "−3.0000000000e42"), (1.5e-9, "1.5000000000e−9")]
)
def test_numbers_are_written_with_all_their_digits(
    card: CheckCard, number: float, text: str
) -> None:
    card.set_checks([("a", Check(number, number, 0.0, 16))])
    assert card.numbers.text() == f"central difference {text}"
