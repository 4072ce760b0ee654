"""From the changes of a sheet to claims: one row of a table a claim, in the name of who gave the sheet.

A claim has the shape that the loaders read: what it is about, the name of a property, a value. The keys of things that
are new are given here, once; a sheet that comes back a second time finds its things again by what it claimed of them.
"""

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from amazongraph.errors import Problem
from amazongraph.sheets.given import Change, Given, Sheet
from amazongraph.sheets.kind import CLASS, PLACE, ROW, Kind, SheetColumn, Thing
from amazongraph.sheets.rows import SheetRow
from amazongraph.sheets.words import Words
from amazongraph.sources.composing import key_part
from amazongraph.sources.contract import References
from amazongraph.values import fold

_FIELD = re.compile(r"\{(\w+)(?:[:?](\w+))?\}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """One claim: ``kind:key`` of what it is about, the name of the property, the value, the date it holds for."""

    subject: str
    property: str
    value: str
    as_of: str = ""


@dataclass(slots=True)
class Result:
    """``new`` claims; ``replaced``: earlier ones of the sender that they take the place of; ``changes``: their rows."""

    new: list[Claim] = field(default_factory=list)
    replaced: list[Claim] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def claims_of(sheet: Sheet, given: Given, words: Words, references: References, before: Iterable[Claim]) -> Result:
    """The claims of a sheet, with those that its sender made ``before``.

    What was claimed already is not claimed again, and a later claim of the sender's on a cell takes the place of the
    earlier one. A row in which the sender has meanwhile said something else is told as stale in ``given``.
    """
    return _Claiming(sheet, given, words, references, list(before)).run()


class _Claiming:
    """One pass over the changes of a sheet."""

    def __init__(self, sheet: Sheet, given: Given, words: Words, references: References, before: list[Claim]) -> None:
        self.sheet, self.given, self.words, self.references = sheet, given, words, references
        self.kind: Kind = sheet.kind
        self.before = before
        self.said: dict[tuple[str, str], set[str]] = defaultdict(set)
        for claim in before:
            self.said[claim.subject, claim.property].add(claim.value)
        self.taken: set[str] = set()
        self.made: set[str] = set()

    def run(self) -> Result:
        result = Result()
        for change in self.given.changes:
            keys = self._keys(change)
            if keys is None:
                continue
            claims = [claim for claim in self._claims(change, keys) if claim not in self.before]
            if change.row and self._said_otherwise(change, keys):
                self.given.stale.append(self._problem("sheet.stale-own", change))
                continue
            result.new += claims
            result.changes += [change] if claims else []
        apart = {self._apart(one) for one in result.new}
        result.replaced = [one for one in self.before if self._apart(one) in apart]
        self._note_missing(result)
        return result

    def _note_missing(self, result: Result) -> None:
        """Where rows were added, tell what the sender gave before and is not in this sheet: it may be one of them."""
        rows = {one.subject for one in self.before if one.property == f"{ROW}-is"}
        missing = sorted(rows - self.made - self._listed())
        if missing and any(change.row is None for change in result.changes):
            some = ", ".join(missing[:5])
            told = Problem("sheet.given-before", self.sheet.file, values={"count": len(missing), "some": some})
            self.given.notes.append(told)

    def _listed(self) -> set[str]:
        """What went out with the sheet."""
        return {f"{self.kind.things[ROW].kind}:{key}" for key in self.sheet.before}

    def _problem(self, key: str, change: Change, **values: object) -> Problem:
        return Problem(key, self.sheet.file, change.number, values={"name": change.name, **values})

    def _apart(self, claim: Claim) -> tuple[str, str, str]:
        """What a claim shares with the one it takes the place of; its value too, where there may be several."""
        column = self.kind.columns.get(claim.property)
        return claim.subject, claim.property, "" if column and not column.many else claim.value

    def _said_otherwise(self, change: Change, keys: dict[str, str]) -> bool:
        """Whether the sender has since said something else in a cell that holds one value."""
        for name, values in change.values.items():
            column = self.kind.columns[name]
            said = self.said[self._subject(column.thing, keys), name]
            if not column.many and said - set(self._told(column, values)) - set(self._told(column, change.olds[name])):
                return True
        return False

    def _subject(self, thing: str, keys: dict[str, str]) -> str:
        return f"{self.kind.things[thing].kind}:{keys[thing]}"

    def _keys(self, change: Change) -> dict[str, str] | None:
        """The keys of the things a row stands for, those of new ones made; ``None`` where a new row is no new thing."""
        keys = dict(change.row.keys) if change.row else {}
        for thing in self.kind.things.values():
            if thing.name not in keys and self._used(thing, change):
                keys[thing.name] = self._key(thing, change, keys)
        main = self.kind.things[ROW]
        subject = f"{main.kind}:{keys[ROW]}"
        known = keys[ROW] in self.references.keys.get(main.kind, frozenset())
        # What went out with the sheet has its row there, and what others define is not this sender's to add.
        listed = subject in self._listed() or (known and not self.said[subject, "row-is"])
        if not change.row and (subject in self.made or listed):
            self.given.problems.append(self._problem("sheet.there-already", change, id=subject))
            return None
        if not change.row:
            self.made.add(subject)
        return keys

    def _used(self, thing: Thing, change: Change) -> bool:
        """Whether the row says anything of a thing, or has to: of the row itself, and of what a new row needs."""
        own = [column for column in self.kind.columns.values() if column.thing == thing.name]
        needed = change.row is None and any(column.required for column in own)
        return thing.name == ROW or needed or any(column.name in change.values for column in own)

    def _key(self, thing: Thing, change: Change, keys: dict[str, str]) -> str:
        made = self._filled(thing.key, change, keys) if thing.key else ""
        if made:
            return made
        # The same row again: what this sender has claimed of a thing tells it.
        match = self._claimed(thing, change, keys)
        key = match or "".join(secrets.choice(_LETTERS) for _ in range(8))
        self.taken.add(f"{thing.kind}:{key}")
        return key

    def _claimed(self, thing: Thing, change: Change, keys: dict[str, str]) -> str:
        """The key of a thing of which this sender has claimed what the row says of it; "" for none."""
        wanted = {
            (name, value)
            for name, value in self._values(change, thing.name)
            if name in self.kind.same or thing.name != ROW
        }
        wanted |= {(name, value) for name, value in self._links(thing, change, keys)}
        subjects = {claim.subject for claim in self.before if claim.property == f"{thing.name}-is"} - self._listed()
        for subject in sorted(subjects - self.taken):
            if all(value in self.said[subject, name] for name, value in wanted):
                return subject.partition(":")[2]
        return ""

    def _claims(self, change: Change, keys: dict[str, str]) -> Iterator[Claim]:
        there = change.row.keys if change.row else {}
        for thing in self.kind.things.values():
            if thing.name not in keys:
                continue
            subject = self._subject(thing.name, keys)
            known = keys[thing.name] in self.references.keys.get(thing.kind, frozenset())
            if thing.name not in there and not (known and not self.said[subject, f"{thing.name}-is"]):
                for name, value in self._about_new(thing, change, keys):
                    yield Claim(subject, name, value)
            for name, value in self._values(change, thing.name):
                yield Claim(subject, name, value, change.as_of)
        yield from self._fresh(change)

    def _fresh(self, change: Change) -> Iterator[Claim]:
        """What is claimed of a thing that was named and is not known: its class and its name."""
        for name, values in change.values.items():
            column = self.kind.columns[name]
            kind = column.value.partition(":")[2]
            for key in (value for value in values if column.fresh and value in change.fresh):
                subject = f"{kind}:{key}"
                if key not in self.references.keys.get(kind, frozenset()) or self.said[subject, "new"]:
                    yield Claim(subject, "new", column.fresh.partition(":")[2].lower())
                    yield Claim(subject, "new-name", change.fresh[key])

    def _about_new(self, thing: Thing, change: Change, keys: dict[str, str]) -> Iterator[tuple[str, str]]:
        """What is claimed of a thing that is new: its class, its name, what it is tied to."""
        chosen = next((c.name for c in self.kind.columns.values() if c.thing == thing.name and c.value == CLASS), "")
        yield f"{thing.name}-is", f"{thing.name}.{change.values[chosen][0] if chosen else '*'}"
        for lang, template in (thing.label or {}).items():
            yield f"{thing.name}-name-{lang}", self._text(template, change)
        yield from self._links(thing, change, keys)
        for number, fact in enumerate(thing.facts, start=1):
            yield f"{thing.name}-fact-{number}", fact["says"]

    def _links(self, thing: Thing, change: Change, keys: dict[str, str]) -> Iterator[tuple[str, str]]:
        for number, target in enumerate((thing.links or {}).values(), start=1):
            if target[0] == "=":
                yield f"{thing.name}-link-{number}", self._cell(change, target[1:])
            elif target in keys:
                yield f"{thing.name}-link-{number}", keys[target]

    def _values(self, change: Change, thing: str) -> Iterator[tuple[str, str]]:
        """The names of properties and the values that a row claims of one of its things."""
        for name, values in change.values.items():
            column = self.kind.columns[name]
            if column.thing == thing and column.property:
                again = column.later and change.row and change.row.cells.get(name)
                for value in self._told(column, values):
                    yield f"{name}-later" if again else name, value

    def _told(self, column: SheetColumn, values: Iterable[str]) -> list[str]:
        """Values as a mapping reads them: a unit by its code and name."""
        if column.value != PLACE:
            return list(values)
        units = self.references.units
        return [f"{value} {units[value]}" if value in units else value for value in values]

    def _cell(self, change: Change, name: str) -> str:
        """The first value of a cell, as it was or as it is claimed."""
        was = change.row.cells.get(name, ()) if change.row else ()
        return next(iter(change.values.get(name) or was), "")

    def _filled(self, template: str, change: Change, keys: dict[str, str]) -> str:
        def part(match: re.Match[str]) -> str:
            said = keys.get(match[1]) or self._cell(change, match[1]) or self._cell(change, match[2] or "")
            return key_part(said)

        parts = _FIELD.sub(part, template)
        return "" if parts.startswith("-") or parts.endswith("-") else parts

    def _text(self, template: str, change: Change) -> str:
        def part(match: re.Match[str]) -> str:
            said = self._cell(change, match[1])
            return self.words.show(self.kind.columns[match[1]], said, match[2]) if match[2] else said

        text = _FIELD.sub(part, template)
        return text[:1].upper() + text[1:]


def alike(sheet: Sheet, result: Result, rows: dict[str, SheetRow]) -> list[Problem]:
    """A note for each new row on the things that have its name, or are alike in all columns that tell rows apart."""
    kind = sheet.kind.things[ROW].kind
    named = [name for name in sheet.kind.same if sheet.kind.columns[name].value == "text"] or list(sheet.kind.same)
    known = [(f"{kind}:{key}", _folded(named, row.cells)) for key, row in rows.items()]
    return [
        Problem("sheet.alike", sheet.file, change.number, values={"id": subject, "name": change.name})
        for change in result.changes
        if change.row is None
        for subject, said in known
        if said == _folded(named, change.values)
    ]


def _folded(names: list[str], cells: Mapping[str, tuple[str, ...]]) -> list[set[str]]:
    return [{fold(value) for value in cells.get(name, ())} for name in names]
