from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from gui.widgets.matrix_model import MatrixModel, read_block


def shown(model: QAbstractItemModel) -> list[list[str]]:
    """Return what the cells say."""
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 2, 3)])
def test_typing_writes_into_the_array(qapp: object, shape: tuple[int, ...]) -> None:
    model = MatrixModel(np.zeros(shape))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    if len(shape) == 3:
        model.show_place((1,))
    assert model.setData(model.index(1, 0), "2,5")
    assert model.array.sum() == 2.5
    assert model.array[(1,) * (len(shape) - 1) + ((0,) if len(shape) > 1 else ())].max() == 2.5
    for nonsense in ("", "x", "[1, 2]", "nan(", "1e999"):
        assert not model.setData(model.index(0, 0), nonsense)
    assert model.array.sum() == 2.5


def test_the_array_given_is_left_alone(qapp: object) -> None:
    array = np.ones((2, 2))
    model = MatrixModel(array)
    model.setData(model.index(0, 0), "7")
    assert array[0, 0] == 1.0
    assert model.array[0, 0] == 7.0


def test_what_cannot_be_edited(qapp: object) -> None:
    model = MatrixModel(np.ones((2, 2)), is_editable=False)
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


def test_resizing_keeps_what_fits(qapp: object) -> None:
    model = MatrixModel(np.arange(6.0).reshape(2, 3))
    model.resize(3, 2)
    assert model.array.tolist() == [[0.0, 1.0], [3.0, 4.0], [0.0, 0.0]]
    assert len(shown(model)) == 3
    with pytest.raises(ValueError, match="at most"):
        model.resize(10_000, 10_000)
    assert model.array.shape == (3, 2)
    vector = MatrixModel(np.arange(3.0))
    vector.resize(2, 1)
    assert vector.array.tolist() == [0.0, 1.0]


def test_a_vector_becomes_a_matrix_with_a_second_column(qapp: object) -> None:
    vector = MatrixModel(np.arange(1.0, 4.0))
    vector.resize(2, 3)
    assert vector.array.tolist() == [[1.0, 0.0, 0.0], [2.0, 0.0, 0.0]]
    vector.resize(2, 1)
    assert vector.array.tolist() == [[1.0], [2.0]]
    row = MatrixModel(np.array([5.0]))
    row.resize(1, 2)
    assert row.array.tolist() == [[5.0, 0.0]]


def test_a_block_goes_as_far_as_the_table(qapp: object) -> None:
    model = MatrixModel(np.zeros((2, 2)))
    model.fill(1, 1, np.full((5, 5), 4.0))
    assert model.array.tolist() == [[0.0, 0.0], [0.0, 4.0]]


def test_colours_behind_numbers(qapp: object) -> None:
    model = MatrixModel(np.array([[-2.0, 0.0], [1.0, np.nan]]))
    role = Qt.ItemDataRole.BackgroundRole
    strong, none = model.data(model.index(0, 0), role), model.data(model.index(0, 1), role)
    weak = model.data(model.index(1, 0), role)
    assert none is None
    assert model.data(model.index(1, 1), role) is None
    assert strong.alpha() > weak.alpha() > 0
    assert strong.name() != weak.name()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\n3\t4\n", [[1.0, 2.0], [3.0, 4.0]]),
        ("1;2,5", [[1.0, 2.5]]),
        ("1 2 3", [[1.0, 2.0, 3.0]]),
        ("−4", [[-4.0]]),
    ],
)
def test_blocks_from_a_spreadsheet(text: str, rows: list[list[float]]) -> None:
    block = read_block(text)
    assert block is not None
    assert block.tolist() == rows


@pytest.mark.parametrize("text", ["", "a", "1 2\n3", "[1, 2]\t3"])
def test_what_is_no_block_of_numbers(text: str) -> None:
    assert read_block(text) is None
