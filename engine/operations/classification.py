"""Losses of probabilities, exact where these come close to 0 or 1; summed over arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.operation import Condition, Operation, Partial, Shape, elementwise_shape
from engine.operations.probability import log_softmax, softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS"]


def _scalar_shape(shapes: Sequence[Shape]) -> Shape:
    elementwise_shape(shapes)
    return ()


# ---------------------------------------------------------------------- binary cross-entropy


def _entropy_term(m: Any, weight: Any, log: Any) -> Any:
    # Only where the logarithm is infinite: beside it a product with 0 keeps its slope.
    is_none = m.equal(weight, 0.0) & m.equal(log, -m.infinity)
    return -weight * m.where(is_none, 0.0, log)


def _binary(m: Any, prediction: Any, target: Any) -> Any:
    yes = _entropy_term(m, target, m.log(prediction))
    return m.sum(yes + _entropy_term(m, 1.0 - target, m.log1p(-prediction)))


def _binary_by_prediction(m: Any, _y: Any, prediction: Any, target: Any) -> Any:
    rest = 1.0 - prediction
    between = (prediction - target) / (prediction * rest)
    slope = m.where(m.equal(prediction, 0.0) & m.equal(target, 0.0), 1.0 / rest, between)
    slope = m.where(m.equal(rest, 0.0) & m.equal(target, 1.0), -1.0 / prediction, slope)
    outside = m.less(prediction, 0.0) | m.less(1.0, prediction)
    return m.where(outside, m.log(prediction) + m.log(rest), slope)


def _binary_by_target(m: Any, _y: Any, prediction: Any, _target: Any) -> Any:
    # Near one half the two logarithms are nearly equal.
    is_middle = m.less(0.25, prediction) & m.less(prediction, 0.75)
    middle = m.where(is_middle, prediction, 0.5)
    far = m.log1p(-prediction) - m.log(prediction)
    return m.where(is_middle, m.log1p((1.0 - 2.0 * middle) / middle), far)


def _logits(m: Any, logits: Any, target: Any) -> Any:
    weight = m.where(m.less(logits, 0.0), target, 1.0 - target)
    size = m.magnitude(logits)
    return m.sum(size * weight + m.log1p(m.exp(-size)))


def _logits_slope(m: Any, _y: Any, logits: Any, target: Any) -> Any:
    small = m.exp(-m.magnitude(logits))
    share = small / (1.0 + small)
    return m.where(m.less(logits, 0.0), share - target, (1.0 - target) - share)


# ---------------------------------------------------------------------- cross-entropy


def _class_shape(shapes: Sequence[Shape]) -> Shape:
    logits, target = shapes
    if not logits or target not in (logits, logits[:-1]):
        raise ValueError("the target has the shape of the logits, or lacks their last axis")
    return ()


def _weights(m: Any, logits: Any, target: Any) -> Any:
    """Return the distribution that a target means."""
    if m.rank(target) == m.rank(logits):
        return target
    return m.one_hot(target, logits)


def _is_class(m: Any, logits: Any, target: Any) -> Any:
    """Whether a target names one of the classes, unless it is a distribution over them."""
    if m.rank(target) == m.rank(logits):
        return np.full(np.shape(target), fill_value=True)
    is_whole = np.equal(target, np.floor(target))
    return is_whole & (target >= 0) & (target < m.own_shape(logits)[-1])


def _cross_entropy(m: Any, logits: Any, target: Any) -> Any:
    weights = _weights(m, logits, target)
    return m.sum(_entropy_term(m, weights, log_softmax(m, logits, -1)))


def _cross_entropy_slope(m: Any, logits: Any, target: Any) -> Any:
    """Return p − y, of which neither is subtracted from 1 where they are close to it."""
    weights, shares = _weights(m, logits, target), softmax(m, logits, -1)
    return shares * m.others(weights, -1) - weights * m.others(shares, -1)


def _cross_entropy_by_target(m: Any, logits: Any, target: Any) -> Any:
    if m.rank(target) == m.rank(logits):
        return -log_softmax(m, logits, -1)
    return 0.0 * target


def _cross_entropy_vjp(m: Any, g: Any, _y: Any, logits: Any, target: Any) -> tuple[Any, ...]:
    return (
        g * _cross_entropy_slope(m, logits, target),
        g * _cross_entropy_by_target(m, logits, target),
    )


def _cross_entropy_jvp(m: Any, _y: Any, tangents: Any, logits: Any, target: Any) -> Any:
    by_logits = m.sum(_cross_entropy_slope(m, logits, target) * tangents[0])
    return by_logits + m.sum(_cross_entropy_by_target(m, logits, target) * tangents[1])


def _cross_entropy_reach(_m: Any, g: Any, _y: Any, logits: Any, target: Any) -> tuple[Any, ...]:
    return g * np.ones(np.shape(logits)), g * np.ones(np.shape(target))


# ---------------------------------------------------------------------- Kullback, Leibler


def _log_ratio(m: Any, p: Any, q: Any) -> Any:
    ratio = p / q
    is_near = m.less(0.5, ratio) & m.less(ratio, 2.0)
    near = m.log1p(m.where(is_near, (p - q) / q, 0.0))
    is_plain = m.less(1e-300, ratio) & m.less(ratio, 1e300)
    far = m.where(is_plain, m.log(m.where(is_plain, ratio, 1.0)), m.log(p) - m.log(q))
    valid = m.where(m.less(p, 0.0) | m.less(q, 0.0), m.log(p) + m.log(q), 0.0)
    return m.where(is_near, near, far) + m.where(m.equal(valid, valid), 0.0, valid)


def _kullback(m: Any, p: Any, q: Any) -> Any:
    return m.sum(m.where(m.equal(p, 0.0) & ~m.less(q, 0.0), 0.0 * p, p * _log_ratio(m, p, q)))


def _kullback_by_q(m: Any, _y: Any, p: Any, q: Any) -> Any:
    slope = 0.0 - m.where(m.equal(p, 0.0) & m.equal(q, 0.0), 0.0, p / q)
    return m.where(m.less(p, 0.0) | m.less(q, 0.0), m.log(p) + m.log(q), slope)


_PROBABILITY = Condition(
    "0 ≤ prediction ≤ 1",
    lambda prediction, target: (prediction >= 0) & (prediction <= 1) & (target == target),
    "a probability is between 0 and 1; from other numbers take the loss from logits",
)
_POSSIBLE = Condition(
    "prediction not 0 or 1, unless the target is",
    lambda prediction, target: (
        ((prediction != 0) | (target == 0)) & ((prediction != 1) | (target == 1))
    ),
    "what was thought impossible has happened, which is an infinite loss",
)
_ENTROPY = "Goodfellow, Bengio, Courville: Deep Learning (2016), §3.13."

OPERATIONS = (
    Operation(
        name="binary_cross_entropy",
        family="loss",
        title="Binary cross-entropy",
        ports=("prediction", "target"),
        symbol="BCE",
        latex=r"\operatorname{bce}\left({prediction!}, {target!}\right)",
        forward=_binary,
        partials=(
            Partial(
                rule="derivative of the logarithm",
                numbers=_binary_by_prediction,
                textbook=lambda m, y, prediction, target: (
                    (1 - target) / (1 - prediction) - target / prediction
                ),
                formula=r"\frac{\partial L}{\partial p} = \frac{1 - y}{1 - p} - \frac{y}{p}",
                condition="0 < p < 1",
            ),
            Partial(
                rule="derivative of the logarithm",
                numbers=_binary_by_target,
                textbook=lambda m, y, prediction, target: m.log(1 - prediction) - m.log(prediction),
                formula=r"\frac{\partial L}{\partial y} = \ln(1 - p) - \ln p",
                condition="0 < p < 1",
            ),
        ),
        domain=(_PROBABILITY,),
        poles=(_POSSIBLE,),
        shape=_scalar_shape,
        summary="How surprising the target is to one who gave it that probability.",
        doc="−y ln p − (1 − y) ln(1 − p), summed over arrays; where a weight is 0 its term is 0.",
        source=_ENTROPY,
        keywords=("loss", "log loss", "logistic", "bce", "classification"),
        is_loss=True,
    ),
    Operation(
        name="binary_cross_entropy_with_logits",
        family="loss",
        title="Binary cross-entropy from logits",
        ports=("logits", "target"),
        symbol="BCE σ",
        latex=r"\operatorname{bce}\left(\sigma\left({logits!}\right), {target!}\right)",
        forward=_logits,
        partials=(
            Partial(
                rule="chain rule",
                numbers=_logits_slope,
                textbook=lambda m, y, logits, target: m.apply("sigmoid", logits) - target,
                formula=r"\frac{\partial L}{\partial z} = \sigma(z) - y",
            ),
            Partial(
                rule="constant multiple rule",
                numbers=lambda m, y, logits, target: -logits,
                formula=r"\frac{\partial L}{\partial y} = -z",
            ),
        ),
        shape=_scalar_shape,
        summary="Sigmoid and binary cross-entropy in one: what to train a classifier with.",
        doc="Stays exact where the sigmoid saturates: the slope is σ(z) − y, computed without "
        "subtracting numbers close to 1.",
        source=_ENTROPY,
        keywords=("loss", "logistic", "sigmoid", "bce", "classification"),
        is_loss=True,
    ),
    Operation(
        name="cross_entropy",
        family="loss",
        title="Cross-entropy from logits",
        ports=("logits", "target"),
        symbol="CE",
        latex=r"\operatorname{ce}\left({logits!}, {target!}\right)",
        forward=_cross_entropy,
        partials=(
            Partial(
                rule="derivative of the cross-entropy",
                numbers=lambda m, y, logits, target: _cross_entropy_slope(m, logits, target),
                textbook=lambda m, y, logits, target: m.apply("softmax", logits) - target,
                formula=r"\frac{\partial L}{\partial z} = \operatorname{softmax}(z) - y",
            ),
            Partial(
                rule="constant multiple rule",
                numbers=lambda m, y, logits, target: _cross_entropy_by_target(m, logits, target),
                textbook=lambda m, y, logits, target: -m.apply("log_softmax", logits),
                formula=r"\frac{\partial L}{\partial y} = -\ln \operatorname{softmax}(z)",
            ),
        ),
        vjp=_cross_entropy_vjp,
        jvp=_cross_entropy_jvp,
        reach=_cross_entropy_reach,
        domain=(
            Condition(
                "target one of the classes",
                _is_class,
                "a class is told by a whole number from 0 to one less than there are",
                whole=True,
            ),
        ),
        shape=_class_shape,
        summary="Softmax and cross-entropy in one: what to train a classifier of many classes "
        "with.",
        doc="The classes lie along the last axis. The target is the number of the right class, "
        "counted from 0, or a distribution over the classes. Summed over the axes before.",
        source=_ENTROPY,
        keywords=("loss", "softmax", "negative log likelihood", "classification", "nll"),
        is_loss=True,
    ),
    Operation(
        name="kl_divergence",
        family="loss",
        title="Kullback–Leibler divergence",
        ports=("p", "q"),
        symbol="KL",
        latex=r"\operatorname{KL}\left({p!} \,\|\, {q!}\right)",
        forward=_kullback,
        partials=(
            Partial(
                rule="product rule",
                numbers=lambda m, y, p, q: _log_ratio(m, p, q) + 1.0,
                textbook=lambda m, y, p, q: m.log(p / q) + 1,
                formula=r"\frac{\partial}{\partial p}\,p \ln\frac{p}{q} = \ln\frac{p}{q} + 1",
                condition="p > 0, q > 0",
            ),
            Partial(
                rule="derivative of the logarithm",
                numbers=_kullback_by_q,
                textbook=lambda m, y, p, q: -(p / q),
                formula=r"\frac{\partial}{\partial q}\,p \ln\frac{p}{q} = -\frac{p}{q}",
                condition="p > 0, q > 0",
            ),
        ),
        domain=(
            Condition("p ≥ 0", lambda p, q: p >= 0, "a probability is not negative"),
            Condition("q ≥ 0", lambda p, q: q >= 0, "a probability is not negative"),
        ),
        poles=(
            Condition(
                "p > 0 for the slope", lambda p, q: p != 0, "the slope towards p is infinite at 0"
            ),
            Condition("q > 0", lambda p, q: q != 0, "what q excludes has happened"),
        ),
        shape=_scalar_shape,
        summary="How far the distribution q is from p: Σ p ln(p/q).",
        doc="0 when both are alike; not symmetric. Where p is 0 its term is 0.",
        source=_ENTROPY,
        keywords=("loss", "relative entropy", "distribution", "kullback", "leibler"),
        is_loss=True,
    ),
)
