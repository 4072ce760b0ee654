"""Gathers the brief on a thing: finds out what it is, and asks for what such a thing has to say."""

from collections.abc import Callable, Iterable, Sequence

from amazongraph import terms
from amazongraph.brief import facts, harm, policy
from amazongraph.brief.model import Brief, Section, Statement, cited
from amazongraph.brief.reading import Reading
from amazongraph.errors import EntityError
from amazongraph.labels import resolve
from amazongraph.messages import text
from amazongraph.questions.citations import citations
from amazongraph.releases import Release

Gather = Callable[[Reading, str], Iterable[Section]]


def brief(release: Release, profile: str, thing: str, lang: str) -> Brief:
    """The brief on what ``thing`` (an IRI, a CURIE or a name) denotes.

    Raises ``EntityError`` for what denotes nothing or several things, and for a kind that has no brief.
    """
    reading = Reading(release, profile, lang)
    iri = resolve(reading.store, thing)
    classes = reading.classes(iri)
    gather = next((made for kind, made in _KINDS.items() if kind in classes), None)
    if gather is None:
        raise EntityError("brief.no-kind", thing=terms.shorten(iri))
    return _made(reading, iri, classes[0], list(gather(reading, iri)))


def _made(reading: Reading, iri: str, kind: str, sections: Sequence[Section]) -> Brief:
    lang = reading.lang
    shown = [one for one in sections if one.statements]
    missing = [Statement(one.nothing) for one in sections if not one.statements and one.nothing]
    unknown = Section(
        "unknown", text("brief.unknown", lang), tuple(missing), note=text("brief.unknown-note", lang)
    )
    known = citations(reading.store, cited(shown))
    sources = tuple(known[one] for one in cited(shown) if one in known)
    title = reading.whole_name(iri)
    return Brief(
        iri=terms.shorten(iri),
        title=title,
        kind=reading.name(terms.expand(kind)),
        lang=lang,
        banner="" if reading.profile == "public" else text("profile.banner", lang),
        about=(text("brief.about", lang),),
        sections=tuple(shown),
        unknown=unknown,
        abbreviations=tuple(sorted(reading.short.items())),
        sources=sources,
        closing=(_release(reading),),
    )


def _release(reading: Reading) -> str:
    profile = text(f"profile.{reading.profile}", reading.lang)
    withheld = reading.release.withheld(reading.profile)
    return text("brief.release", reading.lang, release=reading.release.id, profile=profile, withheld=withheld)


def _area(reading: Reading, iri: str) -> Iterable[Section]:
    name = terms.shorten(iri)
    yield facts.identity(reading, iri, ("ag:capital", "ag:ubigeoINEI", "skos:definition"))
    yield harm.pressures(reading, [name])
    yield harm.incidents(reading, harm.cases_in(reading, name))
    yield policy.measures(reading, [name])
    yield policy.responsible(reading, [name])


_KINDS: dict[str, Gather] = {"ag:Area": _area}
