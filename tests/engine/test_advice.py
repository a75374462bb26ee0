"""Advice: two operations in a row that one does better are told, and no others."""

from __future__ import annotations

import pytest

from engine.advice import advice
from engine.diagnostic import Kind, Severity
from engine.findings import findings
from engine.program import parse
from engine.tape import record

Z = "z = [1, 2, 3]; p = softmax(z); constant t = [0, 0, 1]; "
S = "x = 2; p = sigmoid(x); "


def told(program: str) -> list[str]:
    return [item.message for item in advice(record(parse(program)))]


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (Z + "L = -sum(t*ln(p))", "ln: take log_softmax for both, or cross_entropy"),
        (Z + "L = -sum(xlogy(t, p))", "x ln y: take cross_entropy of what goes into “p”"),
        (Z + "L = cross_entropy(p, t)", "CE (L): connect what goes into “p” instead; the loss"),
        (Z + "L = kl_divergence(t, p)", "KL (L): cross_entropy of what goes into “p” learns"),
        (S + "L = -ln(p)", "ln: take log_sigmoid for both"),
        (S + "L = binary_cross_entropy(p, 1)", "BCE (L): take binary_cross_entropy_with_logits"),
        (
            S + "L = binary_cross_entropy_with_logits(p, 1)",
            "BCE σ (L): connect what goes into “p” instead; the loss takes the sigmoid itself",
        ),
    ],
)
def test_what_one_operation_does_better_is_told(program: str, sentence: str) -> None:
    [message] = told(program)
    assert message.startswith(sentence)


@pytest.mark.parametrize(
    "program",
    [
        Z + "L = cross_entropy(z, t)",
        Z + "L = -sum(t*log_softmax(z))",
        Z + "L = sum(p*t)",
        Z + "L = kl_divergence(p, t)",
        S + "L = (p - 1)^2",
        S + "L = ln(x)",
        "x = 2; p = sigmoid(x, base=3); L = -ln(p)",
        "L = ln(2)",
    ],
)
def test_nothing_else_is_told(program: str) -> None:
    assert told(program) == []


def test_advice_is_a_note_among_the_findings() -> None:
    run = record(parse(S + "L = -ln(p)")).evaluate()
    [item] = findings(run)
    assert (item.kind, item.severity) == (Kind.ADVICE, Severity.NOTE)


def test_what_is_advised_has_the_same_gradient() -> None:
    one = record(parse(Z + "L = -sum(t*ln(p))")).evaluate()
    other = record(parse(Z + "L = cross_entropy(z, t)")).evaluate()
    assert one.value("L") == pytest.approx(other.value("L"), rel=1e-15)
    assert one.gradient("z") == pytest.approx(other.gradient("z"), rel=1e-14)
