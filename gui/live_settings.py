"""LiveSettings: what each setting means for an open window, as soon as it is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemView

from gui.canvas.pointing import Pointing
from gui.motion import choose_motion
from gui.settings import (
    AUTOSAVE_SECONDS,
    CANVAS_DIGITS,
    DECIMAL_COMMA,
    DIM_UNUSED,
    GRADIENT_HEAT,
    LEARNING_RATE,
    LIVE_EVALUATION,
    PAN_WITH,
    PANEL_TITLES,
    RECENT_OPERATIONS,
    REDUCED_MOTION,
    SHOW_GRID,
    SHOW_MINIMAP,
    SNAP_TO_GRID,
    SPEED,
    TEXT_PERCENT,
    THEME,
    WHEEL,
    Setting,
)
from gui.theme import manager
from gui.value_text import write_decimal_comma
from gui.widgets.formula_label import FormulaLabel

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.window import MainWindow

__all__ = ["LiveSettings"]


class LiveSettings(QObject):
    """Applies the settings to one window, all of them at first and then each that changes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._settings = window.settings
        self._effects: dict[str, Callable[[], None]] = {
            THEME.key: self._wear_theme,
            TEXT_PERCENT.key: self._size_text,
            REDUCED_MOTION.key: self._choose_motion,
            PANEL_TITLES.key: self._check_titles,
            DECIMAL_COMMA.key: self._write_numbers,
            CANVAS_DIGITS.key: self._write_numbers,
            SHOW_GRID.key: self._show_grid,
            SNAP_TO_GRID.key: self._snap,
            SHOW_MINIMAP.key: self._show_minimap,
            GRADIENT_HEAT.key: self._show_heat,
            DIM_UNUSED.key: self._dim,
            WHEEL.key: self._point,
            PAN_WITH.key: self._point,
            LIVE_EVALUATION.key: self._check_live,
            LEARNING_RATE.key: window.take_learning_rate,
            SPEED.key: self._set_speed,
            RECENT_OPERATIONS.key: self._offer_last_used,
            AUTOSAVE_SECONDS.key: self._delay_copies,
        }
        window.playhead.speed_changed.connect(self._remember_speed)
        window.canvas.dropping.operation_used.connect(self._remember_operations)
        self._settings.changed.connect(self._apply)

    def apply_all(self) -> None:
        """Let the window be as the settings say.

        The theme is the application's, which wears it before there is a window.
        """
        for effect in dict.fromkeys(self._effects.values()):
            if effect != self._wear_theme:
                effect()

    def _apply(self, key: str) -> None:
        if key in self._effects:
            self._effects[key]()

    def _value(self, setting: Setting[Any]) -> Any:
        return self._settings.value(setting)

    # ------------------------------------------------------------------ appearance

    def _wear_theme(self) -> None:
        self._window.theme_choice.wear(self._value(THEME))

    def _size_text(self) -> None:
        percent = self._value(TEXT_PERCENT)
        manager().set_text_percent(percent)
        self._window.canvas.set_text_scale(percent / 100)
        self._window.docking.set_scale(percent / 100)

    def _choose_motion(self) -> None:
        choose_motion(self._value(REDUCED_MOTION))

    def _check_titles(self) -> None:
        self._window.actions_by_id["panels.titles"].setChecked(self._value(PANEL_TITLES))

    # ------------------------------------------------------------------ numbers

    def _write_numbers(self) -> None:
        has_comma = self._value(DECIMAL_COMMA)
        canvas = self._window.canvas
        was_comma = canvas.stage.numbers.comma
        write_decimal_comma(has_comma)
        canvas.set_numbers(self._value(CANVAS_DIGITS), decimal_comma=has_comma)
        if has_comma != was_comma:
            self._write_panels_anew()

    def _write_panels_anew(self) -> None:
        # The inspector writes its fields anew for a selection, other panels for a step.
        self._window.document.selection_changed.emit()
        playhead = self._window.playhead
        playhead.moved.emit(playhead.annotations)
        for formula in self._window.findChildren(FormulaLabel):
            formula.write_anew()
        for table in self._window.findChildren(QAbstractItemView):
            table.viewport().update()

    # ------------------------------------------------------------------ the canvas

    def _show_grid(self) -> None:
        self._window.canvas.set_grid_shown(self._value(SHOW_GRID))

    def _snap(self) -> None:
        self._window.canvas.set_snaps_to_grid(self._value(SNAP_TO_GRID))

    def _show_minimap(self) -> None:
        self._window.canvas.set_minimap_shown(self._value(SHOW_MINIMAP))

    def _show_heat(self) -> None:
        self._window.canvas.set_heat_shown(self._value(GRADIENT_HEAT))

    def _dim(self) -> None:
        self._window.canvas.dimming.set_wanted(self._value(DIM_UNUSED))

    def _point(self) -> None:
        self._window.canvas.pointing = Pointing.of(self._value(WHEEL), self._value(PAN_WITH))

    def _offer_last_used(self) -> None:
        self._window.canvas.dropping.set_last_used(self._value(RECENT_OPERATIONS))

    def _remember_operations(self, names: tuple[str, ...]) -> None:
        self._settings.set_value(RECENT_OPERATIONS, names)

    # ------------------------------------------------------------------ running and files

    def _remember_speed(self, speed: float) -> None:
        self._settings.set_value(SPEED, speed)

    def _set_speed(self) -> None:
        self._window.playhead.set_speed(self._value(SPEED))

    def _check_live(self) -> None:
        self._window.actions_by_id["run.live"].setChecked(self._value(LIVE_EVALUATION))

    def _delay_copies(self) -> None:
        self._window.recovery.set_delay(self._value(AUTOSAVE_SECONDS))
