from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6

from engine.document_format import Contents, save
from gui.document import Document
from gui.file_watch import FileWatch
from tests.networks import network_a

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path) -> Iterator[Document]:
    document = Document()
    path = tmp_path / "work.chainrule"
    save(Contents(network_a()), path)
    document.load(path)
    yield document
    shiboken6.delete(document)


def watch_of(document: Document) -> FileWatch:
    watch = FileWatch(document, document)
    watch.accept()
    return watch


def write_elsewhere(document: Document) -> None:
    """Replace the file, as editors do."""
    graph = network_a()
    graph.add_input("more", 1.0)
    assert document.path is not None
    save(graph, document.path)


def test_a_file_replaced_by_another_program(document: Document, qtbot: QtBot) -> None:
    watch = watch_of(document)
    for _ in range(2):  # the watch must outlive the first replacement
        with qtbot.waitSignal(watch.changed_elsewhere):
            write_elsewhere(document)
        assert watch.is_changed_elsewhere
        watch.accept()
        assert not watch.is_changed_elsewhere


def test_a_file_removed_by_another_program(document: Document, qtbot: QtBot) -> None:
    watch = watch_of(document)
    assert document.path is not None
    with qtbot.waitSignal(watch.gone):
        document.path.unlink()


def test_the_documents_own_writing_is_no_news(
    document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = watch_of(document)
    told: list[object] = []
    watch.changed_elsewhere.connect(told.append)
    watch.hold()
    write_elsewhere(document)
    qtbot.wait(600)
    watch.accept()
    qtbot.wait(600)
    assert told == []


def test_another_document_has_another_file(document: Document, tmp_path: Path) -> None:
    watch = watch_of(document)
    write_elsewhere(document)
    document.new()
    assert not watch.is_changed_elsewhere
