"""Diagnostic: one sentence about a graph or a run, with the place it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Diagnostic", "Kind", "Severity"]


class Severity(StrEnum):
    """How much a diagnostic matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Kind(StrEnum):
    """What a diagnostic is about."""

    INCOMPLETE = "incomplete"
    UNKNOWN_OPERATION = "unknown operation"
    OVERRIDE = "override"
    SHAPE = "shape"
    OUTPUT = "output"
    DOMAIN = "domain"
    POLE = "pole"
    NON_FINITE = "non-finite"
    NON_FINITE_GRADIENT = "non-finite gradient"
    KINK = "kink"
    DEAD = "dead"
    SATURATED = "saturated"
    VANISHING = "vanishing gradient"
    EXPLODING = "exploding gradient"
    UNREACHED = "unreached parameter"
    CHECK = "gradient check"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes
    ----------
    kind, severity
        What it is about and how much it matters.
    message
        One sentence for the person, with the node's label.
    node, port
        Where it is, as an id and a port's name; None where it concerns the whole graph.
    """

    kind: Kind
    severity: Severity
    message: str
    node: str | None = None
    port: str | None = None
