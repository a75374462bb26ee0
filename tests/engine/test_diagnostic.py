from __future__ import annotations

from engine.diagnostic import Diagnostic, Kind, Severity


def test_a_diagnostic_is_a_value() -> None:
    one, other = (Diagnostic(Kind.POLE, Severity.WARNING, "1/0", "n1", "b") for _ in range(2))
    assert one == other
    assert len({one, other}) == 1
    assert Diagnostic(Kind.OUTPUT, Severity.NOTE, "none").node is None


def test_kinds_and_severities_are_written_as_words() -> None:
    assert f"{Severity.ERROR}: {Kind.NON_FINITE}" == "error: non-finite"
