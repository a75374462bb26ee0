"""Operations on arrays: shapes, lanes, and derivatives in both directions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from engine.gradcheck import Verdict, check
from engine.graph import Graph
from engine.maths.numeric import ComplexNumeric, Numeric
from engine.operation import Operation, get_operation
from engine.tape import record
from tests.engine.operations.cases import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

Shape = tuple[int, ...]


class Case(NamedTuple):
    """An operation on operands of some shapes."""

    name: str
    shapes: Sequence[Shape]
    attributes: dict[str, Any]

    @property
    def operation(self) -> Operation:
        return get_operation(self.name)

    @property
    def given(self) -> dict[str, Any]:
        return self.operation.full_attributes(self.attributes)


REDUCTIONS = [
    "sum",
    "mean",
    "product",
    "largest",
    "smallest",
    "norm",
    "variance",
    "std",
    "logsumexp",
    "softmax",
    "log_softmax",
]
CASES = [
    *(Case(name, [(3, 4)], {"axis": axis}) for name in REDUCTIONS for axis in (None, 0, 1, -1)),
    *(Case(name, [(2, 3, 4)], {"axis": axis}) for name in REDUCTIONS for axis in (None, 1, -2)),
    *(Case(name, [()], {}) for name in REDUCTIONS),
    Case("variance", [(5,)], {"ddof": 1.0}),
    Case("std", [(5, 2)], {"ddof": 1.0, "axis": 0}),
    *(
        Case("matmul", shapes, {})
        for shapes in (
            [(2, 3), (3, 4)],
            [(3,), (3,)],
            [(3,), (3, 4)],
            [(2, 3), (3,)],
            [(5, 2, 3), (3, 4)],
            [(2, 3), (5, 3, 4)],
            [(5, 1, 2, 3), (4, 3, 2)],
            [(5, 2, 3), (3,)],
            [(3,), (5, 3, 2)],
        )
    ),
    *(
        Case("outer", shapes, {})
        for shapes in ([(2,), (3,)], [(), (3,)], [(2,), ()], [(2, 3), (4,)], [(), ()])
    ),
    *(Case("transpose", [shape], {}) for shape in ((), (3,), (2, 3), (2, 3, 4))),
    *(Case("transpose", [(2, 3, 4)], {"axes": axes}) for axes in ((1, 2, 0), (0, -1, 1))),
    *(Case("reshape", [(2, 6)], {"shape": shape}) for shape in ((12,), (3, 4), (-1, 2), (3, -1))),
    Case("reshape", [(1, 1)], {"shape": ()}),
    Case("broadcast", [()], {"shape": (2, 3)}),
    Case("broadcast", [(3,)], {"shape": (2, 3)}),
    Case("broadcast", [(2, 1)], {"shape": (4, 2, 3)}),
    Case("concatenate", [(2,), (3,)], {}),
    Case("concatenate", [(), (), ()], {}),
    Case("concatenate", [(2, 3), (1, 3)], {"axis": 0}),
    Case("concatenate", [(2, 3), (2, 1), (2, 2)], {"axis": -1}),
    Case("index", [(4,)], {"index": 2.0}),
    Case("index", [(2, 3)], {"index": 4.0}),
    Case("index", [(2, 3)], {"index": -1.0, "axis": 1}),
    Case("index", [(2, 3, 4)], {"index": 1.0, "axis": -2}),
    Case("slice", [(5,)], {"start": 1, "stop": 4}),
    Case("slice", [(5,)], {"start": -3, "step": 2}),
    Case("slice", [(2, 5)], {"stop": 3, "axis": 1}),
    Case("slice", [(2, 5)], {"start": 3}),
    Case("cross_entropy", [(4,), (4,)], {}),
    Case("cross_entropy", [(3, 4), (3, 4)], {}),
    Case("cross_entropy", [(2, 3, 4), (2, 3, 4)], {}),
]
IDS = [f"{case.name}{case.shapes}{case.attributes or ''}" for case in CASES]


def numbers(case: Case, lanes: Shape = (), seed: int = 5) -> list[Any]:
    source = np.random.default_rng(seed)
    return [source.uniform(0.3, 2.0, size=(*shape, *lanes)) for shape in case.shapes]


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("lanes", [(), (2,), (3, 2)], ids=str)
def test_tangents_and_cotangents_agree_with_the_complex_step(case: Case, lanes: Shape) -> None:
    operation, given, x = case.operation, case.given, numbers(case, lanes)
    m, tangents = Numeric(len(lanes)), numbers(case, lanes, seed=6)
    assert operation.vjp is not None
    assert operation.jvp is not None
    y = operation.forward(m, *x, **given)
    assert np.shape(y) == (*operation.shape(case.shapes, **given), *lanes)
    stepped = [item + 1e-30j * tilt for item, tilt in zip(x, tangents, strict=True)]
    moved = operation.forward(ComplexNumeric(len(lanes)), *stepped, **given)
    np.testing.assert_allclose(np.real(moved), y, rtol=1e-13, atol=1e-13)
    forward = operation.jvp(m, y, tangents, *x, **given)
    np.testing.assert_allclose(forward, np.imag(moved) / 1e-30, rtol=1e-11, atol=1e-13)
    cotangent = np.random.default_rng(7).normal(size=np.shape(y))
    back = operation.vjp(m, cotangent, y, *x, **given)
    assert [np.shape(item) for item in back] == [np.shape(item) for item in x]
    pairs = zip(back, tangents, strict=True)
    found = sum(float(np.sum(item * tilt)) for item, tilt in pairs)
    assert found == pytest.approx(float(np.sum(cotangent * forward)), rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_lanes_are_independent(case: Case) -> None:
    operation, given, x = case.operation, case.given, numbers(case, (3,))
    m = Numeric(1)
    y = operation.forward(m, *x, **given)
    cotangent = np.random.default_rng(7).normal(size=np.shape(y))
    assert operation.vjp is not None
    back = operation.vjp(m, cotangent, y, *x, **given)
    for lane in range(3):
        alone = [item[..., lane] for item in x]
        value = operation.forward(Numeric(), *alone, **given)
        np.testing.assert_allclose(y[..., lane], value, rtol=1e-15)
        flows = operation.vjp(Numeric(), cotangent[..., lane], value, *alone, **given)
        for whole, part in zip(back, flows, strict=True):
            np.testing.assert_allclose(whole[..., lane], part, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_gradient_reaches_all_that_the_result_depends_on(case: Case) -> None:
    operation, given, x = case.operation, case.given, numbers(case)
    m = Numeric()
    y = operation.forward(m, *x, **given)
    reach = operation.reach or operation.vjp
    assert reach is not None
    assert operation.vjp is not None
    for place in range(min(np.size(y), 6)):
        live = np.zeros(np.shape(y))
        live.reshape(-1)[place] = 1.0
        sent = operation.vjp(m, live, y, *x, **given)
        reached = reach(m, live, y, *x, **given)
        for flow, mask in zip(sent, reached, strict=True):
            assert not np.any((np.asarray(flow) != 0) & (np.asarray(mask) == 0))


def test_every_operation_with_a_vjp_is_tried() -> None:
    assert {item.name for item in OPERATIONS if item.vjp} == {case.name for case in CASES}


def test_what_sums_to_nothing_still_reaches() -> None:
    """Where a Jacobian's rows cancel, its transpose says nothing of who is sent a gradient."""
    a, b = np.array([[1.0, 2.0]]), np.array([[1.0, -1.0], [1.0, -1.0]])
    operation = get_operation("matmul")
    assert operation.reach is not None
    reached = operation.reach(Numeric(), np.ones((1, 2)), a @ b, a, b)
    assert all(np.all(mask) for mask in reached)


