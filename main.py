"""Chainrule: opens the window, or runs the headless command that the arguments name."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path

# Before numpy is loaded: two threads on a busy two-core machine make small products slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

NAMES = "evaluate tangent hessian check differentiate integrate limit train build operations render"
COMMANDS = tuple(NAMES.split())
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
PACKAGES = (  # system libraries that Qt asks for, and the Debian package of each
    "libEGL=libegl1 libGL=libgl1 libX11=libx11-6 libdbus-1=libdbus-1-3 libfontconfig=libfontconfig1"
    " libglib-2.0=libglib2.0-0 libxkbcommon=libxkbcommon0"
)
WRONG_INPUT, INTERRUPTED, BROKEN_PIPE = 2, 130, 141


def main(words: list[str]) -> int:
    """Carry out the command line and return the exit status."""
    try:
        if not words:
            return _open_window(None)
        if words[0] in COMMANDS or words[0].startswith("-"):
            return _run_command(words)
        if len(words) > 1 or not Path(words[0]).exists():
            return _complain(f"“{' '.join(words)}” is no file, nor one of {', '.join(COMMANDS)}")
        return _open_window(words[0])
    except BrokenPipeError:
        # Nobody reads on; what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except ImportError as error:
        return _complain(_missing(error))


def _run_command(words: list[str]) -> int:
    from engine.commands import command_parser
    from engine.errors import EngineError

    parser = command_parser()
    if words[0] == "render":
        from gui import image_export

        image_export.add_parser(parser.commands)
    else:  # the one command that needs Qt is only named
        parser.commands.add_parser("render", help="draw a graph into an image file")
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except EngineError as error:
        return _complain(str(error), of=f"main.py {words[0]}")
    finally:
        sys.stdout.flush()


def _open_window(path: str | None) -> int:
    if sys.platform == "linux" and not any(os.environ.get(name) for name in SCREENS):
        return _complain(f"no screen to open a window on; these need none: {', '.join(COMMANDS)}")
    from gui.application import main as run_window

    return run_window(path)


def _missing(error: ImportError) -> str:
    """Say what to install for a module or a system library that is not there."""
    for pair in PACKAGES.split():
        library, package = pair.split("=")
        if f"{library}.so" in str(error):
            return f"the system library {library} is missing: apt-get install {package}"
    module = (error.name or str(error)).partition(".")[0]
    return f"the Python package {module} is missing; make run installs all that are needed"


def _complain(sentence: str, of: str = "main.py") -> int:
    sys.stderr.write(f"{of}: {sentence}\n")
    return WRONG_INPUT


def _prepare() -> None:
    """Make the process say what goes wrong, in text that any terminal can take."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    log = logging.getLogger("chainrule")
    sys.excepthook = lambda *error: log.critical("an error in Chainrule itself", exc_info=error)


if __name__ == "__main__":
    _prepare()
    sys.exit(main(sys.argv[1:]))
