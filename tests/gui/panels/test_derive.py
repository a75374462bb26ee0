"""The derive panel: one derivative as ways, rules, limit, check, and among all the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from engine.calculus.derivation_rows import Detail
from engine.document_format import Contents
from engine.edits import SetNode, SetOutput
from engine.graph import Edge, Graph
from engine.program import parse
from gui.panels import derive as module
from gui.panels.derive import DerivePanel
from gui.theme import manager
from gui.value_text import write_decimal_comma
from gui.widgets.formula_label import FormulaLabel
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from gui.panels.derive_entry import Entry
    from tests.gui.panels.conftest import ShowPanel

SIZE = (360, 900)
OVERRIDDEN = "x = 1; z = sigmoid(x, base=3); override z.x = y*(1-y); L = z^2"


@pytest.fixture
def show(show_panel: ShowPanel, light: None, qtbot: QtBot) -> Callable[..., DerivePanel]:
    """Show a graph in a panel of its own, with all that is told of it."""

    def shown(graph: str | Graph, page: str = "paths", wrt: str | None = None) -> DerivePanel:
        panel = show_panel(
            DerivePanel, parse(graph) if isinstance(graph, str) else graph, size=SIZE
        )
        if wrt is not None:
            panel.derive(panel.document.graph.resolve(wrt))
        panel.controls.show_page(page)
        told(panel, qtbot)
        return panel

    return shown


def told(panel: DerivePanel, qtbot: QtBot) -> None:
    """Wait until all rows are there."""
    qtbot.waitUntil(lambda: not panel.is_telling)
    qtbot.waitUntil(lambda: bool(panel.rows.views) or not panel.rows.count)


def entries(panel: DerivePanel) -> list[Entry]:
    return [panel.rows.entry(place) for place in range(panel.rows.count)]


def lines(panel: DerivePanel) -> list[str]:
    return [line.text for entry in entries(panel) for line in entry.lines]


def notes(panel: DerivePanel) -> str:
    return " ".join(note.text for entry in entries(panel) for note in entry.notes)


def status(panel: DerivePanel) -> str:
    label = panel.findChild(QLabel, "derive_status")
    assert label is not None
    return label.text()


def chips(panel: DerivePanel, place: int) -> list[tuple[str, str, str]]:
    found = panel.rows.entry(place).chips
    return [(chip.symbol.text, chip.formula.text, chip.number.text) for chip in found]


def edge(panel: DerivePanel, source: str, target: str, port: str) -> Edge:
    graph = panel.document.graph
    return Edge(graph.resolve(source), graph.resolve(target), port)


def last(spy: QSignalSpy) -> list[object]:
    """Return what was told last; a spy that was told nothing crashes when asked."""
    assert spy.count() > 0
    return spy.at(spy.count() - 1)


def enter(widget: QWidget) -> None:
    here = QPointF(5, 5)
    QApplication.sendEvent(widget, QEnterEvent(here, here, here))


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


# -------------------------------------------------------------------------------- ways


def test_its_names_are_those_that_were_promised(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a())
    assert panel.objectName() == "derive"
    assert panel.accessibleName() == "Derive"


def test_it_begins_with_the_output_and_the_first_parameter(
    show: Callable[..., DerivePanel],
) -> None:
    panel = show(network_a())
    assert panel.choosers.outputs.currentText() == "L"
    assert panel.choosers.variables.currentText() == "w₁"
    assert panel.choosers.result.text() == "= 0.125"


def test_the_way_of_a_weight_is_a_product(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a(), wrt="w1")
    assert chips(panel, 1) == [
        ("∂L/∂ŷ", "2 · (ŷ − y)", "−1"),
        ("∂ŷ/∂o", "ŷ · (1 − ŷ)", "0.25"),
        ("∂o/∂m₂", "1", "1"),
        ("∂m₂/∂o₁", "w₂", "−2"),
        ("∂o₁/∂z₁", "o₁ · (1 − o₁)", "0.25"),
        ("∂z₁/∂m₁", "1", "1"),
        ("∂m₁/∂w₁", "x", "1"),
    ]
    assert lines(panel) == ["∂L/∂w₁ = 0.125"]
    assert "w₁ → m₁ → z₁ → o₁ → m₂ → o → ŷ → L" in notes(panel)


def test_several_ways_are_added(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a(), wrt="x")
    assert [entry.title for entry in entries(panel)][:4] == [
        "",
        "Way 1 of 2",
        "Way 2 of 2",
        "The sum",
    ]
    assert "∂L/∂x = −0.25 + 0.0625 = −0.1875" in lines(panel)
    assert lines(panel)[-1] == "∂L/∂x = −0.1875"
    assert chips(panel, panel.rows.count - 1) == [
        ("∂L/∂m₁ · ∂m₁/∂x", "w₁", "0.125 · 0.5"),
        ("∂L/∂o · ∂o/∂x", "1", "(−0.25) · 1"),
    ]


def test_a_sum_that_is_not_finite_is_not_praised(show: Callable[..., DerivePanel]) -> None:
    panel = show("x = 0; y = sqrt(x) - sqrt(x)")
    assert "∂y/∂x = ∞ + (−∞) = nan" in lines(panel)
    assert "The same number" not in notes(panel)
    assert "not finite" in notes(panel)


def test_of_very_many_ways_the_first_are_listed(show: Callable[..., DerivePanel]) -> None:
    doubled = [f"s{i + 1} = s{i} + s{i}" for i in range(40)]
    panel = show("; ".join(["s0 = 1", *doubled]))
    titles = [entry.title for entry in entries(panel)]
    assert sum(title.startswith("Way ") for title in titles) == 24
    assert "1\u202f099\u202f511\u202f627\u202f776 ways lead" in notes(panel)
    assert "1\u202f099\u202f511\u202f627\u202f752 other ways" in notes(panel)
    assert lines(panel)[-1] == "∂s₄₀/∂s₀ = 1.09951e12"


@pytest.mark.parametrize(
    "program",
    [
        "x = 2; y = x*x",
        "; ".join(["x = 1", "s0 = x + x", *[f"s{i + 1} = s{i} + s{i}" for i in range(6)]]),
        "x = [1, 2]; y = sum(x*x)",
    ],
)
def test_a_link_leads_to_the_sum_node_by_node(
    show: Callable[..., DerivePanel], program: str
) -> None:
    panel = show(program)
    link = panel.rows.entry(0).link
    assert link is not None
    assert panel.rows.entry(link).title == "Node by node"


@pytest.mark.parametrize(
    ("program", "wrt", "sentence"),
    [
        ("x = 1; z = 2; u = 3*z; L = x^2", "z", "no way leads from z to L"),
        ("x = -1; L = relu(x)", "x", "a branch that is not taken"),
        ("x = 1; input z; L = x*z", "x", "Backpropagation cannot run yet"),
    ],
)
def test_where_there_is_no_way_it_says_why(
    show: Callable[..., DerivePanel], program: str, wrt: str, sentence: str
) -> None:
    graph = parse(program)
    graph.output = graph.resolve("L")
    assert sentence in notes(show(graph, wrt=wrt))


def test_branches_that_are_not_taken_are_told_of(show: Callable[..., DerivePanel]) -> None:
    panel = show("x = 2; a = max(x, 1); b = relu(-x); y = a*x + b")
    assert "Not counted: 1 through branches" in notes(panel)


def test_of_arrays_it_tells_rules_and_shapes(show: Callable[..., DerivePanel]) -> None:
    panel = show("W = [1, 2; 3, 4]; x = [1, 2]; h = tanh(matmul(W, x)); L = sum(h)", wrt="W")
    assert "There are arrays on the way" in notes(panel)
    assert chips(panel, 1)[-1][2] == "2×2 → 2"
    assert panel.choosers.result.text() == "= [2×2]"
    assert lines(panel)[-1] == "∂L/∂W = [2×2]"


def test_an_override_is_marked_and_its_difference_told(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show(OVERRIDDEN)
    assert "overridden by y*(1 - y)" in notes(panel)
    assert [chip.is_override for chip in panel.rows.entry(1).chips] == [False, True]
    panel.controls.show_page("rules")
    told(panel, qtbot)
    assert "they give 0.308985, backpropagation has 0.28125" in notes(panel)
    panel.controls.show_page("check")
    told(panel, qtbot)
    kinds = [note.kind for entry in entries(panel)[:2] for note in entry.notes]
    assert kinds == ["error", "warning", "success"]


# -------------------------------------------------------------------------------- the canvas


def test_a_factor_lights_its_edge_while_it_is_pointed_at(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a(), wrt="w1")
    view = panel.rows.views[1]
    spy = QSignalSpy(panel.edges_pointed)
    enter(view.chips.views[0])
    assert last(spy) == [(edge(panel, "yhat", "L", "prediction"),)]
    leave(view.chips.views[0])
    assert last(spy) == [()]


def test_a_way_lights_all_its_edges(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a(), wrt="b1")
    spy = QSignalSpy(panel.edges_pointed)
    enter(panel.rows.views[1])
    (edges,) = last(spy)
    assert isinstance(edges, tuple)
    assert len(edges) == 6
    assert edges[-1] == edge(panel, "b1", "z1", "x2")


def test_a_click_on_a_factor_asks_for_its_edge(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a(), wrt="w1")
    spy = QSignalSpy(panel.edges_requested)
    QTest.mouseClick(panel.rows.views[1].chips.views[3].formula, Qt.MouseButton.LeftButton)
    assert spy.count() == 1
    assert last(spy) == [(edge(panel, "o1", "m2", "x2"),)]


def test_a_selected_edge_lights_its_factors(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a(), wrt="x")
    panel.document.select((), [edge(panel, "yhat", "L", "prediction")])
    first, second = (panel.rows.views[place].chips.views for place in (1, 2))
    assert [view.is_lit for view in first] == [True, False, False]
    assert [view.is_lit for view in second][:2] == [True, False]
    panel.document.select(())
    assert not any(view.is_lit for view in (*first, *second))


def test_the_keyboard_walks_through_rows_and_factors(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show(network_a(), wrt="w1")
    pointed, requested = QSignalSpy(panel.edges_pointed), QSignalSpy(panel.edges_requested)
    panel.rows.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(panel.rows, key)
    wanted = [(edge(panel, "o", "yhat", "x"),)]
    assert last(pointed) == wanted
    assert panel.rows.accessibleDescription() == "∂ŷ/∂o = 0.25"
    qtbot.keyClick(panel.rows, Qt.Key.Key_Return)
    assert last(requested) == wanted


def test_the_selected_leaf_is_followed(show: Callable[..., DerivePanel], qtbot: QtBot) -> None:
    panel = show(network_a())
    panel.document.select([panel.document.graph.resolve("w2")])
    qtbot.waitUntil(lambda: panel.choosers.result.text() == "= −0.125")
    assert panel.choosers.variables.currentText() == "w₂"
    panel.document.select([panel.document.graph.resolve("o1")])
    qtbot.wait(module.REST_MS + 60)
    assert panel.choosers.variables.currentText() == "w₂"


def test_another_output_is_chosen(show: Callable[..., DerivePanel], qtbot: QtBot) -> None:
    panel = show(network_a(), wrt="w1")
    box = panel.choosers.outputs
    box.setCurrentIndex(box.findText("o₁"))
    box.activated.emit(box.currentIndex())
    told(panel, qtbot)
    assert lines(panel) == ["∂o₁/∂w₁ = 0.25"]
    panel.document.perform(SetNode(panel.document.graph.resolve("x"), {"value": 2.0}), "set")
    qtbot.waitUntil(lambda: lines(panel) != ["∂o₁/∂w₁ = 0.25"])
    assert box.currentText() == "o₁"


# -------------------------------------------------------------------------------- rules


def test_the_rules_are_named_step_by_step(show: Callable[..., DerivePanel]) -> None:
    panel = show("x = 3; y = 2; f = x^2/y", "rules")
    assert [(entry.label, entry.title) for entry in entries(panel)] == [
        ("", "The expression"),
        ("1", "quotient rule"),
        ("2", "power rule"),
        ("", "all rules together"),
        ("", "algebra"),
    ]
    assert lines(panel)[-1] == "(y · (2 · x) − x^2 · 0)/y^2 = 2 · x/y"
    assert "for y ≠ 0" in notes(panel)
    assert "same, because" in notes(panel)
    assert entries(panel)[2].depth == 1


def test_the_rules_are_filled_in_with_numbers_on_demand(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show("x = 3; y = 2; f = x^2/y", "rules")
    assert not any(line.startswith("=") for line in lines(panel))
    panel.controls.numbers.click()
    told(panel, qtbot)
    assert [line for line in lines(panel) if line.startswith("=")] == [
        "= (2 · 6 − 3^2 · 0)/2^2 = 3",
        "= 2 · 3 = 6",
        "= 3",
    ]


def test_without_all_values_the_rules_have_no_numbers(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show("x = 1; input z; s = x*z; L = s^2", "rules", wrt="x")
    panel.controls.numbers.click()
    told(panel, qtbot)
    assert lines(panel)
    assert not any(line.startswith("=") for line in lines(panel))


@pytest.mark.parametrize(
    ("detail", "rules"),
    [
        (Detail.COMPACT, ["The expression", "sum rule, power rule, constant multiple rule"]),
        (Detail.NORMAL, ["The expression", "sum rule", "power rule", "constant multiple rule"]),
        (Detail.FULL, ["The expression", "sum rule", "power rule", "constant multiple rule"]),
    ],
)
def test_more_or_less_of_it_is_told(
    show: Callable[..., DerivePanel], qtbot: QtBot, detail: Detail, rules: list[str]
) -> None:
    panel = show("x = 3; f = x^2 + 5*x", "rules")
    box = panel.controls.details
    box.setCurrentIndex(box.findData(detail.value))
    box.activated.emit(box.currentIndex())
    told(panel, qtbot)
    titles = [entry.title for entry in entries(panel)]
    assert titles[: len(rules)] == rules
    assert ("identity rule" in titles) is (detail is Detail.FULL)


def test_a_step_that_was_done_leads_to_the_first(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show("x = 3; f = sin(x)*sin(x)", "rules")
    linked = next(entry for entry in entries(panel) if entry.link is not None)
    assert linked.link is not None
    first = panel.rows.entry(linked.link)
    assert linked.link_text == f"done in step {first.label}"
    assert first.title == "derivative of the sine"
    qtbot.waitUntil(lambda: linked in [view.entry for view in panel.rows.views])
    view = next(view for view in panel.rows.views if view.entry is linked)
    view.link.click()
    described = panel.rows.accessibleDescription()
    assert described.startswith("derivative of the sine; d/dx(sin(x)) = cos(x)")


def test_a_step_lights_the_edges_where_backpropagation_uses_it(
    show: Callable[..., DerivePanel],
) -> None:
    panel = show(network_a(), "rules", wrt="w1")
    found = {entry.title: entry.edges for entry in entries(panel) if entry.edges}
    assert found["chain rule"]
    first = next(entry for entry in entries(panel) if entry.title == "chain rule")
    assert first.edges == (edge(panel, "yhat", "L", "prediction"),)
    spy = QSignalSpy(panel.edges_pointed)
    view = next(view for view in panel.rows.views if view.entry is first)
    enter(view)
    assert last(spy) == [first.edges]
    panel.document.select((), first.edges)
    assert view.is_lit


def test_the_choice_at_a_kink_is_told(show: Callable[..., DerivePanel]) -> None:
    panel = show("x = 0; f = abs(x)", "rules")
    assert "the absolute value has a kink at 0; slope 0 was chosen" in notes(panel)


def test_rules_are_told_of_numbers_alone(show: Callable[..., DerivePanel]) -> None:
    panel = show("v = [1, 2]; L = sum(v*v)", "rules")
    assert "“v” is an array" in notes(panel)
    assert "The page “Ways” tells of arrays" in notes(panel)


# -------------------------------------------------------------------------------- limit


def test_the_limit_is_worked_out_line_by_line(show: Callable[..., DerivePanel]) -> None:
    panel = show("x = 3; f = x^2", "limit")
    assert lines(panel) == [
        "f(x) = x^2",
        "f′(x) = lim h→0 (f(x + h) − f(x))/h",
        "= lim h→0 ((x + h)^2 − x^2)/h",
        "= lim h→0 ((x + h) · (x + h) − x^2)/h",
        "= lim h→0 (x^2 + x · h + h · x + h^2 − x^2)/h",
        "= lim h→0 (x^2 + 2 · x · h + h^2 − x^2)/h",
        "= lim h→0 (2 · x · h + h^2)/h",
        "= lim h→0 (2 · x + h)",
        "= 2 · x + 0",
        "= 2 · x",
    ]
    assert "for h ≠ 0" in notes(panel)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("x = 3; f = sin(x)^2", "f uses sin"),
        ("x = 3; f = x^2.5", "not of that kind"),
        (
            "x = 3; s0 = x + 1; "
            + "; ".join(f"s{i + 1} = s{i}*s{i}" for i in range(9))
            + "; f = s9",
            "too long",
        ),
    ],
)
def test_where_there_is_no_limit_it_says_why(
    show: Callable[..., DerivePanel], program: str, sentence: str
) -> None:
    panel = show(program, "limit")
    assert sentence in notes(panel)
    assert lines(panel) == []


# -------------------------------------------------------------------------------- check and all


def test_both_are_checked(show: Callable[..., DerivePanel]) -> None:
    panel = show(network_a(), "check", wrt="w1")
    assert [entry.title for entry in entries(panel)] == [
        "By backpropagation",
        "By the rules of the expression",
        "Central difference",
        "More exact witnesses",
    ]
    assert lines(panel)[:2] == ["∂L/∂w₁ = 0.125", "∂L/∂w₁ = 0.125"]
    assert [note.kind for entry in entries(panel)[:2] for note in entry.notes] == ["success"] * 2
    (central,) = entries(panel)[2].lines
    assert re.fullmatch(
        r"\(L\(w₁ \+ h\) − L\(w₁ − h\)\)/2h = 0\.12500\d*|.* = 0\.125", central.text
    )


def test_of_an_array_the_worst_element_is_checked(show: Callable[..., DerivePanel]) -> None:
    panel = show("v = [1, 2]; L = sum(v*v)", "check")
    assert re.match(r"∂L/∂v\[\d\] = [24]", lines(panel)[0])
    assert "“v” is an array" in notes(panel)


def test_all_derivatives_are_told_as_formulas(show: Callable[..., DerivePanel]) -> None:
    panel = show("x = 1; y = 2; L = x^2*y", "all")
    assert [entry.title for entry in entries(panel) if entry.title] == [
        "The gradient of L",
        "The Hessian of L",
    ]
    assert lines(panel) == [
        "∂L/∂x = 2 · x · y",
        "∂L/∂y = x^2",
        "∂²/∂x² = 2 · y",
        "∂²/∂x∂y = 2 · x",
        "∂²/∂y² = 0",
    ]


def test_several_outputs_have_a_jacobian(show: Callable[..., DerivePanel]) -> None:
    panel = show("x = 1; y = 2; u = x*y; v = x/y", "all")
    assert "The Jacobian of all outputs" in [entry.title for entry in entries(panel)]
    assert "∂u/∂x = y" in lines(panel)


def test_nobody_waits_for_second_derivatives_that_nobody_reads(
    show: Callable[..., DerivePanel],
) -> None:
    steps = [f"s{i + 1} = sin(s{i})" for i in range(130)]
    panel = show("; ".join(["s0 = 1", *steps]), "all")
    titles = [entry.title for entry in entries(panel) if entry.title]
    assert "The gradient of s₁₃₀" in titles
    assert "The Hessian of s₁₃₀" not in titles
    assert "too long to be read" in notes(panel)


# -------------------------------------------------------------------------------- following


def test_it_follows_an_edit(show: Callable[..., DerivePanel], qtbot: QtBot) -> None:
    panel = show("x = 3; f = x^2")
    assert lines(panel) == ["∂f/∂x = 6"]
    panel.document.perform(SetNode(panel.document.graph.resolve("x"), {"value": 4.0}), "set")
    qtbot.waitUntil(lambda: lines(panel) == ["∂f/∂x = 8"])


def test_while_it_is_hidden_it_tells_nothing_new(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show("x = 3; f = x^2")
    panel.hide()
    panel.document.show(Contents(parse("q = 1; L = q^3")), None)
    qtbot.wait(module.REST_MS + 60)
    assert lines(panel) == ["∂f/∂x = 6"]
    panel.show()
    told(panel, qtbot)
    assert lines(panel) == ["∂L/∂q = 3"]


def test_what_is_about_to_be_told_waits_while_it_is_hidden(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show("x = 3; f = x^2")
    spy = QSignalSpy(panel.edges_pointed)
    panel.document.perform(SetNode(panel.document.graph.resolve("x"), {"value": 4.0}), "set")
    panel.document.ensure_evaluated()
    panel.hide()
    assert last(spy) == [()]
    qtbot.wait(module.REST_MS + 60)
    assert lines(panel) == ["∂f/∂x = 6"]
    panel.show()
    qtbot.waitUntil(lambda: lines(panel) == ["∂f/∂x = 8"])


def test_what_is_stale_is_greyed(show: Callable[..., DerivePanel], qtbot: QtBot) -> None:
    panel = show("x = 3; f = x^2")
    panel.document.set_live(False)
    panel.document.perform(SetNode(panel.document.graph.resolve("x"), {"value": 4.0}), "set")
    qtbot.wait(module.REST_MS + 60)
    assert not panel.rows.isEnabled()
    assert "changed since" in status(panel)
    assert lines(panel) == ["∂f/∂x = 6"]
    panel.controls.show_page("rules")
    told(panel, qtbot)
    assert panel.document.is_stale
    assert "changed since" in status(panel)
    panel.controls.show_page("paths")
    panel.document.set_live(True)
    qtbot.waitUntil(lambda: lines(panel) == ["∂f/∂x = 8"])
    assert panel.rows.isEnabled()
    assert status(panel) == ""


@pytest.mark.parametrize(
    ("graph", "sentence"),
    [
        (Graph(), "An empty graph has nothing to derive."),
        (parse("x = 1"), "There is no output to derive yet"),
        (parse("constant c = 1; f = c^2"), "There is no input and no parameter"),
    ],
)
def test_where_there_is_nothing_it_says_what_is_missing(
    show: Callable[..., DerivePanel], graph: Graph, sentence: str
) -> None:
    panel = show(graph)
    assert sentence in status(panel)
    assert panel.rows.count == 0
    assert not panel.choosers.result.isVisible()


def test_without_a_chosen_output_it_takes_one_that_leads_nowhere(
    show: Callable[..., DerivePanel], qtbot: QtBot
) -> None:
    panel = show("x = 1; y = x^2; z = x^3")
    panel.document.perform(SetOutput(None), "none")
    qtbot.waitUntil(lambda: panel.choosers.outputs.currentText() in {"y", "z"})


def test_a_large_graph_is_prepared_in_a_thread(
    show: Callable[..., DerivePanel], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(module, "LARGEST_AT_ONCE", 1)
    panel = show(network_a(), wrt="w1")
    qtbot.waitUntil(lambda: lines(panel) == ["∂L/∂w₁ = 0.125"])
    panel.controls.show_page("rules")
    told(panel, qtbot)
    qtbot.waitUntil(lambda: len(lines(panel)) > 10)
    assert status(panel) == ""


# -------------------------------------------------------------------------------- writing


@pytest.fixture
def comma() -> Iterator[None]:
    yield
    write_decimal_comma(has_comma=False)


def test_numbers_have_a_comma_where_one_is_wanted(
    show: Callable[..., DerivePanel], comma: None, qtbot: QtBot
) -> None:
    panel = show(network_a(), wrt="w1")
    write_decimal_comma(has_comma=True)
    panel.playhead.moved.emit(panel.playhead.annotations)
    for formula in panel.findChildren(FormulaLabel):
        formula.write_anew()
    qtbot.waitUntil(lambda: "0,125" in panel.rows.views[1].accessibleName())
    assert panel.rows.views[1].chips.views[1].number.text() == "0,25"


def test_the_whole_page_is_copied_as_text(show: Callable[..., DerivePanel], qtbot: QtBot) -> None:
    panel = show("x = 3; y = 2; f = x^2/y", "rules")
    QGuiApplication.clipboard().clear()
    panel.copy_text()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].strip() == "∂f/∂x = 3"
    assert "1 quotient rule" in copied
    assert "  d/dx(x^2/y) = (y · d/dx(x^2) − x^2 · d/dx(y))/y^2" in copied
    assert "  (for y ≠ 0)" in copied
    assert status(panel) == "Copied."


def test_the_whole_page_is_copied_as_latex(show: Callable[..., DerivePanel], qtbot: QtBot) -> None:
    panel = show(network_a(), wrt="w1")
    QGuiApplication.clipboard().clear()
    panel.copy_latex()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    copied = QGuiApplication.clipboard().text()
    above, below = r"\frac{\partial L}{\partial \hat{y}}", r"\frac{\partial \hat{y}}{\partial o}"
    assert rf"{{{above}}} \cdot {{{below}}}" in copied
    assert r"\left({-1}\right) \cdot {0.25}" in copied
    assert "textcolor" not in copied


def test_a_row_is_copied_with_the_usual_key(show: Callable[..., DerivePanel], qtbot: QtBot) -> None:
    panel = show("x = 3; f = x^2", "limit")
    panel.rows.go_to(0)
    qtbot.keyClick(panel.rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().strip() == "f(x) = x^2"


@pytest.mark.parametrize("theme", ["dark", "contrast_light", "contrast_dark"])
def test_it_is_drawn_in_every_theme_and_at_twice_the_size(
    show: Callable[..., DerivePanel], qtbot: QtBot, theme: str
) -> None:
    panel = show(network_a(), wrt="x")
    before = panel.rows.views[1].height()
    manager().choose(theme)
    manager().set_text_percent(200)
    try:
        told(panel, qtbot)
        qtbot.waitUntil(lambda: panel.rows.views[1].height() > before)
        assert not panel.grab().isNull()
    finally:
        manager().set_text_percent(100)
