"""Cards of the explanation: a rule of calculus, and a notice about the node."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from engine.diagnostic import Diagnostic, Severity
from engine.explanation import RuleCard
from gui.sentence import begun
from gui.theme import manager, set_kind
from gui.widgets.equation_view import FormulaSpan

__all__ = ["NoticeCard", "RuleView"]

_RELATIVE_SIZE = 1.2
_KINDS = {
    Severity.ERROR: "notice-error",
    Severity.WARNING: "notice-warning",
    Severity.NOTE: "card",
}


class RuleView(QFrame):
    """Shows a rule, its formula and when it holds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rule_card")
        self.heading = QLabel(self)
        self.heading.setWordWrap(True)
        self.formula = FormulaSpan(parent=self)
        self.condition = QLabel(self)
        self.condition.setWordWrap(True)
        self.condition.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self.condition, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(13, 10, 13, 11)
        layout.setSpacing(6)
        for part in (self.heading, self.formula, self.condition):
            layout.addWidget(part)
        manager().changed.connect(self._theme_changed)
        self._theme_changed()

    def set_rule(self, rule: RuleCard) -> None:
        """Show another rule."""
        set_kind(self, "notice-warning" if rule.is_override else "card")
        set_kind(self.heading, "warning" if rule.is_override else "strong")
        self.heading.setText(rule.heading)
        self.formula.setVisible(rule.formula is not None)
        if rule.formula is not None:
            self.formula.set_formula(rule.formula.latex, rule.formula.text)
        self.condition.setVisible(bool(rule.condition))
        bare = rule.formula is None or rule.is_override
        text = (
            rule.condition if bare else self.tr("for {condition}").format(condition=rule.condition)
        )
        self.condition.setText(text)

    def _theme_changed(self) -> None:
        self.formula.set_formula_size(round(manager().text_size * _RELATIVE_SIZE))


class NoticeCard(QFrame):
    """Shows what a diagnostic says about the active node."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_card")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(13, 9, 13, 10)
        layout.addWidget(self.text)

    def set_diagnostic(self, diagnostic: Diagnostic) -> None:
        """Show another diagnostic."""
        set_kind(self, _KINDS[diagnostic.severity])
        message = diagnostic.message
        self.text.setText(begun(message))
