"""Where sources disagree, and what would have to be added to know more."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import polars as pl

from amazongraph import terms
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row, documents
from amazongraph.brief.words import listed, sentence
from amazongraph.messages import text


def disputed(reading: Reading, things: set[str]) -> Section:
    """What sources contradict each other in on some things, with who says each, and what was outranked."""
    rows = [row for row in reading.ask("contradictions-open") if row.raw("thing") in things]
    open_ = {(row.raw("thing"), row.raw("property")) for row in rows}
    statements = [*_contested(reading, rows), *_outranked(reading, things, open_)]
    return Section(
        "disputed",
        text("brief.disputed", reading.lang),
        tuple(statements),
        note=text("brief.disputed-note", reading.lang),
        nothing=text("brief.no-disputed", reading.lang),
    )


def _contested(reading: Reading, rows: Iterable[Row]) -> Iterator[Statement]:
    def about(row: Row) -> tuple[str, str]:
        """A figure is told once with the one it contradicts, whichever of the two comes first."""
        against = row.raw("against")
        return min(row.raw("thing"), against or row.raw("thing")), row.raw("property")

    for (thing, property_), group in groupby(sorted(rows, key=about), key=about):
        told = list(group)
        values = [_side(reading, row) for row in told]
        sources = tuple(dict.fromkeys(one for row in told for one in row.sources))
        head = f"{_called(reading, thing)}: {reading.name(property_)}"
        yield Statement(sentence("; ".join(dict.fromkeys(values))), sources, head[:1].upper() + head[1:])


def _side(reading: Reading, row: Row) -> str:
    """A value with its unit and who says it: the one it is of, or who publishes the document."""
    unit = listed(reading.names(reading.values(row.raw("thing"), "ag:unit")), reading.lang)
    who = row.names("who") or reading.publishers(row.sources)
    said = f" ({text('brief.says', reading.lang, who=listed(who, reading.lang))})" if who else ""
    return " ".join(filter(None, [row.value("value"), unit])) + said


def _called(reading: Reading, iri: str) -> str:
    """A thing by name; a figure with the place it is of, an incident with the victims."""
    places = reading.names(reading.values(iri, "ag:area"))
    victims = reading.names(reading.pointing([iri], "ag:victimOf")["canonical"])
    about = places or victims
    return f"{reading.name(iri)} ({listed(about, reading.lang, 3)})" if about else reading.name(iri)


def _outranked(reading: Reading, things: set[str], open_: set[tuple[str, str]]) -> Iterator[Statement]:
    """Values that a rule decided against, beside the one that is held; of what is still open only the sides count."""
    lost = reading.frame.filter(pl.col("canonical").is_in(sorted(things)) & (pl.col("verdict") == "outranked"))
    told = lost.filter(~pl.col("predicate").is_in([terms.LABEL, terms.ALT_LABEL])).sort(
        "canonical", "predicate", "object", "source"
    )
    for (thing, property_), group in groupby(
        told.iter_rows(named=True), key=lambda row: (row["canonical"], row["predicate"])
    ):
        rows = [row for row in group if reading.reads(row["lang"])]
        held = reading.said(thing, terms.shorten(property_)).to_dicts()
        other = list(dict.fromkeys(reading.value(row) for row in rows))
        kept = list(dict.fromkeys(reading.value(row) for row in held if reading.reads(row["lang"])))
        if not other or set(other) == set(kept) or (thing, property_) in open_:
            continue
        reasons = reading.names(terms.concept("reason", row["reason"]) for row in rows)
        said = text(
            "brief.outranked" if kept else "brief.not-held",
            reading.lang,
            held=listed(kept, reading.lang),
            others=listed(other, reading.lang),
            why=listed(reasons, reading.lang),
        )
        head = f"{_called(reading, thing)}: {reading.name(property_)}"
        yield Statement(said, documents([*held, *rows]), head[:1].upper() + head[1:])


def unanswered(reading: Reading, questions: Iterable[str]) -> list[Statement]:
    """Questions that bear on the thing and that this release cannot answer, with what would."""
    told = [reading.needs(one) or reading.partial(one) for one in questions]
    return [Statement(said) for said in dict.fromkeys(filter(None, told))]
