"""Probabilities from any numbers: softmax, and logarithms of sums of exponentials.

The maximum is shifted out of every exponential, and what is added to 1 is never added before its
logarithm is taken, so that nothing overflows and no digit is lost where one number dominates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.operation import Attribute, Operation, Partial, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS", "log_softmax", "softmax"]

_AXIS = Attribute("axis", "axis", None, "The axis along which the sum is 1; empty for all of them.")


def _same_shape(shapes: Sequence[Shape], axis: int | None) -> Shape:
    (shape,) = shapes
    if axis is not None and not -len(shape) <= axis < len(shape):
        raise ValueError(f"there is no axis {axis}")
    return shape


def _summed_shape(shapes: Sequence[Shape], axis: int | None) -> Shape:
    shape = _same_shape(shapes, axis)
    if axis is None:
        return ()
    place = axis % len(shape)
    return shape[:place] + shape[place + 1 :]


def _shifted(m: Any, x: Any, axis: int | None) -> tuple[Any, Any, Any]:
    """Return the maximum, the numbers less the maximum, and ln Σ e^(those)."""
    top = m.real(m.largest(x, axis))
    shift = m.where(m.equal(m.magnitude(top), m.infinity), 0.0, top)
    lowered = x - m.spread(shift, x, axis)
    is_top = m.equal(lowered, 0.0)
    excess = m.where(is_top, m.expm1(lowered), m.exp(lowered))
    rest = m.sum(excess, axis) + (m.sum(m.where(is_top, 1.0, 0.0), axis) - 1.0)
    return shift, lowered, m.log1p(rest)


def _logsumexp(m: Any, x: Any, axis: int | None) -> Any:
    shift, _, rest = _shifted(m, x, axis)
    return shift + rest


def softmax(m: Any, x: Any, axis: int | None) -> Any:
    """Return e^x divided by the sum of these along an axis."""
    _, lowered, _ = _shifted(m, x, axis)
    powers = m.exp(lowered)
    return powers / m.spread(m.sum(powers, axis), x, axis)


def log_softmax(m: Any, x: Any, axis: int | None) -> Any:
    """Return the logarithm of the softmax."""
    _, lowered, rest = _shifted(m, x, axis)
    return lowered - m.spread(rest, x, axis)


# ---------------------------------------------------------------------- derivatives


def _logsumexp_slope(m: Any, _y: Any, x: Any, axis: int | None) -> Any:
    return softmax(m, x, axis)


def _logsumexp_vjp(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    return (m.spread(g, x, axis) * softmax(m, x, axis),)


def _logsumexp_jvp(m: Any, _y: Any, tangents: Any, x: Any, axis: int | None) -> Any:
    return m.sum(softmax(m, x, axis) * tangents[0], axis)


def _softmax_back(m: Any, g: Any, y: Any, axis: int | None) -> Any:
    """y·(g − Σ y g), with g measured from where y is largest: there 1 − y would keep no digit."""
    is_top = m.where(m.equal(y, m.spread(m.largest(y, axis), y, axis)), 1.0, 0.0)
    at_top = m.sum(is_top * g, axis) / m.sum(is_top, axis)
    centred = g - m.spread(at_top, y, axis)
    return y * (centred - m.spread(m.sum(y * centred, axis), y, axis))


def _softmax_vjp(m: Any, g: Any, y: Any, _x: Any, axis: int | None) -> tuple[Any, ...]:
    return (_softmax_back(m, g, y, axis),)


def _softmax_jvp(m: Any, y: Any, tangents: Any, _x: Any, axis: int | None) -> Any:
    return _softmax_back(m, tangents[0], y, axis)


def _log_softmax_vjp(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    shares = softmax(m, x, axis)
    return (g * m.others(shares, axis) - shares * m.others(g, axis),)


def _log_softmax_jvp(m: Any, _y: Any, tangents: Any, x: Any, axis: int | None) -> Any:
    shares = softmax(m, x, axis)
    moved = shares * tangents[0]
    return tangents[0] * m.others(shares, axis) - m.others(moved, axis)


def _reach_along(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    """Every element depends on all along the axis."""
    return (m.spread(m.sum(g, axis), x, axis),)


def _reach_all(m: Any, g: Any, _y: Any, x: Any, axis: int | None) -> tuple[Any, ...]:
    return (m.spread(g, x, axis),)


OPERATIONS = (
    Operation(
        name="logsumexp",
        family="probability",
        title="Log-sum-exp",
        ports=("x",),
        symbol="ln Σeˣ",
        latex=r"\ln \sum{:axis} e^{{x!}}",
        precedence=22,
        attributes=(_AXIS,),
        forward=_logsumexp,
        partials=(
            Partial(
                rule="chain rule",
                numbers=_logsumexp_slope,
                textbook=lambda m, y, x, axis=None: m.apply("softmax", x),
                formula=r"\frac{\partial}{\partial x_i}\ln\sum_j e^{x_j} = "
                r"\operatorname{softmax}_i x",
            ),
        ),
        vjp=_logsumexp_vjp,
        jvp=_logsumexp_jvp,
        reach=_reach_all,
        shape=_summed_shape,
        summary="The logarithm of the sum of the exponentials: a smooth maximum.",
        doc="Along one axis or over all of them. The maximum is shifted out, so nothing overflows.",
        source="Blanchard, Higham, Higham: Accurately computing the log-sum-exp (2021).",
        keywords=("smooth maximum", "partition function", "reduce"),
    ),
    Operation(
        name="softmax",
        family="probability",
        title="Softmax",
        ports=("x",),
        symbol="softmax",
        latex=r"\operatorname{softmax}{:axis}\left({x!}\right)",
        attributes=(_AXIS,),
        forward=softmax,
        partials=(
            Partial(
                rule="derivative of the softmax",
                numbers=lambda m, y, x, axis: _softmax_back(m, 1.0 + 0.0 * y, y, axis),
                textbook=lambda m, y, x, axis=None: y * (1 - y),
                formula=r"\frac{\partial y_i}{\partial x_j} = y_i\,(\delta_{ij} - y_j)",
            ),
        ),
        vjp=_softmax_vjp,
        jvp=_softmax_jvp,
        reach=_reach_along,
        shape=_same_shape,
        summary="Turns numbers into probabilities: exponentials divided by their sum.",
        doc="Along one axis or over all of them. With a cross-entropy behind it, take the one from "
        "logits, which does both at once and keeps all digits.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §6.2.2.3.",
        keywords=("probabilities", "normalise", "attention", "classification"),
    ),
    Operation(
        name="log_softmax",
        family="probability",
        title="Log-softmax",
        ports=("x",),
        symbol="ln softmax",
        latex=r"\ln \operatorname{softmax}{:axis}\left({x!}\right)",
        precedence=22,
        attributes=(_AXIS,),
        forward=log_softmax,
        partials=(
            Partial(
                rule="derivative of the log-softmax",
                numbers=lambda m, y, x, axis: m.others(softmax(m, x, axis), axis),
                textbook=lambda m, y, x, axis=None: 1 - m.apply("softmax", x),
                formula=r"\frac{\partial y_i}{\partial x_j} = \delta_{ij} - e^{y_j}",
            ),
        ),
        vjp=_log_softmax_vjp,
        jvp=_log_softmax_jvp,
        reach=_reach_along,
        shape=_same_shape,
        summary="The logarithms of the probabilities that the softmax gives.",
        doc="Along one axis or over all of them. Finite where the probabilities vanish.",
        source="Goodfellow, Bengio, Courville: Deep Learning (2016), §6.2.2.3.",
        keywords=("log probabilities", "normalise", "classification"),
    ),
)
