"""What a release says now of the things of a kind, row by row: what a sheet starts from and is compared with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

import polars as pl

from amazongraph import terms
from amazongraph.sheets.kind import CLASS, PLACE, ROW, Kind, SheetColumn, Thing, iri


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: the key of each of its things, the values of each column in the form a mapping reads, those on which
    sources disagree, and ``digest``, which changes when any other source says something else in any of its cells.

    A cell holds what the sender says, else what is accepted.
    """

    keys: dict[str, str]
    cells: dict[str, tuple[str, ...]]
    digest: str
    disputed: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Said:
    value: str
    lang: str | None
    verdict: str
    others: bool


@dataclass(slots=True)
class _Known:
    """What is said of things, by subject and property, and which subjects point to a thing."""

    said: dict[tuple[str, str], list[_Said]] = field(default_factory=lambda: defaultdict(list))
    pointing: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def classes(self, subject: str) -> set[str]:
        return {one.value for one in self.said.get((subject, terms.TYPE), ())}


def current_rows(frame: pl.DataFrame, kind: Kind, own: Iterable[str] = ()) -> dict[str, SheetRow]:
    """The rows of ``kind`` by key, in the statements of a release; ``own``: the sources of who fills in the sheet."""
    known = _known(frame, kind, set(own))
    main = kind.things[ROW]
    wanted = {iri(name) for name in main.classes.values()}
    prefix = terms.entity(main.kind, "")
    subjects = {s for one in wanted for s in known.pointing.get((terms.TYPE, one), ()) if s.startswith(prefix)}
    return {terms.key_of(subject): _row(known, kind, subject) for subject in sorted(subjects)}


def _known(frame: pl.DataFrame, kind: Kind, own: set[str]) -> _Known:
    links = {iri(link) for thing in kind.things.values() for link in thing.links or {}}
    properties = {iri(column.property) for column in kind.columns.values() if column.property} | links | {terms.TYPE}
    known = _Known()
    rows = (
        frame.filter(
            pl.col("predicate").is_in(sorted(properties)) & ~pl.col("source").is_in([terms.DERIVED, terms.META])
        )
        .sort("id")
        .select("canonical", "predicate", "object", "lang", "verdict", "source")
    )
    for subject, predicate, value, lang, verdict, source in rows.iter_rows():
        known.said[subject, predicate].append(_Said(value, lang, verdict, source not in own))
        known.pointing[predicate, value].add(subject)
    return known


def _row(known: _Known, kind: Kind, subject: str) -> SheetRow:
    things = _things(known, kind, subject)
    cells: dict[str, tuple[str, ...]] = {}
    disputed: dict[str, tuple[str, ...]] = {}
    told: list[tuple[str, str]] = []
    for column in kind.columns.values():
        about = things.get(column.thing)
        said = _cell(known, kind, column, about) if about else []
        accepted = [one.value for one in said if one.verdict == "accepted"]
        mine = [one.value for one in said if not one.others]
        cells[column.name] = tuple(dict.fromkeys(accepted + mine if column.many else mine or accepted))
        if several := sorted({one.value for one in said if one.verdict == "contested"}):
            disputed[column.name] = tuple(several)
        told += sorted({(column.name, one.value) for one in said if one.others})
    digest = sha256(repr(told).encode()).hexdigest()[:16]
    return SheetRow({name: terms.key_of(one) for name, one in things.items()}, cells, digest, disputed)


def _things(known: _Known, kind: Kind, subject: str) -> dict[str, str]:
    """The things of a row that there are: those that links lead to, in either direction; of several the first."""
    found = {ROW: subject}
    for _ in kind.things:
        for thing in kind.things.values():
            for link, target in (thing.links or {}).items():
                if target in found and thing.name not in found:
                    pointing = known.pointing.get((iri(link), found[target]), set())
                    _first(known, found, thing, pointing)
                elif target in kind.things and target not in found and thing.name in found:
                    said = known.said.get((found[thing.name], iri(link)), ())
                    _first(known, found, kind.things[target], {one.value for one in said})
    return found


def _first(known: _Known, found: dict[str, str], thing: Thing, candidates: set[str]) -> None:
    classes = {iri(name) for name in thing.classes.values()}
    fitting = sorted(one for one in candidates if known.classes(one) & classes)
    if fitting:
        found[thing.name] = fitting[0]


def _cell(known: _Known, kind: Kind, column: SheetColumn, subject: str) -> list[_Said]:
    if column.value == CLASS:
        keys = {iri(name): key for key, name in kind.things[column.thing].classes.items()}
        said = known.said.get((subject, terms.TYPE), [])
        return [_Said(keys[one.value], None, one.verdict, one.others) for one in said if one.value in keys]
    if not column.property:
        return []
    said = known.said.get((subject, iri(column.property)), [])
    return [_Said(written(column, one.value), None, one.verdict, one.others) for one in said if one.lang == column.lang]


def written(column: SheetColumn, value: str) -> str:
    """A value of a statement in the form a mapping reads: a key, the code of a unit, text as it stands."""
    return terms.key_of(value) if column.value == PLACE or ":" in column.value else value
