"""A row of widgets that goes on below where it does not fit, instead of asking for more width."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSpacerItem, QWidget

__all__ = ["WrappingRow"]

SPACING = 8


class WrappingRow(QLayout):
    """Lays widgets out from left to right, in as many lines as it takes.

    Parameters
    ----------
    widgets
        What is in the row; behind a None all stands at the right end of its line.
    """

    def __init__(self, *widgets: QWidget | None) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(SPACING)
        for widget in widgets:
            if widget is None:
                self.add_gap()
            else:
                self.addWidget(widget)

    def add_gap(self) -> None:
        """Let what follows stand at the right end of its line."""
        self.addItem(QSpacerItem(0, 0))

    # ------------------------------------------------------------------ what a layout must have

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and return it, or None beyond the last."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that it is the higher, the narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high all lines are together at a width."""
        lines = self._lines(width)
        return sum(map(_height, lines)) + self.spacing() * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        """Room for everything in one line."""
        line = [item for item in self._items if not item.isEmpty()]
        return QSize(self._width(line), _height(line))

    def minimumSize(self) -> QSize:
        """Room for the widest of the widgets."""
        shown = [item for item in self._items if not item.isEmpty()]
        return QSize(max((item.minimumSize().width() for item in shown), default=0), _height(shown))

    def setGeometry(self, area: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(area)
        top = area.top()
        for line in self._lines(area.width()):
            high = _height(line)
            self._place(line, QRect(area.left(), top, area.width(), high))
            top += high + self.spacing()

    # ------------------------------------------------------------------ lines

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """Break the items into lines; what is hidden takes no room."""
        lines: list[list[QLayoutItem]] = [[]]
        for item in self._items:
            if item.isEmpty() and item.spacerItem() is None:
                continue
            if lines[-1] and self._width([*lines[-1], item]) > width:
                lines.append([])
            lines[-1].append(item)
        return [line for line in lines if any(item.spacerItem() is None for item in line)]

    def _width(self, line: list[QLayoutItem]) -> int:
        widths = [item.sizeHint().width() for item in line if item.spacerItem() is None]
        return sum(widths) + self.spacing() * max(0, len(widths) - 1)

    def _place(self, line: list[QLayoutItem], area: QRect) -> None:
        left, spare = area.left(), max(0, area.width() - self._width(line))
        for item in line:
            if item.spacerItem() is not None:
                left, spare = left + spare, 0
                continue
            size = item.sizeHint().boundedTo(QSize(area.width(), area.height()))
            corner = QPoint(left, area.top() + (area.height() - size.height()) // 2)
            item.setGeometry(QRect(corner, size))
            left += size.width() + self.spacing()


def _height(line: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in line), default=0)
