"""Application: the one QApplication, dressed and named, and the loop that runs the window."""

import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from gui.icons import app_icon
from gui.settings import THEME, Settings
from gui.theme import load_fonts, manager

__all__ = ["create", "main"]

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
    load_fonts()
    manager().choose(Settings().value(THEME))
    return application


def main(path: str | None = None) -> int:
    """Open the window, on a file or on the first example, and run until it is closed.

    Returns
    -------
    The exit status.
    """
    from gui.window import MainWindow

    application = create(sys.argv[:1])
    window = MainWindow(None if path is None else Path(path))
    _report_to(window)
    window.show()
    return application.exec()


def _report_to(window: object) -> None:
    """Log what nobody caught, and tell the person in a sentence instead of a traceback."""

    def report(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        _log.error("unexpected error", exc_info=(kind, error, traceback))
        tell = getattr(window, "tell_unexpected", None)
        if tell is not None and threading.current_thread() is threading.main_thread():
            tell(error)

    sys.excepthook = report
