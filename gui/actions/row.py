"""ActionRow and Menu: the tables that menus, shortcuts, buttons and tests are made from."""

from dataclasses import dataclass

__all__ = ["ActionRow", "Menu"]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One thing the window can do.

    Attributes
    ----------
    id
        Object name of the QAction.
    text
        What the menu says, in English; ``&`` marks the letter to press.
    handler
        Path from the window to the method, such as ``canvas.fit``.
    shortcuts
        Key sequences; the first is shown.
    icon
        Name of its picture; empty for none.
    checkable
        Whether it is switched on and off; its handler then takes a bool.
    scope
        Name of the widget (a path from the window) that must have the focus for the shortcuts to
        work, for keys that mean something else in a text field; empty for the whole window.
    tip
        A sentence for the tooltip; empty if the text says it all.
    """

    id: str
    text: str
    handler: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    scope: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of the menu bar, or one that opens from an entry of another.

    Attributes
    ----------
    title
        What it is called, in English; ``&`` marks the letter to press.
    rows
        The actions that have their place here.
    entries
        What it shows from top to bottom: ids of actions, an empty text for a line, ``menu:name``
        for a submenu.
    submenus
        Those of its submenus that hold nothing but actions, by name.
    """

    title: str
    rows: tuple[ActionRow, ...]
    entries: tuple[str, ...]
    submenus: tuple[tuple[str, "Menu"], ...] = ()
