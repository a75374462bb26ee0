"""What is told at a step is what was computed, in the operations' own rules."""

from __future__ import annotations

import re

import pytest

from engine import Graph, parse, record
from engine.explanation import MAXIMAL_BLOCKS, Block, Explanation, explain
from engine.operation import Operation, all_operations
from engine.trace import Phase, Trace
from engine.values import as_value
from tests.networks import NETWORK_A, network_a


def trace_of(program: str) -> Trace:
    return Trace(record(parse(program)).evaluate())


def told(trace: Trace, name: str, phase: Phase, learning_rate: float = 0.1) -> Explanation:
    node_id = trace.tape.nodes[trace.tape.slot(name)].id
    number = trace.step_of(node_id, phase)
    assert number is not None
    return explain(trace, number, learning_rate=learning_rate)


def texts(block: Block) -> list[str]:
    return [line.text for line in block.lines]


@pytest.fixture(scope="module")
def network() -> Trace:
    return trace_of(NETWORK_A)


# ------------------------------------------------------------------ the three kinds of step


def test_nothing_is_told_before_the_first_step(network: Trace) -> None:
    start = explain(network, 0)
    assert start.title == "Nothing computed yet"
    assert start.blocks == ()


def test_a_leaf_says_what_it_holds(network: Trace) -> None:
    weight = told(network, "w2", Phase.FORWARD)
    assert weight.title == "Parameter w₂"
    assert "training" in weight.sentence
    assert texts(weight.blocks[0]) == ["w₂ = −2"]


def test_a_value_is_told_in_symbols_then_in_numbers(network: Trace) -> None:
    explanation = told(network, "z1", Phase.FORWARD)
    assert explanation.title == "Add: z₁"
    assert texts(explanation.blocks[0]) == ["z₁ = m₁ + b₁", "= 0.5 + (−0.5)", "= 0"]
    assert [line.is_result for line in explanation.blocks[0].lines] == [False, False, True]


def test_the_chain_rule_through_the_sigmoid(network: Trace) -> None:
    explanation = told(network, "o1", Phase.BACKWARD)
    assert explanation.title == "Chain rule through σ"
    assert "o₁" in explanation.sentence
    assert "z₁" in explanation.sentence
    [block] = explanation.blocks
    assert texts(block) == [
        "∂L/∂z₁ = ∂L/∂o₁ · ∂o₁/∂z₁",
        "= ∂L/∂o₁ · o₁ · (1 − o₁)",
        "= 0.5 · 0.5 · (1 − 0.5)",
        "= 0.5 · 0.25",
        "= 0.125",
    ]
    [rule] = explanation.rules
    assert rule.heading == "Rule: derivative of the sigmoid"
    assert rule.formula is not None
    assert r"\sigma" in rule.formula.latex
    assert [network.tape.nodes[slot].name for slot in explanation.checkable] == ["z1"]


def test_a_block_knows_its_edge(network: Trace) -> None:
    explanation = told(network, "m2", Phase.BACKWARD)
    rows = [block.row for block in explanation.blocks]
    edges = [network.tape.edges[row] for row in rows if row is not None]
    assert [(edge.target, edge.port) for edge in edges] == [("n9", "x1"), ("n9", "x2")]
    assert [block.heading for block in explanation.blocks] == ["Towards w₂", "Towards o₁"]
    assert len(explanation.rules) == 1


def test_contributions_of_a_fan_out_are_a_sum(network: Trace) -> None:
    explanation = told(network, "x", Phase.BACKWARD)
    assert explanation.blocks[0].heading == "2 contributions arrive and are added"
    assert texts(explanation.blocks[0]) == ["∂L/∂x = 0.0625 + (−0.25)", "= −0.1875"]
    assert explanation.sentence == (
        "A small change of x changes L 0.1875 times as much, the other way."
    )


@pytest.mark.parametrize("program", ["input x = 0; y = ln(x) * x", "input x = 0; y = sqrt(x)"])
def test_a_gradient_that_is_no_finite_number_is_not_told_as_so_many_times(program: str) -> None:
    explanation = told(trace_of(program), "x", Phase.BACKWARD)
    assert explanation.sentence == "How y answers to a small change of x is no finite number."


def test_a_share_of_a_gradient_is_told_as_one(network: Trace) -> None:
    towards_x = told(network, "o", Phase.BACKWARD).blocks[0]
    assert texts(towards_x)[0] == "∂L/∂x through o = ∂L/∂o · ∂o/∂x"
    assert texts(towards_x)[-1] == "= −0.25"


