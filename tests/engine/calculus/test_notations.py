"""Formulas in other notations: Python and SymPy text that computes the same, and MathML."""

from __future__ import annotations

import math
import warnings
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.calculus.notation_mathml import latex_to_mathml
from engine.calculus.notation_sympy import in_sympy
from engine.calculus.notations import NOTATIONS, written
from engine.calculus.point_value import Point
from engine.calculus.slope_mark import slope_of
from engine.calculus.source_code import identifiers
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.errors import EngineError
from engine.expression import parse_expression
from engine.maths.numeric import Numeric
from engine.operation import Operation, all_operations, get_operation
from tests.engine.calculus.formulas import FORMULAS, POINTS
from tests.engine.random_graphs import SCALAR_OPERATIONS

X, Y = Name("x"), Name("y")
MATHML = "{http://www.w3.org/1998/Math/MathML}"


def by_python(source: str, values: dict[str, Any]) -> Any:
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = {
            name: np.float64(value) if np.ndim(value) == 0 else value
            for name, value in values.items()
        }
        # One dictionary: the body of a lambda sees no other.
        return eval(source, {"np": np, "math": math, **given})


def applied(operation: Operation, attributes: dict[str, Any] | None = None) -> Apply:
    count = 3 if operation.variadic else len(operation.ports)
    names = tuple(Name(f"x{place}") for place in range(count))
    return Apply(operation.name, names, tuple(sorted((attributes or {}).items())))


def points(count: int) -> list[dict[str, float]]:
    chance = np.random.default_rng(7)
    rows = [chance.uniform(-2.5, 2.5, count) for _ in range(30)]
    rows += [chance.integers(-2, 4, count).astype(float) for _ in range(30)]
    return [{f"x{place}": float(it) for place, it in enumerate(row)} for row in rows]


PYTHON_SCALARS = [operation for operation in SCALAR_OPERATIONS if operation.name != "cross_entropy"]


@pytest.mark.parametrize("operation", PYTHON_SCALARS, ids=lambda operation: operation.name)
def test_each_operation_computes_the_same_number_in_python(operation: Operation) -> None:
    tree = applied(operation)
    source, compared = written(tree, "python"), 0
    for values in points(len(tree.operands)):
        expected = Point(values).value(tree)
        if not math.isnan(expected):
            found = float(by_python(source, values))
            assert math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-15), (source, values)
            compared += 1
    assert compared > 5


ATTRIBUTES = [
    ("sigmoid", {"base": 3.0}),
    ("sigmoid", {"base": 0.5}),
    ("leaky_relu", {"slope": -0.25}),
    ("elu", {"alpha": 2.0}),
    ("huber", {"delta": 0.75}),
]


@pytest.mark.parametrize(("name", "attributes"), ATTRIBUTES)
def test_attributes_are_written(name: str, attributes: dict[str, Any]) -> None:
    tree = applied(get_operation(name), attributes)
    for values in points(len(tree.operands)):
        found = float(by_python(written(tree, "python"), values))
        assert math.isclose(found, Point(values).value(tree), rel_tol=1e-12)


ARRAYS = [
    ("sum", {"axis": 1}),
    ("mean", {"axis": 0}),
    ("product", {}),
    ("largest", {"axis": -1}),
    ("smallest", {}),
    ("norm", {"axis": 0}),
    ("norm", {}),
    ("variance", {"axis": 1, "ddof": 1.0}),
    ("std", {}),
    ("logsumexp", {"axis": 1}),
    ("logsumexp", {}),
    ("softmax", {"axis": 0}),
    ("softmax", {}),
    ("log_softmax", {"axis": 1}),
    ("transpose", {}),
    ("transpose", {"axes": (1, 0)}),
    ("reshape", {"shape": (2, 3)}),
    ("broadcast", {"shape": (2, 3, 2)}),
    ("concatenate", {"axis": 1}),
    ("concatenate", {}),
    ("index", {"index": 2.0}),
    ("index", {"index": 1.0, "axis": 1}),
    ("index", {"index": -1.0, "axis": -2}),
    ("slice", {"start": 1, "stop": 3, "axis": 0}),
    ("slice", {"step": 2}),
    ("slice", {"stop": 1, "axis": -1}),
    ("dot", {}),
    ("outer", {}),
    ("squared_error", {}),
    ("absolute_error", {}),
]


@pytest.mark.parametrize(("name", "attributes"), ARRAYS)
def test_arrays_are_computed_the_same_in_python(name: str, attributes: dict[str, Any]) -> None:
    operation = get_operation(name)
    tree = applied(operation, attributes)
    chance = np.random.default_rng(3)
    values = {part: chance.normal(size=(3, 2)) for part in names_in(tree)}
    expected = operation.forward(
        Numeric(), *values.values(), **operation.full_attributes(attributes)
    )
    found = by_python(written(tree, "python"), values)
    assert np.shape(found) == np.shape(expected)
    assert np.allclose(found, expected, rtol=1e-12)