# ---------------------------------------------------------------------- in a graph

GRAPHS = [
    *((case.name, case.shapes, case.attributes) for case in CASES if case.name != "cross_entropy"),
    ("dot", [(4,), (4,)], {}),
    *((name, [(3,), (2, 1)], {}) for name in ("add", "divide", "hypot", "atan2", "logaddexp")),
    ("where", [(3,), (2, 1), ()], {}),
    ("clip", [(2, 3), (3,), ()], {}),
    *(
        (name, [(2, 3), (3,)], {})
        for name in (
            "squared_error",
            "absolute_error",
            "huber",
            "binary_cross_entropy_with_logits",
            "kl_divergence",
        )
    ),
]


@pytest.mark.parametrize(
    ("name", "shapes", "attributes"), GRAPHS, ids=[f"{g[0]}{g[1]}{g[2] or ''}" for g in GRAPHS]
)
def test_gradients_in_a_graph_pass_the_check(
    name: str, shapes: Sequence[Shape], attributes: dict[str, Any]
) -> None:
    graph = Graph()
    source = np.random.default_rng(3)
    for place, shape in enumerate(shapes):
        value = source.uniform(0.3, 2.0, size=shape)
        graph.add_parameter(f"p{place}", value if shape else float(value))
    graph.add(name, *(f"p{place}" for place in range(len(shapes))), name="y", **attributes)
    graph.add("sin", "y", name="s")
    graph.add("sum", "s", name="L")
    tape = record(graph)
    assert tape.diagnostics == ()
    for leaf in check(tape):
        assert leaf.verdict is Verdict.AGREES, leaf
        np.testing.assert_allclose(leaf.analytic, leaf.complex_step, rtol=1e-10, atol=1e-12)


