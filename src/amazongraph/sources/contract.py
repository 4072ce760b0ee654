"""What every source of statements promises, and the values they exchange with the build.

A source reads files and states rows. It never sees the store, a profile, or another source's statements; what it may
refer to (keys of other tables, concepts, administrative units, outlines of territories) it is handed as ``References``.
"""

from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from amazongraph.errors import Problem
from amazongraph.outlines import Outline

REDISTRIBUTION = ("allowed", "derived-only", "forbidden")


@dataclass(frozen=True, slots=True)
class Card:
    """What a data manager must know of a source before using it.

    ``redistribution`` is ``allowed``, ``derived-only`` (what is worked out from it may leave, what it says may not) or
    ``forbidden``; ``level`` 0-4, ``None`` = nobody has said;
    ``retrieved`` the date its content was last taken in (YYYY-MM-DD), which also is the edition of its statements;
    ``organisation`` the key of the publisher; ``rhythm`` how often it is published anew; ``tried`` whether the loader
    was tried on a real file.
    """

    key: str
    title: dict[str, str]
    publisher: str
    licence: str
    redistribution: str
    home: str
    obtain: dict[str, str]
    standing: str
    retrieved: str = ""
    level: int | None = None
    organisation: str = ""
    rhythm: dict[str, str] = field(default_factory=dict)
    tried: bool = True


@dataclass(frozen=True, slots=True)
class References:
    """What a row may refer to: ``keys`` by kind of entity, ``concepts`` by scheme, ``units`` INEI code -> name.

    ``outlines`` of territories are for sources whose rows are counted in them; other sources are handed none.
    """

    keys: dict[str, frozenset[str]]
    concepts: dict[str, frozenset[str]]
    units: dict[str, str]
    standings: frozenset[str] = frozenset()
    outlines: tuple[Outline, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """What reading a source gave: statements (loader columns), their places (``LOADER_PLACES``), how many rows were
    read, and why each reject is one.

    ``left_out``: the rows of something else (another country, another kind): why the first of each sort is, and how
    many there are; they are no rejects.
    """

    statements: pl.DataFrame
    places: pl.DataFrame
    rows: int
    rejects: tuple[Problem, ...] = ()
    left_out: tuple[tuple[Problem, int], ...] = ()


class Source(Protocol):
    """A data set the build can take in."""

    @property
    def card(self) -> Card:
        """Its card."""
        ...

    def digest(self) -> str:
        """A hash of everything its statements depend on, but for the references."""
        ...

    def keys(self) -> dict[str, frozenset[str]]:
        """The entities it defines: kind -> keys. Raises ``SourceError``."""
        ...

    def units(self) -> dict[str, str]:
        """The administrative units it defines: INEI code -> official name; empty for most sources."""
        ...

    def read(self, references: References) -> Extract:
        """State every row. Raises ``SourceError`` with all the problems found; never part of a file."""
        ...
