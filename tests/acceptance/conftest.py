"""Isolation and leak checks for the whole-window stories."""

from tests.qt_fixtures import isolated_settings, no_leaks, settled_heap

__all__ = ["isolated_settings", "no_leaks", "settled_heap"]
