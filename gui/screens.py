"""Screens: how much room there is around a widget.

A widget is never asked for its own screen: PySide6 takes the answer for the widget's child, gives
it to the next widget that is asked, and in the end deletes the screen under Qt's feet when the
first of the two is collected. `QGuiApplication` names the screens without that.
"""

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

__all__ = ["room_around"]


def room_around(widget: QWidget) -> QRect:
    """Return the screen's area that windows may fill, in logical pixels of the desktop.

    It is the screen that shows the middle of the widget's window; of the window that it belongs to
    as long as it is not shown itself; or the first screen if that is on none.
    """
    window = widget.window()
    parent = window.parentWidget()
    if parent is not None and not window.isVisible():
        window = parent.window()
    middle = window.frameGeometry().center()
    screen = QGuiApplication.screenAt(middle) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()
