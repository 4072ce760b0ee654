"""The named things of a published store, held in memory to be looked up by name, by type and by what is said of them.

Reads the store of one profile and nothing else. An identifier here is what follows ``.../id/`` in the IRI of a thing:
``community/alto-tamaya-saweto``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from amazongraph import terms
from amazongraph.labels import labels
from amazongraph.linking.names import normal
from amazongraph.store.embedded import select
from amazongraph.values import fold

SPACE = terms.BASE + "id/"
_PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_OURS = f'FILTER(STRSTARTS(STR(?iri), "{SPACE}"))'
_NAMES = f"""{_PREFIXES}
SELECT DISTINCT ?iri ?name WHERE {{
  {{ ?iri rdfs:label|skos:altLabel|skos:hiddenLabel|ag:acronym|ag:shortName|ag:selfName ?name }} UNION
  {{ ?claim rdf:subject ?iri ; rdf:predicate ?naming ; rdf:object ?name
    FILTER(?naming IN (rdfs:label, skos:altLabel, skos:hiddenLabel, ag:selfName)) }}
  {_OURS}
}}"""
_CLASSES = f"""{_PREFIXES}
SELECT DISTINCT ?iri ?class WHERE {{ ?iri a ?class FILTER(STRSTARTS(STR(?class), STR(ag:))) {_OURS} }}"""
# Of a place also all that it lies within: a community of a district is one of its department.
_VALUES = f"""{_PREFIXES}
SELECT DISTINCT ?iri ?value WHERE {{ ?iri %s/geo:sfWithin? ?value {_OURS} }}"""
_PROPERTIES = f"""{_PREFIXES}
SELECT DISTINCT ?property WHERE {{ ?iri rdfs:label ?name ; ?property ?value {_OURS} }}"""
_OF_TYPE = f"""{_PREFIXES}
SELECT DISTINCT ?property WHERE {{ ?iri a %s ; ?property ?value {_OURS} }}"""
# The documents that say anything of a thing, accepted or not.
_DOCUMENTS = f"""{_PREFIXES}
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
SELECT DISTINCT ?title ?address WHERE {{
  {{ GRAPH ?document {{ %s ?property ?value }} }} UNION {{ ?claim rdf:subject %s ; ag:statedIn ?document }}
  ?document dct:title ?title OPTIONAL {{ ?document dcat:landingPage ?address }}
}} ORDER BY ?title ?address"""
STATED_IN = terms.ag("statedIn")
# Parts of dates, and what a name already told, are of no use to who compares or fetches.
_PARTS = ("From", "To", "Precision")


@dataclass(frozen=True, slots=True)
class Thing:
    """A named thing: its identifier, every name it has been given, also without case and accents, and its classes."""

    id: str
    names: tuple[str, ...]
    classes: frozenset[str]
    folded: tuple[str, ...] = ()


@dataclass(slots=True)
class _Forms:
    """The spellings of names, and whose they are."""

    texts: list[str] = field(default_factory=list)
    owners: dict[str, set[str]] = field(default_factory=dict)


class Index:
    """Named things by identifier; made once from a store."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        names = _grouped(store, _NAMES, "name")
        classes = _grouped(store, _CLASSES, "class")
        self.things = {
            one: Thing(one, tuple(sorted(said)), frozenset(classes.get(one, ())), tuple(sorted(map(fold, said))))
            for one, said in sorted(names.items())
        }
        self._forms = _Forms()
        for thing in self.things.values():
            for name in thing.names:
                self._forms.owners.setdefault(normal(name), set()).add(thing.id)
        self._forms.owners.pop("", None)
        self._forms.texts = sorted(self._forms.owners)
        self._values: dict[str, dict[str, tuple[str, ...]]] = {}

    def alike(self, name: str, limit: int = 200) -> set[str]:
        """The things with a name that may be ``name``: so spelt, of much the same letters, or of the same words."""
        wanted = normal(name)
        found: set[str] = set(self._forms.owners.get(wanted, ()))
        for scorer in (fuzz.ratio, fuzz.token_set_ratio):
            for form, _, _ in process.extract(wanted, self._forms.texts, scorer=scorer, score_cutoff=60, limit=limit):
                found |= self._forms.owners[form]
        return found

    def namesakes(self, name: str) -> frozenset[str]:
        """The things with that very name, however spelt."""
        return frozenset(self._forms.owners.get(normal(name), ()))

    def of(self, text: str) -> str:
        """The identifier that ``text`` is: one of ours, a CURIE or an IRI; "" for what is none that is known."""
        candidate = text.strip()
        if candidate in self.things:
            return candidate
        try:
            iri = candidate if "://" in candidate else terms.expand(candidate)
        except KeyError:
            return ""
        return iri.removeprefix(SPACE) if iri.removeprefix(SPACE) in self.things else ""

    def values(self, property_: str) -> dict[str, tuple[str, ...]]:
        """What is accepted of every thing by one property (an IRI): identifier -> texts and IRIs."""
        if property_ not in self._values:
            grouped = _grouped(self.store, _VALUES % ox.NamedNode(property_), "value")
            self._values[property_] = {one: tuple(sorted(said)) for one, said in grouped.items()}
        return self._values[property_]

    @cached_property
    def types(self) -> dict[str, dict[str, str]]:
        """The classes of the things here, IRI -> name in both languages, those of most things first."""
        counts: dict[str, int] = {}
        for thing in self.things.values():
            for one in thing.classes:
                counts[one] = counts.get(one, 0) + 1
        named = labels(self.store, counts)
        return {iri: named[iri] for iri in sorted(counts, key=lambda iri: (-counts[iri], iri))}

    @cached_property
    def properties(self) -> dict[str, dict[str, str]]:
        """The properties said of the things here, IRI -> name in both languages, by name."""
        return self._named_properties(_PROPERTIES)

    def properties_of(self, type_: str) -> dict[str, dict[str, str]]:
        """The properties said of the things of one class."""
        return self._named_properties(_OF_TYPE % ox.NamedNode(type_))

    def documents(self, one: str) -> list[str]:
        """The documents that say anything of a thing, with their address."""
        node = str(ox.NamedNode(SPACE + one))
        rows = select(self.store, _DOCUMENTS % (node, node))
        return [" ".join(row[name].value for name in ("title", "address") if row[name] is not None) for row in rows]

    def _named_properties(self, query: str) -> dict[str, dict[str, str]]:
        found = {row["property"].value for row in select(self.store, query)} - {terms.TYPE, terms.LABEL}
        kept = {iri for iri in found if not any(iri.endswith(end) and iri.removesuffix(end) in found for end in _PARTS)}
        named = labels(self.store, {*kept, STATED_IN})
        # One without a name is for machines.
        told = {iri for iri in kept if named[iri]["es"] != terms.shorten(iri)}
        return {iri: named[iri] for iri in sorted({*told, STATED_IN}, key=lambda iri: (named[iri]["es"], iri))}


