"""Measures, norms and documents: what they are, what follows from them, what they say and whom they repeat."""

from collections.abc import Iterable, Iterator

import polars as pl

from amazongraph import terms
from amazongraph.brief.amounts import stated_by
from amazongraph.brief.facts import identity, label, newest_first
from amazongraph.brief.harm import reported
from amazongraph.brief.model import Section, Statement
from amazongraph.brief.reading import Reading, documents
from amazongraph.brief.words import date_text, last_day, listed, number_text, period_text, sentence, within
from amazongraph.messages import text

_MEASURE = (
    *("ag:measureType", "ag:protectionKind", "ag:establishedBy", "ag:decided", "ag:inForceFrom", "ag:inForceUntil"),
    *("ag:statedDays", "ag:appliesTo", "ag:protects", "ag:extentNote", "ag:cause", "ag:internalOrder"),
    *("ag:responsibleBody", "ag:suspendsRight", "ag:extends", "ag:partOfChain", "rdfs:comment"),
)
_NORM = (
    *("dct:title", "ag:issuedBy", "ag:signed", "ag:published", "ag:inForceFrom", "ag:inForceUntil", "ag:amends"),
    *("ag:repeals", "ag:regulates", "rdfs:comment"),
)
_DOCUMENT = ("dct:publisher", "ag:issued", "dcat:landingPage", "ag:creditedTo", "ag:reading", "rdfs:comment")
_FOLLOWS = (
    *("ag:establishedBy", "ag:categorisedBy", "ag:createdBy", "ag:recognisedBy", "ag:precautionaryMeasure"),
    *("ag:amends", "ag:repeals", "ag:regulates"),
)
_STAGES = 12
_SHOWN = 25


def measure(reading: Reading, iri: str) -> Section:
    """What a measure is, where and when it holds, under which norm."""
    return identity(reading, iri, _MEASURE, place=False)


def norm(reading: Reading, iri: str) -> Section:
    """What a norm is."""
    return identity(reading, iri, _NORM, place=False)


def chain_facts(reading: Reading, iri: str) -> Section:
    """How long a chain of emergencies is, as far as it is on record."""
    made = identity(reading, iri, ("ag:chainComplete", "ag:usualDays", "rdfs:comment"), place=False)
    return Section(made.key, made.title, (*made.statements, *_length(reading, iri)), nothing=made.nothing)


def _length(reading: Reading, iri: str) -> Iterator[Statement]:
    for row in reading.ask("emergency-chains", chain=terms.shorten(iri)):
        days = (row.raw("first") or "..", row.raw("last") or "..")
        when = date_text("/".join(days), reading.lang) if any(row.raw(name) for name in ("first", "last")) else ""
        said = text("brief.chain", reading.lang, stages=row.words("stages"), when=f", {when}" if when else "")
        if row.raw("days"):
            said += " " + text("brief.chain-days", reading.lang, days=row.words("days"))
        if row.raw("orphans") not in {"", "0"}:
            said += " " + text("brief.chain-gaps", reading.lang, count=row.words("orphans"))
        yield Statement(said, row.sources, text("brief.on-record", reading.lang))


def chain(reading: Reading, iri: str, here: str = "") -> Section:
    """The stages of a chain of emergencies, the newest first; ``here``: the one that the brief is on."""
    stages = sorted(reading.pointing([iri], "ag:partOfChain")["canonical"].unique())
    found = newest_first(_stage(reading, one, one == here) for one in stages)
    shown = found[:_STAGES]
    shown += tuple(one for one in found[_STAGES:] if one.group)
    left = len(found) - len(shown)
    columns = ("brief.measure", "brief.in-force", "brief.stated-days")
    return Section(
        "chain",
        text("brief.chain-title", reading.lang, name=reading.name(iri)),
        tuple(Statement(one.text, one.sources, cells=one.cells, latest=one.latest) for one in shown),
        tuple(text(key, reading.lang) for key in columns),
        note=text("brief.measures-note", reading.lang),
        left_out=text("brief.earlier", reading.lang, count=left) if left > 0 else "",
    )


def _stage(reading: Reading, iri: str, here: bool) -> Statement:
    start, end = (next(iter(reading.values(iri, name)), "") for name in ("ag:inForceFrom", "ag:inForceUntil"))
    when = period_text(start, end, reading.lang) if start or end else text("brief.no-days", reading.lang)
    days = ", ".join(number_text(one) for one in reading.values(iri, "ag:statedDays"))
    days = days or text("brief.not-said", reading.lang)
    norms = reading.names(reading.values(iri, "ag:establishedBy"))
    name = listed(norms, reading.lang) or reading.name(iri)
    name += f" ({text('brief.this-one', reading.lang)})" if here else ""
    sources = documents(reading.said(iri).iter_rows(named=True))
    cells, group = (name, when, days), "here" if here else ""
    return Statement(sentence(f"{name}: {when}"), sources, cells=cells, group=group, latest=last_day(end or start))


