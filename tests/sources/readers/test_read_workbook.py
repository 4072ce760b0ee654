"""Workbooks: nothing is taken from the wrong sheet, lost beyond a wrong size, or blank for want of a result."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from reading import cells, refusal, rejected

from amazongraph.sources.readers import read_file

TABLE = [("a", "b"), (1, 2)]


def workbook(path: Path, **sheets: list[tuple[Any, ...]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def altered(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name == part else content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


# --- which sheet -------------------------------------------------------------------------------------


def test_the_only_sheet_with_a_table_is_read(tmp_path: Path) -> None:
    cover = [("Título", "2024"), ("Fuente: DEVIDA",)]
    table = read_file(workbook(tmp_path / "x.xlsx", Portada=cover, Datos=TABLE))
    assert (cells(table), table.notes) == ([("1", "2")], {"sheet": "Datos"})


def test_of_several_sheets_with_tables_one_has_to_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE, B=[("c", "d"), (3, 4)])
    assert (refusal(path).key, refusal(path).values) == ("read.sheets", {"known": "A, B"})
    assert cells(read_file(path, sheet="B")) == [("3", "4")]


def test_a_hidden_sheet_is_read_only_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE, B=[("c", "d"), (3, 4)])
    book = openpyxl.load_workbook(path)
    book["A"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    assert cells(read_file(path)) == [("3", "4")]
    assert cells(read_file(path, sheet="A")) == [("1", "2")]


def test_a_sheet_that_is_a_chart_is_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE)
    book = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book["A"], min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("C", 0).add_chart(chart)
    book.save(path)
    assert cells(read_file(path)) == [("1", "2")]
    assert (refusal(path, sheet="C").key, refusal(path, sheet="C").values["known"]) == ("read.sheet", "A")


def test_a_sheet_with_a_header_only_has_no_records(tmp_path: Path) -> None:
    table = read_file(workbook(tmp_path / "x.xlsx", A=[("a", "b")]))
    assert (table.columns, table.records) == (("a", "b"), [])


# --- the table in its sheet --------------------------------------------------------------------------


def test_rows_above_the_header_are_skipped_on_request_and_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=[("Cuadro", "1"), ("Nota", "x"), *TABLE])
    table = read_file(path, preamble=2)
    assert (table.columns, cells(table)) == (("a", "b"), [("1", "2")])
    assert (table.records[0].number, table.notes) == (4, {"sheet": "A", "preamble": "2"})


def test_notes_at_the_foot_stay_and_are_told(tmp_path: Path) -> None:
    table = read_file(workbook(tmp_path / "x.xlsx", A=[("a", "b", "c"), (1, 2, 3), ("Fuente: INEI", None, None)]))
    assert (cells(table)[-1], table.notes["footnotes"]) == (("Fuente: INEI", "", ""), "3")


def test_cells_below_no_name_are_told(tmp_path: Path) -> None:
    table = read_file(workbook(tmp_path / "x.xlsx", A=[("a", "b"), (1, 2, "lone"), (3, 4, None, "other")]))
    assert (cells(table), table.notes["unnamed"]) == ([("1", "2"), ("3", "4")], "2")


def test_rows_beyond_the_size_a_sheet_declares_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=[*TABLE, (3, 4)])
    altered(path, SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml))
    assert cells(read_file(path)) == [("1", "2"), ("3", "4")]


# --- cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (2.0, "2"),
        (1e20, "100000000000000000000"),
        (1 / 3, "0.333333333333333"),
        (-0.5, "-0.5"),
        (250101, "250101"),
        ("010101", "010101"),
        ("  Ñahui ", "Ñahui"),
        (True, "True"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 1, 2, 3, 4, 5), "2024-01-02 03:04:05"),
        (time(5, 6), "05:06:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_a_value_is_text_without_noise(value: object, text: str, tmp_path: Path) -> None:
    assert cells(read_file(workbook(tmp_path / "x.xlsx", A=[("a", "b"), ("x", value)]))) == [("x", text)]


def test_digits_that_excel_does_not_keep_are_noise(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE)
    altered(path, SHEET, lambda xml: xml.replace(b"<v>2</v>", b"<v>0.30000000000000004</v>"))
    assert cells(read_file(path)) == [("1", "0.3")]


def test_dates_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active.append(("a", "b"))
    book.active.append((1, date(2024, 5, 1)))
    book.save(tmp_path / "x.xlsx")
    assert cells(read_file(tmp_path / "x.xlsx")) == [("1", "2024-05-01")]


def test_names_of_columns_are_written_like_cells(tmp_path: Path) -> None:
    table = read_file(workbook(tmp_path / "x.xlsx", A=[("a", 2001.0, date(2002, 1, 1)), (1, 2, 3)]))
    assert table.columns == ("a", "2001", "2002-01-01")


@pytest.mark.parametrize("value", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"])
def test_every_error_of_excel_makes_its_row_a_reject(value: str, tmp_path: Path) -> None:
    table = read_file(workbook(tmp_path / "x.xlsx", A=[("a", "b"), (1, value), (2, 3)]))
    assert (cells(table), rejected(table)) == ([("2", "3")], [("read.error-cell", 2, "b")])


def test_a_column_whose_name_is_in_error_is_told(tmp_path: Path) -> None:
    problem = refusal(workbook(tmp_path / "x.xlsx", A=[("a", "#REF!"), (1, 2)]))
    assert (problem.key, problem.row, problem.column) == ("read.error-cell", 1, "B")


def test_a_formula_without_a_saved_result_is_a_reject_and_never_a_blank(tmp_path: Path) -> None:
    table = read_file(workbook(tmp_path / "x.xlsx", A=[("a", "b"), (1, "=A2*2"), (2, 3)]))
    assert (cells(table), rejected(table)) == ([("2", "3")], [("read.formula", 2, "b")])


def test_a_formula_with_a_saved_result_is_that_result(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=[("a", "b", "c"), (1, "=A2*2", '=IF(A2=1,"","x")')])
    altered(
        path,
        SHEET,
        lambda xml: (
            xml.replace(b"<f>A2*2</f><v />", b"<f>A2*2</f><v>2</v>")
            .replace(b"<f>A2*2</f><v></v>", b"<f>A2*2</f><v>2</v>")
            # So does Excel keep a result that is the empty text.
            .replace(b'<c r="C2">', b'<c r="C2" t="str">')
        ),
    )
    table = read_file(path)
    assert (cells(table), table.rejects) == ([("1", "2", "")], [])


# --- files that are none -----------------------------------------------------------------------------


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_a_part_that_is_cut_short_is_told(part: str, tmp_path: Path) -> None:
    path = altered(workbook(tmp_path / "x.xlsx", A=TABLE), part, lambda xml: xml[: len(xml) // 2])
    assert refusal(path).key == "read.broken"


@pytest.mark.parametrize("name", ["", "B"])
def test_a_sheet_whose_bytes_are_damaged_is_told_even_if_another_is_read(name: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE, B=TABLE)
    content = bytearray(path.read_bytes())
    place = content.find(SHEET.encode()) + len(SHEET) + 20
    content[place : place + 20] = bytes(20)
    path.write_bytes(content)
    assert refusal(path, sheet=name).key == "read.broken"


def test_an_archive_of_an_impossible_version_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE)
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 6] = 200
    path.write_bytes(content)
    assert refusal(path).key == "read.broken"


def test_damage_far_into_a_sheet_that_is_not_read_is_told(tmp_path: Path) -> None:
    """Its checksum is wrong, which shows at the end only."""
    path = workbook(tmp_path / "x.xlsx", A=[("a", "b"), *((number, number * 7) for number in range(9000))], B=TABLE)
    content = bytearray(path.read_bytes())
    content[content.rfind(SHEET.encode()) - 46 + 16] ^= 0xFF
    path.write_bytes(content)
    assert refusal(path, sheet="B").key == "read.broken"


def test_a_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE)
    path.write_bytes(path.read_bytes()[:3000])
    assert refusal(path).key == "read.broken"


@pytest.mark.parametrize("part", ["content.xml", "xl/workbook.bin"])
def test_spreadsheets_of_other_formats_are_told(part: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as archive:
        archive.writestr(part, "x")
    assert refusal(tmp_path / "x.ods").key == "read.other-sheet"


# --- made to harm ------------------------------------------------------------------------------------


def test_rows_beyond_those_of_a_sheet_are_not_waited_for(tmp_path: Path) -> None:
    path = altered(
        workbook(tmp_path / "x.xlsx", A=TABLE),
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>", b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row></sheetData>'
        ),
    )
    assert refusal(path).key == "read.broken"


@pytest.mark.parametrize("number", [b"1", b"2"])
def test_a_row_with_the_number_of_another_is_not_left_out_in_silence(number: bytes, tmp_path: Path) -> None:
    row = b'<row r="%b"><c r="A%b"><v>7</v></c><c r="B%b"><v>8</v></c></row></sheetData>' % (number, number, number)
    path = altered(workbook(tmp_path / "x.xlsx", A=TABLE), SHEET, lambda xml: xml.replace(b"</sheetData>", row))
    assert (refusal(path).key, f"row {number.decode()}" in str(refusal(path).values)) == ("read.broken", True)


def test_a_small_file_that_swells_is_not_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", A=TABLE)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x", "w") as part:
        for _ in range(300):
            part.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    assert refusal(path).key == "read.swells"


def test_entities_that_stand_for_each_other_are_not_unfolded(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ja">'
    laughs += b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8)) + b"]>"
    path = altered(
        workbook(tmp_path / "x.xlsx", A=TABLE),
        SHEET,
        lambda xml: (
            laughs + xml.partition(b"?>")[2].replace(b"</sheetData>", b"<row><c><v>&i;</v></c></row></sheetData>")
        ),
    )
    assert refusal(path).key == "read.broken"


def test_what_the_library_leaves_out_of_a_workbook_warns_nobody(tmp_path: Path) -> None:
    path = altered(
        workbook(tmp_path / "x.xlsx", A=TABLE),
        "xl/workbook.xml",
        lambda xml: xml.replace(b"</sheets>", b'<sheet name="B" sheetId="9" state="visible"/></sheets>'),
    )
    assert cells(read_file(path)) == [("1", "2")]
