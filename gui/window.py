"""MainWindow: the canvas with its panels around it."""

import logging
from math import inf
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMainWindow, QMenu

from engine.document_format import SUFFIX, Contents
from engine.edits import SetOutput
from engine.errors import EngineError
from engine.graph import Edge
from engine.group import Group
from gui.action_states import ActionStates
from gui.actions.context_menus import (
    CONTEXT_MENU_OF_CANVAS,
    CONTEXT_MENU_OF_EDGE,
    CONTEXT_MENU_OF_GROUP,
    CONTEXT_MENU_OF_NODE,
)
from gui.actions.making import fill_menu, make_actions, make_menus
from gui.analysis import Analysis
from gui.arrange import Arrange
from gui.canvas.view import CanvasView
from gui.canvas.voice import Voice
from gui.docking import Docking
from gui.document import Document
from gui.document_edit import SetTraining
from gui.file_notice import FileNotice
from gui.files import FIRST_EXAMPLE, Files
from gui.focus_order import next_stop
from gui.formula_bar import FormulaBar
from gui.large_edit_notice import LargeEditNotice
from gui.live_settings import LiveSettings
from gui.matrices import Matrices
from gui.output_notice import OutputNotice
from gui.panels.explain import ExplainPanel
from gui.panels.panel import Panel
from gui.panels.problems import ProblemsPanel
from gui.panels.train import TrainPanel
from gui.paste_notice import PasteNotice
from gui.playback import Playhead
from gui.recovery import Recovery
from gui.recovery_notice import RecoveryNotice
from gui.screens import room_around
from gui.settings import (
    LEARNING_RATE,
    LIVE_EVALUATION,
    PANEL_TITLES,
    WINDOW_GEOMETRY,
    WINDOW_STATE,
    Settings,
)
from gui.shortcut_keys import ShortcutKeys
from gui.theme_choice import ThemeChoice
from gui.top_bar import Brand, RunButtons
from gui.widgets.notice_bar import NoticeBar
from gui.window_tools import WindowTools

__all__ = ["MainWindow"]

_log = logging.getLogger(__name__)

STATE_VERSION = 3


