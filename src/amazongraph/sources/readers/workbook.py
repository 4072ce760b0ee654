"""Reads one sheet of an Excel workbook (ECMA-376). openpyxl tells cells in error apart; faster readers blank them."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.table import Record, Table


def read_workbook(path: Path, sheet: str = "") -> Table:
    """Read a sheet whose first row with two cells or more is the header; the first sheet with one, unless named.

    Dates become ISO 8601, numbers the shortest text that reads back the same. A record with a cell in error (``#N/A``)
    is a reject. Raises ``SourceError`` for a workbook that cannot be opened, a sheet that is not there, a repeated
    column, and for one with no table in it.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise SourceError(Problem("read.broken", path.name, values={"detail": str(error)})) from error
    try:
        if sheet and sheet not in book.sheetnames:
            raise SourceError(
                Problem("read.sheet", path.name, values={"name": sheet, "known": ", ".join(book.sheetnames)})
            )
        for name in [sheet] if sheet else book.sheetnames:
            if (table := _read(path, name, book[name])) is not None:
                return table
    finally:
        book.close()
    raise SourceError(Problem("read.no-header", path.name))


def _read(path: Path, name: str, sheet: Any) -> Table | None:
    header: dict[int, str] = {}
    records: list[Record] = []
    rejects: list[Problem] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        filled = {cell.column - 1: cell for cell in row if cell.value is not None and str(cell.value).strip()}
        if not header:
            if len(filled) > 1:
                header = {place: str(cell.value).strip() for place, cell in filled.items()}
                _check(path, number, header)
        elif wrong := [place for place, cell in filled.items() if place in header and cell.data_type == "e"]:
            column, value = header[wrong[0]], str(filled[wrong[0]].value)
            rejects.append(Problem("read.error-cell", path.name, number, column, values={"value": value}))
        elif any(place in header for place in filled):
            cells = {column: _text(filled[place].value) if place in filled else "" for place, column in header.items()}
            records.append(Record(number, cells))
    return Table(tuple(header.values()), records, rejects, {"sheet": name}) if header else None


def _check(path: Path, number: int, header: dict[int, str]) -> None:
    names = list(header.values())
    twice = [get_column_letter(place + 1) for place, name in header.items() if names.count(name) > 1]
    if twice:
        raise SourceError(Problem("table.column-twice", path.name, number, ", ".join(twice)))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
