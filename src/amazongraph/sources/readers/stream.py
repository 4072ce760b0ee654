"""Reads delimited text in batches, so that memory does not grow with the file."""

import csv
import io
import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import BinaryIO

import polars as pl

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.delimited import SEPARATORS, beginning, check_header, lines_of
from amazongraph.sources.readers.encoding import decoded
from amazongraph.sources.readers.lines import plain_rows, whole_lines

BATCH = 200_000  # rows
_HEAD = 1 << 20
_CODECS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "utf-16": "utf-16"}
# Other kinds of files: packed, JSON, GeoPackage, old Excel, markup.
_OTHER = (b"PK", b"{", b"[", b"SQLite", b"\xd0\xcf\x11\xe0", b"<")
_ENDS = (b"\n", b"\r")
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as published: ``line`` (where each begins) and the wanted columns, and the rows of another width."""

    rows: pl.DataFrame
    rejects: list[Problem]


@dataclass(frozen=True, slots=True)
class Stream:
    """A text table whose rows are read as they are asked for; ``notes`` as those of ``Table``."""

    path: Path
    columns: tuple[str, ...]
    encoding: str
    separator: str
    above: int
    header: int  # the line where it ends
    notes: dict[str, str] = field(default_factory=dict)

    def batches(self, wanted: Mapping[str, str], size: int = BATCH) -> Iterator[Batch]:
        """The rows in batches of ``size``; ``wanted``: our name of a column -> its name in the file.

        RFC 4180. Raises ``SourceError`` for an open quotation mark and for damaged letters, by the line.
        """
        places = {own: self.columns.index(name) for own, name in wanted.items()}
        with self.path.open("rb") as file:
            line = (yield from self._plain(file, places)) if self.encoding == "utf-8" else 0
            yield from self._strict(file, line, places, size)

    def _plain(self, file: BinaryIO, places: dict[str, int]) -> Generator[Batch, None, int]:
        """The rows up to the first lines that are not plain, where ``file`` is left; returns the number of the line."""
        line = self.header
        if b"\r" in b"".join(file.readline() for _ in range(line)).replace(b"\r\n", b"\n"):
            file.seek(0)
            return 0
        start = file.tell()
        while lines := whole_lines(file):
            rows = plain_rows(lines, self.separator, places, len(self.columns))
            if rows is None:
                file.seek(start)
                break
            yield Batch(rows.with_row_index("line", line + 1).with_columns(pl.col("line").cast(pl.Int64)), [])
            line, start = line + rows.height, file.tell()
        return line

    def _strict(self, file: BinaryIO, line: int, places: dict[str, int], size: int) -> Iterator[Batch]:
        """The rows from where ``file`` stands; ``line``: the lines before, 0 where the header is still to come."""
        with io.TextIOWrapper(file, _CODECS[self.encoding], newline="") as text:
            if not line:
                for _ in range(self.above):
                    text.readline()
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            before = line or self.above
            try:
                if not line:
                    next(cells for cells in reader if any(map(str.strip, cells)))
                read = reader.line_num
                while cells := list(islice(reader, size)):
                    yield self._batch(cells, before + read, reader.line_num - read, places)
                    read = reader.line_num
            except csv.Error as error:
                at = before + reader.line_num
                raise SourceError(Problem("table.torn", self.path.name, at, values={"detail": str(error)})) from error
            except UnicodeDecodeError as error:
                at = before + reader.line_num
                raise SourceError(Problem("read.encoding", self.path.name, at)) from error

    def _batch(self, cells: list[list[str]], line: int, lines: int, places: Mapping[str, int]) -> Batch:
        """``line``: the last one before the batch; ``lines``: how many it has."""
        numbers: list[int] = list(range(line + 1, line + 1 + len(cells)))
        if lines != len(cells):
            heights = (1 + sum(len(_BREAK.findall(cell)) for cell in row) for row in cells)
            numbers = list(accumulate(heights, initial=line + 1))[:-1]
        width, rejects = len(self.columns), []
        if not all(len(row) == width for row in cells):
            rejects = [self._torn(number, row) for number, row in zip(numbers, cells, strict=True) if self._odd(row)]
            kept = [(number, row) for number, row in zip(numbers, cells, strict=True) if len(row) == width]
            numbers, cells = [number for number, _ in kept], [row for _, row in kept]
        text = {own: pl.Series([row[place] for row in cells], dtype=pl.String) for own, place in places.items()}
        rows = pl.DataFrame({"line": pl.Series(numbers, dtype=pl.Int64), **text})
        return Batch(rows.with_columns(pl.exclude("line").str.strip_chars()), rejects)

    def _odd(self, row: list[str]) -> bool:
        return len(row) != len(self.columns) and any(map(str.strip, row))

    def _torn(self, number: int, row: list[str]) -> Problem:
        found, expected = len(row), len(self.columns)
        return Problem("table.width", self.path.name, number, values={"found": found, "expected": expected})


def open_stream(path: Path, preamble: int = 0) -> Stream:
    """Look at the beginning of a text table. Raises ``SourceError`` for what is absent, closed, empty or none."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError as error:
        raise SourceError(Problem("check.absent", path.name)) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise SourceError(Problem("table.closed", path.name, values={"detail": detail})) from error
    if not head.strip():
        raise SourceError(Problem("read.empty", path.name))
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_OTHER):
        raise SourceError(Problem("read.not-csv", path.name))
    # What is cut off at the end may be half a character.
    text, encoding = decoded(path, head[: max(map(head.rfind, _ENDS)) + 1] if len(head) == _HEAD else head)
    start, above, separator = beginning(text, preamble)
    reader = csv.reader(lines_of(text, start), delimiter=separator, strict=True)
    try:
        columns = [cell.strip() for cell in next((cells for cells in reader if any(map(str.strip, cells))), [])]
    except csv.Error as error:
        raise SourceError(Problem("table.torn", path.name, above + 1, values={"detail": str(error)})) from error
    header = above + reader.line_num
    check_header(path, columns, header)
    notes = {"encoding": encoding, "separator": SEPARATORS[separator]}
    return Stream(path, tuple(columns), encoding, separator, above, header, notes)
