"""The Edit menu: what changes the graph, and what is selected in it."""

from gui.actions import selecting
from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&Edit",
    rows=(
        ActionRow("edit.undo", "&Undo", "document.undo_stack.undo", ("Ctrl+Z",), "undo"),
        ActionRow(
            "edit.redo", "&Redo", "document.undo_stack.redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"
        ),
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
        ActionRow(
            "edit.heal",
            "Delete and &Heal",
            "canvas.delete_and_heal",
            ("Ctrl+Del", "Ctrl+Backspace"),
            scope="canvas",
            tip="Delete the selected nodes and let what fed them arrive where they led",
        ),
        ActionRow(
            "edit.select_all", "Select &All", "canvas.select_all", ("Ctrl+A",), scope="canvas"
        ),
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
        ActionRow(
            "edit.formula",
            "&Edit Formula…",
            "formula_bar.edit",
            ("=", "Ctrl+Shift+E"),
            "formula",
            tip="Type the formula of the selected node, or of the output, in the formula bar",
        ),
        ActionRow(
            "edit.matrix",
            "Edit as &Matrix…",
            "matrices.open_selected",
            ("Ctrl+M",),
            scope="canvas",
            tip="Show all numbers of the selected node as a table; those of a leaf can be edited",
        ),
        ActionRow(
            "edit.find",
            "&Find a Node…",
            "tools.find",
            ("Ctrl+F",),
            "search",
            tip="Find a node by its name, its operation or its value",
        ),
        ActionRow("edit.find_next", "Find Ne&xt", "tools.find_next", ("F3",)),
        ActionRow("edit.find_previous", "Find Previ&ous", "tools.find_previous", ("Shift+F3",)),
    ),
    entries=(
        "edit.undo",
        "edit.redo",
        "",
        "edit.cut",
        "edit.copy",
        "edit.paste",
        "edit.duplicate",
        "edit.delete",
        "edit.heal",
        "",
        "edit.select_all",
        "edit.select_upstream",
        "edit.select_downstream",
        "menu:select",
        "",
        "edit.rename",
        "edit.value",
        "edit.formula",
        "edit.matrix",
        "",
        "edit.find",
        "edit.find_next",
        "edit.find_previous",
    ),
    submenus=(("select", selecting.MENU),),
)
