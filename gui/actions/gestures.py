"""What the mouse and the trackpad do on the canvas, to be listed beside the keys."""

__all__ = ["GESTURES"]

GESTURES: tuple[tuple[str, str], ...] = (
    ("Zoom at the pointer", "Wheel, or pinch"),
    ("Pan", "Middle button, Space and drag, or two fingers"),
    ("Search an operation", "Double-click on the canvas"),
    ("Make an edge", "Drag from port to port"),
    ("Lead an edge elsewhere, or remove it", "Drag one of its ends"),
    ("Cut edges", "Alt, or Ctrl and Shift, and drag across them"),
    ("Insert into an edge", "Drop on it, or double-click it"),
    ("Move without snapping", "Alt, or Ctrl and Shift, while dragging"),
    ("Turn a number", "Drag the number of the selected node"),
    ("Turn the number under the pointer", "Alt, or Ctrl and Shift, and wheel"),
    ("Turn finely, coarsely", "Shift, Ctrl while turning"),
    ("Select several", "Drag over the canvas, or Shift and click"),
    ("Edit a value, rename a node", "Double-click on its number, on its name"),
    ("Enter a collapsed group", "Double-click on its card"),
)
"""What is done, and how, in English."""
