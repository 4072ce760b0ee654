"""Who lives and organises in a place, what was recognised or titled, and what is asked for and answered."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from amazongraph import terms
from amazongraph.brief.facts import dated, gathered, newest_first, stated, there
from amazongraph.brief.harm import according_to
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, Row, documents
from amazongraph.brief.words import date_text, last_day, listed, sentence
from amazongraph.messages import text

_INDIGENOUS = "ag:IndigenousOrganization"
_SHOWN = 6  # demands that name no place here
_ORGANISATIONS = 20


def living(reading: Reading, places: set[str]) -> Section:
    """Peoples reported in some places, and the communities and reserves on record there."""
    communities = there(reading, places, "ag:NativeCommunity", "ag:place")
    peoples = there(reading, places, "ag:IndigenousPeople", "ag:reportedIn")
    for community in communities:
        said = stated(reading, community, "ag:people")
        for row in said:
            peoples[row["object"]] = (*peoples.get(row["object"], ()), *documents([row]))
    reserves = there(reading, places, "ag:ProtectedTerritory", "ag:place", "ag:within")
    reserves |= there(reading, places, "ag:RequestedReserve", "ag:place", "ag:within")
    statements = [
        *gathered(reading, text("brief.peoples", reading.lang), peoples),
        *gathered(reading, text("brief.communities", reading.lang), communities),
        *gathered(reading, text("brief.reserves", reading.lang), reserves),
    ]
    return Section(
        "living",
        text("brief.living", reading.lang),
        tuple(statements),
        note=text("brief.living-note", reading.lang),
        nothing=text("brief.no-living", reading.lang),
    )


def of_people(
    reading: Reading, communities: dict[str, tuple[str, ...]], reserves: dict[str, tuple[str, ...]]
) -> Section:
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


def organised(reading: Reading, areas: Sequence[str]) -> Section:
    """Organisations with a place in some areas: Indigenous ones first, what they belong to and are said to do."""
    rows = [row for area in areas for row in reading.ask("organisations-and-ties", area=area)]
    told = dict(_organisations(reading, rows))
    first = sorted(told, key=lambda iri: (_INDIGENOUS not in reading.classes(iri), reading.name(iri)))
    shown = [told[iri] for iri in first[:_ORGANISATIONS]]
    left = len(first) - len(shown)
    return Section(
        "organised",
        text("brief.organised", reading.lang),
        tuple(shown),
        note=reading.note("organisations-and-ties"),
        left_out=text("brief.more", reading.lang, count=left) if left else "",
        nothing=text("brief.no-organised", reading.lang),
    )


def _organisations(reading: Reading, rows: Iterable[Row]) -> Iterator[tuple[str, Statement]]:
    ordered = sorted(rows, key=lambda row: row.raw("organisation"))
    for iri, group in groupby(ordered, key=lambda row: row.raw("organisation")):
        yield iri, organisation(reading, iri, list(group))


def organisation(reading: Reading, iri: str, rows: Sequence[Row]) -> Statement:
    """An organisation: its name in full, its kind and place, what it belongs to, what it is said to do."""
    first, name, whole = rows[0], reading.name(iri), reading.whole_name(iri)
    kind = reading.name(terms.expand(reading.classes(iri)[0])).lower()
    about = [kind, *([first.words("area")] if first.raw("area") else [])]
    said = [sentence(f"{whole if whole != name else ''} ({'; '.join(about)})")]
    if first.raw("began"):
        said.append(text("brief.began", reading.lang, date=first.words("began")))
    if first.raw("within"):
        said.append(text("brief.belongs", reading.lang, wholes=first.words("within")))
    said += dict.fromkeys(sentence(row.raw("gist")) for row in rows if row.raw("gist"))
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
    return Statement(
        " ".join(said), sources, head, latest=last_day(as_of) or (acts and last_day(acts[0]["object"])) or ""
    )


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


def demanded(reading: Reading, organisations: set[str], *, general: bool = True) -> Section:
    """What some organisations ask for or promise, and what is asked for the whole country; what came of it."""
    rows = list(reading.ask("demands"))
    own = [row for row in rows if organisations & {*row.raw("who").split(), *row.raw("to").split()}]
    others = [row for row in rows if row not in own] if general else []
    shown = [*own, *others[:_SHOWN]]
    left = len(own) + len(others) - len(shown)
    return Section(
        "demanded",
        text("brief.demanded", reading.lang),
        newest_first(_demand(reading, row) for row in shown),
        note=" ".join([reading.note("demands"), *([text("brief.demanded-general", reading.lang)] if others else [])]),
        left_out=text("brief.more", reading.lang, count=left) if left else "",
        nothing=text("brief.no-demanded", reading.lang),
    )


def _demand(reading: Reading, row: Row) -> Statement:
    said = [f"{row.words('kind')}: {sentence(row.raw('gist'))}"]
    said.append(according_to(reading, row.names("who")) if row.raw("kind").endswith("Commitment") else "")
    if row.raw("who") and not said[-1]:
        said.append(text("brief.asked-by", reading.lang, who=listed(row.names("who"), reading.lang)))
    if row.raw("to"):
        said.append(text("brief.asked-of", reading.lang, whom=listed(row.names("to"), reading.lang)))
    if row.raw("due"):
        said.append(text("brief.due", reading.lang, date=row.words("due")))
    said.append(
        text("brief.came-of-it", reading.lang, state=row.words("fulfilment"))
        if row.raw("fulfilment")
        else text("brief.no-answer", reading.lang)
    )
    said.append(sentence(row.raw("note")))
    return Statement(" ".join(filter(None, said)), row.sources, **dated(reading, row.raw("as_of")))
