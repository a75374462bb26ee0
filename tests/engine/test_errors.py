from __future__ import annotations

import pytest

from engine import errors
from engine.errors import EngineError


def test_an_error_is_its_sentence() -> None:
    error = EngineError("something is wrong", node="n1", port="x", index=3)
    assert str(error) == error.message == "something is wrong"
    assert (error.node, error.port, error.index) == ("n1", "x", 3)
    assert (error.line, error.column) == (None, None)


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        (None, 7, "column 7: what"),
        (1, 7, "column 7: what"),
        (2, 7, "line 2, column 7: what"),
        (2, None, "what"),
    ],
)
def test_a_place_in_a_text_comes_first(line: int | None, column: int | None, text: str) -> None:
    assert str(EngineError("what", line=line, column=column)) == text


def test_every_kind_is_an_engine_error() -> None:
    for name in errors.__all__:
        assert issubclass(getattr(errors, name), EngineError)
