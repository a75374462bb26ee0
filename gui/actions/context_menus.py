"""What a right click on a node, an edge or the empty canvas offers."""

__all__ = ["CONTEXT_MENU_OF_CANVAS", "CONTEXT_MENU_OF_EDGE", "CONTEXT_MENU_OF_NODE"]

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
