"""A source that is one table of ours and its mapping."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl

from amazongraph import statements
from amazongraph.errors import SourceError
from amazongraph.sources.contract import Card, Extract, References
from amazongraph.sources.mapping import Mapping
from amazongraph.sources.reading import Reading
from amazongraph.sources.tabular import Row, read_table


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A source that is one CSV table and its mapping file."""

    mapping: Mapping
    mapping_path: Path
    path: Path

    @property
    def card(self) -> Card:
        """The card of the mapping."""
        return self.mapping.card

    def digest(self) -> str:
        """A hash of the table and of its mapping."""
        return sha256(self.path.read_bytes() + b"\0" + self.mapping_path.read_bytes()).hexdigest()

    def rows(self) -> list[Row]:
        """The records of the table. Raises ``SourceError``."""
        return read_table(self.path, *self.mapping.header())

    def keys(self) -> dict[str, frozenset[str]]:
        """The keys of its entities. Raises ``SourceError`` for a table that cannot be read."""
        found = frozenset(row.cells["key"] for row in self.rows())
        return {} if self.mapping.subject_column else {self.mapping.kind: found}

    def units(self) -> dict[str, str]:
        """INEI code -> name, for the table of administrative units. Raises ``SourceError``."""
        return {row.cells["key"]: row.cells["name"] for row in self.rows()} if self.mapping.kind == "admin" else {}

    def read(self, references: References) -> Extract:
        """State every row; see ``Source.read``."""
        reading = Reading(self.mapping, self.path.name, references)
        rows = self.rows()
        for row in rows:
            reading.state(row)
        if reading.problems:
            raise SourceError(*reading.problems)
        places = pl.DataFrame(reading.places, schema=statements.LOADER_PLACES, orient="row")
        return Extract(
            statements.make(reading.statements), places.unique().sort(places.columns, nulls_last=True), len(rows)
        )
