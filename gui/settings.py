"""What the program remembers between two starts: one row a setting.

QSettings keeps bare text and forgets types: a stored ``False`` comes back as the true text
``"false"``, an empty list as `None`. Here a setting is a row with a type, and everything is stored
as text that its own type reads back; what cannot be read is the default again.
"""

import base64
import binascii
import json
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QObject, QSettings, Signal

__all__ = ["SETTINGS", "Setting", "Settings"]

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One thing that is remembered.

    Parameters
    ----------
    key
        Name in the file, ``section/name``.
    type
        How it is stored: bool, int, float, str, bytes, or tuple for a tuple of texts.
    default
        Its value until the user chooses another.
    doc
        What it is for, as the settings page says it.
    choices
        If not empty, the only values it may have.
    minimum, maximum
        Bounds of a number, both allowed.
    title
        What the settings page calls it, in English; empty if it is remembered without being
        asked for.
    names
        What the page calls the choices.
    unit
        What the page writes behind a number.
    step
        By how much the page's arrows change a number.
    """

    key: str
    type: type
    default: T
    doc: str
    choices: tuple[T, ...] = ()
    minimum: float = -math.inf
    maximum: float = math.inf
    title: str = ""
    names: tuple[str, ...] = ()
    unit: str = ""
    step: int = 1

    def check(self, value: T) -> T:
        """Answer a value that this setting may have.

        Raises
        ------
        ValueError
            If it is of another type, not among the choices, or out of bounds.
        """
        if type(value) is not self.type:
            message = f"{self.key} is a {self.type.__name__}, not {value!r}"
            raise ValueError(message)
        if self.choices and value not in self.choices:
            message = f"{self.key} is one of {', '.join(map(str, self.choices))}, not {value!r}"
            raise ValueError(message)
        if isinstance(value, int | float) and not self.minimum <= value <= self.maximum:
            message = f"{self.key} lies between {self.minimum} and {self.maximum}, not at {value!r}"
            raise ValueError(message)
        if isinstance(value, tuple) and not all(isinstance(entry, str) for entry in value):
            message = f"{self.key} holds texts only, not {value!r}"
            raise ValueError(message)
        return value


THEME = Setting(
    "appearance/theme",
    str,
    "system",
    "Colours of the window; high contrast is for eyes that need it",
    ("system", "light", "dark", "contrast_light", "contrast_dark"),
    title="Theme",
    names=("As the desktop", "Light", "Dark", "Light, high contrast", "Dark, high contrast"),
)
TEXT_PERCENT = Setting(
    "appearance/text_percent",
    int,
    100,
    "Size of all text, on the canvas too",
    minimum=100,
    maximum=200,
    title="Text size",
    unit=" %",
    step=10,
)
REDUCED_MOTION = Setting(
    "appearance/reduced_motion",
    str,
    "system",
    "Show what changes at once, without movement",
    ("system", "on", "off"),
    title="Reduced motion",
    names=("As the desktop", "On", "Off"),
)
PANEL_TITLES = Setting(
    "window/titles", bool, False, "Panels have titles to drag them by", title="Panel titles"
)
DECIMAL_COMMA = Setting(
    "numbers/decimal_comma", bool, False, "Write 0,5 instead of 0.5", title="Decimal comma"
)
CANVAS_DIGITS = Setting(
    "numbers/canvas_digits",
    int,
    4,
    "Significant digits on the canvas, where there is room for them",
    minimum=2,
    maximum=17,
    title="Digits on the canvas",
)
SHOW_GRID = Setting("canvas/grid", bool, True, "Show the grid that nodes can land on", title="Grid")
SNAP_TO_GRID = Setting(
    "canvas/snap_to_grid", bool, True, "Nodes land on the grid when moved", title="Snap to grid"
)
SHOW_MINIMAP = Setting(
    "canvas/minimap", bool, True, "Show the whole graph in a corner", title="Minimap"
)
GRADIENT_HEAT = Setting(
    "canvas/heat",
    bool,
    False,
    "Colour edges by how large their gradient is beside the largest",
    title="Gradient heat",
)
DIM_UNUSED = Setting(
    "canvas/dim_unused",
    bool,
    False,
    "Let what does not reach the output step back",
    title="Dim what does not count",
)
WHEEL = Setting(
    "pointing/wheel",
    str,
    "mouse",
    "What the wheel, or two fingers on a trackpad, do on the canvas",
    ("mouse", "trackpad"),
    title="Preset",
    names=("Mouse: the wheel zooms", "Trackpad: two fingers pan, pinch or Ctrl zooms"),
)
PAN_WITH = Setting(
    "pointing/pan_with",
    str,
    "middle",
    "What pulls the canvas along",
    ("middle", "space", "right"),
    title="Pan with",
    names=("Middle button, or Space and drag", "Space and drag only", "Right button too"),
)
LIVE_EVALUATION = Setting(
    "run/live", bool, True, "Evaluate again after every change", title="Live evaluation"
)
LEARNING_RATE = Setting(
    "run/learning_rate",
    float,
    0.1,
    "Step length α of gradient descent, where the document has none of its own",
    minimum=1e-12,
    maximum=1e12,
    title="Learning rate",
)
SPEED = Setting(
    "run/speed",
    float,
    1.0,
    "How fast the passes are played",
    (0.25, 0.5, 1.0, 2.0, 4.0, 8.0),
    title="Playback speed",
    names=("0.25×", "0.5×", "1×", "2×", "4×", "8×"),
)
RECENT_FILES: Setting[tuple[str, ...]] = Setting(
    "files/recent", tuple, (), "Files opened lately, the latest first"
)
KEEP_BACKUP = Setting(
    "files/backup",
    bool,
    True,
    "Keep the version before beside a file when it is saved",
    title="Backup",
)
LAST_FOLDER = Setting("files/last_folder", str, "", "Folder where the file dialog starts")
AUTOSAVE_SECONDS = Setting(
    "files/autosave_seconds",
    int,
    1,
    "How long after a change a copy is kept, for after a crash",
    minimum=1,
    maximum=60,
    title="Recovery copy after",
    unit=" s",
)
RECENT_COMMANDS: Setting[tuple[str, ...]] = Setting(
    "window/recent_commands", tuple, (), "Commands that were searched for lately"
)
RECENT_OPERATIONS: Setting[tuple[str, ...]] = Setting(
    "canvas/recent_operations", tuple, (), "Operations that were added by search, the latest first"
)
SHORTCUTS: Setting[tuple[str, ...]] = Setting(
    "keys/changed", tuple, (), "Keys that differ from the usual ones, as action=keys"
)
TOUR_SEEN = Setting("window/tour_seen", bool, False, "Whether the first tour was offered")
WINDOW_GEOMETRY = Setting("window/geometry", bytes, b"", "Place and size of the window")
WINDOW_STATE = Setting("window/state", bytes, b"", "Where its panels are docked")

SETTINGS = (
    THEME,
    TEXT_PERCENT,
    REDUCED_MOTION,
    PANEL_TITLES,
    DECIMAL_COMMA,
    CANVAS_DIGITS,
    SHOW_GRID,
    SNAP_TO_GRID,
    SHOW_MINIMAP,
    GRADIENT_HEAT,
    DIM_UNUSED,
    WHEEL,
    PAN_WITH,
    LIVE_EVALUATION,
    LEARNING_RATE,
    SPEED,
    RECENT_FILES,
    LAST_FOLDER,
    KEEP_BACKUP,
    AUTOSAVE_SECONDS,
    RECENT_COMMANDS,
    RECENT_OPERATIONS,
    SHORTCUTS,
    TOUR_SEEN,
    WINDOW_GEOMETRY,
    WINDOW_STATE,
)
"""Every setting, in the order of the settings page."""


def _read_bool(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _read_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _read_texts(text: str) -> tuple[str, ...]:
    entries = json.loads(text)
    if not isinstance(entries, list):
        message = f"not a list: {text!r}"
        raise TypeError(message)
    return tuple(entries)


_READERS: dict[type, Callable[[str], object]] = {
    bool: _read_bool,
    int: int,
    float: float,
    str: str,
    bytes: _read_bytes,
    tuple: _read_texts,
}


def _write(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


class Settings(QObject):
    """The values of the settings, on disk.

    Parameters
    ----------
    path
        The file; `None` for the user's own, where the desktop keeps such files.
    parent
        Owner of this object.
    """

    changed = Signal(str)
    """Key of the setting that has another value now."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        ini = QSettings.Format.IniFormat
        if path is None:
            scope = QSettings.Scope.UserScope
            self._store = QSettings(ini, scope, "Chainrule", "Chainrule", self)
        else:
            self._store = QSettings(str(path), ini, self)
        self._values: dict[str, object] = {}

    @property
    def path(self) -> Path:
        """The file that holds the values."""
        return Path(self._store.fileName())

    def value(self, setting: Setting[T]) -> T:
        """Answer the value of a setting, its default if nothing readable is stored."""
        if setting.key not in self._values:
            self._values[setting.key] = self._read(setting)
        # Only `_read` and `set_value` write here, each what the setting allows.
        return cast("T", self._values[setting.key])

    def set_value(self, setting: Setting[T], value: T) -> None:
        """Remember a value, and say so with `changed` if it is another one.

        Raises
        ------
        ValueError
            If the setting may not have that value.
        """
        if setting.check(value) == self.value(setting):
            return
        self._values[setting.key] = value
        self._store.setValue(setting.key, _write(value))
        self.changed.emit(setting.key)

    def reset(self, setting: Setting[T]) -> None:
        """Give a setting its default again."""
        self.set_value(setting, setting.default)

    def save(self) -> bool:
        """Write to disk now rather than when Qt gets to it; whether that worked."""
        self._store.sync()
        saved = self._store.status() == QSettings.Status.NoError
        if not saved:
            _log.warning("cannot write the settings to %s", self.path)
        return saved

    def _read(self, setting: Setting[T]) -> T:
        stored = self._store.value(setting.key)
        if stored is None:
            return setting.default
        try:
            # A line edited by hand, with bare commas, arrives as a list.
            text = stored if isinstance(stored, str) else ", ".join(stored)
            return setting.check(cast("T", _READERS[setting.type](text)))
        except (ValueError, TypeError, KeyError, binascii.Error, RecursionError) as error:
            _log.warning("setting %s is unreadable, back to its default: %s", setting.key, error)
            return setting.default
