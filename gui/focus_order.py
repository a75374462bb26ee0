"""Focus order: where Tab leads in a window, which is where eyes would go.

Qt follows the order in which widgets were made. Panels are made when they are first opened and
stand where a person has put them; and a panel that passes the focus on to a field of its own
would, in Qt's order, catch it for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QMainWindow, QWidget

__all__ = ["next_stop", "stops"]


def stops(window: QMainWindow) -> list[QWidget]:
    """Return all widgets at which Tab stops: the top, the left, the middle, the right, the foot.

    What lies over the middle comes before it: the canvas keeps Tab to itself, so that Shift and
    Tab is what leads from it to an offer that is made there.
    """
    middle = window.centralWidget()
    found = [
        (_place(_part_of(window, widget), middle), widget is middle, widget)
        for widget in _chain(window)
        if _is_stop(widget, window)
    ]
    return [widget for *_, widget in sorted(found, key=lambda one: one[:2])]


def next_stop(window: QMainWindow, current: QWidget | None, *, forward: bool) -> QWidget | None:
    """Return where Tab, or Shift and Tab, leads from a widget; None if that is not known."""
    order = stops(window)
    if current not in order:
        return None
    step = 1 if forward else -1
    return order[(order.index(current) + step) % len(order)]


def _chain(window: QWidget) -> Iterator[QWidget]:
    """Yield all widgets of a window in Qt's order."""
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        yield widget
        widget = widget.nextInFocusChain()


def _is_stop(widget: QWidget, window: QWidget) -> bool:
    """Whether Tab stops at a widget; panels behind others are shown outside of the window."""
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
        and widget.isEnabled()
        and widget.isVisible()
        and widget.window() is window
        and window.rect().intersects(QRect(widget.mapTo(window, QPoint()), widget.size()))
    )


def _part_of(window: QWidget, widget: QWidget) -> QWidget:
    """Return the part of the window that holds a widget: a panel's dock, the canvas, the menus."""
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        widget, parent = parent, parent.parentWidget()
    return widget


def _place(part: QWidget, middle: QWidget | None) -> tuple[int, int, int]:
    """Return on which side of the middle a part is, and how far down and across."""
    area = part.geometry()
    centre = QRect() if middle is None else middle.geometry()
    sides = (
        part is middle,
        area.bottom() < centre.top(),
        area.top() > centre.bottom(),
        area.right() < centre.left(),
        area.left() > centre.right(),
    )
    order = (2, 0, 4, 1, 3)
    side = next((rank for rank, holds in zip(order, sides, strict=True) if holds), 2)
    return side, area.top(), area.left()
