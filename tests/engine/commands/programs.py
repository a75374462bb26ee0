"""The networks on which several commands are tried."""

from __future__ import annotations

import resources

NETWORK_A = """
input x = 1; input y = 1
param w1 = 0.5; param w2 = -2; param b1 = -0.5
o1 = sigmoid(w1*x + b1)
yhat = sigmoid(x + w2*o1)
L = (yhat - y)^2
"""


def example(name: str) -> str:
    return str(resources.path("examples", f"{name}.chainrule"))
