"""The figures of a release that speak of one unit and one year, as a panel needs them. Reads the statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from amazongraph import terms
from amazongraph.values import Interval, interval

_REFERENCE, _DEPRECATED = (terms.concept("figure-rank", key) for key in ("reference", "deprecated"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure of one unit and year. ``low`` and ``high``: what it can be, ``None`` where that is open.

    ``indicator``, ``population``, ``counted_in`` and ``bound`` are keys of concepts, "" = not stated; ``unit`` is the
    code of a unit; ``documents`` and ``who`` are IRIs.
    """

    iri: str
    indicator: str
    population: str
    counted_in: str
    unit: str
    year: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: str
    who: frozenset[str]
    documents: frozenset[str]
    part_of: frozenset[str]
    reference: bool
    deprecated: bool

    @property
    def said_by(self) -> frozenset[str]:
        """Who asserts it; where nobody is named, the documents that state it."""
        return self.who or self.documents


def figures(statements: Path, indicators: Iterable[str], units: frozenset[str]) -> tuple[list[Figure], int]:
    """The figures of some indicators that are of one of ``units`` and of one year, by IRI; and how many are of one of
    the units but of another stretch of time: several years, or a part of one.
    """
    wanted = [terms.concept("indicator", key) for key in indicators]
    said = pl.scan_parquet(statements)
    about = said.filter((pl.col("predicate") == terms.ag("indicator")) & pl.col("object").is_in(wanted))
    rows = (
        said.join(about.select("canonical").unique(), on="canonical", how="semi")
        .group_by("canonical", "predicate")
        .agg(pl.col("object").unique().sort())
        .sort("canonical")
        .collect()
    )
    known: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for iri, predicate, objects in rows.iter_rows():
        known[iri][predicate] = objects
    found, left_out = [], 0
    for iri, parts in known.items():
        areas = [terms.key_of(area) for area in parts.get(terms.ag("area"), [])]
        if len(areas) == 1 and areas[0] in units and terms.entity("admin", areas[0]) in parts[terms.ag("area")]:
            year = _year(parts)
            left_out += year is None
            found += [_figure(iri, parts, areas[0], year)] if year is not None else []
    return found, left_out


def _year(parts: dict[str, list[str]]) -> int | None:
    """The year that a period fills; without a period, the one in which the date lies."""
    period, date = (_one(parts, name) for name in ("period", "asOf"))
    when = period or date
    if when is None or when.start is None or when.end is None or when.start.year != when.end.year:
        return None
    year = when.start.year
    return None if period and not period.contains(interval(str(year))) else year


def _one(parts: dict[str, list[str]], name: str) -> Interval | None:
    said = parts.get(terms.ag(name), [])
    return interval(said[0]) if len(said) == 1 else None


def _figure(iri: str, parts: dict[str, list[str]], unit: str, year: int) -> Figure:
    def key(name: str) -> str:
        return terms.key_of(next(iter(parts.get(terms.ag(name), [])), ""))

    def number(name: str) -> Decimal | None:
        return next((Decimal(text) for text in parts.get(terms.ag(name), [])), None)

    value, bound = number("value"), key("bound")
    low, high = _range(value, bound)
    least, most = number("minValue"), number("maxValue")
    ranks = parts.get(terms.ag("rank"), [])
    return Figure(
        iri=iri,
        indicator=key("indicator"),
        population=key("population"),
        counted_in=key("unit"),
        unit=unit,
        year=year,
        value=value,
        low=low if least is None else least,
        high=high if most is None else most,
        bound=bound,
        who=frozenset(parts.get(terms.ag("attributedTo"), [])),
        documents=frozenset(parts.get(terms.ag("statedIn"), []) + parts.get(terms.ag("alsoReportedIn"), [])),
        part_of=frozenset(parts.get(terms.ag("partOfFigure"), [])),
        reference=_REFERENCE in ranks,
        deprecated=_DEPRECATED in ranks,
    )


def _range(value: Decimal | None, bound: str) -> tuple[Decimal | None, Decimal | None]:
    """What a figure with such a bound can be."""
    match bound:
        case "" | "exactly":
            return value, value
        case "at-least" | "more-than":
            return value, None
        case "at-most":
            return None, value
    return None, None
