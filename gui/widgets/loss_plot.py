"""Loss plot: the loss after every step of descent, in the colours of the theme."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from gui.file_dialog import fit_soon
from gui.fonts import font
from gui.theme import manager, set_kind
from gui.value_text import short_text

__all__ = ["LossPlot"]

_DIGITS = 6
_FEW_STEPS = 8
"""Up to here the axis would have ticks between whole steps."""


class LossPlot(QFrame):
    """Plots losses against steps. The plotting library is imported with the first of them.

    Signals
    -------
    refused(str)
        The plot could not be written to a file.
    logarithmic_changed(bool)
    """

    refused = Signal(str)
    logarithmic_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loss_plot")
        self.setAccessibleName(self.tr("Loss after each step"))
        set_kind(self, "card")
        self.is_logarithmic = False
        self._losses: tuple[float, ...] = ()
        self.canvas: Any = None
        """The plotting library's widget, `None` before the first loss."""
        self._curve: Any = None
        self._marker: Any = None
        self._hint = QLabel(self.tr("The loss appears here as soon as a step is applied."), self)
        self._hint.setObjectName("loss_hint")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_kind(self._hint, "muted")
        self.read_out = QLabel(self)
        self.read_out.setObjectName("loss_read_out")
        self.read_out.setFont(font(manager().text_size - 2, mono=True))
        set_kind(self.read_out, "muted")
        self.read_out.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.read_out.hide()
        self._stack = QStackedLayout()
        self._stack.addWidget(self._hint)
        # A stacked layout has no margins of its own.
        frame = QVBoxLayout(self)
        frame.setContentsMargins(6, 8, 10, 4)
        frame.addLayout(self._stack)
        self.setMinimumHeight(104)
        manager().changed.connect(self._theme_changed)

    def sizeHint(self) -> QSize:
        """Wide rather than high."""
        return QSize(300, 170)

    @property
    def losses(self) -> tuple[float, ...]:
        """The losses that are plotted, from before the first step on."""
        return self._losses

    def set_losses(self, losses: Sequence[float]) -> None:
        """Plot these losses; with none, a hint stands in."""
        self._losses = tuple(losses)
        self._read(None)
        if not losses:
            self._stack.setCurrentIndex(0)
            return
        if self.canvas is None:
            self._make_plot()
        self._stack.setCurrentWidget(self.canvas)
        self._draw()

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Put powers of ten at equal distances, or equal differences."""
        if is_logarithmic == self.is_logarithmic:
            return
        self.is_logarithmic = is_logarithmic
        if self.canvas is not None:
            self.canvas.getAxis("left").setLogMode(False, is_logarithmic)
            self._draw()
        self.logarithmic_changed.emit(is_logarithmic)

    # ------------------------------------------------------------------ the plot

    def _make_plot(self) -> None:
        import pyqtgraph

        self.canvas = pyqtgraph.PlotWidget(parent=self)
        self.canvas.setFrameShape(QFrame.Shape.NoFrame)
        self.canvas.setMenuEnabled(False)
        self.canvas.hideButtons()
        self.canvas.setMouseEnabled(x=False, y=False)
        # The menu and the wheel are this frame's and the scroll area's.
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.canvas.viewport().setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation, False)
        self._curve = self.canvas.plot([], [], antialias=True)
        self._curve.setDownsampling(auto=True, method="peak")
        self._marker = self.canvas.plot([], [], pen=None, symbol="o", symbolSize=7)
        self.canvas.scene().sigMouseMoved.connect(self._pointer_moved)
        self._stack.addWidget(self.canvas)
        self._theme_changed()

    def heights(self) -> Any:
        """Return the losses as they are drawn: without what has no logarithm or is not finite."""
        heights = np.array(self._losses, dtype=np.float64)
        heights[~np.isfinite(heights)] = np.nan
        if self.is_logarithmic:
            heights[heights <= 0] = np.nan
            heights = np.log10(heights)
        return heights

    def _draw(self) -> None:
        heights = self.heights()
        self._curve.setData(np.arange(len(heights)), heights, connect="finite")
        finite = heights[np.isfinite(heights)]
        low, high = (finite.min(), finite.max()) if len(finite) else (0.0, 1.0)
        if high - low < 1e-12 * max(1.0, abs(high)):
            low, high = low - 0.5, high + 0.5
        whole = (1, 1) if len(heights) <= _FEW_STEPS else (None, None)
        self.canvas.getAxis("bottom").setTickSpacing(*whole)
        self.canvas.setXRange(0, max(1, len(heights) - 1), padding=0.02)
        self.canvas.setYRange(low, high, padding=0.08)

    def _theme_changed(self) -> None:
        self.read_out.setFont(font(manager().text_size - 2, mono=True))
        if self.canvas is None:
            return
        import pyqtgraph

        theme = manager().theme
        self._curve.setPen(pyqtgraph.mkPen(theme.colour("loss"), width=2))
        self._marker.setSymbolBrush(theme.colour("loss"))
        self._marker.setSymbolPen(theme.colour("field"))
        self.canvas.setBackground(theme.colour("field"))
        small = font(manager().text_size - 3)
        for side, label in (("bottom", self.tr("step")), ("left", self.tr("loss"))):
            axis = self.canvas.getAxis(side)
            axis.setPen(theme.colour("border_strong"))
            axis.setTextPen(theme.colour("text_muted"))
            axis.setTickFont(small)
            axis.enableAutoSIPrefix(False)
            size = f"{manager().text_size - 2}px"
            axis.setLabel(label, color=theme.hex("text_muted"), **{"font-size": size})
        self.canvas.showGrid(x=False, y=True, alpha=0.15)

    # ------------------------------------------------------------------ reading it

    def _pointer_moved(self, place: QPointF) -> None:
        view = self.canvas.getViewBox()
        if not self._losses or not view.sceneBoundingRect().contains(place):
            self._read(None)
            return
        step = round(view.mapSceneToView(place).x())
        self._read(min(max(step, 0), len(self._losses) - 1))

    def _read(self, step: int | None) -> None:
        """Say in numbers what the curve is at a step."""
        self.read_out.setVisible(step is not None)
        if self._marker is None:
            return
        if step is None:
            self._marker.setData([], [])
            return
        self._marker.setData([step], [self.heights()[step]])
        loss = short_text(self._losses[step], _DIGITS)
        self.read_out.setText(self.tr("step {step}   loss {loss}").format(step=step, loss=loss))
        self.read_out.adjustSize()
        self.read_out.raise_()
        self.read_out.move(self.width() - self.read_out.width() - 12, 8)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing while the pointer is elsewhere."""
        super().leaveEvent(event)
        self._read(None)

    # ------------------------------------------------------------------ its menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the scale and the export."""
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Menu of the plot; the caller deletes it."""
        menu = QMenu(self)
        scale = menu.addAction(self.tr("Logarithmic Scale"))
        scale.setCheckable(True)
        scale.setChecked(self.is_logarithmic)
        scale.toggled.connect(self.set_logarithmic)
        menu.addSeparator()
        export = menu.addAction(self.tr("Export…"))
        export.setEnabled(bool(self._losses))
        export.triggered.connect(self._ask_and_export)
        return menu

    def _ask_and_export(self) -> None:
        kinds = self.tr("Picture (*.png);;Drawing (*.svg);;Table (*.csv)")
        fit_soon()
        name, kind = QFileDialog.getSaveFileName(self, self.tr("Export the loss"), "loss", kinds)
        if not name:
            return
        path = Path(name)
        if not path.suffix:
            path = path.with_suffix(kind[kind.index("*") + 1 : kind.index(")")])
        self.export(path)

    def export(self, path: Path) -> None:
        """Write the plot to a file: a picture, a drawing or a table, by the end of its name."""
        try:
            path.write_bytes(self._exported(path.suffix.lower()))
        except OSError as error:
            reason = error.strerror or str(error)
            self.refused.emit(
                self.tr("{name} cannot be written: {reason}").format(name=path.name, reason=reason)
            )

    def _exported(self, suffix: str) -> bytes:
        if suffix == ".csv":
            rows = (f"{step},{loss!r}\n" for step, loss in enumerate(self._losses))
            return ("step,loss\n" + "".join(rows)).encode()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if suffix == ".svg":
            self._draw_svg(buffer)
        else:
            self.grab().save(buffer, "PNG")
        return bytes(buffer.data().data())

    def _draw_svg(self, device: QIODevice) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(device)
        generator.setSize(self.canvas.size())
        generator.setViewBox(self.canvas.rect())
        generator.setTitle(self.accessibleName())
        painter = QPainter(generator)
        try:
            self.canvas.render(painter, QRectF(self.canvas.rect()), self.canvas.rect())
        finally:
            painter.end()
