"""Coca by monitoring zone: the area is the zone of the agency, never a district; no year is read that is not there."""

import csv
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from frames import references as curated_references

from amazongraph import terms
from amazongraph.errors import SourceError
from amazongraph.sources.composing import key_part
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.curated import FOLDER
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.datasets import loaders

DAY = "2026-11-23"
REPORT = "coca-devida/coca_report_2021_2024.md"


@pytest.fixture(scope="module")
def references() -> References:
    return curated_references(FOLDER)


def read(path: Path, references: References, loader: str = "devida-coca-zonas") -> Extract:
    return Dataset(loaders()[loader], path, DAY).read(references)


def told(extract: Extract, name: str) -> dict[str, str]:
    """Key of the figure -> what it says with one property."""
    rows = extract.statements.filter(pl.col("predicate") == terms.ag(name)).select("subject", "object")
    return {terms.key_of(subject): value for subject, value in rows.iter_rows()}


ROWS = [
    ("Zona de cultivo", 2023, 2024, "Variación %"),
    ("Callería*", "4,908", "4,259", "-13.2%"),
    ("Pichis-Palcazu-Pachitea", "4,266", "2,917", "-31.6%"),
    ("La Convención- Lares ¹", "3,351", "3,237", ""),
    ("Kosñipata", "2,193", "2,226", ""),
    ("Tigre", "-", 76, ""),
    ("TOTAL*", "92,784", "89,755", ""),
]


def as_csv(path: Path, rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def as_workbook(path: Path, rows: list[tuple[object, ...]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("write", [as_csv, as_workbook])
def test_a_table_of_zones_and_years_is_read(write: object, tmp_path: Path, references: References) -> None:
    suffix = ".csv" if write is as_csv else ".xlsx"
    extract = read(write(tmp_path / f"zones{suffix}", ROWS), references)  # type: ignore[operator]
    assert told(extract, "value") == {
        "devida-coca-zone-calleria-2023": "4908",
        "devida-coca-zone-calleria-2024": "4259",
        "devida-coca-zone-pichis-palcazu-pachitea-2023": "4266",
        "devida-coca-zone-pichis-palcazu-pachitea-2024": "2917",
        "devida-coca-zone-la-convencion-lares-2023": "3351",
        "devida-coca-zone-la-convencion-lares-2024": "3237",
        "devida-coca-zone-kosnipata-2023": "2193",
        "devida-coca-zone-kosnipata-2024": "2226",
        "devida-coca-zone-tigre-2024": "76",
    }
    assert told(extract, "area")["devida-coca-zone-calleria-2024"] == terms.entity("area", "devida-calleria")
    assert [problem.key for problem in extract.rejects] == ["file.total"]


def test_a_zone_that_nobody_knows_is_told_by_its_column(tmp_path: Path, references: References) -> None:
    rows = [ROWS[0], *[(row[0].title(), *row[1:]) for row in ROWS[1:]] * 3, ("Zona inventada", 1, 2, "")]
    extract = read(as_csv(tmp_path / "zones.csv", rows), references)
    problem = next(problem for problem in extract.rejects if problem.key.startswith("cell.reference"))
    assert (problem.row, problem.column) == (len(rows), "Zona de cultivo")


def test_another_value_of_the_same_zone_and_year_is_told_and_the_first_stays(
    tmp_path: Path, references: References
) -> None:
    more = [(f"Zona {letter}", "-", "-", "") for letter in "abcdefghijklm"]
    rows = [*ROWS, *more, ("Tigre", "-", 77, ""), ("Kosñipata", "2,193", "2,226", "")]
    extract = read(as_csv(tmp_path / "zones.csv", rows), references)
    assert told(extract, "value")["devida-coca-zone-tigre-2024"] == "76"
    assert [(one.key, one.row, one.column) for one in extract.rejects if one.key != "file.total"] == [
        ("file.differs", 21, "2024"),
        ("file.repeated", 22, ""),
    ]
    (problem,) = (one for one in extract.rejects if one.key == "file.differs")
    assert "77 donde la fila 6 dice 76" in problem.text("es")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("<!DOCTYPE html><html><body>404</body></html>", "read.markup"),
        ("Departamento,2023,2024\nUcayali,1,2\n", "file.column-missing"),
        ("Zona,Área,Nota\nTigre,1,2\n", "file.series"),
        ("Zona,2023,2024\nTigre,1,2\n", "file.few-rows"),
        ('Zona,2023,2024\n"Tigre,1,2\n', "table.torn"),
    ],
)
def test_another_or_a_broken_file_is_told(text: str, key: str, tmp_path: Path, references: References) -> None:
    path = tmp_path / "zones.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read(path, references)
    assert [problem.key for problem in caught.value.problems] == [key]


# --- the real file -----------------------------------------------------------------------------------


def cells_of(text: str, first: str) -> dict[tuple[str, str], str]:
    """(name, year) -> value, of the lines of the text that are a table whose header begins with ``first``."""
    found: dict[tuple[str, str], str] = {}
    header: list[str] = []
    for line in text.splitlines():
        cells = next(csv.reader([line]), [])
        if line.startswith(first):
            header = cells
        elif not line.strip():
            header = []
        elif header and not cells[0].upper().startswith("TOTAL"):
            for year, value in zip(header, cells, strict=True):
                if re.fullmatch("20[0-9]{2}", year) and value != "-":
                    found.setdefault((cells[0].strip("*"), year), value.replace(",", ""))
    return found


def test_the_report_gives_every_year_once_and_the_missing_table_is_told(shared: Path, references: References) -> None:
    path = shared / "data" / REPORT
    extract = read(path, references)
    expected = cells_of(path.read_text(encoding="utf-8"), "Zona")
    assert told(extract, "value") == {
        f"devida-coca-zone-{key_part(zone)}-{year}": value for (zone, year), value in expected.items()
    }
    assert len(expected) > 100
    keys = [problem.key for problem in extract.rejects]
    assert {key: keys.count(key) for key in keys} == {"file.total": 3, "file.repeated": 20, "file.other-table": 14}
    assert extract.rows == 81
    _, _, notes = Dataset(loaders()["devida-coca-zonas"], path, DAY).rows
    assert notes["repeated"] == "2023 (= 2022)"


def test_the_table_by_department_of_the_same_report_is_read_by_the_other_loader(
    shared: Path, references: References
) -> None:
    path = shared / "data" / REPORT
    extract = read(path, references, "devida-coca-departamentos")
    expected = cells_of(path.read_text(encoding="utf-8"), "Departamento")
    assert told(extract, "value") == {
        f"devida-coca-{key_part(name)}-{year}": value for (name, year), value in expected.items()
    }
    assert told(extract, "value")["devida-coca-ucayali-2021"] == "10151"
