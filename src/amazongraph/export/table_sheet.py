"""The sheet of an answer, or of the rows of a query."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from amazongraph.export.material import Field, Sheet
from amazongraph.messages import LANGUAGES, text
from amazongraph.questions.question import heading
from amazongraph.store.asking import Store
from amazongraph.tables.answers import Cited
from amazongraph.tables.frames import columns
from amazongraph.tables.outlines import shapes
from amazongraph.tables.table import Table

_BETWEEN = {"text": " | ", "iri": " "}
_TYPES = {
    "integer": pl.Int64(),
    "decimal": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}


def table_sheet(name: str, title: dict[str, str], table: Table, store: Store) -> Sheet:
    """A table as a sheet, with the shapes of the first column of things that have any; ``store``: of the profile."""
    told = list(_columns(table))
    frame = pl.DataFrame([values for _, values in told])
    return Sheet(name, title, tuple(field for field, _ in told), frame, _outlines(table, store))


def _columns(table: Table) -> Iterator[tuple[Field, pl.Series]]:
    for column, name, kind, values in columns(table.columns, table.rows):
        part = name.removeprefix(column.name).removeprefix("_")
        label = {lang: _label(heading(column, lang), part, lang) for lang in LANGUAGES}
        if column.type == "sources":
            yield Field(name, "text", label), pl.Series(name, [_marks(one) for one in values], pl.String())
            if isinstance(table, Cited):
                iris = [" ".join(table.sources[number - 1].iri for number in one) for one in values]
                beside = {lang: _label(label[lang], "iri", lang) for lang in LANGUAGES}
                yield Field(f"{name}_iri", "iri", beside), pl.Series(f"{name}_iri", iris, pl.String())
            continue
        own = "iri" if part == "iri" or column.type == "ids" else kind if kind in _TYPES else "text"
        told = [_joined(one, own) for one in values]
        yield (
            Field(name, own, label, column.unit if own in {"integer", "decimal"} else {}),
            pl.Series(name, told, _TYPES.get(own, pl.String())),
        )


def _label(label: str, part: str, lang: str) -> str:
    return text(f"beside.{part}", lang, label=label) if part else label


def _marks(numbers: Sequence[int]) -> str:
    return " ".join(f"[{number}]" for number in numbers)


def _joined(value: Any, kind: str) -> Any:
    return (_BETWEEN[kind].join(map(str, value)) or None) if isinstance(value, list) else value


def _outlines(table: Table, store: Store) -> pl.Series | None:
    import shapely

    found = shapes(table, store)
    if found is None:
        return None
    return pl.Series("wkt", [None if one is None else shapely.to_wkt(one) for one in found[1]], pl.String())
