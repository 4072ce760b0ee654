"""Names of things in both languages, and the search for a thing by its name. Reads a published store."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import EntityError
from amazongraph.messages import LANGUAGES, text
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select
from amazongraph.values import fold

_PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_NAMED_BY = _PREFIXES + "SELECT ?iri ?label WHERE { VALUES ?iri { %%s } ?iri %s ?label }"
_LABEL = _NAMED_BY % "rdfs:label|skos:prefLabel"
_TITLE = _NAMED_BY % "dct:title"
# What has no name is called by what it says, or by what happened or was counted, and when.
_GIST = _NAMED_BY % "ag:gist|ag:statusText|<http://www.w3.org/ns/shacl#resultMessage>"
_HAPPENED = _PREFIXES + (
    "SELECT ?iri ?label WHERE { VALUES ?iri { %s } ?iri (ag:incidentType|ag:indicator)/skos:prefLabel ?type . "
    "OPTIONAL { ?iri ag:occurred|ag:period|ag:asOf ?date } "
    'BIND(COALESCE(CONCAT(STR(?type), ", ", STR(?date)), STR(?type)) AS ?said) '
    "BIND(STRLANG(?said, LANG(?type)) AS ?label) }"
)
# Properties of other vocabularies, by what this package calls them; theirs are in no language or in the wrong one.
_CALLED = {
    terms.TYPE: "show.type",
    terms.LABEL: "show.name",
    terms.ALT_LABEL: "show.other-name",
    terms.GEO + "hasGeometry": "show.outline",
    terms.GEO + "sfWithin": "show.within",
    terms.SKOS + "exactMatch": "show.exact-match",
    terms.SKOS + "closeMatch": "show.close-match",
    terms.SKOS + "relatedMatch": "show.related-match",
    terms.SKOS + "definition": "show.definition",
    terms.RDFS + "comment": "show.comment",
    "http://purl.org/dc/terms/title": "show.title",
    "http://purl.org/dc/terms/isReplacedBy": "show.replaced",
    "http://purl.org/dc/terms/publisher": "show.publisher",
    "http://purl.org/dc/terms/language": "show.language",
    "http://www.w3.org/ns/dcat#landingPage": "show.address",
    terms.SH + "ValidationResult": "show.finding",
    terms.SH + "focusNode": "show.finding-on",
    terms.SH + "resultMessage": "show.message",
    terms.SH + "resultPath": "show.property",
    terms.SH + "resultSeverity": "show.severity",
    terms.SH + "Violation": "severity.violation",
    terms.SH + "Warning": "severity.warning",
    terms.SH + "Info": "severity.info",
}
_AT_ONCE = 5_000  # things named in one query
_LONGEST = 90  # characters of what a thing says that stand for its name
_SHORT = _NAMED_BY % "ag:acronym|ag:shortName"
_NAMES = _PREFIXES + (
    # The names first, and then whether each is of a thing of ours: the other way round costs six times as much.
    "SELECT ?iri ?name ?hidden WHERE { { SELECT DISTINCT ?iri ?name ?hidden WHERE { "
    "{ ?iri rdfs:label|skos:altLabel|ag:acronym|ag:selfName ?name } UNION "
    "{ ?iri skos:hiddenLabel ?name BIND(true AS ?hidden) } UNION "
    "{ ?claim rdf:subject ?iri ; rdf:predicate ?naming ; rdf:object ?name "
    "FILTER(?naming IN (rdfs:label, skos:altLabel, ag:selfName)) } UNION "
    "{ ?claim rdf:subject ?iri ; rdf:predicate skos:hiddenLabel ; rdf:object ?name BIND(true AS ?hidden) } } } "
    "FILTER EXISTS { ?iri a ?class FILTER(STRSTARTS(STR(?class), STR(ag:))) } }"
)
_KINDS = _PREFIXES + (
    "SELECT DISTINCT ?iri ?class ?place WHERE { VALUES ?iri { %s } GRAPH ?source { ?iri a ?class } "
    f"FILTER(STRSTARTS(STR(?class), STR(ag:)) && ?source != <{terms.DERIVED}>) "
    "OPTIONAL { ?iri ag:place|ag:within ?place } }"
)

_KNOWN = _PREFIXES + "SELECT ?p ?now WHERE { %s ?p ?o OPTIONAL { %s dct:isReplacedBy ?now } } LIMIT 1"


@dataclass(frozen=True, slots=True)
class Found:
    """A thing found by name: the name that matched, its stated classes and the places it lies in, as IRIs.

    ``hidden``: the name serves for search only (one that others imposed on a people) and is not to be shown.
    """

    iri: str
    name: str
    classes: tuple[str, ...]
    places: tuple[str, ...]
    hidden: bool = False


def labels(store: Store, iris: Iterable[str], *, short: bool = False) -> dict[str, dict[str, str]]:
    """IRI -> {"es": ..., "en": ...}; a name without language serves both, an IRI without a name gets its CURIE.

    A statement that has no name is called by its first words, an incident by its type and date, a figure by what it
    counts and when.
    With ``short`` the acronym or short name is taken where there is one, for tables.
    """
    wanted = sorted(set(iris))
    queries = ((_SHORT,) if short else ()) + (_LABEL, _TITLE, _GIST, _HAPPENED)
    called = {iri: {lang: text(_CALLED[iri], lang) for lang in LANGUAGES} for iri in wanted if iri in _CALLED}
    nameless = [iri for iri in wanted if iri not in called]
    for query in queries:
        for some in _batched(nameless):
            called |= {iri: _both(iri, said) for iri, said in _names(store, query, some).items() if said}
        nameless = [iri for iri in nameless if iri not in called]
    return called | {iri: _both(iri, {}) for iri in nameless}


def _batched(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(iris), _AT_ONCE):
        yield iris[start : start + _AT_ONCE]


def _names(store: Store, query: str, iris: Sequence[str]) -> dict[str, dict[str, str]]:
    """IRI -> language (or ``any``) -> name, the first in alphabetical order."""
    found: dict[str, dict[str, str]] = {iri: {} for iri in iris}
    for solution in select(store, query % _values(iris)):
        said = found[solution["iri"].value]
        lang, name = solution["label"].language or "any", solution["label"].value
        if query == _GIST:
            name = shorten(name, _LONGEST, placeholder=" …")
        elif query == _HAPPENED and lang in LANGUAGES:
            what, _, when = name.rpartition(", ")
            # Where there is no date some engines join nothing to the comma.
            name = f"{what}, {interval_text(when, lang)}" if what and when else what or name
        said[lang] = min(said.get(lang, name), name)
    return found


def interval_text(edtf: str, lang: str) -> str:
    """An EDTF date as a person reads it: ``2020/..`` is "since 2020"."""
    first, _, last = edtf.partition("/")
    if not last:
        return first
    if last == "..":
        return text("answer.since", lang, first=first)
    if first == "..":
        return text("answer.until", lang, last=last)
    return text("answer.between", lang, first=first, last=last)


def range_text(first: str, last: str, lang: str, *, about: bool) -> str:
    """A number between two others as a person reads it; ``about``: that neither is exact."""
    return text("answer.range-about" if about else "answer.range", lang, first=first, last=last)


def _both(iri: str, said: dict[str, str]) -> dict[str, str]:
    spare = said.get("any") or said.get("es") or said.get("en") or next(iter(said.values()), terms.shorten(iri))
    return {lang: said.get(lang, spare) for lang in ("es", "en")}


def _values(iris: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(iri)) for iri in iris)


def find(store: Store, text: str) -> list[Found]:
    """Everything with a name that holds ``text``, whatever its accents and case; whole names first, then by name."""
    wanted = fold(text)
    names: dict[str, tuple[str, bool]] = {}
    for solution in select(store, _NAMES):
        iri, name = solution["iri"].value, (solution["name"].value, solution["hidden"] is not None)
        if wanted in fold(name[0]) and _better(name, names.get(iri), wanted):
            names[iri] = name
    if not names:
        return []
    classes: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for solution in select(store, _KINDS % _values(sorted(names))):
        iri = solution["iri"].value
        classes.setdefault(iri, set()).add(solution["class"].value)
        if solution["place"] is not None:
            places.setdefault(iri, set()).add(solution["place"].value)
    found = [
        Found(iri, name, tuple(sorted(classes.get(iri, ()))), tuple(sorted(places.get(iri, ()))), hidden)
        for iri, (name, hidden) in names.items()
    ]
    return sorted(found, key=lambda one: (fold(one.name) != wanted, fold(one.name), one.iri))


def _better(name: tuple[str, bool], held: tuple[str, bool] | None, wanted: str) -> bool:
    """Whether a name, with whether it is hidden, says better than the held one what was searched for."""

    def rank(one: tuple[str, bool]) -> tuple[bool, bool, int, str]:
        return fold(one[0]) != wanted, one[1], len(one[0]), one[0]

    return held is None or rank(name) < rank(held)


def resolve(store: Store, text: str) -> str:
    """The IRI that ``text`` denotes: an IRI, a CURIE, or a name that only one thing has.

    Of an IRI that gave way to another when the two were judged to be one thing, that other one.
    Raises ``EntityError`` for a name that nothing or several things have, and for an IRI the release does not know.
    """
    iri = as_iri(text)
    if iri:
        known = next(iter(select(store, _KNOWN % (2 * (ox.NamedNode(iri),)))), None)
        if known is None:
            raise EntityError("entity.unknown", text=text)
        return iri if known["now"] is None else str(known["now"].value)
    matches = find(store, text)
    exact = [one for one in matches if fold(one.name) == fold(text)] or matches
    if len(exact) == 1:
        return exact[0].iri
    if not exact:
        raise EntityError("entity.unknown", text=text)
    called = labels(store, (one.iri for one in exact[:6]))
    told = {
        lang: ", ".join(f"{_shown(one, called[one.iri], lang)} ({terms.shorten(one.iri)})" for one in exact[:6])
        for lang in LANGUAGES
    }
    raise EntityError("entity.several", text=text, count=len(exact), **told)


def _shown(one: Found, called: dict[str, str], lang: str) -> str:
    """The label, but for another name of the thing by which it was found and that may be shown."""
    return called[lang] if one.hidden or one.name in called.values() else one.name


def as_iri(text: str) -> str:
    """The IRI that ``text`` is or abbreviates, "" for a name."""
    try:
        iri = text if "://" in text else terms.expand(text) if ":" in text else ""
        return ox.NamedNode(iri).value if iri else ""
    except (KeyError, ValueError):
        return ""
