"""Both engines read every file alike; under the OWL 2 RL rules the terms, with the alignments, contradict nothing."""

import re
from itertools import product
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS
from rdflib.compare import isomorphic

from amazongraph import ontology, terms
from amazongraph.resources import data_dir

ROOT = data_dir("ontology")
ALIGNMENTS = sorted((ROOT / "alignments").glob("*.ttl"))
HEADER = rdflib.URIRef(terms.BASE + "ns")
AXIOMS = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, OWL.disjointWith}
NOT_OWL_2_RL = {OWL.unionOf, OWL.oneOf, OWL.cardinality, OWL.minCardinality, OWL.hasSelf, OWL.disjointUnionOf}
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")

# What the vocabularies that we align with say themselves and could contradict us, restated for this test only.
THEIRS = """
@prefix dct: <http://purl.org/dc/terms/> . @prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
prov:Entity owl:disjointWith prov:Activity . prov:Organization rdfs:subClassOf prov:Agent .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
org:Organization owl:equivalentClass foaf:Organization ; rdfs:subClassOf foaf:Agent .
org:FormalOrganization rdfs:subClassOf org:Organization . org:organization a owl:FunctionalProperty .
foaf:Person rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Organization .
foaf:Group rdfs:subClassOf foaf:Agent . foaf:Document owl:disjointWith foaf:Organization .
geo:Feature owl:disjointWith geo:Geometry . oa:hasTarget rdfs:domain oa:Annotation .
eli:LegalResource rdfs:subClassOf eli:Work . eli:based_on rdfs:domain eli:Work .
"""


