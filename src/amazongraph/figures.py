"""Compares figures: names in what each differs from the reference figure of its indicator, and which contradict.

A figure is never ranked against another by subject; the graph keeps them all side by side. Only figures alike in unit,
bound, population, area, period and date, with different values, contradict each other.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any

import polars as pl

from amazongraph import statements, terms
from amazongraph.values import Interval, interval

_PROPERTIES = (
    "indicator",
    "value",
    "minValue",
    "maxValue",
    "bound",
    "unit",
    "population",
    "area",
    "period",
    "asOf",
    "relays",
    "statedIn",
    "partOfFigure",
    "rank",
)
_IRIS = {name: terms.ag(name) for name in _PROPERTIES}
_REFERENCE, _DEPRECATED = (terms.concept("figure-rank", key) for key in ("reference", "deprecated"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the comparison sees it; every field holds IRIs or canonical values, empty = not stated."""

    iri: str
    level: int
    indicator: str
    amount: tuple[frozenset[str], ...]
    unit: frozenset[str]
    bound: frozenset[str]
    population: frozenset[str]
    area: frozenset[str]
    period: frozenset[str]
    as_of: frozenset[str]
    relays: frozenset[str]
    parts_of: frozenset[str]
    deprecated: bool
    reference: bool


def compare(figure: Figure, other: Figure) -> list[str]:
    """In what ``figure`` differs from ``other``: keys of the scheme ``difference``, in fixed order."""
    found = [
        name
        for name, ours, theirs in (
            ("unit", figure.unit, other.unit),
            ("bound", figure.bound, other.bound),
            ("population", figure.population, other.population),
            ("place", figure.area, other.area),
        )
        # What a source does not state cannot differ.
        if ours and theirs and ours != theirs
    ]
    if _later_cut_off(figure, other):
        found.append("later-cut-off")
    elif bool(figure.period) != bool(other.period):
        found.append("period-unstated")
    elif figure.period != other.period or _dates_apart(figure, other):
        found.append("period")
    if other.iri in figure.parts_of or figure.iri in other.parts_of:
        found.append("nested-scope")
    if figure.relays & other.relays:
        found.append("relays-same-report")
    if figure.deprecated or other.deprecated:
        found.append("press-error")
    return found


def figures(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with derived rows: ``ag:comparedWith``, ``ag:differsIn`` and ``ag:contradicts`` on figures."""
    known = list(_read(frame))
    by_indicator: dict[str, list[Figure]] = defaultdict(list)
    for figure in known:
        by_indicator[figure.indicator].append(figure)
    rows = [row for group in by_indicator.values() for row in _against_reference(group)]
    rows += _contradictions(known)
    return pl.concat([frame, _derived(rows)], how="vertical")


def _read(frame: pl.DataFrame) -> Iterator[Figure]:
    subjects = frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag("Figure")))["subject"]
    rows = frame.filter(pl.col("subject").is_in(subjects.unique().implode())).sort("subject", "id")
    said = rows.select("subject", "predicate", "object", "level").iter_rows()
    for subject, part in groupby(said, key=itemgetter(0)):
        yield _figure(subject, list(part))


def _figure(subject: str, rows: list[tuple[str, str, str, int]]) -> Figure:
    said: dict[str, set[str]] = defaultdict(set)
    for _, predicate, value, _ in rows:
        said[predicate].add(value)
    values = {name: frozenset(said.get(iri, ())) for name, iri in _IRIS.items()}
    return Figure(
        iri=subject,
        level=max(level for *_, level in rows),
        indicator=min(values["indicator"], default=""),
        amount=(values["value"], values["minValue"], values["maxValue"]),
        unit=values["unit"],
        bound=values["bound"],
        population=values["population"],
        area=values["area"],
        period=values["period"],
        as_of=values["asOf"],
        relays=values["relays"] | values["statedIn"],
        parts_of=values["partOfFigure"],
        deprecated=_DEPRECATED in values["rank"],
        reference=_REFERENCE in values["rank"],
    )


def _one(texts: frozenset[str]) -> Interval | None:
    return interval(min(texts)) if len(texts) == 1 else None


def _dates_apart(figure: Figure, other: Figure) -> bool:
    """Whether the dates differ by more than their precision (January 2025 lies within 2025)."""
    ours, theirs = _one(figure.as_of), _one(other.as_of)
    if figure.period or other.period or ours is None or theirs is None:
        return False
    return not ours.overlaps(theirs)


def _later_cut_off(figure: Figure, other: Figure) -> bool:
    """Whether both count the same from the same start, one of them up to a later day."""
    ours, theirs = _one(figure.period), _one(other.period)
    if ours is None or theirs is None or figure.population != other.population or figure.area != other.area:
        return False
    return ours.start == theirs.start and ours.end != theirs.end


def _against_reference(group: list[Figure]) -> Iterator[dict[str, Any]]:
    for reference in (figure for figure in group if figure.reference):
        for figure in group:
            if figure.iri == reference.iri:
                continue
            shared = {"subject": figure.iri, "level": max(figure.level, reference.level)}
            yield {**shared, "predicate": terms.ag("comparedWith"), "object": reference.iri}
            for key in compare(figure, reference):
                yield {**shared, "predicate": terms.ag("differsIn"), "object": terms.concept("difference", key)}


def _contradictions(known: list[Figure]) -> Iterator[dict[str, Any]]:
    alike: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for one in known:
        if one.indicator and not one.deprecated:
            scope = (one.indicator, one.unit, one.bound, one.population, one.area, one.period, one.as_of)
            alike[scope].append(one)
    for group in alike.values():
        for one, other in combinations(group, 2):
            stated = all((one.population, one.area, one.period or one.as_of))
            nested = other.iri in one.parts_of or one.iri in other.parts_of
            if stated and one.amount != other.amount and not nested:
                for subject, value in ((one, other), (other, one)):
                    yield {
                        "subject": subject.iri,
                        "predicate": terms.ag("contradicts"),
                        "object": value.iri,
                        "level": max(one.level, other.level),
                    }


def _derived(rows: list[dict[str, Any]]) -> pl.DataFrame:
    said = [{**{key: row[key] for key in ("subject", "predicate", "object")}, "mark": row["level"]} for row in rows]
    return (
        statements.derived(said)
        .with_columns(
            *statements.own_names(),
            level=pl.col("mark"),
            verdict=pl.lit("accepted"),
            reason=pl.lit("of-a-claim"),
        )
        .select(list(statements.SCHEMA))
    )
