"""Inquiry worker: a process of its own that answers one inquiry, and imports nothing of Qt.

It reads what is asked from its standard input and writes the answers to its standard output, each
with its length before it. Both ends are this program's own: nothing from a file or a person is read
this way.
"""

from __future__ import annotations

import sys
from functools import partial
from multiprocessing.reduction import ForkingPickler
from typing import TYPE_CHECKING, Any

from engine.inquiries import answer

if TYPE_CHECKING:
    from typing import IO

__all__ = ["receive", "send", "serve"]

_LENGTH_BYTES = 8


def send(stream: IO[bytes], sent: object) -> None:
    """Write data, so that `receive` at the other end returns the same."""
    packed = bytes(ForkingPickler.dumps(sent))
    stream.write(len(packed).to_bytes(_LENGTH_BYTES, "big") + packed)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read what was sent, waiting for it.

    Raises
    ------
    EOFError
        When nothing more comes.

    Examples
    --------
    >>> from io import BytesIO
    >>> stream = BytesIO()
    >>> send(stream, ("x", 1.5))
    >>> _ = stream.seek(0)
    >>> receive(stream)
    ('x', 1.5)
    """
    length = int.from_bytes(_exactly(stream, _LENGTH_BYTES), "big")
    return ForkingPickler.loads(_exactly(stream, length))


def _exactly(stream: IO[bytes], count: int) -> bytes:
    found = stream.read(count)
    if len(found) < count:
        raise EOFError
    return found


def serve(asked: IO[bytes], answered: IO[bytes]) -> None:
    """Answer one inquiry."""
    work, arguments = receive(asked)
    answer(partial(send, answered), work, arguments)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
