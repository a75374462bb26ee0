"""The View menu: how the window shows the graph."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&View",
    rows=(
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
        ActionRow(
            "view.formula_bar",
            "Fo&rmula Bar",
            "formula_bar.setVisible",
            checkable=True,
            tip="Show the formula of the selected node, to be typed anew",
        ),
        ActionRow("view.full_screen", "F&ull Screen", "show_full_screen", ("F11",), checkable=True),
        ActionRow("theme.system", "&As the Desktop", "theme_choice.wear_system", checkable=True),
        ActionRow("theme.light", "&Light", "theme_choice.wear_light", checkable=True),
        ActionRow("theme.dark", "&Dark", "theme_choice.wear_dark", checkable=True),
        ActionRow(
            "theme.contrast_light",
            "Light, &High Contrast",
            "theme_choice.wear_contrast_light",
            checkable=True,
        ),
        ActionRow(
            "theme.contrast_dark",
            "Dark, High &Contrast",
            "theme_choice.wear_contrast_dark",
            checkable=True,
        ),
        ActionRow(
            "panels.titles",
            "Panel &Titles",
            "show_panel_titles",
            checkable=True,
            tip="Show titles, to drag panels by",
        ),
        ActionRow("panels.reset", "&Reset Arrangement", "docking.arrange"),
    ),
    entries=(
        "view.zoom_in",
        "view.zoom_out",
        "view.zoom_reset",
        "view.fit",
        "view.fit_selection",
        "",
        "view.formula_bar",
        "menu:panels",
        "menu:theme",
        "",
        "view.full_screen",
    ),
)
