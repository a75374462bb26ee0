from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.graph import Edge, Graph
from engine.tape import record
from engine.trace import Phase, Trace, annotations_at
from tests.engine.graphs import chain, network_a


def story(graph: Graph) -> Trace:
    return Trace(record(graph).evaluate())


def test_network_a_has_twelve_forward_twelve_backward_and_three_update_steps() -> None:
    trace = story(network_a())
    counts = [sum(step.phase is phase for step in trace) for phase in Phase]
    assert counts == [12, 12, 3]
    assert (trace.forward_end, trace.backward_end, len(trace)) == (12, 24, 27)
    names = [trace.tape.nodes[step.slot].name for step in trace]
    assert names[:12] == [
        "x", "y", "w1", "w2", "b1", "m1", "z1", "o1", "m2", "o", "yhat", "L",
    ]  # fmt: skip
    assert names[12:24] == names[11::-1]
    assert names[24:] == ["w1", "w2", "b1"]
    step = trace.step(17)
    assert (step.phase, names[16], step.node, step.number) == (Phase.BACKWARD, "o1", "n8", 17)


def test_a_step_takes_part_with_the_edges_into_its_node() -> None:
    trace = story(network_a())
    tape = trace.tape
    forward = trace.step(10)
    assert [tape.edges[row] for row in forward.rows] == [
        Edge("n1", "n10", "x1"),
        Edge("n9", "n10", "x2"),
    ]
    backward = trace.step(15)
    assert backward.rows == forward.rows
    assert trace.step(25).rows == ()
    assert [tape.edges[row].target for row in trace.rows_out_of(tape.slot("x"))] == ["n6", "n10"]
    assert trace.rows_out_of(tape.slot("L")) == ()


def test_levels_come_in_order_and_the_reverse_pass_begins_at_the_output() -> None:
    trace = story(network_a())
    level = trace.tape.level
    forward = [level[step.slot] for step in trace if step.phase is Phase.FORWARD]
    backward = [level[step.slot] for step in trace if step.phase is Phase.BACKWARD]
    assert forward == sorted(forward)
    assert backward == sorted(backward, reverse=True)
    assert trace.step(13).node == "n12"


def test_only_what_the_output_depends_on_is_travelled_back() -> None:
    graph = network_a()
    graph.add_constant(2.0, "c")
    graph.add("multiply", "c", "o1", name="k")
    graph.add_parameter("unused", 1.0)
    graph.output = graph.resolve("k")
    trace = story(graph)
    backward = {trace.tape.nodes[s.slot].name for s in trace if s.phase is Phase.BACKWARD}
    assert backward == {"k", "o1", "z1", "m1", "b1", "w1", "x"}
    updated = {trace.tape.nodes[s.slot].name for s in trace if s.phase is Phase.UPDATE}
    assert updated == {"b1", "w1"}


def test_what_is_not_trained_is_not_updated() -> None:
    from dataclasses import replace

    graph = network_a()
    graph.revise(replace(graph.find("w2"), trainable=False))
    trace = story(graph)
    assert [trace.tape.nodes[trace.step(number).slot].name for number in (25, 26)] == ["w1", "b1"]
    assert len(trace) == 26


def test_a_forward_pass_alone_has_no_more_steps() -> None:
    trace = Trace(record(network_a()).evaluate(gradient=False))
    assert len(trace) == trace.forward_end == trace.backward_end == 12
    assert not annotations_at(trace, 12).gradients.any()


def test_an_empty_story() -> None:
    trace = story(Graph())
    assert len(trace) == 0
    assert list(trace) == []
    assert annotations_at(trace, 0).step is None


@pytest.mark.parametrize("number", [0, 28, -1])
def test_there_is_no_step_outside(number: int) -> None:
    with pytest.raises(
        IndexError, match=f"the trace has 27 steps, so none has the number {number}"
    ):
        story(network_a()).step(number)


def test_steps_of_a_node() -> None:
    graph = network_a()
    graph.add_input("u")
    trace = story(graph)
    assert [trace.step_of("n3", phase) for phase in Phase] == [3, 22, 25]
    assert [trace.step_of("n1", phase) for phase in Phase] == [1, 24, None]
    assert trace.step_of("n13", Phase.FORWARD) is None
    forward = Trace(record(graph).evaluate(gradient=False))
    assert forward.step_of("n3", Phase.BACKWARD) is None
    for step in trace:
        assert trace.step_of(step.node, step.phase) == step.number


def test_what_is_known_after_some_steps() -> None:
    trace = story(network_a())
    tape = trace.tape

    def known(position: int) -> tuple[set[str], set[str], set[tuple[str, str]]]:
        shown = annotations_at(trace, position)
        assert shown.position == position
        return (
            {tape.nodes[slot].name for slot in np.flatnonzero(shown.values)},
            {tape.nodes[slot].name for slot in np.flatnonzero(shown.gradients)},
            {
                (tape.nodes[tape.source[row]].name, tape.nodes[tape.target[row]].name)
                for row in np.flatnonzero(shown.flows)
            },
        )

    assert known(0) == (set(), set(), set())
    assert known(2)[0] == {"x", "y"}
    values, gradients, flows = known(14)
    assert len(values) == 12
    assert gradients == {"L", "yhat"}
    assert flows == {("yhat", "L"), ("y", "L"), ("o", "yhat")}
    assert len(known(24)[1]) == 12
    assert known(27) == known(24)
    assert annotations_at(trace, 17).step == trace.step(17)


@given(st.data())
def test_annotations_are_pure_and_only_grow(data: st.DataObject) -> None:
    trace = story(chain(data.draw(st.integers(1, 6))))
    positions = st.integers(0, len(trace))
    before, after = sorted((data.draw(positions), data.draw(positions)))
    early, late = annotations_at(trace, before), annotations_at(trace, after)
    again = annotations_at(trace, before)
    for name in ("values", "gradients", "flows"):
        assert not np.any(getattr(early, name) & ~getattr(late, name))
        assert np.array_equal(getattr(early, name), getattr(again, name))
    new = [
        getattr(late, name).sum() - getattr(early, name).sum() for name in ("values", "gradients")
    ]
    assert sum(new) == after - before


def test_constants_carry_no_gradient() -> None:
    graph = Graph()
    graph.add_constant(2.0, "c")
    graph.add_input("x", 3.0)
    graph.add("multiply", "c", "x", name="y")
    trace = story(graph)
    shown = annotations_at(trace, len(trace))
    tape = trace.tape
    assert not shown.gradients[tape.slot("c")]
    assert not shown.flows[tape.rows[Edge("n1", "n3", "x1")]]
    assert shown.flows[tape.rows[Edge("n2", "n3", "x2")]]