def test_a_matrix_product_is_computed_the_same_in_python() -> None:
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    source = written(Apply("matmul", (X + X, Y)), "python")
    assert np.array_equal(by_python(source, {"x": a, "y": b}), (a + a) @ b)


@settings(max_examples=300)
@given(FORMULAS, POINTS)
def test_python_computes_the_same_number(tree: Tree, values: dict[str, float]) -> None:
    assume("cross_entropy" not in operations_in(tree))
    expected = Point(values).value(tree)
    assume(math.isfinite(expected))
    try:
        found = float(by_python(written(tree, "python"), values))
    except (ArithmeticError, ValueError) as error:
        pytest.fail(f"{error}: {written(tree, 'python')}")
    # Digits that cancel, and what is beyond a jump or a domain, may differ between two ways.
    nearby = [Point({n: v * (1 + s) for n, v in values.items()}).value(tree) for s in (-1e-9, 1e-9)]
    assume(all(map(math.isfinite, nearby)))
    loose = max(abs(it - expected) for it in nearby) + 1e-9 * max(abs(expected), 1.0)
    assume(loose < 1e-3 * max(abs(expected), 1.0))
    assert abs(found - expected) <= loose, written(tree, "python")


def operations_in(tree: Tree) -> set[str]:
    if not isinstance(tree, Apply):
        return set()
    return {tree.operation}.union(*map(operations_in, tree.operands))


IN_SYMPY = [
    item
    for item in SCALAR_OPERATIONS
    if item.vjp is None and item.name not in {"cross_entropy", "dot"}
]


def by_sympy(tree: Tree, values: dict[str, float]) -> complex:
    sp = pytest.importorskip("sympy")
    symbols = {name: sp.Symbol(name, real=True) for name in names_in(tree)}
    expression = eval(in_sympy(tree), {"sp": sp}, symbols)
    given = {symbols[name]: sp.Rational(value) for name, value in values.items() if name in symbols}
    return complex(sp.sympify(expression).subs(given).evalf(20))


@pytest.mark.parametrize("operation", SCALAR_OPERATIONS, ids=lambda operation: operation.name)
def test_each_operation_is_the_same_in_sympy_or_refused(operation: Operation) -> None:
    tree = applied(operation)
    if operation not in IN_SYMPY:
        with pytest.raises(EngineError, match=f"“{operation.title}” cannot be written in SymPy: "):
            in_sympy(tree)
        return
    compared = 0
    for values in points(len(tree.operands))[::3]:
        expected = Point(values).value(tree)
        # 0·ln 0 is 0 here, and SymPy says nan.
        is_bound = operation.family == "loss" and 0.0 in values.values()
        if math.isfinite(expected) and not is_bound:
            found = by_sympy(tree, values)
            assert abs(found - expected) < 1e-12 * max(abs(expected), 1.0), (in_sympy(tree), values)
            compared += 1
    assert compared > 2


@pytest.mark.parametrize(("name", "attributes"), ATTRIBUTES)
def test_attributes_are_written_in_sympy(name: str, attributes: dict[str, Any]) -> None:
    tree = applied(get_operation(name), attributes)
    for values in points(len(tree.operands))[::12]:
        assert abs(by_sympy(tree, values) - Point(values).value(tree)) < 1e-12


@pytest.mark.parametrize(
    ("text", "python", "sympy"),
    [
        ("-x^2", "-x**2", "-x**2"),
        ("(-x)^2", "(-x)**2", "(-x)**2"),
        ("(x^2)^3", "(x**2)**3", "(x**2)**3"),
        ("2^x", "np.power(2, x)", "2**x"),
        ("x^(-1)", "np.power(x, -1.0)", "x**(-1)"),
        ("x - (y - 2)", "x - (y - 2)", "x - (y - 2)"),
        ("x/(2*y)", "x/(2*y)", "x/(2*y)"),
        ("x - (-2)", "x - (-2)", "x - (-2)"),
        ("1/0", "1/np.float64(0)", "sp.S(1)/0"),
        ("1/3 + x", "1/3 + x", "sp.S(1)/3 + x"),
        ("silu(2x)", "(lambda t: t/(1 + np.exp(-t)))(2*x)", "(lambda t: t/(1 + sp.exp(-t)))(2*x)"),
        ("max(x, y, 2)", "np.maximum.reduce([x, y, 2])", "sp.Max(x, y, 2)"),
        ("e^x*pi", "np.exp(x)*np.pi", "sp.exp(x)*sp.pi"),
    ],
)  # fmt: skip
def test_source_reads_as_people_write_it(text: str, python: str, sympy: str) -> None:
    tree = parse_expression(text)
    assert (written(tree, "python"), written(tree, "sympy")) == (python, sympy)


