"""The submenu of what the arrow keys do: going from node to node, and moving nodes."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

_ALONG = "Select a node that is joined to the selected one, or else the next one on that side"
_NEXT = "Select the next node on that side"


def _row(name: str, text: str, handler: str, keys: str, tip: str = "") -> ActionRow:
    return ActionRow(name, text, f"canvas.keyboard.{handler}", (keys,), scope="canvas", tip=tip)


MENU = Menu(
    title="&Keyboard",
    rows=(
        _row("go.left", "Go &Left", "go_left", "Left", _ALONG),
        _row("go.right", "Go &Right", "go_right", "Right", _ALONG),
        _row("go.up", "Go &Up", "go_up", "Up", _NEXT),
        _row("go.down", "Go &Down", "go_down", "Down", _NEXT),
        _row("move.left", "Move L&eft", "move_left", "Ctrl+Left"),
        _row("move.right", "Move Ri&ght", "move_right", "Ctrl+Right"),
        _row("move.up", "Move U&p", "move_up", "Ctrl+Up"),
        _row("move.down", "Move Do&wn", "move_down", "Ctrl+Down"),
        _row("move.far_left", "Move &Far Left", "move_far_left", "Ctrl+Shift+Left"),
        _row("move.far_right", "Move Far Rig&ht", "move_far_right", "Ctrl+Shift+Right"),
        _row("move.far_up", "Mo&ve Far Up", "move_far_up", "Ctrl+Shift+Up"),
        _row("move.far_down", "Move Far Dow&n", "move_far_down", "Ctrl+Shift+Down"),
    ),
    entries=(
        "go.left",
        "go.right",
        "go.up",
        "go.down",
        "",
        "move.left",
        "move.right",
        "move.up",
        "move.down",
        "",
        "move.far_left",
        "move.far_right",
        "move.far_up",
        "move.far_down",
    ),
)
