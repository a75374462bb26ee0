"""Asking how much room there is never costs the program its screen."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from gui.screens import room_around

ROOT = Path(__file__).resolve().parents[2]

DROPPED = """
import gc
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication
from gui.application import create
from gui.dialogs.settings import SettingsDialog
from gui.settings import Settings
from gui.window import MainWindow

application = create([])
gone = []
for screen in QGuiApplication.screens():
    screen.destroyed.connect(lambda: gone.append(True))
del screen
windows = []
for name in ("one", "two"):
    window = MainWindow(settings=Settings(Path(FOLDER) / name))
    dialog = SettingsDialog(window.settings, window)
    window.show()
    windows.append(window)
while windows:
    window = windows.pop()
    window.document.undo_stack.setClean()
    window.close()
    del window, dialog
    dialog = None
    gc.collect()
    QCoreApplication.processEvents()
assert not gone
"""


def test_windows_that_are_dropped_leave_the_screen_alone(tmp_path: Path) -> None:
    script = DROPPED.replace("FOLDER", repr(str(tmp_path)))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_room_is_that_of_the_screen_that_shows_the_window(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.move(QPoint(40, 40))
    widget.show()
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room_around(widget) == room
    assert room_around(QDialog(widget)) == room
    widget.move(QPoint(-50_000, -50_000))
    assert room_around(widget) == room


def test_nobody_asks_a_widget_for_its_screen() -> None:
    sources = [*(ROOT / "gui").rglob("*.py"), ROOT / "main.py"]
    asking = [path.name for path in sources if ".screen()" in path.read_text(encoding="utf-8")]
    assert asking == []
