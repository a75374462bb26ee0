from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.warm_up import LATER_MODULES, WarmUp

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_what_is_needed_later_gets_imported(qtbot: QtBot) -> None:
    parent = QObject()
    warm_up = WarmUp(parent)
    thread = warm_up.thread_of_imports
    qtbot.waitUntil(lambda: thread.ident is not None, timeout=5000)
    thread.join()
    assert all(name in sys.modules for name in LATER_MODULES)
