"""The names that a script gets from the package itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

import engine


@pytest.mark.parametrize("name", engine.__all__)
def test_every_promised_name_is_there(name: str) -> None:
    found = getattr(engine, name)
    assert found is getattr(engine, name)
    assert getattr(found, "__name__", "Edit") == name


@pytest.mark.parametrize("name", ["nonsense"])
def test_a_name_that_is_not_promised_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match="has no attribute “nonsense”"):
        getattr(engine, name)


def test_importing_the_package_alone_imports_nothing_of_weight() -> None:
    program = "import engine, sys; print('numpy' in sys.modules, 'networkx' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["False", "False"]
