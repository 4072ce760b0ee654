"""SPARQL as somebody types it: answered in the form asked for, or refused; never a call of the network."""

from dice import Dice, mutated
from ground import release
from harness import in_words

from amazongraph.cli.query import _serialised, read_sparql
from amazongraph.terms import prefixes

QUERIES = (
    "SELECT ?x WHERE { ?x a ag:IndigenousReserve } LIMIT 3",
    "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x ?p ?o FILTER(?o > 3 &&"
    " REGEX(STR(?x), '^a(b|c)*$')) } GROUP BY ?p HAVING (?n > 1)",
    "ASK { GRAPH ?g { ?s rdfs:label 'x'@es } MINUS { ?s a ?c } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o OPTIONAL { ?o rdfs:label ?l } BIND(1/0 AS ?z) } LIMIT 2",
    "DESCRIBE <https://w3id.org/amazongraph/id/admin/25>",
    "SELECT * WHERE { VALUES (?a ?b) { (UNDEF 1e400) ('x'^^xsd:date <http://x>) } "
    "?s rdfs:label/skos:broader* ?o } ORDER BY ?a LIMIT 5",
    "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "PREFIX x: <http://x/> SELECT (STRLANG('a','es') AS ?l) (SUBSTR('abc', -5, 99999999999999999999) AS ?s) {}",
    "INSERT DATA { <a> <b> <c> }",
    "DESCRIBE <http://x/" + "y" * 300 + ">",
)
SEEDS = (
    [bytes([number]) for number in range(9)]
    + [bytes([number, 3, 9, 0, 1, 1, 40, 2, 2]) for number in range(9)]
    + [b"\xff SELECT * {}"]
)
FORMS = ("csv", "tsv", "json", "xml", "ntriples", "")


def target(data: bytes) -> None:
    """One of the queries with pieces changed, or the bytes as they are."""
    dice = Dice(data)
    first = dice.below(256)
    text = (
        data[1:].decode("utf-8", "replace")
        if first == 255
        else mutated(QUERIES[first % len(QUERIES)], dice, 5).decode("utf-8", "replace")
    )
    prologue = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in prefixes().items())
    with in_words():
        _serialised(release().store("public"), prologue + read_sparql(text), dice.pick(FORMS))
