"""The card of the check panel that tells of the chosen row with every digit."""

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from gui.check_run import verdict_title
from gui.panels.check_model import CheckRow
from gui.theme import set_kind
from gui.value_text import exact_text
from gui.widgets.read_out import ReadOut

__all__ = ["CheckDetail"]

_ROW_HEIGHT = 28


class CheckDetail(QFrame):
    """What the rules say of one number, what the function's own values say, and what that means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_detail")
        set_kind(self, "card")
        self.heading = QLabel(self)
        self.heading.setObjectName("check_detail_title")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        set_kind(self.heading, "strong")
        self.note = QLabel(self)
        self.note.setObjectName("check_note")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(0)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.read_outs: dict[str, ReadOut] = {}
        for name, title, kind, tip in (
            (
                "analytic",
                self.tr("By the rules"),
                "gradient",
                self.tr("The gradient of the reverse pass"),
            ),
            (
                "central",
                self.tr("Central difference"),
                "mono",
                self.tr("(f(x + h) − f(x − h)) / 2h, good to about ten digits"),
            ),
            (
                "complex",
                self.tr("Complex step"),
                "mono",
                self.tr("Im f(x + ih) / h: nothing is subtracted, so that every digit counts"),
            ),
            (
                "ridders",
                self.tr("Extrapolated"),
                "mono",
                self.tr("Ridders' method: central differences with smaller and smaller steps"),
            ),
            ("bar", self.tr("± at most"), "mono", self.tr("How far the extrapolation may be off")),
            (
                "error",
                self.tr("Relative error"),
                "mono",
                self.tr("Up to 1e-7 the gradient agrees, up to 1e-4 it is doubtful"),
            ),
        ):
            self._add(name, title, kind, tip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(13, 9, 9, 10)
        layout.setSpacing(4)
        for part in (self.heading, self.note):
            layout.addWidget(part)
        layout.addLayout(self._form)

    def _add(self, name: str, title: str, kind: str, tip: str) -> None:
        read_out = ReadOut(f"check_{name}", title, kind, self)
        label = QLabel(title, self)
        label.setMinimumHeight(_ROW_HEIGHT)
        label.setToolTip(tip)
        label.setBuddy(read_out)
        set_kind(label, "muted")
        self.read_outs[name] = read_out
        self._form.addRow(label, read_out)

    def show_row(self, row: CheckRow, output: str, *, is_stale: bool) -> None:
        """Show another row.

        Parameters
        ----------
        row
            The check of a number.
        output
            What the output is called.
        is_stale
            Whether it tells of an earlier graph.
        """
        verdict = "–" if row.verdict is None else verdict_title(row.verdict)
        text = f"∂{output}/∂{row.title}: {verdict}"
        self.heading.setText(self.tr("{text} (the worst)").format(text=text) if row.place else text)
        self.note.setVisible(bool(row.note))
        self.note.setText(row.note[:1].upper() + row.note[1:])
        for name, number in zip(
            ("error", "analytic", "central", "complex", "ridders", "bar"), row.numbers, strict=True
        ):
            read_out = self.read_outs[name]
            if math.isnan(number):
                read_out.show_dash()
            else:
                read_out.show_text(exact_text(number), repr(number), is_stale=is_stale)
