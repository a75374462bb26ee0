"""Engine of Chainrule: computational graphs, their values, their gradients and their story.

Nothing here knows of a window; everything a person can compute works from a script.
"""

from __future__ import annotations

import os

# Two BLAS threads on a busy two-core machine make small products a hundred times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

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
