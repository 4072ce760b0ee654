"""Organisations: who belongs to whom, what they answer for, do and say."""

from amazongraph import terms
from amazongraph.brief.facts import dated, identity, newest_first
from amazongraph.brief.harm import reported
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row, documents
from amazongraph.brief.words import date_text, listed, sentence
from amazongraph.messages import text

_OWN = ("ag:acronym", "ag:place", "ag:began", "ag:actorType", "skos:altLabel", "rdfs:comment")
_SHOWN = 20
_SAYS = ("ag:ReportedSituation", "ag:ReportedStatement", "ag:Corridor")


def what_it_is(reading: Reading, iri: str) -> Section:
    """What an organisation is and where, and what it is said to do."""
    about = reading.pointing([iri], "ag:about")["canonical"].unique().sort()
    does = [reported(reading, one) for one in about]
    made = identity(reading, iri, _OWN)
    return Section(made.key, made.title, (*made.statements, *newest_first(does)), nothing=made.nothing)


def belonging(reading: Reading, iri: str) -> Section:
    """What a community or an organisation belongs to, and what belongs to it."""
    rows = list(reading.ask("representation"))
    up = [_tie(reading, row, "organisation", "brief.member-of") for row in rows if row.raw("member") == iri]
    down = [_tie(reading, row, "member", "brief.has-member") for row in rows if row.raw("organisation") == iri]
    return Section(
        "belonging",
        text("brief.belonging", reading.lang),
        (*up, *down),
        note=reading.note("representation"),
        nothing=text("brief.no-belonging", reading.lang),
    )


def _tie(reading: Reading, row: Row, side: str, key: str) -> Statement:
    whole = reading.whole_name(row.raw(side))
    named = row.words(side)
    as_of = row.raw("as_of") or row.raw("began")
    said = whole if whole == named else f"{named} ({whole})"
    when = f" ({text('brief.as-of', reading.lang, date=date_text(as_of, reading.lang))})" if as_of else ""
    return Statement(sentence(f"{said}{when}"), row.sources, text(key, reading.lang))


def answers_for(reading: Reading, iri: str) -> Section:
    """The measures and protections that a body answers for."""
    rows = reading.ask("responsible-bodies", body=terms.shorten(iri))
    statements = [_answers(reading, row) for row in rows]
    left = len(statements) - _SHOWN
    return Section(
        "answers-for",
        text("brief.answers-for", reading.lang),
        tuple(statements[:_SHOWN]),
        left_out=text("brief.more", reading.lang, count=left) if left > 0 else "",
    )


def _answers(reading: Reading, row: Row) -> Statement:
    where = f" ({listed(row.names('area'), reading.lang, 6)})" if row.raw("area") else ""
    return Statement(sentence(f"{row.words('thing')}{where}"), row.sources, row.words("kind"))


def says(reading: Reading, iri: str) -> Section:
    """What documents say on the word of an organisation, but for figures and demands."""
    found = reading.pointing([iri], "ag:attributedTo")["canonical"].unique().sort()
    kinds = {one: next((kind for kind in reading.classes(one) if kind in _SAYS), "") for one in found}
    statements = newest_first(_said(reading, one) for one in found if kinds[one])
    left = len(statements) - _SHOWN
    return Section(
        "says",
        text("brief.says-section", reading.lang),
        statements[:_SHOWN],
        note=text("brief.says-note", reading.lang),
        left_out=text("brief.earlier", reading.lang, count=left) if left > 0 else "",
    )


def _said(reading: Reading, iri: str) -> Statement:
    about = reading.names(reading.values(iri, "ag:situationOf", "ag:about"))
    gist = reading.values(iri, "ag:gist") or [reading.whole_name(iri)]
    said = [f"{listed(about, reading.lang)}:" if about else "", *(sentence(one) for one in gist)]
    said += [sentence(note) for note in reading.values(iri, "rdfs:comment")]
    sources = documents(reading.said(iri, "ag:gist", "rdfs:label").iter_rows(named=True))
    as_of = next(iter(reading.values(iri, "ag:asOf")), "")
    return dated(reading, " ".join(filter(None, said)), sources, as_of)
