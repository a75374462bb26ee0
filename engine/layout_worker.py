"""Layout worker: a process of its own that lays out, so that a window can go on and can give up.

It reads one plan a line and answers each with up to two lines: quickly where everything could go,
and later where it had better go. It ends with its standard input. It imports neither Qt nor numpy
nor the graph, and starts in a tenth of a second.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from engine.layout_plan import LayoutPlan, by_graphlay, by_sugiyama

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

__all__ = ["answers", "request", "serve"]


def request(plan: LayoutPlan) -> str:
    """Write a plan as a line.

    >>> request(LayoutPlan({"a": (132.0, 84.0)}, [])).rstrip()
    '{"sizes": {"a": [132.0, 84.0]}, "edges": [], "inside": {}}'
    """
    asked = {
        "sizes": dict(plan.sizes),
        "edges": list(plan.edges),
        "inside": dict(plan.inside),
    }
    return json.dumps(asked) + "\n"


def answers(line: str) -> Iterator[str]:
    """Answer a line with lines: whether it is the last one, and the positions."""
    asked = json.loads(line)
    plan = LayoutPlan(
        {node_id: (width, height) for node_id, (width, height) in asked["sizes"].items()},
        [(source, target, height) for source, target, height in asked["edges"]],
        asked["inside"],
    )
    for is_last, method in ((False, by_sugiyama), (True, by_graphlay)):
        yield json.dumps({"is_last": is_last, "positions": method(plan)}) + "\n"


def serve(asked: TextIO, answered: TextIO) -> None:
    """Answer every line until there are no more."""
    for line in asked:
        for answer in answers(line):
            answered.write(answer)
            answered.flush()


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
