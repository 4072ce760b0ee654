"""One table of prefixes, ``ontology/prefixes.ttl``; what else holds prefixes is generated from it."""

import json
from pathlib import Path

import generated
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import SH

from amazongraph import ontology, terms
from amazongraph.checks.shapes import shapes_text
from amazongraph.resources import data_dir

ROOT = data_dir("ontology")


@pytest.fixture(scope="module")
def table() -> dict[str, str]:
    """As a Turtle parser reads it."""
    parser = ox.parse((ROOT / "prefixes.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    assert list(parser) == []
    return parser.prefixes


@pytest.fixture(scope="module")
def context() -> dict:
    return json.loads((ROOT / "context.jsonld").read_text(encoding="utf-8"))["@context"]


@pytest.mark.parametrize("path", sorted(generated.texts()), ids=lambda path: path.name)
def test_a_generated_file_is_as_it_would_be_generated(path: Path) -> None:
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    if written != generated.texts()[path]:
        pytest.fail(f"{path.name} is not of these terms and prefixes. Write it: python tests/ontology/generated.py")


def test_python_has_the_table(table: dict[str, str]) -> None:
    assert terms.prefixes() == table
    assert len(table) > 50


def test_the_context_has_the_table(table: dict[str, str], context: dict) -> None:
    assert {key: value for key, value in context.items() if isinstance(value, str)} == table


@pytest.mark.parametrize("text", [(ROOT / "shapes" / "prefixes.ttl").read_text(encoding="utf-8"), shapes_text()])
def test_the_declarations_are_the_table(table: dict[str, str], text: str) -> None:
    """Alone, and among all shapes as the gate reads them."""
    graph = rdflib.Graph().parse(data=text, format="turtle")
    declared = [
        (str(graph.value(one, SH.prefix)), graph.value(one, SH.namespace))
        for one in graph.objects(rdflib.URIRef(terms.BASE + "ns"), SH.declare)
    ]
    assert {prefix: str(space) for prefix, space in declared} == table
    assert len(declared) == len(table)
    assert {space.datatype for _, space in declared} == {rdflib.XSD.anyURI}


def test_every_namespace_can_be_a_prefix_of_json_ld(table: dict[str, str]) -> None:
    """JSON-LD shortens only by a namespace that ends so."""
    assert {space for space in table.values() if space[-1] not in "#/:?[]@"} == set()


def test_the_context_types_the_values_of_our_properties(context: dict) -> None:
    typed = {value["@id"]: value["@type"] for value in context.values() if isinstance(value, dict)}
    assert {terms.expand(key) for key, value in context.items() if isinstance(value, dict)} == set(typed)
    assert set(typed) <= ontology.load().properties
    assert typed[terms.ag("statedIn")] == "@id"
    assert typed[terms.ag("occurred")] == terms.EDTF
    assert typed[terms.ag("occurredFrom")] == terms.XSD + "date"
    assert typed[terms.ag("legalAreaHectares")] == terms.XSD + "decimal"
    assert terms.ag("value") not in typed  # A decimal or an integer: the value says which.
    assert terms.ag("gist") not in typed  # A text in a language.
    assert "@language" not in str(context)
    assert "@container" not in str(context)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib, of its own JSON-LD parser.
def test_a_document_read_with_the_context_has_the_same_triples_as_turtle(context: dict) -> None:
    document = {
        "@context": context,
        "@id": "incident:ex-1",
        "@type": "ag:Incident",
        "ag:place": "admin:2501",
        "ag:occurredFrom": "2020-01-01",
        "ag:occurred": "2020",
        "ag:countable": True,
        "rdfs:label": {"@value": "Hecho inventado", "@language": "es"},
    }
    table = (ROOT / "prefixes.ttl").read_text(encoding="utf-8")
    turtle = """
      incident:ex-1 a ag:Incident ; ag:place admin:2501 ; ag:occurredFrom "2020-01-01"^^xsd:date ;
        ag:occurred "2020"^^edtf:edtf ; ag:countable true ; rdfs:label "Hecho inventado"@es .
    """
    text = json.dumps(document)
    wanted = {quad.triple for quad in ox.parse(table + turtle, ox.RdfFormat.TURTLE)}
    assert {quad.triple for quad in ox.parse(text, ox.RdfFormat.JSON_LD)} == wanted
    by_rdflib = rdflib.Graph().parse(data=text, format="json-ld")
    assert set(by_rdflib) == set(rdflib.Graph().parse(data=table + turtle, format="turtle"))
