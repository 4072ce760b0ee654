"""Opens a workbook of Excel 97-2003 (``.xls``, BIFF8 in an OLE file) for the reader of workbooks.

xlrd tells cells in error apart, as openpyxl does for newer files. Neither says which formulas were never calculated:
their results are blank.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlrd
from xlrd.compdoc import CompDocError

from amazongraph.errors import Problem, SourceError

# What xlrd raises for bytes that are cut short or changed.
_BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AssertionError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class OldCell:
    """A cell as openpyxl has it: ``data_type`` is ``e`` for one in error; ``column`` counts from 1."""

    column: int
    value: object
    data_type: str = "n"


@dataclass(frozen=True, slots=True)
class OldSheet:
    """A sheet as openpyxl has it."""

    title: str
    sheet_state: str
    sheet: Any
    days: int

    def reset_dimensions(self) -> None:
        """Nothing: the size of such a sheet is that of its cells."""

    def iter_rows(self) -> Iterator[list[OldCell]]:
        """The rows, each with the cells that it has."""
        for number in range(self.sheet.nrows):
            yield [_cell(place, cell, self.days) for place, cell in enumerate(self.sheet.row(number), start=1)]


@dataclass(frozen=True, slots=True)
class OldWorkbook:
    """A workbook as openpyxl has it."""

    worksheets: list[OldSheet]


def open_old_workbook(path: Path, data: bytes) -> OldWorkbook:
    """Open the bytes of such a workbook. Raises ``SourceError`` for one that has a password or is cut short, and for
    another document of old Office, which the same kind of file may hold.
    """
    try:
        # What it has to say of odd bytes goes nowhere.
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
        sheets = [_sheet(sheet, book.datemode) for sheet in book.sheets()]
    except _BROKEN as error:
        raise SourceError(_problem(path, str(error))) from error
    return OldWorkbook(sheets)


def _problem(path: Path, detail: str) -> Problem:
    if "encrypted" in detail:
        return Problem("read.encrypted", path.name)
    # A new workbook with a password, or a text document.
    if "find workbook" in detail:
        return Problem("read.old-office", path.name)
    return Problem("read.broken", path.name, values={"detail": " ".join(detail.split()) or "?"})


def _sheet(sheet: Any, days: int) -> OldSheet:
    return OldSheet(sheet.name, "hidden" if sheet.visibility else "visible", sheet, days)


def _cell(place: int, cell: Any, days: int) -> OldCell:
    """``days``: from which of its two first days the workbook counts dates."""
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return OldCell(place, None)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return OldCell(place, xlrd.error_text_from_code.get(cell.value, "#?"), "e")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return OldCell(place, bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        day: datetime = xlrd.xldate_as_datetime(cell.value, days)
        return OldCell(place, day.time() if cell.value < 1 else day)
    return OldCell(place, cell.value)
