"""What reading a published file gives, whatever its format: named columns, numbered records, and what was noticed."""

from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from amazongraph.errors import Problem


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its line, row or feature ``number``, its cells as published ("" where nothing stands), its shape."""

    number: int
    cells: dict[str, str]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read. ``rejects``: the records that could not be; ``notes``: what a reader decided (encoding,
    separator, sheet, layer, crs, repairs), each a word or a number, to be told to the user.
    """

    columns: tuple[str, ...]
    records: list[Record]
    rejects: list[Problem] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
