"""File dialog: Qt's own, where the desktop has none, with all of its texts to be read."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QHeaderView, QSplitter, QTreeView

from gui.screens import room_around
from gui.theme import manager

__all__ = ["fit_soon"]

SIZE_IN_TEXT_SIZES = (62, 34)
SIDE_IN_TEXT_SIZES = 12


def fit_soon() -> None:
    """Give the file dialog that is about to open the room that its texts need."""
    QTimer.singleShot(0, _fit)


def _fit() -> None:
    dialog = QApplication.activeModalWidget()
    if not isinstance(dialog, QFileDialog):
        return
    size, room = manager().text_size, room_around(dialog)
    wide, high = (size * factor for factor in SIZE_IN_TEXT_SIZES)
    dialog.resize(min(wide, room.width() - 40), min(high, room.height() - 80))
    for splitter in dialog.findChildren(QSplitter):
        side = size * SIDE_IN_TEXT_SIZES
        splitter.setSizes([side, splitter.width() - side])
    for tree in dialog.findChildren(QTreeView):
        header = tree.header()
        if header.count() < 2:
            continue
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, header.count()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
