"""The Graph menu: what is in the graph as a whole."""

from gui.actions import arrange, groups, keyboard
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
        ActionRow(
            "graph.gradient_graph",
            "&Gradient as a Graph…",
            "analysis.make_gradient_graph",
            tip="Differentiate the output into a new graph of ordinary nodes",
        ),
        ActionRow(
            "graph.integrate",
            "&Integrate…",
            "analysis.integrate",
            tip="Find an antiderivative of a formula, step by step",
        ),
        ActionRow(
            "graph.connect",
            "Conn&ect…",
            "canvas.keyboard.connect",
            ("E",),
            scope="canvas",
            tip="Begin an edge at the selected node and choose its end with the arrow keys or Tab",
        ),
        ActionRow(
            "graph.layout",
            "&Tidy",
            "arrange.tidy",
            ("Ctrl+L",),
            tip="Put the selected nodes, or all, into layers from left to right",
        ),
    ),
    entries=(
        "graph.add",
        "canvas.search",
        "graph.output",
        "graph.gradient_graph",
        "graph.integrate",
        "graph.connect",
        "",
        "graph.layout",
        "menu:arrange",
        "menu:groups",
        "menu:keyboard",
    ),
    submenus=(("arrange", arrange.MENU), ("groups", groups.MENU), ("keyboard", keyboard.MENU)),
)
