from __future__ import annotations

import pytest

from gui.sentence import begun


def test_a_choice_of_output_says_how() -> None:
    message = "there is no output to descend on; choose one"
    assert begun(message).endswith("choose one: select it and press O")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("the name is taken", "The name is taken"),
        ("cannot open “a.chainrule”", "Cannot open “a.chainrule”"),
        ("o₁ computes its value", "o₁ computes its value"),
        ("empty.chainrule is empty", "empty.chainrule is empty"),
        ("", ""),
    ],
)
def test_only_words_begin_with_a_large_letter(message: str, expected: str) -> None:
    assert begun(message) == expected
