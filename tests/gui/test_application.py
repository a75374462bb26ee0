from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gui import application
from gui.window import MainWindow

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot


def test_create_answers_the_one_application(qtbot: QtBot) -> None:
    assert application.create() is QApplication.instance()
    assert application.create() is application.create()


def test_main_opens_the_window_runs_and_reports(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(application, "WarmUp", lambda _window: None)

    def look_and_quit() -> None:
        (window,) = [
            widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)
        ]
        sys.excepthook(ValueError, ValueError("inner"), None)
        seen.append(window.notice.sentence)
        window.close()
        window.deleteLater()

    QTimer.singleShot(1500, look_and_quit)
    QTimer.singleShot(3000, QApplication.quit)
    assert application.main() == 0
    assert "Something went wrong" in seen[0]
