"""What layers that were added show of the land of a thing: coca measured on it, what it shares ground with."""

from amazongraph import terms
from amazongraph.brief.facts import dated, newest_first
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row
from amazongraph.brief.words import listed, sentence
from amazongraph.messages import text

_INSIDE = terms.concept("spatial-relation", "inside")
_SHOWN = 12


def coca(reading: Reading, iri: str) -> Section:
    """Coca that was measured on the land of a community."""
    rows = reading.ask("coca-in-communities", community=terms.shorten(iri))
    found = newest_first(_measured(reading, row) for row in rows)
    return Section("coca", text("brief.coca", reading.lang), found, note=reading.note("coca-in-communities"))


def _measured(reading: Reading, row: Row) -> Statement:
    who = listed(row.names("who") or row.names("method"), reading.lang)
    said = text("brief.hectares", reading.lang, hectares=row.words("hectares"), relation=row.words("relation"))
    by = text("brief.according-to", reading.lang, who=who) if who else ""
    return dated(reading, " ".join(filter(None, [sentence(said), by])), row.sources, row.raw("observed"))


def shared_ground(reading: Reading, *places: str) -> Section:
    """What overlaps a thing or lies near it, by the published outlines; the largest overlaps first."""
    # Of a unit of the State, what lies in it is told elsewhere.
    asked = [one for one in places if not one.startswith(terms.entity("admin", ""))]
    rows = [(place, row) for place in asked for row in reading.ask("shared-ground", place=terms.shorten(place))]
    rows.sort(key=lambda one: -float(one[1].raw("hectares") or 0))
    statements = list(dict.fromkeys(_shares(reading, place, row) for place, row in rows))
    left = len(statements) - _SHOWN
    return Section(
        "ground",
        text("brief.ground", reading.lang),
        tuple(statements[:_SHOWN]),
        note=reading.note("shared-ground"),
        left_out=text("brief.more", reading.lang, count=left) if left > 0 else "",
    )


def _shares(reading: Reading, place: str, row: Row) -> Statement:
    """The other of two things that share ground, as seen from a place."""
    first, second = row.raw("first"), row.raw("second")
    extent = [
        text(key, reading.lang, amount=row.words(name))
        for key, name in (("brief.shared-hectares", "hectares"), ("brief.distance", "metres"))
        if row.raw(name)
    ]
    holds = row.raw("relation") == _INSIDE and second == place
    head = text("brief.holds", reading.lang) if holds else row.words("relation")
    other = reading.placed(first if second == place else second)
    said = f"{other}: {', '.join(extent)}" if extent else other
    return Statement(sentence(said), row.sources, head[:1].upper() + head[1:])
