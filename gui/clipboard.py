"""Clipboard: pieces of a graph, for other windows as a document and for other programs as text."""

from __future__ import annotations

import contextlib
from typing import cast

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication

from engine.errors import EngineError, ExpressionError, FormatError
from engine.fragment import Fragment, extract, from_text

__all__ = ["FRAGMENT_MIME", "copy", "mime_of", "pasted"]

FRAGMENT_MIME = "application/x-chainrule"
"""A fragment as the text of a document, in UTF-8."""

MAXIMAL_PASTED = 5_000_000


def mime_of(fragment: Fragment) -> QMimeData:
    """Return a fragment as the clipboard holds it.

    The program text is there only when the fragment can be written as one.
    """
    from engine.program import print_program

    mime = QMimeData()
    mime.setData(FRAGMENT_MIME, fragment.to_text().encode())
    # Half a formula cannot be written down; the document above holds it all the same.
    with contextlib.suppress(EngineError):
        mime.setText(print_program(fragment.to_graph()))
    return mime


def copy(fragment: Fragment) -> None:
    """Put a fragment on the clipboard."""
    QGuiApplication.clipboard().setMimeData(mime_of(fragment))


def pasted() -> Fragment:
    """Return what is on the clipboard: a fragment, or text that is read as a program.

    Raises
    ------
    EngineError
        When there is nothing that can be pasted, with the reason.
    """
    # Nothing at all, after somebody has cleared the clipboard, is not in PySide's own declaration.
    mime = cast("QMimeData | None", QGuiApplication.clipboard().mimeData()) or QMimeData()
    if mime.hasFormat(FRAGMENT_MIME):
        return from_text(bytes(mime.data(FRAGMENT_MIME).data()))
    text = mime.text() if mime.hasText() else ""
    if not text.strip():
        raise FormatError(
            QCoreApplication.translate("Clipboard", "there is nothing on the clipboard to paste")
        )
    return _fragment_of_program(text)


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
