"""The Help menu."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&Help",
    rows=(
        ActionRow(
            "help.commands",
            "Search &Commands…",
            "tools.search_commands",
            ("Ctrl+Shift+P",),
            "search",
            tip="Find everything that the window can do by a few letters",
        ),
        ActionRow("help.shortcuts", "&Keyboard Shortcuts…", "tools.show_shortcuts", ("F1",)),
        ActionRow(
            "help.tour",
            "&Tour of the Window",
            "tools.show_tour",
            tip="Show in five steps where things are",
        ),
        ActionRow("help.about", "&About Chainrule", "show_about"),
    ),
    entries=(
        "help.commands",
        "help.shortcuts",
        "help.tour",
        "",
        "help.about",
    ),
)
