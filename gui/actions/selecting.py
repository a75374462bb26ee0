"""The Select submenu: nodes that belong together."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="Select Mor&e",
    rows=(
        ActionRow(
            "select.between",
            "All &Between",
            "canvas.selecting.between",
            ("Shift+B",),
            scope="canvas",
            tip="Select as well every node on a way from one selected node to another",
        ),
        ActionRow(
            "select.same",
            "Same &Operation",
            "canvas.selecting.same_operation",
            ("Shift+O",),
            scope="canvas",
            tip="Select as well every node that does the same as a selected one",
        ),
        ActionRow(
            "select.invert",
            "&Invert",
            "canvas.selecting.invert",
            ("Ctrl+I",),
            scope="canvas",
            tip="Select exactly the nodes that are not selected",
        ),
    ),
    entries=("select.between", "select.same", "select.invert"),
)
