"""Puts what is compared into words: one table to read, what makes each side differ, and who is independent of whom."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import polars as pl

from amazongraph import terms
from amazongraph.compare.sides import Group, Side, Sides
from amazongraph.independence import Cluster
from amazongraph.labels import interval_text, labels
from amazongraph.messages import text
from amazongraph.questions.citations import Citation, citations
from amazongraph.releases import LookUp, Readable
from amazongraph.store.asking import Store

# What a difference is of: the property of the figure whose values are told.
_OF = {
    "unit": "unit",
    "bound": "bound",
    "population": "population",
    "place": "area",
    "later-cut-off": "period",
    "period-unstated": "period",
    "period": "period",
}
_FIGURE_COLUMNS = ("value", "who", "population", "area", "period", "as-of", "standing", "use")
_STATEMENT_COLUMNS = ("value", "who", "as-of", "validity", "standing", "verdict")
_CLOSING = ("differs", "independent", "sources")
_EXACTLY = terms.concept("bound", "exactly")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, in words. ``rows`` have a cell a column; the first is the one that the others are held against.

    ``notes``: what to bear in mind; ``independent``: lines on who repeats whom. ``sources``: cited by number.
    """

    title: str
    release: str
    profile: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: Sides
    notes: tuple[str, ...]
    independent: tuple[str, ...]
    sources: tuple[Citation, ...]

    def numbers(self, documents: Sequence[str]) -> list[int]:
        """The numbers of some documents, 1 = the first of ``sources``."""
        order = {source.iri: number for number, source in enumerate(self.sources, start=1)}
        return sorted(order[iri] for iri in documents if iri in order)


def comparison(
    store: Store,
    said: LookUp,
    sides: Sides,
    about: Sequence[str],
    lang: str,
    *,
    release: Readable,
    profile: str,
    several: bool = False,
) -> Comparison:
    """Put ``sides`` into words. ``about``: the IRIs that the title names; ``several``: that the property may have more
    than one value at a time.
    """
    words = _Words(store, said, sides, about, lang)
    columns = (*(_FIGURE_COLUMNS if sides.figures else _STATEMENT_COLUMNS), *_CLOSING)
    rows = [words.row(side, columns, several=several) for side in sides.sides]
    # A column that nobody fills is left out.
    kept = [i for i, name in enumerate(columns) if name in _CLOSING or any(row[i] for row in rows)]
    base = "compare.reference" if sides.reference else "compare.latest"
    notes = [text(base if sides.figures else "compare.accepted-first", lang)] if len(rows) > 1 else []
    notes.append(text("compare.several" if several else "compare.scope", lang))
    return Comparison(
        title=": ".join(words.named[iri] for iri in about),
        release=release.id,
        profile=profile,
        columns=tuple(columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in rows),
        sides=sides,
        notes=tuple(notes),
        independent=tuple(line for group in sides.groups for line in words.group(group)),
        sources=words.cited,
    )


