"""The parts of the window around the canvas, one file each."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.panels.panel import Panel

__all__ = ["panels"]


def panels() -> "tuple[type[Panel], ...]":
    """Return the class of every panel, in the order of the View menu.

    A new panel is one file and one line here. They are imported on the first call, so that naming
    this package costs nothing.
    """
    from gui.panels.check import CheckPanel
    from gui.panels.derivatives import DerivativesPanel
    from gui.panels.explain import ExplainPanel
    from gui.panels.history import HistoryPanel
    from gui.panels.inspector import InspectorPanel
    from gui.panels.outline import OutlinePanel
    from gui.panels.palette import PalettePanel
    from gui.panels.problems import ProblemsPanel
    from gui.panels.timeline import TimelinePanel
    from gui.panels.train import TrainPanel

    return (
        PalettePanel,
        OutlinePanel,
        InspectorPanel,
        HistoryPanel,
        ExplainPanel,
        TrainPanel,
        ProblemsPanel,
        CheckPanel,
        DerivativesPanel,
        TimelinePanel,
    )
