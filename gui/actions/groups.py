"""The Groups menu, within that of the graph: frames, and cards that stand for several nodes."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="Gro&ups",
    rows=(
        ActionRow(
            "graph.group",
            "&Group",
            "canvas.grouping.group",
            ("Ctrl+G",),
            scope="canvas",
            tip="Put the selected nodes into a frame that carries them",
        ),
        ActionRow(
            "graph.ungroup",
            "&Ungroup",
            "canvas.grouping.ungroup",
            ("Ctrl+Shift+G",),
            scope="canvas",
            tip="Take the frame away and leave its nodes where they are",
        ),
        ActionRow(
            "graph.collapse",
            "&Collapse or Open",
            "canvas.grouping.toggle_selected",
            ("Ctrl+Shift+C",),
            scope="canvas",
            tip="Show the selected group as one card, or as a frame again",
        ),
        ActionRow(
            "graph.enter_group",
            "&Enter",
            "canvas.grouping.enter_selected",
            ("Alt+Down",),
            scope="canvas",
            tip="Show only what is in the selected group",
        ),
        ActionRow(
            "graph.leave_group",
            "&Leave",
            "canvas.grouping.leave",
            ("Alt+Up",),
            scope="canvas",
            tip="Show what is around the group that was entered",
        ),
        ActionRow(
            "graph.add_frame",
            "&Add a Comment…",
            "canvas.grouping.add_frame",
            ("Shift+C",),
            scope="canvas",
            tip="Put an empty frame with a title here; nodes dropped into it join it",
        ),
        ActionRow(
            "graph.group_note",
            "Edit the &Note…",
            "canvas.grouping.edit_note",
            scope="canvas",
            tip="Write below the title of the selected group what there is to say about it",
        ),
        ActionRow(
            "graph.group_colour",
            "Ne&xt Colour",
            "canvas.grouping.next_colour",
            scope="canvas",
            tip="Give the selected groups the next colour",
        ),
    ),
    entries=(
        "graph.group",
        "graph.ungroup",
        "",
        "graph.collapse",
        "graph.enter_group",
        "graph.leave_group",
        "",
        "graph.add_frame",
        "graph.group_note",
        "graph.group_colour",
    ),
)
