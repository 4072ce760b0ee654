"""Reads the tables of a text with headings, such as the Markdown in which somebody copied out a report.

A heading is a line that begins with ``#``. A table is a run of lines without a blank one: cells between bars, with the
line of dashes below the header (GitHub Flavored Markdown, tables), or delimited text. A record is one line.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.readers.encoding import decoded
from amazongraph.sources.readers.table import Record, Table

_HEADING = re.compile(r"#{1,6}\s+(.*?)[\s:#]*$")
_BAR = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_SEPARATORS = ";\t,"
# A sentence with commas is no table: of the lines below a header this share must have its cells, and where a space
# follows its commas some cell must be a number.
_MOST = 0.6
_NUMBER = re.compile(r"-?[0-9][0-9.,]*\s?%?")


@dataclass(slots=True)
class _Block:
    """Lines that follow each other, the number of the first one, and the heading above them."""

    heading: str
    number: int
    lines: list[str] = field(default_factory=list)


def has_sections(path: Path, data: bytes) -> bool:
    """Whether bytes are such a text: the name says so, or the first line is a heading without a separator."""
    first = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:500].partition(b"\n")[0]
    heading = first.startswith(b"#") and _HEADING.match(first.decode("latin-1")) and not re.search(rb"[,;\t]", first)
    return path.suffix.lower() in {".md", ".markdown"} or bool(heading)


def read_sections(path: Path, data: bytes, section: str = "") -> Table:
    """Read the tables of all sections as one, or of the ``section`` of that heading.

    The columns are those of all tables; each record says which its own has. A line with too few or too many cells is a
    reject. Notes: the headings with a table, and those whose table is that of another section. Raises ``SourceError``
    where there is no table, and for a heading that is not there.
    """
    text, encoding = decoded(path, data)
    tables = [(block, rows) for block in _blocks(text.splitlines()) if (rows := _rows(block))]
    if section:
        known = ", ".join(dict.fromkeys(block.heading for block, _ in tables))
        tables = [(block, rows) for block, rows in tables if block.heading == section]
        if not tables:
            raise SourceError(Problem("read.section", path.name, values={"name": section, "known": known}))
    if not tables:
        raise SourceError(Problem("read.no-header", path.name))
    columns = tuple(dict.fromkeys(name for _, rows in tables for name in rows[0][1] if name))
    records: list[Record] = []
    rejects: list[Problem] = []
    for _, ((number, header), *rows) in tables:
        _check(path, number, header)
        _read(path, columns, header, rows, records, rejects)
    notes = {"encoding": encoding, "sections": ", ".join(dict.fromkeys(block.heading for block, _ in tables))}
    return Table(columns, records, rejects, notes | _repeated(tables))


def _read(
    path: Path,
    columns: Iterable[str],
    header: list[str],
    rows: list[tuple[int, list[str]]],
    records: list[Record],
    rejects: list[Problem],
) -> None:
    own = frozenset(name for name in header if name)
    for number, cells in rows:
        if len(cells) != len(header):
            found, expected = len(cells), len(header)
            rejects.append(Problem("table.width", path.name, number, values={"found": found, "expected": expected}))
        else:
            said = dict.fromkeys(columns, "") | {n: c for n, c in zip(header, cells, strict=True) if n}
            records.append(Record(number, said, columns=own))


def _blocks(lines: list[str]) -> list[_Block]:
    """The runs of lines that are no heading and not blank."""
    blocks: list[_Block] = []
    heading, running = "", False
    for number, line in enumerate(lines, start=1):
        title = _HEADING.match(line)
        if title:
            heading = title[1]
        if title or not line.strip():
            running = False
            continue
        if not running:
            blocks.append(_Block(heading, number))
        blocks[-1].lines.append(line)
        running = True
    return blocks


def _rows(block: _Block) -> list[tuple[int, list[str]]]:
    """The cells of each line of a table, with its number; nothing for a block that is none."""
    numbered = list(enumerate(block.lines, start=block.number))
    if len(numbered) > 1 and "|" in block.lines[0] and _DASHES.match(block.lines[1].strip()):
        return [(number, _between_bars(line)) for number, line in [numbered[0], *numbered[2:]]]
    separator = max(_SEPARATORS, key=re.sub(r'"[^"]*"', "", block.lines[0]).count)
    rows = [(number, _delimited(line, separator)) for number, line in numbered]
    width = len(rows[0][1])
    alike = [cells for _, cells in rows[1:] if len(cells) == width]
    if width < 3 or not alike or len(alike) < _MOST * (len(rows) - 1):
        return []
    told = ", " not in block.lines[0] or any(_NUMBER.fullmatch(cell) for cells in alike for cell in cells)
    return rows if told else []


def _between_bars(line: str) -> list[str]:
    inside = line.strip().removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(inside)]


def _delimited(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, strict=True))]
    except csv.Error:
        return []


def _check(path: Path, number: int, header: list[str]) -> None:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise SourceError(*(Problem("table.column-twice", path.name, number, name) for name in twice))


def _repeated(tables: list[tuple[_Block, list[tuple[int, list[str]]]]]) -> dict[str, str]:
    """The note on sections whose table stands, cell for cell, under an earlier heading too."""
    first: dict[str, str] = {}
    again: list[str] = []
    for block, rows in tables:
        before = first.setdefault(repr([cells for _, cells in rows]), block.heading)
        if before != block.heading:
            again.append(f"{block.heading} (= {before})")
    return {"repeated": ", ".join(again)} if again else {}
