"""The parts of the window around the canvas, one file each."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gui.panels.panel import Panel

__all__ = ["PANELS", "PanelRow", "row_of"]


class PanelRow(NamedTuple):
    """Where a panel stands; what it does is imported when it is first opened.

    Attributes
    ----------
    name
        Name of its module and of its widget, and its key in the stored state of the window.
    title
        What its tab says, in English.
    area
        Where it is docked at first: ``"left"``, ``"right"`` or ``"bottom"``.
    beside
        Name of the panel whose place it shares, as another tab, when it is opened first; empty
        for a panel that a new window shows.
    is_behind
        Whether another panel stands before it in a new window.
    """

    name: str
    title: str
    area: str
    beside: str = ""
    is_behind: bool = False

    @property
    def is_open_at_first(self) -> bool:
        """Whether a new window shows it."""
        return not self.beside

    def kind(self) -> "type[Panel]":
        """Return its class, which is named after its module."""
        module = import_module(f"{__name__}.{self.name}")
        kind: type[Panel] = getattr(module, f"{self.name.capitalize()}Panel")
        return kind


PANELS = (
    PanelRow("palette", "Operations", "left"),
    PanelRow("outline", "Outline", "left", beside="palette"),
    PanelRow("inspector", "Inspect", "right", is_behind=True),
    PanelRow("history", "History", "right", beside="inspector"),
    PanelRow("explain", "Explain", "right"),
    PanelRow("train", "Train", "right"),
    PanelRow("problems", "Problems", "bottom"),
    PanelRow("check", "Check", "right", beside="problems"),
    PanelRow("derivatives", "Derivatives", "right", beside="train"),
    PanelRow("derive", "Derive", "right", beside="explain"),
    PanelRow("timeline", "Timeline", "bottom"),
)
"""All panels, in the order of the View menu."""


def row_of(name: str) -> PanelRow:
    """Return the row of a panel.

    Raises
    ------
    KeyError
        If there is no such panel.
    """
    return {row.name: row for row in PANELS}[name]
