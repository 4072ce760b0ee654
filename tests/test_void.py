"""What a store says of itself to those who help to write a query: counted anew here with SPARQL, asked as they ask."""

import sys
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

from amazongraph import terms
from amazongraph.quads import COLUMNS
from amazongraph.questions.catalogue import read_questions
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store
from amazongraph.store.exchange import Limits
from amazongraph.store.remote import Remote
from amazongraph.void import void

sys.path.insert(0, str(Path(__file__).parent / "linking"))

from endpoints import oxigraph_of

PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""
DATA = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
GRAPH <http://e/g> {
  <http://e/1> a ag:District , ag:Area ; rdfs:label "Uno"@es , "One"@en ; ag:within <http://e/2> ; ag:code "01" .
  <http://e/2> a ag:Department , ag:Area ; rdfs:label "Dos \\" \\\\ ^^<x>"@es ; ag:size 3.5 ; ag:within <http://e/9> .
  <http://e/3> rdfs:label "of no class" .
}
GRAPH <http://e/h> { <http://e/1> a ag:District ; ag:code "01" ; ag:size "4"^^xsd:integer . }
"""
COMPLETION = (
    PREFIXES
    + """
SELECT DISTINCT ?class ?property ?target ?datatype WHERE {
  ?part void:class ?class ; void:propertyPartition ?of . ?of void:property ?property .
  OPTIONAL { { ?of void:classPartition [ void:class ?target ] } UNION
             { ?of void-ext:datatypePartition [ void-ext:datatype ?datatype ] } }
}
"""
)


def counted(store: ox.Store, query: str) -> set[tuple[str, ...]]:
    names = [one.value for one in store.query(PREFIXES + query).variables]
    rows = store.query(PREFIXES + query)
    return {tuple("" if row[name] is None else row[name].value for name in names) for row in rows}


@pytest.fixture(scope="module")
def data() -> list[ox.Quad]:
    return list(ox.parse(DATA, ox.RdfFormat.TRIG))


def told(data: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in ox.parse(void(frame(data), []), ox.RdfFormat.N_QUADS))
    return store


def frame(data: list[ox.Quad]) -> pl.DataFrame:
    rows = [[str(one) for one in (*quad.triple, quad.graph_name)] for quad in data]
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row")


def test_the_parts_are_those_a_query_counts(data: list[ox.Quad]) -> None:
    plain = ox.Store()
    plain.extend(ox.Quad(*quad.triple) for quad in data)
    store = told(data)
    assert counted(store, "SELECT ?c ?n { ?part void:class ?c ; void:entities ?n }") == counted(
        plain, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c"
    )
    assert counted(
        store,
        "SELECT ?c ?p ?n { ?x void:class ?c ; void:propertyPartition ?y . ?y void:property ?p ; void:triples ?n }",
    ) == counted(plain, "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p")
    assert counted(store, "SELECT ?t ?e ?c ?p { ?x a void:Dataset ; void:triples ?t ; void:entities ?e ; "
                          "void:classes ?c ; void:properties ?p }") == {("13", "2", "3", "5")}  # fmt: skip


def test_what_a_property_holds_is_told_by_class_or_datatype(data: list[ox.Quad]) -> None:
    plain = ox.Store()
    plain.extend(ox.Quad(*quad.triple) for quad in data)
    store = told(data)
    pairs = "?part void:class ?c ; void:propertyPartition ?of . ?of void:property ?p ;"
    assert counted(store, f"SELECT ?c ?p ?t {{ {pairs} void:classPartition/void:class ?t }}") == counted(
        plain, "SELECT DISTINCT ?c ?p ?t { ?s a ?c ; ?p ?o . ?o a ?t }"
    )
    assert counted(store, f"SELECT ?c ?p ?t {{ {pairs} void-ext:datatypePartition/void-ext:datatype ?t }}") == counted(
        plain, "SELECT DISTINCT ?c ?p ?t { ?s a ?c ; ?p ?o FILTER(ISLITERAL(?o)) BIND(DATATYPE(?o) AS ?t) }"
    )


def test_the_same_quads_in_another_order_give_the_same_bytes(data: list[ox.Quad]) -> None:
    assert void(frame(data), []) == void(frame(data[::-1]), [])


def test_no_node_is_without_a_name(data: list[ox.Quad]) -> None:
    assert b"_:" not in void(frame(data), [])


def test_editors_find_prefixes_classes_and_examples_in_a_release(release: Release) -> None:
    store = open_store(release.profile() / "store")
    assert counted(store, "SELECT ?p ?n { ?x sh:prefix ?p ; sh:namespace ?n }") == set(terms.prefixes().items())
    rows = counted(store, COMPLETION)
    within = [row for row in rows if row[:2] == (terms.ag("District"), terms.ag("within"))]
    assert {row[2] for row in within} >= {terms.ag("Province")}
    assert (terms.ag("IndigenousReserve"), terms.ag("legalAreaHectares"), "", terms.XSD + "decimal") in rows


def test_every_question_is_an_example_that_runs(release: Release) -> None:
    store = open_store(release.profile() / "store")
    query = "SELECT ?x ?c ?q { ?x a sh:SPARQLExecutable ; rdfs:comment ?c ; sh:select ?q FILTER(LANG(?c) = 'es') }"
    found = {terms.key_of(one): (asks, sparql) for one, asks, sparql in counted(store, query)}
    questions = {one.id: one for one in read_questions()}
    assert {key: asks for key, (asks, _) in found.items()} == {
        key: one.question["es"] for key, one in questions.items()
    }
    key = "reserve-areas"
    assert len(list(store.query(found[key][1]))) == len(list(store.query(questions[key].query)))
    assert not any("#+" in sparql for _, sparql in found.values())


def test_a_store_of_ours_served_by_another_engine_completes_queries(release: Release) -> None:
    with oxigraph_of(release.profile() / "store") as address:
        asked = Remote(address, Limits(pause=0))
        prefixes = asked.select(PREFIXES + "SELECT ?p ?n { ?x sh:prefix ?p ; sh:namespace ?n }").bindings
        found = asked.select(COMPLETION).bindings
    assert {one["p"]["value"]: one["n"]["value"] for one in prefixes} == terms.prefixes()
    assert terms.ag("NativeCommunity") in {one["class"]["value"] for one in found}
