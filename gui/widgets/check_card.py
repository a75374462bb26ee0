"""Check card: the gradients of a step beside central differences of the same quantities."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from engine.central_difference import Check
from gui.fonts import font
from gui.theme import manager, set_kind
from gui.value_text import local_text

__all__ = ["CheckCard"]

_EXACT = 15


class CheckCard(QFrame):
    """Shows whether gradients agree with what small changes of the values really do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_card")
        self.verdict = QLabel(self)
        self.verdict.setObjectName("check_verdict")
        self.verdict.setWordWrap(True)
        self.numbers = QLabel(self)
        self.numbers.setObjectName("check_numbers")
        self.numbers.setTextFormat(Qt.TextFormat.PlainText)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.numbers.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(13, 10, 13, 11)
        layout.setSpacing(6)
        layout.addWidget(self.verdict)
        layout.addWidget(self.numbers)
        set_kind(self, "card")
        manager().changed.connect(self._theme_changed)
        self._theme_changed()
        # After the font: Qt forgets one that is set on a polished label.
        set_kind(self.numbers, "muted")

    def set_pending(self) -> None:
        """Show that the check will be made when nothing more urgent is to be done."""
        set_kind(self.verdict, "muted")
        self.verdict.setText(self.tr("Check …"))
        self.numbers.hide()

    def set_checks(self, checks: Sequence[tuple[str, Check]]) -> None:
        """Show checks of one step.

        Parameters
        ----------
        checks
            What was checked, such as ``∂L/∂w₁``, and the check; at least one.
        """
        worst = min((check for _, check in checks), key=_rank)
        kind, text = self._verdict(worst)
        set_kind(self.verdict, kind)
        self.verdict.setText(text)
        lines = [f"{name} {_written(check.difference)}" for name, check in checks]
        if len(checks) == 1:
            number = _written(checks[0][1].difference)
            lines = [self.tr("central difference {number}").format(number=number)]
        self.numbers.setText("\n".join(lines))
        self.numbers.setToolTip(
            self.tr(
                "The values are moved a little to either side, the graph is computed anew, and the "
                "slope between the results is extrapolated to a step of zero."
            )
        )
        self.numbers.setVisible(not worst.is_vague)

    def _verdict(self, check: Check) -> tuple[str, str]:
        if check.is_vague:
            return "muted", self.tr("Check: too uncertain here to compare")
        if not check.agrees:
            text = self.tr("Check   ✗ differs from the gradient")
            return "error", f"{text}: {check.note}" if check.note else text
        if check.digits >= _EXACT:
            return "success", self.tr("Check   ✓ agrees to the last digit")
        return "success", self.tr("Check   ✓ agrees to {count} digits").format(count=check.digits)

    def _theme_changed(self) -> None:
        self.numbers.setFont(font(manager().text_size - 1, mono=True))


def _rank(check: Check) -> tuple[bool, bool, int]:
    """Order checks from the worst: differing, then vague, then by digits."""
    return check.agrees, not check.is_vague, check.digits


def _written(number: float) -> str:
    text = f"{number:#.11g}" if number else "0"
    mantissa, mark, exponent = text.partition("e")
    written = f"{mantissa}e{int(exponent)}" if mark else text
    return local_text(written.replace("-", "−"))