class _Words:
    def __init__(self, store: Store, said: LookUp, sides: Sides, about: Sequence[str], lang: str) -> None:
        self.lang, self.sides = lang, sides
        documents = list(dict.fromkeys(iri for side in sides.sides for iri in side.sources))
        known = citations(store, documents)
        self.cited = tuple(known[iri] for iri in documents if iri in known)
        self.number = {one.iri: number for number, one in enumerate(self.cited, start=1)}
        self.classes = _classes(said, {iri for side in sides.sides for iri in (side.parts or {}).get("area", ())})
        wanted = {iri for iri in self._iris(about) if "://" in iri}
        self.named = {iri: both[lang] for iri, both in labels(store, wanted, short=True).items()}

    def row(self, side: Side, columns: Sequence[str], *, several: bool) -> tuple[str, ...]:
        """The cells of a side."""
        cells: dict[str, Callable[[], str]] = {
            "value": lambda: self.value(side),
            "who": lambda: self.names(side.speakers) or self.derived(side),
            "population": lambda: self.names((side.parts or {}).get("population", ())),
            "area": lambda: self.names((side.parts or {}).get("area", ())),
            "period": lambda: interval_text(side.valid, self.lang),
            "validity": lambda: interval_text(side.valid, self.lang),
            "as-of": lambda: interval_text(side.as_of, self.lang),
            "standing": lambda: self.concept("standing", side.standing),
            "use": lambda: self.concept("figure-rank", side.verdict),
            "verdict": lambda: self.verdict(side),
            "differs": lambda: "; ".join(self.differences(side, several=several)),
            "independent": lambda: self.span(self.sides.groups[side.group]),
            "sources": lambda: self.marks(side.sources),
        }
        return tuple(cells[name]() for name in columns)

    def value(self, side: Side) -> str:
        """The value in words: a figure with its bound and unit, a date, a number or a name."""
        if side.parts is None:
            return (
                interval_text(side.value, self.lang) if _is_date(side.value) else self.named.get(side.value, side.value)
            )
        bounds = [iri for iri in side.parts.get("bound", ()) if iri != _EXACTLY]
        low, _, high = side.value.partition("/")
        number = text("answer.range", self.lang, first=low, last=high) if high else low
        return " ".join(filter(None, [self.names(bounds), number, self.names(side.parts.get("unit", ()))]))

    def verdict(self, side: Side) -> str:
        verdict, reason = self.concept("verdict", side.verdict), self.concept("reason", side.reason)
        return verdict if side.reason in {"", "undisputed"} else f"{verdict}: {reason}"

    def derived(self, side: Side) -> str:
        return text("show.derived", self.lang) if side.sources == (terms.DERIVED,) else ""

    def differences(self, side: Side, *, several: bool) -> Iterator[str]:
        """In what a side differs from the first one, and whether that is a contradiction."""
        base = self.sides.sides[self.sides.base]
        told: list[str] = []
        if side is not base:
            told = list(self._of_figure(side, base) if self.sides.figures else self._of_statement(side, base))
        if against := [self._called(other) for other in self.sides.sides if other.id in side.contradicts]:
            told.append(text("compare.contradicts", self.lang, others=", ".join(dict.fromkeys(against))))
        elif side is not base and not told and side.value == base.value:
            told.append(text("compare.same", self.lang))
        elif side is not base and not told and not several:
            told.append(text("compare.unstated", self.lang))
        yield from told

    def _called(self, side: Side) -> str:
        return f"{self.value(side)} ({terms.shorten(side.id)})" if self.sides.figures else self.value(side)

    def _of_figure(self, side: Side, base: Side) -> Iterator[str]:
        ours, theirs = side.parts or {}, base.parts or {}
        # What was entered by hand says no more where the same was found.
        found = {_OF.get(key, key) for key in side.differs}
        for key in (*side.differs, *(key for key in side.why if _OF.get(key, key) not in found)):
            label = self.concept("difference", key)
            if key in side.differs and key in _OF:
                told = (self._told(_OF[key], said) for said in (ours, theirs))
                one, other = told
                yield text("compare.against", self.lang, what=label.lower(), ours=one, theirs=other)
            elif key == "relays-same-report" and (shared := sorted(set(side.relays) & set(base.relays))):
                yield f"{label} ({self.names(shared)})"
            else:
                yield label

    def _told(self, name: str, parts: Mapping[str, Sequence[str]]) -> str:
        values = list(parts.get(name, ()))
        if name == "period":
            dates = values or list(parts.get("asOf", ()))
            return ", ".join(interval_text(one, self.lang) for one in dates) or text("compare.not-said", self.lang)
        if name == "area":
            return ", ".join(sorted(self._place(iri) for iri in values))
        return self.names(values)

    def _place(self, iri: str) -> str:
        kind = self.classes.get(iri, "")
        return f"{self.named[iri]} ({self.named[kind].lower()})" if kind else self.named[iri]

    def _of_statement(self, side: Side, base: Side) -> Iterator[str]:
        if (amount := _more(side.value, base.value)) is not None and amount:
            share = f"{abs(amount) / abs(Decimal(base.value)) * 100:.2g}" if Decimal(base.value) else "—"
            key = "compare.more" if amount > 0 else "compare.less"
            yield text(key, self.lang, amount=f"{abs(amount).normalize():f}", share=share)
        for label, ours, theirs in (
            (text("compare.as-of", self.lang), side.as_of, base.as_of),
            (text("compare.validity", self.lang), side.valid, base.valid),
        ):
            if ours and theirs and ours != theirs:
                one, other = (interval_text(date, self.lang) for date in (ours, theirs))
                yield text("compare.against", self.lang, what=label.lower(), ours=one, theirs=other)
        if side.standing != base.standing:
            one, other = (self.concept("standing", key) for key in (side.standing, base.standing))
            label = text("compare.standing", self.lang)
            yield text("compare.against", self.lang, what=label.lower(), ours=one, theirs=other)

    def group(self, group: Group) -> Iterator[str]:
        """Lines on who repeats whom, where several documents say one thing."""
        clusters = group.independence.clusters
        documents = sum(len(cluster.documents) for cluster in clusters)
        if documents < 2:
            return
        value = self.value(next(side for side in self.sides.sides if self.sides.groups[side.group] is group))
        told = text("compare.group", self.lang, value=value, count=self.span(group), documents=documents)
        yield " ".join([told, *(line for cluster in clusters for line in self._cluster(cluster, len(clusters)))])

    def _cluster(self, cluster: Cluster, clusters: int) -> Iterator[str]:
        marks = self.marks(cluster.documents)
        if len(cluster.documents) > 1:
            shared = self.names([*cluster.shared_documents, *cluster.shared_speakers])
            yield text("compare.one", self.lang, documents=marks, shared=shared)
        if not cluster.traced and clusters > 1:
            yield text("compare.untraced", self.lang, documents=marks)

    def span(self, group: Group) -> str:
        """``1``, or ``1 to 3``."""
        found = group.independence
        if found.least == found.most:
            return str(found.most)
        return text("answer.between", self.lang, first=found.least, last=found.most)

    def marks(self, documents: Sequence[str]) -> str:
        return " ".join(f"[{number}]" for number in sorted(self.number[iri] for iri in documents if iri in self.number))

    def names(self, iris: Sequence[str]) -> str:
        return "; ".join(sorted(self.named.get(iri, iri) for iri in iris))

    def concept(self, scheme: str, key: str) -> str:
        return self.named[terms.concept(scheme, key)] if key else ""

    def _iris(self, about: Sequence[str]) -> Iterator[str]:
        yield from about
        yield from self.classes.values()
        for side in self.sides.sides:
            yield from (side.value, *side.speakers, *side.relays)
            for scheme, key in (("standing", side.standing), ("verdict", side.verdict), ("reason", side.reason)):
                yield terms.concept("figure-rank" if scheme == "verdict" and self.sides.figures else scheme, key)
            yield from (terms.concept("difference", key) for key in (*side.differs, *side.why))
            for name in ("bound", "unit", "population", "area"):
                yield from (side.parts or {}).get(name, ())
        for group in self.sides.groups:
            for cluster in group.independence.clusters:
                yield from (*cluster.shared_documents, *cluster.shared_speakers)


def _classes(said: LookUp, iris: set[str]) -> dict[str, str]:
    """What each place is: the first of its stated classes."""
    typed = said(subjects=iris, predicates=[terms.TYPE]).filter(pl.col("source") != terms.DERIVED)
    return dict(typed.group_by("canonical").agg(pl.col("object").min()).collect().iter_rows())


def _more(ours: str, theirs: str) -> Decimal | None:
    """By how much one number is more than another; ``None`` if one is no number."""
    try:
        return Decimal(ours) - Decimal(theirs)
    except InvalidOperation:
        return None


def _is_date(value: str) -> bool:
    return "/" in value and set(value) <= set("0123456789-/.")
