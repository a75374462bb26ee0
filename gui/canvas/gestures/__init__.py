"""Gestures: what a press, a drag and a release mean, one class each."""
