"""Clipboard: pieces of a graph, for other windows as a document and for other programs as text.

Both are written only when somebody asks, and of many nodes in a thread meanwhile: most of what is
copied is pasted here, where neither is needed.
"""

from __future__ import annotations

import atexit
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QByteArray, QCoreApplication, QMimeData, QTimerEvent
from PySide6.QtGui import QGuiApplication

from engine.errors import EngineError, ExpressionError, FormatError
from engine.fragment import Fragment, extract, fragment_of, from_text
from gui.background import Job

if TYPE_CHECKING:
    from engine.excerpt import Excerpt

__all__ = ["FRAGMENT_MIME", "Copied", "Held", "copy", "held", "pasted"]

FRAGMENT_MIME = "application/x-chainrule"
"""A fragment as the text of a document, in UTF-8."""

TEXT_MIME = "text/plain"

MAXIMAL_PASTED = 5_000_000
MANY = 200
"""From so many nodes on they are written in a thread before anybody asks."""

IDLE_MS = 1500
"""How long that waits: what was copied is often pasted at once, and both would be slower."""


class _Written:
    """What an excerpt is in the formats of the clipboard, written once."""

    def __init__(self, excerpt: Excerpt) -> None:
        self._excerpt = excerpt
        self.formats: dict[str, bytes] = {}

    def write(self) -> None:
        """Write all formats; any thread may do that."""
        from engine.program import print_program

        document = fragment_of(self._excerpt).to_text()
        found = {FRAGMENT_MIME: document.encode(errors="replace")}
        # Half a formula cannot be written down; the document above holds it all the same.
        with contextlib.suppress(EngineError):
            found[TEXT_MIME] = print_program(self._excerpt.graph()).encode(errors="replace")
        self.formats = found


class Copied(QMimeData):
    """Nodes on the clipboard, which are written when somebody asks for them.

    Other programs get a program in which what feeds the nodes from outside is an input.

    Attributes
    ----------
    excerpt
        The nodes.
    """

    def __init__(self, excerpt: Excerpt) -> None:
        super().__init__()
        self.excerpt = excerpt
        self._written = _Written(excerpt)
        self._job: Job | None = None
        if len(excerpt.nodes) >= MANY:
            self.startTimer(IDLE_MS)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Write in a thread, unless somebody has asked already."""
        self.killTimer(event.timerId())
        if not self._written.formats:
            self._job = Job(self._written.write)
            self._job.start()

    def _formats(self) -> dict[str, bytes]:
        if self._job is not None:
            self._job.result()
            self._job = None
        elif not self._written.formats:
            self._written.write()
        return self._written.formats

    def formats(self) -> list[str]:
        """Return the formats in which the nodes can be had."""
        return list(self._formats())

    def hasFormat(self, mimetype: str) -> bool:
        """Whether they can be had in a format."""
        return mimetype == FRAGMENT_MIME or mimetype in self._formats()

    def retrieveData(self, mimetype: str, _preferred: Any) -> Any:
        """Return them in a format."""
        content = self._formats().get(mimetype)
        if content is None:
            return None
        return content.decode() if mimetype == TEXT_MIME else QByteArray(content)


def copy(excerpt: Excerpt) -> None:
    """Put some nodes on the clipboard."""
    # At the end Qt destroys what is on the clipboard, when Python is no more.
    atexit.unregister(_leave_plain)
    atexit.register(_leave_plain)
    QGuiApplication.clipboard().setMimeData(Copied(excerpt))


def _leave_plain() -> None:
    """Leave on the clipboard what needs no Python to be read."""
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    copied = clipboard.mimeData()
    if isinstance(copied, Copied):
        document, text = copied.data(FRAGMENT_MIME), copied.text()
        # Unlike any that is made here, the data that this makes are none of Python's.
        clipboard.setText(text)
        clipboard.mimeData().setData(FRAGMENT_MIME, document)


@dataclass(frozen=True, slots=True)
class Held:
    """What the clipboard holds, not read yet.

    Attributes
    ----------
    document
        The text of a document that holds a fragment; empty if there is none.
    text
        What else could be read, as a program.
    excerpt
        Nodes that were copied here, so that they need not be read.
    """

    document: bytes = b""
    text: str = ""
    excerpt: Excerpt | None = None

    @property
    def size(self) -> int:
        """About how many nodes it makes, found without reading it.

        >>> Held(text="x = 1; y = x^2").size
        2
        """
        if self.excerpt is not None:
            return len(self.excerpt.nodes)
        if self.document:
            return self.document.count(b'"operation"')
        return self.text.count("\n") + self.text.count(";") + 1

    def read(self) -> Fragment:
        """Read it; this touches nothing but what it holds, so any thread may do it.

        Raises
        ------
        EngineError
            When there is nothing that can be pasted, with the reason.
        """
        if self.excerpt is not None:
            return fragment_of(self.excerpt)
        if self.document:
            return from_text(self.document)
        if not self.text.strip():
            raise FormatError(
                QCoreApplication.translate(
                    "Clipboard", "there is nothing on the clipboard to paste"
                )
            )
        return _fragment_of_program(self.text)


def held() -> Held:
    """Return what is on the clipboard."""
    # Nothing at all, after somebody has cleared the clipboard, is not in PySide's own declaration.
    mime = cast("QMimeData | None", QGuiApplication.clipboard().mimeData()) or QMimeData()
    if isinstance(mime, Copied):
        return Held(excerpt=mime.excerpt)
    if mime.hasFormat(FRAGMENT_MIME):
        return Held(bytes(mime.data(FRAGMENT_MIME).data()))
    return Held(text=mime.text() if mime.hasText() else "")


def pasted() -> Fragment:
    """Return what is on the clipboard: a fragment, or text that is read as a program.

    Raises
    ------
    EngineError
        When there is nothing that can be pasted, with the reason.
    """
    return held().read()


def _fragment_of_program(text: str) -> Fragment:
    if len(text) > MAXIMAL_PASTED:
        raise FormatError(
            QCoreApplication.translate("Clipboard", "the text on the clipboard is too long")
        )
    from engine.layout import laid_out
    from engine.reading import read_program

    try:
        graph = read_program(text)
    except ExpressionError as error:
        sentence = QCoreApplication.translate(
            "Clipboard", "the text on the clipboard is no program: {0}"
        )
        raise ExpressionError(sentence.format(error)) from None
    return extract(laid_out(graph), graph.node_ids())
