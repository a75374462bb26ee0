"""Operations that rearrange the elements of arrays and compute nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.operation import Attribute, Operation, Partial, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OPERATIONS"]

_SHAPE = Attribute("shape", "shape", (), "The sizes of the axes; empty for a single number.")
_SOURCE = "Harris et al.: Array programming with NumPy (2020)."
_RULE = "rearrangement"


# ---------------------------------------------------------------------- shapes


def _reshaped(shapes: Sequence[Shape], shape: Shape) -> Shape:
    count = math.prod(shapes[0])
    known = math.prod(size for size in shape if size != -1)
    if any(size < 1 for size in shape if size != -1) or shape.count(-1) > 1:
        raise ValueError("sizes are 1 or more, and one of them may be −1 for what is left")
    if -1 in shape and count % known == 0:
        return tuple(count // known if size == -1 else size for size in shape)
    if known != count:
        raise ValueError(f"{count} elements do not fill {_told(shape)}")
    return tuple(shape)


def _broadcast(shapes: Sequence[Shape], shape: Shape) -> Shape:
    own = shapes[0]
    fits = len(own) <= len(shape) and all(
        size in (1, wanted) for size, wanted in zip(reversed(own), reversed(shape), strict=False)
    )
    if not fits or any(size < 1 for size in shape):
        raise ValueError(f"it cannot be repeated to {_told(shape)}")
    return tuple(shape)


def _told(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "a single number"


def _joined(shapes: Sequence[Shape], axis: int | None) -> Shape:
    place = axis or 0
    parts = [shape or (1,) for shape in shapes]
    ranks = {len(shape) for shape in parts}
    if len(ranks) > 1 or len({bool(shape) for shape in shapes}) > 1:
        raise ValueError("arrays that are joined have the same number of axes")
    rank = ranks.pop()
    if not -rank <= place < rank:
        raise ValueError(f"there is no axis {place}")
    place %= rank
    if len({(*shape[:place], *shape[place + 1 :]) for shape in parts}) > 1:
        raise ValueError(f"all axes but axis {place} must be alike")
    total = sum(shape[place] for shape in parts)
    return (*parts[0][:place], total, *parts[0][place + 1 :])


def _indexed(shapes: Sequence[Shape], index: float, axis: int | None) -> Shape:
    shape, place = _along(shapes[0], axis)
    if index != int(index) or not -shape[place] <= index < shape[place]:
        raise ValueError(f"there is no element {index:g} among {shape[place]}")
    return shape[:place] + shape[place + 1 :]


def _sliced(shapes: Sequence[Shape], axis: int | None, **stretch: Any) -> Shape:
    shape, place = _along(shapes[0], axis)
    count = len(range(*_stretch(**stretch).indices(shape[place])))
    if not count:
        raise ValueError(f"nothing of {shape[place]} elements lies in it")
    return (*shape[:place], count, *shape[place + 1 :])


def _along(shape: Shape, axis: int | None) -> tuple[Shape, int]:
    """Return the shape in which a place is meant, and the axis: all in a row if none is given."""
    if axis is None:
        return (math.prod(shape),), 0
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"there is no axis {axis}")
    return shape, axis % len(shape)


def _stretch(start: int | None, stop: int | None, step: int | None) -> slice:
    if step is not None and step < 1:
        raise ValueError("the step of a slice is 1 or more")
    return slice(start, stop, step)


# ---------------------------------------------------------------------- reshape, broadcast


def _reshape(m: Any, x: Any, shape: Shape) -> Any:
    return m.reshape(x, _reshaped([m.own_shape(x)], shape))


def _broadcast_vjp(m: Any, g: Any, _y: Any, x: Any, shape: Shape) -> tuple[Any, ...]:
    del shape
    return (m.fit(g, m.own_shape(x)),)


# ---------------------------------------------------------------------- concatenate


def _concatenate_vjp(m: Any, g: Any, _y: Any, *x: Any, axis: int | None) -> tuple[Any, ...]:
    is_number = m.rank(x[0]) == 0
    place = (axis or 0) % max(m.rank(x[0]), 1)
    parts, start = [], 0
    for part in x:
        size = 1 if is_number else m.own_shape(part)[place]
        key = start if is_number else slice(start, start + size)
        parts.append(m.take(g, place, key))
        start += size
    return tuple(parts)


# ---------------------------------------------------------------------- index, slice


def _row(m: Any, x: Any, axis: int | None) -> tuple[Any, int]:
    if axis is None:
        return m.reshape(x, (math.prod(m.own_shape(x)),)), 0
    return x, axis % m.rank(x)


def _take(m: Any, x: Any, axis: int | None, key: slice | int) -> Any:
    row, place = _row(m, x, axis)
    return m.take(row, place, key)


def _put(m: Any, g: Any, x: Any, axis: int | None, key: slice | int) -> Any:
    row, place = _row(m, x, axis)
    return m.reshape(m.put(g, row, place, key), m.own_shape(x))


def _index(m: Any, x: Any, index: float, axis: int | None) -> Any:
    return _take(m, x, axis, int(index))


def _slice(m: Any, x: Any, axis: int | None, **stretch: Any) -> Any:
    return _take(m, x, axis, _stretch(**stretch))


def _slice_vjp(m: Any, g: Any, _y: Any, x: Any, axis: int | None, **stretch: Any) -> Any:
    return (_put(m, g, x, axis, _stretch(**stretch)),)


def _slice_jvp(m: Any, _y: Any, tangents: Any, _x: Any, **attributes: Any) -> Any:
    return _slice(m, tangents[0], **attributes)


_AXIS = Attribute("axis", "axis", None, "The axis; empty counts all elements in a row.")

OPERATIONS = (
    Operation(
        name="reshape",
        family="shape",
        title="Reshape",
        ports=("x",),
        symbol="reshape",
        latex=r"\operatorname{reshape}{:shape}\left({x!}\right)",
        attributes=(_SHAPE,),
        forward=_reshape,
        partials=(
            Partial(
                rule=_RULE,
                numbers=lambda m, y, x, shape: 1.0,
                textbook=lambda m, y, x, shape=(): 1,
                formula=r"\frac{\partial y_k}{\partial x_k} = 1",
            ),
        ),
        vjp=lambda m, g, y, x, shape: (m.reshape(g, m.own_shape(x)),),
        jvp=lambda m, y, tangents, x, shape: _reshape(m, tangents[0], shape),
        shape=_reshaped,
        summary="Gives the same elements, in the order of reading, another shape.",
        doc="One size may be −1, for what is left. The gradient gets the old shape back.",
        source=_SOURCE,
        keywords=("flatten", "view", "rows", "columns"),
    ),
    Operation(
        name="broadcast",
        family="shape",
        title="Broadcast",
        ports=("x",),
        symbol="repeat",
        latex=r"\operatorname{broadcast}{:shape}\left({x!}\right)",
        attributes=(_SHAPE,),
        forward=lambda m, x, shape: m.broadcast(x, shape),
        partials=(
            Partial(
                rule="sum rule",
                numbers=lambda m, y, x, shape: 1.0,
                textbook=lambda m, y, x, shape=(): 1,
                formula=r"\frac{\partial L}{\partial x} = \sum_k \frac{\partial L}{\partial y_k}",
            ),
        ),
        vjp=_broadcast_vjp,
        jvp=lambda m, y, tangents, x, shape: m.broadcast(tangents[0], shape),
        shape=_broadcast,
        summary="Repeats an array along new axes; the gradients of the copies add up.",
        doc="Axes of one element are repeated too. Arithmetic does this by itself; as a node it "
        "shows that going back is a sum.",
        source=_SOURCE,
        keywords=("repeat", "expand", "tile"),
    ),
    Operation(
        name="concatenate",
        family="shape",
        title="Concatenate",
        ports=("x1", "x2"),
        variadic=True,
        symbol="[a, b]",
        latex=r"\operatorname{concatenate}",
        attributes=(_AXIS,),
        forward=lambda m, *x, axis: m.concatenate(x, axis or 0),
        partials=(
            Partial(
                rule=_RULE,
                numbers=lambda m, y, *x, axis, index: 1.0,
                textbook=lambda m, y, *x, index, axis=None: 1,
                formula=r"\frac{\partial y_k}{\partial x_k} = 1",
            ),
        ),
        vjp=_concatenate_vjp,
        jvp=lambda m, y, tangents, *x, axis: m.concatenate(tangents, axis or 0),
        shape=_joined,
        summary="Joins arrays one after the other; numbers make a vector.",
        doc="Along the first axis unless another is given. Each operand gets back its part of the "
        "gradient.",
        source=_SOURCE,
        keywords=("join", "append", "stack", "vector"),
    ),
    Operation(
        name="index",
        family="shape",
        title="Element",
        ports=("x",),
        symbol="xᵢ",
        latex=r"\operatorname{index}{:index}\left({x!}\right)",
        attributes=(Attribute("index", "number", 0.0, "Which one, counted from 0."), _AXIS),
        forward=_index,
        partials=(
            Partial(
                rule=_RULE,
                numbers=lambda m, y, x, index, axis: 1.0,
                textbook=lambda m, y, x, index=0.0, axis=None: 1,
                formula=r"\frac{\partial x_i}{\partial x_i} = 1",
            ),
        ),
        vjp=lambda m, g, y, x, index, axis: (_put(m, g, x, axis, int(index)),),
        jvp=lambda m, y, tangents, x, index, axis: _index(m, tangents[0], index, axis),
        shape=_indexed,
        routes=True,
        summary="Takes one element, or one row along an axis; the others get no gradient.",
        doc="Counted from 0, from the end if negative; without an axis, all elements in a row.",
        source=_SOURCE,
        keywords=("element", "pick", "component", "gather"),
    ),
    Operation(
        name="slice",
        family="shape",
        title="Slice",
        ports=("x",),
        symbol="x[a:b]",
        latex=r"\operatorname{slice}\left({x!}\right)",
        attributes=(
            Attribute("start", "axis", None, "The first one, counted from 0."),
            Attribute("stop", "axis", None, "The one after the last; empty for the end."),
            Attribute("step", "axis", None, "Every how many-th; empty for each."),
            _AXIS,
        ),
        forward=_slice,
        partials=(
            Partial(
                rule=_RULE,
                numbers=lambda m, y, x, **attributes: 1.0,
                textbook=lambda m, y, x, **attributes: 1,
                formula=r"\frac{\partial y_k}{\partial x_{k}} = 1",
            ),
        ),
        vjp=_slice_vjp,
        jvp=_slice_jvp,
        shape=_sliced,
        routes=True,
        summary="Takes a stretch of elements, or of rows along an axis.",
        doc="From start to before stop, as Python does; without an axis, all elements in a row. "
        "What lies outside gets no gradient.",
        source=_SOURCE,
        keywords=("part", "range", "crop", "window"),
    ),
)
