"""A published file of points as a source of counts: how many lie in each territory, by month and kind.

The file is read in batches and each is counted and let go, so that memory does not grow with the file; the points
themselves are never stated. What is stated is a row per territory, month and kind, as the mapping says.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
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
from amazongraph.sources.counting import Place, add_up, aggregate, territories
from amazongraph.sources.dataset import Dataset
from amazongraph.sources.readers.shapes import AROUND, misplaced
from amazongraph.sources.readers.stream import Batch, Stream, open_stream
from amazongraph.sources.readers.table import Record, Table
from amazongraph.sources.shaping import Shaped, found_columns, shaped

# What is wrong is told row by row up to here; beyond, whatever its share, the file is not what it should be.
MOST_REJECTS = 10_000
_TOLD = 100
_ROW = ("place", "place_key", "period", "value", "level")
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]*Z?)?$"

_PROBLEMS = {"longitude": "cell.decimal", "latitude": "cell.decimal", "date": "cell.interval", "kind": "file.code"}
_LONGITUDES, _LATITUDES = (AROUND[0], AROUND[2]), (AROUND[1], AROUND[3])


class Counted(Dataset):
    """A data set whose rows are points to be counted; see ``Dataset``."""

    @cached_property
    def stream(self) -> Stream:
        """The file, read as far as its header. Raises ``SourceError``."""
        return open_stream(self.path, self.loader.shape.preamble)

    @cached_property
    def columns(self) -> tuple[dict[str, str], list[str]]:
        """Our names of its columns -> the published ones, and those that nobody reads. Raises ``SourceError``."""
        return found_columns(self.stream.columns, self.loader.shape, self.path.name)

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
        checker = _Checker(self)
        counts = add_up(aggregate(batch, known) for batch in checker.batches())
        self._check_limit(checker.rejects, (), checker.rows, others=0)
        if checker.rows < self.loader.shape.rows[0]:
            least = self.loader.shape.rows[0]
            raise SourceError(Problem("file.few-rows", self.path.name, values={"found": 0, "expected": least}))
        made: list[Stated] = []
        problems: list[Problem] = []
        for forbidden, card in ((False, self.card), (True, replace(self.card, redistribution="forbidden"))):
            readings, said = self._readings(self._shaped(counts, known.places, forbidden), card, references)
            problems += [problem for reading in readings for problem in reading.problems]
            made += said
        if problems:
            raise SourceError(*problems)
        outside = sum(counts.filter(pl.col("place").is_null())["points"])
        left_out = ((Problem("count.outside", self.path.name), outside),) if outside else ()
        return self._extract(made, self.card, references, checker.rows, tuple(checker.rejects), left_out)

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


class _Checker:
    """Goes once through a file: counts ``rows``, keeps why each of the ``rejects`` is one."""

    def __init__(self, source: Counted) -> None:
        self.source, self.file = source, source.path.name
        self.found, _ = source.columns
        self.kinds = {word.lower(): word for word in source.loader.shape.codes[source.loader.count["kind"]]}
        self.rows = 0
        self.rejects: list[Problem] = []

    def batches(self) -> Iterator[pl.DataFrame]:
        """The rows that are right, as ``POINTS``. Raises ``SourceError`` once far too many are not."""
        for batch in self.source.stream.batches({name: self.found[name] for name in self.source.loader.count.values()}):
            self.rows += batch.rows.height + len(batch.rejects)
            yield self._right(batch)
            if len(self.rejects) > MOST_REJECTS:
                wrong, rows = len(self.rejects), self.rows
                far = Problem("file.rejects", self.file, values={"found": wrong, "rows": rows, "limit": MOST_REJECTS})
                raise SourceError(far, *self.rejects[:_TOLD])

    def _right(self, batch: Batch) -> pl.DataFrame:
        count = self.source.loader.count
        day, kind = count["date"], count["kind"]
        read = batch.rows.with_columns(
            _degrees(batch.rows[count["longitude"]]).alias("_longitude"),
            _degrees(batch.rows[count["latitude"]]).alias("_latitude"),
            # Millions of rows have few days, and fewer kinds.
            _once_each(batch.rows[day], _month).alias("_date"),
            _once_each(batch.rows[kind], self._kind).alias("_kind"),
        )
        near = pl.col("_longitude").is_between(*_LONGITUDES) & pl.col("_latitude").is_between(*_LATITUDES)
        right = (near & pl.col("_date").is_not_null() & pl.col("_kind").is_not_null()).fill_null(value=False)
        self.rejects += batch.rejects
        for row in read.filter(~right).iter_rows(named=True):
            self.rejects += self._why(row)
        return read.filter(right).select(
            "line", longitude="_longitude", latitude="_latitude", period="_date", kind="_kind"
        )

    def _kind(self, texts: pl.Series) -> pl.Series:
        return texts.str.to_lowercase().replace_strict(self.kinds, default=None, return_dtype=pl.String())

    def _why(self, row: Mapping[str, object]) -> Iterator[Problem]:
        for name, key in _PROBLEMS.items():
            column = self.source.loader.count[name]
            if row[f"_{name}"] is None:
                said = {"value": row[column], "known": ", ".join(self.kinds.values())}
                yield self._problem(row, column, key if row[column] else "cell.empty", **said)
        if why := misplaced(str(row["_longitude"]), str(row["_latitude"])):
            yield self._problem(row, self.source.loader.count["longitude"], why)

    def _problem(self, row: Mapping[str, object], column: str, key: str, **said: object) -> Problem:
        return Problem(key, self.file, int(str(row["line"])), self.found[column], said)


def with_outlines(references: References, extracts: Iterable[Extract], ontology: Ontology) -> tuple[References, str]:
    """References that hand on the territories that some extracts outline, and a hash of these outlines."""
    none = pl.DataFrame(schema=statements.LOADER_COLUMNS)
    frame = pl.concat([none, *(extract.statements for extract in extracts)]).with_columns(canonical=pl.col("subject"))
    drawn = outlines(frame, ontology, TERRITORIES)
    told = sha256()
    for one in drawn:
        told.update(repr((one.place, one.node, one.mark, one.forbidden)).encode() + shapely.to_wkb(one.shape))
    return replace(references, outlines=tuple(drawn)), told.hexdigest()


def _degrees(texts: pl.Series) -> pl.Series:
    if texts.str.contains(",", literal=True).any():
        texts = texts.str.replace(",", ".", literal=True)
    numbers = texts.cast(pl.Float64, strict=False)
    return numbers.set(~numbers.is_finite(), None)


def _month(texts: pl.Series) -> pl.Series:
    days = texts.set(~texts.str.contains(_DAY), None).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    return days.dt.strftime("%Y-%m")


def _once_each(texts: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """What each text is read as, where many are alike."""
    different = texts.unique()
    return texts.replace_strict(different, read(different), return_dtype=pl.String())