def test_no_name_becomes_a_word_of_python() -> None:
    found = identifiers(["lambda", "np", "x₁", "x1", "ŷ", "class", "np_"], frozenset({"np"}))
    assert len(set(found.values())) == len(found)
    assert found["ŷ"] == "ŷ"
    assert all(it.isidentifier() for it in found.values())
    assert found["x1"] == "x1"
    assert written(Name("lambda") + 1, "python") == "lambda_ + 1"


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)
def test_each_operation_is_written_in_every_notation_or_refused_by_name(
    operation: Operation,
) -> None:
    tree = applied(operation)
    for notation in NOTATIONS:
        is_refused = notation.name in {"python", "sympy"} and (
            operation.name == "cross_entropy"
            or (notation.name == "sympy" and operation not in IN_SYMPY)
        )
        if is_refused:
            with pytest.raises(EngineError, match=f"“{operation.title}” cannot be written in "):
                written(tree, notation.name)
        else:
            assert written(tree, notation.name)


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)
def test_mathml_is_well_formed_and_names_every_operand(operation: Operation) -> None:
    tree = applied(operation)
    root = ElementTree.fromstring(written(tree, "mathml"))
    assert root.tag == f"{MATHML}math"
    assert_arity(root)
    names = {
        it[1].text
        for kind in ("msub", "msubsup")
        for it in root.iter(f"{MATHML}{kind}")
        if it[0].text == "x"
    }
    assert names == {str(place) for place in range(len(tree.operands))}


CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mroot": 2, "mover": 2}


def assert_arity(root: ElementTree.Element) -> None:
    for element in root.iter():
        wanted = CHILDREN.get(element.tag.removeprefix(MATHML))
        assert wanted is None or len(element) == wanted, ElementTree.tostring(element)
        assert element.tag.removeprefix(MATHML) not in {"mi", "mn", "mo"} or element.text


@settings(max_examples=200)
@given(FORMULAS)
def test_mathml_of_any_formula_is_well_formed(tree: Tree) -> None:
    assert_arity(ElementTree.fromstring(written(tree, "mathml")))


def test_mathml_of_a_quotient() -> None:
    body = written(parse_expression("(x^2 + 2y)/sqrt(w1)"), "mathml")
    assert body == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mfrac>'
        "<mrow><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo>"
        "<mn>2</mn><mo>&#x2062;</mo><mi>y</mi></mrow>"
        "<msqrt><msub><mi>w</mi><mn>1</mn></msub></msqrt></mfrac></math>"
    )


def test_mathml_applies_functions_and_raises_them() -> None:
    body = written(parse_expression("sin(x) + sigmoid(x) + relu(x)"), "mathml")
    assert "<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>" in body
    assert "<mi>σ</mi><mo>&#x2061;</mo><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>" in body
    assert "<mi>relu</mi><mo>&#x2061;</mo>" in body


def test_mathml_sets_index_and_power_above_each_other() -> None:
    body = written(parse_expression("w1^2"), "mathml")
    assert "<msubsup><mi>w</mi><mn>1</mn><mn>2</mn></msubsup>" in body
    assert "<msup>" not in body


def test_mathml_of_a_line_on_one_side_alone() -> None:
    markup = latex_to_mathml(r"\left. \frac{d y}{d x} \right|_{2}")
    assert markup.count("<mo>|</mo>") == 1
    assert "<mo></mo>" not in markup


def test_mathml_escapes_what_it_must() -> None:
    body = written(Apply("less", (Name("a&b"), Name("loss_<x>"))), "mathml")
    assert "<mo>&lt;</mo>" in body
    assert "".join(ElementTree.fromstring(body).itertext()) == "[a&b<loss_<x>]"


def test_mathml_of_names_with_hats_and_words() -> None:
    body = written(Name("yhat") * Name("loss") * Name("alpha_12"), "mathml")
    assert '<mover accent="true"><mi>y</mi><mo>^</mo></mover>' in body
    assert "<mi>loss</mi>" in body
    assert "<msub><mi>α</mi><mn>12</mn></msub>" in body


def test_a_chain_that_is_deeper_than_pythons_stack_is_written() -> None:
    tree: Tree = X
    for _ in range(3000):
        tree = Apply("sin", (tree,))
    for notation in NOTATIONS:
        assert written(tree, notation.name)


def test_what_is_too_long_is_refused() -> None:
    tree: Tree = X
    for _ in range(40):
        tree = tree * tree
    for notation in NOTATIONS:
        with pytest.raises(EngineError, match="too many to be written"):
            written(tree, notation.name)


def test_a_derivative_is_written_in_mathematics_only() -> None:
    tree = 2 * slope_of(X**2, "x")
    assert written(tree, "text") == "2*d/dx(x^2)"
    assert "<mfrac><mi>d</mi>" in written(tree, "mathml")
    for notation in ("python", "sympy"):
        with pytest.raises(EngineError, match="once it is worked out"):
            written(tree, notation)


def test_an_unknown_notation_or_operation_is_refused() -> None:
    with pytest.raises(EngineError, match="there is no notation “word”, only text, latex"):
        written(X, "word")
    with pytest.raises(EngineError, match="there is no operation “wibble”"):
        written(Apply("wibble", (X, Number(1.0))), "python")


@given(st.floats(allow_nan=False))
def test_numbers_keep_their_value_in_python(number: float) -> None:
    found = by_python(written(Number(number), "python"), {})
    assert float(found) == number
    assert math.copysign(1.0, float(found)) == math.copysign(1.0, number)
