"""Forward mode: how every node of a graph moves when the leaves move along a direction.

The tangent of a node is the sum over its operands of the local partial times the operand's tangent:
the same partials that the reverse pass uses, in the order of the forward pass. Any number of
directions go through one sweep, each a lane of its own.

Source: Griewank and Walther, Evaluating Derivatives (2008), section 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError, ShapeError
from engine.local_partial import local_partial
from engine.maths.numeric import ComplexNumeric, Numeric
from engine.values import Array, Value, shape_of, shape_words, value_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.instructions import Single
    from engine.tape import Tape

    Mask = NDArray[np.bool_]

__all__ = ["Tangents", "tangents"]

_TINY = 1e-100
"""Imaginary step through a single operation: small beside any value, large beside what vanishes."""


@dataclass(frozen=True, slots=True, eq=False)
class Tangents:
    """Tangents of all nodes along one direction, or along several.

    Attributes
    ----------
    run
        The forward pass that the tangents belong to.
    count
        Number of directions; None when there is a single one, given without an axis for them.
    """

    run: Evaluation
    count: int | None
    _scalars: Array
    _tensors: Mapping[int, Array]

    def value(self, reference: str) -> Value:
        """Return the value of a node given by name or id."""
        return self.run.value(reference)

    def tangent(self, reference: str) -> Value:
        """Return the tangent of a node given by name or id.

        It has the shape of the node's value; with several directions, one axis more at the end.

        Raises
        ------
        EngineError
            When the node does not exist or could not be evaluated.
        """
        return self.tangent_at(self.run.tape.slot(reference))

    def tangent_at(self, slot: int) -> Value:
        """Return the tangent in a slot."""
        shape = self.run.tape.shapes[slot]
        found = self._tensors.get(slot, self._scalars[slot])
        if shape and slot not in self._tensors:
            found = np.zeros((*shape, self._scalars.shape[1]))
        if self.count is None:
            found = found[..., 0]
        return found if found.ndim else float(found)


def tangents(
    tape: Tape, direction: Mapping[str, object], values: Mapping[str, object] | None = None
) -> Tangents:
    """Send one or several directions forward through a tape.

    Parameters
    ----------
    direction
        How the leaves move, by name or id; those not named stay where they are. An array with one
        axis more than the leaf holds several directions, along its last axis.
    values
        Other values for some leaves.

    Raises
    ------
    EngineError
        When a name is unknown, is that of no input or parameter, or a shape does not fit.

    Examples
    --------
    >>> from engine import parse, record
    >>> found = tangents(record(parse("x = 3; y = x^2")), {"x": [1.0, 10.0]})
    >>> found.tangent("y").tolist()
    [6.0, 60.0]
    """
    run = tape.evaluate(values, gradient=False)
    tape = run.tape
    if run.batch is not None:
        raise ShapeError("a tangent is taken at one point, not over a batch")
    moved = {
        _leaf(tape, key): (key, value_for(key, value, tape.names.get(key)))
        for key, value in direction.items()
    }
    count = _count(tape, moved)
    lanes = 1 if count is None else count
    sweep = _swept(_Sweep(run, lanes), moved)
    if sweep.tensors and sweep.has_nan():
        sweep = _swept(_CarefulSweep(run, lanes), moved)
    return Tangents(run, count, sweep.scalars, sweep.tensors)


def _swept(sweep: _Sweep, moved: Mapping[int, tuple[str, Value]]) -> _Sweep:
    for slot, (_, value) in moved.items():
        sweep.start(slot, value)
    with np.errstate(all="ignore"):
        sweep.run_all()
    return sweep


def _leaf(tape: Tape, reference: str) -> int:
    slot = tape.slot(reference)
    node = tape.nodes[slot]
    if not node.is_leaf:
        raise EngineError(f"“{reference}” is computed; only leaves have a direction", node=node.id)
    if not tape.active[slot]:
        raise EngineError(f"“{reference}” is a constant and does not move", node=node.id)
    return slot


def _count(tape: Tape, moved: Mapping[int, tuple[str, Value]]) -> int | None:
    """Return how many directions there are, or None for a single one without an axis."""
    count = None
    for slot, (reference, value) in moved.items():
        shape, given = tape.shapes[slot], shape_of(value)
        if given == shape:
            continue
        if given[:-1] != shape or len(given) != len(shape) + 1:
            told = (
                f"a direction for “{reference}” is {shape_words(shape)}, not {shape_words(given)}"
            )
            raise ShapeError(told, node=tape.nodes[slot].id)
        if count not in {None, given[-1]}:
            raise ShapeError(f"there are {count} directions and {given[-1]}", node=reference)
        count = given[-1]
    return count


class _Sweep:
    """One sweep: tangents by slot, and which nodes move at all in which direction.

    A node that does not move has *no* tangent, which is not the same as 0: it must not meet an
    infinite partial. Of an array this is known as a whole; `_CarefulSweep` knows it by element.
    """

    def __init__(self, run: Evaluation, count: int) -> None:
        self.evaluation = run
        self.tape = tape = run.tape
        self.count = count
        self.scalars: Array = np.zeros((len(tape.shapes), count))
        self.tensors: dict[int, Array] = {}
        self.moves: Mask = np.zeros((len(tape.shapes), count), dtype=bool)

    def start(self, slot: int, value: Value) -> None:
        """Let a leaf move."""
        shape = self.tape.shapes[slot]
        given = np.asarray(value)
        if given.shape == shape:
            given = given[..., np.newaxis]
        if shape:
            self.tensors[slot] = np.broadcast_to(given, (*shape, self.count))
        else:
            self.scalars[slot] = given
        self.moves[slot] = np.any(given != 0, axis=tuple(range(len(shape))))

    def has_nan(self) -> bool:
        """Whether a tangent is nan, as one is where a 0 met an infinite slope."""
        found = [self.scalars, *self.tensors.values()]
        return any(bool(np.isnan(tangent).any()) for tangent in found)

    def run_all(self) -> None:
        """Compute all tangents, level by level."""
        tape = self.tape
        partial = self._partials()
        is_scalar = np.ones(len(tape.shapes), dtype=bool)
        for level in tape.levels:
            is_scalar[[single.slot for single in level.singles]] = False
        by_group = is_scalar[tape.target] & tape.active[tape.source]
        # Edges stand in the table by the level of their target.
        starts = np.searchsorted(tape.level[tape.target], np.arange(1, len(tape.levels) + 2))
        for level, (start, end) in zip(tape.levels, pairwise(starts.tolist()), strict=True):
            self._gather(np.flatnonzero(by_group[start:end]) + start, partial)
            for single in level.singles:
                self._run_single(single)

    def _partials(self) -> Array:
        """Return the local partials of all scalar edges, by row."""
        primal, m = self.evaluation.primal, Numeric(1)
        partial = np.zeros(len(self.tape.edges))
        for group in self.tape.partial_groups:
            partial[group.rows] = local_partial(
                m,
                group.operation,
                group.attributes,
                group.index,
                primal[group.results],
                [primal[slots] for slots in group.operands],
                group.override,
            )
        return partial

    def _gather(self, rows: NDArray[np.intp], partial: Array) -> None:
        sources, targets = self.tape.source[rows], self.tape.target[rows]
        slope = partial[rows, np.newaxis]
        taken = self.moves[sources]
        if self.tape.routing[rows].any():
            taken = taken & ((slope != 0) | ~self.tape.routing[rows, np.newaxis])
        np.add.at(self.scalars, targets, np.where(taken, slope * self.scalars[sources], 0.0))
        np.logical_or.at(self.moves, targets, taken)

    # ------------------------------------------------------------------ nodes with tensors

    def _run_single(self, single: Single) -> None:
        moving = [self.moves[slot] for slot in single.operands]
        if not np.any(moving):
            return
        operands = [self._value(slot) for slot in single.operands]
        deltas = [self._tangent(slot) for slot in single.operands]
        result = self._value(single.slot)
        if single.operation.vjp is None:
            found = self._elementwise(single, result, operands, deltas)
        else:
            found = _pushed(single, result, operands, deltas)
        shape = (*self.tape.shapes[single.slot], self.count)
        if len(shape) == 1:
            # A sum over all elements, where the operation makes one number of arrays.
            self.scalars[single.slot] = found.reshape(-1, self.count).sum(axis=0)
        else:
            self.tensors[single.slot] = np.broadcast_to(found, shape)
        self._note_moves(single, result, operands)

    def _note_moves(self, single: Single, _result: Any, _operands: Sequence[Any]) -> None:
        self.moves[single.slot] = np.any([self.moves[slot] for slot in single.operands], axis=0)

    def _moves_at(self, slot: int) -> Mask:
        """Return where a node moves: for each direction, or for each element as well."""
        found: Mask = self.moves[slot]
        return found

    def _value(self, slot: int) -> Any:
        # Not a Python float, which would raise at a division by zero.
        return self.evaluation.tensors.get(slot, self.evaluation.primal[slot])

    def _tangent(self, slot: int) -> Array:
        shape = self.tape.shapes[slot]
        found = self.tensors.get(slot, self.scalars[slot])
        return np.zeros((*shape, self.count)) if shape and slot not in self.tensors else found

    def _elementwise(
        self, single: Single, result: Any, operands: Sequence[Any], deltas: Sequence[Array]
    ) -> Array:
        # Of the joint shape, so that what does not depend on an axis counts once an element.
        total = np.zeros((*np.broadcast_shapes(*map(np.shape, operands)), self.count))
        for index, (slot, delta) in enumerate(zip(single.operands, deltas, strict=True)):
            if not self.moves[slot].any():
                continue
            slope = _slope(single, index, result, operands)
            taken = (slope != 0) if single.operation.routes else True
            total = total + np.where(taken & self._moves_at(slot), slope * delta, 0.0)
        return total


class _CarefulSweep(_Sweep):
    """A sweep that knows of each element of an array in which directions it moves.

    It finds the same tangents but where an infinite slope stands beside others in an array. It
    takes longer, and so is only run where a sweep by whole arrays came to nan.
    """

    def __init__(self, run: Evaluation, count: int) -> None:
        super().__init__(run, count)
        self.tensor_moves: dict[int, Mask] = {}

    def start(self, slot: int, value: Value) -> None:
        """Let a leaf move, in those elements whose direction is not 0."""
        super().start(slot, value)
        if slot in self.tensors:
            self.tensor_moves[slot] = self.tensors[slot] != 0

    def _moves_at(self, slot: int) -> Mask:
        found: Mask = self.tensor_moves.get(slot, self.moves[slot])
        return found

    def _note_moves(self, single: Single, result: Any, operands: Sequence[Any]) -> None:
        if single.operation.vjp is None:
            found = self._moved_elementwise(single, result, operands)
        else:
            found = self._moved_whole(single, result, operands)
        shape = self.tape.shapes[single.slot]
        if shape:
            self.tensor_moves[single.slot] = np.broadcast_to(found, (*shape, self.count))
        self.moves[single.slot] = found.reshape(-1, self.count).any(axis=0)

    def _moved_elementwise(self, single: Single, result: Any, operands: Sequence[Any]) -> Mask:
        joint = np.broadcast_shapes(*map(np.shape, operands))
        found: Mask = np.zeros((*joint, self.count), dtype=bool)
        for index, slot in enumerate(single.operands):
            taken = self._moves_at(slot)
            if single.operation.routes and taken.any():
                taken = taken & (_slope(single, index, result, operands) != 0)
            found = found | taken
        return found

    def _moved_whole(self, single: Single, result: Any, operands: Sequence[Any]) -> Mask:
        operation = single.operation
        if operation.jvp is None or operation.reach is not None:
            # Which element moves which is not to be read off its slopes: each may move all.
            return np.asarray(np.any([self.moves[slot] for slot in single.operands], axis=0))
        # A Jacobian of zeros and positive numbers, in which nothing cancels.
        shapes = [(*self.tape.shapes[slot], self.count) for slot in single.operands]
        moving = [
            np.broadcast_to(self._moves_at(slot), shape).astype(np.float64)
            for slot, shape in zip(single.operands, shapes, strict=True)
        ]
        return np.asarray(_pushed(single, result, operands, moving) != 0)


def _slope(single: Single, index: int, result: Any, operands: Sequence[Any]) -> Array:
    """Return the local partial of an elementwise operation, with an axis for the directions."""
    slope = local_partial(
        Numeric(),
        single.operation,
        single.attributes,
        index,
        result,
        operands,
        single.overrides.get(index),
    )
    return np.asarray(slope)[..., np.newaxis]


def _pushed(single: Single, result: Any, operands: Sequence[Any], deltas: Sequence[Array]) -> Array:
    """Push tangents through an operation on whole arrays.

    By its own rule if it has one, otherwise by a step in the imaginary direction, which is exact.
    """
    operation = single.operation
    lanes = [_in_lanes(operand, deltas) for operand in operands]
    if operation.jvp is not None:
        widened = _in_lanes(result, deltas)
        found = operation.jvp(Numeric(1), widened, deltas, *lanes, **single.attributes)
        return np.asarray(found)
    moved = [lane + 1j * _TINY * delta for lane, delta in zip(lanes, deltas, strict=True)]
    stepped = operation.forward(ComplexNumeric(1), *moved, **single.attributes)
    return np.asarray(np.imag(stepped) / _TINY)


def _in_lanes(value: Any, deltas: Sequence[Array]) -> Array:
    """Return a value once a direction."""
    count = deltas[0].shape[-1]
    return np.broadcast_to(np.asarray(value)[..., np.newaxis], (*np.shape(value), count))