def test_what_is_shared_cannot_be_checked_as_a_whole(network: Trace) -> None:
    checkable = told(network, "o", Phase.BACKWARD).checkable
    assert [network.tape.nodes[slot].name for slot in checkable] == ["m2"]


def test_the_pass_begins_with_one(network: Trace) -> None:
    first = told(network, "L", Phase.BACKWARD).blocks[0]
    assert first.heading == "The pass begins at the output"
    assert texts(first) == ["∂L/∂L = 1"]


def test_an_update_moves_against_the_gradient(network: Trace) -> None:
    explanation = told(network, "w1", Phase.UPDATE, learning_rate=0.1)
    assert texts(explanation.blocks[0]) == [
        "w₁ ← w₁ − α · ∂L/∂w₁",
        "= 0.5 − 0.1 · 0.125",
        "= 0.4875",
    ]
    other = told(network, "w2", Phase.UPDATE, learning_rate=1.0)
    assert texts(other.blocks[0])[-2:] == ["= −2 − 1 · (−0.125)", "= −1.875"]


def test_every_step_ends_with_what_was_computed(network: Trace) -> None:
    for step in network:
        for block in explain(network, step.number).blocks:
            assert block.lines[-1].is_result
            number = float(block.lines[-1].right.text.replace("−", "-"))
            value, gradient = network.run.value_at(step.slot), network.run.gradient_at(step.slot)
            assert isinstance(value, float)
            assert isinstance(gradient, float)
            expected = value if step.phase is Phase.FORWARD else gradient
            if block.row is not None:
                flow = network.run.contribution_at(block.row)
                assert isinstance(flow, float)
                expected = flow
            if step.phase is Phase.UPDATE:
                expected = value - 0.1 * gradient
            assert number == pytest.approx(expected, rel=1e-5)


# ------------------------------------------------------------------ signs, powers, small numbers


def test_a_square_by_the_power_rule_leaves_no_first_power() -> None:
    trace = trace_of("param w = -3; L = w^2")
    block = told(trace, "L", Phase.BACKWARD).blocks[-1]
    assert texts(block)[1:3] == ["= ∂L/∂L · 2 · w", "= 1 · 2 · (−3)"]


def test_a_negative_slope_stands_in_parentheses() -> None:
    trace = trace_of("x = 2; L = 1 - x")
    assert texts(told(trace, "L", Phase.BACKWARD).blocks[-1]) == [
        "∂L/∂x = ∂L/∂L · ∂L/∂x",
        "= ∂L/∂L · (−1)",
        "= 1 · (−1)",
        "= −1",
    ]


def test_a_number_with_a_power_of_ten_stands_in_parentheses_in_a_function() -> None:
    trace = trace_of("x = 1.25e-8; L = ln(x)")
    latex = told(trace, "L", Phase.FORWARD).blocks[0].lines[1].latex
    assert r"\ln \left(1.25 \cdot 10^{-8}\right)" in latex


def test_the_sign_of_a_number_is_not_typeset_as_a_difference() -> None:
    trace = trace_of("x = 2; L = 1 - x")
    explanation = told(trace, "L", Phase.BACKWARD)
    lines = [line.latex for block in explanation.blocks for line in block.lines]
    lines += [rule.formula.latex for rule in explanation.rules if rule.formula]
    assert not any(re.search(r"[=(]\s*-", latex) for latex in lines)


def test_literals_are_numbers_in_both_lines() -> None:
    trace = trace_of("x = 4; L = 2*x")
    assert texts(told(trace, "L", Phase.FORWARD).blocks[0]) == ["L = 2 · x", "= 2 · 4", "= 8"]


def test_the_same_node_at_two_ports_sends_two_contributions() -> None:
    trace = trace_of("x = 3; L = x*x")
    blocks = told(trace, "L", Phase.BACKWARD).blocks
    assert [texts(block)[-1] for block in blocks if block.row is not None] == ["= 3", "= 3"]
    assert texts(told(trace, "x", Phase.BACKWARD).blocks[0]) == ["∂L/∂x = 3 + 3", "= 6"]


def test_an_attribute_is_part_of_the_formula() -> None:
    trace = trace_of("x = 1; L = sigmoid(x, base=3)")
    assert r"\sigma_{3}" in told(trace, "L", Phase.FORWARD).blocks[0].lines[0].latex
    assert texts(told(trace, "L", Phase.BACKWARD).blocks[-1])[1] == "= ∂L/∂L · ln(3) · L · (1 − L)"


# ------------------------------------------------------------------ rules and domains


def test_the_domain_is_told_with_the_value() -> None:
    [card] = told(trace_of("x = 2; L = ln(x)"), "L", Phase.FORWARD).rules
    assert card.condition == "x > 0"


