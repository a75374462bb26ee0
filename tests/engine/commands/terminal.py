"""A terminal for tests: runs commands in this process and keeps what they print."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import main

if TYPE_CHECKING:
    import pytest


class Terminal:
    """Runs commands and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        self.error = ""

    def run(self, *words: str, status: int = 0) -> str:
        try:
            found = main.main(list(words))
        except SystemExit as stop:
            found = int(stop.code or 0)
        printed, self.error = self.capsys.readouterr()
        assert found == status, self.error
        return printed

    def json(self, *words: str, status: int = 0) -> Any:
        printed = self.run(*words, "--json", status=status)
        assert self.error.count("\n") == (status == 2)
        assert printed.count("\n") == 1
        return json.loads(printed)

    def refusal(self, *words: str) -> str:
        assert self.run(*words, status=2) == ""
        assert self.error.count("\n") == 1
        return self.error.rstrip("\n")
