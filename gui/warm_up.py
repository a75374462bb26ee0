"""Warm-up: loads, while nobody waits, the libraries that only later steps need.

pyqtgraph takes a third of a second to import. Done in a thread while the window is idle, the
first step of descent does not stop for it, and starting does not pay for it.
"""

import importlib
import threading

from PySide6.QtCore import QObject, QTimer

__all__ = ["WarmUp"]

IDLE_MS = 1500
LATER_MODULES = ("ziamath", "pyqtgraph")


class WarmUp(QObject):
    """Imports what will be needed, some time after the window was shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # Not a daemon: an import that is cut off by the end of the process can crash it.
        self.thread_of_imports = threading.Thread(target=_import_all, name="warm-up")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.thread_of_imports.start)
        self._timer.start(IDLE_MS)


def _import_all() -> None:
    for module in LATER_MODULES:
        importlib.import_module(module)
