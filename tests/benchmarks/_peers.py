"""The peers: other libraries computing the value and the gradient of the same table of operations.

Each takes a table and answers a function without arguments that runs one pass and returns the
gradient with respect to the leaves. One that is not installed raises ImportError.
"""

from __future__ import annotations

import math
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Row = tuple[str, tuple[int, ...], float]
"""An operation, the places of its operands, and the value if it is a leaf."""


def leaves(rows: list[Row]) -> list[float]:
    """Values of the leaves, which stand first."""
    return [value for operation, _, value in rows if operation == "parameter"]


def _applied(rows: list[Row], first: list[Any], table: dict[str, Callable[..., Any]]) -> list[Any]:
    values = list(first)
    for operation, operands, _ in rows[len(first) :]:
        values.append(table[operation](*[values[place] for place in operands]))
    return values


def micrograd(rows: list[Row]) -> Callable[[], list[float]]:
    value_of = import_module("micrograd.engine").Value
    sys.setrecursionlimit(100_000)

    def unary(function: Callable[[float], tuple[float, float]]) -> Callable[[Any], Any]:
        def apply(x: Any) -> Any:
            value, slope = function(x.data)
            out = value_of(value, (x,), "f")

            def backward() -> None:
                x.grad += slope * out.grad

            out._backward = backward
            return out

        return apply

    def sigmoid(x: float) -> tuple[float, float]:
        value = 1.0 / (1.0 + math.exp(-x))
        return value, value * (1.0 - value)

    table: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b,
        "multiply": lambda a, b: a * b,
        "square": unary(lambda x: (x * x, 2.0 * x)),
        "sin": unary(lambda x: (math.sin(x), math.cos(x))),
        "exp": unary(lambda x: (math.exp(x), math.exp(x))),
        "sigmoid": unary(sigmoid),
    }
    start = leaves(rows)

    def run() -> list[float]:
        first = [value_of(value) for value in start]
        _applied(rows, first, table)[-1].backward()
        return [item.grad for item in first]

    return run


def autograd(rows: list[Row]) -> Callable[[], Any]:
    anp = import_module("autograd.numpy")
    grad = import_module("autograd").grad
    table: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b,
        "multiply": lambda a, b: a * b,
        "square": lambda x: x * x,
        "sin": anp.sin,
        "exp": anp.exp,
        "sigmoid": lambda x: 1.0 / (1.0 + anp.exp(-x)),
    }
    start = leaves(rows)
    slope = grad(lambda first: _applied(rows, list(first), table)[-1])
    return lambda: slope(start)


def torch(rows: list[Row]) -> Callable[[], list[float]]:
    library = import_module("torch")
    library.set_num_threads(1)
    table: dict[str, Callable[..., Any]] = {
        "add": library.add,
        "multiply": library.mul,
        "square": library.square,
        "sin": library.sin,
        "exp": library.exp,
        "sigmoid": library.sigmoid,
    }
    first = [
        library.tensor(value, dtype=library.float64, requires_grad=True) for value in leaves(rows)
    ]

    def run() -> list[float]:
        for item in first:
            item.grad = None
        _applied(rows, first, table)[-1].backward()
        return [0.0 if item.grad is None else float(item.grad) for item in first]

    return run


def casadi(rows: list[Row]) -> Callable[[], Any]:
    library = import_module("casadi")
    table: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b,
        "multiply": lambda a, b: a * b,
        "square": lambda x: x * x,
        "sin": library.sin,
        "exp": library.exp,
        "sigmoid": lambda x: 1.0 / (1.0 + library.exp(-x)),
    }
    start = np.array(leaves(rows))
    first = library.SX.sym("x", len(start))
    result = _applied(rows, [first[place] for place in range(len(start))], table)[-1]
    function = library.Function("f", [first], [result, library.gradient(result, first)])
    buffer, run = function.buffer()
    value, slope = np.zeros(1), np.zeros(len(start))
    buffer.set_arg(0, start.data)
    buffer.set_res(0, value.data)
    buffer.set_res(1, slope.data)

    # `run` reads and writes by address: what it works on has to live as long as it does.
    def once(_held: Any = (function, buffer, start, value)) -> Any:
        run()
        return slope

    return once


PEERS: dict[str, Callable[[list[Row]], Callable[[], Any]]] = {
    "micrograd": micrograd,
    "autograd": autograd,
    "torch": torch,
    "casadi": casadi,
}


def torch_batch(rows: list[Row], data: Any) -> Callable[[], Any]:
    """One pass of PyTorch over a batch of samples, one tensor a node."""
    library = import_module("torch")
    library.set_num_threads(1)
    table: dict[str, Callable[..., Any]] = {
        "add": library.add,
        "multiply": library.mul,
        "square": library.square,
        "sin": library.sin,
        "exp": library.exp,
        "sigmoid": library.sigmoid,
    }
    first = [library.tensor(item, requires_grad=True) for item in data]

    def run() -> Any:
        for item in first:
            item.grad = None
        _applied(rows, first, table)[-1].mean().backward()
        return first

    return run


def torch_network(
    data: Any, classes: Any, parameters: dict[str, Any], rate: float
) -> tuple[Callable[[], Any], Callable[[], Any], Callable[[], dict[str, Any]]]:
    """Two hidden layers in eager PyTorch, in float64 as everything here is.

    Returns
    -------
    The loss; one step of descent; the gradients after a pass without a step.
    """
    library = import_module("torch")
    library.set_num_threads(1)
    inputs, targets = library.tensor(data), library.tensor(classes)
    held = {name: library.tensor(value, requires_grad=True) for name, value in parameters.items()}

    def loss() -> Any:
        hidden = library.relu(inputs @ held["w0"] + held["b0"])
        hidden = library.tanh(hidden @ held["w1"] + held["b1"])
        logits = hidden @ held["w2"] + held["b2"]
        return library.nn.functional.cross_entropy(logits, targets)

    def gradients() -> dict[str, Any]:
        for item in held.values():
            item.grad = None
        loss().backward()
        return {name: item.grad for name, item in held.items()}

    def step() -> None:
        gradients()
        with library.no_grad():
            for item in held.values():
                item.add_(item.grad, alpha=-rate)

    return loss, step, gradients
