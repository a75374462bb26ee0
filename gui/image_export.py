"""Image export: the canvas as a PNG or SVG file, drawn by the painters of the window.

Works without a window, and so as the headless command ``render`` too.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from engine.atomic_file import write_atomically
from engine.commands.arguments import add_graph_arguments, read_contents, whole_number
from engine.commands.report import print_json, say
from engine.errors import EngineError
from engine.findings import findings
from engine.layout import laid_out
from engine.tape import record
from engine.trace import Trace, annotations_at
from gui.canvas.outline_painter import OutlinePainter
from gui.canvas.showing import Showing
from gui.canvas.stage import Stage
from gui.fonts import load_fonts
from gui.theme import Theme, load_theme, manager

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.commands.arguments import Subparsers
    from engine.graph import Graph
    from gui.document import Document

__all__ = [
    "Picture",
    "add_parser",
    "picture_of",
    "render",
    "run",
    "write",
    "write_png",
    "write_svg",
]

MARGIN = 36.0
LARGEST_SIDE = 16_384
USUAL_SCALE = 2.0
LARGEST_SCALE = 4.0
CSS_RESOLUTION = 96
SUFFIXES = (".png", ".svg")
_SIZE = re.compile(r"(\d{1,5})[xX×](\d{1,5})")


class Picture(NamedTuple):
    """A graph ready to be drawn at a point of its story.

    Attributes
    ----------
    stage
        What is drawn.
    position
        How many steps of the story were made.
    length
        How many there are.
    """

    stage: Stage
    position: int
    length: int

    @property
    def area(self) -> QRectF:
        """Everything that is drawn, on the canvas, with a margin."""
        bounds = self.stage.bounds(MARGIN)
        return bounds if not bounds.isEmpty() else QRectF(0.0, 0.0, 480.0, 320.0)

    def natural_size(self, scale: float = USUAL_SCALE) -> QSize:
        """Return the size in pixels at which a unit of the canvas has so many, within bounds."""
        largest = max(self.area.width(), self.area.height())
        factor = min(scale, LARGEST_SIDE / largest)
        size = self.area.size() * factor
        return QSize(max(1, round(size.width())), max(1, round(size.height())))

    def paint(self, painter: QPainter, target: QRectF) -> None:
        """Draw everything into a rectangle, centred and as large as it fits."""
        area = self.area
        scale = min(target.width() / area.width(), target.height() / area.height(), LARGEST_SCALE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(target, self.stage.look.canvas)
        painter.translate(target.center())
        painter.scale(scale, scale)
        painter.translate(-area.center())
        self.stage.paint_everything(painter, area)


def picture_of(graph: Graph, theme: Theme, position: int | None = None) -> Picture:
    """Prepare a graph for drawing.

    Parameters
    ----------
    graph
        The graph, which may be incomplete.
    theme
        The colours.
    position
        How many steps of the story are shown, at most all; None for those of both passes.
    """
    load_fonts()
    stage = Stage(graph, theme)
    tape = record(graph)
    if not tape.nodes:
        stage.show(Showing(diagnostics=tape.diagnostics))
        return Picture(stage, 0, 0)
    evaluation = tape.evaluate()
    trace = Trace(evaluation)
    shown = trace.backward_end if position is None else min(position, len(trace))
    diagnostics = (*tape.diagnostics, *findings(evaluation))
    stage.show(Showing(trace, annotations_at(trace, shown), diagnostics))
    return Picture(stage, shown, len(trace))


def export(document: Document, position: int, path: Path) -> QSize:
    """Write what a document shows to a file, in the colours of the window; return its size.

    Raises
    ------
    EngineError
        As `write`.
    """
    return write(picture_of(document.graph, manager().theme, position), path)


def render(picture: Picture, size: QSize | None = None) -> QImage:
    """Draw a picture in pixels; without a size, two pixels a unit of the canvas."""
    image = QImage(size or picture.natural_size(), QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise EngineError(
            QCoreApplication.translate("ImageExport", "there is not enough memory for the picture")
        )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    try:
        picture.paint(painter, QRectF(image.rect()))
    finally:
        painter.end()
    return image


def write(picture: Picture, path: Path, size: QSize | None = None) -> QSize:
    """Write a picture in the format that the file's suffix names, and return its size.

    Raises
    ------
    EngineError
        When the suffix names no format, or the file cannot be written; an old file stays.
    """
    writers: dict[str, Callable[[Picture, Path, QSize | None], QSize]] = {
        ".png": write_png,
        ".svg": write_svg,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise EngineError(
            QCoreApplication.translate("ImageExport", "“{0}” should end in {1}").format(
                path.name, " or ".join(SUFFIXES)
            )
        )
    return writer(picture, path, size)


def write_png(picture: Picture, path: Path, size: QSize | None = None) -> QSize:
    """Write a picture as PNG."""
    image = render(picture, size)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    write_atomically(path, bytes(buffer.data().data()))
    return image.size()


def write_svg(picture: Picture, path: Path, size: QSize | None = None) -> QSize:
    """Write a picture as SVG, its letters as shapes."""
    box = size or picture.natural_size(1.0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(CSS_RESOLUTION)
    generator.setSize(box)
    generator.setViewBox(QRect(0, 0, box.width(), box.height()))
    generator.setTitle(QCoreApplication.translate("ImageExport", "Computational graph"))
    painter = OutlinePainter(generator)
    try:
        picture.paint(painter, QRectF(0.0, 0.0, box.width(), box.height()))
    finally:
        painter.end()
    write_atomically(path, bytes(buffer.data().data()))
    return box


# ------------------------------------------------------------------------------- the command


def add_parser(subparsers: Subparsers) -> None:
    """Describe the arguments of the command ``render``."""
    summary = "draw a graph with its values and gradients as a picture"
    parser = subparsers.add_parser("render", help=summary, description=summary)
    add_graph_arguments(parser)
    parser.add_argument(
        "-o",
        dest="target",
        metavar="OUT",
        required=True,
        help="the picture to write; its suffix, .png or .svg, says the format",
    )
    parser.add_argument(
        "--step",
        type=whole_number,
        metavar="K",
        help="how many steps of the two passes are shown; all of them by default",
    )
    parser.add_argument(
        "--theme", choices=("light", "dark"), default="light", help="the colours (light)"
    )
    parser.add_argument(
        "--size", type=_size, metavar="WxH", help="width and height in pixels, such as 1600x1000"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draw the picture, write it, and say what was written."""
    path = Path(arguments.target)
    if path.suffix.lower() not in SUFFIXES:
        raise EngineError(f"“{path.name}” should end in {' or '.join(SUFFIXES)}")
    contents = read_contents(arguments)
    graph = contents.graph
    if arguments.program is not None or _lies_in_one_heap(graph):
        graph = laid_out(graph)
    application = _headless_application()
    picture = picture_of(graph, load_theme(arguments.theme), arguments.step)
    if arguments.step is not None and arguments.step > picture.length:
        raise EngineError(
            f"there is no step {arguments.step}; --step goes from 0 to {picture.length}"
        )
    size = write(picture, path, arguments.size)
    del application
    if arguments.json:
        print_json(
            {
                "file": arguments.target,
                "width": size.width(),
                "height": size.height(),
                "step": picture.position,
                "steps": picture.length,
            }
        )
    else:
        steps = f"step {picture.position} of {picture.length}"
        say(f"{arguments.target}: {size.width()}×{size.height()}, {steps}")
    return 0


def _headless_application() -> QCoreApplication:
    """Return the application that drawing text needs, made without a screen if there is none."""
    existing = QCoreApplication.instance()
    if existing is not None:
        return existing
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(["chainrule"])


def _lies_in_one_heap(graph: Graph) -> bool:
    """Whether a file was written without positions, so that all nodes lie on each other."""
    return len(graph) > 1 and len({node.position for node in graph.nodes()}) == 1


def _size(text: str) -> QSize:
    """Read a width and a height."""
    match = _SIZE.fullmatch(text)
    sides = [int(side) for side in match.groups()] if match else []
    if not sides or not all(16 <= side <= LARGEST_SIDE for side in sides):
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a size such as 1600x1000, between 16 and {LARGEST_SIDE} a side"
        )
    return QSize(*sides)
