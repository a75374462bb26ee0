r"""LaTeX to SVG, without Qt and in any thread.

A drawing has no size and no colours of its own, so one drawing serves every size, theme and screen.
Colours of parts are written ``\textcolor{#0072B2}{x}`` (see `coloured`); everything else is drawn
in the colour that is asked for.
"""

import logging
import re
import threading
from collections import OrderedDict

__all__ = [
    "Drawing",
    "Drawings",
    "coloured",
    "draw",
    "drawing_of",
    "formula_svg",
    "is_known",
    "plain_latex",
]

_log = logging.getLogger(__name__)

_EM = 32.0
"""Size at which drawings are made, in pixels."""

_LONGEST_LATEX = 2000
_KEPT = 512

_TEXTCOLOUR = re.compile(r"\\textcolor\{(#[0-9A-Fa-f]{6})\}")
_ANY_TEXTCOLOUR = re.compile(r"\\textcolor\{[#\w]+\}")
_TIMES = re.compile(r"\\times(?![A-Za-z])")
_PAINT = re.compile(r'"(currentColor|black|paint[a-j]+)"')
_FRAME = re.compile(r'width="\S+" height="\S+" viewBox="\S+ \S+ (\S+) (\S+)"')


def coloured(latex: str, colour: str) -> str:
    r"""LaTeX of a part in a colour of its own.

    Parameters
    ----------
    latex
        Any part of a formula.
    colour
        ``#RRGGBB``; inside a `FormulaLabel` also a token of the theme, such as ``"gradient"``.

    Examples
    --------
    >>> print(coloured("x_1", "#0072B2"))
    \textcolor{#0072B2}{x_1}
    """
    return rf"\textcolor{{{colour}}}{{{latex}}}"


def plain_latex(latex: str) -> str:
    r"""LaTeX without the colours, for pasting elsewhere.

    Examples
    --------
    >>> plain_latex(coloured("x_1", "gradient") + "+ y")
    '{x_1}+ y'
    """
    return _ANY_TEXTCOLOUR.sub("", latex)


class Drawings:
    """The most recent drawings by LaTeX; `None` for what could not be typeset. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, str | None] = OrderedDict()

    def __contains__(self, latex: str) -> bool:
        with self._lock:
            return latex in self._entries

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def get(self, latex: str) -> str | None:
        """Answer a drawing, and count it as used."""
        with self._lock:
            if latex in self._entries:
                self._entries.move_to_end(latex)
            return self._entries.get(latex)

    def put(self, latex: str, drawing: str | None) -> None:
        """Remember a drawing, and forget those not used for longest."""
        with self._lock:
            self._entries[latex] = drawing
            self._entries.move_to_end(latex)
            while len(self._entries) > self._limit:
                self._entries.popitem(last=False)


_drawings = Drawings(_KEPT)
_one_at_a_time = threading.Lock()


class Drawing:
    """A formula's drawing, to be had in any size and colours.

    Parameters
    ----------
    svg
        With numbered colours.
    colours
        What the numbers stand for.
    """

    def __init__(self, svg: str, colours: tuple[str, ...]) -> None:
        self._svg = svg
        self._colours = colours

    def size(self, em: float) -> tuple[float, float]:
        """Width and height in pixels."""
        frame = _FRAME.search(self._svg)
        if frame is None:
            return 0.0, 0.0
        return float(frame[1]) * em / _EM, float(frame[2]) * em / _EM

    def svg(self, em: float, colour: str) -> str:
        """SVG document of a certain size, with ``colour`` where no other is given."""
        width, height = self.size(em)
        paints = {_paint(index): part for index, part in enumerate(self._colours)}
        painted = _PAINT.sub(lambda match: f'"{paints.get(match[1], colour)}"', self._svg)
        sized = f'width="{width:.3f}" height="{height:.3f}" viewBox'
        return re.sub(r'width="\S+" height="\S+" viewBox', sized, painted, count=1)


def is_known(latex: str) -> bool:
    """Whether `drawing_of` has the last word on a formula, be it `None`."""
    return _numbered(latex)[0] in _drawings


def drawing_of(latex: str) -> Drawing | None:
    """Answer the drawing of a formula that was drawn before; it costs next to nothing."""
    numbered, colours = _numbered(latex)
    svg = _drawings.get(numbered)
    return None if svg is None else Drawing(svg, colours)


def draw(latex: str) -> Drawing | None:
    """Draw a formula unless that was done before, and answer what `drawing_of` answers.

    The first call imports the LaTeX library, which takes a tenth of a second.
    """
    numbered = _numbered(latex)[0]
    with _one_at_a_time:
        if numbered not in _drawings:
            _drawings.put(numbered, _drawn(numbered))
    return drawing_of(latex)


def formula_svg(latex: str, size: float, colour: str) -> str | None:
    """SVG of a formula, for a vector export.

    Parameters
    ----------
    latex
        The formula, with `coloured` parts or without.
    size
        Height of the em in pixels.
    colour
        ``#RRGGBB`` of everything that has no colour of its own.

    Returns
    -------
    str or None
        `None` if it cannot be typeset.
    """
    drawing = draw(latex)
    return None if drawing is None else drawing.svg(size, colour)


def _numbered(latex: str) -> tuple[str, tuple[str, ...]]:
    """LaTeX with its colours numbered instead of named, and what the numbers stand for."""
    colours: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in colours:
            colours.append(match[1])
        return rf"\textcolor{{{_paint(colours.index(match[1]))}}}"

    return _TEXTCOLOUR.sub(number, latex), tuple(colours)


def _paint(index: int) -> str:
    # The name of a colour has letters only.
    return "paint" + "".join("abcdefghij"[int(digit)] for digit in str(index))


def _drawn(latex: str) -> str | None:
    if not latex.strip() or len(latex) > _LONGEST_LATEX:
        return None
    # The library's space around × is a third of what TeX leaves there.
    spaced = _TIMES.sub(r"\\,\\times\\,", latex)
    try:
        from ziamath.config import config
        from ziamath.zmath import Latex

        # QtSvg does not draw the <symbol> that SVG 2 would use for glyphs.
        config.svg2 = False
        return Latex(spaced, size=_EM, color="currentColor").svg()
    except Exception as error:  # noqa: BLE001 - the library raises whatever it stumbled over
        # In ASCII: half a surrogate pair is one of the things that cannot be typeset.
        _log.info("shown as plain text, for it cannot be typeset: %a (%a)", latex, error)
        return None
