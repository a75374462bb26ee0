"""Explanation: what happens at a step, as sentences, formulas in symbols, and numbers.

The formulas come from the operations' own rules, interpreted as symbols, so what is shown is what
is computed; where a record holds a textbook's form, that is the one shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.autodiff import perturbed_output
from engine.calculus.printing import latex_name, plain_name, to_latex, to_text
from engine.calculus.tree import Apply, Name, Number, Tree, as_tree, substitute
from engine.evaluation import Evaluation
from engine.graph import Node
from engine.maths.symbolic import Symbolic
from engine.naming import shown_name
from engine.operation import Operation, Partial, get_operation
from engine.override import parse_override
from engine.shapes import shape_text
from engine.trace import Phase, Step, Trace
from engine.values import Value, format_number, shape_of

__all__ = ["Block", "Check", "Explanation", "Line", "RuleCard", "central_difference", "explain"]

Colour = Callable[[str, str], str]
"""``colour(role, latex)``: the same LaTeX in the colour of a role: value, gradient, local, parameter."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a formula, typeset and as plain text."""

    latex: str
    text: str
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule of calculus: its name, the rule itself as LaTeX, and when it holds."""

    name: str
    latex: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A formula of several lines with a heading, and the rule that it follows.

    Attributes
    ----------
    row
        Row of the edge table that the formula speaks of, or None.
    """

    heading: str
    lines: tuple[Line, ...]
    rule: RuleCard | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happens at one step."""

    title: str
    sentence: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A gradient beside a central difference of the same quantity.

    Attributes
    ----------
    digits
        To how many leading digits the two agree.
    """

    gradient: float
    difference: float
    digits: int


def explain(
    trace: Trace,
    position: int,
    *,
    learning_rate: float = 0.1,
    colour: Colour = lambda _role, latex: latex,
) -> Explanation:
    """Explain the step that leads to a position of a trace.

    Parameters
    ----------
    position
        From 0, before anything was computed, to the length of the trace.
    learning_rate
        What an update would multiply the gradient with.
    colour
        How to mark parts of a formula by their role.

    Examples
    --------
    >>> from engine import parse, record
    >>> trace = Trace(record(parse("param w = 3; L = w^2")).evaluate())
    >>> explain(trace, 3).title
    'Chain rule through xⁿ'
    >>> [line.text for line in explain(trace, 3).blocks[1].lines]
    ['∂L/∂w = ∂L/∂L · ∂L/∂w', '= ∂L/∂L · 2*w', '= 1 · 2*3', '= 6']
    """
    if position == 0:
        return Explanation(
            "Nothing computed yet",
            "Step forward to compute the first value, or run the whole pass.",
            (),
        )
    step = trace.step(position)
    teller = _Teller(trace, step, learning_rate, colour)
    return {
        Phase.FORWARD: teller.forward,
        Phase.BACKWARD: teller.backward,
        Phase.UPDATE: teller.update,
    }[step.phase]()


