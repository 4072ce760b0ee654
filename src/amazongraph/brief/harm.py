"""Pressures that are reported, and incidents with the state of their cases."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from amazongraph import terms
from amazongraph.brief.facts import dated, newest_first
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row, documents
from amazongraph.brief.words import date_text, listed, sentence
from amazongraph.messages import text


def according_to(reading: Reading, names: Sequence[str]) -> str:
    """``According to a and b.``, "" for nobody."""
    return text("brief.according-to", reading.lang, who=listed(names, reading.lang)) if names else ""


def pressures(reading: Reading, areas: Sequence[str], communities: Sequence[str] = ()) -> Section:
    """What is reported of communities in some areas, or of some communities, and of corridors there."""
    statements: list[Statement] = []
    for area in areas:
        statements += [_community(reading, row) for row in reading.ask("communities-reported", area=area)]
        statements += [_corridor(reading, row) for row in reading.ask("corridors-reported", area=area)]
        statements += [_group(reading, row) for row in reading.ask("actors-reported", area=area)]
    if communities:
        rows = reading.ask("communities-reported")
        statements += [_community(reading, row) for row in rows if row.raw("community") in communities]
    return Section(
        "pressures",
        text("brief.pressures", reading.lang),
        newest_first(dict.fromkeys(statements)),
        note=text("brief.pressures-note", reading.lang),
        nothing=text("brief.no-pressures", reading.lang),
    )


def _community(reading: Reading, row: Row) -> Statement:
    where = row.words("area")
    who = row.words("community") + (f" ({where})" if where else "")
    group = text("brief.of-group", reading.lang) if row.raw("group") == "true" else ""
    said = [f"{who}: {row.words('impacts')}.", sentence(row.raw("gist")), group]
    said.append(according_to(reading, row.names("who")))
    return Statement(" ".join(filter(None, said)), row.sources, **dated(reading, row.raw("as_of")))


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
    said = [f"{row.words('corridor')}: {way}.", sentence(row.raw("note")), according_to(reading, row.names("who"))]
    return Statement(" ".join(filter(None, said)), row.sources, text("brief.route", reading.lang))


def _group(reading: Reading, row: Row) -> Statement:
    said = [f"{row.words('group')} ({row.words('type')})." if row.raw("type") else sentence(row.words("group"))]
    said += [sentence(row.raw("gist")), sentence(row.raw("note"))]
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
    where = reading.names([*reading.values(incident, "ag:community"), *reading.values(incident, "ag:place")])
    named = reading.pointing([incident], "ag:victimOf")
    victims = [_victim(reading, person) for person in sorted(named["canonical"].unique())]
    links = reading.names(reading.values(incident, "ag:reportedLink"))
    said = [
        sentence(f"{kind}, {listed(where, reading.lang)}" if where else kind),
        sentence("; ".join(victims)),
        sentence(text("brief.link", reading.lang, link=listed(links, reading.lang))) if links else "",
        *_case(reading, rows),
    ]
    sources = [*documents(named.iter_rows(named=True)), *(one for row in rows for one in row.sources)]
    occurred = rows[0].raw("occurred")
    return Statement(" ".join(filter(None, said)), tuple(dict.fromkeys(sources)), **dated(reading, occurred))


def _victim(reading: Reading, person: str) -> str:
    """A person who was harmed, as the release names them, with the role that is reported."""
    role = next(iter(reading.values(person, "ag:roleAsReported")), "")
    people = reading.names(reading.values(person, "ag:people"))
    about = [role, *(text("brief.of-people", reading.lang, people=name) for name in people)]
    told = ", ".join(filter(None, about))
    return f"{reading.name(person)} ({told})" if told else reading.name(person)


def _case(reading: Reading, rows: Sequence[Row]) -> Iterator[str]:
    stages = [row for row in rows if row.raw("status")]
    if not stages:
        yield text("brief.no-case", reading.lang)
        return
    newest = max(stages, key=lambda row: row.raw("as_of"))
    date = date_text(newest.raw("as_of"), reading.lang) or text("brief.undated", reading.lang)
    said = newest.raw("status_text") or reading.values(newest.raw("status"), "ag:statusText")[0]
    yield text("brief.case", reading.lang, state=said.rstrip("."), date=date)


def cases_in(reading: Reading, area: str) -> list[Row]:
    """The rows on the cases of an area and of what lies in it."""
    return list(reading.ask("case-stages", area=area))


def cases_of(reading: Reading, incidents: Sequence[str]) -> list[Row]:
    """The rows on the cases of some incidents."""
    wanted = {terms.expand(one) if "://" not in one else one for one in incidents}
    return [row for row in reading.ask("case-stages") if row.raw("incident") in wanted]
