"""The Edit menu: what changes the graph, and what is selected in it."""

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
        "",
        "edit.select_all",
        "edit.select_upstream",
        "edit.select_downstream",
        "",
        "edit.rename",
        "edit.value",
    ),
)
