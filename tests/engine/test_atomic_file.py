"""A file is replaced in one step, and that step is on the disk when saving returns."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from engine.atomic_file import copy_atomically, write_atomically
from engine.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


class Disk:
    """Notes what is brought to the disk, and what the file held at that moment."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._fsync = os.fsync
        self.notes: list[tuple[str, bytes | None]] = []

    def fsync(self, handle: int) -> None:
        what = os.fstat(handle)
        folder = self._target.parent.stat()
        if stat.S_ISDIR(what.st_mode):
            assert (what.st_dev, what.st_ino) == (folder.st_dev, folder.st_ino)
        kind = "folder" if stat.S_ISDIR(what.st_mode) else "file"
        self.notes.append((kind, self._target.read_bytes() if self._target.exists() else None))
        self._fsync(handle)


@pytest.mark.skipif(os.name == "nt", reason="only POSIX lets a folder be opened")
@pytest.mark.parametrize("before", [None, b"old"])
def test_the_content_is_brought_to_the_disk_and_then_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: bytes | None
) -> None:
    path = tmp_path / "a.chainrule"
    if before is not None:
        path.write_bytes(before)
    disk = Disk(path)
    monkeypatch.setattr(os, "fsync", disk.fsync)
    write_atomically(path, b"new")
    assert disk.notes == [("file", before), ("folder", b"new")]


def test_a_folder_that_cannot_be_brought_to_the_disk_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fsync = os.fsync

    def refuse_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError("folders cannot be synchronised here")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    path = tmp_path / "a.chainrule"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_copy_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"new")
    target.write_bytes(b"old")
    copy_atomically(source, target)
    assert target.read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_copy_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"new")
    target.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("shutil.copy2", fail)
    with pytest.raises(EngineError, match="the disk is full"):
        copy_atomically(source, target)
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
