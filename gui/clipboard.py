"""Clipboard: pieces of a graph, for other windows as a document and for other programs as text."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication

from engine.errors import EngineError, ExpressionError, FormatError
from engine.fragment import Fragment, extract, from_text

if TYPE_CHECKING:
    from engine.graph import Graph

__all__ = ["FRAGMENT_MIME", "Held", "copy", "held", "mime_of", "pasted"]

FRAGMENT_MIME = "application/x-chainrule"
"""A fragment as the text of a document, in UTF-8."""

MAXIMAL_PASTED = 5_000_000


def mime_of(fragment: Fragment, program: Graph | None = None) -> QMimeData:
    """Return a fragment as the clipboard holds it.

    Parameters
    ----------
    fragment
        What is copied.
    program
        What other programs are to get as text, if it can be written; the fragment when None.
    """
    from engine.program import print_program

    mime = QMimeData()
    mime.setData(FRAGMENT_MIME, fragment.to_text().encode())
    # Half a formula cannot be written down; the document above holds it all the same.
    with contextlib.suppress(EngineError):
        mime.setText(print_program(fragment.to_graph() if program is None else program))
    return mime


def copy(fragment: Fragment, program: Graph | None = None) -> None:
    """Put a fragment on the clipboard, and as text a program."""
    QGuiApplication.clipboard().setMimeData(mime_of(fragment, program))


@dataclass(frozen=True, slots=True)
class Held:
    """What the clipboard holds, not read yet.

    Attributes
    ----------
    document
        The text of a document that holds a fragment; empty if there is none.
    text
        What else could be read, as a program.
    """

    document: bytes = b""
    text: str = ""

    @property
    def size(self) -> int:
        """About how many nodes it makes, found without reading it.

        >>> Held(text="x = 1; y = x^2").size
        2
        """
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
    from engine.program import parse

    try:
        graph = parse(text)
    except ExpressionError as error:
        sentence = QCoreApplication.translate(
            "Clipboard", "the text on the clipboard is no program: {0}"
        )
        raise ExpressionError(sentence.format(error)) from None
    return extract(laid_out(graph), graph.node_ids())
