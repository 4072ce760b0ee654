"""What is compared: figures of an indicator, or what is said of one property of a thing. No words are made here.

Reads the statement table of a profile, where who says what, when and in what standing is told of every source alike.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from amazongraph import terms
from amazongraph.chains import documents, of_figures, passage
from amazongraph.figures import Figure, alike, compare, read
from amazongraph.independence import Independence, Passage, independence
from amazongraph.releases import LookUp
from amazongraph.values import interval

Parts = Mapping[str, Sequence[str]]
_CITING = [terms.ag(name) for name in ("statedIn", "alsoReportedIn")]


@dataclass(frozen=True, slots=True)
class Side:
    """One thing said. IRIs, keys or canonical values; "" = not given.

    ``parts``: of a figure, what it says by property name. ``differs``: keys of the scheme difference against the one
    compared with; ``why``: those that whoever entered it gives; ``contradicts``: ids of sides.
    ``group``: its place in ``groups``.
    """

    id: str
    value: str
    kind: str
    speakers: tuple[str, ...]
    as_of: str
    valid: str
    standing: str
    verdict: str
    reason: str
    sources: tuple[str, ...]
    relays: tuple[str, ...] = ()
    parts: Parts | None = None
    differs: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    group: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Sides that say the same, and how many independent sources they are."""

    value: str
    sides: int
    independence: Independence


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared; ``base`` is the place of the one that the others are held against, ``reference`` whether it is
    the reference of its indicator or else the latest; ``figures`` whether they are.
    """

    sides: tuple[Side, ...]
    groups: tuple[Group, ...]
    base: int
    reference: bool
    figures: bool


def of_indicator(said: LookUp, indicator: str, area: str = "") -> Sides:
    """The figures of an indicator, of one area if one is given; ``said``: the statements of a profile."""
    ours = said(predicates=[terms.ag("indicator")], objects=[indicator]).select("canonical").unique().collect()
    mine = said(subjects=ours["canonical"].to_list()).collect()
    figures = [one for one in read(mine) if not area or area in one.area]
    parts = _parts(mine)
    base = _base(figures, parts)
    grouped = alike(figures)
    cited = mine.filter(pl.col("predicate").is_in(_CITING))["object"]
    chains = of_figures(mine, documents(said(subjects=cited.unique().to_list()).collect()))
    numbers = {one.iri: number for number, group in enumerate(grouped) for one in group}
    ordered = sorted(figures, key=lambda one: (one is not base, one.deprecated, *_latest_first(one, parts)))
    numbers = {one.iri: number for number, group in enumerate(grouped) for one in group}
    # Those that say the same stand together, where the first of them stands.
    first: dict[int, int] = {}
    for place, one in enumerate(ordered):
        first.setdefault(numbers[one.iri], place)
    ordered.sort(key=lambda one: first[numbers[one.iri]])
    sides = tuple(_figure(one, base, parts[one.iri], numbers[one.iri]) for one in ordered)
    groups = tuple(
        Group(_amount(group[0]), len(group), independence(p for one in group for p in chains.get(one.iri, ())))
        for group in grouped
    )
    return Sides(sides, groups, 0, base is not None and base.reference, figures=True)


def of_property(said: LookUp, thing: str, property: str) -> Sides:
    """What is said of a property of a thing; one side for all that say the same in the same way."""
    kept = (pl.col("source") != terms.DERIVED) | (pl.col("reason") == "covering-interval")
    told = said(subjects=[thing], predicates=[property]).filter(kept).collect()
    rows_of: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in told.sort("object", "source", "id").iter_rows(named=True):
        names = ("object", "object_kind", "attributed_to", "as_of", "valid_from", "valid_to", "standing", "verdict")
        rows_of[tuple(row[name] or "" for name in names)].append(row)
    known = documents(said(subjects=told["source"].unique().to_list()).collect())
    values = sorted({key[0] for key in rows_of})
    sides = sorted((_statement(rows, values) for rows in rows_of.values()), key=_accepted_first)
    disputed = [side for side in sides if side.verdict == "contested"]
    sides = [
        replace(side, contradicts=tuple(other.id for other in disputed if other.value != side.value))
        if side in disputed
        else side
        for side in sides
    ]
    passages: dict[str, list[Passage]] = defaultdict(list)
    for row in told.filter(pl.col("source") != terms.DERIVED).iter_rows(named=True):
        relays, speakers = (frozenset({row[name]} - {None}) for name in ("relays", "attributed_to"))
        passages[row["object"]].append(passage(row["source"], relays, speakers, row["standing"], known))
    groups = tuple(
        Group(value, sum(side.value == value for side in sides), independence(passages[value])) for value in values
    )
    return Sides(tuple(sides), groups, 0, reference=False, figures=False)


def _parts(frame: pl.DataFrame) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    rows = frame.select("canonical", "predicate", "object").unique().sort("canonical", "predicate", "object")
    for iri, predicate, value in rows.iter_rows():
        found[iri].setdefault(predicate.removeprefix(terms.NS), []).append(value)
    return found


def _base(figures: Sequence[Figure], parts: Mapping[str, Parts]) -> Figure | None:
    """The reference, or else the latest that is not deprecated."""
    usable = [one for one in figures if not one.deprecated] or list(figures)
    return min(usable, key=lambda one: (not one.reference, *_latest_first(one, parts)), default=None)


def _latest_first(figure: Figure, parts: Mapping[str, Parts]) -> tuple[int, str]:
    said = parts[figure.iri]
    return -_end([*said.get("asOf", ()), *said.get("period", ())]).toordinal(), figure.iri


def _end(dates: Sequence[str]) -> date:
    """The last day of dates that have one; the first there is where none has."""
    return max((end for text in dates if (end := interval(text).end)), default=date.min)


def _figure(figure: Figure, base: Figure | None, said: Parts, group: int) -> Side:
    def first(name: str) -> str:
        return next(iter(said.get(name, ())), "")

    held = base is not None and figure is not base
    why = [terms.key_of(iri) for iri in said.get("differsBecause", ())] if held and base and base.reference else []
    return Side(
        id=figure.iri,
        value=_amount(figure),
        kind="figure",
        speakers=tuple(said.get("attributedTo", ())),
        as_of=first("asOf"),
        valid=first("period"),
        standing=terms.key_of(first("standing")) if first("standing") else "",
        verdict=terms.key_of(first("rank")) if first("rank") else "",
        reason="",
        sources=(*said.get("statedIn", ()), *said.get("alsoReportedIn", ())),
        relays=tuple(said.get("relays", ())),
        parts=said,
        differs=tuple(compare(figure, base)) if held and base else (),
        why=tuple(why),
        contradicts=tuple(said.get("contradicts", ())),
        group=group,
    )


def _amount(figure: Figure) -> str:
    value, low, high = (min(texts, default="") for texts in figure.amount)
    return value or f"{low}/{high}"


def _statement(rows: Sequence[dict[str, str]], values: Sequence[str]) -> Side:
    first = rows[0]
    bounds = (first["valid_from"], first["valid_to"])
    return Side(
        id=first["id"],
        value=first["object"],
        kind=first["object_kind"],
        speakers=(first["attributed_to"],) if first["attributed_to"] else (),
        as_of=first["as_of"] or "",
        valid=f"{bounds[0] or '..'}/{bounds[1] or '..'}" if any(bounds) else "",
        standing=first["standing"],
        verdict=first["verdict"],
        reason=first["reason"],
        sources=tuple(dict.fromkeys(row["source"] for row in rows)),
        relays=tuple(sorted({row["relays"] for row in rows} - {None, ""})),
        group=values.index(first["object"]),
    )


def _accepted_first(side: Side) -> tuple[object, ...]:
    return side.verdict != "accepted", -_end([side.as_of] if side.as_of else []).toordinal(), side.value, side.id
