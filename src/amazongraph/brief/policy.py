"""Measures over time, who answers for what, and who judges it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from amazongraph import terms
from amazongraph.brief.facts import dated, newest_first, there
from amazongraph.brief.harm import according_to
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row
from amazongraph.brief.words import last_day, listed, period_text, sentence
from amazongraph.messages import text

_PLACES = 6  # names of areas in a row
_BODIES = 12
_MEASURES = 2  # names of measures that one body answers for
_SHOWN = 8  # states of emergency in a table; the others are counted


def measures(reading: Reading, places: set[str], above: Iterable[str] = ()) -> Section:
    """States of emergency that name some places or one that contains them, the newest first."""
    named = {*places, *above}
    rows = [row for row in reading.ask("emergencies-by-territory") if named & {*row.raw("area").split()}]
    found = newest_first(dict.fromkeys(_emergency(reading, row, named) for row in rows))
    left = len(found) - _SHOWN
    return Section(
        "measures",
        text("brief.measures", reading.lang),
        found[:_SHOWN],
        tuple(text(key, reading.lang) for key in ("brief.measure", "brief.where", "brief.in-force", "brief.causes")),
        note=text("brief.measures-note", reading.lang),
        left_out=text("brief.earlier", reading.lang, count=left) if left > 0 else "",
        nothing=text("brief.no-measures", reading.lang),
    )


def with_days(made: Section, days: Iterable[Statement]) -> Section:
    """The section with the days a place was under emergency told above its table."""
    return replace(made, above=tuple(days))


def under_emergency(reading: Reading, area: str) -> Iterator[Statement]:
    """For how many days, at least, a place has been under emergency."""
    for row in reading.ask("emergency-days", area=terms.shorten(area)):
        if row.raw("place") == area:
            said = text("brief.days", reading.lang, days=row.words("days_in_part"), decrees=row.words("decrees"))
            yield Statement(said, row.sources, text("brief.emergency", reading.lang))


def _emergency(reading: Reading, row: Row, named: set[str]) -> Statement:
    """A state of emergency; of the areas it names, those that are asked for come first."""
    name, areas = row.words("emergency"), row.raw("area").split()
    ours = reading.names(iri for iri in areas if iri in named)
    where = listed([*ours, *(name for name in reading.names(areas) if name not in ours)], reading.lang, _PLACES)
    if extent := row.told("extent"):
        where = f"{where}. {text('brief.in-part', reading.lang)} {sentence(extent)}"
    when = in_force(reading, row)
    cells = (name, where, when, row.words("causes"))
    last = last_day(row.raw("until") or row.raw("from"))
    return Statement(sentence(f"{name}: {when}"), row.sources, cells=cells, latest=last)


def in_force(reading: Reading, row: Row) -> str:
    """From when until when, and whether the end was worked out."""
    start, end = row.raw("from"), row.raw("until")
    if not (start or end):
        return text("brief.no-days", reading.lang)
    said = period_text(start, end, reading.lang)
    reckoned = text("brief.reckoned", reading.lang) if row.raw("reckoned") == "true" else ""
    return " ".join(filter(None, [said, reckoned]))


def plans(reading: Reading, places: set[str]) -> Section:
    """Plans, programmes and projects that apply in some places."""
    found = there(reading, places, "ag:Plan", "ag:appliesTo")
    return Section(
        "plans",
        text("brief.plans", reading.lang),
        newest_first(_plan(reading, iri, sources) for iri, sources in found.items()),
        nothing=text("brief.no-plans", reading.lang),
    )


def _plan(reading: Reading, iri: str, sources: tuple[str, ...]) -> Statement:
    bodies = reading.names(reading.values(iri, "ag:responsibleBody"))
    dates = [*reading.values(iri, "ag:inForceFrom"), *reading.values(iri, "ag:inForceUntil")]
    said = [sentence(reading.whole_name(iri))]
    said += [text("brief.in-charge", reading.lang, who=listed(bodies, reading.lang))] if bodies else []
    said += [sentence(note) for note in reading.values(iri, "rdfs:comment")]
    kinds = listed(reading.names(reading.values(iri, "ag:measureType")), reading.lang)
    latest = max(map(last_day, dates), default="")
    return Statement(" ".join(said), sources, kinds[:1].upper() + kinds[1:], latest=latest)


def responsible(reading: Reading, things: set[str]) -> Section:
    """Which bodies answer for the measures and protections that name some things or a place that contains them."""
    rows = [row for row in reading.ask("responsible-bodies") if things & {*row.raw("area").split(), row.raw("thing")}]
    found = newest_first(_by_body(reading, rows))
    left = len(found) - _BODIES
    return Section(
        "responsible",
        text("brief.responsible", reading.lang),
        found[:_BODIES],
        note=text("brief.responsible-note", reading.lang),
        left_out=text("brief.more", reading.lang, count=left) if left > 0 else "",
        nothing=text("brief.no-responsible", reading.lang),
    )


def _by_body(reading: Reading, rows: Iterable[Row]) -> Iterator[Statement]:
    """What each body, or several together, answer for: the newest measures by name, the others counted."""
    told: dict[str, dict[str, Row]] = {}
    for row in sorted(rows, key=lambda one: last_day(one.raw("until") or one.raw("from")), reverse=True):
        bodies = "; ".join(filter(None, [row.words("bodies"), row.words("order")]))
        told.setdefault(bodies, {}).setdefault(row.raw("thing"), row)
    for bodies, things in told.items():
        shown = list(things.values())[:_MEASURES]
        names = [_measure(reading, row) for row in shown] + [""] * (len(things) - len(shown))
        sources = tuple(dict.fromkeys(iri for row in shown for iri in row.sources))
        latest = last_day(shown[0].raw("until") or shown[0].raw("from"))
        said = sentence(listed(names, reading.lang, _MEASURES))
        yield Statement(said, sources, bodies[:1].upper() + bodies[1:], latest=latest)


def _measure(reading: Reading, row: Row) -> str:
    when = in_force(reading, row) if row.raw("from") or row.raw("until") else ""
    return f"{row.words('thing')} ({when})" if when else row.words("thing")


def assessments(reading: Reading, measures_: Sequence[str]) -> Section:
    """Who judges some measures, and what they hold."""
    rows = [row for one in measures_ for row in reading.ask("assessments", measure=one)]
    return Section(
        "assessments",
        text("brief.assessments", reading.lang),
        newest_first(dict.fromkeys(_assessment(reading, row) for row in rows)),
        note=text("brief.assessments-note", reading.lang),
        nothing=text("brief.no-assessments", reading.lang),
    )


def _assessment(reading: Reading, row: Row) -> Statement:
    said = [f"{row.words('measure')}: {row.words('verdict')}.", sentence(row.told("gist"))]
    said.append(according_to(reading, row.names("who")))
    basis = listed(row.names("basis"), reading.lang)
    said.append(text("brief.based-on", reading.lang, basis=basis) if basis else text("brief.no-basis", reading.lang))
    return dated(reading, " ".join(filter(None, said)), row.sources, row.raw("as_of"))
