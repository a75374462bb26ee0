"""Network A, the small residual network that lessons and tests share, and its verified numbers."""

from __future__ import annotations

from engine.graph import Graph

NETWORK_A = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
m1 = w1*x
z1 = m1 + b1
o1 = sigmoid(z1)
m2 = w2*o1
o = x + m2
yhat = sigmoid(o)
L = squared_error(yhat, y)
"""

VALUES_A = {"o1": 0.5, "o": 0.0, "yhat": 0.5, "L": 0.25}
GRADIENTS_A = {
    "yhat": -1.0,
    "o": -0.25,
    "w2": -0.125,
    "b1": 0.125,
    "w1": 0.125,
    "x": -0.1875,
}
LOSSES_A = (0.25, 0.2453541157, 0.2408721744, 0.2365492858)


def network_a() -> Graph:
    """Return Network A, built node by node."""
    graph = Graph()
    graph.add_input("x", 1.0)
    graph.add_input("y", 1.0)
    for name, value in (("w1", 0.5), ("w2", -2.0), ("b1", -0.5)):
        graph.add_parameter(name, value)
    graph.add("multiply", "w1", "x", name="m1")
    graph.add("add", "m1", "b1", name="z1")
    graph.add("sigmoid", "z1", name="o1")
    graph.add("multiply", "w2", "o1", name="m2")
    graph.add("add", "x", "m2", name="o")
    graph.add("sigmoid", "o", name="yhat")
    graph.add("squared_error", "yhat", "y", name="L")
    return graph
