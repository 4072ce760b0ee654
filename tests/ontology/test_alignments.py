"""``ontology/alignments/``: what ties our terms to those of others, loaded apart, and says no more than that."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import namespace

from amazongraph import ontology, terms
from amazongraph.resources import data_dir

FOLDER = data_dir("ontology") / "alignments"
FILES = sorted(FOLDER.glob("*.ttl"))
OWL = "http://www.w3.org/2002/07/owl#"
SUB_CLASS, SUB_PROPERTY = terms.RDFS + "subClassOf", terms.RDFS + "subPropertyOf"

# The closed namespaces that rdflib ships; of the others, the terms as read in the vocabularies themselves (ELI 1.1 or
# later; SEM 2009-11; Web Annotation 2017).
SHIPPED = (
    namespace.ORG, namespace.FOAF, namespace.GEO, namespace.PROV, namespace.QB, namespace.SOSA, namespace.SKOS,
    namespace.DCAT, namespace.DCTERMS, namespace.SDO,
)  # fmt: skip
READ = {
    "http://data.europa.eu/eli/ontology#": {"LegalResource", "amends", "repeals", "based_on"},
    "http://semanticweb.cs.vu.nl/2009/11/sem/": {"Event", "Actor", "Place", "eventType"},
    "http://www.w3.org/ns/oa#": {"Annotation", "hasTarget"},
}
KNOWN = {str(space) + name for space in SHIPPED for name in space.__annotations__ if not name.startswith("_")} | {
    space + name for space, names in READ.items() for name in names
}
# A property of theirs that allows one value, or types what has it as what it may not be (see the headers).
FORBIDDEN = {
    "http://www.w3.org/ns/org#": {"member", "organization", "role"},
    "http://www.w3.org/ns/prov#": {"Activity", "Agent", "Person", "wasQuotedFrom", "hadPrimarySource"},
    "http://www.w3.org/ns/sosa/": {"hasFeatureOfInterest", "madeBySensor", "hasSimpleResult"},
    "http://www.opengis.net/ont/geosparql#": {"sfWithin"},
    terms.SKOS: {"Concept", "notation"},
}


def triples(path: Path) -> list[ox.Triple]:
    return list(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE))


ALL = [one for path in FILES for one in triples(path)]


def below(top: str) -> set[str]:
    """A class of ours and those under it."""
    return {top} | {name for name, above in ontology.load().superclasses.items() if top in above}


def test_there_is_one_file_for_each_vocabulary() -> None:
    wanted = ["annotation", "datacube", "dcat", "eli", "geosparql", "org", "prov", "sem", "skos", "sosa"]
    assert set(wanted) <= {path.stem for path in FILES}


def test_they_are_loaded_apart() -> None:
    assert {path.parent for path in ontology.files()}.isdisjoint({FOLDER})
    loaded = set(ontology.load().triples)
    assert loaded.isdisjoint({(str(one.subject), str(one.predicate), str(one.object)) for one in ALL})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_first_what_may_be_inferred_and_what_is_left_out(path: Path) -> None:
    head = re.match(r"(#.*\n)+", path.read_text(encoding="utf-8"))
    assert head
    assert "Loaded apart" in head[0]
    assert "May be inferred:" in head[0]
    assert "Not aligned, on purpose:" in head[0]


def test_there_are_only_axioms_from_a_term_of_ours_to_one_of_theirs() -> None:
    real = ontology.load()
    for one in ALL:
        kind = {SUB_CLASS: real.classes, SUB_PROPERTY: real.properties}
        assert one.predicate.value in kind, one
        assert one.subject.value in kind[one.predicate.value], one
        assert isinstance(one.object, ox.NamedNode), one
        assert not one.object.value.startswith(terms.BASE), one


def test_each_term_of_theirs_is_spelled_as_they_have_it() -> None:
    assert {one.object.value for one in ALL} - KNOWN == set()


def test_nothing_is_said_twice() -> None:
    """Neither in two files nor in the modules, nor of a class whose superclass has it."""
    said = {(one.subject.value, one.object.value) for one in ALL}
    assert len(said) == len(ALL)
    above = ontology.load().superclasses
    assert {(name, other) for name, other in said if any((top, other) in said for top in above.get(name, ()))} == set()


def test_a_class_is_under_classes_and_a_property_under_properties() -> None:
    """By the one convention that all of these vocabularies keep: classes begin with a capital."""
    for one in ALL:
        assert terms.key_of(one.object.value)[0].isupper() == (one.predicate.value == SUB_CLASS), one


def test_no_alignment_says_too_much() -> None:
    forbidden = {space + name for space, names in FORBIDDEN.items() for name in names}
    assert forbidden <= KNOWN
    assert {one.object.value for one in ALL} & forbidden == set()


@pytest.mark.parametrize("name", ["Incident", "Act", "StateAction", "CaseEvent", "Person", "IndigenousPeople"])
def test_what_happened_and_who_suffered_it_is_not_provenance(name: str) -> None:
    real, prov = ontology.load(), str(namespace.PROV)
    ours = set().union(*(real.superclasses.get(one, frozenset()) | {one} for one in below(terms.ag(name))))
    assert {one.object.value for one in ALL if one.subject.value in ours and one.object.value.startswith(prov)} == set()