def follows(reading: Reading, iri: str) -> Section:
    """What a norm establishes, recognises, amends or is amended by."""
    statements = []
    for name in _FOLLOWS:
        for row in reading.pointing([iri], name).sort("canonical", "source").iter_rows(named=True):
            said = text("brief.follows", reading.lang, what=within(label(reading, name)))
            statements.append(Statement(sentence(reading.name(row["canonical"])), documents([row]), said))
    return Section(
        "follows",
        text("brief.follows-title", reading.lang),
        tuple(_joined(statements)),
        nothing=text("brief.no-follows", reading.lang),
    )


def _joined(statements: Iterable[Statement]) -> Iterator[Statement]:
    """What is said alike once, with all its documents."""
    alike: dict[tuple[str, str], list[Statement]] = {}
    for one in statements:
        alike.setdefault((one.head, one.text), []).append(one)
    for (head, said), told in alike.items():
        yield Statement(said, tuple(dict.fromkeys(iri for one in told for iri in one.sources)), head)


def document(reading: Reading, iri: str) -> Section:
    """What a document is. It cites itself, as far as its own record says so."""
    made = identity(reading, iri, _DOCUMENT, place=False)
    told = [Statement(one.text, _real(one.sources) or (iri,), one.head) for one in made.statements]
    return Section(made.key, made.title, tuple(_joined(told)), note=text("brief.document-note", reading.lang))


def _real(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in sources if one != terms.META)


def chains(reading: Reading, iri: str) -> Section:
    """Whom a document repeats, and which documents repeat it."""
    frame = reading.frame.filter(pl.col("relays").is_not_null())
    repeats = sorted(set(frame.filter(pl.col("source") == iri)["relays"]))
    relaying = set(reading.pointing([iri], "ag:relays")["source"]) - {terms.DERIVED}
    repeated = sorted({*frame.filter(pl.col("relays") == iri)["source"], *relaying})
    statements = [
        Statement(sentence(reading.name(one)), (iri,), text("brief.repeats", reading.lang)) for one in repeats
    ]
    statements += [
        Statement(sentence(reading.name(one)), (one,), text("brief.repeated-by", reading.lang)) for one in repeated
    ]
    return Section(
        "chains",
        text("brief.chains", reading.lang),
        tuple(statements),
        note=text("brief.chains-note", reading.lang),
        nothing=text("brief.no-chains", reading.lang),
    )


def told(reading: Reading, iri: str) -> Section:
    """What is said of a document, and the statements it makes."""
    about = set(reading.pointing([iri], "ag:about")["canonical"])
    made = reading.frame.filter(
        (pl.col("source") == iri)
        & (pl.col("predicate") == terms.TYPE)
        & pl.col("object").is_in([terms.ag("ReportedStatement"), terms.ag("ReportedSituation")])
    )["canonical"]
    found = newest_first(dict.fromkeys(_told(reading, one) for one in sorted({*about, *made})))
    left = len(found) - _SHOWN
    return Section(
        "told",
        text("brief.told", reading.lang),
        found[:_SHOWN],
        note=text("brief.says-note", reading.lang),
        left_out=text("brief.earlier", reading.lang, count=left) if left > 0 else "",
    )


def _told(reading: Reading, iri: str) -> Statement:
    of = listed(reading.names(reading.values(iri, "ag:situationOf")), reading.lang)
    one = reported(reading, iri)
    return Statement(f"{of}: {one.text}" if of else one.text, one.sources, one.head, latest=one.latest)


def figures(reading: Reading, iri: str) -> Section:
    """The figures that a document prints, or that others have from it."""
    return stated_by(reading, reading.pointing([iri], "ag:statedIn", "ag:alsoReportedIn", "ag:relays")["canonical"])


def contents(reading: Reading, iri: str) -> Section:
    """Of what else a document speaks here: how many things of each kind."""
    things = reading.frame.filter(pl.col("source") == iri).select("canonical").unique()
    stated = (pl.col("predicate") == terms.TYPE) & ~pl.col("source").is_in([terms.DERIVED, terms.META])
    typed = reading.frame.filter(stated).select("canonical", "object").unique().join(things, on="canonical")
    counted = typed.group_by("object").len().sort("object").iter_rows()
    statements = [
        Statement(text("brief.things", reading.lang, count=count), (iri,), reading.name(kind))
        for kind, count in counted
    ]
    return Section(
        "contents",
        text("brief.contents", reading.lang),
        tuple(sorted(statements, key=lambda one: one.head)),
        nothing=text("brief.no-contents", reading.lang),
    )


def subjects(reading: Reading, iri: str) -> set[str]:
    """The things that a document says something of."""
    return set(reading.frame.filter(pl.col("source") == iri)["canonical"])
