"""What reading a published file gives, whatever its format: named columns, numbered records, and what was noticed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from shapely.geometry.base import BaseGeometry

from amazongraph.errors import Problem


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its line, row or feature ``number``, its cells as published ("" where nothing stands), its shape.

    ``also``: the numbers of the further records that are added up in it. ``columns``: those of its own table, where a
    file holds several tables; empty = those of the file.
    """

    number: int
    cells: dict[str, str]
    geometry: BaseGeometry | None = None
    also: tuple[int, ...] = ()
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read. ``rejects``: the records that could not be; ``notes``: what a reader decided or noticed
    (encoding, separator, preamble, sheet, layer, crs, repairs, columns without a name, notes at the foot), each a word
    or a number, to be told to the user.
    """

    columns: tuple[str, ...]
    records: list[Record]
    rejects: list[Problem] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def footnotes(columns: Sequence[str], records: Sequence[Record]) -> dict[str, str]:
    """The note that says which records at the end look like notes to the table: words in the first cell, nothing else.

    A table of two columns has none: there a record with one cell is as likely to be data.
    """
    if len(columns) < 3:
        return {}
    foot = takewhile(lambda one: is_note([one.cells[name] for name in columns]), reversed(records))
    return noted([record.number for record in foot][::-1])


def noted(foot: Sequence[int]) -> dict[str, str]:
    """The note that says so of the records with these numbers."""
    return {"footnotes": ", ".join(map(str, foot))} if foot else {}


def is_note(cells: Sequence[str]) -> bool:
    """Whether the cells of a record, three or more, look like a note: words in the first, nothing else."""
    first, *others = cells
    return len(others) > 1 and any(map(str.isalpha, first)) and not any(others)
