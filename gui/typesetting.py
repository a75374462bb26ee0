"""Formulae as pictures that never hold up the window.

`Typesetter` lets a thread turn LaTeX into a drawing (some milliseconds, and a tenth of a second for
the first one); the pixmap is made from the drawing where it is painted, which takes about one.
"""

import math
import threading
from collections import deque
from queue import Empty, SimpleQueue
from typing import NamedTuple

import shiboken6
from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QObject,
    QRectF,
    QSizeF,
    Qt,
    QTimerEvent,
    Signal,
)
from PySide6.QtGui import QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from gui.formula_drawing import (
    coloured,
    draw,
    drawing_of,
    formula_svg,
    is_known,
    plain_latex,
)

__all__ = [
    "Formula",
    "Typesetter",
    "coloured",
    "formula_size",
    "formula_svg",
    "plain_latex",
    "typeset",
    "typesetter",
]

_LARGEST_SIDE = 8192
_COLLECT_EVERY_MS = 10


class Formula(NamedTuple):
    """What a picture of a formula depends on."""

    latex: str
    size: float
    """Height of its letters' em in pixels."""
    colour: str
    """``#RRGGBB`` of all that has no colour of its own."""
    ratio: float
    """Device pixels per pixel."""


def formula_size(latex: str, size: float) -> QSizeF | None:
    """Size in pixels of a formula that has been typeset before, otherwise `None`."""
    drawing = drawing_of(latex)
    return None if drawing is None else QSizeF(*drawing.size(size))


def typeset(latex: str, size: float, colour: str, ratio: float = 1.0) -> QPixmap | None:
    """Picture of a formula, made here and now; only for what may take its time.

    Parameters
    ----------
    latex
        The formula, with `coloured` parts or without.
    size
        Height of the em in pixels.
    colour
        ``#RRGGBB`` of everything that has no colour of its own.
    ratio
        Device pixels per pixel of where it will be shown.

    Returns
    -------
    QPixmap or None
        `None` if it cannot be typeset: show the formula's text.
    """
    draw(latex)
    return _picture(Formula(latex, size, colour, ratio))


def _picture(formula: Formula) -> QPixmap | None:
    """Picture of a formula that is drawn already, made once and kept by Qt's own cache."""
    key = f"formula {formula.size} {formula.colour} {formula.ratio} {formula.latex}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    drawing = drawing_of(formula.latex)
    if drawing is None:
        return None
    width, height = drawing.size(formula.size)
    columns, rows = math.ceil(width * formula.ratio), math.ceil(height * formula.ratio)
    if not (0 < columns <= _LARGEST_SIDE and 0 < rows <= _LARGEST_SIDE):
        return None
    svg = drawing.svg(formula.size, formula.colour)
    pixmap = QPixmap(columns, rows)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(formula.ratio)
    painter = QPainter(pixmap)
    try:
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, width, height))
    finally:
        painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap


def _work(todo: deque[str], done: SimpleQueue[str]) -> None:
    """Draw what is asked for, the latest first, until nothing is left. Runs in the thread."""
    while True:
        try:
            latex = todo.pop()
        except IndexError:
            return
        draw(latex)
        done.put(latex)


class Typesetter(QObject):
    """Pictures of formulae without ever holding up the window.

    Ask with `request`; if the answer is `None`, ask again when `ready` names the formula. The
    thread ends as soon as nothing is left to do, and never touches Qt.
    """

    ready = Signal(object)
    """A `Formula` that was requested and is settled: `request` now answers at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._todo: deque[str] = deque()
        self._done: SimpleQueue[str] = SimpleQueue()
        # By LaTeX; the inner one is an ordered set.
        self._waiting: dict[str, dict[Formula, None]] = {}
        self._thread: threading.Thread | None = None
        self._timer = 0
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Whether a request is still on its way."""
        return bool(self._waiting)

    def request(self, latex: str, size: float, colour: str, ratio: float = 1.0) -> QPixmap | None:
        """Picture of a formula if it is at hand, otherwise `None` and `ready` later.

        It stays `None` for what cannot be typeset, after `ready` just as before. The parameters
        are those of `typeset`.
        """
        formula = Formula(latex, size, colour, ratio)
        if is_known(latex):
            return _picture(formula)
        if latex not in self._waiting:
            self._waiting[latex] = {}
            self._todo.append(latex)
            self._keep_working()
            self._listen()
        self._waiting[latex][formula] = None
        return None

    def stop(self) -> None:
        """Forget all requests and wait for the thread, at most for one formula."""
        self._todo.clear()
        self._waiting.clear()
        self._stop_listening()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._done = SimpleQueue()

    def timerEvent(self, event: QTimerEvent) -> None:
        """Take over what the thread has drawn."""
        if event.timerId() == self._timer:
            self._collect()

    def _keep_working(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(
                target=_work, args=(self._todo, self._done), name="typesetting", daemon=True
            )
            self._thread.start()

    def _listen(self) -> None:
        # The thread fills a queue that is looked into here: a signal from it could reach an
        # object that is just being deleted.
        if not self._timer:
            self._timer = self.startTimer(_COLLECT_EVERY_MS)

    def _stop_listening(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def _collect(self) -> None:
        settled: list[Formula] = []
        while True:
            try:
                latex = self._done.get_nowait()
            except Empty:
                break
            settled.extend(self._waiting.pop(latex, ()))
        if self._waiting:
            # It may have found nothing to do just before the last request arrived.
            self._keep_working()
        else:
            self._stop_listening()
        for formula in settled:
            self.ready.emit(formula)


_typesetter: Typesetter | None = None


def typesetter() -> Typesetter:
    """Answer the typesetter that the whole window shares."""
    global _typesetter
    if _typesetter is None or not shiboken6.isValid(_typesetter):
        _typesetter = Typesetter(QCoreApplication.instance())
    return _typesetter
