"""Dialogs: windows that ask or list, one a file."""
