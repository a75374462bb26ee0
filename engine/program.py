"""Programs: a graph as text, one statement a line.

Statements are ``input x = 1``, ``param w = 0.5``, ``constant c = 2``, ``y = formula``,
``override y.x = formula`` and ``output y``. A name is assigned once and before it is used; a name
that is only used becomes an input without a value.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from engine.calculus.printing import to_text
from engine.calculus.tree import Apply, Name, Number, Tree, names_in
from engine.calculus.walk import fold
from engine.errors import ExpressionError, NameTakenError, ValueFormatError
from engine.expression import parse_tokens
from engine.graph import Edge, Graph, Node, check_name
from engine.listing import print_program, tree_of
from engine.operation import get_operation
from engine.override import OWN_VALUE, parse_override
from engine.tokens import Token, tokenize
from engine.values import Value, parse_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "DECLARATIONS",
    "MAXIMAL_LENGTH",
    "MAXIMAL_NODES",
    "Statement",
    "build_graph",
    "parse",
    "print_program",
    "tree_of",
]

MAXIMAL_LENGTH = 5_000_000
"""Characters that a program may have."""

MAXIMAL_NODES = 100_000
"""Nodes that a program may make."""

DECLARATIONS = {"input": "input", "param": "parameter", "constant": "constant"}
"""The words that declare leaves, and their operations."""

_COMMENT = re.compile(r"#[^\n]*")


def parse(text: str) -> Graph:
    """Read a program.

    The last assignment is the graph's output unless an ``output`` statement names another.

    Raises
    ------
    ExpressionError
        With the line and column, and what was expected there.

    Examples
    --------
    >>> graph = parse("input x = 1; param w = 0.5; y = sigmoid(w*x)")
    >>> [(node.name, node.operation) for node in graph.nodes()]
    [('x', 'input'), ('w', 'parameter'), ('', 'multiply'), ('y', 'sigmoid')]
    >>> graph.output == graph.resolve("y")
    True
    >>> parse("y = x^2; x = 3")
    Traceback (most recent call last):
    ...
    engine.errors.ExpressionError: column 10: “x” is used in line 1, before this; move this up
    """
    if len(text) > MAXIMAL_LENGTH:
        raise ExpressionError(f"a program may have at most {MAXIMAL_LENGTH} characters", column=1)
    text = text.removeprefix("\ufeff")
    return build_graph(list(_statements(text)), text)


def build_graph(
    statements: Sequence[Statement], text: str, arrays: Mapping[str, Value] | None = None
) -> Graph:
    """Make the graph of a program's statements.

    Parameters
    ----------
    statements
        The statements.
    text
        What they were split from; arrays in brackets are read from it.
    arrays
        Arrays of numbers by the names that stand for them in the statements.

    Raises
    ------
    ExpressionError
        As `parse`.
    """
    builder = _Builder(text, statements, arrays or {})
    for statement in statements:
        builder.take(statement)
    return builder.finish()


class Statement(NamedTuple):
    """The tokens of one statement and the ``end`` token after them."""

    tokens: list[Token]
    end: Token

    def at(self, index: int) -> Token:
        """Return a token, or the end when there are not as many."""
        return self.tokens[index] if index < len(self.tokens) else self.end

    def kinds(self, *kinds: str) -> bool:
        """Whether the statement begins with tokens of these kinds."""
        return all(self.at(index).kind == kind for index, kind in enumerate(kinds))

    def rest(self, index: int) -> list[Token]:
        """Return the tokens from one on, closed by the end."""
        return [*self.tokens[index:], self.end]

    @property
    def target(self) -> str:
        """The name that the statement assigns, or nothing."""
        if self.kinds("name", "="):
            return self.tokens[0].text
        is_declaration = self.kinds("name", "name") and self.tokens[0].text in DECLARATIONS
        return self.tokens[1].text if is_declaration else ""


def _statements(text: str) -> Iterator[Statement]:
    """Split a program at its line ends and semicolons, those inside of an array left alone."""
    tokens: list[Token] = []
    brackets: list[Token] = []
    for token in tokenize(text):
        if token.kind == "[":
            brackets.append(token)
        elif token.kind == "]" and brackets:
            brackets.pop()
        if token.kind == "end" and brackets:
            raise brackets[0].error("the array needs a closing bracket “]”")
        is_separator = token.kind in {"newline", ";", "comment", "end"}
        if not is_separator:
            tokens.append(token)
        elif not brackets and tokens:
            yield Statement(tokens, token._replace(kind="end"))
            tokens = []


class _Builder:
    """Makes the graph, statement by statement."""

    def __init__(
        self, text: str, statements: Sequence[Statement], arrays: Mapping[str, Value]
    ) -> None:
        self._text = text
        self._arrays = arrays
        self._graph = Graph()
        self._assigned = {statement.target for statement in statements}
        names = {token.text for statement in statements for token in statement.tokens}
        self._ids = (f"n{number}" for number in count(1) if f"n{number}" not in names)
        self._scope: dict[str, str] = {}
        self._places: dict[str, Token] = {}
        self._assumed: set[str] = set()
        self._output: Token | None = None
        self._last: str | None = None

    def take(self, statement: Statement) -> None:
        """Add what one statement says."""
        word = statement.tokens[0].text
        if statement.kinds("name", "="):
            self._assign(statement)
        elif statement.kinds("name", "name") and word in DECLARATIONS:
            self._declare(DECLARATIONS[word], statement)
        elif statement.kinds("name", "name") and word == "override":
            self._override(statement)
        elif statement.kinds("name", "name") and word == "output":
            self._choose_output(statement)
        elif word in DECLARATIONS or word in {"override", "output"}:
            raise statement.at(1).error(f"a name was expected after “{word}”")
        elif statement.kinds("name"):
            raise statement.at(1).error(f"“=” was expected after “{word}”")
        else:
            raise statement.at(0).error("a statement begins with a name, as in “y = x + 1”")
        if len(self._graph) > MAXIMAL_NODES:
            raise statement.at(0).error(f"a program may make at most {MAXIMAL_NODES} nodes")

    def finish(self) -> Graph:
        """Set the output and return the graph."""
        self._graph.output = self._last
        if self._output is not None:
            self._graph.output = self._known(self._output)
        return self._graph

    # ------------------------------------------------------------------ statements

    def _declare(self, operation: str, statement: Statement) -> None:
        name = statement.at(1)
        self._check_new(name)
        value = None
        if statement.at(2).kind == "=":
            read = self._right_side(statement, 3)
            if isinstance(read, Name | Apply):
                raise statement.at(3).error(
                    f"a number or an array was expected; a formula is assigned "
                    f"without “{statement.at(0).text}”"
                )
            value = read
        elif statement.at(2).kind != "end":
            raise statement.at(2).error(f"“=” was expected after “{name.text}”")
        self._define(name, self._insert(operation, name.text, value))

    def _assign(self, statement: Statement) -> None:
        name = statement.at(0)
        self._check_new(name)
        read = self._right_side(statement, 2)
        if not isinstance(read, Name | Apply):
            self._define(name, self._insert("input", name.text, read))
            return
        if name.text in names_in(read):
            place = _place_of(name.text, statement)
            raise place.error(f"“{name.text}” cannot be part of its own formula")
        made = self._build(read, name.text, statement)
        self._define(name, made)
        self._last = made

    def _override(self, statement: Statement) -> None:
        name = statement.at(1)
        if not statement.kinds("name", "name", ".", "name", "="):
            raise name.error("an override is written “override NAME.PORT = formula”")
        node = self._graph.node(self._known(name))
        port, formula = statement.at(3), statement.rest(5)
        ports = self._graph.ports(node.id)
        if node.is_leaf:
            raise name.error(f"{name.text} computes nothing that could be overridden")
        if port.text not in ports:
            raise port.error(f"{name.text} has no port “{port.text}”, only {', '.join(ports)}")
        if port.text in node.overrides:
            raise port.error(f"port “{port.text}” of {name.text} is overridden twice")
        written = to_text(parse_tokens(formula, {*ports, OWN_VALUE}))
        try:
            parse_override(written, ports)
        except ExpressionError as error:
            raise formula[0].error(error.message) from None
        self._graph.revise(replace(node, overrides={**node.overrides, port.text: written}))

    def _choose_output(self, statement: Statement) -> None:
        if self._output is not None:
            raise statement.at(0).error(f"the output is chosen in line {self._output.line} already")
        if statement.at(2).kind != "end":
            raise statement.at(2).error("the end of the line was expected after the output's name")
        self._output = statement.at(1)

    # ------------------------------------------------------------------ names

    def _check_new(self, name: Token) -> None:
        """Raise unless the name may be assigned here."""
        try:
            check_name(name.text)
        except NameTakenError as error:
            raise name.error(error.message) from None
        if name.text in self._assumed:
            line = self._places[name.text].line
            raise name.error(f"“{name.text}” is used in line {line}, before this; move this up")
        if name.text in self._places:
            line = self._places[name.text].line
            raise name.error(f"“{name.text}” is assigned in line {line} already")

    def _define(self, name: Token, node_id: str) -> None:
        self._scope[name.text] = node_id
        self._places[name.text] = name

    def _known(self, name: Token) -> str:
        if name.text not in self._scope:
            raise name.error(f"there is no “{name.text}” yet")
        return self._scope[name.text]

    # ------------------------------------------------------------------ nodes

    def _right_side(self, statement: Statement, start: int) -> Value | Name | Apply:
        """Read a number or an array, or a formula."""
        first, last = statement.at(start), statement.tokens[-1]
        if first.text in self._arrays and len(statement.tokens) == start + 1:
            return self._arrays[first.text]
        if first.kind != "[" or last.kind != "]":
            tree = parse_tokens(statement.rest(start), self._assigned)
            return tree.value if isinstance(tree, Number) else tree
        try:
            return parse_value(_COMMENT.sub(" ", self._text[first.offset : last.offset + 1]))
        except ValueFormatError as error:
            raise first.error(error.message) from None

    def _insert(self, operation: str, name: str = "", value: Value | None = None) -> str:
        node = Node(next(self._ids), operation, name, value)
        self._graph.insert(node)
        return node.id

    def _build(self, formula: Tree, name: str, statement: Statement) -> str:
        """Make the nodes of a formula and return the id of the last one."""

        def make(tree: Tree, operands: list[str | float]) -> str | float:
            if isinstance(tree, Number):
                return tree.value
            if isinstance(tree, Name):
                return self._scope.get(tree.text) or self._assume(tree.text, statement)
            return self._apply(tree, operands, name if tree is formula else "")

        return str(fold(formula, make))

    def _assume(self, name: str, statement: Statement) -> str:
        """Make the leaf that a name stands for which nothing has assigned."""
        if name in self._arrays:
            self._scope[name] = self._insert("constant", "", self._arrays[name])
            return self._scope[name]
        place = _place_of(name, statement)
        self._check_new(place)
        self._define(place, self._insert("input", name))
        self._assumed.add(name)
        self._assigned.add(name)
        return self._scope[name]

    def _apply(self, tree: Apply, operands: Sequence[str | float], name: str) -> str:
        ports = get_operation(tree.operation).port_names(len(operands))
        given = dict(zip(ports, operands, strict=True))
        literals = {port: item for port, item in given.items() if not isinstance(item, str)}
        attributes = {**dict(tree.attributes), **literals}
        node = Node(next(self._ids), tree.operation, name, attributes=attributes)
        self._graph.insert(node)
        for port, source in given.items():
            if isinstance(source, str):
                self._graph.attach(Edge(source, node.id, port))
        return node.id


def _place_of(name: str, statement: Statement) -> Token:
    """Return the token where a formula first uses a name."""
    return next(token for token in statement.tokens[2:] if token.text == name)
