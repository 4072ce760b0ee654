"""What engines make of a literal is the same literal; a query says in its text on which graphs it runs."""

import pyoxigraph as ox
import pytest

from amazongraph.store.dataset import on
from amazongraph.store.sameness import alike

XSD = "http://www.w3.org/2001/XMLSchema#"
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
VIRTUOSO = "http://www.openlinksw.com/schemas/virtrdf#Geometry"


def said(lexical: str, datatype: str) -> str:
    return f'<urn:s> <urn:p> "{lexical}"^^<{datatype}>'


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        (said("29", XSD + "decimal"), said("29.0", XSD + "decimal")),
        (said("29", XSD + "decimal"), said("29", XSD + "integer")),
        (said("1234567890123", XSD + "integer"), said("1234567890123", XSD + "decimal")),
        (said("0", XSD + "decimal"), said("-0.00", XSD + "decimal")),
        (said("POINT (-72.5 -14.06)", WKT), said("POINT(-72.5 -14.06)", VIRTUOSO)),
        (said("MULTIPOINT ((-72.5 -14), (1 2))", WKT), said("MULTIPOINT(-72.5 -14,1 2)", VIRTUOSO)),
    ],
)
def test_rewritten_literals_are_the_same(sent: str, back: str) -> None:
    assert alike(sent) == alike(back)


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        (said("29", XSD + "decimal"), said("29.5", XSD + "decimal")),
        (said("290", XSD + "decimal"), said("29", XSD + "decimal")),
        (said("29", XSD + "decimal"), said("29", XSD + "string")),
        (said("010101", XSD + "string"), said("10101", XSD + "string")),
        (said("POINT (-72.5 -14.06)", WKT), said("POINT (-72.5 -14.061)", WKT)),
        (said("2020", XSD + "gYear"), said("2020", XSD + "date")),
        (said("29", XSD + "double"), said("29", XSD + "integer")),
        (said("LINESTRING (1 2, 3 4)", WKT), said("LINESTRING (1 2, 3 4, 5 6)", WKT)),
        ('<urn:s> <urn:p> "29"@es', '<urn:s> <urn:p> "29"'),
        ('<urn:s> <urn:p> "a b"', '<urn:s> <urn:p> "ab"'),
    ],
)
def test_other_values_are_others(sent: str, back: str) -> None:
    assert alike(sent) != alike(back)


QUERIES = [
    "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s",
    "SELECT ?s { ?s ?p ?o FILTER(STR(?s) != 'where {') } # WHERE { FROM",
    'SELECT (CONCAT("WHERE {", STR(?s)) AS ?where) WHERE { ?s ?p ?o }',
    "SELECT (EXISTS { ?s ?p 1 } AS ?is) WHERE { ?s ?p ?o }",
    "ASK { ?s <urn:p> ?o }",
    "CONSTRUCT { ?s <urn:q> ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "DESCRIBE ?s WHERE { ?s ?p ?o }",
    "PREFIX e: <urn:> SELECT ?s WHERE { ?s e:p ?o MINUS { ?s e:who-from ?o } MINUS { ?s e:a-where ?o } }",
    "PREFIX from: <urn:> SELECT ?s WHERE { ?s from:p ?o }",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_runs_on_the_graphs_it_is_given(query: str) -> None:
    store = ox.Store()
    for name, value in (("a", 1), ("b", 2)):
        node = ox.NamedNode(f"urn:{name}")
        store.add(ox.Quad(node, ox.NamedNode("urn:p"), ox.Literal(value), node))
    found = store.query(on(query, ["urn:a"], ["urn:b"]))
    assert found if isinstance(found, ox.QueryBoolean) else len(list(found)) == 1


def test_the_named_graphs_are_those_given() -> None:
    store = ox.Store()
    for name in "abc":
        node = ox.NamedNode(f"urn:{name}")
        store.add(ox.Quad(node, node, node, node))
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert [row["g"] for row in store.query(on(query, ["urn:a"], ["urn:b"]))] == [ox.NamedNode("urn:b")]
    assert on(query, []) == query
    own = "SELECT ?s FROM <urn:c> WHERE { ?s ?p ?o }"
    assert on(own, ["urn:a"]) == own
