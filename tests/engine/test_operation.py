from __future__ import annotations

import pytest

from engine.errors import EngineError, PortError
from engine.operation import (
    ANY_NUMBER_OF_PORTS,
    Attribute,
    all_operations,
    elementwise_shape,
    find_operation,
    get_operation,
)


def test_look_up() -> None:
    assert find_operation("sin") is get_operation("sin")
    assert get_operation("sin") in all_operations()
    assert find_operation("sine") is None


@pytest.mark.parametrize(
    ("name", "message"),
    [("sine", "there is no operation “sine”; did you mean “sin”?"), ("zzzz", "“zzzz”$")],
)
def test_an_unknown_name_is_an_error_with_a_hint(name: str, message: str) -> None:
    with pytest.raises(EngineError, match=message.replace("?", r"\?")):
        get_operation(name)


def test_ports_of_a_fixed_operation() -> None:
    divide = get_operation("divide")
    assert divide.port_names() == divide.port_names(2) == divide.port_names(5) == ("a", "b")
    assert divide.port_index("b") == 1
    assert divide.find_port("x1") is None
    with pytest.raises(PortError, match="Divide has no port “x1”") as caught:
        divide.port_index("x1")
    assert caught.value.port == "x1"


def test_ports_of_a_variadic_operation() -> None:
    add = get_operation("add")
    assert add.port_names() == add.port_names(0) == add.port_names(2) == ("x1", "x2")
    assert add.port_names(4) == ("x1", "x2", "x3", "x4")
    assert [add.find_port(f"x{index}") for index in (1, 2, 3, 64)] == [0, 1, 2, 63]
    for port in ("x0", "x65", "x01", "x", "y1", "x²", "x-1", ""):
        assert add.find_port(port) is None
    assert len(add.port_names(1000)) == ANY_NUMBER_OF_PORTS


def test_partials_by_operand() -> None:
    divide, add = get_operation("divide"), get_operation("add")
    assert divide.partial(1) is divide.partials[1]
    assert divide.partial_arguments(1) == {}
    assert add.partial(3) is add.partials[0]
    assert add.partial_arguments(3) == {"index": 3}


def test_attributes() -> None:
    sigmoid = get_operation("sigmoid")
    base = sigmoid.attribute("base")
    assert base is not None
    assert sigmoid.attribute("axis") is None
    assert sigmoid.full_attributes({}) == {"base": base.default}
    assert sigmoid.full_attributes({"base": 3.0, "other": 1}) == {"base": 3.0}
    assert get_operation("sin").full_attributes({"other": 1}) == {}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("number", [1, 2.5], [True, "1", None, [1]]),
        ("axis", [None, 0, -1], [True, 0.5, "0"]),
        ("flag", [True, False], [0, 1, None]),
        ("shape", [(), (2, 3), (-1,)], [[2], (2.0,), (True,), 2, None]),
    ],
)
def test_attributes_accept_their_own_kind(kind: str, good: list[object], bad: list[object]) -> None:
    attribute = Attribute("a", kind, None, "")
    assert [value for value in good if not attribute.accepts(value)] == []
    assert [value for value in bad if attribute.accepts(value)] == []


@pytest.mark.parametrize(
    ("shapes", "joint"),
    [
        ([], ()),
        ([(), ()], ()),
        ([(3,), ()], (3,)),
        ([(3, 1), (4,)], (3, 4)),
        ([(1, 1), (2, 3, 1)], (2, 3, 1)),
    ],
)
def test_broadcasting(shapes: list[tuple[int, ...]], joint: tuple[int, ...]) -> None:
    assert elementwise_shape(shapes) == joint


def test_broadcasting_names_the_sizes_that_clash() -> None:
    with pytest.raises(ValueError, match="2 and 3"):
        elementwise_shape([(3, 1), (2, 4)])
