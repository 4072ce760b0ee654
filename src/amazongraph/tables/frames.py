"""Typed rows as data frames: Polars, and pandas and GeoPandas where they are installed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from amazongraph.extras import needed
from amazongraph.questions.question import Column
from amazongraph.tables.table import Cell, Thing
from amazongraph.values import interval

if TYPE_CHECKING:
    import pandas
    import polars

Rows: TypeAlias = Sequence[Mapping[str, Cell]]
# Kind of a column of a frame -> its type in pandas; there a date has no type of its own, and a list is an object.
_PANDAS = {"text": "string", "integer": "Int64", "decimal": "float64", "boolean": "boolean", "date": "datetime64[s]"}


def polars_frame(asked: Sequence[Column], rows: Rows) -> "polars.DataFrame":
    """A Polars frame, its columns as ``Table.to_polars`` tells."""
    import polars as pl

    kinds = {
        "text": pl.String(),
        "integer": pl.Int64(),
        "decimal": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "texts": pl.List(pl.String()),
        "integers": pl.List(pl.Int64()),
    }
    told = list(columns(asked, rows))
    return pl.DataFrame([pl.Series(name, values, kinds[kind]) for _, name, kind, values in told])


def pandas_frame(asked: Sequence[Column], rows: Rows) -> "pandas.DataFrame":
    """A pandas frame. Raises ``ExtraError`` where pandas is not installed."""
    pandas = needed("pandas", "frames")
    told = list(columns(asked, rows))
    return pandas.DataFrame(
        {name: pandas.Series(values, dtype=_PANDAS.get(kind, "object")) for _, name, kind, values in told}
    )


def columns(asked: Sequence[Column], rows: Rows) -> Iterator[tuple[Column, str, str, list[Any]]]:
    """The columns that the columns of a table become: which one it comes from, name, kind and values.

    A kind is one of text, texts, integer, integers, decimal, boolean and date; ``Table.to_polars`` tells the names.
    """
    for column in asked:
        for name, kind, values in _parts(column, rows):
            yield column, name, kind, values


def _parts(column: Column, rows: Rows) -> Iterator[tuple[str, str, list[Any]]]:
    cells = [row[column.name] for row in rows]
    match column.type:
        case "entity":
            yield column.name, "text", [None if one is None else str(one) for one in cells]
            yield f"{column.name}_iri", "text", [one.iri if isinstance(one, Thing) else None for one in cells]
        case "entities":
            many = [one if isinstance(one, list) else [] for one in cells]
            yield column.name, "texts", [[str(thing) for thing in things] for things in many]
            yield f"{column.name}_iri", "texts", [[_iri(thing) for thing in things] for things in many]
        case "interval":
            days = [_days(one) for one in cells]
            yield column.name, "text", cells
            yield f"{column.name}_from", "date", [first for first, _ in days]
            yield f"{column.name}_to", "date", [last for _, last in days]
        case "ids" | "codes":
            yield column.name, "texts", cells
        case "sources":
            yield column.name, "integers", cells
        case "decimal":
            yield column.name, "decimal", [None if one is None else float(str(one)) for one in cells]
        case "integer" | "boolean" | "date" as kind:
            yield column.name, kind, cells
        case _:
            yield column.name, "text", cells


def _iri(thing: object) -> str:
    return thing.iri if isinstance(thing, Thing) else str(thing)


def _days(cell: Cell) -> tuple[date | None, date | None]:
    """The first and the last day of a date; none for what is no date."""
    try:
        said = interval(str(cell or ""))
    except ValueError:
        return None, None
    return said.start, said.end
