"""The window: it draws and edits what the engine knows."""

import gc

# Nothing that is imported is garbage, and to find that out would take a twelfth of the time that
# starting takes. The application's own `Collector` goes on from here.
gc.disable()

# The engine comes first. PySide6 reads the source of every module that is imported after it, to see
# whether that module chooses features of PySide6; for the engine, numpy and networkx alone this
# would take a sixth of the time that starting takes.
from engine import (  # noqa: E402, F401
    document_format,
    explanation,
    findings,
    fragment,
    operations,
    placement,
    recording,
    splicing,
    training,
)
