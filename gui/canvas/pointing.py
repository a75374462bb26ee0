"""Pointing: what the mouse or the trackpad does on the canvas, as the person chose."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

__all__ = ["Pointing", "holds_alt"]

_ALT = Qt.KeyboardModifier.AltModifier
_INSTEAD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def holds_alt(modifiers: Qt.KeyboardModifier) -> bool:
    """Whether Alt is held, or else Ctrl and Shift.

    Many window managers keep Alt with the mouse for themselves, to move and to raise windows.
    """
    return bool(modifiers & _ALT) or modifiers & _INSTEAD == _INSTEAD


@dataclass(frozen=True, slots=True)
class Pointing:
    """How the canvas is moved and zoomed. Space with the left button always pulls it along.

    Attributes
    ----------
    wheel_pans
        Whether turning the wheel moves the canvas, as two fingers on a trackpad expect; with Ctrl
        it then zooms. Otherwise it zooms.
    pan_buttons
        Buttons that pull the canvas along.
    """

    wheel_pans: bool = False
    pan_buttons: frozenset[Qt.MouseButton] = frozenset({Qt.MouseButton.MiddleButton})

    @classmethod
    def of(cls, wheel: str, pan_with: str) -> Pointing:
        """Return what two settings mean.

        >>> Pointing.of("mouse", "middle") == Pointing()
        True
        """
        middle, right = Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
        buttons = {"middle": (middle,), "space": (), "right": (middle, right)}
        return cls(wheel == "trackpad", frozenset(buttons[pan_with]))