def _grouped(store: ox.Store, query: str, name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in select(store, query):
        found.setdefault(row["iri"].value.removeprefix(SPACE), set()).add(row[name].value)
    return found


def described(index: Index, ids: Iterable[str], lang: str) -> dict[str, tuple[str, str]]:
    """For each identifier its name and, to tell namesakes apart, what it is and where: three look-ups for them all."""
    wanted = sorted(set(ids) & set(index.things))
    places = {
        one: [iri for p in ("place", "within") for iri in index.values(terms.ag(p)).get(one, ())] for one in wanted
    }
    iris = {SPACE + one for one in wanted} | {iri for found in places.values() for iri in found}
    named = labels(index.store, iris)
    told: dict[str, tuple[str, str]] = {}
    for one in wanted:
        # The narrowest place first: its code is the longest.
        where = sorted({iri for iri in places[one] if "/admin/" in iri}, key=lambda iri: (-len(iri), iri))
        kinds = [index.types[iri][lang] for iri in _narrowest(index, one)]
        told[one] = (named[SPACE + one][lang], " · ".join([*kinds, *(named[iri][lang] for iri in where)]))
    return told


def _narrowest(index: Index, one: str) -> list[str]:
    """The classes of a thing that no other class of it is below: those of the fewest things come last in ``types``."""
    ranked = [iri for iri in index.types if iri in index.things[one].classes]
    return ranked[-1:]
