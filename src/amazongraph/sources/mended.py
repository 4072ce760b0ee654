"""Rows of a table that are handed out to be mended, and put back in their place.

A row is handed out with two columns more: ``mend``, which says where it stood and how it read, and ``reason``, why it
is to be mended. Both are ignored where a table is read, so that rows may also be put back by hand.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from amazongraph import durable
from amazongraph.errors import Problem, SourceError
from amazongraph.files import text_of
from amazongraph.sources.readers.delimited import lines_of

MARK, REASON = "mend", "reason"
OWN = frozenset({MARK, REASON})
_MARK = re.compile(r"(\d+)-([0-9a-f]{8})")


def handed_out(content: str, reasons: Mapping[int, str]) -> str:
    """The rows of a table, given by line, as CSV with ``mend`` and ``reason`` last; "" if there are none.

    ``content`` is the text of the table, ``reasons`` a line number (1 = the header) -> why. Where the table is torn
    nobody can tell where a row ends, and no row after that place is handed out.
    """
    reader = csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[list[str]] = []
    header: list[str] = []
    try:
        header = next(reader, [])
        line = reader.line_num
        for cells in reader:
            number, line = line + 1, reader.line_num
            if number in reasons:
                # A short row is filled up, so that the reason stands under its head.
                own = _own(header, cells + [""] * (len(header) - len(cells)))
                rows.append([*own, f"{number}-{_digest(own)}", reasons[number]])
    except csv.Error:
        pass
    return _text([[*_own(header, header), MARK, REASON], *rows], "\n") if rows else ""


def put_back(table: Path, mended: Path) -> int:
    """Write the rows of ``mended`` in the places of ``table`` they were handed out from; how many there were.

    Every other line of the table stays as it is, to the byte, and the table is replaced at once or not at all. Raises
    ``SourceError`` for a file that cannot be read, other columns, a line break in a cell, a row that does not say where
    it stood, two rows for one place, and a row of the table that has changed since it was handed out; then nothing
    is written.
    """
    lines = list(filter(None, lines_of(text_of(table))))
    header = _own(*[next(csv.reader(lines[:1]), [])] * 2) if lines else []
    problems: list[Problem] = []
    places: dict[int, str] = {}
    for number, cells in _mended(mended, header):
        found = _MARK.fullmatch(cells[MARK])
        place = int(found[1]) if found else 0
        if found is None:
            problems.append(Problem("mend.no-mark", mended.name, number, MARK))
        elif place in places:
            problems.append(Problem("mend.twice", mended.name, number, MARK, values={"place": place}))
        elif not 1 < place <= len(lines) or _digest(_stood(lines, place)) != found[2]:
            problems.append(Problem("mend.changed", mended.name, number, values={"place": place, "table": table.name}))
        else:
            places[place] = _text([[cells[name] for name in header]], _end(lines[place - 1]))
    if problems:
        raise SourceError(*problems)
    if places:
        mark = codecs.BOM_UTF8 if table.read_bytes().startswith(codecs.BOM_UTF8) else b""
        replaced = "".join(places.get(number, line) for number, line in enumerate(lines, start=1))
        durable.write(table, mark + replaced.encode())
    return len(places)


def _mended(path: Path, header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows to put back, with their line: the columns of the table and ``mend``."""
    reader = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    try:
        names = next(reader, [])
        if MARK not in names or _own(names, names) != header:
            raise SourceError(Problem("mend.columns", path.name, 1))
        for cells in reader:
            if len(cells) != len(names):
                raise SourceError(
                    Problem(
                        "table.width",
                        path.name,
                        reader.line_num,
                        values={"found": len(cells), "expected": len(names)},
                    )
                )
            if any("\n" in cell or "\r" in cell for cell in cells):
                raise SourceError(Problem("table.line-break", path.name, reader.line_num))
            yield reader.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        raise SourceError(Problem("table.torn", path.name, reader.line_num, values={"detail": str(error)})) from error


def _stood(lines: list[str], place: int) -> list[str]:
    """The cells of a line of the table, as they were handed out."""
    names, cells = (next(csv.reader([lines[number - 1]]), []) for number in (1, place))
    return _own(names, cells + [""] * (len(names) - len(cells)))


def _own(header: list[str], cells: list[str]) -> list[str]:
    """The cells without those of the two columns that are ours."""
    return [cell for number, cell in enumerate(cells) if not OWN & set(header[number : number + 1])]


def _digest(cells: list[str]) -> str:
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:8]


def _text(rows: list[list[str]], end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
