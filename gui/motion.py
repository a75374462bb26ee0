"""Motion: whether what changes may move there, or is to be there at once.

A person chooses, or leaves it to the desktop. No toolkit tells all desktops' answers, so each is
asked in its own way, and only when something is about to move for the first time.
"""

import sys
from functools import cache
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

__all__ = ["choose_motion", "is_motion_reduced"]

SYSTEM = "system"

GTK_FILES = ("gtk-4.0/settings.ini", "gtk-3.0/settings.ini")
KDE_FILE = "kdeglobals"
MAC_FILE = "Library/Preferences/com.apple.universalaccess.plist"
CLIENT_AREA_ANIMATION = 0x1042
"""What Windows calls ``SPI_GETCLIENTAREAANIMATION``."""

_choice = SYSTEM


def choose_motion(choice: str) -> None:
    """Take over a choice: ``"on"`` reduces motion, ``"off"`` allows it, ``"system"`` asks."""
    global _choice
    _choice = choice


def is_motion_reduced() -> bool:
    """Whether what changes is to be there at once."""
    return desktop_reduces_motion() if _choice == SYSTEM else _choice == "on"


@cache
def desktop_reduces_motion() -> bool:
    """Whether the desktop asks for less motion; False where it cannot be known."""
    if sys.platform == "win32":
        return _windows_reduces()
    if sys.platform == "darwin":
        return _reads(Path.home() / MAC_FILE, "reduceMotion") in {"1", "true"}
    folder = Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    )
    if any(
        _reads(folder / name, "Settings/gtk-enable-animations") in {"0", "false"}
        for name in GTK_FILES
    ):
        return True
    return _reads(folder / KDE_FILE, "KDE/AnimationDurationFactor") in {"0", "0.0"}


def _reads(path: Path, key: str) -> str:
    """Return what a file says under a key, in lower case; empty if it says nothing."""
    if not path.is_file():
        return ""
    native, ini = QSettings.Format.NativeFormat, QSettings.Format.IniFormat
    stored = QSettings(str(path), native if path.suffix == ".plist" else ini).value(key, "")
    return str(stored).lower()


def _windows_reduces() -> bool:
    import ctypes

    allowed = ctypes.c_int(1)
    library = getattr(ctypes, "windll").user32  # noqa: B009  (other systems' ctypes lack it)
    answered = library.SystemParametersInfoW(CLIENT_AREA_ANIMATION, 0, ctypes.byref(allowed), 0)
    return bool(answered) and not allowed.value
