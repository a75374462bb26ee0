"""The Help menu."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&Help",
    rows=(
        ActionRow("help.shortcuts", "&Keyboard Shortcuts", "show_shortcuts", ("F1",)),
        ActionRow("help.about", "&About Chainrule", "show_about"),
    ),
    entries=(
        "help.shortcuts",
        "help.about",
    ),
)
