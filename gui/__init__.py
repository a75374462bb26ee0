"""The window: it draws and edits what the engine knows."""