# ---------------------------------------------------------------------- conventions


def flat(name: str, x: object, **attributes: Any) -> tuple[Any, Any]:
    """Value of an operation on one array, and its gradient."""
    operation, array = get_operation(name), np.array(x, dtype=float)
    given = operation.full_attributes(attributes)
    assert operation.vjp is not None
    with np.errstate(all="ignore"):
        y = operation.forward(Numeric(), array, **given)
        (back,) = operation.vjp(Numeric(), np.ones(np.shape(y)), y, array, **given)
    return y, back


@pytest.mark.parametrize(
    ("x", "slopes"),
    [
        ([2.0, 3.0, 4.0], [12, 8, 6]),
        ([2.0, 0.0, 4.0], [0, 8, 0]),
        ([0.0, 0.0, 4.0], [0, 0, 0]),
        ([-0.0, 3.0], [3, 0]),
    ],
)
def test_a_product_knows_its_zeros(x: list[float], slopes: list[float]) -> None:
    assert flat("product", x)[1].tolist() == slopes


def test_conventions_of_reductions() -> None:
    assert flat("norm", [0.0, 0.0])[1].tolist() == [0, 0]
    assert flat("norm", [3e200, 4e200])[0] == pytest.approx(5e200, rel=1e-15)
    assert flat("norm", [3e-300, 4e-300])[0] == pytest.approx(5e-300, rel=1e-15)
    assert flat("norm", [math.inf, 1.0])[0] == math.inf
    assert flat("std", [2.0, 2.0, 2.0])[1].tolist() == [0, 0, 0]
    assert flat("largest", [1.0, 3.0, 3.0])[1].tolist() == [0, 0.5, 0.5]
    assert flat("smallest", [1.0, 3.0, 1.0])[1].tolist() == [0.5, 0, 0.5]
    assert flat("variance", [1e9 + 1, 1e9 + 2, 1e9 + 3], ddof=1.0)[0] == 1.0


def test_softmax_and_its_kin_keep_their_digits() -> None:
    small = math.exp(-40.0)
    y, _ = flat("log_softmax", [0.0, -40.0])
    assert y[0] == pytest.approx(-small, rel=1e-15)
    operation, x = get_operation("softmax"), np.array([40.0, 0.0])
    assert operation.vjp is not None
    shares = operation.forward(Numeric(), x, None)
    (back,) = operation.vjp(Numeric(), np.array([1.0, 0.0]), shares, x, None)
    assert back == pytest.approx([small, -small], rel=1e-15)
    assert flat("logsumexp", [800.0, 800.0])[0] == 800 + math.log(2)
    assert flat("logsumexp", [-math.inf, 3.0])[0] == 3
    assert flat("logsumexp", [-math.inf, -math.inf])[0] == -math.inf
    assert flat("logsumexp", [math.inf, 3.0])[0] == math.inf
    assert flat("softmax", [-800.0, 800.0])[0].tolist() == [0, 1]


@pytest.mark.parametrize("target", [0.0, [1.0, 0.0, 0.0]], ids=["index", "distribution"])
def test_cross_entropy_is_exact_where_it_is_nearly_nothing(target: object) -> None:
    operation, logits = get_operation("cross_entropy"), np.array([40.0, 0.0, 0.0])
    goal = np.array(target)
    small = math.exp(-40.0)
    value = operation.forward(Numeric(), logits, goal)
    assert value == pytest.approx(2 * small, rel=1e-15)
    assert operation.vjp is not None
    back, _ = operation.vjp(Numeric(), 1.0, value, logits, goal)
    assert back == pytest.approx([-2 * small, small, small], rel=1e-15)


