"""The command that checks: its witnesses, and its exit status."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from engine.dot_product import DotProduct
from tests.engine.commands.programs import example

if TYPE_CHECKING:
    from tests.engine.commands.terminal import Terminal


def test_check_passes_what_is_exact(terminal: Terminal) -> None:
    answer = terminal.json("check", example("three-neurons"))
    assert answer["verdict"] == "agrees"
    assert {leaf["verdict"] for leaf in answer["leaves"]} == {"agrees"}
    assert answer["overridden"] == []
    printed = terminal.run("check", example("three-neurons"))
    assert "w_P1x2" in printed
    assert "wrong" not in printed


def test_check_shows_every_witness_and_the_dot_product(terminal: Terminal) -> None:
    answer = terminal.json("check", "--program", "x = 2; y = x^3")
    [leaf] = answer["leaves"]
    assert leaf["complex_step"] == pytest.approx(12, rel=1e-15)
    assert abs(leaf["ridders"] - 12) <= leaf["error_bar"] < 1e-10
    assert answer["dot_product"]["agrees"] is True
    assert answer["dot_product"]["forward"] == pytest.approx(answer["dot_product"]["reverse"])
    printed = terminal.run("check", "--program", "x = 2; y = x^3")
    assert "extrapolated  error bar" in printed
    assert "dot-product test: forward and reverse mode agree (⟨u, J v⟩ = " in printed
    edge = terminal.run("check", "--program", "x = 0; y = sqrt(x)")
    assert "inside the domain, it agrees" in edge
    assert "dot-product test: the numbers are not finite" in edge


def test_check_exits_with_1_when_the_modes_differ(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    differing = DotProduct(1.0, 2.0, 0.5)
    monkeypatch.setattr("engine.commands.check.dot_product_test", lambda _: differing)
    printed = terminal.run("check", "--program", "x = 2; y = x^3", status=1)
    assert "dot-product test: ⟨u, J v⟩ = 1 differs from ⟨Jᵀ u, v⟩ = 2\n" in printed


def test_check_exits_with_1_and_names_the_overridden_node(terminal: Terminal) -> None:
    answer = terminal.json("check", example("three-neurons-as-printed"), status=1)
    assert answer["verdict"] == "wrong"
    assert answer["overridden"] == ["z1"]
    wrong = {leaf["name"]: leaf for leaf in answer["leaves"] if leaf["verdict"] == "wrong"}
    assert {"w_P1x1", "w_P1x2", "b_P1"} <= set(wrong)
    assert wrong["w_P1x2"]["analytic"] == 18
    assert wrong["w_P1x2"]["complex_step"] == pytest.approx(18 * math.log(3), rel=1e-14)
    printed = terminal.run("check", example("three-neurons-as-printed"), status=1)
    assert "the local derivative of σ (z1) is overridden\n" in printed


def test_check_prints_the_worst_element_of_an_array(terminal: Terminal) -> None:
    printed = terminal.run("check", "--program", "param A = [1,2;3,4]; y = sum(A*A)")
    assert printed.splitlines()[1].startswith("A[")
