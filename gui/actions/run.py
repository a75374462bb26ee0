"""The Run menu: the passes, single steps and descent."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&Run",
    rows=(
        ActionRow(
            "run.run",
            "&Run",
            "playhead.run_backward",
            ("F5",),
            "run",
            tip="Compute all values and all gradients",
        ),
        ActionRow(
            "run.forward",
            "&Forward",
            "playhead.run_forward",
            ("F6",),
            "forward",
            tip="Compute all values",
        ),
        ActionRow(
            "run.backward",
            "&Backward",
            "playhead.run_backward",
            ("F7",),
            "backward",
            tip="Compute all values, then all gradients from the output back",
        ),
        ActionRow(
            "run.check",
            "&Check Gradients",
            "analysis.check",
            ("F8",),
            "check",
            tip="Compare every gradient with what small changes of the values really do",
        ),
        ActionRow(
            "run.derive",
            "Deri&ve",
            "analysis.derive",
            ("F9",),
            "derive",
            tip="Show how the derivative with respect to the selected leaf comes about",
        ),
        ActionRow(
            "run.descent",
            "Step of &Descent",
            "apply_descent_step",
            ("Ctrl+Return",),
            "descent",
            tip="Move every parameter against its gradient, once",
        ),
        ActionRow(
            "run.step", "&Step", "playhead.step_forward", ("Space",), "step-forward", scope="canvas"
        ),
        ActionRow(
            "run.step_back",
            "Step Bac&k",
            "playhead.step_back",
            ("Shift+Space",),
            "step-back",
            scope="canvas",
        ),
        ActionRow(
            "run.play", "&Play or Pause", "playhead.toggle_play", ("P",), "play", scope="canvas"
        ),
        ActionRow(
            "run.to_start",
            "To the S&tart",
            "playhead.to_start",
            ("Home",),
            "to-start",
            scope="canvas",
        ),
        ActionRow(
            "run.to_end", "To the &End", "playhead.to_end", ("End",), "to-end", scope="canvas"
        ),
        ActionRow(
            "run.live",
            "&Live Evaluation",
            "set_live",
            checkable=True,
            tip="Evaluate again after every change",
        ),
    ),
    entries=(
        "run.run",
        "run.forward",
        "run.backward",
        "run.descent",
        "run.check",
        "run.derive",
        "",
        "run.step",
        "run.step_back",
        "run.play",
        "run.to_start",
        "run.to_end",
        "",
        "run.live",
    ),
)