class _Teller:
    """Tells about one step."""

    def __init__(self, trace: Trace, step: Step, learning_rate: float, colour: Colour) -> None:
        self.trace = trace
        self.run: Evaluation = trace.run
        self.step = step
        self.learning_rate = learning_rate
        self.colour = colour
        self.node: Node = trace.tape.nodes[step.slot]

    # ------------------------------------------------------------------ the three kinds of step

    def forward(self) -> Explanation:
        value = self.run.value_at(self.step.slot)
        if self.node.is_leaf:
            kind = self.node.operation
            line = self._equation(self._symbol(self.step.slot), [self._number(value, "value")])
            sentence = f"A leaf holds its value; this {kind} computes nothing."
            return Explanation(f"{kind.capitalize()} {self._text(self.step.slot)}", sentence, (Block("", line),))
        operation = get_operation(self.node.operation)
        tree = Apply(
            operation.name,
            tuple(Name(mark) for mark in self._marks(operation)),
            _given_attributes(operation, self.node),
        )
        parts = [self._print(tree, operation, "symbols"), self._print(tree, operation, "numbers")]
        parts.append(self._number(value, "value"))
        lines = self._equation(self._symbol(self.step.slot), parts)
        domain = "; ".join(condition.text for condition in (*operation.domain, *operation.poles))
        rule = RuleCard(operation.title, "", f"defined for {domain}") if domain else None
        return Explanation(
            f"{operation.title}: {self._text(self.step.slot)}", operation.summary, (Block("", lines, rule),)
        )

    def backward(self) -> Explanation:
        blocks = [self._gathered()]
        blocks += [self._sent(row) for row in self.step.rows if self.run.is_sent(row)]
        if self.node.is_leaf:
            return Explanation(
                f"Gradient of {self._text(self.step.slot)}",
                self._meaning_of_gradient(),
                tuple(blocks),
            )
        operation = get_operation(self.node.operation)
        sentence = (
            f"The gradient arriving at {self._text(self.step.slot)} is multiplied by the slope of "
            f"{operation.title.lower()} towards each of its operands."
        )
        return Explanation(f"Chain rule through {operation.symbol}", sentence, tuple(blocks))

    def update(self) -> Explanation:
        slot = self.step.slot
        value, gradient = self.run.value_at(slot), self.run.gradient_at(slot)
        assert gradient is not None
        rate = _Part(_number_latex(self.learning_rate), format_number(self.learning_rate))
        symbol, slope = self._symbol(slot), self._gradient_symbol(slot)
        parts = [
            _Part(rf"{symbol.latex} - \alpha\, {slope.latex}", f"{symbol.text} − α·{slope.text}"),
            _joined(
                " - ",
                self._number(value, "value"),
                _joined(r" \cdot ", rate, self._enclosed(gradient, "gradient")),
            ),
            self._number(value - self.learning_rate * gradient, "parameter"),
        ]
        return Explanation(
            f"Step of descent for {self._text(slot)}",
            "The parameter moves against its gradient, by the learning rate.",
            (Block("", self._equation(symbol, parts, r"\leftarrow", "←")),),
        )

    # ------------------------------------------------------------------ the parts of a backward step

    def _gathered(self) -> Block:
        """How the gradient of the node came about: the seed, or the sum over its edges."""
        slot = self.step.slot
        total = self.run.gradient_at(slot)
        assert total is not None
        arrived = [row for row in self.trace.rows_out_of(slot) if self.run.is_sent(row)]
        parts = []
        if len(arrived) > 1:
            flows = [self.run.contribution_at(row) for row in arrived]
            terms = [self._enclosed(flow, "gradient", first=not place)
                     for place, flow in enumerate(flows) if flow is not None]
            parts.append(_joined(" + ", *terms))
        parts.append(self._number(total, "gradient"))
        heading = f"{len(arrived)} contributions arrive and are added" if len(arrived) > 1 else ""
        if slot == self.run.output:
            heading = "The pass begins at the output with the gradient 1"
        return Block(heading, self._equation(self._gradient_symbol(slot), parts))

    def _sent(self, row: int) -> Block:
        """The contribution that leaves along one edge: upstream times local."""
        edge = self.trace.tape.edges[row]
        operation = get_operation(self.node.operation)
        index = operation.port_index(edge.port)
        source = int(self.trace.tape.source[row])
        upstream = self._gradient_symbol(self.step.slot)
        local_name = self._fraction(self._symbol(self.step.slot), self._symbol(source), "local")
        tree, rule = self._local(operation, index, edge.port)
        gradient, flow = self.run.gradient_at(self.step.slot), self.run.contribution_at(row)
        assert gradient is not None and flow is not None
        product = r" \cdot "
        parts = [
            _joined(product, upstream, local_name),
            _joined(product, upstream, self._print(tree, operation, "symbols", factor=True)),
            _joined(
                product,
                self._number(gradient, "gradient"),
                self._print(tree, operation, "numbers", factor=True),
            ),
            self._number(flow, "gradient"),
        ]
        target = self._gradient_symbol(source)
        if len(self.trace.rows_out_of(source)) > 1:
            target = self._along(target)
        heading = f"Towards {self._text(source)}"
        return Block(heading, self._equation(target, parts), rule, row)

    def _local(self, operation: Operation, index: int, port: str) -> tuple[Tree, RuleCard]:
        """The local partial as a tree over the marks of the operands, and its rule."""
        ports = operation.port_names(len(self._marks(operation)))
        if port in self.node.overrides:
            names = dict(zip(ports, map(Name, self._marks(operation)), strict=True))
            tree = substitute(parse_override(self.node.overrides[port], ports), {**names, "y": Name("§y")})
            return tree, RuleCard("overridden derivative", "", "set by hand on this node")
        partial: Partial = operation.partial(index)
        operands = [
            Number(literal) if isinstance(literal, float) else Name(mark)
            for mark, literal in zip(self._marks(operation), self._literals(operation), strict=True)
        ]
        rule = partial.symbols(
            Symbolic(),
            Name("§y"),
            *operands,
            **operation.full_attributes(self.node.attributes),
            **operation.partial_arguments(index),
        )
        return as_tree(rule), RuleCard(_sentence_case(partial.rule), partial.formula, partial.condition)

    def _meaning_of_gradient(self) -> str:
        slot = self.step.slot
        gradient = self.run.gradient_at(slot)
        output = self._text(self.run.output if self.run.output is not None else slot)
        name = self._text(slot)
        if not isinstance(gradient, float):
            return f"Each number says how strongly {output} answers to that element of {name}."
        if gradient == 0:
            return f"A small change of {name} leaves {output} as it is."
        return f"A small change of {name} changes {output} {format_number(gradient, 4)} times as much."

    # ------------------------------------------------------------------ symbols and numbers

    def _operand_slots(self, operation: Operation) -> dict[int, int]:
        """Slots of the operands that come along edges, by place among the ports."""
        tape = self.trace.tape
        return {
            operation.port_index(tape.edges[row].port): int(tape.source[row])
            for row in self.trace.rows_into(self.step.slot)
        }

    def _literals(self, operation: Operation) -> list[Value | None]:
        """Literal operands by place; None where an edge arrives."""
        slots = self._operand_slots(operation)
        count = max([*slots, *self._literal_places(operation), len(operation.ports) - 1]) + 1
        ports = operation.port_names(count)
        return [
            None if place in slots else self.node.attributes[port]
            for place, port in enumerate(ports)
        ]

    def _literal_places(self, operation: Operation) -> list[int]:
        known = {item.name for item in operation.attributes}
        return [operation.port_index(port) for port in self.node.attributes if port not in known]

    def _marks(self, operation: Operation) -> list[str]:
        """Names that stand for the operands inside trees: no variable can be called like them."""
        return [f"§{place}" for place in range(len(self._literals(operation)))]

    def _print(self, tree: Tree, operation: Operation, kind: str, *, factor: bool = False) -> _Part:
        """A tree over marks as a formula in symbols, or with all numbers put in."""
        slots = self._operand_slots(operation)
        parts: dict[str, _Part] = {"§y": self._named_or_number(self.step.slot, kind)}
        literals = zip(self._marks(operation), self._literals(operation), strict=True)
        for place, (mark, literal) in enumerate(literals):
            if literal is None:
                parts[mark] = self._named_or_number(slots[place], kind)
            else:
                parts[mark] = self._enclosed(literal, "value" if kind == "numbers" else "")
        latex = to_latex(tree, {mark: part.latex for mark, part in parts.items()})
        names: Mapping[str, Tree] = {mark: Name(part.text) for mark, part in parts.items()}
        text = to_text(substitute(tree, names))
        if factor and isinstance(tree, Apply) and get_operation(tree.operation).precedence <= 10:
            return _Part(rf"\left({latex}\right)", f"({text})")
        return _Part(latex, text)

    def _named_or_number(self, slot: int, kind: str) -> _Part:
        if kind == "symbols":
            return self._symbol(slot)
        return self._enclosed(self.run.value_at(slot), "value")

    def _symbol(self, slot: int) -> _Part:
        name = shown_name(self.trace.tape.nodes[slot])
        return _Part(latex_name(name), plain_name(name))

    def _text(self, slot: int) -> str:
        return self._symbol(slot).text

    def _gradient_symbol(self, slot: int) -> _Part:
        output = self.run.output
        assert output is not None
        return self._fraction(self._symbol(output), self._symbol(slot), "gradient")

    def _fraction(self, above: _Part, below: _Part, role: str) -> _Part:
        latex = rf"\frac{{\partial {above.latex}}}{{\partial {below.latex}}}"
        return _Part(self.colour(role, latex), f"∂{above.text}/∂{below.text}")

    def _along(self, part: _Part) -> _Part:
        """The share of a gradient that comes through the active node."""
        here = self._symbol(self.step.slot)
        return _Part(
            rf"\left. {part.latex} \right|_{{{here.latex}}}", f"{part.text} through {here.text}"
        )

    def _number(self, value: Value, role: str) -> _Part:
        latex, text = _value_latex(value), _value_text(value)
        return _Part(self.colour(role, latex) if role else latex, text)

    def _enclosed(self, value: Value, role: str, *, first: bool = False) -> _Part:
        """A number that stands behind an operator: in parentheses where it is negative."""
        part = self._number(value, role)
        if first or not isinstance(value, float) or value >= 0 or value != value:
            return part
        return _Part(rf"\left({part.latex}\right)", f"({part.text})")

    def _equation(
        self, left: _Part, right: Sequence[_Part], sign: str = "=", plain_sign: str = "="
    ) -> tuple[Line, ...]:
        """Lines of an equation: the first has the left side, the last is the result."""
        lines = [Line(f"{left.latex} {sign} {right[0].latex}", f"{left.text} {plain_sign} {right[0].text}")]
        lines += [Line(f"= {part.latex}", f"= {part.text}") for part in right[1:]]
        lines[-1] = Line(lines[-1].latex, lines[-1].text, is_result=True)
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a formula, typeset and as plain text."""

    latex: str
    text: str


def _joined(latex_sign: str, *parts: _Part) -> _Part:
    plain = {r" \cdot ": " · ", " - ": " − ", " + ": " + "}[latex_sign]
    return _Part(latex_sign.join(part.latex for part in parts), plain.join(part.text for part in parts))


def _given_attributes(operation: Operation, node: Node) -> tuple[tuple[str, object], ...]:
    given = {
        item.name: node.attributes[item.name]
        for item in operation.attributes
        if node.attributes.get(item.name, item.default) != item.default
    }
    return tuple(sorted(given.items()))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number_latex(number: float) -> str:
    text = format_number(number, 6, minus="-")
    mantissa, mark, exponent = text.partition("e")
    if mark:
        return rf"{mantissa} \cdot 10^{{{exponent}}}"
    return {"∞": r"\infty", "-∞": r"-\infty", "nan": r"\mathrm{nan}"}.get(text, text)


def _value_latex(value: Value) -> str:
    if isinstance(value, float):
        return _number_latex(value)
    if value.ndim == 1 and value.size <= 4:
        return r"\left(" + r",\; ".join(_number_latex(float(x)) for x in value) + r"\right)"
    return r"\left[" + r" \times ".join(str(size) for size in value.shape) + r"\right]"


def _value_text(value: Value) -> str:
    if isinstance(value, float):
        return format_number(value)
    if value.ndim == 1 and value.size <= 4:
        return "(" + ", ".join(format_number(float(x)) for x in value) + ")"
    return f"[{shape_text(shape_of(value))}]"


def central_difference(run: Evaluation, slot: int) -> Check | None:
    """Compare a scalar node's gradient with central differences, extrapolated once.

    The node is held a little above and below its value, whatever computes it, and everything after
    it is computed anew. None when there is no gradient, or no finite number to compare with.

    Source: Ridders, Advances in Engineering Software 4 (1982) 75–76, first extrapolation.
    """
    gradient = run.gradient_at(slot)
    value = run.value_at(slot)
    if run.output is None or not isinstance(gradient, float) or not isinstance(value, float):
        return None
    h = 1e-3 * max(1.0, abs(value)) if np.isfinite(value) else 1.0
    points = value + h * np.array([1.0, -1.0, 0.5, -0.5])
    above, below, above_half, below_half = perturbed_output(run.tape, run.output, slot, points)
    wide = (above - below) / (points[0] - points[1])
    narrow = (above_half - below_half) / (points[2] - points[3])
    difference = float(narrow + (narrow - wide) / 3)
    if not np.isfinite(difference) or not np.isfinite(gradient):
        return None
    error = abs(difference - gradient) / max(abs(gradient), abs(difference), 1e-300)
    digits = 16 if error == 0 else int(np.clip(np.floor(-np.log10(error)), 0, 16))
    return Check(gradient, difference, digits)
