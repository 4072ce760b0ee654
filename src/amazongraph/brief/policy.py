"""Measures over time, who answers for what, and who judges it."""

from collections.abc import Iterator, Sequence

from amazongraph.brief.facts import newest_first
from amazongraph.brief.harm import according_to
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row
from amazongraph.brief.words import date_text, last_day, sentence
from amazongraph.messages import text

_SHOWN = 8  # states of emergency in a table; the others are counted


def measures(reading: Reading, areas: Sequence[str]) -> Section:
    """States of emergency of some areas, the newest first."""
    rows = [row for area in areas for row in reading.ask("emergencies-by-territory", area=area)]
    found = newest_first(dict.fromkeys(_emergency(reading, row) for row in rows))
    left = len(found) - _SHOWN
    return Section(
        "measures",
        text("brief.measures", reading.lang),
        found[:_SHOWN],
        tuple(text(key, reading.lang) for key in ("brief.measure", "brief.where", "brief.in-force", "brief.causes")),
        note=" ".join([text("brief.measures-note", reading.lang), *_days(reading, areas)]),
        left_out=text("brief.earlier", reading.lang, count=left) if left > 0 else "",
        nothing=text("brief.no-measures", reading.lang),
    )


def _emergency(reading: Reading, row: Row) -> Statement:
    name, where = row.words("emergency"), row.words("area")
    if extent := row.raw("extent"):
        where = f"{where}. {text('brief.in-part', reading.lang)} {sentence(extent)}"
    when = in_force(reading, row)
    causes = row.words("causes")
    cells = (name, where, when, causes)
    return Statement(
        sentence(f"{name}: {when}"), row.sources, cells=cells, latest=last_day(row.raw("until") or row.raw("from"))
    )


def in_force(reading: Reading, row: Row) -> str:
    """From when until when, and whether the end was worked out."""
    start, end = row.raw("from"), row.raw("until")
    if not (start or end):
        return text("brief.no-days", reading.lang)
    said = date_text(f"{start or '..'}/{end or '..'}", reading.lang)
    reckoned = text("brief.reckoned", reading.lang) if row.raw("reckoned") == "true" else ""
    return " ".join(filter(None, [said, reckoned]))


def _days(reading: Reading, areas: Sequence[str]) -> Iterator[str]:
    for area in areas:
        for row in reading.ask("emergency-days", area=area):
            if row.raw("place") == reading.iri(area):
                yield text(
                    "brief.days",
                    reading.lang,
                    place=row.words("place"),
                    days=row.words("days_in_part"),
                    decrees=row.words("decrees"),
                )


def responsible(reading: Reading, places: Sequence[str]) -> Section:
    """Which bodies answer for measures and protections in some places."""
    rows = [row for place in places for row in reading.ask("responsible-bodies", place=place)]
    statements = dict.fromkeys(_answers(reading, row) for row in rows)
    return Section(
        "responsible",
        text("brief.responsible", reading.lang),
        newest_first(statements),
        note=reading.note("responsible-bodies"),
        nothing=text("brief.no-responsible", reading.lang),
    )


def _answers(reading: Reading, row: Row) -> Statement:
    bodies = "; ".join(filter(None, [row.words("bodies"), row.words("order")]))
    when = in_force(reading, row) if row.raw("from") or row.raw("until") else ""
    said = f"{row.words('thing')}{f' ({when})' if when else ''}"
    return Statement(
        sentence(said), row.sources, sentence(bodies).rstrip("."), latest=last_day(row.raw("until") or row.raw("from"))
    )


def assessments(reading: Reading, measures_: Sequence[str]) -> Section:
    """Who judges some measures, and what they hold."""
    rows = [row for one in measures_ for row in reading.ask("assessments", measure=one)]
    return Section(
        "assessments",
        text("brief.assessments", reading.lang),
        newest_first(dict.fromkeys(_assessment(reading, row) for row in rows)),
        note=reading.note("assessments"),
        nothing=text("brief.no-assessments", reading.lang),
    )


def _assessment(reading: Reading, row: Row) -> Statement:
    said = [f"{row.words('measure')}: {row.words('verdict')}.", sentence(row.raw("gist"))]
    said.append(according_to(reading, row.names("who")))
    date = date_text(row.raw("as_of"), reading.lang) or text("brief.undated", reading.lang)
    return Statement(" ".join(filter(None, said)), row.sources, date, latest=last_day(row.raw("as_of")))
