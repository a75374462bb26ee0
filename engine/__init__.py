"""Engine of Chainrule: computational graphs, their values, their gradients and their story.

Nothing here knows of a window; everything a person can compute works from a script.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

# Two BLAS threads on a busy two-core machine make small products a hundred times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from engine.document_format import load, save
    from engine.edits import Edit
    from engine.errors import EngineError
    from engine.evaluation import Evaluation, annotate
    from engine.graph import Edge, Graph, Node
    from engine.program import parse, print_program
    from engine.tape import Tape, record
    from engine.trace import Trace

__all__ = [
    "Edge",
    "Edit",
    "EngineError",
    "Evaluation",
    "Graph",
    "Node",
    "Tape",
    "Trace",
    "annotate",
    "load",
    "parse",
    "print_program",
    "record",
    "save",
]

_HOMES = {
    "Edge": "graph",
    "Edit": "edits",
    "EngineError": "errors",
    "Evaluation": "evaluation",
    "Graph": "graph",
    "Node": "graph",
    "Tape": "tape",
    "Trace": "trace",
    "annotate": "evaluation",
    "load": "document_format",
    "parse": "program",
    "print_program": "program",
    "record": "tape",
    "save": "document_format",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that nobody waits for the others."""
    if name not in _HOMES:
        raise AttributeError(f"module “engine” has no attribute “{name}”")
    found: object = getattr(import_module(f"engine.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
