"""Announcements: sentences that a screen reader says when something has happened."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

__all__ = ["announce"]


def announce(thing: QObject, sentence: str) -> None:
    """Let a screen reader say a sentence about a widget, if a reader is there."""
    if sentence and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(thing, sentence))
