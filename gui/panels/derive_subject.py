"""What the derive panel differentiates: an output with respect to a leaf, at the present point."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from engine.calculus.notation import plain_name
from engine.calculus.paths import Paths
from engine.graph import Edge, Graph, Node
from engine.inquiries import Work
from engine.naming import shown_name
from engine.tape import record
from gui.panels.derive_entry import Entry
from gui.typesetting import coloured

if TYPE_CHECKING:
    from engine.calculus.derivation import Derivation
    from engine.calculus.point_value import Point
    from engine.calculus.step_places import StepPlaces
    from engine.evaluation import Evaluation

__all__ = ["Account", "Row", "Subject", "prepared", "translated"]

Row = Callable[[], Entry]
"""A row that is made when it comes into sight."""


def translated(text: str) -> str:
    """Return a sentence of the derive panel in the language of the interface."""
    return QCoreApplication.translate("Derive", text)


def _in_colour(role: str, latex: str) -> str:
    return coloured(latex, role)


class Subject:
    """One derivative, and what is known about it.

    Parameters
    ----------
    graph
        The graph.
    run
        An evaluation of it with the gradient of the output; None if there is none.
    output, wrt
        Ids of the nodes.
    """

    def __init__(self, graph: Graph, run: "Evaluation | None", output: str, wrt: str) -> None:
        self.graph = graph
        self.run = run
        self.output = output
        self.wrt = wrt

    @property
    def output_name(self) -> str:
        """What the output is called."""
        return plain_name(shown_name(self.graph.node(self.output)))

    @property
    def wrt_name(self) -> str:
        """What the variable is called."""
        return plain_name(shown_name(self.graph.node(self.wrt)))

    @cached_property
    def parts(self) -> tuple[tuple[Node, ...], tuple[Edge, ...], str, str]:
        """All of it as plain data, for work in a thread."""
        return tuple(self.graph.nodes()), tuple(self.graph.edges()), self.output, self.wrt

    @cached_property
    def paths(self) -> Paths | None:
        """The ways from the variable to the output; None where nothing can be computed."""
        slot = None if self.run is None else self.run.tape.slots.get(self.wrt)
        if self.run is None or self.run.output is None or slot is None:
            return None
        return Paths(self.run, slot, _in_colour)

    @cached_property
    def derivation(self) -> "Derivation":
        """The derivation of the expression; raises an EngineError where there is none."""
        from engine.calculus.comparison import check_numbers
        from engine.calculus.graph_derivation import derivation_in_graph

        check_numbers(self.graph, self.output)
        return derivation_in_graph(self.graph, self.output, self.wrt)

    @cached_property
    def places(self) -> "StepPlaces":
        """The nodes that the steps of the derivation speak of."""
        from engine.calculus.step_places import StepPlaces

        return StepPlaces(self.graph, self.output, self.derivation)

    @cached_property
    def point(self) -> "Point":
        """The values of the leaves."""
        from engine.calculus.comparison import point_of

        return point_of(self.graph, self.derivation)

    @cached_property
    def has_values(self) -> bool:
        """Whether every name in the expression has a value."""
        trees = (self.derivation.tree, *self.derivation.definitions.values())
        return all(map(self.point.knows, trees))

    def edges_into(self, node_id: str) -> tuple[Edge, ...]:
        """Return the edges into a node along which the gradient travels towards the variable."""
        paths = self.paths
        slot = None if paths is None else paths.tape.slots.get(node_id)
        if paths is None or slot is None:
            return ()
        return tuple(paths.tape.edges[row] for row in paths.rows_into(slot))

    def prepare(self) -> None:
        """Work out all that takes long in a large graph."""
        from engine.errors import EngineError

        if self.paths is not None:
            self.paths.prepare()
        try:
            self.places  # noqa: B018  worked out once, and kept
        except EngineError:
            return


def prepared(
    nodes: Sequence[Node], edges: Sequence[Edge], output: str, wrt: str
) -> Iterator[Subject]:
    """Yield a subject of which everything is known, on a tape that nobody else uses."""
    graph = Graph.from_parts(nodes, edges, output)
    tape = record(graph)
    run = tape.evaluate(output=output) if output in tape.slots else None
    subject = Subject(graph, run, output, wrt)
    subject.parts = tuple(nodes), tuple(edges), output, wrt
    subject.prepare()
    yield subject


class Account:
    """One way to tell a derivative, row by row.

    Parameters
    ----------
    subject
        The derivative.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    @property
    def has_arrays(self) -> bool:
        """Whether there are arrays on the way from the variable to the output."""
        return self.subject.paths is not None and self.subject.paths.has_arrays

    def rows(self) -> Iterator[Row]:
        """Yield the rows that are quickly found; raises an EngineError where there are none."""
        return iter(())

    def work(self) -> tuple[Work, tuple[Any, ...]] | None:
        """Return what is to be worked out in a thread for the rows after those."""
        return None

    def found(self, _thing: object) -> Sequence[Row]:
        """Return the rows that come of something that the thread has found."""
        return ()
