from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.diagnostic import Diagnostic, Kind, Severity
from engine.explanation import RuleCard
from engine.pieces import Piece
from gui.typesetting import typesetter
from gui.widgets.rule_card import NoticeCard, RuleView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

FORMULA = Piece("x^2", "x²")


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[RuleView]:
    result = RuleView()
    qtbot.addWidget(result)
    result.show()
    yield result
    typesetter().stop()


def test_a_rule_shows_its_formula_and_when_it_holds(view: RuleView) -> None:
    view.set_rule(RuleCard("Rule: power rule", FORMULA, "x > 0"))
    assert view.heading.text() == "Rule: power rule"
    assert view.formula.accessibleName() == "x²"
    assert view.condition.text() == "for x > 0"
    assert view.property("kind") == "card"


def test_a_rule_that_always_holds_has_no_condition(view: RuleView) -> None:
    view.set_rule(RuleCard("Rule: sum rule", FORMULA))
    assert not view.condition.isVisible()


def test_a_domain_has_no_formula(view: RuleView) -> None:
    view.set_rule(RuleCard("Where it is defined", condition="x > 0"))
    assert not view.formula.isVisible()
    assert view.condition.text() == "x > 0"


def test_an_override_warns_and_the_next_rule_does_not(view: RuleView) -> None:
    view.set_rule(RuleCard("Overridden derivative", FORMULA, "by hand", is_override=True))
    assert view.property("kind") == "notice-warning"
    assert view.heading.property("kind") == "warning"
    view.set_rule(RuleCard("Rule: sum rule", FORMULA))
    assert view.property("kind") == "card"
    assert view.heading.property("kind") == "strong"


@pytest.mark.parametrize(
    ("severity", "kind"),
    [
        (Severity.ERROR, "notice-error"),
        (Severity.WARNING, "notice-warning"),
        (Severity.NOTE, "card"),
    ],
)
def test_a_notice_is_as_loud_as_its_diagnostic(qtbot: QtBot, severity: Severity, kind: str) -> None:
    notice = NoticeCard()
    qtbot.addWidget(notice)
    notice.set_diagnostic(Diagnostic(Kind.POLE, severity, "division by zero", "n1"))
    assert notice.property("kind") == kind
    assert notice.text.text() == "Division by zero"
