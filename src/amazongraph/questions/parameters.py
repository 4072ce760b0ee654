"""Understands what people write for a parameter: a name in any case and without its accents, a code, a CURIE, an IRI.

Names are compared here and never become part of a query; what does is an IRI that the release knows. Where several
things have a name, the asker is told them apart and asked again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import ParameterError
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES
from amazongraph.questions.question import ANY, Parameter, Question
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select
from amazongraph.values import fold

_PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_NAMED = (
    "{ ?iri rdfs:label|skos:prefLabel|skos:altLabel|ag:acronym|ag:shortName|ag:selfName|dct:title ?name } "
    "UNION { ?iri skos:hiddenLabel ?name BIND(true AS ?hidden) }"
)
_KINDS = _PREFIXES + (
    "SELECT DISTINCT ?iri ?kind WHERE { VALUES ?iri { %s } "
    "{ GRAPH ?source { ?iri a ?kind } "
    f"FILTER(STRSTARTS(STR(?kind), STR(ag:)) && ?source != <{terms.DERIVED}>) }} "
    "UNION { ?iri ag:place|ag:within ?kind } }"
)
_LINKING = frozenset({"de", "del", "la", "el", "los", "las", "of", "the", "y", "and"})
_SHOWN = 8
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a thing; ``hidden``, one that serves for search only and is not to be shown."""

    iri: str
    name: str
    hidden: bool = False


def understood(store: Store, question: Question, given: Mapping[str, str]) -> dict[str, str]:
    """What was given, with the CURIE or IRI of the thing in place of its name; what is no thing stays as it is.

    Raises ``ParameterError`` for a name that nothing or several things have, and for a thing of another kind.
    """
    kinds = {parameter.name: parameter for parameter in question.parameters}
    return {
        name: thing_of(store, kinds[name], text) if text and name in kinds and kinds[name].type == "iri" else text
        for name, text in given.items()
    }


def things(question: Question, asked: Mapping[str, str]) -> dict[str, str]:
    """What ``understood`` gave for the parameters that name a thing -> its IRI."""
    given = {asked[one.name] for one in question.parameters if one.type == "iri" and asked.get(one.name)}
    return {text: _as_iri(text) for text in given}


def thing_of(store: Store, parameter: Parameter, text: str) -> str:
    """The CURIE of the one thing that a parameter may be and that is called so. Raises ``ParameterError``."""
    if iri := _as_iri(text):
        if not _is_one(store, parameter, iri):
            raise ParameterError("parameter.not-one", name=parameter.name, value=text)
        return terms.shorten(iri)
    known = list(_named(store, parameter))
    found = _matching(store, known, text)
    if len(found) == 1:
        return terms.shorten(next(iter(found)))
    if not found:
        raise ParameterError("parameter.nothing", name=parameter.name, value=text, **_near(store, known, text))
    told = {lang: _told_apart(store, found, lang) for lang in LANGUAGES}
    raise ParameterError("parameter.several", name=parameter.name, value=text, count=len(found), **told)


def _as_iri(text: str) -> str:
    try:
        return ox.NamedNode(text if "://" in text else terms.expand(text)).value
    except (KeyError, ValueError):
        return ""


def _patterns(parameter: Parameter) -> Iterator[str]:
    """What a thing of the kinds of a parameter has to be, as patterns on ``?iri``."""
    if parameter.choices:
        yield f"VALUES ?iri {{ {' '.join(str(ox.NamedNode(terms.expand(one))) for one in parameter.choices)} }}"
    for kind in parameter.of:
        if ":" in kind:
            yield f"?iri a <{terms.expand(kind)}>"
        elif kind != ANY:
            yield f"?iri skos:inScheme <{terms.BASE}vocab/{kind}>"


def _is_one(store: Store, parameter: Parameter, iri: str) -> bool:
    node = str(ox.NamedNode(iri))
    if parameter.choices:
        return iri in map(terms.expand, parameter.choices)
    patterns = list(_patterns(parameter)) or ["?iri ?says ?what"]
    body = " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)
    query = f"{_PREFIXES} SELECT ?iri WHERE {{ VALUES ?iri {{ {node} }} {body} }} LIMIT 1"
    return next(iter(select(store, query)), None) is not None


def _named(store: Store, parameter: Parameter) -> Iterator[Named]:
    """Every name of everything that the parameter may be."""
    for pattern in list(_patterns(parameter)) or [""]:
        query = f"{_PREFIXES} SELECT DISTINCT ?iri ?name ?hidden WHERE {{ {pattern} {'.' * bool(pattern)} {_NAMED} }}"
        for row in select(store, query):
            yield Named(row["iri"].value, row["name"].value, row["hidden"] is not None)
    for choice in parameter.choices:
        yield Named(terms.expand(choice), choice)


def _matching(store: Store, known: list[Named], text: str) -> set[str]:
    """The things that are called so; else those whose name, kind and place the words name; else those it is part of."""
    wanted = fold(text)
    if found := {one.iri for one in known if wanted in {fold(one.name), fold(terms.key_of(one.iri))}}:
        return found
    words = _words(text)
    named = {one.iri: one for one in known if _words(one.name) and _words(one.name) <= words}
    about = _about(store, named)
    if found := {iri for iri, one in named.items() if words <= _words(one.name) | about[iri]}:
        return found
    return {one.iri for one in known if wanted in fold(one.name)} if wanted else set()


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(fold(text))) - _LINKING


def _kinds(store: Store, things: Mapping[str, object] | set[str]) -> dict[str, list[dict[str, str]]]:
    """What each thing is and where it lies, as labels in both languages."""
    if not things:
        return {}
    rows = [
        (row["iri"].value, row["kind"].value)
        for row in select(store, _KINDS % " ".join(str(ox.NamedNode(iri)) for iri in sorted(things)))
    ]
    said = labels(store, {kind for _, kind in rows})
    found: dict[str, list[dict[str, str]]] = {iri: [] for iri in things}
    for iri, kind in sorted(rows, key=lambda row: ("/ns#" not in row[1], row)):
        found[iri].append(said[kind])
    return found


def _about(store: Store, things: Mapping[str, Named]) -> dict[str, set[str]]:
    return {
        iri: set().union(*(_words(label) for both in said for label in both.values()))
        for iri, said in _kinds(store, things).items()
    }


def _told_apart(store: Store, things: set[str], lang: str) -> str:
    """Each thing with its name, what it is, where it lies, and how to give it: ``Ucayali, Departamento (admin:25)``."""
    names, kinds = labels(store, things), _kinds(store, things)
    told = sorted(
        ", ".join([names[iri][lang], *(both[lang] for both in kinds[iri][:2])]) + f" ({terms.shorten(iri)})"
        for iri in things
    )
    return "; ".join([*told[:_SHOWN], *(["…"] if len(told) > _SHOWN else [])])


def _near(store: Store, known: list[Named], text: str) -> dict[str, str]:
    """The things whose names come near, as each language calls them; the first few where none does."""
    from difflib import get_close_matches

    by_fold = {fold(one.name): one.iri for one in known}
    near = get_close_matches(fold(text), by_fold, n=4, cutoff=0.5)
    things = list(dict.fromkeys(by_fold[one] for one in near)) or sorted({one.iri for one in known})[:4]
    called = labels(store, things)
    return {lang: ", ".join(dict.fromkeys(called[iri][lang] for iri in things)) for lang in LANGUAGES}
