"""Reads one sheet of an Excel workbook (ECMA-376). openpyxl tells cells in error apart; faster readers blank them."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, repeat
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.old_workbook import open_old_workbook
from amazongraph.sources.readers.plain import plain
from amazongraph.sources.readers.table import Record, Table, footnotes

# What the archive and openpyxl raise for parts that are missing, cut or no XML (with any parser: a syntax error).
_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)
_BROKEN = (*_ARCHIVE, SyntaxError, LookupError, ValueError, TypeError, AttributeError)
# Excel keeps this many digits of a number; what a file holds beyond them is noise of the binary form.
_DIGITS = 15
_ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr=[\"']([0-9]{1,9})[\"']")
_MOST_ROWS = 1 << 20  # of a sheet, ECMA-376 18.3.1.73 as Excel keeps it


def read_workbook(path: Path, data: bytes, sheet: str = "", preamble: int = 0) -> Table:
    """Read a sheet of the bytes of a workbook: the only visible one that holds a table, unless named.

    Its first row with two cells or more, after ``preamble`` rows, is the header. Dates become ISO 8601, numbers plain
    decimals. A record is a reject with a cell in error (``#N/A``) or with a formula whose result was never saved. Notes
    as for delimited text. Raises ``SourceError`` for a workbook that cannot be opened, a sheet that is not there,
    tables in several sheets with none named, a repeated column, one in error, and where there is no table.
    """
    return _read_book(path, _open(path, data, values=True), sheet, preamble, lambda title: _formulas(path, data, title))


def read_old_workbook(path: Path, data: bytes, sheet: str = "", preamble: int = 0) -> Table:
    """Read a sheet of the bytes of a workbook of Excel 97-2003, in the same way."""
    return _read_book(path, open_old_workbook(path, data), sheet, preamble, lambda title: repeat(()))


def _read_book(path: Path, book: Any, sheet: str, preamble: int, formulas: Callable[[str], Iterator[Any]]) -> Table:
    with warnings.catch_warnings():
        # The library tells of the styles and rules that it leaves out; a cell that it cannot read is one in error.
        warnings.simplefilter("ignore")
        for one in _chosen(path, book, sheet, preamble):
            rows = zip(_rows(path, one), formulas(one.title), strict=False)
            if (table := _read(path, one.title, rows, preamble)) is not None:
                return table
    raise SourceError(Problem("read.no-header", path.name))


def _open(path: Path, data: bytes, *, values: bool) -> Any:
    """The workbook with the results of its formulas (``values``), or with the formulas."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # From memory: a workbook that is broken or half read would hold its file open.
            return load_workbook(io.BytesIO(data), read_only=True, data_only=values)
    except _BROKEN as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: BaseException) -> SourceError:
    return SourceError(
        Problem("read.broken", path.name, values={"detail": " ".join(str(error).split()) or type(error).__name__})
    )


def _chosen(path: Path, book: Any, name: str, preamble: int) -> list[Any]:
    """The sheet of that name, else the visible one that holds a table, else the visible ones."""
    # Sheets that are a chart hold no cells.
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name and name not in sheets:
        raise SourceError(Problem("read.sheet", path.name, values={"name": name, "known": ", ".join(sheets)}))
    if name:
        return [sheets[name]]
    visible = [sheet for sheet in sheets.values() if sheet.sheet_state == "visible"]
    tables = [sheet for sheet in visible if _holds_table(path, sheet, preamble)]
    if len(tables) > 1:
        known = ", ".join(sheet.title for sheet in tables)
        raise SourceError(Problem("read.sheets", path.name, values={"known": known}))
    return tables or visible


def _holds_table(path: Path, sheet: Any, preamble: int) -> bool:
    """Whether two rows have two cells or more: a header and a record, where a title page has at most one."""
    wide = (row for row in islice(_rows(path, sheet), preamble, None) if len(_filled(row)) > 1)
    return len(list(islice(wide, 2))) == 2


