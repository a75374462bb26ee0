"""The controls of the derive panel: which page, how much of it, and the clipboard."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.icons import set_icon
from gui.theme import set_kind

__all__ = ["ALL", "CHECK", "LIMIT", "PATHS", "RULES", "DeriveControls"]

PATHS, RULES, LIMIT, CHECK, ALL = "paths", "rules", "limit", "check", "all"


class DeriveControls(QWidget):
    """Tabs for the pages, and what belongs to the page of the rules.

    Signals
    -------
    changed()
        Another page, or more or less of it, is wanted.
    text_wanted(), latex_wanted()
        The page is to be copied.
    """

    changed = Signal()
    text_wanted = Signal()
    latex_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("derive_pages")
        self.tabs.setAccessibleName(self.tr("Ways to tell the derivative"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        for page, text, tip in (
            (PATHS, self.tr("Ways"), self.tr("As backpropagation has it: ways through the graph")),
            (RULES, self.tr("Rules"), self.tr("The expression, differentiated rule by rule")),
            (LIMIT, self.tr("Limit"), self.tr("The definition, worked out down to h → 0")),
            (CHECK, self.tr("Check"), self.tr("Both beside a central difference")),
            (ALL, self.tr("All"), self.tr("Gradient, Jacobian and Hessian as formulas")),
        ):
            number = self.tabs.addTab(text)
            self.tabs.setTabData(number, page)
            self.tabs.setTabToolTip(number, tip)
        switch = QHBoxLayout()
        switch.addWidget(self.tabs, 1)
        switch.addWidget(self._copy_button())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(switch)
        column.addWidget(self._options())
        self.tabs.currentChanged.connect(self._choose)

    def _copy_button(self) -> QToolButton:
        self.copy_button = QToolButton(self)
        self.copy_button.setObjectName("derive_copy")
        self.copy_button.setToolTip(self.tr("Copy the whole page"))
        self.copy_button.setAccessibleName(self.copy_button.toolTip())
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_kind(self.copy_button, "flat")
        set_icon(self.copy_button, "copy")
        menu = QMenu(self.copy_button)
        menu.addAction(self.tr("Copy as Text")).triggered.connect(self.text_wanted)
        menu.addAction(self.tr("Copy as LaTeX")).triggered.connect(self.latex_wanted)
        self.copy_button.setMenu(menu)
        return self.copy_button

    def _options(self) -> QWidget:
        self.options = QWidget(self)
        self.details = QComboBox(self.options)
        self.details.setObjectName("derive_detail")
        self.details.setAccessibleName(self.tr("How much is told"))
        for text, detail in (
            (self.tr("Compact"), "compact"),
            (self.tr("Normal"), "normal"),
            (self.tr("Every step"), "full"),
        ):
            self.details.addItem(text, detail)
        self.details.setCurrentIndex(1)
        self.numbers = QCheckBox(self.tr("In numbers, too"), self.options)
        self.numbers.setObjectName("derive_numbers")
        row = QHBoxLayout(self.options)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.details)
        row.addWidget(self.numbers)
        row.addStretch(1)
        self.options.hide()
        self.details.activated.connect(self.changed)
        self.numbers.toggled.connect(self.changed)
        return self.options

    @property
    def page(self) -> str:
        """The page that is wanted."""
        return str(self.tabs.tabData(self.tabs.currentIndex()))

    def show_page(self, page: str) -> None:
        """Choose a page."""
        pages = [self.tabs.tabData(number) for number in range(self.tabs.count())]
        self.tabs.setCurrentIndex(pages.index(page))

    @property
    def detail(self) -> str:
        """How much is told of the rules: a value of `engine.calculus.derivation_rows.Detail`."""
        return str(self.details.currentData())

    @property
    def has_numbers(self) -> bool:
        """Whether the rules are told in numbers, too."""
        return self.numbers.isChecked()

    def _choose(self) -> None:
        self.options.setVisible(self.page == RULES)
        self.changed.emit()
