"""Pressures that are reported, and incidents with the state of their cases."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from amazongraph import terms
from amazongraph.brief.facts import dated, newest_first, there
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row, documents
from amazongraph.brief.words import listed, sentence
from amazongraph.messages import text

_NOT_AFFECTED = terms.concept("impact-type", "not-reported-as-affected")
_SAME = ("impacts", "group", "who", "as_of")
_STATES = 3  # published states of a case, the newest first
_SHOWN = 25  # pressures in a list; the others are counted


def according_to(reading: Reading, names: Sequence[str]) -> str:
    """``According to a and b.``, "" for nobody."""
    return text("brief.according-to", reading.lang, who=listed(names, reading.lang)) if names else ""


def pressures(
    reading: Reading, areas: Sequence[str] = (), communities: Iterable[str] = (), reserve: str = ""
) -> Section:
    """What is reported of communities and corridors in some areas, of some communities, or of a reserve."""
    statements: list[Statement] = []
    for area in areas:
        rows = reading.ask("communities-reported", area=area)
        statements += _communities(reading, (row for row in rows if row.raw("impacts") != _NOT_AFFECTED))
        statements += [_corridor(reading, row) for row in reading.ask("corridors-reported", area=area)]
        statements += [_group(reading, row) for row in reading.ask("actors-reported", area=area)]
        statements += _told_of(reading, reading.iri(area))
    if wanted := set(communities):
        rows = reading.ask("communities-reported")
        statements += _communities(reading, (row for row in rows if row.raw("community") in wanted))
    if reserve:
        statements += [*_reserve(reading, reserve), *_seen(reading, reserve)]
    found = newest_first(dict.fromkeys(statements))
    left = len(found) - _SHOWN
    return Section(
        "pressures",
        text("brief.pressures", reading.lang),
        found[:_SHOWN],
        note=text("brief.reserve-note" if reserve else "brief.pressures-note", reading.lang),
        left_out=text("brief.earlier", reading.lang, count=left) if left > 0 else "",
        nothing=text("brief.no-pressures", reading.lang),
    )


def _told_of(reading: Reading, place: str) -> Iterator[Statement]:
    """What a document says of a place as a whole."""
    for iri in sorted(there(reading, [place], "ag:ReportedStatement", "ag:place")):
        yield reported(reading, iri)


def reported(reading: Reading, iri: str) -> Statement:
    """A statement that a document makes, in our words, with who says it."""
    said = [sentence(gist) for gist in reading.values(iri, "ag:gist")]
    said.append(according_to(reading, reading.names(reading.values(iri, "ag:attributedTo"))))
    said += [sentence(note) for note in reading.values(iri, "rdfs:comment")]
    sources = documents(reading.said(iri, "ag:gist").iter_rows(named=True))
    as_of = next(iter(reading.values(iri, "ag:asOf")), "")
    return dated(reading, " ".join(filter(None, said)), sources, as_of)


def _reserve(reading: Reading, iri: str) -> Iterator[Statement]:
    """What is reported of a reserve as a whole, never where in it: one statement a pressure and date."""
    rows = reading.said(iri, "ag:reportedPressure").sort("as_of", "object", "source").iter_rows(named=True)
    for (as_of, pressure), group in groupby(rows, key=lambda row: (row["as_of"] or "", row["object"])):
        told = list(group)
        who = reading.names(row["attributed_to"] for row in told if row["attributed_to"])
        said = [sentence(reading.name(pressure)), *reading.comments(told), according_to(reading, who)]
        yield dated(reading, " ".join(filter(None, said)), documents(told), as_of)


def _seen(reading: Reading, iri: str) -> Iterator[Statement]:
    """What layers that were added show in and near a reserve, counted for the whole of it."""
    for row in reading.ask("reserve-pressures", reserve=terms.shorten(iri)):
        if row.raw("seen"):
            how = text("brief.within", reading.lang, metres=row.words("metres")) if row.raw("metres") else ""
            said = f"{row.words('pressure')}: {row.words('relation')} {how}".strip()
            counted = text("brief.seen", reading.lang, count=row.words("seen"))
            date = row.raw("year")
            yield dated(reading, f"{sentence(said)} {counted}", row.sources, date)


def _communities(reading: Reading, rows: Iterable[Row]) -> Iterator[Statement]:
    """What is reported of communities; what is said of several in the same words is told once."""
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        alike.setdefault((row.told("gist"), *(row.raw(name) for name in _SAME)), []).append(row)
    for told in alike.values():
        first = told[0]
        names = [row.words("community") + (f" ({row.words('area')})" if row.raw("area") else "") for row in told]
        said = [f"{listed(names, reading.lang)}: {first.words('impacts')}.", sentence(first.told("gist"))]
        said.append(text("brief.of-group", reading.lang) if first.raw("group") == "true" else "")
        said.append(_unless_said(reading, first))
        sources = tuple(dict.fromkeys(one for row in told for one in row.sources))
        yield dated(reading, " ".join(filter(None, said)), sources, first.raw("as_of"))


def _unless_said(reading: Reading, row: Row) -> str:
    """Who says it, unless our words name them already."""
    who = row.names("who")
    return "" if all(name in row.told("gist") for name in who) else according_to(reading, who)


def _corridor(reading: Reading, row: Row) -> Statement:
    way = "; ".join(
        text(key, reading.lang, places=row.words(name))
        for key, name in (
            ("brief.from", "origin"),
            ("brief.through", "transit"),
            ("brief.towards", "destination"),
            ("brief.by", "modes"),
        )
        if row.raw(name)
    )
    said = [f"{row.words('corridor')}: {way}.", sentence(row.told("note")), _unless_said(reading, row)]
    return Statement(" ".join(filter(None, said)), row.sources, text("brief.route", reading.lang))


def _group(reading: Reading, row: Row) -> Statement:
    said = [f"{row.words('group')} ({row.words('type')})." if row.raw("type") else sentence(row.words("group"))]
    said += [sentence(row.told("gist")), sentence(row.told("note"))]
    return Statement(" ".join(filter(None, said)), row.sources, text("brief.group", reading.lang))


def incidents(reading: Reading, found: Sequence[Row]) -> Section:
    """Incidents with who was harmed, and the newest published state of each case. ``found``: rows of case-stages."""
    statements = []
    for incident, rows in groupby(found, key=lambda row: row.raw("incident")):
        statements.append(_incident(reading, incident, list(rows)))
    return Section(
        "incidents",
        text("brief.incidents", reading.lang),
        newest_first(statements),
        note=text("brief.incidents-note", reading.lang),
        nothing=text("brief.no-incidents", reading.lang),
    )


def _incident(reading: Reading, incident: str, rows: Sequence[Row]) -> Statement:
    kind = listed([reading.name(one) for one in reading.values(incident, "ag:incidentType")], reading.lang)
    community, place = (
        listed(reading.names(reading.values(incident, name)), reading.lang) for name in ("ag:community", "ag:place")
    )
    where = f"{community} ({place})" if community and place else community or place
    named = reading.pointing([incident], "ag:victimOf")
    victims = _victims(reading, sorted(named["canonical"].unique()))
    states = list(_case(reading, rows))
    said = [
        sentence(text("brief.happened", reading.lang, what=kind, where=where) if where else kind),
        sentence("; ".join(victims)),
        *_link(reading, incident),
        *states[:1],
    ]
    detail = [*states[1:], *(sentence(note) for note in reading.values(incident, "ag:placeNote"))]
    sources = [*documents(named.iter_rows(named=True)), *(one for row in rows for one in row.sources)]
    occurred = rows[0].raw("occurred")
    found = tuple(dict.fromkeys(sources))
    return dated(reading, " ".join(filter(None, said)), found, occurred, " ".join(detail))


def _link(reading: Reading, incident: str) -> Iterator[str]:
    """What an incident is reported to be linked to, by whom, and what the sources do not say of it."""
    rows = reading.said(incident, "ag:reportedLink").to_dicts()
    links = reading.names(row["object"] for row in rows)
    if links:
        yield sentence(text("brief.link", reading.lang, link=listed(links, reading.lang)))
        yield according_to(reading, reading.names(row["attributed_to"] for row in rows if row["attributed_to"]))
    yield from (sentence(note) for note in reading.values(incident, "ag:reportedLinkNote"))


def _victims(reading: Reading, persons: Sequence[str]) -> list[str]:
    """Who was harmed, as the release names them, those of one role and people together."""
    alike: dict[str, list[str]] = {}
    for person in persons:
        role = next(iter(reading.values(person, "ag:roleAsReported")), "")
        people = listed(reading.names(reading.values(person, "ag:people")), reading.lang)
        about = [role, text("brief.of-people", reading.lang, people=people) if people else ""]
        name = next(iter(reading.values(person, "rdfs:label")), "") or text("brief.unnamed", reading.lang)
        alike.setdefault("; ".join(filter(None, about)), []).append(name)
    return [listed(sorted(names), reading.lang) + (f" ({about})" if about else "") for about, names in alike.items()]


def _case(reading: Reading, rows: Sequence[Row]) -> Iterator[str]:
    stages = [row for row in rows if row.raw("status")]
    if not stages:
        yield text("brief.no-case", reading.lang)
        return
    stages.sort(key=lambda row: row.raw("as_of"), reverse=True)
    for row in stages[:_STATES]:
        date = row.words("as_of") or text("brief.undated", reading.lang)
        said = row.told("status")
        stage = f"{row.words('stage')}: " if row.raw("stage") else ""
        yield text("brief.case", reading.lang, state=f"{stage}{said.rstrip('.')}", date=date)


def cases_in(reading: Reading, area: str) -> list[Row]:
    """The rows on the cases of an area and of what lies in it."""
    return list(reading.ask("case-stages", area=area))


def cases_of(reading: Reading, things: Iterable[str]) -> list[Row]:
    """The rows on the cases of incidents in some communities, or whose victims are of them or of some peoples."""
    named = reading.pointing(things, "ag:community", "ag:people")["canonical"].unique().to_list()
    wanted = {*named, *(iri for person in named for iri in reading.values(person, "ag:victimOf"))}
    return [row for row in reading.ask("case-stages") if row.raw("incident") in wanted]