@pytest.mark.parametrize("target", [3.0, -1.0, 0.5, math.nan])
def test_a_class_that_is_not_there_gives_nan(target: float) -> None:
    operation = get_operation("cross_entropy")
    assert math.isnan(operation.forward(Numeric(), np.array([1.0, 2.0, 3.0]), np.array(target)))


def test_cross_entropy_of_rows_adds_up() -> None:
    operation = get_operation("cross_entropy")
    logits, target = np.array([[1.0, 2.0, 0.5], [0.0, 0.0, 3.0]]), np.array([1.0, 2.0])
    rows = [operation.forward(Numeric(), *pair) for pair in zip(logits, target, strict=True)]
    assert operation.forward(Numeric(), logits, target) == pytest.approx(sum(rows), rel=1e-15)


# ---------------------------------------------------------------------- what does not fit


@pytest.mark.parametrize(
    ("name", "shapes", "attributes", "message"),
    [
        *((name, [(3, 4)], {"axis": axis}, "no axis") for name in REDUCTIONS for axis in (2, -3)),
        ("variance", [(2,)], {"ddof": 2.0}, "2 of them do not leave more than ddof = 2"),
        ("dot", [(2,), (3,)], {}, "same length"),
        ("dot", [(2, 2), (2, 2)], {}, "two vectors"),
        ("matmul", [(2, 3), (4, 5)], {}, "3 columns meet 4 rows"),
        ("matmul", [(), (3,)], {}, "needs arrays"),
        ("matmul", [(2, 2, 3), (4, 3, 2)], {}, "the axes before do not fit"),
        ("reshape", [(2, 3)], {"shape": (4,)}, "6 elements do not fill 4"),
        *(
            ("transpose", [(2, 3)], {"axes": axes}, "the order of 2 axes names each of them once")
            for axes in ((0,), (0, 0), (0, 2), (0, 1, 2), (1, -1))
        ),
        ("transpose", [()], {"axes": (0,)}, "the order of 0 axes"),
        ("reshape", [(2, 3)], {"shape": (4, -1)}, "6 elements do not fill"),
        ("reshape", [(2, 3)], {"shape": (-1, -1)}, "one of them may be"),
        ("reshape", [(2, 3)], {"shape": (0,)}, "sizes are 1 or more"),
        ("broadcast", [(2,)], {"shape": (3,)}, "cannot be repeated to 3"),
        ("broadcast", [(2, 2)], {"shape": (2,)}, "cannot be repeated"),
        ("concatenate", [(2,), ()], {}, "same number of axes"),
        ("concatenate", [(2,), (3,)], {"axis": 1}, "there is no axis 1"),
        ("concatenate", [(2, 3), (2, 4)], {}, "all axes but axis 0"),
        ("index", [(3,)], {"index": 3.0}, "there is no element 3 among 3"),
        ("index", [(3,)], {"index": 0.5}, "there is no element 0.5"),
        ("index", [(3,)], {"axis": 1}, "there is no axis 1"),
        ("slice", [(3,)], {"start": 3}, "nothing of 3 elements"),
        ("slice", [(3,)], {"step": 0}, "the step of a slice"),
        ("cross_entropy", [(), ()], {}, "the target has the shape"),
        ("cross_entropy", [(2, 3), (3,)], {}, "the target has the shape"),
    ],
)
def test_shapes_that_do_not_fit_are_told(
    name: str, shapes: list[Shape], attributes: dict[str, Any], message: str
) -> None:
    operation = get_operation(name)
    with pytest.raises(ValueError, match=message):
        operation.shape(shapes, **operation.full_attributes(attributes))


def test_the_squared_error_of_arrays_sums() -> None:
    operation = get_operation("squared_error")
    prediction, target = np.array([1.0, 2.0, 4.0]), np.array([1.0, 0.0, 1.0])
    assert operation.forward(Numeric(0), prediction, target) == 13
    assert operation.forward(Numeric(1), prediction, target).tolist() == [0, 4, 9]
    assert operation.shape([(3, 1), (4,)]) == ()
    with pytest.raises(ValueError, match="3 and 4"):
        operation.shape([(3,), (4,)])
