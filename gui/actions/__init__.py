"""Actions: everything the window can be told to do, one row each, one file a menu.

A row names the method that does it, as a path from the window, so that menus, shortcuts, buttons
and tests all reach the same one.
"""

from gui.actions import edit, file, graph, help, run, view  # noqa: A004  (named as the menus are)
from gui.actions.row import ActionRow, Menu

__all__ = ["ACTIONS", "MENUS", "all_menus"]

MENUS: tuple[Menu, ...] = (
    file.MENU,
    edit.MENU,
    view.MENU,
    graph.MENU,
    run.MENU,
    help.MENU,
)
"""Menus of the menu bar from left to right."""


def all_menus() -> tuple[Menu, ...]:
    """Return the menus of the menu bar, each followed by its submenus."""
    return tuple(menu for top in MENUS for menu in (top, *(submenu for _, submenu in top.submenus)))


ACTIONS: tuple[ActionRow, ...] = tuple(row for menu in all_menus() for row in menu.rows)
