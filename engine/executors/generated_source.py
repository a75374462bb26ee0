"""Generated source: a small or narrow tape as one straight-line Python function.

The text is made of the operation table and of slot numbers only, never of what a person typed: a
value is ``v12``, an adjoint ``g12``. This is the one module that turns text into code.

A plain function of floats cannot go on after an overflow or outside a domain, where Python raises
an error and numpy an infinity. It then answers nothing, and the tape is run as level groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.executors.expressions import NAMES, Writer
from engine.executors.rules import forward_rule, node_program, partial_rule
from engine.maths.numeric import Numeric

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.calculus.tree import Tree
    from engine.executors.tracing import Program
    from engine.instructions import Group, Slots
    from engine.tape import Tape

__all__ = ["ConeSource", "GeneratedSource", "function_of", "source_of"]

_TERMS = 50
"""Terms of a sum in one expression; the compiler descends once for each."""


class GeneratedSource:
    """A tape of scalars as a Python function.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("input x = 3; y = x * x"))
    >>> GeneratedSource(tape, tape.slot("y")).run([3.0])
    ((3.0, 9.0), (6.0, 1.0))
    """

    def __init__(self, tape: Tape, output: int | None) -> None:
        self._leaf_count = tape.leaf_count
        self._known: tuple[Any, list[float]] = (None, [])
        text, names = source_of(tape, output)
        self._function: Callable[[Sequence[float]], tuple[Any, Any]] = _compiled(text, names)

    def leaves_of(self, tape: Tape) -> list[float]:
        """Return the leaf values that a tape has; they must not be changed."""
        initial, leaves = self._known
        if initial is not tape.initial:
            leaves = tape.initial[: self._leaf_count].tolist()
            self._known = (tape.initial, leaves)
        return leaves

    def run(self, leaves: Sequence[float]) -> tuple[Any, Any] | None:
        """Return values and adjoints by slot, or None where floats cannot tell."""
        try:
            return self._function(leaves)
        except (ArithmeticError, ValueError):
            return None


class ConeSource:
    """Some nodes of a tape of scalars as a Python function that works on a list of values.

    Examples
    --------
    >>> import numpy as np
    >>> from engine import parse, record
    >>> tape = record(parse("input x = 3; y = x * x"))
    >>> values = [5.0, 0.0]
    >>> ConeSource(tape, np.array([1])).run(values), values
    (True, [5.0, 25.0])
    """

    def __init__(self, tape: Tape, slots: Slots) -> None:
        text, names = _Source(tape, None).cone(set(slots.tolist()))
        self._function: Callable[[list[float]], None] = _compiled(text, names)

    def run(self, values: list[float]) -> bool:
        """Compute the nodes anew; False where floats cannot tell, and some were left."""
        try:
            self._function(values)
        except (ArithmeticError, ValueError):
            return False
        return True


_functions: dict[int, tuple[Program, Callable[..., float]]] = {}


def function_of(program: Program) -> Callable[..., float]:
    """Return a Python function of floats that computes a program's first result.

    Examples
    --------
    >>> from engine.executors.tracing import trace
    >>> program = trace(lambda m, a, b: m.sin(a) * b, 2)
    >>> program is not None and function_of(program)(0.0, 2.0)
    0.0
    """
    if id(program) not in _functions:
        operands = [f"v{place}" for place in range(program.arity)]
        names: dict[str, Any] = {**NAMES, "__builtins__": _BUILTINS}
        lines = Writer(program, operands, "t", "y", names).forward()
        text = "\n".join([f"def run({','.join(operands)}):", *lines, " return y"])
        # Kept together, so that no other program can get the same id.
        _functions[id(program)] = (program, _compiled(text, names))
    return _functions[id(program)][1]


_BUILTINS = {"abs": abs, "float": float}


def _compiled(text: str, names: dict[str, Any]) -> Callable[..., Any]:
    exec(compile(text, "<tape>", "exec"), names)
    found: Callable[..., Any] = names["run"]
    return found


def source_of(tape: Tape, output: int | None) -> tuple[str, dict[str, Any]]:
    """Return the text of the function, and the names that it uses.

    Examples
    --------
    >>> from engine import parse, record
    >>> tape = record(parse("input x = 3; y = sin(x) * x"))
    >>> print(source_of(tape, tape.slot("y"))[0])
    def run(leaves):
     v0,=leaves
     v1=sin(v0)
     v2=(v1*v0)
     g2=1.0
     g1=g2*v0
     g0=g2*v1+g1*cos(v0)
     return (v0,v1,v2,),(g0,g1,g2,)
    """
    return _Source(tape, output).finished()


class _Source:
    """Writes the function, node by node."""

    def __init__(self, tape: Tape, output: int | None) -> None:
        self.tape = tape
        self.output = output
        self.names: dict[str, Any] = {**NAMES, "__builtins__": _BUILTINS}
        self.lines = ["def run(leaves):"]
        if tape.leaf_count:
            self.lines.append(f" {_listed('v', range(tape.leaf_count))}=leaves")
        count = len(tape.shapes)
        for slot in range(len(tape.nodes), count):
            self.names[f"v{slot}"] = float(tape.initial[slot])
        self.writers: dict[int, Writer] = {}
        self._overrides = _overrides_of(tape)
        self.sent = self._sent_rows()
        self.terms: dict[int, list[str]] = {}

    def _sent_rows(self) -> dict[int, list[tuple[int, int]]]:
        """Return, by target, the places of the operands that get a contribution, and their rows."""
        if self.output is None:
            return {}
        sent: dict[int, list[tuple[int, int]]] = {}
        index = _operand_places(self.tape)
        for level in self.tape.sweep(self.output).levels:
            for row, target in zip(level.rows.tolist(), level.targets.tolist(), strict=True):
                sent.setdefault(target, []).append((index[row], row))
        return sent

    def finished(self) -> tuple[str, dict[str, Any]]:
        for level in self.tape.levels:
            for group in level.groups:
                self._forward(group)
        count = len(self.tape.shapes)
        adjoints = "()"
        if self.output is not None:
            self._backward(self.output)
            known = [f"g{slot}" if slot in self.terms else "0.0" for slot in range(count)]
            adjoints = f"({','.join(known)},)"
        self.lines.append(f" return ({_listed('v', range(count))}),{adjoints}")
        return "\n".join(self.lines), self.names

    def cone(self, slots: set[int]) -> tuple[str, dict[str, Any]]:
        """Return the function that computes some slots of a list ``v`` from the others."""
        self.lines = []
        read: dict[int, None] = {}
        for level in self.tape.levels:
            for group in level.groups:
                for place, operands in enumerate(_columns(group.operands)):
                    if group.first + place in slots:
                        read.update(dict.fromkeys(operands))
                        self._write(group, group.first + place, operands)
        outside = sorted(slot for slot in read if slot not in slots)
        loads = [f" v{slot}=v[{slot}]" for slot in outside]
        stores = [f" v[{slot}]=v{slot}" for slot in sorted(slots)]
        return "\n".join(["def run(v):", *loads, *self.lines, *stores, " return"]), self.names

    # ------------------------------------------------------------------ forward

    def _forward(self, group: Group) -> None:
        for slot, operands in enumerate(_columns(group.operands), group.first):
            self._write(group, slot, operands)

    def _write(self, group: Group, slot: int, operands: Sequence[int]) -> None:
        indices = tuple(index for index, _ in self.sent.get(slot, ()))
        program = node_program(group, indices, self._overrides.get(slot, {}))
        names = [f"v{operand}" for operand in operands]
        if program is None:
            self._forward_by_call(group, slot, names, indices)
            return
        writer = Writer(program, names, f"t{slot}_", f"v{slot}", self.names)
        self.lines += writer.forward()
        self.writers[slot] = writer

    def _forward_by_call(
        self, group: Group, slot: int, names: Sequence[str], indices: Sequence[int]
    ) -> None:
        """Call the rules themselves, where they cannot be written as an expression."""
        rule = self._called(forward_rule(group.operation, group.attributes))
        self.lines.append(f" v{slot}={rule}({','.join(names)})")
        for index in indices:
            override = self._overrides.get(slot, {}).get(index)
            partial = partial_rule(group.operation, group.attributes, index, override)
            self.lines.append(
                f" t{slot}_{index}={self._called(partial)}({','.join([f'v{slot}', *names])})"
            )

    def _called(self, rule: Callable[..., Any]) -> str:
        name = f"r{len(self.names)}"

        def call(*operands: float) -> float:
            with np.errstate(all="ignore"):
                return float(rule(_MATHS, *map(np.float64, operands)))

        self.names[name] = call
        return name

    # ------------------------------------------------------------------ backward

    def _backward(self, output: int) -> None:
        self.terms[output] = ["1.0"]
        source = self.tape.source
        for slot in range(output, -1, -1):
            terms = self.terms.get(slot)
            if terms is None:
                continue
            for start in range(0, len(terms), _TERMS):
                before = [f"g{slot}"] if start else []
                self.lines.append(f" g{slot}={'+'.join(before + terms[start : start + _TERMS])}")
            slopes = self._slopes(slot)
            for (_, row), slope in zip(self.sent.get(slot, ()), slopes, strict=True):
                term = _times(f"g{slot}", slope)
                self.terms.setdefault(int(source[row]), []).append(term)

    def _slopes(self, slot: int) -> Sequence[str]:
        if slot in self.writers:
            lines, slopes = self.writers[slot].partials()
            self.lines += lines
            return slopes
        return [f"t{slot}_{index}" for index, _ in self.sent.get(slot, ())]


_MATHS = Numeric(0)


def _times(adjoint: str, slope: str) -> str:
    if slope == "1.0":
        return adjoint
    return f"-{adjoint}" if slope == "(-1.0)" else f"{adjoint}*{slope}"


def _listed(letter: str, places: Sequence[int]) -> str:
    return "".join(f"{letter}{place}," for place in places)


def _columns(operands: Sequence[Any]) -> list[tuple[int, ...]]:
    return list(zip(*(slots.tolist() for slots in operands), strict=True))


def _overrides_of(tape: Tape) -> Mapping[int, Mapping[int, Tree]]:
    """Return the overridden partials by slot and place of the operand."""
    found: dict[int, dict[int, Tree]] = {}
    for part in tape.partial_groups:
        if part.override is not None:
            for slot in part.results.tolist():
                found.setdefault(slot, {})[part.index] = part.override
    return found


def _operand_places(tape: Tape) -> dict[int, int]:
    """Return which operand of its target each row brings."""
    return {row: part.index for part in tape.partial_groups for row in part.rows.tolist()}
