"""Reads a CSV table strictly: every line accounted for, every problem told with its line and column.

Lenient readers accept torn rows in silence; here the standard ``csv`` module reads in strict mode.
"""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from amazongraph.errors import Problem, SourceError
from amazongraph.files import text_of


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its line number in the file (1 = the header) and its cells by column name."""

    number: int
    cells: dict[str, str]


def read_table(path: Path, required: Collection[str], optional: Collection[str] = ()) -> list[Row]:
    """The records of a comma-separated UTF-8 file (a byte-order mark is allowed) whose columns are exactly known.

    Raises ``SourceError`` for a file that is absent, not UTF-8 or not comma-separated, a missing, repeated or unknown
    column, a record with too few or too many cells, an open quotation mark, or a line break inside a cell.
    """
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    problems: list[Problem] = []
    rows: list[Row] = []
    header: list[str] = []
    line = 0
    try:
        header = next(reader, [])
        _check_header(path, header, set(required), set(optional))
        line = reader.line_num
        for cells in reader:
            number, line = line + 1, reader.line_num
            if line != number:
                problems.append(Problem("table.line-break", path.name, number))
            elif len(cells) != len(header):
                problems.append(
                    Problem("table.width", path.name, number, values={"found": len(cells), "expected": len(header)})
                )
            else:
                rows.append(Row(number, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    except csv.Error as error:
        # The line where the record begins: an open quotation mark is noticed only much further down.
        problems.append(Problem("table.torn", path.name, line + 1, values={"detail": str(error)}))
    if problems:
        raise SourceError(*problems)
    return rows


def _check_header(path: Path, header: list[str], required: set[str], optional: set[str]) -> None:
    if len(header) == 1 and ";" in header[0]:
        raise SourceError(Problem("table.separator", path.name, 1))
    named = sorted({name for name in header if name.strip()})
    problems = [Problem("table.column-twice", path.name, 1, name) for name in named if header.count(name) > 1]
    problems += [Problem("table.column-missing", path.name, 1, name) for name in sorted(required - set(named))]
    problems += [
        Problem("table.column-unknown", path.name, 1, name) for name in named if name not in required | optional
    ]
    if len(named) < len(set(header)):
        problems.append(Problem("table.column-unnamed", path.name, 1))
    if problems:
        raise SourceError(*problems)
