"""Slope plans: where the local partial of each edge will stand, and what has to be computed.

Many partials are values that are there already (the other factor of a product, an exponential
itself) or numbers of the rule (1 for a sum). Only the others are computed, those alike at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.executors.rules import partial_program

if TYPE_CHECKING:
    from engine.executors.tracing import Program
    from engine.instructions import PartialGroup, Slots
    from engine.tape import Tape

__all__ = ["Job", "SlopePlan", "plan_slopes"]


class Job(NamedTuple):
    """Partials to be computed by one program, into the places ``first:last``.

    Attributes
    ----------
    operands
        Slots of the nodes' own values and of their operands; None for what is not used.
    """

    group: PartialGroup
    program: Program | None
    operands: tuple[Slots | None, ...]
    first: int
    last: int


class SlopePlan(NamedTuple):
    """A plan for some rows of the edge table.

    Attributes
    ----------
    places
        By position among the rows, where its partial stands: in a slot, or after all slots.
    constants
        Numbers that stand after the slots, from the first place on.
    jobs
        What is computed, in the places after them.
    total
        How many places there are, slots among them.
    """

    places: Slots
    constants: tuple[float, ...]
    jobs: tuple[Job, ...]
    total: int


def plan_slopes(tape: Tape, rows: Slots) -> SlopePlan:
    """Plan the local partials of some rows, in their order."""
    position = np.full(len(tape.edges), -1)
    position[rows] = np.arange(len(rows))
    places = np.empty(len(rows), dtype=np.intp)
    constants: dict[float, int] = {}
    computed: list[tuple[PartialGroup, Program | None, Slots, Slots]] = []
    for group in tape.partial_groups:
        at = position[group.rows]
        chosen = np.flatnonzero(at >= 0)
        at = at[chosen]
        program = partial_program(group)
        result = -1 if program is None else program.results[0]
        if not len(at):
            continue
        if program is None or (result >= program.arity and result not in program.constants):
            computed.append((group, program, at, chosen))
        elif result < program.arity:
            places[at] = (group.results, *group.operands)[result][chosen]
        else:
            constant = float(program.constants[result])
            places[at] = constants.setdefault(constant, len(tape.shapes) + len(constants))
    first = len(tape.shapes) + len(constants)
    jobs = []
    for group, program, at, chosen in computed:
        last = first + len(at)
        places[at] = np.arange(first, last)
        slots = tuple(
            None if program is not None and index not in program.used else all_slots[chosen]
            for index, all_slots in enumerate((group.results, *group.operands))
        )
        jobs.append(Job(group, program, slots, first, last))
        first = last
    return SlopePlan(places, tuple(constants), tuple(jobs), first)
