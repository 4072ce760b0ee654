"""The changes between two releases in words: counts by source, place and kind, a few examples of each, and why.

Reads the statements and the stores of both releases: a name that is gone is still in the older one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from amazongraph import terms
from amazongraph.diff.changes import ENTITY_CHANGES, FIGURE_CHANGES, STATEMENT_CHANGES, Changes, changes
from amazongraph.labels import labels
from amazongraph.messages import text
from amazongraph.questions.attribution import told
from amazongraph.questions.citations import Citation, citations
from amazongraph.releases import STATEMENTS, Release
from amazongraph.store.embedded import open_store

JUDGED = ("ended", "contested", "accepted", "outranked", "retracted")
_NAMES = {"minValue": "min", "maxValue": "max", "asOf": "as-of"}  # as ``told`` asks for them
_EXACTLY = terms.concept("bound", "exactly")


@dataclass(frozen=True, slots=True)
class Example:
    """One change in words, what it is about (an IRI), and the documents that say it."""

    said: str
    about: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of figures, statements or things: how many of each kind of change, in all and by what.

    ``by``: heading -> label -> change -> count. ``examples``: change -> some of them.
    """

    key: str
    totals: Mapping[str, int]
    by: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    examples: Mapping[str, Sequence[Example]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from release ``before`` to release ``after`` of a profile; ``sources`` are cited by number."""

    before: str
    after: str
    profile: str
    sections: tuple[Section, ...]
    sources: tuple[Citation, ...]

    def numbers(self, example: Example) -> list[int]:
        """The numbers of the documents of an example, 1 = the first of ``sources``."""
        order = {source.iri: number for number, source in enumerate(self.sources, start=1)}
        return sorted(order[iri] for iri in example.sources if iri in order)


def difference(before: Release, after: Release, profile: str, lang: str, shown: int = 5) -> Difference:
    """Tell what changed, with ``shown`` examples at most of each change (0 = all). Raises ``ReleaseError``."""
    old, new = before.profile(profile), after.profile(profile)
    frames = [pl.scan_parquet(folder / STATEMENTS) for folder in (new, old)]
    found = changes(frames[1], frames[0])
    words = _Words(found, frames, (new, old), lang, shown)
    sections = (words.figures(), words.statements(), words.verdicts(), words.entities())
    kept = tuple(section for section in sections if section.totals)
    cited = dict.fromkeys(
        iri for section in kept for some in section.examples.values() for one in some for iri in one.sources
    )
    known = words.citations(cited)
    return Difference(before.id, after.id, profile, kept, tuple(known[iri] for iri in cited if iri in known))


class _Words:
    """Turns changes into sections; names what the sections show and nothing else."""

    def __init__(
        self, found: Changes, frames: Sequence[pl.LazyFrame], folders: Sequence[Path], lang: str, shown: int
    ) -> None:
        self.found, self.lang, self.shown = found, lang, shown
        self.stores = [open_store(folder / "store") for folder in folders]
        self.figure_examples = self._some(found.figures)
        self.after, self.before = (self._parts(frame, found.figures) for frame in frames)
        # What is gone is told as it was.
        self.parts = self.before | {iri: parts for iri, parts in self.after.items() if parts}
        self.kept = self._some(found.statements)
        self.entity_examples = self._some(found.entities)
        self.named = self._labels(set(self._iris()))

    def citations(self, documents: Iterable[str]) -> dict[str, Citation]:
        wanted = list(documents)
        new, old = (citations(store, wanted) for store in self.stores)
        return old | new

    def figures(self) -> Section:
        """Figures by source and by place."""
        rows = self.found.figures
        by_source: dict[str, Counter[str]] = {}
        by_place: dict[str, Counter[str]] = {}
        for change, figure in rows.select("change", "figure").iter_rows():
            for by, name in ((by_source, "statedIn"), (by_place, "area")):
                for value in self.parts[figure].get(name, []) or [""]:
                    label = self._name(value) if value else text("diff.no-place", self.lang)
                    by.setdefault(label, Counter())[change] += 1
        examples = {
            change: [self._figure(*row) for row in some.select("figure", "other").iter_rows()]
            for change, some in self._by_change(self.figure_examples, FIGURE_CHANGES)
        }
        return Section("figures", _totals(rows, FIGURE_CHANGES), {"source": by_source, "place": by_place}, examples)

    def statements(self) -> Section:
        """What came, went or took another value, by source."""
        rows, kinds = self.found.statements, STATEMENT_CHANGES[:3]
        examples = {
            change: [self._statement(row) for row in some.iter_rows(named=True)]
            for change, some in self._by_change(self.kept, kinds)
        }
        return Section("statements", _totals(rows, kinds), {"source": self._by(rows, kinds, "source")}, examples)

    def verdicts(self) -> Section:
        """What was judged anew, and why."""
        rows = self.found.statements
        examples = {
            change: [self._judgement(row) for row in some.iter_rows(named=True)]
            for change, some in self._by_change(self.kept, JUDGED)
        }
        by = {"source": self._by(rows, JUDGED, "source"), "reason": self._by(rows, JUDGED, "reason")}
        return Section("verdicts", _totals(rows, JUDGED), by, examples)

    def entities(self) -> Section:
        """Things by what they are."""
        rows = self.found.entities
        examples = {
            change: [self._entity(*row) for row in some.select("iri", "class", "other").iter_rows()]
            for change, some in self._by_change(self.entity_examples, ENTITY_CHANGES)
        }
        by = {"class": self._by(rows, ENTITY_CHANGES, "class")}
        return Section("entities", _totals(rows, ENTITY_CHANGES), by, examples)

    def _some(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The first of each change."""
        return rows.filter(pl.int_range(pl.len()).over("change") < self.shown) if self.shown else rows

    def _by_change(self, rows: pl.DataFrame, order: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame]]:
        for change in order:
            some = rows.filter(pl.col("change") == change)
            if not some.is_empty():
                yield change, some

    def _by(self, rows: pl.DataFrame, kinds: Sequence[str], column: str) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        counted = rows.filter(pl.col("change").is_in(kinds)).group_by(column, "change").len().sort(column, "change")
        for value, change, count in counted.iter_rows():
            iri = terms.concept("reason", value) if column == "reason" else value
            found.setdefault(self._name(iri), Counter())[change] += count
        return found

    def _parts(self, frame: pl.LazyFrame, figures: pl.DataFrame) -> dict[str, dict[str, list[str]]]:
        """What documents say of the figures that changed, by property: the name of one of ours, the IRI of others."""
        wanted = pl.concat([figures["figure"], figures["other"].drop_nulls()]).unique().sort().to_list()
        rows = frame.filter(pl.col("canonical").is_in(wanted) & (pl.col("source") != terms.DERIVED))
        found: dict[str, dict[str, list[str]]] = {iri: {} for iri in wanted}
        told_of = rows.select("canonical", "predicate", "object").unique().sort("predicate", "object").collect()
        for iri, predicate, value in told_of.iter_rows():
            found[iri].setdefault(predicate.removeprefix(terms.NS), []).append(value)
        return found

    def _iris(self) -> Iterator[str]:
        """Everything that is named."""
        yield from self.found.statements["source"].unique()
        yield from self.found.entities["class"].unique()
        for scheme, column in (("reason", "reason"), ("verdict", "verdict"), ("verdict", "before")):
            yield from (terms.concept(scheme, key) for key in self.found.statements[column].drop_nulls().unique())
        for column in ("canonical", "predicate", "object", "was"):
            yield from self.kept[column].drop_nulls()
        yield from pl.concat([self.entity_examples["iri"], self.entity_examples["other"].drop_nulls()])
        for parts in (*self.after.values(), *self.before.values()):
            yield from (terms.ag(name) for name in parts if "://" not in name)
            yield from (value for values in parts.values() for value in values)

    def _labels(self, iris: set[str]) -> dict[str, str]:
        wanted = {iri for iri in iris if "://" in iri}
        new = labels(self.stores[0], wanted, short=True)
        lost = {iri for iri, both in new.items() if both[self.lang] == terms.shorten(iri)}
        return {iri: both[self.lang] for iri, both in (new | labels(self.stores[1], lost, short=True)).items()}

    def _name(self, value: str) -> str:
        return self.named.get(value, value)

    def _figure(self, figure: str, other: str | None) -> Example:
        sources = tuple(self.parts[figure].get("statedIn", ()))
        if other is None:
            changed = "; ".join(self._changed(figure))
            return Example(self._figure_line(figure) + (f": {changed}" if changed else ""), figure, sources)
        both = text("diff.two", self.lang, one=self._figure_line(figure), other=self._figure_line(other))
        return Example(both, figure, (*sources, *self.parts[other].get("statedIn", ())))

    def _figure_line(self, figure: str) -> str:
        parts = {_NAMES.get(name, name): values for name, values in self.parts[figure].items()}

        def words(*names: str) -> str:
            return ", ".join(self._name(value) for name in names for value in parts.get(name, []))

        return f"{told(words, self.lang, exact=parts.get('bound') == [_EXACTLY])} ({terms.shorten(figure)})"

    def _changed(self, figure: str) -> Iterator[str]:
        """What a figure that was there before says otherwise: ``value: 45 → 46``."""
        before, after = self.before[figure], self.after[figure]
        for name in sorted({*before, *after}) if before and after else ():
            was, now = (", ".join(map(self._name, parts.get(name, []))) or "—" for parts in (before, after))
            if was != now:
                label = self._name(name if "://" in name else terms.ag(name))
                yield f"{label}: {text('diff.from-to', self.lang, was=was, now=now)}"

    def _statement(self, row: dict[str, str]) -> Example:
        value = self._name(row["object"])
        if row["was"] is not None:
            value = text("diff.from-to", self.lang, was=self._name(row["was"]), now=value)
        return Example(f"{self._of(row)}: {value}", row["canonical"], (row["source"],))

    def _judgement(self, row: dict[str, str]) -> Example:
        was, now = (self._name(terms.concept("verdict", row[name])) for name in ("before", "verdict"))
        judged = text("diff.from-to", self.lang, was=was, now=now)
        why = self._name(terms.concept("reason", row["reason"]))
        said = f"{self._of(row)}: {self._name(row['object'])}: {judged} ({why})"
        return Example(said, row["canonical"], (row["source"],))

    def _of(self, row: dict[str, str]) -> str:
        return f"{self._name(row['canonical']).rstrip('.')}: {self._name(row['predicate'])}"

    def _entity(self, iri: str, kind: str, other: str | None) -> Example:
        line = f"{self._name(iri)}, {self._name(kind)} ({terms.shorten(iri)})"
        if other is not None:
            line = text("diff.from-to", self.lang, was=line, now=f"{self._name(other)} ({terms.shorten(other)})")
        return Example(line, iri)


def _totals(rows: pl.DataFrame, kinds: Sequence[str]) -> dict[str, int]:
    """How many of each change there is, in fixed order; none of what there is none."""
    counted = dict(rows["change"].value_counts().iter_rows())
    return {change: counted[change] for change in kinds if change in counted}
