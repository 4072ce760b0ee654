"""The vocabulary as a reader meets it: terms by module, concept schemes as trees, alignments with other vocabularies.

Read from the Turtle files of an ``ontology/`` folder; knows nothing of pages.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import OntologyError
from amazongraph.resources import data_dir

OWL = "http://www.w3.org/2002/07/owl#"
CLASS, PROPERTY = "class", "property"
_KINDS = {
    OWL + "Class": CLASS,
    OWL + "ObjectProperty": PROPERTY,
    OWL + "DatatypeProperty": PROPERTY,
    OWL + "AnnotationProperty": PROPERTY,
}
_ABOVE = (terms.RDFS + "subClassOf", terms.RDFS + "subPropertyOf")

Both = dict[str, str]
"""A text in each language."""


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property. ``parents``, ``domains`` and ``ranges`` are IRIs; ``schemes``, those its values come from;
    ``sources``, the norms that its definition follows; ``aligned``, the terms of other vocabularies above it.
    ``deprecated``: no longer to be used, but ``replaced_by``. ``marks``: what stages of the build read on it, CURIE ->
    value.
    """

    iri: str
    kind: str
    module: str
    label: Both
    definition: Both
    example: Both
    parents: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    aligned: tuple[str, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept; ``broader`` is the IRI of the one above it, "" for one at the top."""

    iri: str
    label: Both
    definition: Both
    example: Both
    broader: str = ""
    sources: tuple[str, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme with its concepts, in the order of the file that holds them."""

    iri: str
    label: Both
    definition: Both
    concepts: tuple[Concept, ...]

    def below(self, broader: str = "") -> list[Concept]:
        """The concepts right below another one, or at the top."""
        return [one for one in self.concepts if one.broader == broader]


@dataclass(frozen=True)
class Vocabulary:
    """All terms and schemes, by IRI; ``about``: what the ontology says of itself, by property."""

    terms: dict[str, Term]
    schemes: dict[str, Scheme]
    about: dict[str, Both]
    version: str
    prior: str

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """Every concept by its IRI."""
        return {one.iri: one for scheme in self.schemes.values() for one in scheme.concepts}

    @cached_property
    def modules(self) -> dict[str, list[Term]]:
        """The terms of each module: classes first, by name."""
        found: dict[str, list[Term]] = defaultdict(list)
        for one in sorted(self.terms.values(), key=lambda one: (one.kind, terms.key_of(one.iri))):
            found[one.module].append(one)
        return dict(sorted(found.items()))

    def above(self, iri: str) -> list[str]:
        """The terms of ours above one, nearest first."""
        found: list[str] = []
        waiting = list(self.terms[iri].parents)
        while waiting:
            parent = waiting.pop(0)
            if parent in self.terms and parent not in found:
                found.append(parent)
                waiting += self.terms[parent].parents
        return found

    def below(self, iri: str) -> list[str]:
        """The terms right below one."""
        return [one.iri for one in self.terms.values() if iri in one.parents]

    def properties_of(self, iri: str) -> list[Term]:
        """The properties that are said of things of a class itself."""
        return [one for one in self.terms.values() if iri in one.domains]


def read(folder: Path | None = None) -> Vocabulary:
    """Read an ``ontology/`` folder, by default the one that ships. Raises ``OntologyError``."""
    root = folder or data_dir("ontology")
    told = _Told(root / "alignments")
    found = {
        subject: _term(subject, path.stem, said, told)
        for path in sorted((root / "modules").glob("*.ttl"))
        for subject, said in subjects(path).items()
        if _kind(said)
    }
    schemes: dict[str, Scheme] = {}
    for path in sorted((root / "vocab").glob("*.ttl")):
        schemes |= _schemes(subjects(path))
    about = subjects(root / "amazongraph.ttl").get(terms.NS.rstrip("#"), {})
    return Vocabulary(
        terms=dict(sorted(found.items())),
        schemes=dict(sorted(schemes.items())),
        about={terms.shorten(name): both_of(about, name) for name in about},
        version=_one(about, OWL + "versionInfo"),
        prior=terms.key_of(_one(about, OWL + "priorVersion")),
    )


Said = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]
"""What is said of one subject: predicate -> values."""


