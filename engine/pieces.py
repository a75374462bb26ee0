"""Pieces: parts of a formula about a run, typeset and as plain text at once.

Names are written as they look on the canvas, numbers to six digits. Each piece may carry the
colour of what it means: a value, a gradient, a local derivative, a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.calculus.notation import latex_name, number_latex, plain_name
from engine.calculus.printing import to_latex, to_text
from engine.calculus.tree import Apply, Name, Number, Tree, substitute
from engine.naming import shown_name
from engine.operation import Operation, get_operation
from engine.values import Value, format_number

if TYPE_CHECKING:
    from engine.evaluation import Evaluation
    from engine.graph import Node

__all__ = [
    "OWN_MARK",
    "Colour",
    "Operands",
    "Piece",
    "Scribe",
    "joined",
    "with_signs",
    "without_first_powers",
]

Colour = Callable[[str, str], str]
"""``colour(role, latex)``: the same LaTeX in the colour of a role.

The roles are value, gradient, local and parameter.
"""

OWN_MARK = "§y"
_UPSTREAM_MARK = "§g"
_DIGITS = 6
_OWN_SIGN = re.compile(r"([=(]\s*)-")
_LONGEST_VECTOR = 4
_SIGNS = {r" \cdot ": " · ", " - ": " − ", " + ": " + "}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula, typeset and as plain text."""

    latex: str
    text: str


def joined(sign: str, *pieces: Piece) -> Piece:
    r"""Put a LaTeX sign between pieces: ``" + "``, ``" - "`` or ``r" \cdot "``.

    >>> joined(r" \cdot ", Piece("a", "a"), Piece("b_{1}", "b₁"))
    Piece(latex='a \\cdot b_{1}', text='a · b₁')
    """
    return Piece(
        sign.join(piece.latex for piece in pieces),
        _SIGNS[sign].join(piece.text for piece in pieces),
    )


def with_signs(latex: str) -> str:
    r"""Put a minus sign in braces where it is one number's own.

    The typesetter would space it like a difference.

    >>> print(with_signs(r"a - b = -1 \cdot \left(-2\right)"))
    a - b = {-}1 \cdot \left({-}2\right)
    """
    return _OWN_SIGN.sub(r"\1{-}", latex)


class Operands:
    """The operands of one node as trees: marks where an edge arrives, literals as they are.

    No variable can be called like a mark, so that marks can be replaced by names or numbers.

    Parameters
    ----------
    node
        The node, which is not a leaf.
    slots
        Slots of the nodes whose edges arrive, by port.
    """

    def __init__(self, node: Node, slots: Mapping[str, int]) -> None:
        self.operation: Operation = get_operation(node.operation)
        self.by_mark: dict[str, int | Value] = {}
        operation = self.operation
        literal_ports = [port for port in node.attributes if operation.attribute(port) is None]
        places = [operation.port_index(port) for port in (*slots, *literal_ports)]
        self.ports = operation.port_names(max(places, default=0) + 1)
        self.trees = tuple(
            self._operand(place, slots.get(port), node.attributes.get(port))
            for place, port in enumerate(self.ports)
        )

    def _operand(self, place: int, slot: int | None, literal: Value | None) -> Tree:
        if slot is None and isinstance(literal, float):
            return Number(literal)
        mark = f"§{place}"
        held = slot if slot is not None else literal
        assert held is not None
        self.by_mark[mark] = held
        return Name(mark)


