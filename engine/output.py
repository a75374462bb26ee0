"""Output: the node whose gradient is taken, or the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.diagnostic import Kind, Severity
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.diagnostic import Diagnostic
    from engine.tape import Tape

__all__ = ["missing_output", "output_slot"]


def output_slot(tape: Tape, reference: str | None = None, *, to: str = "differentiate") -> int:
    """Return the slot of the node that is named, or of the tape's own output.

    Parameters
    ----------
    to
        What is going to be done with it, for the sentence.

    Raises
    ------
    EngineError
        When there is no such node, or no output; with the node and the port that are to blame.

    Examples
    --------
    >>> from engine import parse, record
    >>> output_slot(record(parse("y = x^2")), to="check")
    Traceback (most recent call last):
    ...
    engine.errors.EngineError: there is no output to check: x has no value yet
    """
    slot = tape.output if reference is None else tape.slot(reference)
    if slot is None:
        raise missing_output(tape, to)
    return slot


def missing_output(tape: Tape, to: str = "differentiate") -> EngineError:
    """Return the error that says why a tape has no output."""
    message = f"there is no output to {to}"
    blamed = sorted(tape.diagnostics, key=_rank)
    if blamed:
        first = blamed[0]
        return EngineError(f"{message}: {first.message}", node=first.node, port=first.port)
    why = "; choose one" if tape.nodes else ": the graph is empty"
    return EngineError(message + why)


def _rank(item: Diagnostic) -> int:
    """Mistakes first, then what is missing, then the choice that is open."""
    return 0 if item.severity is Severity.ERROR else 2 if item.kind is Kind.OUTPUT else 1
