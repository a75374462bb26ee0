"""The save file on a disk: permissions, links, failures, and a kill in the middle."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.document_format import load, load_contents, save
from engine.errors import EngineError, FormatError
from engine.graph import Graph
from tests.engine.documents import sample

if TYPE_CHECKING:
    from collections.abc import Callable


ROOT = Path(__file__).parents[2]


def test_a_file_is_saved_and_loaded(tmp_path: Path) -> None:
    path = tmp_path / "ŷ graph.chainrule"
    save(sample(), path)
    first = path.read_bytes()
    assert first.endswith(b"}\n")
    save(load_contents(path), path)
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_of_a_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    path.chmod(0o640)
    save(sample(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"")
    save(sample(), tmp_path / "a.chainrule")
    assert (tmp_path / "a.chainrule").stat().st_mode == other.stat().st_mode


def test_a_symbolic_link_keeps_pointing_at_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "a.chainrule", tmp_path / "link.chainrule"
    link.symlink_to(target)
    save(sample(), link)
    save(Graph(), link)
    assert link.is_symlink()
    assert len(load(target)) == 0
    assert [path.name for path in target.parent.iterdir()] == ["a.chainrule"]


def fail_with(number: int) -> Callable[..., Any]:
    def fail(*_arguments: object, **_more: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("module", "function", "number", "reason"),
    [
        (os, "fsync", errno.ENOSPC, "the disk is full"),
        (os, "fsync", errno.EDQUOT, "your share of the disk is used up"),
        (os, "fsync", errno.EIO, os.strerror(errno.EIO)),
        (Path, "replace", errno.EACCES, "you have no permission"),
        (Path, "open", errno.EROFS, "the disk is read-only"),
    ],
)
def test_a_disk_that_fails_leaves_the_old_file_whole(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    module: Any,
    function: str,
    number: int,
    reason: str,
) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    before = path.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(module, function, fail_with(number))
        with pytest.raises(EngineError) as caught:
            save(Graph(), path)
    assert str(caught.value) == f"cannot save “a.chainrule”: {reason}"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_places_where_nothing_can_be_saved(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    reasons = {
        tmp_path: "it is a folder",
        tmp_path / "missing" / "a.chainrule": "there is no such file or folder",
        file / "a.chainrule": "a part of its path is not a folder",
        tmp_path / ("a" * 300): "the name is too long",
        loop: "its links lead in a circle",
        Path(os.devnull): "it is not an ordinary file",
    }
    for path, reason in reasons.items():
        with pytest.raises(EngineError) as caught:
            save(Graph(), path)
        assert str(caught.value) == f"cannot save “{path.name}”: {reason}"
    with pytest.raises(EngineError, match="this is no path"):
        save(Graph(), tmp_path / "a\0b")


def test_a_write_protected_file_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    # What access() says to people who are not root.
    monkeypatch.setattr(os, "access", lambda *_arguments: False)
    with pytest.raises(EngineError, match=r"you have no permission$"):
        save(Graph(), path)
    assert len(load(path)) == 9


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"^cannot open “no.chainrule”: there is no such file"):
        load(tmp_path / "no.chainrule")
    with pytest.raises(EngineError, match=r"it is a folder$"):
        load(tmp_path)
    with pytest.raises(EngineError, match="this is no path"):
        load("a\0b")
    (tmp_path / "bad.chainrule").write_text('{"format":\n x}', encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        load(tmp_path / "bad.chainrule")
    told = "cannot open “bad.chainrule”: this is not JSON: line 2, column 2: invalid character"
    assert str(caught.value) == told


KILLED_BEFORE_REPLACING = """
import os, signal, sys
from pathlib import Path
from engine.document_format import save
from engine.graph import Graph
Path.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
save(Graph(), sys.argv[1])
"""


def test_a_kill_in_the_middle_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    save(sample(), path)
    before = path.read_bytes()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_REPLACING, str(path)], cwd=ROOT, check=False
    )
    assert killed.returncode < 0
    assert path.read_bytes() == before
    save(Graph(), path)
    assert len(load(path)) == 0
