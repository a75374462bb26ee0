"""What a record says: every field of every record."""

from __future__ import annotations

import itertools
import re
import warnings

import pytest

from engine.calculus.printing import to_latex
from engine.calculus.tree import Apply, Name
from engine.expression import parse_expression
from engine.operation import Operation, find_operation, get_operation
from tests.engine.operations.cases import OPERATIONS

OTHERS = {"number": 2.5, "axis": 1, "shape": (2, 3), "flag": True}
"""A value of each kind of attribute."""


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_a_record_is_filled_in(operation: Operation) -> None:
    assert find_operation(operation.name) is operation
    assert re.fullmatch(r"[a-z][a-z_0-9]*", operation.name)
    assert len(set(operation.ports)) == len(operation.ports) >= 1
    assert len(operation.partials) == (1 if operation.variadic else len(operation.ports))
    for text in (operation.title, operation.symbol, operation.latex, operation.source):
        assert text == text.strip() or operation.variadic
        assert text
    for sentence in (operation.summary, operation.doc, operation.source):
        assert sentence[-1] == "."
    assert operation.title[0].isupper()
    assert set(operation.defaults) < set(operation.ports)
    assert operation.keywords
    for partial in operation.partials:
        assert partial.rule
        assert partial.formula.count("{") == partial.formula.count("}")
    for condition in (*operation.domain, *operation.poles, *operation.kinks):
        assert condition.text
        assert condition.message
    for attribute in operation.attributes:
        assert attribute.accepts(attribute.default)
        assert attribute.summary[-1] == "."


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_the_latex_template_speaks_of_the_ports(operation: Operation) -> None:
    for port in () if operation.variadic else operation.ports:
        assert re.search(rf"\{{{port}[!>+]?\}}", operation.latex)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda item: item.name)
def test_the_formulas_can_be_typeset(operation: Operation) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ziamath.zmath import Latex

        for partial in operation.partials:
            assert "<svg" in Latex(partial.formula).svg()
        operands = tuple(Name(port) for port in operation.ports)
        attributes = tuple((item.name, OTHERS[item.kind]) for item in operation.attributes)
        for tree in (Apply(operation.name, operands), Apply(operation.name, operands, attributes)):
            assert "<svg" in Latex(to_latex(tree)).svg()


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ("2*expm1(x)", r"2 \left(e^{x} - 1\right)"),
        ("a - expm1(x)", r"a - \left(e^{x} - 1\right)"),
        ("sin(matmul(A, B))", r"\sin \left(A \cdot B\right)"),
        ("2*reciprocal(x)", r"2 \cdot \frac{1}{x}"),
        ("squared_error(a, w*x)", r"\left\|a - w \cdot x\right\|^2"),
        ("squared_error(a, b + c)", r"\left\|a - \left(b + c\right)\right\|^2"),
        ("absolute_error(a, -b)", r"\left\|a - \left(-b\right)\right\|_{1}"),
        ("log1p(sin(x))", r"\ln\left(1 + \sin x\right)"),
        ("sum(v, axis=1)", r"\sum_{1} v"),
        ("mean(v)", r"\operatorname{mean} v"),
        ("softmax(v, axis=0)", r"\operatorname{softmax}_{0}\left(v\right)"),
    ],
)
def test_formulas_say_what_they_mean(formula: str, latex: str) -> None:
    assert to_latex(parse_expression(formula)) == latex


def test_where_an_operation_is_defined_is_said_once() -> None:
    for operation in OPERATIONS:
        said = operation.conditions()
        alike = {text.replace("≥", ">").replace("≤", "<") for text in said}
        assert len(alike) == len(said)
    assert get_operation("ln").conditions() == ["x > 0"]
    assert get_operation("arcsin").conditions() == ["−1 ≤ x ≤ 1", "−1 < x < 1 for the slope"]


def test_names_are_unique_and_families_stand_together() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    families = [family for family, _ in itertools.groupby(item.family for item in OPERATIONS)]
    assert len(set(families)) == len(families)


def test_the_promised_operations_are_there() -> None:
    promised = """add subtract multiply divide negate power square exp ln log sqrt abs sin cos tan
        sigmoid tanh relu max min sum mean squared_error"""
    assert set(promised.split()) <= {operation.name for operation in OPERATIONS}
