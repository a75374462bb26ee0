"""Palette: everything that can be put on the canvas, to drag from or to search in."""

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from gui.catalogue import Entry, search_entries
from gui.document import Document
from gui.panels.palette_picture import drag_picture
from gui.panels.panel import Panel
from gui.playback import Playhead
from gui.theme import manager, set_kind
from gui.widgets.entry_rows import ENTRY_ROLE, EntryDelegate, EntryModel
from gui.widgets.search_field import SearchField

__all__ = ["PaletteList", "PalettePanel"]


class PaletteList(QListView):
    """The entries: one view and a delegate, however many there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette_list")
        self.setAccessibleName(self.tr("Operations"))
        set_kind(self, "plain")
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(EntryDelegate(self))

    def entry(self, index: QModelIndex) -> Entry | None:
        """Return the entry of a row, or None for a heading."""
        found = index.data(ENTRY_ROLE)
        return found if isinstance(found, Entry) else None

    def current_entry(self) -> Entry | None:
        """Return the entry that the keyboard is at."""
        return self.entry(self.currentIndex())

    def move_by(self, rows: int) -> None:
        """Move the current row by so many entries, headings not counted, stopping at the ends."""
        model = self.model()
        places = [row for row in range(model.rowCount()) if self.entry(model.index(row, 0))]
        if not places:
            return
        here = self.currentIndex().row()
        before_all = -1 if rows > 0 else len(places)
        start = places.index(here) if here in places else before_all
        row = places[max(0, min(start + rows, len(places) - 1))]
        self.setCurrentIndex(model.index(row, 0))
        if row == places[0]:
            self.scrollToTop()

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Carry the current entry, drawn as the node that it will be."""
        entry = self.current_entry()
        if entry is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData([self.currentIndex()]))
        picture = drag_picture(entry, self.devicePixelRatioF())
        size = picture.deviceIndependentSize()
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(int(size.width() / 2), int(size.height() / 2)))
        drag.exec(actions, Qt.DropAction.CopyAction)
        # The drag has swallowed the pointer's way out, and with it the end of the hover.
        QCoreApplication.sendEvent(self.viewport(), QEvent(QEvent.Type.Leave))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer what can be picked up."""
        super().mouseMoveEvent(event)
        over = self.entry(self.indexAt(event.position().toPoint())) is not None
        shape = Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)


class PalettePanel(Panel):
    """Search field and list of everything that can be put on the canvas."""

    name = "palette"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self.search = SearchField(self.tr("Search operations"), self.tr("Tab"), self)
        self.search.setObjectName("palette_search")
        self.list = PaletteList(self)
        self._model = EntryModel(self)
        self.list.setModel(self._model)
        self._nothing = QLabel(self)
        self._nothing.setObjectName("palette_nothing")
        self._nothing.setWordWrap(True)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._nothing.setContentsMargins(2, 12, 2, 0)
        set_kind(self._nothing, "muted")
        self._lay_out()
        self.search.textChanged.connect(self._search_changed)
        self.search.moved.connect(self.list.move_by)
        self.search.chosen.connect(self._request_current)
        self.list.doubleClicked.connect(self._request)
        manager().changed.connect(self._theme_changed)
        self._search_changed("")
        self.setFocusProxy(self.search)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 6, 0)
        layout.setSpacing(6)
        field = QVBoxLayout()
        field.setContentsMargins(0, 0, 6, 0)
        field.addWidget(self.search)
        layout.addLayout(field)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        layout.addLayout(self._stack, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the wish for the current entry, and letters as a search."""
        text = event.text()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._request_current()
        elif text.isprintable() and text.strip():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.setText(text)
        else:
            super().keyPressEvent(event)

    def _search_changed(self, query: str) -> None:
        found = search_entries(query)
        self._model.show_entries(found, with_headings=not query.strip())
        if found:
            self._stack.setCurrentWidget(self.list)
            if query.strip():
                self.list.move_by(1)
            return
        shown = query.strip() if len(query.strip()) <= 24 else query.strip()[:23] + "…"
        self._nothing.setText(
            self.tr(
                "Nothing here is called “{query}”. Try a sign such as ×, or a word such as product."
            ).format(query=shown)
        )
        self._stack.setCurrentWidget(self._nothing)

    def _request_current(self) -> None:
        self._request(self.list.currentIndex())

    def _request(self, index: QModelIndex) -> None:
        entry = self.list.entry(index)
        if entry is not None:
            self.operation_requested.emit(entry.operation)

    def _theme_changed(self) -> None:
        self.list.doItemsLayout()
        self.list.viewport().update()
