"""Workbooks of Excel 97-2003. ``old.xls`` has a hidden sheet and one with a title, a header, three rows, a blank one
and one with a name alone; the number of its third row is in error.
"""

import random
from pathlib import Path

import pytest
from reading import cells, refusal, rejected

from amazongraph.errors import SourceError
from amazongraph.sources.readers import read_file

OLD = Path(__file__).with_name("old.xls")


def test_it_is_read_as_a_new_one_is() -> None:
    table = read_file(OLD)
    assert table.columns == ("Zona", "2020", "Fecha", "Hora", "Visitada")
    assert cells(table) == [
        ("Callería*", "2453", "2024-01-31", "06:30:00", "True"),
        ("Kosñipata", "0.3", "1999-12-31", "00:00:00", "False"),
        ("Tigre", "", "", "", ""),
    ]
    assert [record.number for record in table.records] == [3, 4, 7]
    assert table.notes == {"sheet": "Datos", "footnotes": "7"}


def test_a_cell_in_error_is_told() -> None:
    table = read_file(OLD)
    assert rejected(table) == [("read.error-cell", 5, "2020")]
    assert "#N/A" in table.rejects[0].text("es")


def test_a_sheet_may_be_named() -> None:
    assert cells(read_file(OLD, sheet="Notas")) == [("1", "2")]
    assert refusal(OLD, sheet="Hoja1").key == "read.sheet"


def test_what_is_cut_short_or_damaged_is_told_in_one_line(tmp_path: Path) -> None:
    """Or read, where the damage is in what is no table."""
    path = tmp_path / "x.xls"
    chance = random.Random(7)
    refused = 0
    for number in range(60):
        data = bytearray(OLD.read_bytes())
        if number % 2:
            del data[chance.randrange(8, len(data)) :]
        else:
            for _ in range(20):
                data[chance.randrange(8, len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            read_file(path)
        except SourceError as error:
            refused += 1
            assert "\n" not in error.problems[0].text("es")
    assert refused > 20


@pytest.mark.parametrize(("said", "key"), [("Workbook is encrypted", "read.encrypted"), ("x", "read.broken")])
def test_one_with_a_password_is_told(said: str, key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There is no such file at hand: this is what the library raises for one."""
    import xlrd

    def refuse(**_: object) -> None:
        raise xlrd.XLRDError(said)

    monkeypatch.setattr(xlrd, "open_workbook", refuse)
    path = tmp_path / "x.xls"
    path.write_bytes(OLD.read_bytes())
    assert refusal(path).key == key
