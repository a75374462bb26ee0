"""What a right click on a node, a group, an edge or the empty canvas offers."""

__all__ = [
    "CONTEXT_MENU_OF_CANVAS",
    "CONTEXT_MENU_OF_EDGE",
    "CONTEXT_MENU_OF_GROUP",
    "CONTEXT_MENU_OF_NODE",
]

CONTEXT_MENU_OF_NODE = (
    "edit.value",
    "edit.formula",
    "edit.matrix",
    "edit.rename",
    "graph.output",
    "run.derive",
    "",
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "edit.delete",
    "edit.heal",
    "",
    "graph.connect",
    "edit.select_upstream",
    "edit.select_downstream",
    "view.fit_selection",
    "",
    "graph.group",
    "graph.ungroup",
    "graph.layout",
)
CONTEXT_MENU_OF_GROUP = (
    "graph.enter_group",
    "graph.collapse",
    "edit.rename",
    "graph.group_note",
    "graph.group_colour",
    "",
    "graph.ungroup",
    "graph.group",
    "",
    "edit.cut",
    "edit.copy",
    "edit.duplicate",
    "edit.delete",
    "",
    "view.fit_selection",
    "graph.layout",
)
CONTEXT_MENU_OF_EDGE = ("edit.delete",)
CONTEXT_MENU_OF_CANVAS = (
    "canvas.search",
    "edit.paste",
    "edit.select_all",
    "graph.add_frame",
    "graph.leave_group",
    "graph.layout",
    "",
    "view.fit",
    "view.zoom_reset",
)
