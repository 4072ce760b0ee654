"""Reads delimited text in batches, so that memory does not grow with the file."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
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
class Piece:
    """Some whole lines read: their rows, how many ``lines`` they are, and the byte where they ``end``.

    A piece that is not ``whole`` has no rows: the last of its lines may go on in the next, or they hold what nobody can
    read. It tells with ``end`` where it begins.
    """

    batches: tuple[Batch, ...]
    lines: int
    end: int
    whole: bool = True


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
        """The rows in batches, of ``size`` where they need a careful reader; ``wanted``: our name of a column -> its
        name in the file.

        RFC 4180. Raises ``SourceError`` for an open quotation mark and for damaged letters, by the line.
        """
        body = self.body()
        line, offset = (self.header, body.start) if body else (0, 0)
        for piece in self.pieces(wanted, body or range(0), line):
            if not piece.whole:
                break
            yield from piece.batches
            line, offset = line + piece.lines, piece.end
        if not body or offset < body.stop:
            yield from self.rest(wanted, offset, line, size)

    def body(self) -> range | None:
        """The bytes of the rows, if they may be read from the middle on; ``None`` where a line may end in other ways
        than letters and line feeds tell.
        """
        if self.encoding != "utf-8":
            return None
        with self.path.open("rb") as file:
            head = b"".join(file.readline() for _ in range(self.header))
            size = file.seek(0, io.SEEK_END)
        return None if b"\r" in head.replace(b"\r\n", b"\n") else range(len(head), size)

    def pieces(self, wanted: Mapping[str, str], part: range, line: int = 0) -> Iterator[Piece]:
        """The lines that begin in a part of the ``body``, as long as they can be read without those after them.

        ``line``: how many there are before, for the numbers of the rows. Only a first line that begins a row can be
        read rightly: whoever reads parts side by side must see whether all before were whole.
        """
        places = self._places(wanted)
        with self.path.open("rb") as file:
            file.seek(max(part.start - 1, 0))
            # The line that a part begins in belongs to the part before.
            at = part.start if not part.start or file.read(1) == b"\n" else part.start + len(file.readline())
            while at < part.stop and (lines := whole_lines(file, part.stop - at)):
                piece = self._piece(lines, line, at, places)
                yield piece
                if not piece.whole:
                    return
                line, at = line + piece.lines, piece.end

    def rest(self, wanted: Mapping[str, str], offset: int, line: int, size: int = BATCH) -> Iterator[Batch]:
        """The rows from a byte on with the careful reader; ``line``: how many lines are before. From 0 on, all of them.

        Raises ``SourceError``.
        """
        with self.path.open("rb") as file:
            file.seek(offset)
            yield from self._strict(file, line, self._places(wanted), size, header=not offset)

    def _places(self, wanted: Mapping[str, str]) -> dict[str, int]:
        return {own: self.columns.index(name) for own, name in wanted.items()}

    def _piece(self, lines: bytes, line: int, at: int, places: dict[str, int]) -> Piece:
        rows = plain_rows(lines, self.separator, places, len(self.columns))
        if rows is not None:
            numbered = rows.with_row_index("line", line + 1).with_columns(pl.col("line").cast(pl.Int64))
            return Piece((Batch(numbered, []),), rows.height, at + len(lines))
        try:
            batches = tuple(self._strict(io.BytesIO(lines), line, places, BATCH))
        except SourceError:
            return Piece((), 0, at, whole=False)
        return Piece(batches, len(_BREAK.findall(lines.decode())), at + len(lines))

    def _strict(
        self, file: BinaryIO, line: int, places: dict[str, int], size: int, *, header: bool = False
    ) -> Iterator[Batch]:
        """The rows from where ``file`` stands; ``line``: how many lines are before; ``header``: it is still to come."""
        with io.TextIOWrapper(file, _CODECS[self.encoding], newline="") as text:
            before = self.above if header else line
            for _ in range(self.above if header else 0):
                text.readline()
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            try:
                if header:
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