def _rows(path: Path, sheet: Any) -> Iterator[Any]:
    # The size a file declares of a sheet may be wrong, and would hide the rows beyond it.
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            # The rows that are missing before one are made up by the library: two thousand million if it says so.
            if number > _MOST_ROWS:
                raise ValueError(f"{sheet.title}: > {_MOST_ROWS}")
            yield row
    except _BROKEN as error:
        raise _broken(path, error) from error


def _filled(row: Any) -> dict[int, Any]:
    return {cell.column - 1: cell for cell in row if cell.value is not None and str(cell.value).strip()}


def _read(path: Path, sheet: str, rows: Iterator[tuple[Any, Any]], preamble: int) -> Table | None:
    header: dict[int, str] = {}
    unnamed: set[int] = set()
    records: list[Record] = []
    rejects: list[Problem] = []
    for number, (row, formulas) in islice(enumerate(rows, start=1), preamble, None):
        filled = _filled(row)
        if not header:
            if len(filled) > 1:
                header = _header(path, number, filled)
            continue
        unnamed |= filled.keys() - header.keys()
        if problem := _problem(path, number, header, row, formulas):
            rejects.append(problem)
        elif any(place in header for place in filled):
            cells = {column: _text(filled[place].value) if place in filled else "" for place, column in header.items()}
            records.append(Record(number, cells))
    if not header:
        return None
    columns = tuple(header.values())
    notes = {"sheet": sheet}
    notes |= {"preamble": str(preamble)} if preamble else {}
    notes |= {"unnamed": str(len(unnamed))} if unnamed else {}
    return Table(columns, records, rejects, notes | footnotes(columns, records))


def _formulas(path: Path, data: bytes, title: str) -> Iterator[Any]:
    """The rows of a sheet with the formulas in place of their results; nothing for each row where there are none."""
    # Reading twice costs twice, and few published sheets calculate.
    return _rows(path, _open(path, data, values=False)[title]) if _calculates(path, data) else repeat(())


def _calculates(path: Path, data: bytes) -> bool:
    """Whether any sheet has a formula. Raises ``SourceError`` for rows that are not in their order: the library leaves
    out, and does not tell, one with the number of an earlier one.
    """
    calculates = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/"):
                    xml = archive.read(name)
                    calculates = calculates or b"<f" in xml
                    _check_order(name, xml)
    except _BROKEN as error:
        raise _broken(path, error) from error
    return calculates


def _check_order(name: str, xml: bytes) -> None:
    numbers = map(int, _ROW_NUMBER.findall(xml))
    if wrong := next((other for one, other in pairwise(numbers) if other <= one), 0):
        raise ValueError(f"{name}: row {wrong}")


def _header(path: Path, number: int, filled: dict[int, Any]) -> dict[int, str]:
    for place, cell in filled.items():
        if cell.data_type == "e":
            where = Problem(
                "read.error-cell", path.name, number, get_column_letter(place + 1), values={"value": cell.value}
            )
            raise SourceError(where)
    header = {place: _text(cell.value) for place, cell in filled.items()}
    names = list(header.values())
    twice = [get_column_letter(place + 1) for place, name in header.items() if names.count(name) > 1]
    if twice:
        raise SourceError(Problem("table.column-twice", path.name, number, ", ".join(twice)))
    return header


def _problem(path: Path, number: int, header: dict[int, str], row: Any, formulas: Any) -> Problem | None:
    """What is wrong with the first wrong cell of a record."""
    for place, column in header.items():
        if place >= len(row):
            break
        cell = row[place]
        if cell.data_type == "e" and cell.value is not None:
            return Problem("read.error-cell", path.name, number, column, values={"value": cell.value})
        # A result that is the empty text has a type of its own.
        is_formula = place < len(formulas) and formulas[place].data_type == "f"
        if is_formula and cell.value is None and cell.data_type == "n":
            return Problem("read.formula", path.name, number, column)
    return None


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return plain(float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value)
