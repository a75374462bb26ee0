"""Actions: everything the window can be told to do, one row each.

A row names the method that does it, as a path from the window, so that menus, shortcuts, buttons
and tests all reach the same one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gui.icons import set_icon

__all__ = [
    "ACTIONS",
    "CONTEXT_MENU_OF_CANVAS",
    "CONTEXT_MENU_OF_EDGE",
    "CONTEXT_MENU_OF_NODE",
    "MENUS",
    "ActionRow",
    "fill_menu",
    "make_actions",
    "make_menus",
    "shown_text",
]


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


ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("file.new", "&New", "files.new", ("Ctrl+N",), "new"),
    ActionRow("file.open", "&Open…", "files.open", ("Ctrl+O",), "open"),
    ActionRow("file.save", "&Save", "files.save", ("Ctrl+S",), "save"),
    ActionRow("file.save_as", "Save &As…", "files.save_as", ("Ctrl+Shift+S",)),
    ActionRow("file.export_picture", "&Export Picture…", "files.export_picture", ("Ctrl+E",)),
    ActionRow("file.quit", "&Quit", "close", ("Ctrl+Q",)),
    ActionRow("edit.undo", "&Undo", "document.undo_stack.undo", ("Ctrl+Z",), "undo"),
    ActionRow("edit.redo", "&Redo", "document.undo_stack.redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    ActionRow("edit.cut", "Cu&t", "canvas.cut", ("Ctrl+X",), scope="canvas"),
    ActionRow("edit.copy", "&Copy", "canvas.copy", ("Ctrl+C",), "copy", scope="canvas"),
    ActionRow("edit.paste", "&Paste", "canvas.paste", ("Ctrl+V",), "paste", scope="canvas"),
    ActionRow("edit.duplicate", "&Duplicate", "canvas.duplicate", ("Ctrl+D",), scope="canvas"),
    ActionRow(
        "edit.delete",
        "De&lete",
        "canvas.delete_selection",
        ("Del", "Backspace"),
        "delete",
        scope="canvas",
    ),
    ActionRow("edit.select_all", "Select &All", "canvas.select_all", ("Ctrl+A",), scope="canvas"),
    ActionRow(
        "edit.select_upstream",
        "Select Up&stream",
        "canvas.select_upstream",
        ("Shift+Left",),
        scope="canvas",
        tip="Select what the selected nodes are computed from",
    ),
    ActionRow(
        "edit.select_downstream",
        "Select Do&wnstream",
        "canvas.select_downstream",
        ("Shift+Right",),
        scope="canvas",
        tip="Select what depends on the selected nodes",
    ),
    ActionRow("edit.rename", "Re&name…", "rename_selected", ("F2",), scope="canvas"),
    ActionRow(
        "edit.value", "Edit &Value…", "edit_selected_value", ("Return", "Enter"), scope="canvas"
    ),
    ActionRow("view.zoom_in", "Zoom &In", "canvas.zoom_in", ("Ctrl++", "Ctrl+="), "zoom-in"),
    ActionRow("view.zoom_out", "Zoom &Out", "canvas.zoom_out", ("Ctrl+-",), "zoom-out"),
    ActionRow("view.zoom_reset", "&Actual Size", "canvas.reset_zoom", ("Ctrl+0",)),
    ActionRow("view.fit", "&Fit the Graph", "canvas.fit", ("F",), "fit", scope="canvas"),
    ActionRow(
        "view.fit_selection",
        "Fit the &Selection",
        "canvas.fit_selection",
        ("Shift+F",),
        scope="canvas",
    ),
    ActionRow("view.full_screen", "F&ull Screen", "show_full_screen", ("F11",), checkable=True),
    ActionRow("theme.system", "&As the Desktop", "wear_system_theme", checkable=True),
    ActionRow("theme.light", "&Light", "wear_light_theme", checkable=True),
    ActionRow("theme.dark", "&Dark", "wear_dark_theme", checkable=True),
    ActionRow(
        "graph.add",
        "&Add an Operation…",
        "search_operations",
        ("Ctrl+Space",),
        "search",
        tip="Put the cursor into the search field of the palette",
    ),
    ActionRow(
        "canvas.search",
        "Add an Operation &Here…",
        "search_on_canvas",
        ("Shift+A",),
        scope="canvas",
        tip="Open the search box on the canvas, as Tab and a double-click do",
    ),
    ActionRow(
        "panels.titles",
        "Panel &Titles",
        "show_panel_titles",
        checkable=True,
        tip="Show titles, to drag panels by",
    ),
    ActionRow("panels.reset", "&Reset Arrangement", "docking.arrange"),
    ActionRow(
        "graph.output",
        "Use as &Output",
        "use_as_output",
        ("O",),
        scope="canvas",
        tip="Take the gradient of the selected node",
    ),
    ActionRow(
        "run.run",
        "&Run",
        "playhead.run_backward",
        ("F5",),
        "run",
        tip="Compute all values and all gradients",
    ),
    ActionRow(
        "run.forward",
        "&Forward",
        "playhead.run_forward",
        ("F6",),
        "forward",
        tip="Compute all values",
    ),
    ActionRow(
        "run.backward",
        "&Backward",
        "playhead.run_backward",
        ("F7",),
        "backward",
        tip="Compute all values, then all gradients from the output back",
    ),
    ActionRow(
        "run.descent",
        "Step of &Descent",
        "apply_descent_step",
        ("Ctrl+Return",),
        "descent",
        tip="Move every parameter against its gradient, once",
    ),
    ActionRow(
        "run.step", "&Step", "playhead.step_forward", ("Space",), "step-forward", scope="canvas"
    ),
    ActionRow(
        "run.step_back",
        "Step Bac&k",
        "playhead.step_back",
        ("Shift+Space",),
        "step-back",
        scope="canvas",
    ),
    ActionRow("run.play", "&Play or Pause", "playhead.toggle_play", ("P",), "play", scope="canvas"),
    ActionRow(
        "run.to_start", "To the S&tart", "playhead.to_start", ("Home",), "to-start", scope="canvas"
    ),
    ActionRow("run.to_end", "To the &End", "playhead.to_end", ("End",), "to-end", scope="canvas"),
    ActionRow(
        "run.live",
        "&Live Evaluation",
        "set_live",
        checkable=True,
        tip="Evaluate again after every change",
    ),
    ActionRow("help.shortcuts", "&Keyboard Shortcuts", "show_shortcuts", ("F1",)),
    ActionRow("help.about", "&About Chainrule", "show_about"),
)

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "&File",
        (
            "file.new",
            "file.open",
            "menu:recent",
            "menu:examples",
            "",
            "file.save",
            "file.save_as",
            "file.export_picture",
            "",
            "file.quit",
        ),
    ),
    (
        "&Edit",
        (
            "edit.undo",
            "edit.redo",
            "",
            "edit.cut",
            "edit.copy",
            "edit.paste",
            "edit.duplicate",
            "edit.delete",
            "",
            "edit.select_all",
            "edit.select_upstream",
            "edit.select_downstream",
            "",
            "edit.rename",
            "edit.value",
        ),
    ),
    (
        "&View",
        (
            "view.zoom_in",
            "view.zoom_out",
            "view.zoom_reset",
            "view.fit",
            "view.fit_selection",
            "",
            "menu:panels",
            "menu:theme",
            "",
            "view.full_screen",
        ),
    ),
    ("&Graph", ("graph.add", "canvas.search", "graph.output")),
    (
        "&Run",
        (
            "run.run",
            "run.forward",
            "run.backward",
            "run.descent",
            "",
            "run.step",
            "run.step_back",
            "run.play",
            "run.to_start",
            "run.to_end",
            "",
            "run.live",
        ),
    ),
    ("&Help", ("help.shortcuts", "help.about")),
)
"""Menus of the menu bar: ids of actions, an empty text for a line, ``menu:name`` for a submenu."""

CONTEXT_MENU_OF_NODE = (
    "edit.value",
    "edit.rename",
    "graph.output",
    "",
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "edit.delete",
    "",
    "edit.select_upstream",
    "edit.select_downstream",
    "view.fit_selection",
)
CONTEXT_MENU_OF_EDGE = ("edit.delete",)
CONTEXT_MENU_OF_CANVAS = (
    "canvas.search",
    "edit.paste",
    "edit.select_all",
    "",
    "view.fit",
    "view.zoom_reset",
)


def shown_text(text: str) -> str:
    """Return a row's or menu's text in the language of the interface."""
    return QCoreApplication.translate("Actions", text)


def make_actions(window: QWidget) -> dict[str, QAction]:
    """Make the QAction of every row, connected to its handler, and return them by id."""
    return {row.id: _make_action(window, row) for row in ACTIONS}


def _make_action(window: QWidget, row: ActionRow) -> QAction:
    action = QAction(shown_text(row.text), window)
    action.setObjectName(row.id)
    action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
    if row.icon:
        set_icon(action, row.icon)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = shown_text(row.tip) if row.tip else action.text().replace("&", "").rstrip("…")
    action.setToolTip(f"{tip} ({keys})" if keys else tip)
    handler = attrgetter(row.handler)(window)
    action.setCheckable(row.checkable)
    (action.toggled if row.checkable else action.triggered).connect(handler)
    owner: QWidget = attrgetter(row.scope)(window) if row.scope else window
    if row.scope:
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    owner.addAction(action)
    return action


def make_menus(
    bar: QMenuBar, actions: Mapping[str, QAction], submenus: Mapping[str, QMenu]
) -> None:
    """Fill a menu bar as `MENUS` says."""
    for title, entries in MENUS:
        menu = bar.addMenu(shown_text(title))
        menu.setToolTipsVisible(True)
        fill_menu(menu, entries, actions, submenus)


def fill_menu(
    menu: QMenu,
    entries: Iterable[str],
    actions: Mapping[str, QAction],
    submenus: Mapping[str, QMenu] | None = None,
) -> None:
    """Put actions, lines and submenus into a menu."""
    for entry in entries:
        if not entry:
            menu.addSeparator()
        elif entry.startswith("menu:"):
            menu.addMenu((submenus or {})[entry.removeprefix("menu:")])
        else:
            menu.addAction(actions[entry])
