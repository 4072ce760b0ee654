"""What a thing is and where it lies, from what is said of itself: one statement a property."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from amazongraph import terms
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, documents
from amazongraph.brief.words import date_text, last_day, listed, sentence, within
from amazongraph.messages import text

_MOST = 12  # names in one statement
_PLACES = frozenset({"ag:place", "ag:appliesTo", "ag:reportedIn"})
_OF_DOCUMENT = frozenset({"ag:creditedTo"})
_COVERS = "covering-interval"
_PLAIN = {"rdfs:label": "show.name", "skos:altLabel": "show.other-name", "rdfs:comment": "brief.note"}
_PLAIN |= {"dct:publisher": "brief.publisher", "dct:title": "brief.called", "dcat:landingPage": "brief.address"}


def properties(reading: Reading, iri: str, wanted: Sequence[str]) -> Iterator[Statement]:
    """A statement for each property that something is said of, in the order asked for.

    Values that rest on the same documents stand together; where sources disagree, each value says so.
    """
    for name in wanted:
        if name in _PLACES:
            yield from _by_kind(reading, iri, name)
            continue
        together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for rows in _by_value(stated(reading, iri, name), of_document=name in _OF_DOCUMENT):
            together.setdefault(documents(rows), []).extend(rows)
        for sources, rows in together.items():
            yield _property(reading, iri, name, rows, sources)


def _by_value(rows: Sequence[dict[str, Any]], *, of_document: bool) -> Iterator[list[dict[str, Any]]]:
    """What is said of one value; of what each document says otherwise, what one document says."""
    apart: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        apart.setdefault(row["source" if of_document else "object"], []).append(row)
    yield from apart.values()


def _property(
    reading: Reading, iri: str, name: str, rows: Sequence[dict[str, Any]], sources: tuple[str, ...]
) -> Statement:
    dates = {row["as_of"] or "" for row in rows}
    told = sorted({_value(reading, row, dated_alone=len(dates) > 1) for row in rows})
    said = listed(told, reading.lang, _MOST)
    if len(dates) == 1 and (date := next(iter(dates))):
        said += f" ({text('brief.as-of', reading.lang, date=date_text(date, reading.lang))})"
    if not sources:
        # What was worked out here rests on what else is said of the thing.
        said += f" ({text('show.derived', reading.lang)})"
        sources = documents(reading.said(iri).iter_rows(named=True))
    # A code keeps its small letters.
    named = rows[0]["object_kind"] == "iri" and "://" not in said
    ended = sentence(said) if named or rows[0]["lang"] else f"{said}."
    return Statement(ended, sources, label(reading, name))


def _by_kind(reading: Reading, iri: str, name: str) -> Iterator[Statement]:
    """The places of a thing, those of one kind together: ``Department: Huánuco and Loreto. District: Contamana.``"""
    rows = stated(reading, iri, name)
    kinds: dict[str, list[str]] = {}
    for place in sorted({row["object"] for row in rows}):
        kinds.setdefault(reading.kind(place), []).append(place)
    parts = [(kind, listed(reading.names(kinds[kind]), reading.lang, _MOST)) for kind in sorted(kinds)]
    if len(parts) == 1:
        kind, told = parts[0]
        said = sentence(f"{told} ({within(kind)})" if kind and len(kinds[kind]) == 1 else told)
    else:
        said = " ".join(sentence(f"{kind}: {told}" if kind else told) for kind, told in parts)
    if rows:
        yield Statement(said, documents(rows), label(reading, name))


def stated(reading: Reading, iri: str, name: str) -> list[dict[str, Any]]:
    """What is said of one property, in the reader's language. What only covers values in conflict is left out."""
    rows = [row for row in reading.said(iri, name).iter_rows(named=True) if reading.reads(row["lang"])]
    disputed = any(row["verdict"] == "contested" for row in rows)
    return [
        row for row in rows if not disputed or row["reason"] != "covering-interval" or row["verdict"] == "contested"
    ]


