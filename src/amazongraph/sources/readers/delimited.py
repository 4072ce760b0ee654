"""Reads delimited text: comma, semicolon or tab."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.encoding import decoded
from amazongraph.sources.readers.table import Record, Table, is_note, noted

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
# The line by which Excel is told the separator.
_SAID = re.compile(r'"?sep=([,;\t])"?(?:\r\n|\r|\n)', re.IGNORECASE)
_HEADER = re.compile(r'[\r\n]*((?:"[^"]*"|[^"\r\n])*)')
# Shapes written as text are longer than what the module allows for a cell unless told otherwise.
csv.field_size_limit(2**31 - 1)


def read_delimited(
    path: Path,
    data: bytes,
    preamble: int = 0,
    names: tuple[str, ...] = (),
    *,
    quoted: bool = True,
    wanted: Callable[[str], bool] = bool,
) -> Table:
    """Read the bytes of a text table; RFC 4180, with whatever separator its header uses, after ``preamble`` lines.

    One without a header has the ``names`` it is given; where nothing is ``quoted``, quotation marks are text. Only the
    cells of the columns ``wanted`` are kept: published tables have dozens that nobody reads.

    A record may hold line breaks inside quotation marks; its number is the line where it begins. One with too few or
    too many cells is a reject. Columns without a name are left out and noted; so are notes at the foot of the table,
    which stay among the records. Raises ``SourceError`` for what is no text, has no header, or repeats the name of a
    column, and for an open quotation mark.
    """
    text, encoding = decoded(path, data)
    start, above, separator = beginning(text, preamble, len(names))
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(lines_of(text, start), delimiter=separator, strict=True, quoting=quoting)
    records: list[Record] = []
    rejects: list[Problem] = []
    foot: list[int] = []
    line = last = above
    try:
        header = list(names) or [name.strip() for name in next(filter(_any_cell, reader), [])]
        line = above + reader.line_num
        check_header(path, header, line)
        kept = [(place, name) for place, name in enumerate(header) if name and wanted(name)]
        unnamed = [place for place, name in enumerate(header) if not name]
        for cells in reader:
            number, line = line + 1, above + reader.line_num
            if not _any_cell(cells):
                continue
            last = number
            if len(cells) != len(header):
                found, expected = len(cells), len(header)
                rejects.append(Problem("table.width", path.name, number, values={"found": found, "expected": expected}))
            else:
                cells = [cell.strip() for cell in cells]
                records.append(Record(number, {name: cells[place] for place, name in kept}))
                said = [cell for place, cell in enumerate(cells) if place not in unnamed] if unnamed else cells
                foot = [*foot, number] if is_note(said) else []
    except csv.Error as error:
        raise SourceError(Problem("table.torn", path.name, line + 1, values={"detail": str(error)})) from error
    if rejects and rejects[-1].row == last and not text.endswith(("\n", "\r")):
        _check_end(rejects[-1])
    named = tuple(name for name in header if name)
    notes = {"encoding": encoding, "separator": SEPARATORS[separator]}
    notes |= {"preamble": str(preamble)} if preamble else {}
    notes |= {"unnamed": str(header.count(""))} if "" in header else {}
    return Table(named, records, rejects, notes | noted(foot))


def lines_of(text: str, start: int = 0) -> Iterator[str]:
    """The lines of a text with their ends, one after the other: a copy of it would weigh several times the file.

    Only CR and LF end a line; other characters that tell a printer to begin a new one may stand in a cell.
    """
    return (found[0] for found in _LINE.finditer(text, start))


def _any_cell(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)


def beginning(text: str, preamble: int, width: int = 0) -> tuple[int, int, str]:
    """Where the table begins, how many lines stand above it, and its separator.

    That is the one a line ``sep=`` says, else the one that stands most often in the header, quoted cells left out, or
    makes as many cells of the first line as its ``width``.
    """
    start = 0
    for _ in range(preamble):
        line = _LINE.match(text, start)
        start = line.end() if line else start
    if said := _SAID.match(text, start):
        return said.end(), preamble + 1, said[1]
    header = _HEADER.match(text, start)
    bare = re.sub(r'"[^"]*"', "", header[1]) if header else ""
    return start, preamble, max(SEPARATORS, key=lambda one: (bare.count(one) + 1 == width, bare.count(one)))


def _check_end(last: Problem) -> None:
    """Raises ``SourceError`` where the last line, which nothing ends, has some cells but not all of them.

    One cell may be a note at the foot of the table.
    """
    if 1 < last.values["found"] < last.values["expected"]:  # type: ignore[operator]
        raise SourceError(replace(last, key="table.cut"))


def check_header(path: Path, header: list[str], line: int) -> None:
    """Raises ``SourceError`` for a header of fewer than two columns, or with one of them twice."""
    named = [name for name in header if name]
    if len(named) < 2:
        raise SourceError(Problem("read.no-header", path.name, line or 1))
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise SourceError(*(Problem("table.column-twice", path.name, line, name) for name in twice))
