"""Who lives and organises in a place, what was recognised or titled, and what is asked for and answered."""

from collections.abc import Iterable, Sequence

import polars as pl

from amazongraph import terms
from amazongraph.brief.facts import dated, gathered, newest_first, of_class, stated, there
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row, documents
from amazongraph.brief.words import date_text, last_day, listed, sentence, within
from amazongraph.messages import text

_INDIGENOUS = "ag:IndigenousOrganization"
_GENERAL = ("brief.demanded-general",)
_TELLING = 8  # letters of a name that can be no other word
_SHOWN = 6  # demands that name no place here
_ORGANISATIONS = 15
Cited = dict[str, tuple[str, ...]]
"""Things -> the documents that say what makes them part of a list."""


def living(reading: Reading, places: set[str], itself: str = "") -> Section:
    """Peoples reported in some places, and the communities and reserves on record there."""
    communities = there(reading, places, "ag:NativeCommunity", "ag:place")
    peoples = there(reading, places, "ag:IndigenousPeople", "ag:reportedIn")
    for community in communities:
        said = stated(reading, community, "ag:people")
        for row in said:
            peoples[row["object"]] = (*peoples.get(row["object"], ()), *documents([row]))
    reserves = there(reading, places, "ag:ProtectedTerritory", "ag:place", "ag:within")
    reserves |= there(reading, places, "ag:RequestedReserve", "ag:place", "ag:within")
    territories = of_class(reading, places - {itself}, "ag:CommunityTerritory")
    protected = of_class(reading, places - {itself}, "ag:ProtectedArea")
    statements = [
        *gathered(reading, text("brief.peoples", reading.lang), peoples, reading.own_name),
        *gathered(reading, text("brief.communities", reading.lang), communities),
        *gathered(reading, text("brief.territories", reading.lang), territories),
        *gathered(reading, text("brief.reserves", reading.lang), reserves | protected),
    ]
    return Section(
        "living",
        text("brief.living", reading.lang),
        tuple(statements),
        note=text("brief.living-note", reading.lang),
        nothing=text("brief.no-living", reading.lang),
    )


def of_people(reading: Reading, communities: Cited, reserves: Cited) -> Section:
    """The communities of a people and the reserves that are for it, as far as they are on record."""
    return Section(
        "living",
        text("brief.living", reading.lang),
        (
            *gathered(reading, text("brief.communities", reading.lang), communities),
            *gathered(reading, text("brief.reserves", reading.lang), reserves),
        ),
        note=text("brief.living-note", reading.lang),
        nothing=text("brief.no-living", reading.lang),
    )


def organised(reading: Reading, places: set[str], above: Iterable[str] = ()) -> Section:
    """Organisations placed in some places or above them: Indigenous ones first, then the nearest, then those that are
    of most of these places.
    """
    near = set(reading.pointing(places, "ag:place")["canonical"])
    tied = reading.pointing({*places, *above}, "ag:place")
    count = dict(tied.group_by("canonical").agg(pl.col("object").n_unique()).iter_rows())
    rows = [row for row in reading.ask("organisations-and-ties") if row.raw("organisation") in count]

    def rank(iri: str) -> tuple[bool, bool, int, str]:
        return _INDIGENOUS not in reading.classes(iri), iri not in near, -count[iri], reading.name(iri)

    by_organisation: dict[str, list[Row]] = {}
    for row in rows:
        by_organisation.setdefault(row.raw("organisation"), []).append(row)
    ordered = sorted(by_organisation, key=rank)
    left = len(ordered) - _ORGANISATIONS
    return Section(
        "organised",
        text("brief.organised", reading.lang),
        tuple(organisation(reading, iri, by_organisation[iri]) for iri in ordered[:_ORGANISATIONS]),
        note=reading.note("organisations-and-ties"),
        left_out=text("brief.more", reading.lang, count=left) if left > 0 else "",
        nothing=text("brief.no-organised", reading.lang),
    )


def organisation(reading: Reading, iri: str, rows: Sequence[Row]) -> Statement:
    """An organisation: its name in full, its kind and place, what it belongs to, what it is said to do."""
    first, name, whole = rows[0], reading.name(iri), reading.whole_name(iri)
    kind = within(reading.name(terms.expand(reading.classes(iri)[0])))
    about = [kind, *([first.words("area")] if first.raw("area") else [])]
    said = [sentence(f"{whole} ({'; '.join(about)})" if whole != name else "; ".join(about))]
    if first.raw("began"):
        said.append(text("brief.began", reading.lang, date=first.words("began")))
    if first.raw("within"):
        said.append(text("brief.belongs", reading.lang, wholes=first.words("within")))
    said += dict.fromkeys(sentence(row.told("gist")) for row in rows if row.told("gist"))
    sources = tuple(dict.fromkeys(one for row in rows for one in row.sources))
    return Statement(" ".join(said), sources, name)


