"""The File menu: documents and pictures of them."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&File",
    rows=(
        ActionRow("file.new", "&New", "files.new", ("Ctrl+N",), "new"),
        ActionRow("file.new_window", "New &Window", "open_new_window", ("Ctrl+Shift+N",)),
        ActionRow("file.open", "&Open…", "files.open", ("Ctrl+O",), "open"),
        ActionRow("file.save", "&Save", "files.save", ("Ctrl+S",), "save"),
        ActionRow("file.save_as", "Save &As…", "files.save_as", ("Ctrl+Shift+S",)),
        ActionRow(
            "file.open_in_window",
            "Open &in New Window…",
            "files.open_in_new_window",
            ("Ctrl+Shift+O",),
        ),
        ActionRow(
            "file.open_backup",
            "Open the Version &Before",
            "files.open_backup",
            tip="Show what the file held before it was last saved",
        ),
        ActionRow("file.export_picture", "&Export Picture…", "files.export_picture", ("Ctrl+E",)),
        ActionRow(
            "file.settings",
            "Settin&gs…",
            "tools.show_settings",
            ("Ctrl+,",),
            tip="Choose how everything looks and behaves",
        ),
        ActionRow("file.close", "&Close", "close", ("Ctrl+W",)),
        ActionRow("file.quit", "&Quit", "quit", ("Ctrl+Q",)),
    ),
    entries=(
        "file.new",
        "file.new_window",
        "file.open",
        "file.open_in_window",
        "menu:recent",
        "menu:examples",
        "",
        "file.save",
        "file.save_as",
        "file.open_backup",
        "",
        "file.export_picture",
        "",
        "file.settings",
        "",
        "file.close",
        "file.quit",
    ),
)
