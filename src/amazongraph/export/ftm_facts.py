"""What a release says of its things, as FollowTheMoney needs it: each value once, with who says it and in what.

Knows the statement table; nothing of schemata but which class gets one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from amazongraph import terms

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_CONTESTED = terms.ag("contestedProperty")


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a property of a thing: ``is_iri`` or a text in ``datatype``; who says it, where, and when
    that was taken in first and last (ISO days, "" where not known).
    """

    property: str
    value: str
    is_iri: bool
    datatype: str
    lang: str
    documents: tuple[str, ...]
    speakers: tuple[str, ...]
    first: str
    last: str


def schemata(statements: Path, things: Collection[str] | None, by_class: Mapping[str, str]) -> dict[str, str]:
    """Thing -> schema: that of the first class of ``by_class`` that it has; sorted by the IRIs of the things."""
    order = pl.LazyFrame({"object": list(by_class), "schema": list(by_class.values())}).with_row_index("order")
    typed = pl.scan_parquet(statements).filter(pl.col("predicate") == terms.TYPE, pl.col("verdict") == "accepted")
    if things is not None:
        typed = typed.filter(pl.col("canonical").is_in(sorted(things)))
    of = (
        typed.join(order, on="object").sort("canonical", "order").unique("canonical", keep="first", maintain_order=True)
    )
    return dict(of.select("canonical", "schema").collect().iter_rows())


def facts(statements: Path, things: Collection[str]) -> dict[str, list[Fact]]:
    """What is accepted of some things, in the order of the properties and values."""
    day = pl.col("edition").filter(pl.col("edition").str.contains(_DAY))
    told = (
        pl.scan_parquet(statements)
        .filter(pl.col("verdict") == "accepted", pl.col("canonical").is_in(sorted(things)))
        .filter((pl.col("source") != terms.DERIVED) | (pl.col("predicate") == _CONTESTED))
        .group_by("canonical", "predicate", "object", "object_kind", "datatype", "lang")
        .agg(
            documents=pl.col("source").unique().sort(),
            speakers=pl.col("attributed_to").drop_nulls().unique().sort(),
            first=day.min(),
            last=day.max(),
        )
        .sort("canonical", "predicate", "object", "lang", nulls_last=True)
        .collect()
    )
    found: dict[str, list[Fact]] = {}
    for thing, predicate, value, kind, datatype, lang, documents, speakers, first, last in told.iter_rows():
        fact = Fact(
            property=predicate,
            value=value,
            is_iri=kind == "iri",
            datatype=datatype or "",
            lang=lang or "",
            documents=tuple(documents),
            speakers=tuple(speakers),
            first=first or "",
            last=last or "",
        )
        found.setdefault(thing, []).append(fact)
    return found
