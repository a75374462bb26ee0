from __future__ import annotations

import pytest

from engine.diagnostic import Kind, Severity
from engine.graph import Edge, Graph, Node
from engine.shapes import infer, shape_text
from tests.engine.graphs import network_a


def messages(graph: Graph) -> list[tuple[Kind, str | None, str | None, str]]:
    return [(item.kind, item.node, item.port, item.message) for item in infer(graph).diagnostics]


def test_levels_and_activity() -> None:
    graph = network_a()
    graph.add_constant(2.0, "c")
    graph.add("sin", "c", name="s")
    graph.add("add", "s", "L", name="t")
    ready = infer(graph).ready
    levels = {item.node.name: item.level for item in ready.values()}
    assert levels == {
        "x": 0, "y": 0, "w1": 0, "w2": 0, "b1": 0, "c": 0,
        "m1": 1, "z1": 2, "o1": 3, "m2": 4, "o": 5, "yhat": 6, "L": 7, "s": 1, "t": 8,
    }  # fmt: skip
    inactive = {item.node.name for item in ready.values() if not item.active}
    assert inactive == {"c", "s"}


def test_literals_stand_in_for_edges() -> None:
    graph = Graph()
    graph.add_input("x", 2.0)
    graph.add("power", "x", 3, name="y")
    graph.add("power", 2, 3, name="k")
    ready = {item.node.name: item for item in infer(graph).ready.values()}
    assert ready["y"].operands == ("n1", 3.0)
    assert ready["k"].operands == (2.0, 3.0)
    assert ready["k"].level == 1
    assert not ready["k"].active
    graph.connect("x", "y", "exponent")
    assert infer(graph).ready["n2"].operands == ("n1", "n1")


def test_what_is_missing_is_named_with_its_port() -> None:
    graph = Graph()
    graph.add_input("x")
    graph.insert(Node("d", "divide", "q"))
    graph.insert(Node("s", "sin", "s"))
    graph.insert(Node("a", "add", "sum"))
    graph.attach(Edge("d", "s", "x"))
    graph.attach(Edge("n1", "a", "x1"))
    graph.attach(Edge("s", "a", "x3"))
    assert messages(graph) == [
        (Kind.INCOMPLETE, "n1", None, "x has no value yet"),
        (Kind.INCOMPLETE, "d", "a", "q needs something at its port “a”"),
        (Kind.INCOMPLETE, "d", "b", "q needs something at its port “b”"),
        (Kind.INCOMPLETE, "a", "x2", "sum needs something at its port “x2”"),
    ]
    assert infer(graph).ready == {}
    assert {item.severity for item in infer(graph).diagnostics} == {Severity.WARNING}


def test_an_unknown_operation_is_named_and_the_rest_goes_on() -> None:
    graph = network_a()
    graph.insert(Node("p", "nonsense", "p"))
    graph.attach(Edge("n1", "p", "x"))
    graph.add("sin", "p", name="after")
    (found,) = infer(graph).diagnostics
    assert (found.kind, found.severity, found.node) == (Kind.UNKNOWN_OPERATION, Severity.ERROR, "p")
    assert found.message == "p: the operation “nonsense” is not known here"
    assert len(infer(graph).ready) == 12


def test_shapes_follow_the_operations() -> None:
    graph = Graph()
    graph.add_input("a", [[1.0], [2.0], [3.0]])
    graph.add_input("b", [1.0, 2.0, 3.0, 4.0])
    graph.add("multiply", "a", "b", name="p")
    graph.add("mean", "p", axis=0, name="m")
    graph.add("sum", "p", name="s")
    graph.add("squared_error", "a", "b", name="e")
    graph.add("sin", "s", name="t")
    shapes = {item.node.name: item.shape for item in infer(graph).ready.values()}
    assert shapes == {"a": (3, 1), "b": (4,), "p": (3, 4), "m": (4,), "s": (), "e": (), "t": ()}
    scalars = {item.node.name for item in infer(graph).ready.values() if item.is_scalar}
    assert scalars == {"t"}


def test_shapes_that_do_not_fit_are_told_with_their_ports() -> None:
    graph = Graph()
    graph.add_input("a", [1.0, 2.0, 3.0])
    graph.add_input("b", [[1.0, 2.0]])
    graph.add_input("x", 1.0)
    graph.add("subtract", "a", "b", name="d")
    graph.add("sum", "a", axis=1, name="s")
    graph.add("mean", "x", axis=0, name="m")
    graph.add("sin", "d")
    assert messages(graph) == [
        (Kind.SHAPE, "n4", None, "d: the shapes do not fit: a 3, b 1×2 (2 and 3)"),
        (Kind.SHAPE, "n5", None, "s: the shapes do not fit: x 3 (there is no axis 1)"),
        (
            Kind.SHAPE,
            "n6",
            None,
            "m: the shapes do not fit: x scalar (there is no axis 0)",
        ),
    ]
    assert {item.severity for item in infer(graph).diagnostics} == {Severity.ERROR}