def subjects(path: Path) -> dict[str, Said]:
    """What a Turtle file says, by subject and predicate, in the order of the file. Raises ``OntologyError``."""
    found: dict[str, Said] = {}
    try:
        for triple in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE):
            said = found.setdefault(name_of(triple.subject), {})
            said.setdefault(triple.predicate.value, []).append(triple.object)
    except SyntaxError as error:
        raise OntologyError("ontology.syntax", file=path.name, detail=str(error)) from error
    except OSError as error:
        raise OntologyError("ontology.syntax", file=path.name, detail=error.strerror or str(error)) from error
    return found


def name_of(node: object) -> str:
    """What a term is called in ``subjects``: its IRI or text, ``_:`` and its name of a blank node."""
    return f"_:{node.value}" if isinstance(node, ox.BlankNode) else str(node.value)  # type: ignore[attr-defined]


class _Told:
    """What the files of a folder say of our terms: subject -> the terms above it, by file."""

    def __init__(self, folder: Path) -> None:
        self.above: dict[str, list[str]] = defaultdict(list)
        for path in sorted(folder.glob("*.ttl")):
            for subject, said in subjects(path).items():
                self.above[subject] += _all(said, *_ABOVE)


def _kind(said: Said) -> str:
    return next((_KINDS[one] for one in _all(said, terms.TYPE) if one in _KINDS), "")


def _term(iri: str, module: str, said: Said, told: _Told) -> Term:
    plain = {terms.TYPE, terms.LABEL, terms.SKOS + "definition", terms.SKOS + "example", *_ABOVE}
    marks = {terms.shorten(name): _one(said, name) for name in said if name.startswith(terms.NS)}
    marks |= {"owl:disjointWith": " ".join(_all(said, OWL + "disjointWith"))} if OWL + "disjointWith" in said else {}
    marks.pop("ag:valuesFrom", None)
    return Term(
        iri=iri,
        kind=_kind(said),
        module=module,
        label=both_of(said, terms.LABEL),
        definition=both_of(said, terms.SKOS + "definition"),
        example=both_of(said, terms.SKOS + "example"),
        parents=tuple(_all(said, *_ABOVE)),
        domains=tuple(_all(said, terms.expand("schema:domainIncludes"))),
        ranges=tuple(_all(said, terms.expand("schema:rangeIncludes"))),
        schemes=tuple(_all(said, terms.ag("valuesFrom"))),
        sources=tuple(_all(said, terms.expand("dct:source"))),
        aligned=tuple(told.above[iri]),
        **_retired(said),
        marks={name: value for name, value in marks.items() if name not in plain},
    )


def _schemes(found: dict[str, Said]) -> dict[str, Scheme]:
    concepts: dict[str, list[Concept]] = defaultdict(list)
    for iri, said in found.items():
        for scheme in _all(said, terms.SKOS + "inScheme"):
            concepts[scheme].append(_concept(iri, said))
    return {iri: _scheme(iri, found[iri], inside) for iri, inside in concepts.items() if iri in found}


def _scheme(iri: str, said: Said, concepts: list[Concept]) -> Scheme:
    label, definition = (both_of(said, terms.SKOS + name) for name in ("prefLabel", "definition"))
    return Scheme(iri, label, definition, tuple(concepts))


def _concept(iri: str, said: Said) -> Concept:
    return Concept(
        iri=iri,
        label=both_of(said, terms.SKOS + "prefLabel"),
        definition=both_of(said, terms.SKOS + "definition"),
        example=both_of(said, terms.SKOS + "example"),
        broader=_one(said, terms.SKOS + "broader"),
        **_retired(said),
        sources=tuple(_all(said, terms.expand("dct:source"))),
    )


def both_of(said: Said, name: str) -> Both:
    """The text that a property has in each language."""
    return {one.language or "": one.value for one in said.get(name, ()) if isinstance(one, ox.Literal)}


def _retired(said: Said) -> dict[str, Any]:
    replaced = _all(said, terms.expand("dct:isReplacedBy"))
    return {"deprecated": "true" in _all(said, OWL + "deprecated"), "replaced_by": tuple(replaced)}


def _all(said: Said, *names: str) -> list[str]:
    return [name_of(one) for name in names for one in said.get(name, ())]


def _one(said: Said, name: str) -> str:
    return min(_all(said, name), default="")
