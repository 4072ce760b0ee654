"""Decides what a release holds true, and says why: writes ``verdict`` and ``reason``.

Runs once per profile, on what the profile may see: no verdict ever depends on a withheld statement. The rules are data
(``ontology/vocab/rank-rules.ttl``); nothing is overwritten, every statement stays with its verdict.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType
from typing import Any

import polars as pl

from amazongraph import statements, terms
from amazongraph.ontology import Ontology
from amazongraph.sssom import Judgement, in_force
from amazongraph.united import settled
from amazongraph.values import Interval, interval

_ALWAYS = Interval("../..", None, None)
_NONE: Mapping[str, Judgement] = MappingProxyType({})


def accept(
    frame: pl.DataFrame, ontology: Ontology, reference: date, judgements: Mapping[str, Judgement] = _NONE
) -> pl.DataFrame:
    """The frame with ``verdict`` and ``reason`` on every row, and derived rows for disputes.

    ``reference`` is the date the release speaks for: what ended before it is a claim with its dates, not a fact.
    ``judgements`` on what denotes one thing are by the id of their statement: of a pair, those that speak against the
    one in force are outranked.
    Derived rows: ``ag:contestedProperty`` on an entity whose sources tie, the interval that covers contested dates, and
    both units of what lies in another one by its shape than by what is said.
    """
    decided = frame.with_columns(_at_first_sight(frame, ontology, reference))
    decided = _changed(decided, settled(decided))
    groups = _disputed_groups(decided, ontology)
    changes, derived = _misplaced(decided)
    other_names, named = _other_names(decided)
    changes += [*_outweighed(frame, judgements), *other_names]
    derived += named
    for rows in groups:
        dispute = _Dispute(rows, ontology)
        changes += dispute.verdicts()
        derived += dispute.derived()
    return pl.concat([_changed(decided, changes), _derived_frame(derived)], how="vertical").select(
        list(statements.SCHEMA)
    )


def _changed(frame: pl.DataFrame, changes: list[tuple[str, str, str]]) -> pl.DataFrame:
    schema = {"id": pl.String, "verdict": pl.String, "reason": pl.String}
    return frame.update(pl.DataFrame(changes, schema=schema, orient="row"), on="id")


def _at_first_sight(frame: pl.DataFrame, ontology: Ontology, reference: date) -> list[pl.Expr]:
    figures = frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.ag("Figure")))["subject"]
    of_a_claim = pl.col("subject").is_in(figures.unique().implode()) | pl.col("subject").str.starts_with(
        terms.BASE + "claim/"
    )
    asserts_nothing = [key for key, strength in ontology.standings.items() if strength is None]
    past = [text for text in frame["valid_to"].drop_nulls().unique() if (interval(text).end or date.max) < reference]
    both = (
        pl.when(of_a_claim)
        .then(pl.lit("accepted of-a-claim"))
        .when(pl.col("standing").is_in(asserts_nothing))
        .then(pl.lit("outranked not-asserted"))
        .when(pl.col("valid_to").is_in(past))
        .then(pl.lit("ended past-end"))
        .otherwise(pl.lit("accepted undisputed"))
        .str.split_exact(" ", 1)
    )
    return [both.struct.field("field_0").alias("verdict"), both.struct.field("field_1").alias("reason")]


def _outweighed(frame: pl.DataFrame, judgements: Mapping[str, Judgement]) -> Iterator[tuple[str, str, str]]:
    """(id, verdict, reason) of the judgements that another one on the same pair outweighs."""
    seen = {one: judgements[one] for one in frame["id"].filter(frame["id"].is_in(list(judgements)))}
    held = in_force(seen.values())
    for one, judgement in sorted(seen.items()):
        other = held[judgement.pair]
        if _answer(judgement) != _answer(other):
            outranked_by_person = other.by_person and not judgement.by_person
            yield one, "outranked", "judged-by-a-person" if outranked_by_person else "later-judgement"


def _answer(one: Judgement) -> tuple[str, bool, bool]:
    return one.predicate, one.denied, one.decides


def _other_names(frame: pl.DataFrame) -> tuple[list[tuple[str, str, str]], list[dict[str, Any]]]:
    """What a thing is called under a name that gave way: outranked where the name that stays has its own in that
    language, and another name of the thing (``skos:altLabel``).
    """
    labels = frame.filter((pl.col("predicate") == terms.LABEL) & (pl.col("verdict") == "accepted"))
    merged = labels.filter(pl.col("subject") != pl.col("canonical"))["canonical"].unique()
    changes: list[tuple[str, str, str]] = []
    derived: list[dict[str, Any]] = []
    of_merged = labels.filter(pl.col("canonical").is_in(merged.implode())).sort("id")
    for part in of_merged.partition_by("canonical", "lang", maintain_order=True):
        rows = part.to_dicts()
        first = min(rows, key=lambda row: (row["subject"] != row["canonical"], row["subject"]))["subject"]
        kept = {row["object"] for row in rows if row["subject"] == first}
        for row in rows:
            if row["object"] not in kept:
                changes.append((row["id"], "outranked", "other-name"))
                said = {name: row[name] for name in ("object", "object_kind", "datatype", "lang", "level")}
                derived.append(
                    {**said, "subject": row["canonical"], "predicate": terms.ALT_LABEL, "reason": "undisputed"}
                )
    return changes, derived


def _disputed_groups(frame: pl.DataFrame, ontology: Ontology) -> list[list[dict[str, Any]]]:
    """The rows of every entity and single-valued property that has more than one value, in fixed order."""
    candidates = frame.filter(
        (pl.col("reason") == "undisputed") & pl.col("predicate").is_in(list(ontology.single_valued))
    )
    several = candidates.filter(pl.col("object").n_unique().over("canonical", "predicate") > 1).sort(
        "canonical", "predicate", "id"
    )
    return [part.to_dicts() for part in several.partition_by("canonical", "predicate", maintain_order=True)]


def _misplaced(frame: pl.DataFrame) -> tuple[list[tuple[str, str, str]], list[dict[str, Any]]]:
    """Verdicts, and derived rows, where what is said of a place and its shape disagree: neither is accepted against the
    other, and the thing counts in both, so that no question drops it.
    """
    shaped = frame.filter(pl.col("predicate") == terms.ag("placedByShape"))
    said = frame.filter(
        pl.col("predicate").is_in([terms.ag("within"), terms.ag("place")]) & (pl.col("verdict") == "accepted")
    ).join(shaped.select("canonical", shape="object", shape_level="level"), on="canonical")
    said = said.filter(pl.col("object") != pl.col("shape"))
    changes, derived = [], []
    for row in said.sort("id", "shape").iter_rows(named=True):
        changes.append((row["id"], "contested", "shape-elsewhere"))
        shared = {"subject": row["canonical"], "level": max(row["level"], row["shape_level"])}
        mark = {"predicate": terms.ag("contestedProperty"), "object": row["predicate"], "reason": "shape-elsewhere"}
        derived.append({**shared, **mark})
        for unit in (row["object"], row["shape"]):
            derived.append({**shared, "predicate": row["predicate"], "object": unit, "reason": "either-place"})
    return changes, derived


@dataclass(slots=True)
class _Said:
    """A statement in a dispute, with its values read once."""

    row: dict[str, Any]
    value: Interval | Decimal | str
    validity: Interval
    as_of: Interval | None
    strength: int


class _Dispute:
    """The statements about one single-valued property of one entity."""

    def __init__(self, rows: list[dict[str, Any]], ontology: Ontology) -> None:
        self.ontology = ontology
        self.predicate: str = rows[0]["predicate"]
        self.tolerance = ontology.single_valued[self.predicate]
        self.said = [self._read(row) for row in rows]
        self.conflicts = [
            (i, j) for i, j in combinations(range(len(rows)), 2) if self._conflict(self.said[i], self.said[j])
        ]
        self.lost = self._losses()
        self.results = {i: self._weigh(i) for i in range(len(rows))}
        self.cover = self._cover()
        self._prefer_precise_dates()

    def verdicts(self) -> list[tuple[str, str, str]]:
        """(id, verdict, reason) of each statement."""
        return [(self.said[i].row["id"], verdict, reason) for i, (verdict, reason) in sorted(self.results.items())]

    def derived(self) -> list[dict[str, Any]]:
        """The mark of a tie, and the cover of contested dates."""
        contested = [self.said[i] for i, (verdict, _) in self.results.items() if verdict == "contested"]
        if not contested:
            return []
        shared = {
            "subject": contested[0].row["canonical"],
            "level": max(one.row["level"] for one in contested),
        }
        mark = {**shared, "predicate": terms.ag("contestedProperty"), "object": self.predicate, "reason": "tie"}
        if self.cover is None:
            return [mark]
        dates = {
            **shared,
            "predicate": self.predicate,
            "object": self.cover.text,
            "object_kind": statements.LITERAL,
            "datatype": terms.EDTF,
            "reason": "covering-interval",
        }
        return [mark, dates]

    def _read(self, row: dict[str, Any]) -> _Said:
        value: Interval | Decimal | str = row["object"]
        if row["datatype"] == terms.EDTF:
            value = interval(row["object"])
        elif row["datatype"] in {terms.XSD + "decimal", terms.XSD + "integer"}:
            value = Decimal(row["object"])
        return _Said(
            row=row,
            value=value,
            validity=_validity(row),
            as_of=interval(row["as_of"]) if row["as_of"] else None,
            strength=self.ontology.standings[row["standing"]] or 0,
        )

    def _conflict(self, one: _Said, other: _Said) -> bool:
        return one.validity.overlaps(other.validity) and not self._agree(one.value, other.value)

    def _agree(self, one: object, other: object) -> bool:
        if isinstance(one, Interval) and isinstance(other, Interval):
            return one.contains(other) or other.contains(one)
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            return abs(one - other) <= Decimal(str(self.tolerance)) * max(abs(one), abs(other))
        return one == other

    def _losses(self) -> dict[int, str]:
        """Who is outranked by a rival, and by which rule."""
        lost: dict[int, set[str]] = defaultdict(set)
        for i, j in self.conflicts:
            rule, wins = self._first_rule(self.said[i], self.said[j])
            if rule:
                lost[j if wins else i].add(rule)
        return {i: self._first(rules) for i, rules in lost.items()}

    def _weigh(self, i: int) -> tuple[str, str]:
        if i in self.lost:
            return "outranked", self.lost[i]
        rivals = [k if j == i else j for j, k in self.conflicts if i in (j, k)]
        # What is itself outranked contests nothing.
        if any(rival not in self.lost for rival in rivals):
            return "contested", "tie"
        won = {self._first_rule(self.said[i], self.said[rival])[0] or self.lost[rival] for rival in rivals}
        return "accepted", self._first(won) if won else "undisputed"

    def _first(self, rules: set[str]) -> str:
        return next(rule.key for rule in self.ontology.rules if rule.key in rules)

    def _prefer_precise_dates(self) -> None:
        """Leave one accepted date: what merely says the same less precisely steps back, contested dates are covered."""
        kept: list[object] = [self.cover] if self.cover else []
        kept += [one.value for i, one in enumerate(self.said) if self.results[i][0] == "accepted"]
        for i, one in enumerate(self.said):
            if not isinstance(one.value, Interval):
                continue
            if self.results[i][0] == "contested" and self.cover:
                self.results[i] = ("contested", "covered")
            elif self.results[i][0] == "accepted" and any(
                isinstance(other, Interval) and one.value.contains(other) and not other.contains(one.value)
                for other in kept
            ):
                self.results[i] = ("outranked", "less-precise")

    def _first_rule(self, one: _Said, other: _Said) -> tuple[str, bool]:
        """The rule that tells the two apart and whether it favours ``one``; ("", False) for a tie."""
        for rule in self.ontology.rules:
            if rule.compares == "standing" and one.strength != other.strength:
                return rule.key, one.strength < other.strength
            if rule.compares == "as-of" and one.as_of and other.as_of and not one.as_of.overlaps(other.as_of):
                return rule.key, (one.as_of.start or date.min) > (other.as_of.start or date.min)
        return "", False

    def _cover(self) -> Interval | None:
        """The cover of the contested dates; ``None`` if they are not dates, or open, or all hold an accepted one."""
        dates = [self.said[i].value for i, (verdict, _) in self.results.items() if verdict == "contested"]
        cover: Interval | None = None
        for value in dates:
            if not isinstance(value, Interval) or value.start is None or value.end is None:
                return None
            cover = value if cover is None else cover.cover(value)
        accepted = [self.said[i].value for i, (verdict, _) in self.results.items() if verdict == "accepted"]
        if cover and any(isinstance(one, Interval) and not one.contains(cover) for one in accepted):
            return None
        return cover


def _validity(row: dict[str, Any]) -> Interval:
    start = interval(row["valid_from"]).start if row["valid_from"] else None
    end = interval(row["valid_to"]).end if row["valid_to"] else None
    return Interval("", start, end) if start or end else _ALWAYS


def _derived_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    said = [{key: value for key, value in row.items() if key not in {"level", "reason"}} for row in rows]
    decided = pl.DataFrame(
        {
            "id": [
                statements.identify({"source": terms.DERIVED, "object_kind": statements.IRI, **row}) for row in said
            ],
            "level": [row["level"] for row in rows],
            "reason": [row["reason"] for row in rows],
        },
        schema={"id": pl.String, "level": pl.Int8, "reason": pl.String},
    )
    return (
        statements.derived(said)
        .join(decided.unique("id"), on="id", how="left")
        .with_columns(*statements.own_names(), verdict=pl.lit("accepted"), mark=pl.col("level"))
        .select(list(statements.SCHEMA))
    )
