"""Gathers the brief on a thing: finds out what it is, and asks for what such a thing has to say."""

from collections.abc import Sequence

from amazongraph import terms
from amazongraph.brief.doubts import unanswered
from amazongraph.brief.kinds import KINDS, OPEN
from amazongraph.brief.model import Brief, Section, Statement, cited
from amazongraph.brief.reading import Reading
from amazongraph.errors import EntityError, ParameterError
from amazongraph.labels import as_iri, resolve
from amazongraph.messages import text
from amazongraph.questions.citations import citations
from amazongraph.questions.parameters import thing_of
from amazongraph.questions.question import Parameter
from amazongraph.releases import Readable
from amazongraph.store.asking import Store

_NAMED = Parameter("thing", "iri", {}, of=tuple(KINDS))


def brief(release: Readable, profile: str, thing: str, lang: str) -> Brief:
    """The brief on what ``thing`` (an IRI, a CURIE or a name) denotes.

    Raises ``EntityError`` for what denotes nothing or several things, and for a kind that has no brief.
    """
    reading = Reading(release, profile, lang)
    iri = _thing(reading.store, thing)
    classes = reading.classes(iri)
    kind = next((one for one in KINDS if one in classes), None)
    if kind is None:
        raise EntityError("brief.no-kind", thing=terms.shorten(iri))
    open_ = unanswered(reading, OPEN.get(kind, ()))
    return _made(reading, iri, classes[0], list(KINDS[kind](reading, iri)), open_)


def _thing(store: Store, said: str) -> str:
    """What is called so: by an IRI, a CURIE or a name, which may say what it is: ``provincia de Padre Abad``."""
    try:
        return resolve(store, said)
    except EntityError:
        if as_iri(said):
            raise
        try:
            return terms.expand(thing_of(store, _NAMED, said))
        except ParameterError as error:
            # Several things are told apart by their kind; for none, what was found at first says more.
            if error.key == "parameter.several":
                raise EntityError("brief.several", **error.values) from error
        raise


def _made(reading: Reading, iri: str, kind: str, sections: Sequence[Section], open_: Sequence[Statement]) -> Brief:
    lang = reading.lang
    shown = [one for one in sections if one.all()]
    missing = [Statement(one.nothing) for one in sections if not one.all() and one.nothing]
    unknown = Section("unknown", text("brief.unknown", lang), (*missing, *open_), note=text("brief.unknown-note", lang))
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
        glossary=_glossary(reading),
        sources=sources,
        closing=(_release(reading),),
        where="; ".join(reading.placed(place) for place in reading.containing(iri)),
    )


def _glossary(reading: Reading) -> tuple[tuple[str, str], ...]:
    """The acronyms of everything in the release that has one, and those of the trade."""
    lines = text("brief.glossary", reading.lang).splitlines()
    known = {short: whole for short, _, whole in (line.partition(": ") for line in lines)}
    return tuple(sorted({**reading.acronyms(), **reading.short, **known}.items()))


def _release(reading: Reading) -> str:
    profile = text(f"profile.{reading.profile}", reading.lang)
    withheld = reading.release.withheld(reading.profile)
    return text("brief.release", reading.lang, release=reading.release.id, profile=profile, withheld=withheld)
