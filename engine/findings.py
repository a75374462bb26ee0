"""Findings: what a run met on its way, each as a sentence with the node and its numbers.

Forward: leaves that hold no number, arguments outside a domain, poles, kinks, and the nodes whose
result is the first that is not finite. Backward: the first contribution that is not finite, with
both of its factors, and what keeps parameters from learning. Then what could be done in one
operation. Conditions are checked a group at a
time; a node is looked at by itself only where something is wrong.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.advice import advice
from engine.diagnostic import Diagnostic, Kind, Severity
from engine.learning_findings import learning_findings
from engine.maths.numeric import Numeric
from engine.naming import node_title
from engine.places import Places
from engine.values import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from engine.evaluation import Evaluation
    from engine.graph import Node
    from engine.operation import Condition, Operation
    from engine.tape import Group, Single
    from engine.values import Array

    Mask = NDArray[np.bool_]

__all__ = ["MAXIMAL_FINDINGS", "findings", "node_title"]

_SEVERITIES = {
    Kind.DOMAIN: Severity.ERROR,
    Kind.POLE: Severity.WARNING,
    Kind.KINK: Severity.NOTE,
}

MAXIMAL_FINDINGS = 100
"""More than these are not told; nobody reads them."""


def findings(run: Evaluation) -> tuple[Diagnostic, ...]:
    """Return what a run found: forward in the order of evaluation, then backward.

    Examples
    --------
    >>> from engine import parse, record
    >>> [finding.message for finding in findings(record(parse("x = 0; q = 1/x")).evaluate())]
    ['÷ (q): division by zero (a = 1, b = 0)',
     'the gradient on the edge from x to ÷ (q) is −∞: 1 × −∞']
    """
    return _Search(run).all()


class _Search:
    """One search through one run."""

    def __init__(self, run: Evaluation) -> None:
        self.run = run
        self.tape = run.tape
        self.lanes = 0 if run.batch is None else 1
        self.rank = np.empty(len(self.tape.order), dtype=np.intp)
        self.rank[self.tape.order] = np.arange(len(self.tape.order))
        self.problems: list[tuple[int, Diagnostic]] = []
        self.notes: list[tuple[int, Diagnostic]] = []
        self.explained: set[int] = set()
        self.told: set[int] = set()

    def all(self) -> tuple[Diagnostic, ...]:
        with np.errstate(all="ignore"):
            self._check_conditions()
            if not self.finite.all():
                self._find_origins()
            for found in learning_findings(self.run, self.told):
                self._add(*found)
            for slot, message in advice(self.tape):
                self._add(Kind.ADVICE, Severity.NOTE, slot, message)
            backward = self._gradient()
        room = MAXIMAL_FINDINGS - len(backward)
        forward = self.problems[:room]
        forward += self.notes[: room - len(forward)]
        forward.sort(key=lambda item: item[0])
        return (*(item for _, item in forward), *backward)

    def _add(self, kind: Kind, severity: Severity, slot: int, message: str) -> None:
        self.told.add(slot)
        entry = (
            int(self.rank[slot]),
            Diagnostic(kind, severity, message, self.tape.nodes[slot].id),
        )
        (self.notes if severity is Severity.NOTE else self.problems).append(entry)

    # ------------------------------------------------------------------ domains, poles, kinks

    def _check_conditions(self) -> None:
        """Check each condition over all scalar nodes at once, then over the tensors one by one."""
        alike: dict[Any, list[Group]] = {}
        for level in self.tape.levels:
            for group in level.groups:
                if _has_conditions(group.operation):
                    attributes = tuple(group.attributes.items())
                    key = (group.operation.name, len(group.operands), attributes)
                    alike.setdefault(key, []).append(group)
            for single in level.singles:
                if _has_conditions(single.operation):
                    operands = [self._number(slot) for slot in single.operands]
                    for breach in _breaches(single, operands, Numeric(self.lanes)):
                        self._tell(breach, single.slot, operands, breach.where)
        for groups in alike.values():
            self._check_groups(groups)

    def _check_groups(self, groups: Sequence[Group]) -> None:
        columns = zip(*(group.operands for group in groups), strict=True)
        operands = [self.run.primal[np.concatenate(slots)] for slots in columns]
        for breach in _breaches(groups[0], operands, Numeric(1 + self.lanes)):
            slots = [slot for group in groups for slot in range(group.first, group.last)]
            per_node = breach.where.reshape(len(slots), -1).any(axis=1)
            for member in np.flatnonzero(per_node)[:MAXIMAL_FINDINGS].tolist():
                parts = [operand[member] for operand in operands]
                self._tell(breach, slots[member], parts, np.asarray(breach.where[member]))

    def _tell(self, breach: _Breach, slot: int, operands: Sequence[Any], where: Mask) -> None:
        if breach.kind is not Kind.KINK:
            self.explained.add(slot)
        numbers = self._operand_text(breach.operation, operands, where)
        title = node_title(self.tape.nodes[slot])
        message = f"{title}: {breach.condition.message} {numbers}"
        self._add(breach.kind, _SEVERITIES[breach.kind], slot, message)

    # ------------------------------------------------------------------ where infinities begin

    @cached_property
    def finite(self) -> Mask:
        """By slot, whether the value is finite everywhere."""
        found = _finite_rows(self.run.primal)
        for slot, tensor in self.run.tensors.items():
            found[slot] = np.isfinite(tensor).all()
        return found

    def _find_origins(self) -> None:
        tape, count = self.tape, len(self.tape.nodes)
        spoiled = np.zeros(count, dtype=bool)
        np.logical_or.at(spoiled, tape.target, ~self.finite[tape.source])
        origins = np.flatnonzero(~self.finite[:count] & ~spoiled).tolist()
        untold = [slot for slot in origins if slot not in self.explained]
        for slot in untold[: max(MAXIMAL_FINDINGS - len(self.problems), 0)]:
            node = tape.nodes[slot]
            result = self._number(slot)
            mask = ~np.isfinite(result)
            told = format_number(float(np.asarray(result)[mask][0]))
            if node.is_leaf:
                message = f"{node.key} holds {told}{self._where(mask)}"
            else:
                message = f"{node_title(node)}: {self._origin_text(slot, mask, told)}"
            self._add(Kind.NON_FINITE, Severity.WARNING, slot, message)

    def _origin_text(self, slot: int, mask: Mask, told: str) -> str:
        place = self._places[slot]
        operands = [self._number(operand) for operand in place.operands]
        reason = "the result is not a number" if told == "nan" else "the result is too large"
        if all(np.shape(operand) == mask.shape for operand in operands):
            return f"{reason} {self._operand_text(place.operation, operands, mask)}"
        return f"{reason}{self._where(mask)}"

    @cached_property
    def _places(self) -> Places:
        return Places(self.tape)

    # ------------------------------------------------------------------ backward

    def _gradient(self) -> list[Diagnostic]:
        """Find the first contribution, in the order of the reverse pass, that is not finite."""
        if self.run.output is None:
            return []
        finite = _finite_rows(self.run.flow)
        for row, flow in self.run.tensor_flows.items():
            finite[row] = np.isfinite(flow).all()
        rows = np.flatnonzero(~finite)
        if not len(rows):
            return []
        row = int(rows[np.argmax(self.rank[self.tape.target[rows]])])
        edge = self.tape.edges[row]
        target = self.tape.nodes[self.tape.target[row]]
        source = self.tape.nodes[self.tape.source[row]]
        message = (
            f"the gradient on the edge from {_end(source)} to {_end(target)} "
            f"is {self._factors(row)}"
        )
        return [
            Diagnostic(Kind.NON_FINITE_GRADIENT, Severity.WARNING, message, edge.target, edge.port)
        ]

    def _factors(self, row: int) -> str:
        flow = np.asarray(self.run.tensor_flows.get(row, self.run.flow[row]))
        mask = ~np.isfinite(flow)
        told = format_number(float(flow[mask][0]))
        slot = int(self.tape.target[row])
        if row in self.run.tensor_flows or self._places[slot].is_single:
            return f"{told}{self._where(mask)}"
        adjoint = float(np.asarray(self.run.adjoint[slot])[mask][0])
        partial = float(np.asarray(self.run.partial[row])[mask][0])
        return f"{told}: {format_number(adjoint)} × {format_number(partial)}{self._where(mask)}"

    # ------------------------------------------------------------------ numbers in words

    def _number(self, slot: int) -> Any:
        return self.run.tensors.get(slot, self.run.primal[slot])

    def _operand_text(self, operation: Operation, operands: Sequence[Any], mask: Mask) -> str:
        """Write the operands where `mask` first holds, such as ``(a = 1, b = 0)``."""
        place = tuple(np.argwhere(mask)[0]) if mask.ndim else ()
        ports = operation.port_names(len(operands))
        told = ", ".join(
            f"{port} = {format_number(float(np.broadcast_to(operand, mask.shape)[place]))}"
            for port, operand in zip(ports, operands, strict=True)
            if np.ndim(operand) <= mask.ndim
        )
        return f"({told}){self._where(mask)}"

    def _where(self, mask: Mask) -> str:
        """Say where in a tensor, and in which sample of a batch, `mask` first holds."""
        if not mask.ndim:
            return ""
        place = np.argwhere(mask)[0].tolist()
        told = ""
        if self.lanes and mask.ndim:
            told = f" in sample {place.pop() + 1}"
        return f" at {place}{told}" if place else told


class _Breach(NamedTuple):
    """A condition that some operands do not keep, all of them finite, and where."""

    operation: Operation
    kind: Kind
    condition: Condition
    where: Mask


def _breaches(place: Group | Single, operands: Sequence[Any], m: Numeric) -> Iterator[_Breach]:
    operation = place.operation
    for kind, conditions in (
        (Kind.DOMAIN, operation.domain),
        (Kind.POLE, operation.poles),
        (Kind.KINK, operation.kinks),
    ):
        for condition in conditions:
            where = ~np.asarray(condition.where(m, *operands, **place.attributes))
            if where.any():
                # Of an array as a whole only the operands that the answer is about.
                for operand in operands:
                    if not condition.whole or np.shape(operand) == where.shape:
                        where = where & np.isfinite(operand)
            if where.any():
                yield _Breach(operation, kind, condition, where)


def _has_conditions(operation: Operation) -> bool:
    return bool(operation.domain or operation.poles or operation.kinks)


def _end(node: Node) -> str:
    return node.key if node.is_leaf else node_title(node)


def _finite_rows(numbers: Array) -> Mask:
    """By row, whether the number is finite, in all samples of a batch."""
    finite: Mask = np.isfinite(numbers)
    if finite.ndim == 1:
        return finite
    whole: Mask = np.logical_and.reduce(finite, axis=1)
    return whole
