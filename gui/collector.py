"""Collector: Python's garbage collector, kept to the thread of the window.

Left alone it runs in whichever thread happens to make an object. If that is the thread that
typesets, it destroys widgets outside the thread they belong to, which crashes.
"""

import gc

from PySide6.QtCore import QObject, QTimer

__all__ = ["Collector"]

INTERVAL_MS = 1000


class Collector(QObject):
    """Collects garbage now and then, as often as Python would, in the thread that made it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(INTERVAL_MS)

    def collect(self) -> None:
        """Collect the oldest generation that has more than its threshold."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
