"""The one door to the files that ship with Chainrule: icons, fonts, themes, lessons, help.

Nobody else builds a path into this folder, so it can move or be packed differently in one place.
"""

import os
from functools import cache
from pathlib import Path

__all__ = ["names", "path", "read_text"]

_ROOT = Path(__file__).resolve().parent


@cache
def path(*parts: str) -> Path:
    """Path of a shipped file or folder.

    Parameters
    ----------
    parts
        Folder names, then the name: ``path("fonts", "Inter-Regular.otf")``.

    Raises
    ------
    FileNotFoundError
        If nothing of that name ships with Chainrule, or the name leads out of the resources.

    Examples
    --------
    >>> path("themes", "light.toml").name
    'light.toml'
    """
    # By its text: following every folder's links takes longer than reading most of the files.
    found = Path(os.path.normpath(_ROOT.joinpath(*parts)))
    shown = "/".join(parts)
    if not found.is_relative_to(_ROOT):
        message = f"“{shown}” leads out of the resources folder"
        raise FileNotFoundError(message)
    if not found.exists():
        message = f"Chainrule ships no resource “{shown}” (looked in {_ROOT})"
        raise FileNotFoundError(message)
    return found


def read_text(*parts: str) -> str:
    """Text of a shipped file, read as UTF-8.

    Raises
    ------
    FileNotFoundError
        If no such file ships with Chainrule.
    """
    found = path(*parts)
    if not found.is_file():
        message = f"the resource “{'/'.join(parts)}” is a folder, not a file"
        raise FileNotFoundError(message)
    return found.read_text(encoding="utf-8")


def names(folder: str, suffix: str = "") -> tuple[str, ...]:
    """Sorted names of what lies directly in a resource folder.

    Parameters
    ----------
    folder
        Folder below the resources, with ``/`` between its parts.
    suffix
        Only names that end with it; it stays part of the name.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.

    Examples
    --------
    >>> names("themes", ".qss")
    ('style.qss',)
    """
    found = path(*folder.split("/"))
    if not found.is_dir():
        message = f"the resource “{folder}” is a file, not a folder"
        raise FileNotFoundError(message)
    entries = (entry.name for entry in found.iterdir() if not entry.name.startswith((".", "__")))
    return tuple(sorted(name for name in entries if name.endswith(suffix)))
