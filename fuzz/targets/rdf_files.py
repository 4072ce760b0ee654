"""RDF files as ``check`` is given them (Turtle, N-Quads, TriG, RDF/XML, JSON-LD): checked, or refused."""

from dice import Dice, mutated, tree_mutated, written
from harness import in_words, put

from amazongraph.checks.report import findings_of_rdf, read_rdf

PREFIXES = """@prefix ag: <https://w3id.org/amazongraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
BODY = """<https://w3id.org/amazongraph/id/admin/25> a ag:Department ; rdfs:label "Ucayali"@es , 'x'^^xsd:date ;
  ag:within [ a ag:Country ] , ( 1 2.5 1e400 true ) ; ag:began "2024-02-30"^^xsd:date ; ag:legalAreaHectares 1e0 .
"""
QUADS = """<http://a/1> <https://w3id.org/amazongraph/ns#place> "x"@es <http://a/g> .
_:b <http://a/p> <https://w3id.org/amazongraph/id/admin/25> .
"""
XML = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ag="https://w3id.org/amazongraph/ns#">
<ag:Department rdf:about="https://w3id.org/amazongraph/id/admin/25">
<ag:note xml:lang="es">&b;</ag:note></ag:Department></rdf:RDF>
"""
TREE = {
    "@context": {
        "ag": "https://w3id.org/amazongraph/ns#",
        "within": {"@id": "ag:within", "@type": "@id"},
        "@language": "es",
    },
    "@graph": [
        {
            "@id": "https://w3id.org/amazongraph/id/admin/25",
            "@type": "ag:Department",
            "ag:note": {"@value": "x", "@language": "es"},
        },
        {
            "@id": "_:b",
            "within": "https://w3id.org/amazongraph/id/area/peru",
            "@reverse": {"within": {"@id": "_:c"}},
            "ag:n": {"@list": [1, 2.5]},
        },
    ],
}
CONTEXTS = (
    "http://127.0.0.1:1/context",
    "x",
    ["y", None],
    {"@import": "z"},
    {"a": "b:a", "b": "a:b"},
    {"@vocab": "ag:"},
    {"@base": "::"},
)
KINDS = (
    ("ttl", PREFIXES + BODY),
    ("trig", PREFIXES + "<http://g> {" + BODY + "}"),
    ("nq", QUADS),
    ("nt", QUADS),
    ("rdf", XML),
    ("jsonld", ""),
)
SEEDS = (
    [bytes([number]) for number in range(6)]
    + [bytes([number, 3, 1, 60, 9, 2, 4]) for number in range(6)]
    + [b"\x05\x01\x02\x03\x04", b"\xffx"]
)


def target(data: bytes) -> None:
    """A file of the kind that the first byte chooses, changed, or the bytes as they are."""
    dice = Dice(data)
    first = dice.below(256)
    kind, text = KINDS[first % len(KINDS)]
    if first > 250:
        content = dice.rest()
    elif kind == "jsonld":
        tree = tree_mutated(TREE, dice) if dice else TREE
        if isinstance(tree, dict) and dice.below(3) == 2:
            tree["@context"] = dice.pick(CONTEXTS)
        content = written(tree)
    else:
        content = mutated(text, dice, 6)
    path = put(f"datos.{kind}", content)
    with in_words():
        for finding in findings_of_rdf(read_rdf(path), path.name):
            finding.problem().text("es")
