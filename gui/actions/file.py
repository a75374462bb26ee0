"""The File menu: documents and pictures of them."""

from gui.actions.row import ActionRow, Menu

__all__ = ["MENU"]

MENU = Menu(
    title="&File",
    rows=(
        ActionRow("file.new", "&New", "files.new", ("Ctrl+N",), "new"),
        ActionRow("file.open", "&Open…", "files.open", ("Ctrl+O",), "open"),
        ActionRow("file.save", "&Save", "files.save", ("Ctrl+S",), "save"),
        ActionRow("file.save_as", "Save &As…", "files.save_as", ("Ctrl+Shift+S",)),
        ActionRow("file.export_picture", "&Export Picture…", "files.export_picture", ("Ctrl+E",)),
        ActionRow("file.quit", "&Quit", "close", ("Ctrl+Q",)),
    ),
    entries=(
        "file.new",
        "file.open",
        "menu:recent",
        "menu:examples",
        "",
        "file.save",
        "file.save_as",
        "file.export_picture",
        "",
        "file.quit",
    ),
)
