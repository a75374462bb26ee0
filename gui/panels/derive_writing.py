"""Rows of the derive panel as text and as LaTeX, for the clipboard."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from gui.panels.derive_entry import Entry
from gui.typesetting import plain_latex

__all__ = ["copied_latex", "copied_text", "written"]


def written(head: Entry, rows: Sequence[Callable[[], Entry]], as_latex: bool) -> Iterator[str]:
    """Yield all rows in one text, for work in a thread."""
    entries = [head, *(row() for row in rows)]
    yield copied_latex(entries) if as_latex else copied_text(entries)


def copied_text(entries: Iterable[Entry]) -> str:
    """Return rows as plain text."""
    lines: list[str] = []
    for entry in entries:
        indent = "  " * entry.depth
        head = " ".join(part for part in (entry.label, entry.title) if part)
        formulas = [text for _, text in _products(entry)]
        body = [*formulas, *(line.text for line in entry.lines)]
        words = [note.text for note in entry.notes]
        if entry.link_text:
            words.append(entry.link_text)
        lines += [indent + part for part in (head, *(f"  {line}" for line in body)) if part.strip()]
        lines += [f"{indent}  ({word})" for word in words]
    return "\n".join(lines) + "\n"


def copied_latex(entries: Iterable[Entry]) -> str:
    """Return rows as LaTeX: displayed formulas with the words between them."""
    lines: list[str] = []
    for entry in entries:
        head = " ".join(part for part in (entry.label, entry.title) if part)
        words = "; ".join(note.text for note in entry.notes)
        told = f"{head} ({words})" if head and words else head or words
        if told:
            lines.append(rf"\noindent {_escaped(told)}")
        formulas = [latex for latex, _ in _products(entry)]
        formulas += [line.latex or rf"\text{{{_escaped(line.text)}}}" for line in entry.lines]
        lines += [rf"\[ {plain_latex(latex)} \]" for latex in formulas if latex]
    return "\n".join(lines) + "\n"


def _products(entry: Entry) -> list[tuple[str, str]]:
    """Return the three lines that the factors of a row make, as LaTeX and as plain text."""
    latex_signs = {"·": r" \cdot ", "+": " + ", "": " "}
    found = []
    for part in ("symbol", "formula", "number"):
        pieces = [(chip.sign, getattr(chip, part)) for chip in entry.chips]
        if not all(piece.text for _, piece in pieces):
            continue
        latex = "".join(
            latex_signs[sign] + _enclosed(piece.latex, sign, part) for sign, piece in pieces
        )
        text = "".join(
            (f" {sign} " if sign else "") + _enclosed(piece.text, sign, part)
            for sign, piece in pieces
        )
        found.append((latex.strip(), text.strip()))
    return found


def _enclosed(written: str, sign: str, part: str) -> str:
    """Put a factor that is a sum, or negative, into parentheses."""
    is_product = sign != "+"
    bare = plain_latex(written)
    is_loose = bare.lstrip("{").startswith(("-", "−")) or (
        part == "formula" and is_product and re.search(r" [+−-] ", bare) is not None
    )
    if part == "symbol" or not is_loose:
        return written
    return rf"\left({written}\right)" if "\\" in written or "{" in written else f"({written})"


def _escaped(words: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", words).replace("^", r"\^{}")
