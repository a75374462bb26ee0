"""Notice bar: one sentence over the lower edge of the canvas, where the person is looking."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from gui.announcement import announce
from gui.icons import set_icon
from gui.sentence import begun
from gui.theme import set_kind

__all__ = ["NoticeBar"]

SHORT_MS = 7000
WIDEST = 680
MARGIN = 20
ABOVE_LEGEND = 72


class NoticeBar(QFrame):
    """Shows a sentence until it is dismissed or replaced, or for a while if it is a passing one.

    It floats over its parent and moves nothing aside.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        parent.installEventFilter(self)
        self.setObjectName("notice_bar")
        self._mark = QToolButton(self)
        self._mark.setEnabled(False)
        self._text = QLabel(self)
        self._text.setObjectName("notice_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._close = QToolButton(self)
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss"))
        set_icon(self._close, "close", "text_muted")
        self._close.clicked.connect(self.hide)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.addWidget(self._mark)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def sentence(self) -> str:
        """The sentence that is shown; empty while the bar is hidden."""
        return "" if self.isHidden() else self._text.text()

    def tell(self, sentence: str, *, severity: str = "warning", stays: bool = False) -> None:
        """Show a sentence.

        Parameters
        ----------
        sentence
            What to tell.
        severity
            ``"info"``, ``"success"``, ``"warning"`` or ``"error"``.
        stays
            Whether it waits to be dismissed.
        """
        self._remove_buttons()
        self._text.setText(begun(sentence))
        set_kind(self, f"notice-{severity}")
        icon = {"info": "info", "success": "check", "warning": "warning"}.get(severity, "error")
        token = "accent" if severity == "info" else severity
        set_icon(self._mark, icon, token)
        self._timer.stop()
        if not stays:
            self._timer.start(SHORT_MS)
        self.setAccessibleName(self._text.text())
        announce(self, self._text.text())
        self.show()
        self._place()

    def pass_on(self) -> None:
        """Hide a passing sentence: something succeeded since."""
        if self._timer.isActive():
            self._timer.stop()
            self.hide()

    def offer(self, text: str) -> QPushButton:
        """Add a button to the present sentence and return it."""
        button = QPushButton(text, self)
        set_kind(button, "primary" if not self._buttons else "flat")
        self._row.insertWidget(self._row.count() - 1, button)
        self._buttons.append(button)
        button.clicked.connect(self.hide)
        # The layout would show it only in the next turn of the event loop, when the place is taken.
        button.show()
        self._place()
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the parent becomes larger or smaller."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Lie over the middle of the parent's lower edge, as high as the sentence needs."""
        width = min(WIDEST, self._ground.width() - 2 * MARGIN)
        self.setFixedWidth(max(0, width))
        # What Qt takes for the height of a wrapped text is that of a wider one.
        self.resize(self.width(), self.heightForWidth(self.width()))
        left = (self._ground.width() - self.width()) // 2
        self.move(left, self._ground.height() - self.height() - ABOVE_LEGEND)
        self.raise_()

    def _remove_buttons(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()
