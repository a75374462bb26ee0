"""Inspector: everything about what is selected, to read and to change."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from engine.change import Change
from gui.document import Document
from gui.panels.inspector_page import Page
from gui.panels.panel import Panel
from gui.playback import Playhead

__all__ = ["InspectorPanel"]


class InspectorPanel(Panel):
    """One page for each kind of selection, made when it is first needed.

    While it is hidden it does nothing.
    """

    name = "inspector"

    def __init__(
        self, document: Document, playhead: Playhead, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, playhead, parent)
        self._pages: dict[str, Page] = {}
        self._is_due = True
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self.setMinimumWidth(256)
        document.selection_changed.connect(self._refresh)
        document.graph_changed.connect(self._graph_changed)
        document.path_changed.connect(self._path_changed)
        document.evaluated.connect(self._refresh_numbers)
        document.stale_changed.connect(self._stale_changed)
        playhead.moved.connect(self._refresh_numbers)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        page = self._scroll.widget()
        return page if isinstance(page, Page) else None

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was hidden."""
        super().showEvent(event)
        if self._is_due:
            self._refresh()

    def _graph_changed(self, change: Change) -> None:
        if not change.is_layout_only:
            self._refresh()

    def _path_changed(self) -> None:
        # Told while an edit is on its way, when the selection may hold what it has just removed.
        if not self.document.selection and not self.document.selected_edges:
            self._refresh()

    def _refresh(self) -> None:
        self._is_due = not self.isVisible()
        if self._is_due:
            return
        page = self._page_for_selection()
        if self.page is not None and self.page is not page:
            self.page.forget()
        page.refresh()
        if self.page is not page:
            self._show_page(page)

    def _refresh_numbers(self) -> None:
        if not self.isVisible():
            self._is_due = True
        elif self.page is not None and not self._is_due:
            self.page.refresh_numbers()

    def _stale_changed(self, is_stale: bool) -> None:
        # Fresh numbers announce themselves, and only then the playhead knows them.
        if is_stale:
            self._refresh_numbers()

    def _page_for_selection(self) -> Page:
        nodes, edges = len(self.document.selection), len(self.document.selected_edges)
        if nodes + edges == 0:
            return self._made("document")
        if (nodes, edges) == (1, 0):
            return self._made("node")
        if (nodes, edges) == (0, 1):
            return self._made("edge")
        return self._made("several")

    def _made(self, kind: str) -> Page:
        if kind not in self._pages:
            from gui.panels.inspector_node import NodePage
            from gui.panels.inspector_others import DocumentPage, EdgePage, SeveralPage

            classes: dict[str, type[Page]] = {
                "document": DocumentPage,
                "node": NodePage,
                "edge": EdgePage,
                "several": SeveralPage,
            }
            page = classes[kind](self.document, self.playhead, self)
            page.hide()
            page.refused.connect(self.refused)
            self._pages[kind] = page
        return self._pages[kind]

    def _show_page(self, page: Page) -> None:
        former = self._scroll.takeWidget()
        if former is not None:
            former.setParent(self)
            former.hide()
        self._scroll.setWidget(page)
        page.show()
