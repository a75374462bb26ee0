"""Icons as coloured SVG files, the form in which both style sheets and QIcon take them.

The shipped drawings use ``currentColor``, which neither a style sheet nor QIcon can fill in.
A coloured copy goes into a temporary folder of this process and is drawn by Qt's own SVG engine,
so it stays sharp at every size and pixel ratio.
"""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import resources

__all__ = ["icon_file"]


@cache
def _folder() -> Path:
    """Folder of the coloured copies; it vanishes with the process."""
    folder = tempfile.mkdtemp(prefix="chainrule-icons-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def icon_file(name: str, colour: str) -> str:
    """Path of an icon drawn in one colour.

    Parameters
    ----------
    name
        Icon name without suffix, as in ``resources/icons``.
    colour
        ``#RRGGBB``.

    Returns
    -------
    str
        Path with forward slashes, ready for ``url("…")`` in a style sheet.

    Raises
    ------
    FileNotFoundError
        If no icon of that name ships with Chainrule.
    """
    drawing = resources.read_text("icons", f"{name}.svg").replace("currentColor", colour)
    copy = _folder() / f"{name}-{colour.lstrip('#')}.svg"
    copy.write_text(drawing, encoding="utf-8")
    return copy.as_posix()
