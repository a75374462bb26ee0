"""Every edit a person can make, at random: undone, redone, drawn and evaluated the same each time.

A machine works at a canvas. After each step the scene must be what a new one would be, and the
evaluation what a newly recorded tape gives; the undo stack must lead back to the very bytes of the
file that were there before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QEvent, QPointF
from PySide6.QtGui import QGuiApplication

from engine import remaking
from engine.document_format import Contents, dump, loads
from engine.edits import SetGroup, SetNode, SetOutput
from engine.graph import Edge, Graph
from engine.grouping import group_nodes
from engine.layout import laid_out
from engine.layout_plan import LayoutPlan, by_longest_path, on_grid
from engine.program import parse
from engine.tape import record
from gui.arrange import Arrange
from gui.canvas import editing
from gui.canvas.formulas import add_formula
from gui.canvas.gestures.connect import ConnectGesture
from gui.canvas.gestures.gesture import Pointer
from gui.canvas.gestures.group_move import GroupMoveGesture
from gui.canvas.gestures.move import MoveGesture
from gui.canvas.hits import Hit, Part
from gui.canvas.scene import Scene
from gui.canvas.view import CanvasView
from gui.commands import EditCommand
from gui.document import Document
from gui.document_edit import SetTraining
from gui.playback import Playhead
from gui.widgets.notice_bar import NoticeBar
from tests.networks import NETWORK_A

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from engine.evaluation import Evaluation

EXAMPLES = 60
STEPS = 40
MANY = 24

INDEX = st.integers(0, 40)
PLACE = st.tuples(st.integers(-15, 30), st.integers(-10, 20)).map(
    lambda cell: (48.0 * cell[0], 48.0 * cell[1])
)
SHIFT = st.tuples(st.integers(-6, 6), st.integers(-6, 6)).map(
    lambda cell: (24.0 * cell[0], 24.0 * cell[1])
)
THINGS = (
    "input",
    "parameter",
    "constant",
    "add",
    "multiply",
    "divide",
    "power",
    "sigmoid",
    "ln",
    "squared_error",
    "softmax",
    "sum",
    "nonsense",
)
VALUES = (0.0, 1.0, -2.5, 1e300, float("nan"), np.array([1.0, 2.0, -3.0]))
FORMULAS = ("w*x + b", "sigmoid(x)", "x^2", "3", "ln(", "x/(x - x)")
CHAIN = "input x = 2; a = sin(x); b = a*x + 1; v = [1, 2, 3]; c = softmax(v); d = sum(c)*b"
TEXTS = ("", "p = 2; q = sin(p)*p", "no program (", "\N{PILE OF POO}", '{"format": "chainrule"}')
NAMES = ("", "x", "w1", "yhat", "a_very_long_name_indeed", "2x", "\N{PILE OF POO}")


class EditingMachine(RuleBasedStateMachine):
    """Somebody who does everything to a graph, and undoes much of it."""

    def __init__(self, view: CanvasView, arrange: Arrange) -> None:
        super().__init__()
        self.view = view
        self.arrange = arrange
        self.document = view.document
        QGuiApplication.clipboard().clear()
        self.files: dict[int, str] = {0: dump(self.document.contents)}

    # ------------------------------------------------------------------ what there is

    @property
    def graph(self) -> Graph:
        return self.document.graph

    def node(self, index: int) -> str:
        ids = self.graph.node_ids()
        return ids[index % len(ids)]

    def edge(self, index: int) -> Edge:
        edges = self.graph.edges()
        return edges[index % len(edges)]

    def group(self, index: int) -> str:
        groups = list(self.graph.groups)
        return groups[index % len(groups)]

    def is_small(self) -> bool:
        return len(self.graph) < MANY and len(self.graph.groups) < MANY

    def has_selection(self) -> bool:
        return bool(self.document.selection or self.document.selected_groups)

    def has_nodes(self) -> bool:
        return len(self.graph) > 0

    def has_edges(self) -> bool:
        return bool(self.graph.edges())

    def has_groups(self) -> bool:
        return bool(self.graph.groups)

    def do(self, action: Callable[[], object]) -> None:
        """Do something that may be refused, and note the file that comes of it."""
        stack = self.document.undo_stack
        index, before = stack.index(), dump(self.document.contents)
        self.view.attempt(action)
        self.document.large_edits.settle()
        self.view.in_place.editor.close_editor()
        after = dump(self.document.contents)
        if stack.index() != index:
            assert stack.index() > index
        elif after != before:
            command = stack.command(index - 1) if index else None
            assert isinstance(command, EditCommand), "changed, with nothing to undo"
            assert command.merge_key, "changed, with nothing to undo"
        self.files = {step: file for step, file in self.files.items() if step <= index}
        self.files[stack.index()] = after

    @initialize(program=st.sampled_from(("", CHAIN, NETWORK_A)), grouped=st.booleans())
    def begin(self, program: str, grouped: bool) -> None:
        """Begin with nothing, or with a graph and perhaps a group in a group."""
        graph = laid_out(parse(program))
        ids = graph.node_ids()
        if grouped and ids:
            for chosen, title in ((ids[: len(ids) // 2], "outer"), (ids[:2], "inner")):
                edit, group_id = group_nodes(graph, chosen, title)
                edit.apply(graph)
                SetGroup(group_id, {"note": "of " + title, "colour": "value"}).apply(graph)
        self.document.show(Contents(graph), None)
        self.files = {0: dump(self.document.contents)}

    # ------------------------------------------------------------------ making

    @rule(name=st.sampled_from(THINGS), place=PLACE)
    def add(self, name: str, place: tuple[float, float]) -> None:
        self.do(lambda: self.view.dropping.add(name, QPointF(*place)))

    @rule(text=st.sampled_from(FORMULAS), place=PLACE)
    def add_a_formula(self, text: str, place: tuple[float, float]) -> None:
        self.do(lambda: add_formula(self.view, text, QPointF(*place)))

    @precondition(has_edges)
    @rule(index=INDEX, name=st.sampled_from(THINGS))
    def add_into_an_edge(self, index: int, name: str) -> None:
        self.do(lambda: self.view.dropping.add(name, QPointF(), into=self.edge(index)))

    @precondition(has_nodes)
    @rule(one=INDEX, other=INDEX, port=st.integers(0, 3))
    def connect(self, one: int, other: int, port: int) -> None:
        ports = self.graph.ports(self.node(other)) or ("x",)
        edge = Edge(self.node(one), self.node(other), ports[port % len(ports)])
        self.do(lambda: self.view.editing.connect(edge))

    @precondition(has_edges)
    @rule(index=INDEX, other=INDEX, port=st.integers(0, 3))
    def reconnect(self, index: int, other: int, port: int) -> None:
        moved = self.edge(index)
        ports = self.graph.ports(self.node(other)) or ("x",)
        edge = Edge(moved.source, self.node(other), ports[port % len(ports)])
        self.do(lambda: self.view.editing.connect(edge, moved))

    @precondition(has_nodes)
    @rule(index=INDEX, place=PLACE)
    def drag_an_edge(self, index: int, place: tuple[float, float]) -> None:
        cards = [key for key in self.view.stage.diagram.cards if key in self.graph]
        if cards:
            hit = Hit(Part.OUTPUT, cards[index % len(cards)], "")
            gesture = ConnectGesture(self.view, hit)
            self.drag(gesture, self.view.stage.diagram.output_place(hit.node or ""), place)
            self.view.dropping.search.close_search()

    @precondition(has_edges)
    @rule(index=INDEX)
    def disconnect(self, index: int) -> None:
        self.do(lambda: self.view.editing.disconnect([self.edge(index)]))

    @precondition(has_edges)
    @rule(node=INDEX, edge=INDEX, place=PLACE)
    def insert(self, node: int, edge: int, place: tuple[float, float]) -> None:
        self.do(lambda: self.view.editing.insert(self.node(node), self.edge(edge), place))

    # ------------------------------------------------------------------ choosing and removing

    @precondition(has_nodes)
    @rule(chosen=st.lists(INDEX, max_size=5), edges=st.lists(INDEX, max_size=2))
    def select(self, chosen: list[int], edges: list[int]) -> None:
        among = edges if self.graph.edges() else []
        self.document.select(map(self.node, chosen), map(self.edge, among))

    @rule()
    def select_all(self) -> None:
        self.view.select_all()

    @precondition(has_groups)
    @rule(index=INDEX, adds=st.booleans())
    def select_a_group(self, index: int, adds: bool) -> None:
        self.view.grouping.select(self.group(index), adds=adds)

    @precondition(has_selection)
    @rule()
    def delete(self) -> None:
        self.do(self.view.editing.delete)

    @precondition(has_selection)
    @rule()
    def heal(self) -> None:
        self.do(self.view.editing.heal)

    # ------------------------------------------------------------------ setting

    @precondition(has_nodes)
    @rule(index=INDEX, name=st.sampled_from(NAMES))
    def rename(self, index: int, name: str) -> None:
        self.do(lambda: self.view.editing.rename(self.node(index), name))

    @precondition(has_nodes)
    @rule(index=INDEX, value=st.sampled_from(VALUES), key=st.sampled_from(("", "", "dial")))
    def set_value(self, index: int, value: Any, key: str) -> None:
        node = self.graph.node(self.node(index))
        port = None if node.is_leaf else next(iter(self.graph.ports(node.id)), None)
        merge_key = f"{key}:{node.id}" if key else ""
        self.do(lambda: self.view.editing.set_value(node.id, value, port, merge_key=merge_key))

    @precondition(has_nodes)
    @rule(
        index=INDEX,
        changes=st.sampled_from(
            (
                {"attributes": {"axis": 0}},
                {"attributes": {"exponent": 3.0}},
                {"overrides": {"x": "2*x"}},
                {"overrides": {"x1": "nonsense("}},
                {"overrides": {}},
                {"trainable": False},
                {"operation": "parameter"},
            )
        ),
    )
    def set_attributes(self, index: int, changes: dict[str, Any]) -> None:
        node = self.graph.node(self.node(index))
        if "operation" not in changes or node.is_leaf:
            self.do(lambda: self.document.perform(SetNode(node.id, changes), "Set"))

    @precondition(has_nodes)
    @rule(index=INDEX, is_none=st.booleans())
    def set_output(self, index: int, is_none: bool) -> None:
        output = None if is_none else self.node(index)
        self.do(lambda: self.document.perform(SetOutput(output), "Output"))

    @rule(rate=st.sampled_from((0.1, 0.5)))
    def set_training(self, rate: float) -> None:
        edit = SetTraining({"learning_rate": rate})
        self.do(lambda: self.document.perform(edit, "Rate"))

    # ------------------------------------------------------------------ arranging

    @precondition(has_selection)
    @rule(shift=SHIFT)
    def nudge(self, shift: tuple[float, float]) -> None:
        self.do(lambda: self.view.editing.nudge(*shift))

    @precondition(has_nodes)
    @rule(index=INDEX, place=PLACE, finishes=st.booleans())
    def drag_nodes(self, index: int, place: tuple[float, float], finishes: bool) -> None:
        cards = [key for key in self.view.stage.diagram.cards if key in self.graph]
        if cards:
            grabbed = cards[index % len(cards)]
            if grabbed not in self.document.selection:
                self.document.select([grabbed])
            gesture = MoveGesture(self.view, grabbed)
            start = self.graph.node(grabbed).position
            self.drag(gesture, start, place, finishes=finishes)

    @precondition(has_groups)
    @rule(index=INDEX, place=PLACE, finishes=st.booleans())
    def drag_a_group(self, index: int, place: tuple[float, float], finishes: bool) -> None:
        grabbed = self.group(index)
        area = self.view.grouping.area_of(grabbed)
        if not area.isEmpty():
            if grabbed not in self.document.selected_groups:
                self.view.grouping.select(grabbed)
            gesture = GroupMoveGesture(self.view, grabbed)
            self.drag(gesture, (area.left(), area.top()), place, finishes=finishes)

    def drag(
        self,
        gesture: ConnectGesture | MoveGesture | GroupMoveGesture,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        finishes: bool = True,
    ) -> None:
        def at(place: tuple[float, float]) -> Pointer:
            return Pointer(QPointF(*place), self.view.navigator.pixel_of(QPointF(*place)))

        def work() -> None:
            interaction = self.view.interaction
            interaction.begin(gesture, at(start))
            interaction.follow(at(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)))
            interaction.follow(at(end))
            if finishes:
                interaction.finish(at(end))
            else:
                interaction.cancel()

        self.do(work)

    @rule(
        way=st.sampled_from(
            (
                "align_left",
                "align_centre",
                "align_right",
                "align_top",
                "align_middle",
                "align_bottom",
                "distribute_across",
                "distribute_down",
                "tidy",
            )
        )
    )
    def arrange_nodes(self, way: str) -> None:
        self.do(getattr(self.arrange, way))
        self.arrange.glide.finish()

    # ------------------------------------------------------------------ groups

    @precondition(has_selection)
    @rule()
    def make_a_group(self) -> None:
        self.do(self.view.grouping.group)

    @precondition(has_selection)
    @rule()
    def ungroup(self) -> None:
        self.do(self.view.grouping.ungroup)

    @rule()
    def add_a_comment(self) -> None:
        self.do(self.view.grouping.add_frame)

    @precondition(has_groups)
    @rule(index=INDEX)
    def collapse_or_open(self, index: int) -> None:
        self.do(lambda: self.view.grouping.toggle(self.group(index)))

    @precondition(has_groups)
    @rule(index=INDEX)
    def enter(self, index: int) -> None:
        self.view.grouping.enter(self.group(index))

    @rule()
    def leave(self) -> None:
        self.view.grouping.leave()

    @precondition(has_groups)
    @rule(index=INDEX, field=st.sampled_from(("title", "note")), text=st.sampled_from(NAMES))
    def write_on_a_group(self, index: int, field: str, text: str) -> None:
        self.do(lambda: self.view.grouping.set_text(self.group(index), field, text))

    @precondition(has_selection)
    @rule()
    def recolour(self) -> None:
        self.do(self.view.grouping.next_colour)

    @precondition(has_groups)
    @rule(index=INDEX, other=INDEX, size=st.sampled_from(((0.0, 0.0), (600.0, 480.0))))
    def put_a_group_into_another(self, index: int, other: int, size: tuple[float, float]) -> None:
        edit = SetGroup(self.group(index), {"parent": self.group(other), "size": size})
        self.do(lambda: self.document.perform(edit, "Put"))

    # ------------------------------------------------------------------ the clipboard

    @precondition(has_selection)
    @rule()
    def copy(self) -> None:
        self.do(self.view.editing.copy)

    @precondition(has_selection)
    @rule()
    def cut(self) -> None:
        self.do(self.view.editing.cut)

    @precondition(is_small)
    @rule(place=PLACE)
    def paste(self, place: tuple[float, float]) -> None:
        group = self.view.grouping.homes.group_at(*place)
        self.do(lambda: self.view.editing.paste(place, group))

    @rule(text=st.sampled_from(TEXTS), place=PLACE)
    def paste_text(self, text: str, place: tuple[float, float]) -> None:
        QGuiApplication.clipboard().setText(text)
        self.do(lambda: self.view.editing.paste(place))

    @precondition(lambda self: self.is_small() and self.has_selection())
    @rule()
    def duplicate(self) -> None:
        self.do(self.view.editing.duplicate)

    # ------------------------------------------------------------------ undoing

    def go_to(self, index: int) -> None:
        self.document.undo_stack.setIndex(index)
        self.check_file()

    def check_file(self) -> None:
        known = self.files.get(self.document.undo_stack.index())
        assert known is None or dump(self.document.contents) == known

    @rule()
    def undo(self) -> None:
        self.document.undo_stack.undo()
        self.check_file()

    @rule()
    def redo(self) -> None:
        self.document.undo_stack.redo()
        self.check_file()

    @rule()
    def undo_all_and_redo_all(self) -> None:
        here, stack = self.document.undo_stack.index(), self.document.undo_stack
        for index in (0, stack.count(), here):
            self.go_to(index)

    @rule()
    def evaluate(self) -> None:
        """Let the tape of now be there for the edits that come, as when somebody waits."""
        self.document.ensure_evaluated()

    def teardown(self) -> None:
        """Undo everything step by step, and redo it."""
        stack = self.document.undo_stack
        for index in (*range(stack.index(), -1, -1), *range(stack.count() + 1)):
            self.go_to(index)

    # ------------------------------------------------------------------ what must always hold

    @invariant()
    def the_scene_is_what_a_new_one_would_be(self) -> None:
        anew = Scene(self.document, self.view.playhead)
        assert self.view.canvas_scene.state() == anew.state()
        anew.deleteLater()
        # At once, or else it would follow the steps to come as well.
        QCoreApplication.sendPostedEvents(anew, QEvent.Type.DeferredDelete.value)

    @invariant()
    def only_what_is_there_is_selected(self) -> None:
        document = self.document
        assert document.selection <= set(self.graph.node_ids())
        assert document.selected_edges <= set(self.graph.edges())
        assert document.selected_groups <= set(self.graph.groups)
        assert document.entered == self.graph.groups.path(
            document.entered[-1] if document.entered else None
        )

    @invariant()
    def the_file_can_be_read(self) -> None:
        file = dump(self.document.contents)
        assert dump(loads(file)) == file

    @invariant()
    def the_numbers_are_those_of_a_new_tape(self) -> None:
        if self.document.tape is None or self.document.undo_stack.index() % 3 == 0:
            # Not after every step: then a tape would never see two changes at once.
            self.document.ensure_evaluated()
            anew = record(self.graph)
            assert self.document.tape is not None
            assert anew.diagnostics == self.document.tape.diagnostics
            if self.document.evaluation is not None:
                check_same(self.document.evaluation, anew.evaluate())


def assert_alike(one: Any, other: Any) -> None:
    if one is None or other is None:
        assert one is other
        return
    # A tape that has run a few times runs as compiled code, which rounds in another order.
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def check_same(one: Evaluation, other: Evaluation) -> None:
    """Two evaluations give the same numbers for every node and edge."""
    assert [node.id for node in one.tape.nodes] == [node.id for node in other.tape.nodes]
    assert one.output == other.output
    for slot in range(len(one.tape.nodes)):
        assert_alike(one.value_at(slot), other.value_at(slot))
        assert_alike(one.gradient_at(slot), other.gradient_at(slot))
    assert one.tape.rows == other.tape.rows
    for row in one.tape.rows.values():
        assert_alike(one.contribution_at(row), other.contribution_at(row))


@pytest.fixture
def workplace(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[CanvasView, Arrange]]:
    """A canvas and what arranges its nodes, which here lays out at once and without a process."""
    document = Document()
    view = CanvasView(document, Playhead(document, document))
    qtbot.addWidget(view)
    view.resize(900, 600)
    arrange = Arrange(view, NoticeBar(view), view)

    def lay_out(plan: LayoutPlan) -> None:
        arrange.run.found.emit(on_grid(by_longest_path(plan)))

    monkeypatch.setattr(arrange.run, "start", lay_out)
    yield view, arrange
    arrange.close()
    document.deleteLater()


@pytest.mark.parametrize("large", [remaking.LARGE, 1])
def test_whatever_is_done_can_be_undone_and_is_drawn_and_evaluated_right(
    workplace: tuple[CanvasView, Arrange], monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    """Many edits are made in the graph, or beside it as those of thousands of nodes are."""
    monkeypatch.setattr(remaking, "LARGE", large)
    monkeypatch.setattr(editing, "LARGE", large)

    class AtWork(EditingMachine):
        def __init__(self) -> None:
            super().__init__(*workplace)

    run_state_machine_as_test(
        AtWork,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS),
    )
