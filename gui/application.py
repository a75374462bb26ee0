"""Application: the one QApplication, dressed and named, and the loop that runs the window."""

import gc
import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from gui.collector import Collector
from gui.icons import app_icon
from gui.settings import TEXT_PERCENT, THEME, Settings
from gui.theme import load_fonts, manager
from gui.warm_up import WarmUp

if TYPE_CHECKING:
    from gui.windows import Windows

__all__ = ["create", "main", "open_window"]

_log = logging.getLogger(__name__)


def create(argv: Sequence[str] = ()) -> QApplication:
    """Return the application, made and dressed on the first call.

    Parameters
    ----------
    argv
        Arguments for Qt, the program's name first.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        QApplication.setHighDpiScaleFactorRoundingPolicy(
            Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        )
        application = QApplication(list(argv) or ["chainrule"])
    QCoreApplication.setApplicationName("Chainrule")
    QCoreApplication.setOrganizationName("Chainrule")
    application.setApplicationDisplayName("Chainrule")
    application.setDesktopFileName("chainrule")
    application.setWindowIcon(app_icon())
    if application.findChild(Collector) is None:
        Collector(application)
    load_fonts()
    settings = Settings()
    manager().set_text_percent(settings.value(TEXT_PERCENT))
    manager().choose(settings.value(THEME))
    return application


def open_window(path: Path | None = None) -> "Windows":
    """Make and show the first window, on a file or on the first example.

    What is made meanwhile stays, so the garbage collector need never look at it.
    """
    gc.disable()
    from gui.windows import Windows

    application = create(sys.argv[:1])
    windows = Windows(Settings(parent=application), application)
    windows.first(path)
    # Before the first events as well: on a slow machine the collector's turn comes among them.
    gc.freeze()
    QCoreApplication.processEvents()
    gc.freeze()
    return windows


def main(path: str | None = None) -> int:
    """Open a window and run until the last one is closed; return the exit status."""
    windows = open_window(None if path is None else Path(path))
    _report_to(windows)
    WarmUp(windows)
    windows.all()[0].tools.greet()
    return QApplication.exec()


def _report_to(windows: "Windows") -> None:
    """Log what nobody caught, and tell the person in a sentence instead of a traceback."""

    def report(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        _log.error("unexpected error", exc_info=(kind, error, traceback))
        if threading.current_thread() is threading.main_thread():
            windows.tell_unexpected(error)

    sys.excepthook = report