class MainWindow(QMainWindow):
    """The window on one document.

    Signals
    -------
    window_wanted(Path | Contents | None)
        Another window is to open: on a file, on contents without a file, or on nothing yet.
    quit_wanted()
        All windows are to close.
    closed()
        This window is closing.

    Parameters
    ----------
    path
        File to open; None shows the first example.
    settings
        What is remembered between starts.
    contents
        What to show instead of a file.
    is_first
        Whether no other window is open: then it shows an example if there is nothing else to show,
        and offers work that a crash left behind.
    """

    window_wanted = Signal(object)
    quit_wanted = Signal()
    closed = Signal()

    def __init__(
        self,
        path: Path | str | None = None,
        settings: Settings | None = None,
        *,
        contents: Contents | None = None,
        is_first: bool = True,
    ) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.settings = settings or Settings(parent=self)
        self.document = Document(self)
        self.playhead = Playhead(self.document, self)
        self.files = Files(self.document, self.settings, self)
        self.recovery = Recovery(self.document, self)
        self.canvas = CanvasView(self.document, self.playhead, self)
        Voice(self.canvas)
        self.notice = NoticeBar(self.canvas)
        self.setCentralWidget(self.canvas)
        self.docking = Docking(self, self.document, self.playhead)
        self.formula_bar = FormulaBar(self.canvas, self)
        self.theme_choice = ThemeChoice(self.settings, self)
        self.analysis = Analysis(self.document, self.docking, self)
        self.arrange = Arrange(self.canvas, self.notice, self)
        self.closed.connect(self.arrange.close)
        self.tools = WindowTools(self)
        self.matrices = Matrices(self.document, self)
        self.actions_by_id = make_actions(self)
        self.shortcut_keys = ShortcutKeys(self.actions_by_id, self.settings, self)
        ActionStates(self.document, self.actions_by_id, self)
        self._make_menu_bar()
        self._connect()
        self._restore()
        if contents is not None:
            self.document.show(contents, None, is_modified=True)
        elif path is not None or is_first:
            self._show_first(None if path is None else Path(path))
        self._show_title()
        if is_first:
            RecoveryNotice(self.document, self.files, self.recovery, self.notice).look()

    # ------------------------------------------------------------------ parts

    def _make_menu_bar(self) -> None:
        submenus = {
            "recent": self.files.recent_menu,
            "examples": self.files.examples_menu,
            "panels": self.docking.menu(self.actions_by_id),
            "theme": self.theme_choice.menu(self.actions_by_id, self),
        }
        make_menus(self.menuBar(), self.actions_by_id, submenus)
        self.brand = Brand(self)
        self.menuBar().setCornerWidget(self.brand, Qt.Corner.TopLeftCorner)
        self.run_buttons = RunButtons(self.actions_by_id, self)
        self.menuBar().setCornerWidget(self.run_buttons, Qt.Corner.TopRightCorner)

    def _connect(self) -> None:
        self.document.path_changed.connect(self._show_title)
        self.document.opened.connect(self.notice.hide)
        self.canvas.refused.connect(self.notice.tell)
        self.canvas.space_tapped.connect(self.shortcut_keys.tap_space)
        self.matrices.refused.connect(self.notice.tell)
        self.canvas.file_dropped.connect(self.files.open_path)
        self.document.graph_changed.connect(self.notice.pass_on)
        self.canvas.context_menu_requested.connect(self._show_context_menu)
        self.docking.panel(ProblemsPanel).count_changed.connect(self.run_buttons.show_problems)
        self.run_buttons.problems.clicked.connect(self._show_problems)
        self.document.opened.connect(self.take_learning_rate)
        train, explain = self.docking.panel(TrainPanel), self.docking.panel(ExplainPanel)
        train.learning_rate_chosen.connect(self._keep_learning_rate)
        self.document.training_changed.connect(self.take_learning_rate)
        train.learning_rate_changed.connect(explain.set_learning_rate)
        explain.edge_hovered.connect(self.canvas.light_edge)
        self.canvas.hovered.connect(explain.highlight)
        self.files.failed.connect(self._tell_failure)
        self.files.told.connect(self._tell_success)
        self.files.picture_wanted.connect(self._export_picture)
        self.files.window_wanted.connect(self.window_wanted)
        self.analysis.window_wanted.connect(self.window_wanted)
        FileNotice(self.files, self.recovery, self.notice)
        PasteNotice(self.canvas, self.notice)
        LargeEditNotice(self.canvas, self.notice)
        OutputNotice(self.document, self.actions_by_id, self.notice)
        for panel in self.docking.panels.values():
            self._join(panel)
        self.docking.made.connect(self._join)

    def _join(self, panel: Panel) -> None:
        """Answer what a panel asks for."""
        panel.refused.connect(self.notice.tell)
        panel.node_requested.connect(self.canvas.show_node)
        panel.operation_requested.connect(self.canvas.add_operation)
        panel.edges_pointed.connect(self.canvas.lighting.light)
        panel.edges_requested.connect(self.canvas.lighting.show)

    # ------------------------------------------------------------------ state

    def _restore(self) -> None:
        room = room_around(self)
        self.resize(min(1600, room.width() * 19 // 20), min(1000, room.height() * 19 // 20))
        geometry = self.settings.value(WINDOW_GEOMETRY)
        state = self.settings.value(WINDOW_STATE)
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if state:
            self.restoreState(QByteArray(state), STATE_VERSION)
        self.formula_bar.follow(self.actions_by_id["view.formula_bar"])
        LiveSettings(self).apply_all()

    def _show_first(self, path: Path | None) -> None:
        if path is None:
            self.files.open_example(FIRST_EXAMPLE)
        elif not self.files.load(path):
            sentence = self.notice.sentence
            self.files.open_example(FIRST_EXAMPLE)
            self._tell_failure(sentence)

    def _show_title(self) -> None:
        name = self.document.title or self.tr("Untitled")
        self.setWindowTitle(f"{name}[*]")
        self.setWindowModified(self.document.is_modified)
        self.brand.show_document(name, is_modified=self.document.is_modified)

    def take_learning_rate(self) -> None:
        """Use the learning rate that the file asks for, or the usual one."""
        rate = self.document.contents.training.get("learning_rate")
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < inf:
            rate = self.settings.value(LEARNING_RATE)
        self.docking.panel(TrainPanel).set_learning_rate(float(rate))

    def _keep_learning_rate(self, rate: float) -> None:
        """Let the file remember a learning rate that was typed, as an edit like any other."""
        training = self.document.contents.training
        if rate != training.get("learning_rate", self.settings.value(LEARNING_RATE)):
            edit = SetTraining({**training, "learning_rate": rate})
            self.document.perform(edit, self.tr("Set the learning rate"))

    def _show_context_menu(self, place: QPoint, target: object) -> None:
        """Offer what can be done with a node, an edge, a group or the empty canvas."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries: tuple[str, ...] = CONTEXT_MENU_OF_NODE
        if target is None:
            entries = CONTEXT_MENU_OF_CANVAS
        elif isinstance(target, Edge):
            entries = CONTEXT_MENU_OF_EDGE
        elif isinstance(target, Group):
            entries = CONTEXT_MENU_OF_GROUP
        fill_menu(menu, entries, self.actions_by_id)
        menu.popup(place)

    def _show_problems(self) -> None:
        self.docking.show("problems")

    # ------------------------------------------------------------------ handlers of actions

    def open_new_window(self) -> None:
        """Open another window on an empty document."""
        self.window_wanted.emit(None)

    def quit(self) -> None:
        """Close all windows."""
        self.quit_wanted.emit()

    def search_operations(self) -> None:
        """Put the cursor into the palette's search field."""
        self.docking.show("palette")
        self.docking.panels["palette"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def search_on_canvas(self) -> None:
        """Open the search box at the pointer, or in the middle of the canvas."""
        self.canvas.open_search(None)

    def show_panel_titles(self, are_shown: bool) -> None:
        """Give every panel a title to drag it by, or none."""
        self.settings.set_value(PANEL_TITLES, are_shown)
        self.docking.set_titles(are_shown)

    def rename_selected(self) -> None:
        """Rename the selected node or group in place."""
        group_id = self.canvas.grouping.only_selected()
        if group_id is not None:
            self.canvas.grouping.rename(group_id)
            return
        for node_id in self.document.selection:
            self.canvas.rename(node_id)

    def edit_selected_value(self) -> None:
        """Edit the value of the selected leaf in place; of a group, show the inside."""
        if self.canvas.grouping.only_selected() is not None:
            self.canvas.grouping.enter_selected()
            return
        for node_id in self.document.selection:
            self.canvas.edit_value(node_id)

    def use_as_output(self) -> None:
        """Take the gradient of the selected node."""
        for node_id in self.document.selection - {self.document.graph.output}:
            text = self.tr("Use {node} as output").format(
                node=self.document.graph.node(node_id).label
            )
            self.document.perform(SetOutput(node_id), text)

    def apply_descent_step(self) -> None:
        """Make one step of gradient descent, as the training panel's button does."""
        self.docking.panel(TrainPanel).apply.click()

    def set_live(self, is_live: bool) -> None:
        """Evaluate after every change, or only when asked."""
        self.settings.set_value(LIVE_EVALUATION, is_live)
        self.document.set_live(is_live)

    def show_full_screen(self, is_full: bool) -> None:
        """Fill the screen, or go back to a window."""
        if is_full:
            self.showFullScreen()
        else:
            self.showNormal()

    def show_about(self) -> None:
        """Say what the program is."""
        from gui.dialogs.about import AboutDialog

        AboutDialog(self).exec()

    # ------------------------------------------------------------------ events and messages

    def tell_unexpected(self, error: BaseException) -> None:
        """Tell that something went wrong that nobody foresaw."""
        self.notice.tell(
            self.tr(
                "Something went wrong ({what}). Your graph is as it was; saving is wise."
            ).format(what=type(error).__name__),
            severity="error",
            stays=True,
        )

    def _tell_failure(self, sentence: str) -> None:
        self.notice.tell(sentence, severity="error", stays=True)

    def _tell_success(self, sentence: str) -> None:
        self.notice.tell(sentence, severity="success")

    def _export_picture(self, path: Path) -> None:
        from gui.image_export import export

        try:
            export(self.document, self.playhead.position, path)
        except EngineError as error:
            self._tell_failure(str(error))
        else:
            self._tell_success(self.tr("Wrote {file}").format(file=path.name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file; what it is shows when it is dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls()]
        graphs = [path for path in paths if path.endswith(SUFFIX)]
        if graphs:
            self.files.open_path(graphs[0])
        else:
            self._tell_failure(self.tr("Only {suffix} files can be opened.").format(suffix=SUFFIX))
        event.acceptProposedAction()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Lead Tab through the window as eyes would go."""
        stop = next_stop(self, self.focusWidget(), forward=forward)
        if stop is None:
            return super().focusNextPrevChild(forward)
        keys = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stop.setFocus(keys)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the menus their room when the window is narrow."""
        super().resizeEvent(event)
        self.run_buttons.fit(self.width())
        self.brand.fit(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes and remember the window."""
        if not self.files.may_discard():
            event.ignore()
            return
        self.closed.emit()
        self.playhead.pause()
        self.recovery.forget()
        self.settings.set_value(WINDOW_GEOMETRY, bytes(self.saveGeometry().data()))
        self.settings.set_value(WINDOW_STATE, bytes(self.saveState(STATE_VERSION).data()))
        event.accept()
