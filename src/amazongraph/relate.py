"""Writes out what follows from what sources say, so that no query has to reason. One function a kind of inference.

What is derived stands in ``graph/derived``, is marked as the most sensitive of the statements that lead to it, and is
never written where a source states the thing itself. Of a source of which only what is derived may be published, what
is measured, counted or reckoned may leave; a class above the stated one, or an area above it, says again what the
source says and stays with it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl

from amazongraph import statements, terms
from amazongraph.agreement import comparisons
from amazongraph.ontology import Ontology
from amazongraph.placing import BY_SHAPE, placements
from amazongraph.spatial import spatial_relations
from amazongraph.values import interval

_FROM, _UNTIL = terms.ag("inForceFrom"), terms.ag("inForceUntil")
_SAID = ("inForceFrom", "inForceUntil", "statedDays", "extends", "partOfChain", "usualDays")


def relate(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """The frame with what follows from it: the units that shapes lie in where no source says it, the classes above each
    stated class, the areas that each area lies in, the days of states of emergency that can be reckoned, how shapes lie
    to each other, and how far two outlines of one place agree.
    """
    frame = pl.concat([frame, _derived(placements(frame, ontology))])
    parts = [frame, *(_derived(rows(frame, ontology)) for rows in _INFERENCES)]
    return pl.concat(parts, how="vertical")


def _derived(rows: Iterator[dict[str, Any]] | pl.DataFrame) -> pl.DataFrame:
    return statements.derived(rows).with_columns(statements.own_names())


def _superclasses(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """A statement for each superclass of a stated type.

    One stated class is enough for those above it, so it is marked as the least sensitive of the statements that lead
    to it, one that may leave before one that may not.
    """
    above = pl.DataFrame(
        [(below, up) for below, ups in ontology.superclasses.items() for up in sorted(ups)],
        schema={"object": pl.String(), "superclass": pl.String()},
        orient="row",
    )
    types = (
        frame.filter(pl.col("predicate") == terms.TYPE)
        .select("canonical", "object", "mark", pl.col("redistribution").cast(pl.Enum(statements.RESTRICTIONS)))
        .join(above, on="object")
        .sort("canonical", "superclass", "redistribution", "mark", nulls_last=True)
        .unique(["canonical", "superclass"], keep="first", maintain_order=True)
    )
    restricted = pl.col("redistribution").cast(pl.String)
    return types.select("mark", restricted, subject="canonical", predicate=pl.lit(terms.TYPE), object="superclass")


def _containment(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """``geo:sfWithin`` between each named area and itself, and every one that ``ag:within`` or its shape leads up to.

    GeoSPARQL 1.1, simple features: an area lies within itself. Of several ways up the least sensitive one is enough,
    one that may leave before one that may not; a way is as sensitive as the most sensitive statement on it.
    """
    areas = [name for name, ups in ontology.superclasses.items() if terms.ag("Area") in ups]
    named = (pl.col("predicate") == terms.TYPE) & pl.col("object").is_in(areas)
    leading = frame.filter(named | pl.col("predicate").is_in([terms.ag("within"), BY_SHAPE])).select(
        "canonical", "predicate", "object", pl.col("mark").fill_null(_UNMARKED), "redistribution"
    )
    told = pl.DataFrame(schema={"area": pl.String, "unit": pl.String, "mark": pl.Int8, "redistribution": pl.String})
    for last, restricted in enumerate(statements.RESTRICTIONS):
        if last and not (leading["redistribution"] == restricted).any():
            continue
        ways = _ways_up(_leaving(leading, last)).join(told, on=["area", "unit"], how="anti")
        if restricted == "allowed":
            # That it lies in itself only says again that it is an area.
            own = leading.filter((pl.col("predicate") == terms.TYPE) & (pl.col("redistribution") == "allowed"))
            free = pl.col("area").is_in(own["canonical"].unique().implode())
            ways = ways.filter((pl.col("area") != pl.col("unit")) | free)
        told = pl.concat([told, ways.select("area", "unit", "mark", redistribution=pl.lit(restricted))])
    mark = pl.when(pl.col("mark") != _UNMARKED).then("mark").alias("mark")
    within = pl.lit(terms.GEO + "sfWithin")
    return told.select(mark, "redistribution", subject="area", predicate=within, object="unit")


def _leaving(leading: pl.DataFrame, last: int) -> pl.DataFrame:
    """The steps that are bound no more than that, and the classes of areas that are not forbidden or as little bound:
    what a derived-only source calls an area may have a step that others say, or that was worked out.
    """
    step, of_class = (pl.col("redistribution").is_in(statements.RESTRICTIONS[: n + 1]) for n in (last, max(last, 1)))
    return leading.filter(pl.when(pl.col("predicate") == terms.TYPE).then(of_class).otherwise(step))


_UNMARKED = 99
"""Above every mark: nobody said how sensitive it is."""


def _ways_up(leading: pl.DataFrame) -> pl.DataFrame:
    """Each ``area``, each ``unit`` it lies in, and the ``mark`` of the least sensitive way there."""
    own = leading.filter(pl.col("predicate") == terms.TYPE)
    steps = (
        leading.filter(pl.col("predicate") != terms.TYPE)
        .group_by(below="canonical", up="object")
        .agg(step=pl.col("mark").min())
    )
    ways = own.group_by(area="canonical").agg(pl.col("mark").min()).select("area", "mark", unit="area")
    reached = last = ways
    while not last.is_empty():
        # One step farther; a way counts where it leads to a new unit or is less sensitive.
        farther = last.join(steps, left_on="unit", right_on="below").select(
            "area", unit="up", mark=pl.max_horizontal("mark", "step")
        )
        found = farther.group_by("area", "unit").agg(pl.col("mark").min())
        known = found.join(reached, on=["area", "unit"], how="left", suffix="_before")
        better = pl.col("mark_before").is_null() | (pl.col("mark") < pl.col("mark_before"))
        last = known.filter(better).select("area", "mark", "unit")
        reached = pl.concat([reached, last]).group_by("area", "unit").agg(pl.col("mark").min()).select(ways.columns)
    return reached


def _emergency_days(frame: pl.DataFrame, ontology: Ontology) -> Iterator[dict[str, Any]]:
    """First and last day of states of emergency whose sources do not state them.

    The last day is the first one plus the term, both counted (60 days from 19 April end on 17 June); the term is the
    one stated, else the usual one of the chain. An extension whose source states no first day begins the day after the
    last one of what it extends: it continues it without a break (Constitution of Peru, art. 137).

    """
    told: set[tuple[str, str, str]] = set()
    said = frame.filter(pl.col("predicate").is_in([terms.ag(name) for name in _SAID]))
    for reader in statements.READERS:
        for row in _reckoned(_Emergencies(said.filter(reader.rows))):
            if (key := (row["subject"], row["predicate"], row["object"])) not in told:
                told.add(key)
                yield row


def _reckoned(said: "_Emergencies") -> Iterator[dict[str, Any]]:
    for emergency in said.ordered():
        for name, predicate, reckon in (("from", _FROM, said.first), ("until", _UNTIL, said.last)):
            if not said.states(emergency, predicate) and (found := reckon(emergency)):
                day, rows = said.days[emergency, name] = found
                forbidden = any(row["redistribution"] == "forbidden" for row in rows)
                yield {
                    "subject": emergency,
                    "predicate": predicate,
                    "object": day.isoformat(),
                    "object_kind": statements.LITERAL,
                    "datatype": terms.EDTF,
                    "mark": max(row["mark"] for row in rows),
                    "redistribution": "forbidden" if forbidden else "allowed",
                }


Rows = list[dict[str, Any]]
Reckoned = tuple[date, Rows]


class _Emergencies:
    """What is said of states of emergency and their chains, with the statements each thing rests on."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.said: dict[tuple[str, str], Rows] = {}
        for row in frame.sort("id").iter_rows(named=True):
            self.said.setdefault((row["canonical"], row["predicate"]), []).append(row)
        self.days: dict[tuple[str, str], Reckoned] = {}

    def ordered(self) -> list[str]:
        """Every state of emergency, after the one it extends; those on a cycle of extensions are left out."""
        named = {subject for subject, predicate in self.said if predicate != terms.ag("usualDays")}
        order: dict[str, None] = {}

        def place(one: str, path: frozenset[str]) -> None:
            if one in path or one in order:
                return
            for row in self.said.get((one, terms.ag("extends")), ()):
                place(row["object"], path | {one})
            order[one] = None

        for one in sorted(named):
            place(one, frozenset())
        return list(order)

    def states(self, emergency: str, predicate: str) -> bool:
        return (emergency, predicate) in self.said

    def day(self, emergency: str, name: str, predicate: str) -> Reckoned | None:
        """A day that is known: reckoned, or stated to the day by all who state it alike."""
        rows = self.said.get((emergency, predicate), [])
        stated = {row["object"] for row in rows}
        if len(stated) == 1:
            start, end = (one := interval(min(stated))).start, one.end
            return (start, rows) if start and start == end else None
        return None if stated else self.days.get((emergency, name))

    def one(self, emergency: str, name: str) -> tuple[str, Rows] | None:
        rows = self.said.get((emergency, terms.ag(name)), [])
        return (rows[0]["object"], rows) if len({row["object"] for row in rows}) == 1 else None

    def first(self, emergency: str) -> Reckoned | None:
        """The day after the last one of what it extends."""
        extended = self.one(emergency, "extends")
        last = self.day(extended[0], "until", _UNTIL) if extended else None
        return (last[0] + timedelta(days=1), [*extended[1], *last[1]]) if extended and last else None

    def last(self, emergency: str) -> Reckoned | None:
        """The first day plus the term, less one."""
        first, term = self.day(emergency, "from", _FROM), self._term(emergency)
        return (first[0] + timedelta(days=int(term[0]) - 1), [*first[1], *term[1]]) if first and term else None

    def _term(self, emergency: str) -> tuple[str, Rows] | None:
        if self.states(emergency, terms.ag("statedDays")):
            return self.one(emergency, "statedDays")
        chain = self.one(emergency, "partOfChain")
        usual = self.one(chain[0], "usualDays") if chain else None
        return (usual[0], [*chain[1], *usual[1]]) if chain and usual else None


_INFERENCES = (_superclasses, _containment, _emergency_days, spatial_relations, comparisons)
