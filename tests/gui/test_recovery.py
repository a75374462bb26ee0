from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shiboken6

from engine.document_format import Contents, dump
from engine.edits import SetNode
from gui.document import Document
from gui.recovery import Recovery
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]

KILLED_SESSION = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from engine.edits import SetNode
from gui.document import Document
from gui.recovery import Recovery
application = QCoreApplication([])
document = Document()
document.load(sys.argv[1])
recovery = Recovery(document, folder=Path(sys.argv[2]))
document.perform(SetNode(document.graph.resolve("x"), {"value": 7.0}), "Set x")
recovery.write()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path) -> Iterator[Document]:
    document = Document()
    document.show(Contents(network_a()), None)
    document.save(tmp_path / "work.chainrule")
    yield document
    shiboken6.delete(document)


def change(document: Document) -> None:
    document.perform(SetNode(document.graph.resolve("x"), {"value": 7.0}), "Set x")


def copies(folder: Path) -> list[Path]:
    return list(folder.glob("*.chainrule")) if folder.exists() else []


def test_a_change_is_copied_soon(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "recovery"
    recovery = Recovery(document, document, folder)
    change(document)
    qtbot.waitUntil(lambda: bool(copies(folder)), timeout=4000)
    assert recovery.left_behind() == []


def test_saving_removes_the_copy(document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    recovery = Recovery(document, document, folder)
    change(document)
    recovery.write()
    assert len(copies(folder)) == 1
    document.save()
    assert copies(folder) == []


def test_work_of_a_living_window_is_not_offered(document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    recovery = Recovery(document, document, folder)
    change(document)
    recovery.write()
    assert Recovery(Document(document), document, folder).left_behind() == []


def test_unsaved_work_survives_a_kill(document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    original = tmp_path / "work.chainrule"
    saved = original.read_bytes()
    subprocess.run(
        [sys.executable, "-c", KILLED_SESSION, str(original), str(folder)], cwd=ROOT, check=False
    )
    (found,) = Recovery(document, document, folder).left_behind()
    assert original.read_bytes() == saved
    assert found.original == original
    assert found.contents.graph.find("x").value == 7.0
    change(document)
    assert dump(found.contents) == dump(document.contents)
    found.discard()
    assert Recovery(document, document, folder).left_behind() == []


def test_a_copy_that_cannot_be_read_is_passed_over(document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    folder.mkdir()
    (folder / "half.chainrule").write_text("{")
    assert Recovery(document, document, folder).left_behind() == []


def test_a_folder_that_cannot_be_written_does_not_disturb(
    document: Document, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    recovery = Recovery(document, document, blocked / "recovery")
    change(document)
    recovery.write()
    assert "no recovery copy" in caplog.text
