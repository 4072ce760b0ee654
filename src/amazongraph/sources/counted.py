"""A published file of points as a source of counts: how many lie in each territory, by month and kind.

The file is read in batches and each is counted and let go, so that memory does not grow with the file; the points
themselves are never stated. What is stated is a row per territory, month and kind, as the mapping says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import polars as pl
import shapely

from amazongraph import statements, terms
from amazongraph.errors import Problem, SourceError
from amazongraph.ontology import Ontology
from amazongraph.outlines import TERRITORIES, outlines
from amazongraph.sources.columnwise import Stated
from amazongraph.sources.contract import Extract, References
from amazongraph.sources.counting import Place, Territories, territories
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.points import Layout, Tally, alone
from amazongraph.sources.readers.stream import Stream, open_stream
from amazongraph.sources.readers.table import Record, Table
from amazongraph.sources.shaping import Shaped, found_columns, shaped

_ROW = ("place", "place_key", "period", "value", "level")

Counter = Callable[[Stream, Layout, Territories], Tally]


@dataclass(frozen=True)
class Counted(Dataset):
    """A data set whose rows are points to be counted; see ``Dataset``. ``counter``: who goes through the file."""

    counter: Counter = alone

    @cached_property
    def stream(self) -> Stream:
        """The file, read as far as its header. Raises ``SourceError``."""
        return open_stream(self.path, self.loader.shape.preamble)

    @cached_property
    def columns(self) -> tuple[dict[str, str], list[str]]:
        """Our names of its columns -> the published ones, and those that nobody reads. Raises ``SourceError``."""
        return found_columns(self.stream.columns, self.loader.shape, self.path.name)

    @property
    def layout(self) -> Layout:
        """Where the file holds its points. Raises ``SourceError``."""
        count = self.loader.count
        kinds = {word.lower(): word for word in self.loader.shape.codes[count["kind"]]}
        return Layout(self.path.name, count, self.columns[0], kinds)

    @property
    def rows(self) -> tuple[Shaped, list[Problem], dict[str, str]]:
        """No rows, as they are never kept; which columns nobody reads, and what the reader noticed."""
        found, unread = self.columns
        return Shaped(0, [], tuple(unread), [], [], found, []), [], self.stream.notes

    def keys(self) -> dict[str, frozenset[str]]:
        """Itself as a document: nothing refers to a count. Raises ``SourceError``."""
        self.columns  # noqa: B018
        return {"document": frozenset({self.loader.key})}

    def read(self, references: References) -> Extract:
        """State the counts in the territories that ``references`` outlines; how many points lie outside is told."""
        known = territories(references.outlines)
        tally = self.counter(self.stream, self.layout, known)
        self._check_limit(tally.rejects, (), tally.rows, others=0)
        if tally.rows < self.loader.shape.rows[0]:
            least = self.loader.shape.rows[0]
            raise SourceError(Problem("file.few-rows", self.path.name, values={"found": 0, "expected": least}))
        made: list[Stated] = []
        problems: list[Problem] = []
        for forbidden, card in ((False, self.card), (True, replace(self.card, redistribution="forbidden"))):
            readings, said = self._readings(self._shaped(tally.counts, known.places, forbidden), card, references)
            problems += [problem for reading in readings for problem in reading.problems]
            made += said
        if problems:
            raise SourceError(*problems)
        outside = sum(tally.counts.filter(pl.col("place").is_null())["points"])
        left_out = ((Problem("count.outside", self.path.name), outside),) if outside else ()
        return self._extract(made, self.card, references, tally.rows, tally.rejects, left_out)

    def _shaped(self, counts: pl.DataFrame, places: tuple[Place, ...], forbidden: bool) -> Shaped:
        """The counts in territories whose outlines may, or may not, be passed on, as rows that a mapping can state."""
        kind = self.loader.count["kind"]
        records = []
        for position, period, said, points, line in counts.filter(pl.col("place").is_not_null()).iter_rows():
            place = places[position]
            if place.forbidden == forbidden:
                of, _, key = place.iri.removeprefix(f"{terms.BASE}id/").partition("/")
                level = "4" if place.mark is None else str(place.mark)
                cells = dict(zip(_ROW, (f"{of}:{key}", f"{of}-{key}", period, str(points), level), strict=True))
                records.append(Record(line, {**cells, kind: said}))
        own = (*_ROW, kind)
        shape = replace(self.loader.shape, columns={name: [name] for name in own}, rows=(0, 0))
        return shaped(Table(own, sorted(records, key=lambda one: one.number)), shape, self.path.name)


def with_outlines(references: References, extracts: Iterable[Extract], ontology: Ontology) -> tuple[References, str]:
    """References that hand on the territories that some extracts outline, and a hash of these outlines."""
    none = pl.DataFrame(schema=statements.LOADER_COLUMNS)
    frame = pl.concat([none, *(extract.statements for extract in extracts)]).with_columns(canonical=pl.col("subject"))
    drawn = outlines(frame, ontology, TERRITORIES)
    told = sha256()
    for one in drawn:
        told.update(repr((one.place, one.node, one.mark, one.forbidden)).encode() + shapely.to_wkb(one.shape))
    return replace(references, outlines=tuple(drawn)), told.hexdigest()
