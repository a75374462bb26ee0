"""What can go wrong because of what a person drew, typed or opened.

Every error here is a sentence for that person and says where: a node, a port, a line or a column.
A traceback never stands in for one of them.
"""

from __future__ import annotations

__all__ = [
    "CycleError",
    "DomainError",
    "EngineError",
    "ExpressionError",
    "FormatError",
    "NameTakenError",
    "PortError",
    "ShapeError",
    "UnknownNodeError",
    "ValueFormatError",
]


class EngineError(Exception):
    """A mistake in the user's input, told in one sentence.

    Parameters
    ----------
    message
        One sentence that says what is wrong and, where possible, what would be right.
    node, port
        Where in the graph, as a node's id and a port's name.
    line, column
        Where in a text, both counted from 1.
    index
        Where in a sequence that was given as a whole, counted from 0.
    """

    def __init__(
        self,
        message: str,
        *,
        node: str | None = None,
        port: str | None = None,
        line: int | None = None,
        column: int | None = None,
        index: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.node = node
        self.port = port
        self.line = line
        self.column = column
        self.index = index

    def __str__(self) -> str:
        if self.column is None:
            return self.message
        place = f"column {self.column}"
        if self.line is not None and self.line > 1:
            place = f"line {self.line}, {place}"
        return f"{place}: {self.message}"


class CycleError(EngineError):
    """An edge would let a node depend on itself."""


class PortError(EngineError):
    """A port is unknown, already taken, or not there to be taken."""


class ShapeError(EngineError):
    """Tensors whose shapes do not fit each other or the operation."""


class DomainError(EngineError):
    """An argument outside the set on which an operation is defined."""


class FormatError(EngineError):
    """A file that is not a Chainrule document, or not a whole one."""


class ExpressionError(EngineError):
    """A text that is not a formula or a program."""


class NameTakenError(EngineError):
    """A name that another node already has, or that cannot be a name."""


class UnknownNodeError(EngineError):
    """A name or id that no node of the graph has."""


class ValueFormatError(EngineError):
    """A text or an object that is not a number or a rectangular array of numbers."""
