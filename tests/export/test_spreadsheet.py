"""The workbook, as openpyxl reads it and a person sees it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from materials import HARD, SOURCE, material, sheet
from openpyxl.utils.escape import unescape

from amazongraph.errors import ExportError
from amazongraph.export import selection
from amazongraph.export.material import Field, Material, Sheet
from amazongraph.export.spreadsheet import ROWS, write
from amazongraph.messages import text
from amazongraph.releases import Release


def book(made: Material, folder: Path) -> Any:
    write(made, folder / "x.xlsx")
    return openpyxl.load_workbook(folder / "x.xlsx")


def cells(page: Any) -> list[list[object]]:
    return [[cell.value for cell in row] for row in page.iter_rows()]


def folded(page: Any) -> Iterator[int]:
    for one in page.column_dimensions.values():
        if one.hidden:
            yield from range(one.min, one.max + 1)


def test_values_keep_their_types_and_no_text_is_a_formula(tmp_path: Path) -> None:
    page = book(material(sheet(**HARD)), tmp_path)["Hoja things"]
    head, first, second = cells(page)
    assert head[:2] == ["Etiqueta iri", "Etiqueta text"]
    assert first[1:] == ['=HYPERLINK("x")', "010101", 3, 0.1, True, "1899-12-31", None]
    assert second[3:] == [None, -2.5, None, datetime(2024, 2, 29), None]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s", "n", "b", "d"}
    # XML has no such control characters, and openpyxl leaves it to its caller to undo how they are written.
    assert unescape(str(second[1])) == "Ñandú «ö» \x01 _x0041_\nline two"


def test_the_first_row_stays_and_filters_and_names_its_columns_for_programs(tmp_path: Path) -> None:
    page = book(material(sheet(**HARD)), tmp_path)["Hoja things"]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:H3", "$1:$1")
    assert [cell.comment.text.splitlines() for cell in page[1]] == [[name, f"Label {name}"] for name in HARD]
    assert list(folded(page)) == [1]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_first_sheet_says_what_it_is_and_what_was_withheld(lang: str, tmp_path: Path) -> None:
    made = material(sheet(**HARD), lang=lang)
    read = book(made, tmp_path)
    page = read.worksheets[0]
    assert page.title == {"es": "Léame", "en": "Read me"}[lang]
    told = [row[0] for row in cells(page)]
    assert told[0] == made.title[lang]
    assert {*made.notice("es"), *made.notice("en")} < set(told)
    assert cells(page)[-2:] == [["Hoja things · Sheet things", 2], ["Fuentes · Sources", 1]]
    links = [row[0].hyperlink for row in page.iter_rows() if row[0].hyperlink]
    names = [link.location.split("'")[1] for link in links]
    assert names == read.sheetnames[1:-1]


def test_what_is_internal_says_so_first_and_on_every_printed_page(tmp_path: Path) -> None:
    read = book(material(sheet(**HARD), profile="own"), tmp_path)
    banner = text("profile.banner", "es")
    assert read.worksheets[0]["A2"].value == banner
    assert all(page.oddHeader.left.text == banner for page in read.worksheets[1:-1])


def test_every_column_is_explained(tmp_path: Path) -> None:
    made = material(sheet(**HARD))
    head, *rows = cells(book(made, tmp_path)["Columnas"])
    assert head[:3] == ["Hoja", "Encabezado", "Nombre para programas"]
    fields = [(one.title["es"], field) for one in made.sheets() for field in one.fields]
    assert [tuple(row[:5]) for row in rows] == [
        (title, field.label["es"], field.name, field.label["en"], field.kind) for title, field in fields
    ]


def test_the_address_of_a_source_can_be_followed(tmp_path: Path) -> None:
    page = book(material(sheet(**HARD)), tmp_path)["Fuentes"]
    (link,) = [cell for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert (link.value, link.hyperlink.target) == (SOURCE.url, SOURCE.url)


def test_a_text_that_is_too_long_is_cut_and_told(tmp_path: Path) -> None:
    # Outside of the basic plane a character counts twice.
    long = sheet(text=("text", ["ñ" * 40_000, "𝔸" * 16_384, "a" * 32_767]))
    read = book(material(long), tmp_path)
    told = [str(row[0]) for row in cells(read["Hoja things"])[1:]]
    assert [one.endswith(" […]") for one in told] == [True, True, False]
    assert all(len(one.encode("utf-16-le")) <= 2 * 32_767 for one in told)
    assert text("excel.cut", "es", count=2) in [row[0] for row in cells(read.worksheets[0])]


def test_more_rows_than_a_sheet_holds_are_told_and_leave_no_file(tmp_path: Path) -> None:
    field = Field("a", "integer", {"es": "a", "en": "a"})
    many = Sheet("many", {"es": "m", "en": "m"}, (field,), pl.DataFrame({"a": pl.zeros(ROWS, pl.Int64, eager=True)}))
    with pytest.raises(ExportError) as error:
        write(material(sheet(**HARD), many), tmp_path / "x.xlsx")
    for lang in ("es", "en"):
        assert "1048575" in error.value.text(lang)
    assert list(tmp_path.iterdir()) == []


def test_names_of_sheets_are_those_that_excel_takes(tmp_path: Path) -> None:
    titles = ["¿Qué: esto/aquello?", "Lo mismo", "LO MISMO", "x" * 32, "'Citado'", "Fuentes"]
    made = [
        replace(sheet(f"key-{number}", a=("text", ["b"])), title=dict.fromkeys(("es", "en"), title))
        for number, title in enumerate(titles)
    ]
    names = book(material(*made), tmp_path).sheetnames
    assert names == ["Léame", "key-0", "Lo mismo", "LO MISMO 2", "key-3", "Citado", "Fuentes", "Fuentes 2", "Columnas"]


def test_points_have_columns_and_outlines_are_left_to_maps(tmp_path: Path) -> None:
    drawn = sheet(a=("text", ["p", "q"]), outlines=["POINT (-74.5 -8.25)", "POLYGON ((0 0, 1 0, 1 1, 0 0))"])
    head, *rows = cells(book(material(drawn), tmp_path)["Hoja things"])
    assert head[1:] == ["Longitud", "Latitud"]
    assert [row[1:] for row in rows] == [[-74.5, -8.25], [None, None]]


def test_two_workbooks_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write(material(sheet(**HARD)), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.created == datetime(2026, 1, 2)


def test_an_answer_is_read_back_cell_by_cell(release: Release, tmp_path: Path) -> None:
    made = selection.of_question(release, "public", "es", "reserve-areas")
    read = book(made, tmp_path)
    for page, one in zip(read.worksheets[1:], made.sheets(), strict=False):
        head, *rows = cells(page)
        assert head[: len(one.fields)] == [field.label["es"] for field in one.fields]
        kept = [tuple(_same(cell) for cell in row[: len(one.fields)]) for row in rows]
        assert kept == [tuple(_same(cell) for cell in row) for row in one.rows()]


def _same(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value