def read(*paths: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def said() -> rdflib.Graph:
    return read(*ontology.files())


def closure(*more: str, paths: tuple[Path, ...] = ()) -> rdflib.Graph:
    """Everything that the rules derive from our axioms, one instance of every class and value of every property."""
    graph = rdflib.Graph()
    for triple in read(*ontology.files(), *paths):
        if triple[1] in AXIOMS and triple[2] != rdflib.SKOS.Concept:
            graph.add(triple)
    for kind in list(graph.subjects(RDF.type, OWL.Class)):
        graph.add((example(kind), RDF.type, kind))
    for text in more:
        graph.parse(data=text, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def example(kind: rdflib.term.Node) -> rdflib.URIRef:
    return rdflib.URIRef("urn:example:" + terms.key_of(str(kind)))


def used(said: rdflib.Graph) -> str:
    """Every property between instances of the classes that it is for, two values where there may be two."""
    place, range_ = (
        rdflib.URIRef("https://schema.org/domainIncludes"),
        rdflib.URIRef("https://schema.org/rangeIncludes"),
    )
    graph = rdflib.Graph()
    for name in said.subjects(RDF.type, OWL.ObjectProperty):
        values = [kind for kind in said.objects(name, range_) if str(kind).startswith(terms.NS)]
        for kind, value in product(said.objects(name, place), values):
            graph.add((example(kind), name, example(value)))
            graph.add((example(kind), name, rdflib.URIRef(f"{example(value)}-2")))
            graph.add((rdflib.URIRef(f"{example(value)}-2"), RDF.type, value))
    assert len(graph) > 100
    return graph.serialize(format="turtle")


@pytest.fixture(scope="module")
def derived(said: rdflib.Graph) -> rdflib.Graph:
    return closure(used(said), THEIRS, paths=tuple(ALIGNMENTS))


def faults(graph: rdflib.Graph) -> list[str]:
    """What contradicts: the messages of the rules, and members of the empty class."""
    return [str(told) for told in graph.objects(None, ERROR)] + [
        str(one) for one in graph.subjects(RDF.type, OWL.Nothing)
    ]


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.ttl")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_both_engines_read_the_same_triples(path: Path) -> None:
    by_oxigraph = rdflib.Graph()
    lines = ox.serialize(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    by_oxigraph.parse(data=lines, format="nt")
    by_rdflib = read(path)
    assert len(by_oxigraph) == len(by_rdflib)
    assert isomorphic(by_oxigraph, by_rdflib)


def test_the_terms_alone_contradict_nothing() -> None:
    assert faults(closure()) == []


def test_with_the_alignments_they_contradict_nothing(derived: rdflib.Graph) -> None:
    assert faults(derived) == []


def test_a_contradiction_would_be_found() -> None:
    both = f"<urn:example:both> a <{terms.ag('Person')}>, <{terms.ag('District')}> ."
    assert faults(closure(both)) != []


def test_nothing_of_ours_becomes_the_same_as_another(derived: rdflib.Graph) -> None:
    """Two values of a property stay two, whatever the vocabularies say of theirs."""
    ours = (terms.BASE, "urn:example:")
    same = {(a, b) for a, b in derived.subject_objects(OWL.sameAs) if a != b and str(a).startswith(ours)}
    assert same == set()
    equal = {
        (a, b)
        for relation in (OWL.equivalentClass, OWL.equivalentProperty)
        for a, b in derived.subject_objects(relation)
        if a != b and str(a).startswith(terms.NS)
    }
    assert equal == set()


def test_two_that_become_one_would_be_found(said: rdflib.Graph) -> None:
    """Why ``ag:memberOrganization`` is not aligned with a property that ORG allows one value of."""
    axiom = f"<{terms.ag('memberOrganization')}> <{RDFS.subPropertyOf}> <http://www.w3.org/ns/org#organization> ."
    one = example(terms.ag("Organization"))
    assert (one, OWL.sameAs, rdflib.URIRef(f"{one}-2")) in closure(used(said), THEIRS, axiom)


def test_disjoint_classes_stay_disjoint(derived: rdflib.Graph) -> None:
    pairs = set(derived.subject_objects(OWL.disjointWith))
    top = [rdflib.URIRef(terms.ag(name)) for name in ("Actor", "Area", "Claim", "Incident")]
    assert {frozenset(pair) for pair in pairs} >= {frozenset((a, b)) for a, b in product(top, top) if a != b}
    shared = [(a, b) for a, b in pairs if set(derived.subjects(RDF.type, a)) & set(derived.subjects(RDF.type, b))]
    assert shared == []


def test_an_instance_gets_no_class_of_ours_but_those_above_its_own(derived: rdflib.Graph) -> None:
    """An alignment must not carry anything from one class of ours to another."""
    above = ontology.load().superclasses
    for kind in ontology.load().classes:
        got = {str(one) for one in derived.objects(example(kind), RDF.type) if str(one).startswith(terms.NS)}
        assert got == {kind} | above.get(kind, frozenset()), kind


def test_no_instance_becomes_an_activity_of_provenance(derived: rdflib.Graph) -> None:
    assert list(derived.subjects(RDF.type, rdflib.PROV.Activity)) == []


def test_every_instance_of_a_sub_property_holds_in_theirs(derived: rdflib.Graph) -> None:
    claim, source = example(terms.ag("Claim")), example(terms.ag("Source"))
    assert (claim, rdflib.PROV.wasDerivedFrom, source) in derived
    assert (claim, rdflib.URIRef("http://www.w3.org/ns/oa#hasTarget"), source) in derived
    assert (example(terms.ag("District")), RDF.type, rdflib.namespace.GEO.Feature) in derived


def test_the_terms_are_in_owl_2_rl(said: rdflib.Graph) -> None:
    """By having no axiom but sub-class, sub-property and disjointness between names."""
    owl = {one for triple in said for one in triple if isinstance(one, rdflib.URIRef) and one.startswith(str(OWL))}
    assert owl & NOT_OWL_2_RL == set()
    characteristics = {one for one in said.objects(None, RDF.type) if str(one).startswith(str(OWL))}
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.Ontology}
    assert characteristics <= kinds
    assert {RDFS.domain, RDFS.range, OWL.sameAs, OWL.imports, OWL.equivalentClass} & set(said.predicates()) == set()


def test_every_term_says_which_ontology_defines_it(said: rdflib.Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    named = {one for kind in kinds for one in said.subjects(RDF.type, kind)}
    assert len(named) > 200
    assert {one for one in named if list(said.objects(one, RDFS.isDefinedBy)) != [HEADER]} == set()


def test_the_header_has_a_version_and_a_policy(said: rdflib.Graph) -> None:
    assert list(said.subjects(RDF.type, OWL.Ontology)) == [HEADER]
    version = said.value(HEADER, OWL.versionInfo)
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(version))
    assert list(said.objects(HEADER, OWL.versionIRI)) == [rdflib.URIRef(f"{HEADER}/{version}")]
    for predicate, word in ((rdflib.SKOS.changeNote, "owl:deprecated"), (rdflib.SKOS.editorialNote, "OWL 2 RL")):
        notes = list(said.objects(HEADER, predicate))
        assert sorted(note.language for note in notes) == ["en", "es"]
        assert all(word in note for note in notes)
