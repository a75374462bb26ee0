"""Arrange: tidying, aligning and distributing nodes, each as one step that can be undone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.change import Change
from engine.edits import Batch, Edit, Move
from engine.placement import Side, aligned, distributed
from gui.canvas.glide import Glide
from gui.canvas.tidying import movable, moves, placed, plan_of_cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gui.canvas.view import CanvasView
    from gui.layout_run import LayoutRun
    from gui.widgets.notice_bar import NoticeBar

__all__ = ["Arrange"]

TOLD_AFTER_MS = 400

Position = tuple[float, float]


class Arrange(QObject):
    """Puts the selected nodes, or all, in order.

    Parameters
    ----------
    canvas
        Where the nodes are.
    notice
        Where it is said that tidying takes a while, and where it can be given up.
    """

    def __init__(self, canvas: CanvasView, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._notice = notice
        self.glide = Glide(canvas)
        self._chosen: Sequence[str] = ()
        self._has_told = False
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TOLD_AFTER_MS)
        self._telling.timeout.connect(self._tell)
        canvas.document.graph_changed.connect(self._follow_graph)

    # ------------------------------------------------------------------ tidying

    @cached_property
    def run(self) -> LayoutRun:
        """What lays out, made and imported when there is something to lay out."""
        from gui.layout_run import LayoutRun

        run = LayoutRun(self)
        run.found.connect(self._take)
        return run

    @property
    def _is_laying_out(self) -> bool:
        return "run" in vars(self) and self.run.is_running

    def tidy(self) -> None:
        """Lay out the selected cards, or all when not even two are selected."""
        diagram, graph = self._canvas.stage.diagram, self._canvas.document.graph
        selected = self._selected()
        chosen = selected if len(selected) > 1 else movable(diagram, graph)
        if chosen:
            self.cancel()
            self._chosen = chosen
            self._telling.start()
            self.run.start(plan_of_cards(diagram, graph, chosen))

    def cancel(self) -> None:
        """Leave everything where it is."""
        if self._is_laying_out:
            self.run.cancel()
        self._ended()

    def close(self) -> None:
        """Let go of all that is under way, and of the process that lays out."""
        self.cancel()
        if "run" in vars(self):
            self.run.close()

    def _selected(self) -> list[str]:
        """Return the keys of the selected cards, the oldest first."""
        canvas = self._canvas
        keys = movable(canvas.stage.diagram, canvas.document.graph)
        return [key for key in keys if key in canvas.stage.marks.nodes]

    def _take(self, positions: Mapping[str, Position]) -> None:
        """Put the cards where they had better be, around where they were."""
        self._ended()
        diagram, graph = self._canvas.stage.diagram, self._canvas.document.graph
        text = self.tr("Tidy {0} nodes").format(len(self._chosen))
        if len(self._chosen) == len(movable(diagram, graph)):
            text = self.tr("Tidy the graph")
        if not self._move(placed(diagram, graph, self._chosen, positions), text):
            self._notice.tell(self.tr("Everything is in its place already."), severity="info")

    # ------------------------------------------------------------------ aligning

    def align_left(self) -> None:
        """Put the left sides of the selected nodes in line."""
        self._align(Side.LEFT, self.tr("Align {0} nodes left"))

    def align_centre(self) -> None:
        """Put the middles of the selected nodes below one another."""
        self._align(Side.CENTRE, self.tr("Centre {0} nodes in a column"))

    def align_right(self) -> None:
        """Put the right sides of the selected nodes in line."""
        self._align(Side.RIGHT, self.tr("Align {0} nodes right"))

    def align_top(self) -> None:
        """Put the upper sides of the selected nodes in line."""
        self._align(Side.TOP, self.tr("Align {0} nodes at the top"))

    def align_middle(self) -> None:
        """Put the middles of the selected nodes beside one another."""
        self._align(Side.MIDDLE, self.tr("Centre {0} nodes in a row"))

    def align_bottom(self) -> None:
        """Put the lower sides of the selected nodes in line."""
        self._align(Side.BOTTOM, self.tr("Align {0} nodes at the bottom"))

    def distribute_across(self) -> None:
        """Make the gaps between the selected nodes from left to right equal."""
        self._distribute(across=True)

    def distribute_down(self) -> None:
        """Make the gaps between the selected nodes from top to bottom equal."""
        self._distribute(across=False)

    def _align(self, side: Side, text: str) -> None:
        boxes = self._boxes()
        if len(boxes) > 1:
            self._move(aligned(boxes, side), text.format(len(boxes)))

    def _distribute(self, *, across: bool) -> None:
        boxes = self._boxes()
        if len(boxes) > 2:
            text = self.tr("Distribute {0} nodes").format(len(boxes))
            self._move(distributed(boxes, across=across), text)

    def _boxes(self) -> dict[str, tuple[float, float, float, float]]:
        self.glide.finish()
        nodes = self._canvas.stage.diagram.nodes
        found = {}
        for key in self._selected():
            left, top, right, bottom = nodes.boxes[nodes.rows[key]].tolist()
            found[key] = (left, top, right, bottom)
        return found

    # ------------------------------------------------------------------ moving

    def _move(self, positions: Mapping[str, Position], text: str) -> bool:
        """Move cards in one step, seen to travel; return whether any was elsewhere."""
        self.glide.finish()
        canvas, document = self._canvas, self._canvas.document
        edits = moves(canvas.stage.diagram, document.graph, positions)
        if not edits:
            return False
        rows = canvas.stage.diagram.nodes.rows
        before = {
            node.id: node.position
            for node in map(document.graph.node, _moved(edits))
            if node.id in rows
        }
        seen = canvas.navigator.seen()
        was_seen = seen.contains(canvas.stage.bounds())
        document.perform(edits[0] if len(edits) == 1 else Batch(tuple(edits)), text)
        bounds = canvas.stage.bounds()
        self.glide.start(before)
        if was_seen and not seen.contains(bounds):
            canvas.navigator.fit(bounds)
            canvas.view_changed()
        return True

    # ------------------------------------------------------------------ while it takes

    def _tell(self) -> None:
        """Say what is going on, once it has taken longer than a moment."""
        self._has_told = True
        sentence = self.tr("Tidying {0} nodes…").format(len(self._chosen))
        self._notice.tell(sentence, severity="info", stays=True)
        self._notice.offer(self.tr("Cancel")).clicked.connect(self.cancel)

    def _ended(self) -> None:
        self._telling.stop()
        if self._has_told:
            self._notice.hide()
        self._has_told = False

    def _follow_graph(self, change: Change) -> None:
        """Give tidying up when there is something else to tidy by now."""
        if not self._is_laying_out or change == Change(revised=change.revised):
            return
        self.cancel()
        if not change.everything:
            self._notice.tell(self.tr("Tidying was given up, because the graph was changed."))


def _moved(edits: Iterable[Edit]) -> list[str]:
    """Return the ids of the nodes that edits move."""
    return [item for edit in edits if isinstance(edit, Move) for item in edit.positions]
