"""Compares figures: names in what each differs from the reference figure of its indicator, and which contradict.

A figure is never ranked against another by subject; the graph keeps them all side by side. Only figures alike in unit,
bound, population, area, period and date, with different values, contradict each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product
from operator import itemgetter
from typing import Any

import polars as pl

from amazongraph import statements, terms
from amazongraph.chains import documents, of_figures
from amazongraph.independence import Passage, independence
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
# Two figures with one number say one thing where nothing but this tells them apart.
_SAME = frozenset({"relays-same-report", "period-unstated"})
_NAMES = {terms.ag(name): name for name in _PROPERTIES}
_UNSTATED: dict[str, frozenset[str]] = dict.fromkeys(_PROPERTIES, frozenset())
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
    documents: frozenset[str] = frozenset()


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
    """The frame with derived rows on figures: ``ag:comparedWith``, ``ag:differsIn``, ``ag:contradicts``, and how many
    independent sources say the same where several documents do.
    """
    known = list(read(frame))
    by_indicator: dict[str, list[Figure]] = defaultdict(list)
    for figure in known:
        by_indicator[figure.indicator].append(figure)
    rows = [row for group in by_indicator.values() for row in _against_reference(group)]
    rows += _contradictions(known)
    rows += _independent(known, of_figures(frame, documents(frame)))
    return pl.concat([frame, _derived(rows)], how="vertical")


def read(frame: pl.DataFrame) -> Iterator[Figure]:
    """The figures of a frame that has ``subject predicate object level``, sorted by IRI."""
    subjects = frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag("Figure")))["subject"]
    told = frame.select("subject", "predicate", "object", "level")
    said = told.filter(pl.col("subject").is_in(subjects.unique().implode())).sort("subject").iter_rows()
    for subject, part in groupby(said, key=itemgetter(0)):
        yield _figure(subject, list(part))


def _figure(subject: str, rows: list[tuple[str, str, str, int]]) -> Figure:
    said: dict[str, set[str]] = defaultdict(set)
    for _, predicate, value, _ in rows:
        said[predicate].add(value)
    values = {**_UNSTATED, **{_NAMES[iri]: frozenset(found) for iri, found in said.items() if iri in _NAMES}}
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


def alike(known: Sequence[Figure]) -> list[list[Figure]]:
    """Figures that give one number of one thing: nothing that matters tells them apart, or one report joins them."""
    group_of = {one.iri: [one] for one in known}
    for one, other in _with_one_number(known):
        ours, theirs = group_of[one.iri], group_of[other.iri]
        if ours is not theirs and _one_statement(one, other):
            ours.extend(theirs)
            group_of |= {member.iri: ours for member in theirs}
    return list({id(group): group for group in group_of.values()}.values())


def _with_one_number(known: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Pairs that give one number, and of one place as far as both say; a data set gives many the number 0."""
    by_number: dict[tuple[object, ...], dict[frozenset[str], list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in known:
        by_number[one.indicator, one.amount, one.unit, one.bound][one.area].append(one)
    for by_area in by_number.values():
        anywhere = by_area.pop(frozenset(), [])
        yield from combinations(anywhere, 2)
        for some in by_area.values():
            yield from combinations(some, 2)
            yield from product(anywhere, some)


def _one_statement(one: Figure, other: Figure) -> bool:
    """Whether two with one number say one thing: nothing else tells them apart, or two documents have it from one
    report, however they word it, and not of other years.
    """
    ours, theirs = _one(one.period), _one(other.period)
    if ours and theirs and not ours.overlaps(theirs):
        return False
    relayed = one.relays & other.relays and not one.documents & other.documents
    return bool(relayed) or set(compare(one, other)) <= _SAME


def _independent(known: Sequence[Figure], passages: Mapping[str, Sequence[Passage]]) -> Iterator[dict[str, Any]]:
    for group in alike(known):
        told = [passage for one in group for passage in passages.get(one.iri, ())]
        if len({passage.document for passage in told}) < 2:
            continue
        found = independence(told)
        for one in group:
            for name, count in (("minIndependentSources", found.least), ("maxIndependentSources", found.most)):
                yield {
                    "subject": one.iri,
                    "predicate": terms.ag(name),
                    "object": str(count),
                    "level": max(member.level for member in group),
                    "object_kind": statements.LITERAL,
                    "datatype": terms.XSD + "integer",
                }


def _derived(rows: list[dict[str, Any]]) -> pl.DataFrame:
    said = [{**{key: row[key] for key in row if key != "level"}, "mark": row["level"]} for row in rows]
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
