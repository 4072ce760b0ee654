"""What a thing is and where it lies, from what is said of itself: one statement a property."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from amazongraph import terms
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, documents
from amazongraph.brief.words import date_text, last_day, listed, sentence
from amazongraph.messages import text

_MOST = 12  # names in one statement
_PLAIN = {"rdfs:label": "show.name", "skos:altLabel": "show.other-name", "rdfs:comment": "brief.note"}


def properties(reading: Reading, iri: str, wanted: Sequence[str]) -> Iterator[Statement]:
    """A statement for each property that something is said of, in the order asked for.

    Values that rest on the same documents stand together; where sources disagree, each value says so.
    """
    for name in wanted:
        said = [row for row in reading.said(iri, name).iter_rows(named=True) if reading.reads(row["lang"])]
        values: dict[str, list[dict[str, Any]]] = {}
        for row in said:
            values.setdefault(_value(reading, row), []).append(row)
        together: dict[tuple[str, ...], list[str]] = {}
        for value, rows in values.items():
            together.setdefault(documents(rows), []).append(value)
        for sources, told in together.items():
            yield Statement(sentence(listed(sorted(told), reading.lang, _MOST)), sources, label(reading, name))


def _value(reading: Reading, row: dict[str, Any]) -> str:
    """A value, with the date as of which it is said and a word where it is contested."""
    notes = [text("brief.as-of", reading.lang, date=date_text(row["as_of"], reading.lang))] if row["as_of"] else []
    notes += [text("brief.contested", reading.lang)] if row["verdict"] == "contested" else []
    return reading.value(row) + (f" ({', '.join(notes)})" if notes else "")


def label(reading: Reading, name: str) -> str:
    """The name of a property, with a capital."""
    said = text(_PLAIN[name], reading.lang) if name in _PLAIN else reading.name(terms.expand(name))
    return said[:1].upper() + said[1:]


def identity(reading: Reading, iri: str, wanted: Sequence[str]) -> Section:
    """What it is and where."""
    statements = [*_whereabouts(reading, iri), *properties(reading, iri, wanted)]
    return Section(
        "identity",
        text("brief.identity", reading.lang),
        tuple(statements),
        nothing=text("brief.no-identity", reading.lang),
    )


def _whereabouts(reading: Reading, iri: str) -> Iterator[Statement]:
    """The units that contain it, from the nearest up: ``Padre Abad (province); Ucayali (department); Peru``."""
    for place in [iri] if reading.said(iri, "ag:within").height else []:
        chain, sources = [], []
        while (up := reading.said(place, "ag:within")).height:
            sources += list(documents(up.iter_rows(named=True)))
            place = sorted(up["object"])[0]
            chain.append(placed(reading, place))
        yield Statement(
            sentence("; ".join(chain)), tuple(dict.fromkeys(sources)), text("brief.lies-in", reading.lang)
        )


def placed(reading: Reading, iri: str) -> str:
    """A place with what kind it is: ``Padre Abad (province)``."""
    kinds = [one for one in reading.classes(iri) if one not in {"ag:Area", "ag:Country"}]
    kind = reading.name(terms.expand(kinds[0])).lower() if kinds else ""
    return f"{reading.name(iri)} ({kind})" if kind else reading.name(iri)


def inside(reading: Reading, iri: str) -> set[str]:
    """The places that lie in a place, itself among them."""
    return {iri, *reading.pointing([iri], "geo:sfWithin")["canonical"]}


def there(reading: Reading, places: Iterable[str], kind: str, *names: str) -> dict[str, tuple[str, ...]]:
    """Things of a class that a property ties to some places -> the documents that say so."""
    rows = reading.pointing(places, *names)
    typed = reading.frame.filter((pl.col("predicate") == terms.TYPE) & (pl.col("object") == terms.expand(kind)))
    rows = rows.filter(pl.col("canonical").is_in(typed["canonical"].unique().to_list()))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.sort("canonical", "source").iter_rows(named=True):
        found.setdefault(row["canonical"], []).append(row)
    return {iri: documents(said) for iri, said in found.items()}


def gathered(reading: Reading, head: str, things: dict[str, tuple[str, ...]], most: int = _MOST) -> Iterator[Statement]:
    """One statement that names some things, with all their documents; none where there is none."""
    if things:
        shown = sorted(things, key=reading.name)[:most] if len(things) > most else sorted(things, key=reading.name)
        names = [reading.name(iri) for iri in sorted(things, key=reading.name)]
        sources = tuple(dict.fromkeys(one for iri in shown for one in things[iri]))
        yield Statement(sentence(listed(names, reading.lang, most)), sources, head)


def newest_first(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """By the last day of each; what has no date comes last, and what is alike keeps its order."""
    return tuple(sorted(statements, key=lambda one: one.latest, reverse=True))


def dated(reading: Reading, edtf: str) -> dict[str, str]:
    """The head and the last day of a statement that is as of a date."""
    return {"head": date_text(edtf, reading.lang) or text("brief.undated", reading.lang), "latest": last_day(edtf)}
