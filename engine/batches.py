"""Batches: the gradient of the sum over the samples, and that of each sample by itself.

A run over a batch takes the gradient of the mean: the seed is 1/B in each of B samples. Each sample
goes back by a lane of its own, so a parameter's gradient for one sample alone is there already, and
the gradient of the sum is the same numbers with a seed of 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError
from engine.evaluation import Evaluation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.values import Array

__all__ = ["REDUCTIONS", "per_sample_gradient", "seed_of", "summed"]

REDUCTIONS = ("mean", "sum")
"""What a loss over a batch may be."""


def seed_of(run: Evaluation) -> float:
    """Return the number that the reverse pass of a run began with at its output.

    Raises
    ------
    EngineError
        When the reverse pass was not run.

    Examples
    --------
    >>> from engine import parse, record
    >>> run = record(parse("x = 3; y = x^2")).evaluate({"x": [1.0, 2.0, 3.0, 4.0]})
    >>> seed_of(run), seed_of(summed(run))
    (0.25, 1.0)
    """
    if run.output is None:
        raise EngineError("the reverse pass was not run, so there is no seed")
    found = run.tensor_adjoints.get(run.output, run.adjoint[run.output])
    return float(np.asarray(found).flat[0])


def summed(run: Evaluation) -> Evaluation:
    """Return a run over a batch with the gradient of the sum over the samples, not of their mean.

    A run without a batch, or without a reverse pass, is returned as it is.

    Examples
    --------
    >>> from engine import parse, record
    >>> run = record(parse("param w = 2; x = 0; L = w*x")).evaluate({"x": [1.0, 2.0, 3.0]})
    >>> run.gradient("w"), summed(run).gradient("w")
    (2.0, 6.0)
    """
    if run.batch is None or run.output is None:
        return run
    seed = seed_of(run)

    def grown(parts: Mapping[int, Array]) -> dict[int, Array]:
        return {place: part / seed for place, part in parts.items()}

    with np.errstate(all="ignore"):
        # Divided and not multiplied, so that the seed itself becomes exactly 1.
        return Evaluation.whole(
            run.tape,
            run.output,
            batch=run.batch,
            batched=np.flatnonzero(run.varies[: run.tape.leaf_count]).tolist(),
            primal=run.primal,
            tensors=run.tensors,
            adjoint=run.adjoint / seed,
            tensor_adjoints=grown(run.tensor_adjoints),
            partial=run.partial,
            flow=run.flow / seed,
            tensor_flows=grown(run.tensor_flows),
        )


def per_sample_gradient(run: Evaluation, reference: str) -> Array:
    """Return the gradient of each sample's own output with respect to a node.

    Parameters
    ----------
    run
        Over a batch, with a reverse pass.
    reference
        Name or id of the node, mostly of a parameter.

    Returns
    -------
    Array
        Of the shape ``(samples, *shape)``, where ``shape`` is that of the node.

    Raises
    ------
    EngineError
        When there is no batch, no reverse pass, no such node, or the node is constant.

    Examples
    --------
    >>> from engine import parse, record
    >>> run = record(parse("param w = 2; x = 0; L = w*x^2")).evaluate({"x": [1.0, 2.0, 3.0]})
    >>> per_sample_gradient(run, "w").tolist()
    [1.0, 4.0, 9.0]
    """
    if run.batch is None:
        raise EngineError("there is one gradient a sample only where a leaf holds a batch")
    run.gradient(reference)
    slot, seed = run.tape.slot(reference), seed_of(run)
    shape = run.tape.shapes[slot]
    found = run.tensor_adjoints.get(slot, None if shape else run.adjoint[slot])
    if found is None:
        return np.zeros((run.batch, *shape))
    with np.errstate(all="ignore"):
        each: Array = np.moveaxis(found / seed, -1, 0)
    return each.copy()
