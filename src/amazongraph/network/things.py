"""The nodes of a graph: names in both languages, classes, dates and the documents that say what each is."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import polars as pl

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.values import interval

_NAMING = (terms.LABEL, "http://purl.org/dc/terms/title", terms.ag("gist"))
"""The properties that name a thing, the best first."""
_BEGINS = {terms.ag(name) for name in ("began", "inForceFrom", "occurred", "observed", "issued", "published")}
_ENDS = {terms.ag(name) for name in ("ended", "inForceUntil", "occurred", "observed")}
_BUILT = [terms.DERIVED, terms.META]


def names(said: pl.LazyFrame, things: pl.LazyFrame, lang: str) -> pl.LazyFrame:
    """What each of some things (``thing``) is called in a language; else without language, else in the other one."""
    order = {one: place for place, one in enumerate(dict.fromkeys((lang, None, *LANGUAGES)))}
    best = {one: place for place, one in enumerate(_NAMING)}
    return (
        said.filter(pl.col("predicate").is_in(_NAMING))
        .join(things, left_on="canonical", right_on="thing", how="semi")
        .with_columns(
            best=pl.col("predicate").replace_strict(best, return_dtype=pl.Int8),
            order=pl.col("lang").replace_strict(order, default=len(order), return_dtype=pl.Int8),
        )
        .sort("canonical", "best", "order", "object")
        .unique("canonical", keep="first", maintain_order=True)
        .select(pl.col("canonical").alias("thing"), pl.col("object").alias(f"label_{lang}"))
    )


def classes(said: pl.LazyFrame, things: pl.LazyFrame) -> pl.LazyFrame:
    """The ``kinds`` of each thing, its stated class as ``kind`` (the first by name of several) and its ``sources``."""
    stated = ~pl.col("source").is_in([terms.DERIVED])
    return (
        said.filter(pl.col("predicate") == terms.TYPE)
        .join(things, left_on="canonical", right_on="thing", how="semi")
        .group_by(pl.col("canonical").alias("thing"))
        .agg(
            pl.col("object").unique().sort().alias("kinds"),
            pl.col("object").filter(stated).min().alias("kind"),
            pl.col("source").filter(~pl.col("source").is_in(_BUILT)).unique().sort().alias("sources"),
        )
    )


def values(said: pl.LazyFrame, things: pl.LazyFrame, properties: Mapping[str, str]) -> pl.LazyFrame:
    """The values of some properties of each thing, a list for each name."""
    asked = said.filter(pl.col("predicate").is_in(list(properties.values()))).join(
        things, left_on="canonical", right_on="thing", how="semi"
    )
    return asked.group_by(pl.col("canonical").alias("thing")).agg(
        pl.col("object").filter(pl.col("predicate") == one).unique().sort().alias(name)
        for name, one in properties.items()
    )


def spans(said: pl.LazyFrame) -> dict[str, tuple[date | None, date | None]]:
    """The first and the last day of what has dates: thing -> the earliest that it may begin, the latest that it may
    end; ``None`` where that is open or not known.
    """
    dated = said.filter(pl.col("predicate").is_in(sorted(_BEGINS | _ENDS)))
    rows = dated.select("canonical", "predicate", "object").unique().collect()
    first: dict[str, list[date]] = {}
    last: dict[str, list[date]] = {}
    for thing, predicate, text in rows.iter_rows():
        start, end = days(text)
        if predicate in _BEGINS and start:
            first.setdefault(thing, []).append(start)
        if predicate in _ENDS and end:
            last.setdefault(thing, []).append(end)
    return {
        thing: (min(first.get(thing, ()), default=None), max(last.get(thing, ()), default=None))
        for thing in sorted(first.keys() | last.keys())
    }


@cache
def days(text: str) -> tuple[date | None, date | None]:
    """The first and the last day of an EDTF date; none for what is no date."""
    try:
        said = interval(text)
    except ValueError:
        return None, None
    return said.start, said.end


def cover(starts: Iterable[str | None], ends: Iterable[str | None]) -> tuple[date | None, date | None]:
    """The days in which something may hold by all who say it; where one leaves an end open, it is open."""
    begun = [days(one)[0] if one else None for one in starts]
    ended = [days(one)[1] if one else None for one in ends]
    first = None if None in begun else min(filter(None, begun), default=None)
    return first, None if None in ended else max(filter(None, ended), default=None)