def test_a_condition_on_an_attribute_alone_is_no_domain() -> None:
    assert told(trace_of("x = 1; L = sigmoid(x)"), "L", Phase.FORWARD).rules == ()


def test_an_overridden_derivative_is_called_out() -> None:
    trace = trace_of("x = 1; z = sigmoid(x, base=3); override z.x = y*(1-y); L = z^2")
    explanation = told(trace, "z", Phase.BACKWARD)
    [rule] = explanation.rules
    assert rule.is_override
    assert rule.formula is not None
    assert rule.formula.text == "z · (1 − z)"
    assert texts(explanation.blocks[-1])[1:3] == [
        "= ∂L/∂z · z · (1 − z)",
        "= 1.5 · 0.75 · (1 − 0.75)",
    ]


def test_a_node_whose_operands_are_constant_sends_nothing() -> None:
    graph = Graph()
    graph.add_parameter("w", 2.0)
    graph.add_constant(3.0, name="c")
    graph.add("multiply", "w", "c", name="L")
    trace = Trace(record(graph).evaluate())
    rows = [block.row for block in told(trace, "L", Phase.BACKWARD).blocks]
    assert [trace.tape.edges[row].source for row in rows if row is not None] == ["n1"]


# ------------------------------------------------------------------ large things


def test_only_the_first_of_many_edges_are_told() -> None:
    names = [f"x{place}" for place in range(10)]
    program = "; ".join(f"{name} = 1" for name in names)
    trace = trace_of(f"{program}; L = sum_all".replace("sum_all", " + ".join(names)))
    explanation = told(trace, "L", Phase.BACKWARD)
    assert sum(block.row is not None for block in explanation.blocks) <= MAXIMAL_BLOCKS


def test_a_long_sum_is_cut_short() -> None:
    graph = Graph()
    graph.add_parameter("w", 1.0)
    for place in range(6):
        graph.add("multiply", "w", float(place + 1), name=f"p{place}")
    graph.add("add", *(f"p{place}" for place in range(6)), name="L")
    trace = Trace(record(graph).evaluate())
    assert texts(told(trace, "w", Phase.BACKWARD).blocks[0]) == [
        "∂L/∂w = 1 + 2 + 3 + … + 6",
        "= 21",
    ]


def test_short_vectors_are_written_out_and_matrices_by_their_shape() -> None:
    graph = Graph()
    graph.add_parameter("w", [1.0, -2.0])
    graph.add_input("M", [[1.0] * 3] * 2)
    graph.add("sum", "w", name="s")
    graph.add("sum", "M", name="t")
    graph.add("add", "s", "t", name="L")
    trace = Trace(record(graph).evaluate())
    assert texts(told(trace, "w", Phase.FORWARD).blocks[0]) == ["w = (1, −2)"]
    assert texts(told(trace, "M", Phase.FORWARD).blocks[0]) == ["M = [2×3]"]
    assert texts(told(trace, "w", Phase.BACKWARD).blocks[0]) == ["∂L/∂w = (1, 1)"]
    assert "each number" in told(trace, "w", Phase.BACKWARD).sentence.lower()


def test_colours_are_asked_for_by_role(network: Trace) -> None:
    roles: set[str] = set()

    def colour(role: str, latex: str) -> str:
        roles.add(role)
        return rf"\textcolor{{{role}}}{{{latex}}}"

    for number in range(1, len(network) + 1):
        explain(network, number, colour=colour)
    assert roles == {"value", "gradient", "local", "parameter"}


# ------------------------------------------------------------------ every operation


def small_graph(operation: Operation, operand: object) -> Graph:
    graph = Graph()
    names = []
    for place, port in enumerate(operation.ports):
        names.append(f"u{place}")
        graph.add_parameter(f"u{place}", operand if place == 0 else as_value(0.5))
        assert port
    graph.add(operation.name, *names, name="v")
    graph.add("sum", "v", name="L")
    return graph


@pytest.mark.parametrize("operand", [0.75, [0.25, 0.75]], ids=["number", "vector"])
@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.name)
def test_every_operation_can_be_told(operation: Operation, operand: object) -> None:
    trace = Trace(record(small_graph(operation, operand)).evaluate())
    for step in trace:
        explanation = explain(trace, step.number)
        assert explanation.title
        for block in explanation.blocks:
            assert not any("§" in line.text + line.latex for line in block.lines)


def test_a_hand_built_network_tells_the_same_as_the_program(network: Trace) -> None:
    built = Trace(record(network_a()).evaluate())
    for step in built:
        same = network.step_of(step.node, step.phase)
        assert same is not None
        assert explain(built, step.number) == explain(network, same)
