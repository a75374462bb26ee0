"""The notice bar: what it offers can be clicked as soon as it is told."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.notice_bar import NoticeBar


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 600)
    ground.show()
    return NoticeBar(ground)


def test_an_offer_is_there_at_once_and_the_bar_has_room_for_it(bar: NoticeBar) -> None:
    bar.tell("The disk is full.", stays=True)
    button = bar.offer("Save")
    assert button.isVisible()
    assert bar.rect().contains(button.geometry())


def test_an_offer_that_is_taken_ends_the_sentence(bar: NoticeBar) -> None:
    bar.tell("The disk is full.", stays=True)
    bar.offer("Save").click()
    assert bar.sentence == ""


def test_the_next_sentence_takes_the_offers_of_the_one_before_away(bar: NoticeBar) -> None:
    bar.tell("The disk is full.", stays=True)
    button = bar.offer("Save")
    bar.tell("There is room again.")
    assert button.isHidden()
