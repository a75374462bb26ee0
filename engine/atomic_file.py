"""Files written whole or not at all, and read up to a limit.

A kill, a crash or a full disk at any moment leaves the old file or the new one.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["copy_atomically", "file_problem", "read_bytes", "write_atomically"]

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EACCES: "you have no permission",
    errno.EPERM: "you have no permission",
    errno.EROFS: "the disk is read-only",
    errno.ENOENT: "there is no such file or folder",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "its links lead in a circle",
    errno.EFBIG: "the file is larger than the disk allows",
}


def file_problem(doing: str, path: Path, error: OSError) -> EngineError:
    """Return the sentence for what the system says about a file.

    >>> from pathlib import Path
    >>> str(file_problem("read", Path("a/b.csv"), FileNotFoundError(errno.ENOENT, "")))
    'cannot read “b.csv”: there is no such file or folder'
    """
    reason = _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
    return EngineError(f"cannot {doing} “{path.name or path}”: {reason}")


def read_bytes(path: Path, limit: int) -> bytes:
    """Read a file, at most one byte more than `limit`, so that the caller can tell.

    Raises
    ------
    EngineError
        With a sentence that says why it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise file_problem("open", path, error) from None
    except ValueError:
        raise EngineError(f"cannot open {str(path)!r}: this is no path") from None


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` in a file's place in one step, keeping its permissions.

    A symbolic link is followed, and keeps pointing to where it did.

    Raises
    ------
    EngineError
        With a sentence that says why it cannot be written; the old file is as it was.
    """
    try:
        target = path.resolve()
        _replace(target, _mode_to_keep(target), content)
    except OSError as error:
        raise file_problem("save", path, error) from None
    except RuntimeError:  # what resolve() raised for a circle of links before Python 3.13
        loop = OSError(errno.ELOOP, "")
        raise file_problem("save", path, loop) from None
    except ValueError:
        raise EngineError(f"cannot save {str(path)!r}: this is no path") from None


def copy_atomically(source: Path, target: Path) -> None:
    """Put a copy of a file in another one's place in one step, with its permissions and times.

    Raises
    ------
    EngineError
        With a sentence that says why it cannot be copied; what was in that place is as it was.
    """
    temporary = _beside(target)
    try:
        shutil.copy2(source, temporary)
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise file_problem("keep the version before in", target, error) from None


def _beside(target: Path) -> Path:
    """Return a name for a file that is to take a target's place."""
    return target.with_name(f".chainrule-{secrets.token_hex(8)}.tmp")


def _mode_to_keep(target: Path) -> int | None:
    """Permissions of the file that is to be replaced, None where there is none.

    Replacing asks no permission of the file itself, so a write-protected one is refused here.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    return stat.S_IMODE(mode)


def _replace(target: Path, mode: int | None, content: bytes) -> None:
    temporary = _beside(target)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, on systems that let a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
