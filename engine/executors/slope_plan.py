"""Slope plans: where the local partial of each edge will stand, and what has to be computed.

Many partials are values that are there already (the other factor of a product, an exponential
itself) or numbers of the rule (1 for a sum). Only the others are computed: all alike at once after
the forward sweep, or level by level beside the values, with which they may have much in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.executors.rules import partial_program

if TYPE_CHECKING:
    from engine.instructions import Group, PartialGroup, Slots
    from engine.tape import Tape

__all__ = ["Job", "SlopePlan", "plan_slopes"]


class Job(NamedTuple):
    """Partials that are alike, to be computed into the places ``first:last``.

    Attributes
    ----------
    chosen
        Which rows of the group.
    starts
        By first slot of a group of nodes, where its partials begin if they are computed level by
        level; then there is a place for every node of such a group.
    """

    group: PartialGroup
    first: int
    last: int
    chosen: Slots | slice
    starts: dict[int, int]


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


def plan_slopes(tape: Tape, rows: Slots, *, by_level: bool = False) -> SlopePlan:
    """Plan the local partials of some rows, in their order."""
    position = np.full(len(tape.edges), -1)
    position[rows] = np.arange(len(rows))
    places = np.empty(len(rows), dtype=np.intp)
    constants: dict[float, int] = {}
    computed: list[tuple[PartialGroup, Slots, Slots | slice]] = []
    for group in tape.partial_groups:
        chosen: Slots | slice
        at = position[group.rows]
        is_sent = at >= 0
        chosen = slice(None) if is_sent.all() else np.flatnonzero(is_sent)
        at = at[chosen]
        program = partial_program(group)
        result = -1 if program is None else program.results[0]
        if not len(at):
            continue
        if program is None or (result >= program.arity and result not in program.constants):
            computed.append((group, at, chosen))
        elif result < program.arity:
            places[at] = (group.results, *group.operands)[result][chosen]
        else:
            constant = float(program.constants[result])
            places[at] = constants.setdefault(constant, len(tape.shapes) + len(constants))
    first = len(tape.shapes) + len(constants)
    jobs = []
    groups = [group for level in tape.levels for group in level.groups] if by_level else []
    for part, at, chosen in computed:
        starts, last = _starts(groups, part.results[chosen], first)
        if by_level:
            places[at] = _beside(part.results[chosen], starts)
        else:
            last = first + len(at)
            places[at] = np.arange(first, last)
        jobs.append(Job(part, first, last, chosen, starts))
        first = last
    return SlopePlan(places, tuple(constants), tuple(jobs), first)


def _starts(groups: list[Group], results: Slots, first: int) -> tuple[dict[int, int], int]:
    """Give a place from `first` on to every node of the groups that some results belong to."""
    starts: dict[int, int] = {}
    for group in groups:
        begin, end = np.searchsorted(results, (group.first, group.last))
        if begin < end:
            starts[group.first] = first
            first += group.last - group.first
    return starts, first


def _beside(results: Slots, starts: dict[int, int]) -> Slots:
    """Return the places of some results, given where those of their groups begin."""
    firsts = np.array(list(starts))
    index = np.searchsorted(firsts, results, side="right") - 1
    found: Slots = np.array(list(starts.values()))[index] + results - firsts[index]
    return found
