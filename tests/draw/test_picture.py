"""What every picture has: the question, who reports, the release, what is withheld; legible, and the same each time."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pictures import answer, column, order, outside, overlapping, said, svg_text, texts, thing
from PIL import Image

from amazongraph import errors, extras
from amazongraph.draw.body import Order
from amazongraph.draw.paper import INKS, PAPERS, SHADES
from amazongraph.draw.picture import draw, sheets
from amazongraph.draw.sheet import measure, wrap
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import find_question
from amazongraph.releases import Release

COLUMNS = (column("place", "entity", "Lugar"), column("days", "integer", "Días"), column("seen", "interval", "Visto"))
ROWS = [{"place": thing("area", "Loreto"), "days": "3", "seen": "2020-07"}]
REAL = [
    ("bars", "murder-counts", {}),
    ("bars", "coca-area", {"area": "admin:25"}),
    ("bars", "without-title-counts", {}),
    ("timeline", "case-stages", {}),
    ("network", "corridors-reported", {}),
    ("map", "emergencies-by-territory", {}),
]


def real(release: Release, question: str, given: dict[str, str], **more: str) -> Order:
    said_answer = ask(release, find_question(release, question, "public"), given)
    return Order(said_answer, release, **{"lang": "es", **more})


@pytest.mark.parametrize(("kind", "question", "given"), REAL)
@pytest.mark.parametrize(("size", "lang"), [("screen", "es"), ("phone", "en")])
def test_real_answers_are_legible(
    release: Release, kind: str, question: str, given: dict[str, str], size: str, lang: str
) -> None:
    asked = real(release, question, given, size=size, lang=lang)
    for sheet in sheets(asked, kind):
        found = texts(sheet)
        assert overlapping(found) == []
        assert outside(sheet, found) == []
        assert sheet.height <= (PAPERS[size].height or PAPERS[size].tallest) + 1


def test_every_sheet_says_what_was_asked_who_reports_and_of_which_release(release: Release) -> None:
    asked = real(release, "murder-counts", {}, size="print")
    drawn = sheets(asked, "bars")
    assert len(drawn) > 1
    for sheet in drawn:
        whole = said([sheet])
        assert "¿En qué difieren los recuentos de dirigentes y defensores asesinados, y por qué?" in whole
        assert "Según: [" in whole
        assert f"versión {release.id}, perfil público" in whole
        assert "no se suman ni se promedian" in whole
        assert "no se sabe cuál es el total" in whole


def test_an_svg_holds_its_texts_as_texts(tmp_path: Path) -> None:
    (path,) = draw(order(answer(COLUMNS, ROWS), lang="en"), "bars", tmp_path / "x.svg")
    whole = svg_text(path)
    for word in ("How many are there, and who says so?", "Loreto (en)", "[1]", "Reported by: [1] El Comercio, 2023",
                 "Not to be added up.", "There is data on 7 of 9 things on record; the total is not known.",
                 "release 2026-01-01-abc, public profile", "amazongraph ask small"):  # fmt: skip
        assert word in whole
    assert "<title>How many are there, and who says so?</title>" in path.read_text(encoding="utf-8")


def test_a_source_without_publisher_or_date_is_named_all_the_same() -> None:
    rows = [{**ROWS[0], "sources": "https://example.org/d/2 https://example.org/d/3"}]
    assert "Según: [2] Dos, 2024; [3] Inforegión, s. f." in said(sheets(order(answer(COLUMNS, rows)), "bars"))


def test_what_is_internal_or_withheld_is_told() -> None:
    shown = said(sheets(order(answer(COLUMNS, ROWS, profile="own", withheld_rows="<5")), "bars"))
    assert "INTERNO · Contiene lo que no se publica." in shown
    assert "menos de 5 filas" in shown
    assert "INTERNO" not in said(sheets(order(answer(COLUMNS, ROWS)), "bars"))


@pytest.mark.parametrize("kind", ["bars", "timeline"])
@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_same_answer_gives_the_same_bytes(tmp_path: Path, kind: str, ending: str) -> None:
    first, second = (draw(order(answer(COLUMNS, ROWS)), kind, tmp_path / f"{name}.{ending}") for name in "ab")
    assert first[0].read_bytes() == second[0].read_bytes()
    assert b"matplotlib.org" not in first[0].read_bytes() or ending == "svg"


def test_the_bytes_are_the_same_in_another_process_zone_and_with_other_settings(tmp_path: Path) -> None:
    columns = (column("a", "entity", "Uno"), column("b", "entities", "Otros"))
    rows = [{"a": thing("org", "x"), "b": f"{thing('org', 'y')} {thing('org', 'z')}"}]
    (here,) = draw(order(answer(columns, rows)), "network", tmp_path / "here.svg")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom pictures import *\nfrom amazongraph.draw.picture import draw\n"
        "columns = (column('a', 'entity', 'Uno'), column('b', 'entities', 'Otros'))\n"
        "rows = [{'a': thing('org', 'x'), 'b': thing('org', 'y') + ' ' + thing('org', 'z')}]\n"
        "draw(order(answer(columns, rows)), 'network', Path(sys.argv[2]))\n"
    )
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\nlines.linewidth: 9\n", encoding="utf-8")
    there = tmp_path / "there.svg"
    subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parent), str(there)], check=True, timeout=120, cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )  # fmt: skip
    assert here.read_bytes() == there.read_bytes()


def test_a_picture_for_a_phone_is_light_and_narrow(release: Release, tmp_path: Path) -> None:
    files = draw(real(release, "reserve-areas", {}, size="phone"), "bars", tmp_path / "x.png")
    for path in files:
        assert path.stat().st_size < 1_000_000
        with Image.open(path) as picture:
            assert picture.width == 1080
            assert picture.height <= 3 * PAPERS["phone"].tallest


def test_inks_are_told_apart_without_colour() -> None:
    assert len({ink.hatch for ink in INKS}) == len(INKS)
    assert len({ink.marker for ink in INKS}) == len(INKS)


def _linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def test_inks_are_told_apart_by_people_who_see_no_green_or_no_red() -> None:
    # Full deuteranopia and protanopia as Machado, Oliveira and Fernandes (2009) model them, on linear RGB.
    kinds = [
        np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
        np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    ]
    for matrix in kinds:
        seen = [matrix @ _linear(ink.colour) for ink in INKS[:4]]
        distances = [np.linalg.norm(one - other) for at, one in enumerate(seen) for other in seen[:at]]
        assert min(distances) > 0.1


def test_shades_grow_darker_step_by_step() -> None:
    light = [float(np.array([0.2126, 0.7152, 0.0722]) @ _linear(shade)) for shade in SHADES]
    assert all(one > other * 1.4 for one, other in pairwise(light))


def test_lines_are_no_wider_than_asked_and_lose_no_word() -> None:
    long = "Organización Regional de los Pueblos Indígenas del Oriente (ORPIO) y Otorrinolaringólogos"
    for width in (60, 100, 200):
        lines = wrap(long, 10, width)
        assert max(measure(line, 10) for line in lines) <= width
        assert "".join(lines).replace(" ", "") == long.replace(" ", "")
    assert wrap(long, 10, 100, most=2)[-1].endswith("…")


@pytest.mark.parametrize(
    ("kind", "name", "more", "word"),
    [
        ("bars", "x.pdf", {}, ".svg"),
        ("pie", "x.svg", {}, "timeline"),
        ("bars", "x.svg", {"size": "poster"}, "phone"),
        ("bars", "x.svg", {"column": "none"}, "days"),
    ],
)
def test_what_cannot_be_drawn_is_told(tmp_path: Path, kind: str, name: str, more: dict[str, str], word: str) -> None:
    with pytest.raises(errors.ExportError) as error:
        draw(order(answer(COLUMNS, ROWS), **more), kind, tmp_path / name)
    assert word in error.value.text("es")
    assert not list(tmp_path.iterdir())


def test_an_answer_without_rows_is_no_picture_of_zero() -> None:
    with pytest.raises(errors.ExportError) as error:
        sheets(order(replace(answer(COLUMNS, ROWS), rows=[])), "bars")
    assert "No haber dato no es cero" in error.value.text("es")


def test_without_matplotlib_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(extras, "import_module", absent)
    with pytest.raises(errors.ExtraError, match=r"amazongraph\[draw\]"):
        sheets(order(answer(COLUMNS, ROWS)), "bars")