def titled(reading: Reading, communities: Iterable[str], things: Iterable[str] = ()) -> Section:
    """What was recognised, titled, registered or protected of some communities and of other things."""
    facets = [_facet(reading, iri) for iri in there(reading, communities, "ag:TenureFacet", "ag:ofCommunity")]
    kept = [_protection(reading, iri) for iri in _protecting(reading, {*communities, *things})]
    return Section(
        "titled",
        text("brief.titled", reading.lang),
        (*newest_first(facets), *newest_first(kept)),
        note=text("brief.titled-note", reading.lang),
        nothing=text("brief.no-titled", reading.lang),
    )


def _facet(reading: Reading, iri: str) -> Statement:
    """The state of one facet of tenure, of when, and the act that decided it."""
    whose = listed(reading.names(reading.values(iri, "ag:ofCommunity")), reading.lang)
    state = listed(reading.names(reading.values(iri, "ag:tenureState")), reading.lang)
    acts = stated(reading, iri, "ag:decided")
    dates = [date_text(row["object"], reading.lang) for row in acts]
    said = [f"{whose}: {state}." if state else sentence(whose)]
    if dates:
        key = "brief.decided-disputed" if len(set(dates)) > 1 else "brief.decided"
        said.append(text(key, reading.lang, date=listed(sorted(set(dates)), reading.lang)))
    as_of = next(iter(reading.values(iri, "ag:asOf")), "")
    said += [text("brief.to-date", reading.lang, date=date_text(as_of, reading.lang))] if as_of else []
    said += [sentence(note) for note in reading.values(iri, "rdfs:comment")]
    sources = documents(reading.said(iri, "ag:ofCommunity", "ag:tenureState", "ag:decided").iter_rows(named=True))
    head = reading.name(terms.expand(reading.classes(iri)[0]))
    latest = max((last_day(date) for date in (as_of, *(row["object"] for row in acts)) if date), default="")
    return Statement(" ".join(said), sources, head, latest=latest)


def _protecting(reading: Reading, things: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return there(reading, things, "ag:ProtectionMeasure", "ag:protects")


def _protection(reading: Reading, iri: str) -> Statement:
    bodies = reading.names(reading.values(iri, "ag:responsibleBody"))
    decided = next(iter(reading.values(iri, "ag:decided")), "")
    said = [sentence(reading.whole_name(iri))]
    if bodies:
        said.append(text("brief.granted", reading.lang, who=listed(bodies, reading.lang)))
    said += [text("brief.decided", reading.lang, date=date_text(decided, reading.lang))] if decided else []
    said += [sentence(note) for note in reading.values(iri, "rdfs:comment")]
    kinds = listed(reading.names(reading.values(iri, "ag:protectionKind")), reading.lang)
    sources = documents(reading.said(iri).iter_rows(named=True))
    return Statement(" ".join(said), sources, kinds[:1].upper() + kinds[1:], latest=last_day(decided))


def demanded(
    reading: Reading, organisations: set[str], communities: Iterable[str] = (), *, general: bool = True
) -> Section:
    """What some organisations ask for or promise, what names some communities, and what is asked for the whole
    country; what came of it.
    """
    rows = list(reading.ask("demands"))
    named = [name for iri in communities if len(name := reading.whole_name(iri)) >= _TELLING]
    own = [
        row
        for row in rows
        if organisations & {*row.raw("who").split(), *row.raw("to").split()}
        or any(name in row.told("gist") for name in named)
    ]
    # Who is not said to ask asks for a place that only the text names.
    others = [row for row in rows if row not in own and row.raw("who") + row.raw("to")] if general else []
    left = len(others) - len(others[:_SHOWN])
    return Section(
        "demanded",
        text("brief.demanded", reading.lang),
        tuple(one for some in (own, others[:_SHOWN]) for one in newest_first(_demand(reading, row) for row in some)),
        note=" ".join(text(key, reading.lang) for key in ("brief.demanded-note", *_GENERAL[: bool(others)])),
        left_out=text("brief.more", reading.lang, count=left) if left else "",
        nothing=text("brief.no-demanded", reading.lang),
    )


def _demand(reading: Reading, row: Row) -> Statement:
    said = [f"{row.words('kind')}: {sentence(row.told('gist'))}"]
    if row.raw("who"):
        key = "brief.promised-by" if row.raw("kind").endswith("Commitment") else "brief.asked-by"
        said.append(text(key, reading.lang, who=listed(row.names("who"), reading.lang)))
    if row.raw("to"):
        said.append(text("brief.asked-of", reading.lang, whom=listed(row.names("to"), reading.lang)))
    if row.raw("due"):
        said.append(text("brief.due", reading.lang, date=row.words("due")))
    said.append(
        text("brief.came-of-it", reading.lang, state=row.words("fulfilment"))
        if row.raw("fulfilment")
        else text("brief.no-answer", reading.lang)
    )
    said.append(sentence(row.told("note")))
    return dated(reading, " ".join(filter(None, said)), row.sources, row.raw("as_of"))
