"""States many rows at once, a column at a time: what a cell means is read once for every different cell.

Only rows that are plainly right are stated here; whatever may be wrong with a row is found and told by ``Reading``,
row by row, and so is every row of a mapping that says more than one thing a cell at a time. Both state the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from amazongraph import statements, terms, values
from amazongraph.sources.mapping import Column, Mapping
from amazongraph.sources.readers.shapes import AROUND
from amazongraph.sources.readers.table import Record
from amazongraph.sources.reading import Reading, written
from amazongraph.sources.tabular import Row

FEW = 200
"""Fewer rows than this are stated one by one: to make frames of them takes longer."""
DIGITS = 6  # of a degree: 0.1 m
_ABOUT = ("standing", "level", "document", "relays", "as_of")  # what ``Reading.about`` looks at
_SHARED = ("source", "edition", "relays", "as_of", "standing", "mark", "redistribution")  # what it gives
_NOTHING = pl.lit(None, pl.String())
Odd = np.ndarray[tuple[int], np.dtype[np.bool_]]
_KEY = f"^(?:{terms.KEY.pattern})$"


@dataclass(frozen=True, slots=True)
class Stated:
    """Statements (loader columns, with their ids) and their places (``LOADER_PLACES``)."""

    statements: pl.DataFrame
    places: pl.DataFrame


def at_once(readings: Sequence[Reading], records: Sequence[Record], role: str) -> tuple[list[Stated], list[Record]]:
    """What each reading states of the records that are plainly right, and the records left over, in their order.

    ``role``: that of the shapes of the records, "" where they are not stated.
    """
    if len(records) < FEW or any(one.mapping.subject_column for one in readings):
        return [], list(records)
    rows = _frame(readings, records)
    passes = [_Pass(one, rows) for one in readings]
    odd = np.zeros(len(records), dtype=bool)
    odd[[place for place, record in enumerate(records) if record.also]] = True
    for one in (_far(readings[0].mapping, rows), *(one.odd for one in passes)):
        odd[one.to_numpy()] = True
    made = [one.stated(odd) for one in passes]
    if role:
        made.append(passes[0].shapes(records, odd, role))
    return made, [record for place, record in enumerate(records) if odd[place]]


def one_by_one(reading: Reading) -> Stated:
    """What a reading states row by row."""
    return Stated(
        statements.make(reading.statements), pl.DataFrame(reading.places, schema=statements.LOADER_PLACES, orient="row")
    )


def _frame(readings: Sequence[Reading], records: Sequence[Record]) -> pl.DataFrame:
    """The records as a frame: their position ``at``, their number ``row``, and the cells that somebody looks at."""
    wanted = {name for reading in readings for name in _looked_at(reading.mapping)}
    there = {name for record in records for name in record.cells} | {"level"}
    cells = {
        name: pl.Series([record.cells.get(name, "") for record in records], dtype=pl.String)
        for name in sorted(wanted & there)
    }
    numbers = pl.Series([record.number for record in records], dtype=pl.Int64)
    locators = pl.Series([record.cells.get("locator") or None for record in records], dtype=pl.String)
    at = pl.int_range(len(records), dtype=pl.Int64, eager=True)
    return pl.DataFrame({"at": at, "row": numbers, "_locator": locators, **cells})


def _looked_at(mapping: Mapping) -> set[str]:
    own = {name for column in mapping.columns.values() for name in (column.name, column.lang_column, column.stated_by)}
    own |= {mapping.key_column, mapping.when, mapping.class_column, "key", "also_in", *_ABOUT}
    return (own | {mapping.point[axis] for axis in ("longitude", "latitude") if mapping.point}) - {""}


def _far(mapping: Mapping, rows: pl.DataFrame) -> pl.Series:
    """Where the records are whose position is not plainly near."""
    if not mapping.point:
        return pl.Series([], dtype=pl.Int64)
    west, south, east, north = AROUND
    axes = [pl.col(mapping.point[axis]) for axis in ("longitude", "latitude")]
    lon, lat = (axis.cast(pl.Float64, strict=False) for axis in axes)
    near = (lon > west) & (lon < east) & (lat > south) & (lat < north)
    blank = pl.all_horizontal(axis == "" for axis in axes)
    return rows.filter(~(near.fill_null(value=False) | blank))["at"]


class _Trial(Reading):
    """Reads cells apart from their rows, and only notices that something is wrong."""

    wrong = False

    def problem(self, row: Row, column: str, key: str, **said: object) -> None:
        self.wrong = True


class _Pass:
    """One mapping over all rows; ``odd``: where the rows are that it does not state plainly."""

    def __init__(self, reading: Reading, rows: pl.DataFrame) -> None:
        self.reading, self.mapping = reading, reading.mapping
        self.trial = _Trial(reading.mapping, reading.file, reading.references)
        own = rows.filter(pl.col(self.mapping.when) != "") if self.mapping.when else rows
        own = own.with_columns(key=pl.col(self.mapping.key_column))
        self.suspect = [own.filter(self._suspect(own.columns))["at"]]
        self.rows = self._with_position(self._with_about(own))
        self.columns = list(self._columns())
        self.odd = pl.concat(self.suspect).unique()

    def _suspect(self, there: Sequence[str]) -> pl.Expr:
        """Whether a key is malformed or stands twice, or a row says who asserts it or where else it is said."""
        key = pl.col("key")
        suspect = [~key.str.contains(_KEY), key.is_duplicated()]
        if self.mapping.opaque:
            suspect.append(key.str.len_chars() != 8)
        asserters = {column.stated_by for column in self.mapping.columns.values()} | {"attributed_to", "also_in"}
        suspect += [pl.col(name) != "" for name in (asserters - set(self.mapping.columns)) & set(there)]
        return pl.any_horizontal(suspect)

    def _with_about(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with what all statements of each share and with its class, under names that begin with _."""
        about = [name for name in (*_ABOUT, self.mapping.class_column) if name in rows.columns]
        told = []
        for cells in rows.select(about).unique().iter_rows(named=True):
            self.trial.wrong = False
            row = Row(0, cells)
            shared = {f"_{name}": value for name, value in self.trial.about(row).items()}
            told.append({**cells, **shared, "_class": self.trial.class_of(row, self.mapping.class_column)})
            told[-1]["_wrong"] = self.trial.wrong
        shared_kinds = {f"_{name}": statements.LOADER_COLUMNS[name] for name in _SHARED}
        kinds = {**dict.fromkeys(about, pl.String()), **shared_kinds, "_class": pl.String(), "_wrong": pl.Boolean()}
        joined = rows.join(pl.DataFrame(told, schema=kinds), on=about)
        self.suspect.append(joined.filter("_wrong")["at"])
        return joined

    def _with_position(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the two numbers of their position, of which a row has both or neither."""
        if not self.mapping.point:
            return rows
        for axis in ("longitude", "latitude"):
            numbers = {cell: _number(cell) for cell in rows[self.mapping.point[axis]].unique()}
            cell = pl.col(self.mapping.point[axis])
            rows = rows.with_columns(cell.replace_strict(numbers, return_dtype=pl.String()).alias(f"_{axis}"))
        lon, lat = pl.col("_longitude"), pl.col("_latitude")
        blank = pl.all_horizontal(pl.col(self.mapping.point[axis]) == "" for axis in ("longitude", "latitude"))
        self.suspect.append(rows.filter((lon.is_null() | lat.is_null()) & ~blank)["at"])
        return rows

    def _columns(self) -> Iterator[tuple[Column, pl.DataFrame]]:
        """Each column with what its cells say: a row for each thing said, none for blank and wrong cells."""
        for column in self.mapping.columns.values():
            names = [column.name, *([column.lang_column] if column.lang_column else [])]
            told: list[tuple[str | None, ...]] = []
            wrong: list[tuple[str, ...]] = []
            for cells in self.rows.select(names).unique().iter_rows():
                self.trial.wrong = False
                said = self.trial.objects(Row(0, dict(zip(names, cells, strict=True))), column, cells[0], column.name)
                if self.trial.wrong:
                    wrong.append(cells)
                told += [(*cells, *one) for one in said]
            self.suspect.append(self.rows.join(_texts(wrong, names), on=names, how="semi")["at"])
            yield column, _texts(told, [*names, "object", "datatype", "lang"])

    def stated(self, odd: Odd) -> Stated:
        """The statements of the rows that are not odd."""
        rows = self.rows.filter(~pl.Series(odd).gather(self.rows["at"]))
        subject = _entity(self.mapping.kind, pl.col("key"))
        parts = [_said(rows, subject, terms.TYPE, pl.col("_class"))]
        for column, told in self.columns:
            parts.append(
                _said(
                    rows.join(told, on=told.columns[:-3]),
                    subject,
                    column.property,
                    pl.col("object"),
                    place=column.name,
                    datatype=pl.col("datatype"),
                    lang=pl.col("lang"),
                    as_written=pl.col(column.name) + pl.lit(written(column, "")),
                )
            )
        if self.mapping.point:
            parts += self._points(rows, subject)
        return self._whole(parts)

    def _points(self, rows: pl.DataFrame, subject: pl.Expr) -> Iterator[pl.DataFrame]:
        lon, lat = (self.mapping.point[axis] for axis in ("longitude", "latitude"))
        node = _entity("geometry", f"{self.mapping.kind}-" + pl.col("key") + f"-{self.mapping.point['role']}")
        wkt = pl.format("POINT ({} {})", "_longitude", "_latitude")
        published = pl.concat_str(lon, lat, separator=" ")
        placed = rows.filter(pl.col("_longitude").is_not_null())
        yield from _drawn(placed, subject, node, pl.lit(terms.SF + "Point"), wkt, published, lon)

    def shapes(self, records: Sequence[Record], odd: Odd, role: str) -> Stated:
        """The shapes of the records that are not odd."""
        drawn = np.array([record.geometry is not None for record in records]) & ~odd
        rows = self.rows.filter(pl.Series(drawn).gather(self.rows["at"])).sort("at")
        shapes = [records[at].geometry for at in rows["at"]]
        wkt = shapely.to_wkt(np.array(shapes, dtype=object), rounding_precision=DIGITS)
        rows = rows.with_columns(
            _kind=pl.Series([terms.SF + shape.geom_type for shape in shapes], dtype=pl.String),
            _wkt=pl.Series(wkt.tolist(), dtype=pl.String),
        )
        node = _entity("geometry", f"{self.mapping.kind}-" + pl.col("key") + f"-{role}")
        subject = _entity(self.mapping.kind, pl.col("key"))
        return self._whole(_drawn(rows, subject, node, pl.col("_kind"), pl.col("_wkt")))

    def _whole(self, parts: Iterable[pl.DataFrame]) -> Stated:
        """The parts under all columns of a statement, with ids."""
        said = pl.concat(parts)
        literal = pl.any_horizontal(pl.col(name).is_not_null() for name in ("datatype", "lang"))
        kind = pl.when(literal).then(pl.lit(statements.LITERAL)).otherwise(pl.lit(statements.IRI))
        said = said.with_columns(object_kind=kind)
        identified = statements.identified(statements.completed(said))
        file = pl.lit(self.reading.file).alias("file")
        places = said.select("locator", file, "row", "mark", "redistribution", column="place")
        return Stated(identified, places.select(identified["id"], pl.all()).select(list(statements.LOADER_PLACES)))


def _number(cell: str) -> str | None:
    try:
        return values.decimal(cell)
    except ValueError:
        return None


def _entity(kind: str, key: pl.Expr) -> pl.Expr:
    return pl.lit(terms.entity(kind, "")) + key


def _drawn(
    rows: pl.DataFrame,
    subject: pl.Expr,
    node: pl.Expr,
    kind: pl.Expr,
    wkt: pl.Expr,
    published: pl.Expr = _NOTHING,
    place: str = "key",
) -> Iterator[pl.DataFrame]:
    """A shape as a node of its own."""
    yield _said(rows, subject, terms.GEO + "hasGeometry", node, place)
    yield _said(rows, node, terms.TYPE, kind, place)
    yield _said(rows, node, terms.GEO + "asWKT", wkt, place, pl.lit(terms.GEO + "wktLiteral"), as_written=published)


def _said(
    rows: pl.DataFrame,
    subject: pl.Expr,
    predicate: str,
    value: pl.Expr,
    place: str = "key",
    datatype: pl.Expr = _NOTHING,
    lang: pl.Expr = _NOTHING,
    as_written: pl.Expr = _NOTHING,
) -> pl.DataFrame:
    """A statement of each row, with where it stands."""
    return rows.select(
        "row",
        pl.col("_locator").alias("locator"),
        *(pl.col(f"_{name}").alias(name) for name in _SHARED),
        subject=subject,
        predicate=pl.lit(predicate),
        object=value,
        datatype=datatype,
        lang=lang,
        as_written=as_written,
        place=pl.lit(place),
    )


def _texts(rows: Sequence[tuple[str | None, ...]], names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
