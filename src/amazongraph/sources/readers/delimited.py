"""Reads delimited text: comma, semicolon or tab, in the encodings that spreadsheets and statistical offices write."""

import csv
import io
from pathlib import Path

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.table import Record, Table

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_delimited(path: Path, data: bytes) -> Table:
    """Read the bytes of a text table; RFC 4180, with whatever separator its header uses.

    UTF-8 or UTF-16 with a byte-order mark, else UTF-8, else Windows-1252. A record may hold line breaks inside
    quotation marks; its number is the line where it begins. One with too few or too many cells is a reject. Raises
    ``SourceError`` for what is no text, has no header, or repeats the name of a column, and for an open quotation mark.
    """
    text, encoding = _decoded(path, data)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[Record] = []
    rejects: list[Problem] = []
    line = 0
    try:
        header = [name.strip() for name in next(reader, [])]
        _check(path, header)
        line = reader.line_num
        for cells in reader:
            number, line = line + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                found, expected = len(cells), len(header)
                rejects.append(Problem("table.width", path.name, number, values={"found": found, "expected": expected}))
            else:
                records.append(Record(number, {n: c.strip() for n, c in zip(header, cells, strict=True) if n}))
    except csv.Error as error:
        raise SourceError(Problem("table.torn", path.name, line + 1, values={"detail": str(error)})) from error
    named = tuple(name for name in header if name)
    return Table(named, records, rejects, {"encoding": encoding, "separator": _SEPARATORS[separator]})


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                raise SourceError(Problem("read.not-text", path.name)) from error
    if b"\0" in data:
        raise SourceError(Problem("read.not-text", path.name))
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252.
        try:
            return data.decode("cp1252"), "windows-1252"
        except UnicodeDecodeError as error:
            raise SourceError(Problem("read.not-text", path.name)) from error


def _separator(text: str) -> str:
    """The separator that stands most often in the header, quoted cells left out."""
    bare = "".join(text.split("\n", 1)[0].split('"')[::2])
    return max(_SEPARATORS, key=bare.count)


def _check(path: Path, header: list[str]) -> None:
    named = [name for name in header if name]
    if len(named) < 2:
        raise SourceError(Problem("read.no-header", path.name, 1))
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise SourceError(*(Problem("table.column-twice", path.name, 1, name) for name in twice))
