"""The Graph menu: what is in the graph as a whole."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&Graph",
    rows=(
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
            "graph.output",
            "Use as &Output",
            "use_as_output",
            ("O",),
            scope="canvas",
            tip="Take the gradient of the selected node",
        ),
    ),
    entries=(
        "graph.add",
        "canvas.search",
        "graph.output",
    ),
)
