"""Rows of a published file as points to be counted: which columns tell what, and what makes a row one that is not.

One pure function goes from a batch of rows to its counts. Whoever reads the batches, one after another or on many
machines, hands each to it and adds up what it gives.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from amazongraph.errors import Problem, SourceError
from amazongraph.sources.counting import COUNTS, Territories, add_up, aggregate
from amazongraph.sources.readers.shapes import AROUND, misplaced
from amazongraph.sources.readers.stream import Batch, Stream

# What is wrong is told row by row up to here; beyond, whatever its share, the file is not what it should be.
MOST_REJECTS = 10_000
TOLD = 100
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]*Z?)?$"
_PROBLEMS = {"longitude": "cell.decimal", "latitude": "cell.decimal", "date": "cell.interval", "kind": "file.code"}
_LONGITUDES, _LATITUDES = (AROUND[0], AROUND[2]), (AROUND[1], AROUND[3])


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file holds its points: ``count``: longitude, latitude, date and kind -> our name of the column;
    ``found``: that name -> the published one; ``kinds``: the words it may have, in lower case -> as the loader has
    them.
    """

    file: str
    count: Mapping[str, str]
    found: Mapping[str, str]
    kinds: Mapping[str, str]

    @property
    def wanted(self) -> dict[str, str]:
        """The columns to read: our name -> the published one."""
        return {name: self.found[name] for name in self.count.values()}


@dataclass(frozen=True, slots=True)
class Tally:
    """What some rows gave: the ``counts`` of their points (``COUNTS``), how many they were, why some are rejects."""

    counts: pl.DataFrame
    rows: int
    rejects: tuple[Problem, ...] = ()


def tally(batch: Batch, layout: Layout, known: Territories) -> Tally:
    """Count the points of one batch by territory, month and kind."""
    points, rejects = points_of(batch, layout)
    return Tally(aggregate(points, known), batch.rows.height + len(batch.rejects), tuple(rejects))


def points_of(batch: Batch, layout: Layout) -> tuple[pl.DataFrame, list[Problem]]:
    """The rows of a batch that are points (``POINTS``), and what is wrong with the others."""
    count = layout.count
    day, kind = count["date"], count["kind"]
    read = batch.rows.with_columns(
        _degrees(batch.rows[count["longitude"]]).alias("_longitude"),
        _degrees(batch.rows[count["latitude"]]).alias("_latitude"),
        # Millions of rows have few days, and fewer kinds.
        _once_each(batch.rows[day], _month).alias("_date"),
        _once_each(batch.rows[kind], lambda texts: _kinds(texts, layout)).alias("_kind"),
    )
    near = pl.col("_longitude").is_between(*_LONGITUDES) & pl.col("_latitude").is_between(*_LATITUDES)
    right = (near & pl.col("_date").is_not_null() & pl.col("_kind").is_not_null()).fill_null(value=False)
    wrong = [problem for row in read.filter(~right).iter_rows(named=True) for problem in _why(row, layout)]
    points = read.filter(right).select(
        "line", longitude="_longitude", latitude="_latitude", period="_date", kind="_kind"
    )
    return points, [*batch.rejects, *wrong]


def total(tallies: Iterable[Tally], file: str) -> Tally:
    """The sum of several tallies, the rejects by their rows; holds no more than the sum and one of them.

    Raises ``SourceError`` once far too many rows are not what they should be.
    """
    counts, rows = pl.DataFrame(schema=COUNTS), 0
    rejects: list[Problem] = []
    for one in tallies:
        counts, rows = add_up([counts, one.counts]), rows + one.rows
        rejects += one.rejects
        if len(rejects) > MOST_REJECTS:
            raise too_many(len(rejects), rows, file, rejects)
    return Tally(counts, rows, tuple(sorted(rejects, key=lambda one: one.row)))


def too_many(found: int, rows: int, file: str, rejects: Sequence[Problem]) -> SourceError:
    """The error of a file with far too many rejects, of which the first are told."""
    far = Problem("file.rejects", file, values={"found": found, "rows": rows, "limit": MOST_REJECTS})
    return SourceError(far, *rejects[:TOLD])


def alone(stream: Stream, layout: Layout, known: Territories) -> Tally:
    """Count the points of a file in this process, batch by batch. Raises ``SourceError``."""
    return total((tally(batch, layout, known) for batch in stream.batches(layout.wanted)), layout.file)


def _kinds(texts: pl.Series, layout: Layout) -> pl.Series:
    return texts.str.to_lowercase().replace_strict(dict(layout.kinds), default=None, return_dtype=pl.String())


def _why(row: Mapping[str, object], layout: Layout) -> Iterator[Problem]:
    for name, key in _PROBLEMS.items():
        column = layout.count[name]
        if row[f"_{name}"] is None:
            said = {"value": row[column], "known": ", ".join(layout.kinds.values())}
            yield _problem(row, layout, column, key if row[column] else "cell.empty", **said)
    if why := misplaced(str(row["_longitude"]), str(row["_latitude"])):
        yield _problem(row, layout, layout.count["longitude"], why)


def _problem(row: Mapping[str, object], layout: Layout, column: str, key: str, **said: object) -> Problem:
    return Problem(key, layout.file, int(str(row["line"])), layout.found[column], said)


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