@pytest.mark.parametrize("operation", ["add", "squared_error"])
def test_broadcasting_cannot_fill_the_memory(operation: str) -> None:
    graph = Graph()
    graph.add_input("a", [[1.0]] * 100_000)
    graph.add_input("b", [1.0] * 100_000)
    graph.add(operation, "a", "b", name="huge")
    ((kind, node, _, message),) = messages(graph)
    assert (kind, node) == (Kind.SHAPE, "n3")
    assert "10000000000 numbers are more than the 10000000 allowed" in message


# ---------------------------------------------------------------------- overrides


def overridden(operation: str, overrides: dict[str, str], *values: object) -> Graph:
    graph = Graph()
    for place, value in enumerate(values):
        graph.add_input("abc"[place], value)
    graph.add(operation, *"abc"[: len(values)])
    node = graph.nodes()[-1]
    graph.revise(Node(node.id, operation, "q", overrides=overrides))
    return graph


@pytest.mark.parametrize(
    ("operation", "overrides", "values"),
    [
        ("sigmoid", {"x": "y*(1-y)"}, [1.0]),
        ("add", {"x1": "2", "x3": "x2*y"}, [1.0, 2.0, 3.0]),
        ("multiply", {"x1": "x2"}, [[1.0, 2.0], [[1.0], [2.0]]]),
        ("squared_error", {"prediction": "prediction - sum(target)"}, [[1.0, 2.0], [1.0, 2.0]]),
        ("squared_error", {"prediction": "target - prediction"}, [1.0, 2.0]),
        ("multiply", {"x1": "x2"}, [[1.0, 2.0], 3.0]),
        ("mean", {"x": "1"}, [1.0]),
        ("sin", {"x": "sum(x, axis=0)"}, [[[1.0, 2.0], [3.0, 4.0]]]),
    ],
)
def test_overrides_that_can_be_used(
    operation: str, overrides: dict[str, str], values: list[object]
) -> None:
    graph = overridden(operation, overrides, *values)
    inference = infer(graph)
    assert inference.diagnostics == ()
    ports = graph.ports(graph.node_ids()[-1])
    found = inference.ready[graph.node_ids()[-1]].overrides
    assert sorted(found) == sorted(ports.index(port) for port in overrides)


@pytest.mark.parametrize(
    ("operation", "overrides", "values", "port", "message"),
    [
        ("sigmoid", {"x": "y*"}, [1.0], "x", "expected"),
        ("sigmoid", {"x": "z"}, [1.0], "x", "“z” is neither a port"),
        ("sigmoid", {"q": "1"}, [1.0], "q", "Sigmoid has no port “q”"),
        ("add", {"x3": "1"}, [1.0, 2.0], "x3", "port “x3” is not in use"),
        ("sin", {"x": "sum(x, axis=0)"}, [1.0], "x", "there is no axis 0"),
        ("sin", {"x": "sum(x, axis=1)"}, [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]], "x", "2 and 3"),
        (
            "add",
            {"x1": "sum(x1, axis=1) + x1"},
            [[[1.0], [2.0]], 1.0],
            "x1",
            "the shape 2×2, not 2×1",
        ),
        ("mean", {"x": "1"}, [[1.0, 2.0]], "x", "Mean of an array has more than one"),
        ("power", {"base": "[1"}, [1.0, 2.0], "base", "array"),
    ],
)
def test_overrides_that_cannot(
    operation: str, overrides: dict[str, str], values: list[object], port: str, message: str
) -> None:
    graph = overridden(operation, overrides, *values)
    found = infer(graph).diagnostics
    (only,) = found
    assert (only.kind, only.port, only.severity) == (Kind.OVERRIDE, port, Severity.ERROR)
    assert only.message.startswith("q: the derivative cannot be overridden: ")
    assert message in only.message
    assert graph.node_ids()[-1] not in infer(graph).ready


@pytest.mark.parametrize(("shape", "text"), [((), "scalar"), ((3,), "3"), ((3, 1, 4), "3×1×4")])
def test_shapes_are_written_as_people_do(shape: tuple[int, ...], text: str) -> None:
    assert shape_text(shape) == text
