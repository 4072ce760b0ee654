"""The columns of a property on a sheet of things: first as texts, some rows at a time, then as what they are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from amazongraph import terms
from amazongraph.export.material import Field
from amazongraph.messages import LANGUAGES, text
from amazongraph.values import interval

BETWEEN = " | "
CONTESTED = terms.ag("contestedProperty")
# What is for search only, what a row says otherwise, and where a thing lies all the way up.
_LEFT_OUT = (
    *(terms.TYPE, terms.LABEL, terms.HIDDEN_LABEL, CONTESTED),
    *(terms.GEO + "hasGeometry", terms.GEO + "sfWithin"),
)
_NUMBERS = {"integer": pl.Int64(), "decimal": pl.Float64(), "boolean": pl.Boolean()}
_WHOLE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-:]")

Column = tuple[Field, pl.Series]
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Property:
    """A property as some things have it. ``of_things``: whether it leads to IRIs; ``bilingual``: whether it has texts
    in both languages, ``plain``: and others besides, or only others; ``kind``: the last part of the datatype that all
    share, "" for none.
    """

    iri: str
    of_things: bool
    bilingual: bool
    plain: bool
    kind: str


def properties(statements: Path, members: Sequence[str]) -> list[Property]:
    """The properties that the accepted statements give some things, those that most of them have first."""
    accepted = pl.scan_parquet(statements).filter(
        pl.col("verdict") == "accepted",
        ~pl.col("predicate").is_in(_LEFT_OUT),
        pl.col("canonical").is_in(members),
    )
    both = pl.col("lang").is_in(LANGUAGES).fill_null(False)
    told = accepted.group_by("predicate").agg(
        many=pl.col("canonical").n_unique(),
        of_things=(pl.col("object_kind") == "iri").any(),
        langs=pl.col("lang").filter(both).n_unique(),
        plain=(~both).any(),
        datatypes=pl.col("datatype").unique(),
    )
    rows = told.collect().sort("many", "predicate", descending=[True, False])
    return [_property(row) for row in rows.iter_rows(named=True)]


def _property(row: Mapping[str, Any]) -> Property:
    datatypes = row["datatypes"]
    bilingual = row["langs"] == len(LANGUAGES)
    kind = terms.key_of(datatypes[0]) if len(datatypes) == 1 and datatypes[0] and not bilingual else ""
    plain = row["plain"] or not bilingual
    return Property(row["predicate"], row["of_things"], bilingual, plain, kind)


def texts(one: Property, accepted: pl.DataFrame, rows: pl.Series, named: Names, lang: str) -> Iterator[Column]:
    """The columns of a property as texts: what it says, and besides the IRIs, or the other language."""
    told = accepted.filter(pl.col("predicate") == one.iri)
    name, label = _name(one.iri), dict(named[one.iri])
    if one.of_things:
        iris = joined(told, rows, pl.col("object"))
        yield Field(name, "text", label, property=one.iri), names(iris, named, lang)
        yield _beside(name, "iri", label, one.iri), iris.str.replace_all(BETWEEN, " ", literal=True)
        return
    if one.bilingual:
        for each in LANGUAGES:
            field = Field(f"{name}_{each}", "text", {k: f"{v} ({each})" for k, v in label.items()}, property=one.iri)
            yield field, joined(told.filter(pl.col("lang") == each), rows, pl.col("object"))
        told = told.filter(~pl.col("lang").is_in(LANGUAGES).fill_null(False))
    if one.plain:
        tag = pl.when(pl.col("lang").is_null() | pl.col("lang").is_in(LANGUAGES)).then(pl.lit(""))
        values = joined(told, rows, pl.col("object") + tag.otherwise(" (" + pl.col("lang") + ")"))
        yield Field(name, "text", label, property=one.iri), values


def typed(column: Column, kind: str) -> Iterator[Column]:
    """A column of texts as what they are, if no row has several: numbers, or dates with their first and last day."""
    field, values = column
    single = field.kind == "text" and not values.str.contains(BETWEEN, literal=True).any()
    if single and kind in _NUMBERS:
        yield Field(field.name, kind, field.label, property=field.property), _number(values, kind)
        return
    yield column
    if single and kind == "edtf":
        for part, days in _days(values).items():
            yield _beside(field.name, part, field.label, field.property), days


def joined(told: pl.DataFrame, rows: pl.Series, value: pl.Expr) -> pl.Series:
    """What each row has, several values with a bar between them, null for none."""
    grouped = told.select("canonical", value=value).unique().group_by("canonical").agg(pl.col("value").sort())
    several = grouped.with_columns(pl.col("value").list.join(BETWEEN))
    return pl.DataFrame({"canonical": rows}).join(several, on="canonical", how="left", maintain_order="left")["value"]


def names(iris: pl.Series, named: Names, lang: str) -> pl.Series:
    """The names of IRIs joined by a bar."""
    distinct = iris.drop_nulls().unique()
    told = {one: BETWEEN.join(named[iri][lang] for iri in one.split(BETWEEN)) for one in distinct}
    return iris.replace_strict(told, return_dtype=pl.String) if told else iris


def _number(values: pl.Series, kind: str) -> pl.Series:
    return values == "true" if kind == "boolean" else values.cast(_NUMBERS[kind])


def _days(values: pl.Series) -> dict[str, pl.Series]:
    read = [interval(one) if one else None for one in values]
    return {
        "from": pl.Series([one.start if one else None for one in read], dtype=pl.Date()),
        "to": pl.Series([one.end if one else None for one in read], dtype=pl.Date()),
    }


def _beside(name: str, part: str, label: Mapping[str, str], property_: str) -> Field:
    said = {lang: text(f"beside.{part}", lang, label=label[lang]) for lang in LANGUAGES}
    return Field(f"{name}_{part}", "iri" if part == "iri" else "date", said, property=property_)


def _name(property_: str) -> str:
    """``legalAreaHectares`` -> ``legal_area_hectares``; of another vocabulary, with its prefix."""
    short = terms.shorten(property_).removeprefix("ag:")
    return _WHOLE.sub("_", short).lower()
