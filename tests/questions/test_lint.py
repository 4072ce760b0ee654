"""Each rule of the linter: a query that breaks it is named, one that keeps it is not."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from amazongraph.questions.catalogue import read_questions
from amazongraph.questions.lint import lint, lint_header
from amazongraph.questions.question import Column, Parameter, Question

BOTH = {"es": "…", "en": "…"}
PROLOGUE = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def question(query: str, *parameters: Parameter) -> Question:
    """A question with that query, which the engine must be able to read."""
    ox.Store().query(PROLOGUE + query)
    return Question("q", "theme", BOTH, BOTH, (), PROLOGUE + query, parameters=parameters)


BREAKS = {
    "COUNT of a variable": ("count-distinct", "SELECT (COUNT(?x) AS ?n) WHERE { ?x a ag:Person }"),
    "COUNT of everything": ("count-distinct", "SELECT (COUNT(*) AS ?n) WHERE { ?x a ag:Person }"),
    "count in lower case": ("count-distinct", "SELECT (count( ?x ) AS ?n) WHERE { ?x a ag:Person }"),
    "a second COUNT, in HAVING": (
        "count-distinct",
        "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ?c } GROUP BY ?c HAVING (COUNT(?x) > 1)",
    ),
    "GROUP_CONCAT of an IRI": (
        "concat-str",
        'SELECT (GROUP_CONCAT(DISTINCT ?x; separator=" ") AS ?all) WHERE { ?x a ag:Person }',
    ),
    "GROUP_CONCAT without STR or DISTINCT": (
        "concat-str",
        "SELECT (GROUP_CONCAT(?x) AS ?all) WHERE { ?x a ag:Person }",
    ),
    "SUM over plain patterns": ("sum-over-distinct", "SELECT (SUM(?n) AS ?all) WHERE { ?x ag:value ?n }"),
    "AVG over plain patterns": ("sum-over-distinct", "SELECT (AVG(?n) AS ?all) WHERE { ?x ag:value ?n }"),
    "SUM DISTINCT, which drops equal values of different things": (
        "sum-over-distinct",
        "SELECT (SUM(DISTINCT ?n) AS ?all) WHERE { { SELECT DISTINCT ?x ?n WHERE { ?x ag:value ?n } } }",
    ),
    "SUM over a SELECT that is not DISTINCT": (
        "sum-over-distinct",
        "SELECT (SUM(?n) AS ?all) WHERE { { SELECT ?x ?n WHERE { ?x ag:value ?n } } }",
    ),
    "SUM over a SELECT DISTINCT that loses the entity": (
        "sum-over-distinct",
        "SELECT (SUM(?n) AS ?all) WHERE { { SELECT DISTINCT ?n WHERE { ?x ag:value ?n } } }",
    ),
    "SUM beside an inner SELECT DISTINCT of something else": (
        "sum-over-distinct",
        "SELECT (SUM(?n) AS ?all) WHERE { ?x ag:value ?n { SELECT DISTINCT ?x ?c WHERE { ?x a ?c } } }",
    ),
    "SUM over an inner SELECT DISTINCT whose rows another pattern multiplies": (
        "sum-over-distinct",
        "SELECT (SUM(?n) AS ?all) WHERE { { SELECT DISTINCT ?x ?n WHERE { ?x ag:value ?n } } ?x ag:area ?place }",
    ),
    "SUM over an inner SELECT DISTINCT whose rows an OPTIONAL multiplies": (
        "sum-over-distinct",
        "SELECT (SUM(?n) AS ?all) WHERE "
        "{ { SELECT DISTINCT ?x ?n WHERE { ?x ag:value ?n } } OPTIONAL { ?x ag:area ?place } }",
    ),
    "NOT EXISTS over two patterns": (
        "not-exists",
        "SELECT ?x WHERE { ?x a ag:Person FILTER NOT EXISTS { ?x ag:victimOf ?i . ?i ag:place ?p } }",
    ),
    "NOT EXISTS over two patterns without a space before the full stop": (
        "not-exists",
        "SELECT ?x WHERE { ?x a ag:Person FILTER NOT EXISTS { ?x ag:victimOf ?i. ?i ag:place ?p. } }",
    ),
    "NOT EXISTS over two properties of one thing": (
        "not-exists",
        "SELECT ?x WHERE { ?x a ag:Person FILTER NOT EXISTS { ?x ag:victimOf ?i ; ag:place ?p } }",
    ),
    "NOT EXISTS over two values of one property": (
        "not-exists",
        "SELECT ?x WHERE { ?x a ag:Person FILTER NOT EXISTS { ?x ag:victimOf ?i, ?j } }",
    ),
    "NOT EXISTS over patterns in a nested group": (
        "not-exists",
        "SELECT ?x WHERE { ?x a ag:Person FILTER NOT EXISTS { GRAPH ?g { ?x ag:victimOf ?i . ?i ag:place ?p } } }",
    ),
    "date + typed duration": (
        "date-plus-duration",
        'SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d + "P1D"^^xsd:dayTimeDuration > ?d) }',
    ),
    "date + duration with a full IRI": (
        "date-plus-duration",
        'SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d + "P1Y"^^<http://www.w3.org/2001/XMLSchema#duration> > ?d) }',
    ),
    "date + cast duration": (
        "date-plus-duration",
        'SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d + xsd:yearMonthDuration("P1Y") > ?d) }',
    ),
    "date + variable that is a duration": (
        "date-plus-duration",
        "SELECT ?x WHERE { ?x ag:asOfTo ?d ; ag:lasts ?duration FILTER(?d + ?duration > ?d) }",
    ),
    "duration + date": (
        "date-plus-duration",
        'SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER("P1D"^^xsd:dayTimeDuration + ?d > ?d) }',
    ),
    "SERVICE": ("service", "SELECT ?x WHERE { SERVICE <https://example.org/sparql> { ?x a ag:Person } }"),
    "service silent, right after a full stop": (
        "service",
        "SELECT ?x WHERE { ?x a ag:Person .service silent <https://example.org/sparql> { ?x ag:place ?p } }",
    ),
}


@pytest.mark.parametrize(("rule", "query"), BREAKS.values(), ids=BREAKS)
def test_breaks(rule: str, query: str) -> None:
    assert lint(question(query)) == [rule]


KEEPS = {
    "COUNT DISTINCT": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ag:Person }",
    "a property whose name ends like a keyword": "SELECT ?x WHERE { ?x ag:count ?count ; ag:service ?service }",
    "GROUP_CONCAT of texts": "SELECT (GROUP_CONCAT(DISTINCT STR(?x)) AS ?all) WHERE { ?x a ag:Person }",
    "SUM over an inner SELECT DISTINCT that keeps the entity": (
        "SELECT (SUM(?n) AS ?all) WHERE { { SELECT DISTINCT ?x ?n WHERE { ?x ag:value ?n } } }"
    ),
    "SUM over one, beside filters, values and bindings": (
        "SELECT (SUM(?n * 2) AS ?all) WHERE { VALUES ?x { ag:a ag:b } "
        "{ SELECT DISTINCT ?x ?n WHERE { ?x ag:value ?n } } FILTER(?n > 0.5) FILTER regex(STR(?x), 'a') BIND(1 AS ?y) }"
    ),
    "NOT EXISTS over one pattern": "SELECT ?x WHERE { ?x a ag:Person FILTER NOT EXISTS { ?x ag:victimOf ?i . } }",
    "NOT EXISTS over one pattern with a filter": (
        "SELECT ?x WHERE { ?x a ag:Figure FILTER NOT EXISTS { ?x ag:value ?n FILTER(?n > 0.5) } }"
    ),
    "NOT EXISTS over a path": "SELECT ?x WHERE { ?x a ag:Person FILTER NOT EXISTS { ?x ag:victimOf/ag:place ?p } }",
    "MINUS over several patterns": "SELECT ?x WHERE { ?x a ag:Person MINUS { ?x ag:victimOf ?i . ?i ag:place ?p } }",
    "date - duration": 'SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d - "P1D"^^xsd:dayTimeDuration < ?d) }',
    "number + number": "SELECT ?x WHERE { ?x ag:value ?n FILTER(?n + 1 > 2) }",
    "SERVICE in a text": 'SELECT ?x WHERE { ?x ag:note "SERVICE <x> COUNT(?y)" }',
    "SERVICE in a text in single quotes": "SELECT ?x WHERE { ?x ag:note 'SERVICE <x>' }",
    "SERVICE in a long text that holds quotes": 'SELECT ?x WHERE { ?x ag:note """a "SERVICE" b""" }',
    "SERVICE in a long text in single quotes": "SELECT ?x WHERE { ?x ag:note '''it's SERVICE''' }",
    "SERVICE after an escaped quote": r'SELECT ?x WHERE { ?x ag:note "a \" SERVICE" }',
    "SERVICE in a comment that holds a quote": "SELECT ?x WHERE { # don't use \"SERVICE <x>\n ?x a ag:Person }",
    "SERVICE in an IRI": "SELECT ?x WHERE { ?x a <https://example.org/SERVICE> }",
    "COUNT in a comment": "# COUNT(?x) + SUM(?x)\nSELECT ?x WHERE { ?x a ag:Person }",
}


@pytest.mark.parametrize("query", KEEPS.values(), ids=KEEPS)
def test_keeps(query: str) -> None:
    assert lint(question(query)) == []


SINCE = Parameter("since", "xsd_date", BOTH)
MISPLACED = {
    "in the projection": "SELECT (?__since_xsd_date AS ?s) ?x WHERE { ?x ag:asOfTo ?d FILTER(?d > ?__since_xsd_date) }",
    "in a pattern of the outermost group": "SELECT ?x WHERE { ?x ag:asOfTo ?__since_xsd_date }",
    "in an OPTIONAL": "SELECT ?x WHERE { ?x a ag:Figure OPTIONAL { ?x ag:asOfTo ?d FILTER(?d > ?__since_xsd_date) } }",
    "in a sub-select": ("SELECT ?x WHERE { { SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d > ?__since_xsd_date) } } }"),
    "in a UNION": "SELECT ?x WHERE { { ?x a ag:A } UNION { ?x ag:asOfTo ?d FILTER(?d > ?__since_xsd_date) } }",
    "in FILTER EXISTS": "SELECT ?x WHERE { ?x a ag:Figure FILTER EXISTS { ?x ag:asOfTo ?__since_xsd_date } }",
    "in a BIND after a FILTER": (
        "SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d > ?x) BIND(IF(BOUND(?__since_xsd_date), 1, 2) AS ?n) }"
    ),
    "in ORDER BY": "SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d > ?__since_xsd_date) } ORDER BY ?__since_xsd_date",
    "written with a dollar sign": "SELECT ?x WHERE { ?x ag:asOfTo $__since_xsd_date }",
}


@pytest.mark.parametrize("query", MISPLACED.values(), ids=MISPLACED)
def test_a_parameter_that_engines_would_ignore(query: str) -> None:
    assert lint(question(query, SINCE)) == ["parameter-place"]


PLACED = {
    "in a FILTER": "SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(!BOUND(?__since_xsd_date) || ?d > ?__since_xsd_date) }",
    "in a filter in lower case": "SELECT ?x WHERE { ?x ag:asOfTo ?d filter ( ?d > ?__since_xsd_date ) }",
    "in a filter that is a function": "SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER sameTerm(?d, ?__since_xsd_date) }",
    "after a closed group": (
        "SELECT ?x WHERE { OPTIONAL { ?x ag:asOfTo ?d FILTER(?d > ?x) } FILTER((?d > ?x) || ?d > ?__since_xsd_date) }"
    ),
    "with a brace in a text before it": (
        'SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?x != "{(" && ?d > ?__since_xsd_date) }'
    ),
}


@pytest.mark.parametrize("query", PLACED.values(), ids=PLACED)
def test_a_parameter_that_engines_hear(query: str) -> None:
    assert lint(question(query, SINCE)) == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT ?x WHERE { ?x a ag:Figure }", id="absent"),
        pytest.param("SELECT ?x WHERE { ?x a ag:Figure } # ?__since_xsd_date", id="only in a comment"),
        pytest.param("SELECT ?x WHERE { ?x ag:asOfTo ?d FILTER(?d > ?__since_xsd_date_2) }", id="a longer name"),
    ],
)
def test_a_parameter_that_nothing_uses(query: str) -> None:
    assert lint(question(query, SINCE)) == ["parameter-unused"]


def test_every_rule_a_query_breaks_is_named() -> None:
    query = "SELECT (COUNT(?x) AS ?n) (SUM(?v) AS ?s) WHERE { SERVICE <x:y> { ?x ag:value ?v } }"
    assert lint(question(query, SINCE)) == ["count-distinct", "parameter-unused", "service", "sum-over-distinct"]


@pytest.mark.parametrize("asked", read_questions(), ids=lambda asked: asked.id)
def test_the_questions_keep_every_rule(asked: Question) -> None:
    assert lint(asked) == lint_header(asked) == []


RESTS = {
    "a triple over columns": (["?x ag:value ?n"], []),
    "several predicates, anything said": (["?x ag:value|ag:minValue ?said"], []),
    "the class": (["?x a ag:Figure"], []),
    "the document that a statement names": (["?x ag:statedIn ?source"], []),
    "a column of documents": (["?x"], []),
    "the release alone": (["release"], []),
    "nothing": ([], ["rests-on"]),
    "no column": (["?y ag:value ?z"], ["rests-on"]),
    "a column that there is not": (["?y"], ["rests-on"]),
    "two terms": (["?x ag:value"], ["rests-on"]),
    "a prefix that nobody declares": (["?x nope:value ?n"], ["rests-on"]),
    "one that is malformed among sound ones": (["?x ag:value ?n", "x"], ["rests-on"]),
}


@pytest.mark.parametrize(("rests_on", "broken"), RESTS.values(), ids=RESTS)
def test_a_question_says_what_its_rows_rest_on(rests_on: list[str], broken: list[str]) -> None:
    columns = tuple(Column(name, "text", BOTH) for name in ("x", "n"))
    asked = Question("q", "theme", BOTH, BOTH, columns, "SELECT ?x ?n {}", rests_on=tuple(rests_on))
    assert lint_header(asked) == broken


RECKONED = {
    "a number of the query": (Column("n", "integer", BOTH), "emergency-days", []),
    "a number of the reckoning that does not say whether it is a least one": (
        Column("made", "integer", BOTH),
        "emergency-days",
        ["at-least"],
    ),
    "one that does": (Column("made", "integer", BOTH, at_least=True), "emergency-days", []),
    "a text of the reckoning": (Column("made", "text", BOTH), "emergency-days", []),
    "a reckoning that there is not": (Column("n", "integer", BOTH), "astrology", ["reckoned-by"]),
}


@pytest.mark.parametrize(("column", "reckoned_by", "broken"), RECKONED.values(), ids=RECKONED)
def test_what_a_reckoning_makes(column: Column, reckoned_by: str, broken: list[str]) -> None:
    query = "#+ ?made\nSELECT ?n WHERE { ?x ag:value ?n }"
    asked = Question("q", "t", BOTH, BOTH, (column,), query, rests_on=("release",), reckoned_by=reckoned_by)
    assert lint_header(asked) == broken


def test_a_parameter_that_only_the_reckoning_takes() -> None:
    query = "SELECT ?x WHERE { ?x a ag:Figure }"
    since = replace(SINCE, reckons=True)
    assert lint(question(query, since)) == ["parameter-unused"], "there is no reckoning to take it"
    assert lint(replace(question(query, since), reckoned_by="emergency-days")) == []
    assert lint(replace(question(query, SINCE), reckoned_by="emergency-days")) == ["parameter-unused"]


def test_a_name_without_end_is_looked_at_once() -> None:
    # From each of its letters anew this took minutes.
    assert lint(question(f"SELECT * WHERE {{ ?s ?p ?{'y' * 200_000} }}")) == []
