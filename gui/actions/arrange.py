"""The Arrange submenu: putting the selected nodes in line and at equal distances."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="A&rrange",
    rows=(
        ActionRow(
            "arrange.left",
            "Align &Left",
            "arrange.align_left",
            ("Alt+Shift+Left",),
            scope="canvas",
            tip="Put the left sides of the selected nodes in line",
        ),
        ActionRow(
            "arrange.centre",
            "Align in a &Column",
            "arrange.align_centre",
            ("Alt+Shift+C",),
            scope="canvas",
            tip="Put the middles of the selected nodes below one another",
        ),
        ActionRow(
            "arrange.right",
            "Align &Right",
            "arrange.align_right",
            ("Alt+Shift+Right",),
            scope="canvas",
            tip="Put the right sides of the selected nodes in line",
        ),
        ActionRow(
            "arrange.top",
            "Align &Top",
            "arrange.align_top",
            ("Alt+Shift+Up",),
            scope="canvas",
            tip="Put the upper sides of the selected nodes in line",
        ),
        ActionRow(
            "arrange.middle",
            "Align in a Ro&w",
            "arrange.align_middle",
            ("Alt+Shift+R",),
            scope="canvas",
            tip="Put the middles of the selected nodes beside one another",
        ),
        ActionRow(
            "arrange.bottom",
            "Align &Bottom",
            "arrange.align_bottom",
            ("Alt+Shift+Down",),
            scope="canvas",
            tip="Put the lower sides of the selected nodes in line",
        ),
        ActionRow(
            "arrange.across",
            "Distribute &Horizontally",
            "arrange.distribute_across",
            ("Alt+Shift+H",),
            scope="canvas",
            tip="Make the gaps between the selected nodes from left to right equal",
        ),
        ActionRow(
            "arrange.down",
            "Distribute &Vertically",
            "arrange.distribute_down",
            ("Alt+Shift+V",),
            scope="canvas",
            tip="Make the gaps between the selected nodes from top to bottom equal",
        ),
    ),
    entries=(
        "arrange.left",
        "arrange.centre",
        "arrange.right",
        "",
        "arrange.top",
        "arrange.middle",
        "arrange.bottom",
        "",
        "arrange.across",
        "arrange.down",
    ),
)
