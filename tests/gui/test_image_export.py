"""Pictures of a graph, from the window and from a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from engine.commands import command_parser
from engine.document_format import Contents, save
from engine.errors import EngineError
from engine.graph import Graph
from engine.layout import laid_out
from engine.program import parse
from gui.document import Document
from gui.image_export import add_parser, export, picture_of, render, write
from gui.theme import load_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("qapp")

ROOT = Path(__file__).resolve().parents[2]
TEXT = "input x = 1; param w = 0.5; z = w*x; L = (sigmoid(z) - 1)^2"


def colours(image: QImage) -> set[tuple[int, int, int]]:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(-1, 4)[:, 2::-1]
    return set(map(tuple, np.unique(rows, axis=0).tolist()))


def rgb(theme: str, token: str) -> tuple[int, int, int]:
    colour = load_theme(theme).colour(token)
    return colour.red(), colour.green(), colour.blue()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_has_the_colours_of_its_theme(qapp: QApplication, theme: str) -> None:
    image = render(picture_of(laid_out(parse(TEXT)), load_theme(theme)))
    found = colours(image)
    for token in ("canvas", "card", "parameter", "operation", "activation"):
        assert rgb(theme, token) in found


def test_a_step_shows_what_is_known_then() -> None:
    graph = laid_out(parse(TEXT))
    light = load_theme("light")
    size = QSize(2400, 900)
    forward = picture_of(graph, light, 4)
    assert (forward.position, forward.length) == (4, 13)
    assert rgb("light", "gradient") not in colours(render(forward, size))
    assert rgb("light", "gradient") in colours(render(picture_of(graph, light), size))
    assert picture_of(graph, light).position == 12
    assert picture_of(graph, light, 99).position == 13


def test_a_picture_is_as_large_as_asked_for() -> None:
    picture = picture_of(laid_out(parse(TEXT)), load_theme("light"))
    assert render(picture, QSize(640, 480)).size() == QSize(640, 480)
    natural = picture.natural_size()
    assert natural.width() == pytest.approx(2 * picture.area.width(), abs=1)
    assert max(picture.natural_size(1e6).toTuple()) == 16_384


@pytest.mark.parametrize("graph", [Graph(), parse("y = sin(x)")])
def test_a_graph_that_cannot_be_evaluated_is_drawn_too(graph: Graph) -> None:
    picture = picture_of(graph, load_theme("light"))
    assert (picture.position, picture.length) == (0, 0)
    assert not render(picture).isNull()


def test_svg_is_well_formed_and_needs_no_font(tmp_path: Path) -> None:
    picture = picture_of(laid_out(parse(TEXT)), load_theme("light"))
    size = write(picture, tmp_path / "a.svg")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.get("viewBox") == f"0 0 {size.width()} {size.height()}"
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "path" in tags
    assert "text" not in tags


def test_png_is_written_at_twice_the_size(tmp_path: Path) -> None:
    picture = picture_of(laid_out(parse(TEXT)), load_theme("dark"))
    size = write(picture, tmp_path / "a.PNG")
    image = QImage(str(tmp_path / "a.PNG"))
    assert image.size() == size == picture.natural_size(2.0)


def test_another_format_is_refused(tmp_path: Path) -> None:
    picture = picture_of(parse(TEXT), load_theme("light"))
    with pytest.raises(EngineError, match=r"“a\.gif” should end in \.png or \.svg"):
        write(picture, tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    picture = picture_of(parse(TEXT), load_theme("light"))
    with pytest.raises(EngineError, match="there is no such file or folder"):
        write(picture, tmp_path / "no" / "a.png")


def test_a_document_is_exported_as_it_is_shown(tmp_path: Path) -> None:
    document = Document()
    document.show(Contents(laid_out(parse(TEXT))), None)
    export(document, 0, tmp_path / "start.png")
    export(document, 12, tmp_path / "end.png")
    assert rgb("light", "gradient") not in colours(QImage(str(tmp_path / "start.png")))
    assert rgb("light", "gradient") in colours(QImage(str(tmp_path / "end.png")))
    document.deleteLater()


# ------------------------------------------------------------------ the command


def command(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "render", *arguments],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_command_draws_a_file_without_a_screen(tmp_path: Path) -> None:
    save(laid_out(parse(TEXT)), tmp_path / "a.chainrule")
    done = command(
        "a.chainrule", "-o", "a.png", "--step", "3", "--theme", "dark", "--size", "800x400",
        "--json", folder=tmp_path,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told == {"file": "a.png", "width": 800, "height": 400, "step": 3, "steps": 13}
    assert QImage(str(tmp_path / "a.png")).size() == QSize(800, 400)


def test_the_command_uses_the_application_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = command_parser()
    add_parser(parser.commands)
    target = tmp_path / "a.png"
    words = ["render", "--program", TEXT, "-o", str(target), "--size", "320x200"]
    arguments = parser.parse_args(words)
    assert arguments.run(arguments) == 0
    assert capsys.readouterr().out.endswith("320×200, step 12 of 13\n")
    arguments = parser.parse_args([*words, "--json", "--step", "0"])
    assert arguments.run(arguments) == 0
    assert json.loads(capsys.readouterr().out)["step"] == 0
    wrong = parser.parse_args([*words[:-3], str(tmp_path / "a.bmp")])
    with pytest.raises(EngineError, match="should end in"):
        wrong.run(wrong)


def test_a_file_without_positions_is_laid_out(tmp_path: Path) -> None:
    save(parse(TEXT), tmp_path / "heap.chainrule")
    parser = command_parser()
    add_parser(parser.commands)
    target = str(tmp_path / "a.svg")
    arguments = parser.parse_args(["render", str(tmp_path / "heap.chainrule"), "-o", target])
    assert arguments.run(arguments) == 0
    width = ElementTree.parse(target).getroot().get("viewBox", "").split()[2]
    assert int(width) > 600


def test_the_command_draws_a_program(tmp_path: Path) -> None:
    done = command("--program", TEXT, "-o", "a.svg", folder=tmp_path)
    assert done.returncode == 0
    assert "step 12 of 13" in done.stdout
    assert (tmp_path / "a.svg").stat().st_size > 5000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--program", TEXT, "-o", "a.gif"), "“a.gif” should end in .png or .svg"),
        (("--program", TEXT, "-o", "a"), "“a” should end in .png or .svg"),
        (("--program", TEXT, "-o", "a.png", "--size", "9x9"), "is not a size"),
        (("--program", TEXT, "-o", "a.png", "--size", "big"), "is not a size"),
        (("--program", "y = = 3", "-o", "a.png"), "column 5"),
        (
            ("--program", TEXT, "-o", "a.png", "--step", "999"),
            "there is no step 999; --step goes from 0 to 13",
        ),
        (("--program", TEXT, "-o", "no/a.png"), "no such file or folder"),
        (("missing.chainrule", "-o", "a.png"), "missing.chainrule"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = command(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert sentence in done.stderr
    assert list(tmp_path.iterdir()) == []