def _value(reading: Reading, row: dict[str, Any], *, dated_alone: bool) -> str:
    """A value, with the date as of which it alone is said and a word where it is contested."""
    as_of = row["as_of"] if dated_alone else ""
    notes = [text("brief.as-of", reading.lang, date=date_text(as_of, reading.lang))] if as_of else []
    notes += [text("brief.contested", reading.lang)] if row["verdict"] == "contested" else []
    return reading.value(row) + (f" ({', '.join(notes)})" if notes else "")


def label(reading: Reading, name: str) -> str:
    """The name of a property, with a capital."""
    said = text(_PLAIN[name], reading.lang) if name in _PLAIN else reading.name(terms.expand(name))
    return said[:1].upper() + said[1:]


def identity(reading: Reading, iri: str, wanted: Sequence[str], *, place: bool = True) -> Section:
    """What it is and, of what has a place, where."""
    where = list(_whereabouts(reading, iri))
    # The one place of a thing is told with those that contain it.
    others = [name for name in wanted if not (where and name == "ag:place")]
    return Section(
        "identity",
        text("brief.identity" if place else "brief.what", reading.lang),
        (*where, *properties(reading, iri, others)),
        nothing=text("brief.no-identity", reading.lang),
    )


def _whereabouts(reading: Reading, iri: str) -> Iterator[Statement]:
    """The units that contain it, from the nearest up: ``Padre Abad (province); Ucayali (department); Peru``."""
    chain, sources = reading.containing(iri), list[str]()
    for one in (iri, *chain):
        sources += documents(reading.said(one, "ag:within", "ag:place").iter_rows(named=True))
    if chain:
        named = "; ".join(reading.placed(one) for one in chain)
        yield Statement(sentence(named), tuple(dict.fromkeys(sources)), text("brief.lies-in", reading.lang))


def inside(reading: Reading, iri: str) -> set[str]:
    """The places that lie in a place, itself among them."""
    return {iri, *reading.pointing([iri], "geo:sfWithin")["canonical"]}


def there(reading: Reading, places: Iterable[str], kind: str, *names: str) -> dict[str, tuple[str, ...]]:
    """Things of a class that properties tie to some places -> the documents that say so."""
    rows = reading.pointing(places, *names)
    typed = reading.frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.expand(kind)))
    rows = rows.filter(pl.col("canonical").is_in(typed["canonical"].unique().to_list()))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.sort("canonical", "source").iter_rows(named=True):
        found.setdefault(row["canonical"], []).append(row)
    return {iri: documents(said) for iri, said in found.items()}


def of_class(reading: Reading, things: Iterable[str], kind: str) -> dict[str, tuple[str, ...]]:
    """Those of some things that are of a class -> the documents that say so."""
    typed = (pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.expand(kind))
    rows = reading.frame.filter(typed & pl.col("canonical").is_in(sorted(set(things)))).sort("canonical", "source")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["canonical"], []).append(row)
    return {iri: documents(said) for iri, said in found.items()}


def gathered(
    reading: Reading, head: str, things: dict[str, tuple[str, ...]], called: Callable[[str], str] | None = None
) -> Iterator[Statement]:
    """One statement that names some things, with the documents of those it names; none where there is none."""
    if things:
        name = called or reading.name
        ordered = sorted(things, key=name)
        sources = tuple(dict.fromkeys(one for iri in ordered[:_MOST] for one in things[iri]))
        said = listed([name(iri) for iri in ordered], reading.lang, _MOST)
        yield Statement(sentence(said), sources, f"{head} ({len(things)})" if len(things) > 1 else head)


def newest_first(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """By the last day of each; what has no date comes last, and what is alike keeps its order."""
    return tuple(sorted(statements, key=lambda one: one.latest, reverse=True))


def dated(reading: Reading, said: str, sources: tuple[str, ...], edtf: str, detail: str = "") -> Statement:
    """A statement with its date before it, or the word that it has none."""
    head = date_text(edtf, reading.lang) or text("brief.undated", reading.lang)
    return Statement(said, sources, head[:1].upper() + head[1:], latest=last_day(edtf), detail=detail)