class Scribe:
    """Writes the symbols and numbers of a run.

    Parameters
    ----------
    run
        An evaluation without a batch.
    colour
        How to mark parts of a formula by their role.
    """

    def __init__(self, run: Evaluation, colour: Colour) -> None:
        self.run = run
        self.colour = colour

    def symbol(self, slot: int) -> Piece:
        """Return the name of a node."""
        name = shown_name(self.run.tape.nodes[slot])
        return Piece(latex_name(name), plain_name(name))

    def gradient_symbol(self, slot: int) -> Piece:
        """Return the derivative of the output with respect to a node, as a fraction."""
        assert self.run.output is not None
        return self.fraction(self.run.output, slot, "gradient")

    def fraction(self, above: int, below: int, role: str) -> Piece:
        """Return the derivative of one node with respect to another."""
        top, bottom = self.symbol(above), self.symbol(below)
        latex = rf"\frac{{\partial {top.latex}}}{{\partial {bottom.latex}}}"
        return Piece(self.colour(role, latex), f"∂{top.text}/∂{bottom.text}")

    def number(self, value: Value, role: str) -> Piece:
        """Return a value in the colour of its role; of a large array the shape alone."""
        latex, text = _value_latex(value), _value_text(value)
        return Piece(self.colour(role, latex), text)

    def enclosed(self, value: Value, role: str) -> Piece:
        """Return a value as it stands behind an operator: in parentheses if it is negative."""
        piece = self.number(value, role)
        if not piece.text.startswith("−"):
            return piece
        return Piece(rf"\left({piece.latex}\right)", f"({piece.text})")

    def in_symbols(self, tree: Tree, slot: int, operands: Operands) -> Piece:
        """Return a tree over the marks of a node's operands, with the names of the nodes."""
        pieces = {mark: self._named(held) for mark, held in operands.by_mark.items()}
        pieces[OWN_MARK] = self.symbol(slot)
        return _printed(tree, pieces, {mark: Name(piece.text) for mark, piece in pieces.items()})

    def in_numbers(self, tree: Tree, slot: int, operands: Operands) -> Piece:
        """Return a tree over the marks of a node's operands, with all values put in."""
        return self._with_numbers(tree, self._values(slot, operands))

    def product_in_symbols(self, tree: Tree, slot: int, operands: Operands) -> Piece:
        """Return the gradient of a node times a local derivative, in names."""
        pieces = {mark: self._named(held) for mark, held in operands.by_mark.items()}
        pieces[OWN_MARK] = self.symbol(slot)
        pieces = {mark: self._local(piece) for mark, piece in pieces.items()}
        pieces[_UPSTREAM_MARK] = self.gradient_symbol(slot)
        names = {mark: Name(piece.text) for mark, piece in pieces.items()}
        return _printed(_times_upstream(tree), pieces, names)

    def product_in_numbers(
        self, tree: Tree, slot: int, operands: Operands, upstream: Value
    ) -> Piece:
        """Return the gradient of a node times a local derivative, with all values put in."""
        values = self._values(slot, operands)
        values[_UPSTREAM_MARK] = (upstream, "gradient")
        return self._with_numbers(_times_upstream(tree), values)

    def _local(self, piece: Piece) -> Piece:
        return Piece(self.colour("local", piece.latex), piece.text)

    def _named(self, held: int | Value) -> Piece:
        return self.symbol(held) if isinstance(held, int) else self.number(held, "value")

    def _values(self, slot: int, operands: Operands) -> dict[str, tuple[Value, str]]:
        values = {
            mark: (self.run.value_at(held) if isinstance(held, int) else held, "value")
            for mark, held in operands.by_mark.items()
        }
        values[OWN_MARK] = (self.run.value_at(slot), "value")
        return values

    def _with_numbers(self, tree: Tree, values: Mapping[str, tuple[Value, str]]) -> Piece:
        pieces = {mark: self._operand(value, role) for mark, (value, role) in values.items()}
        trees = {
            mark: Number(_rounded(value)) if isinstance(value, float) else Name(pieces[mark].text)
            for mark, (value, _) in values.items()
        }
        return _printed(tree, pieces, trees)

    def _operand(self, value: Value, role: str) -> Piece:
        """Write a number that the printer takes for a name: a product needs parentheses."""
        piece = self.number(value, role)
        if isinstance(value, float) and r"\cdot" in piece.latex:
            return Piece(rf"\left({piece.latex}\right)", piece.text)
        return piece


def _times_upstream(tree: Tree) -> Tree:
    """Multiply by the gradient of the node, without parentheses around another product."""
    return Apply("multiply", (Name(_UPSTREAM_MARK), *_factors(without_first_powers(tree))))


def _factors(tree: Tree) -> list[Tree]:
    """List the factors of a product, those of products in it too."""
    if isinstance(tree, Apply) and tree.operation == "multiply":
        return [factor for operand in tree.operands for factor in _factors(operand)]
    return [tree]


def without_first_powers(tree: Tree) -> Tree:
    """Write x in place of the x¹ that the power rule leaves of x²."""
    if not isinstance(tree, Apply):
        return tree
    operands = tuple(without_first_powers(operand) for operand in tree.operands)
    if tree.operation == "power" and operands[1] == Number(1.0):
        return operands[0]
    return Apply(tree.operation, operands, tree.attributes)


def _printed(tree: Tree, pieces: Mapping[str, Piece], trees: Mapping[str, Tree]) -> Piece:
    latex = to_latex(tree, {mark: piece.latex for mark, piece in pieces.items()}, digits=_DIGITS)
    text = to_text(substitute(tree, trees))
    return Piece(with_signs(latex), text.replace("*", " · ").replace("-", "−"))


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _value_latex(value: Value) -> str:
    if isinstance(value, float):
        return number_latex(value, _DIGITS)
    if value.ndim == 1 and value.size <= _LONGEST_VECTOR:
        listed = r",\; ".join(number_latex(float(number), _DIGITS) for number in value)
        return rf"\left({listed}\right)"
    return r"\left[" + r" \times ".join(str(size) for size in value.shape) + r"\right]"


def _value_text(value: Value) -> str:
    if isinstance(value, float):
        return format_number(value, _DIGITS)
    if value.ndim == 1 and value.size <= _LONGEST_VECTOR:
        return "(" + ", ".join(format_number(float(number), _DIGITS) for number in value) + ")"
    return "[" + "×".join(str(size) for size in value.shape) + "]"
