from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shiboken6

from engine.document_format import Contents, Draft, load, save
from engine.edits import SetNode
from engine.errors import EngineError
from gui.document import Document
from gui.saving import Saving, backup_of
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    document = Document()
    document.show(Contents(network_a()), None)
    yield document
    shiboken6.delete(document)


def set_x(document: Document, value: float, merge_key: str = "") -> None:
    node_id = document.graph.resolve("x")
    document.perform(SetNode(node_id, {"value": value}), "Set x", merge_key=merge_key)


class SlowDisk:
    """A disk that writes when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_write = threading.Event()

        def save_slowly(draft: Draft, path: Path) -> None:
            assert self.may_write.wait(10)
            save(draft, path)

        monkeypatch.setattr("gui.saving.save", save_slowly)


def test_what_is_done_while_saving_stays_unsaved(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, saving, path = SlowDisk(monkeypatch), Saving(document), tmp_path / "a.chainrule"
    set_x(document, 2.0, "drag")
    saving.start(path, keeps_backup=False)
    assert saving.is_running
    set_x(document, 3.0, "drag")  # goes into the step of the undo stack that is being saved
    disk.may_write.set()
    saving.finish()
    assert load(path).find("x").value == 2.0
    assert document.is_modified
    assert document.path == path


def test_a_second_save_waits_for_the_first(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    disk, saving, path = SlowDisk(monkeypatch), Saving(document), tmp_path / "a.chainrule"
    saving.start(path, keeps_backup=False)
    set_x(document, 4.0)
    threading.Timer(0.05, disk.may_write.set).start()
    with qtbot.waitSignals([saving.saved, saving.saved]):
        saving.start(path, keeps_backup=False)
    assert load(path).find("x").value == 4.0
    assert not document.is_modified


def test_the_version_before_is_kept(document: Document, tmp_path: Path) -> None:
    saving, path = Saving(document), tmp_path / "a.chainrule"
    for value in (1.0, 2.0, 3.0):
        set_x(document, value)
        saving.start(path, keeps_backup=True)
        saving.finish()
    assert load(path).find("x").value == 3.0
    assert load(backup_of(path)).find("x").value == 2.0


def test_a_backup_that_cannot_be_made_does_not_stop_saving(
    document: Document, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    saving, path = Saving(document), tmp_path / "a.chainrule"
    backup_of(path).mkdir()
    document.save(path)
    set_x(document, 2.0)
    saving.start(path, keeps_backup=True)
    saving.finish()
    assert load(path).find("x").value == 2.0
    assert "version before" in caplog.text


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from engine.edits import SetNode
from gui.document import Document
from gui.saving import Saving
application = QCoreApplication([])
document = Document()
document.load(sys.argv[1])
document.perform(SetNode(document.graph.resolve("x"), {"value": 2.0}), "Set x")
saving = Saving(document)
saving.failed.connect(print)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
saving.start(Path(sys.argv[1]), keeps_backup=False)
saving.finish()
assert document.is_modified
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits a process as POSIX does")
def test_a_disk_that_fills_up_loses_nothing(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    document.save(path)
    before = path.read_bytes()
    found = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.startswith("cannot save “a.chainrule”")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_save_that_fails_says_so(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    saving = Saving(document)
    set_x(document, 2.0)
    with qtbot.waitSignal(saving.failed) as told:
        saving.start(tmp_path / "none" / "a.chainrule", keeps_backup=True)
        saving.finish()
    assert "no such file or folder" in told.args[0]
    assert document.is_modified
    assert document.path is None
    with pytest.raises(EngineError):
        document.save(tmp_path / "none" / "a.chainrule")
