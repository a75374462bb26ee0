"""ShortcutKeys: which keys each action has: the usual ones, or those that the person gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from gui.actions import ACTIONS
from gui.sentence import set_output_keys
from gui.settings import SHORTCUTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QAction

    from gui.settings import Settings

__all__ = ["RESERVED", "ShortcutKeys", "native", "portable"]

PORTABLE = QKeySequence.SequenceFormat.PortableText
NATIVE = QKeySequence.SequenceFormat.NativeText

RESERVED = frozenset(
    {"Esc", "Tab", "Shift+Tab", "Shift+Backtab", "Space", "Left", "Right", "Up", "Down"}
)
"""Keys that mean something on the canvas whatever is selected; nothing else can have them."""


def portable(keys: str) -> str:
    """Return keys as they are written on every machine.

    >>> portable("ctrl+shift+p")
    'Ctrl+Shift+P'
    """
    return QKeySequence(keys).toString(PORTABLE)


def native(keys: Iterable[str]) -> str:
    """Return keys as this machine's keyboard writes them."""
    return "  ·  ".join(QKeySequence(one).toString(NATIVE) for one in keys)


class ShortcutKeys(QObject):
    """The keys of the actions of a window.

    Parameters
    ----------
    actions
        The actions by id.
    settings
        What remembers the keys that differ from the usual ones.

    Signals
    -------
    changed()
        Some action has other keys.
    """

    changed = Signal()

    def __init__(self, actions: Mapping[str, QAction], settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._settings = actions, settings
        self._usual = {row.id: tuple(map(portable, row.shortcuts)) for row in ACTIONS}
        self._given: dict[str, tuple[str, ...]] = {}
        settings.changed.connect(self._follow)
        self._tell_output_keys()
        if settings.value(SHORTCUTS):
            self._take()

    def keys(self, action_id: str) -> tuple[str, ...]:
        """Return the keys of an action, the one that is shown first."""
        return self._given.get(action_id, self._usual[action_id])

    def is_reserved(self, keys: str, action_id: str) -> bool:
        """Whether keys are the canvas's own, and not those that the action usually has."""
        return keys in RESERVED and keys not in self._usual.get(action_id, ())

    def is_changed(self, action_id: str) -> bool:
        """Whether an action has other keys than the usual ones."""
        return action_id in self._given

    def owner(self, keys: str) -> str | None:
        """Return the action that has these keys, or None."""
        return next((one for one in self._usual if keys in self.keys(one)), None)

    def give(self, action_id: str, keys: tuple[str, ...]) -> None:
        """Give an action these keys and no others; what had one of them loses it."""
        given = dict(self._given)
        for other in self._usual:
            if other != action_id and set(self.keys(other)) & set(keys):
                given[other] = tuple(one for one in self.keys(other) if one not in keys)
        given[action_id] = keys
        self._keep(given)

    def reset(self, action_id: str) -> None:
        """Give an action its usual keys again."""
        self.give(action_id, self._usual[action_id])

    def reset_all(self) -> None:
        """Give every action its usual keys again."""
        self._keep({})

    def tap_space(self) -> None:
        """Do what the space bar is for; the canvas, which also pans with it, claims the key."""
        owner = self.owner("Space")
        if owner is not None:
            self._actions[owner].trigger()

    def _keep(self, given: Mapping[str, tuple[str, ...]]) -> None:
        """Remember the keys that differ; every window hears of it and takes them."""
        rows = (
            "\t".join((action_id, *keys))
            for action_id, keys in sorted(given.items())
            if keys != self._usual[action_id]
        )
        self._settings.set_value(SHORTCUTS, tuple(rows))

    def _follow(self, key: str) -> None:
        if key == SHORTCUTS.key:
            self._take()

    def _take(self) -> None:
        given: dict[str, tuple[str, ...]] = {}
        for row in self._settings.value(SHORTCUTS):
            action_id, *keys = row.split("\t")
            if action_id in self._usual:
                given[action_id] = tuple(filter(None, map(portable, keys)))
        touched = {*self._given, *given}
        self._given = given
        for action_id in touched:
            self._set(self._actions[action_id], self.keys(action_id))
        self._tell_output_keys()
        self.changed.emit()

    def _tell_output_keys(self) -> None:
        """Let the sentences that advise to choose an output name the key that does it now."""
        set_output_keys(native(self.keys("graph.output")[:1]))

    def _set(self, action: QAction, keys: tuple[str, ...]) -> None:
        before = action.shortcut().toString(NATIVE)
        action.setShortcuts([QKeySequence(one) for one in keys])
        after = action.shortcut().toString(NATIVE)
        tip = action.toolTip().removesuffix(f" ({before})")
        action.setToolTip(f"{tip} ({after})" if after else tip)
