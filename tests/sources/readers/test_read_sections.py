"""Texts with headings: tables are read and sentences are not; a table copied under two headings is told."""

from pathlib import Path

import pytest
from reading import cells, refusal, rejected

from amazongraph.sources.readers import read_file

TEXT = """# 2022

En 2022 crecieron Callería, Contamana y Aguaytía,
mientras que en el sur, en Puno, no hubo cambios.

Zona,2021,2022
Aguaytía,"2,475","3,914"
Yaguas,-,146

# 2023

Zona,2021,2022
Aguaytía,"2,475","3,914"
Yaguas,-,146

## 2024:

| Zona | Depto. \\| área | 2024 |
|:-----|---|-----:|
| Tigre | Loreto | 76 |
| Cotuhé | Loreto |
Aguaytía | Ucayali | 4,364
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_tables_of_all_sections_are_one(report: Path) -> None:
    table = read_file(report)
    assert table.columns == ("Zona", "2021", "2022", "Depto. | área", "2024")
    assert cells(table) == [
        ("Aguaytía", "2,475", "3,914", "", ""),
        ("Yaguas", "-", "146", "", ""),
        ("Aguaytía", "2,475", "3,914", "", ""),
        ("Yaguas", "-", "146", "", ""),
        ("Tigre", "", "", "Loreto", "76"),
        ("Aguaytía", "", "", "Ucayali", "4,364"),
    ]
    assert [record.number for record in table.records] == [7, 8, 13, 14, 20, 22]
    assert table.records[0].columns == {"Zona", "2021", "2022"}
    assert rejected(table) == [("table.width", 21, "")]


def test_the_headings_and_a_table_that_is_there_twice_are_told(report: Path) -> None:
    assert read_file(report).notes == {
        "encoding": "utf-8",
        "sections": "2022, 2023, 2024",
        "repeated": "2023 (= 2022)",
    }


def test_a_section_may_be_named(report: Path) -> None:
    table = read_file(report, sheet="2024")
    assert table.columns == ("Zona", "Depto. | área", "2024")
    assert cells(table) == [("Tigre", "Loreto", "76"), ("Aguaytía", "Ucayali", "4,364")]
    assert "repeated" not in table.notes
    problem = refusal(report, sheet="2025")
    assert (problem.key, problem.values["known"]) == ("read.section", "2022, 2023, 2024")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("# 2022\n\nSolo hay texto, con comas, pero\nninguna tabla.\n", "read.no-header"),
        ("# 2022\n\nZona,2021,2021\nTigre,1,2\n", "table.column-twice"),
        ("# 2022\n\nZona,2021,2022\n", "read.no-header"),
    ],
)
def test_what_has_no_table_is_told(text: str, key: str, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(text, encoding="utf-8")
    assert refusal(path).key == key


def test_it_is_known_by_its_first_line_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert read_file(path).notes["sections"] == "2022, 2023, 2024"


def test_a_table_whose_first_column_is_a_number_sign_is_no_such_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("# orden,nombre\n1,Tigre\n", encoding="utf-8")
    assert read_file(path).columns == ("# orden", "nombre")


def test_wrong_letters_are_told_and_windows_letters_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(TEXT.encode("cp1252"))
    assert cells(read_file(path))[0][0] == "Aguaytía"
    path.write_bytes(TEXT.encode()[:-3] + b"\xc3\n")
    assert refusal(path).key == "read.encoding"
