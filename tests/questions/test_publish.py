"""The catalogue is written for other tools from the question files, and those tools can read it."""

import json
import re
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from rdflib import RDF, RDFS, SDO, SH

from amazongraph import terms
from amazongraph.messages import LANGUAGES
from amazongraph.questions.answer import ask
from amazongraph.questions.catalogue import catalogue, find_question, read_questions
from amazongraph.questions.forms import json_answer
from amazongraph.questions.lint import lint_header
from amazongraph.questions.publish import CATALOGUES, examples, index, openapi, pages
from amazongraph.questions.question import Column, Question, from_dict, heading
from amazongraph.releases import Release

QUESTIONS = read_questions()
LISTED = [(question, "answers") for question in QUESTIONS]
BOTH = {"es": "Superficie", "en": "Area"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=examples(LISTED, "es", "https://example.org/sparql"), format="turtle")


def test_examples_have_what_the_editor_asks_for(graph: rdflib.Graph) -> None:
    """The query of sib-swiss/sparql-editor for its list: a comment and a select, with what it is run at."""
    found = list(
        graph.query(
            "SELECT ?q ?comment ?select ?target WHERE { ?q a sh:SPARQLExecutable ; rdfs:comment ?comment ; "
            "sh:select|sh:ask|sh:construct|sh:describe ?select ; schema:target ?target }",
            initNs={"sh": SH, "schema": SDO},
        )
    )
    assert {str(row.q).rpartition("/")[2]: str(row.select) for row in found} == {q.id: q.query for q in QUESTIONS}
    assert {str(row.target) for row in found} == {"https://example.org/sparql"}
    assert len(found) == len(QUESTIONS), "one language of comments, or each is listed twice"
    assert {row.comment.language for row in found} == {"en"}
    assert {one.language for one in graph.objects(None, RDFS.label)} == {"es"}


def test_examples_run_with_the_prefixes_declared_beside_them(graph: rdflib.Graph) -> None:
    declared = {
        str(graph.value(one, SH.prefix)): str(graph.value(one, SH.namespace)) for one in graph.objects(None, SH.declare)
    }
    assert declared == terms.prefixes()
    for asked in graph.subjects(RDF.type, SH.SPARQLSelectExecutable):
        assert graph.value(asked, SH.prefixes) is not None
        ox.Store().query(str(graph.value(asked, SH.select)))


def test_examples_say_their_parameters_and_words(graph: rdflib.Graph) -> None:
    asked = rdflib.URIRef(f"{terms.BASE}query/murder-counts")
    assert "asesinatos" in {str(one) for one in graph.objects(asked, SDO.keywords)}
    told = {
        str(graph.value(one, SH.path)).rpartition("/")[2]: (
            str(graph.value(one, SH.datatype)),
            graph.value(one, SH.optional),
        )
        for one in graph.objects(asked, SH.parameter)
    }
    assert told == {
        "area": (terms.XSD + "anyURI", rdflib.Literal(True)),
        "since": (terms.XSD + "date", rdflib.Literal(True)),
    }


# OpenAPI ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_question_is_a_path(lang: str) -> None:
    said = json.loads(openapi(LISTED, lang, "https://example.org/api"))
    assert said["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(said["info"])
    assert said["servers"] == [{"url": "https://example.org/api"}]
    assert set(said["paths"]) == {f"/{question.id}" for question in QUESTIONS}
    for question in QUESTIONS:
        operation = said["paths"][f"/{question.id}"]["get"]
        assert operation["summary"] == question.question[lang]
        assert [one["name"] for one in operation["parameters"]] == [one.name for one in question.parameters]
        assert all(one["in"] == "query" and one["description"] and one["schema"] for one in operation["parameters"])
    referred = set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(said)))
    assert referred == set(said["components"]["schemas"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_the_openapi_that_others_read(lang: str) -> None:
    OpenAPIV31SpecValidator(json.loads(openapi(LISTED, lang))).validate()


def test_what_is_no_openapi_would_be_noticed() -> None:
    said = json.loads(openapi(LISTED, "en"))
    said["paths"]["/murder-counts"]["get"]["parameters"][0]["in"] = "nowhere"
    assert list(OpenAPIV31SpecValidator(said).iter_errors()) != []


def problems(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> list[str]:
    """Where a value breaks a schema of a description."""
    checked = OAS31Validator({**schema, "components": root["components"]})
    return [error.message for error in checked.iter_errors(value)]


@pytest.mark.parametrize("id_", ["murder-counts", "killings-on-record", "reserve-areas", "withheld", "shared-ground"])
def test_an_answer_is_what_its_schema_says(release: Release, id_: str) -> None:
    root = json.loads(openapi(LISTED, "en"))
    schema = root["paths"][f"/{id_}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = json.loads(json_answer(ask(release, find_question(release, id_)), "en"))
    assert problems(answer, schema, root) == []


def test_a_wrong_answer_is_noticed() -> None:
    root = json.loads(openapi(LISTED, "en"))
    schema = root["paths"]["/withheld"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    row = {"profile": "x", "rule": None, "level": "1", "statements": 0, "sources": []}
    said = {"release": "r", "profile": "p", "coverage": None, "rows": [row], "sources": [{}]}
    assert len(problems(said, schema, root)) == 5


# The others -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markdown_tells_every_question(lang: str) -> None:
    said = pages(LISTED, lang)
    assert re.findall(r"^# (.*)$", said, re.MULTILINE) == sorted({question.theme for question in QUESTIONS})
    assert re.findall(r"^## `(.*)`$", said, re.MULTILINE) == [question.id for question in QUESTIONS]
    parts = [part for question in QUESTIONS for part in question.remote]
    assert said.count("```sparql\n") == len(QUESTIONS) + len(parts)
    assert all(part.query in said for part in parts)
    assert "#+" not in said
    for question in QUESTIONS:
        assert question.question[lang] in said
        assert question.note[lang] in said


def test_the_index_gives_every_question_back(release: Release) -> None:
    listed = catalogue(release)
    said = json.loads(index(listed, "es"))
    assert [(from_dict({k: v for k, v in one.items() if k != "status"}), one["status"]) for one in said] == listed


def test_every_form_has_a_name() -> None:
    assert list(CATALOGUES) == ["json", "turtle", "openapi", "markdown"]


# Units ------------------------------------------------------------------------------------------------------


def test_a_column_is_headed_with_its_unit() -> None:
    assert heading(Column("n", "decimal", BOTH, unit={"es": "ha", "en": "ha"}), "es") == "Superficie (ha)"
    assert heading(Column("n", "decimal", BOTH), "en") == "Area"


@pytest.mark.parametrize(
    ("more", "broken"),
    [({}, ["unit"]), ({"unit": {"es": "ha", "en": "ha"}}, []), ({"unit_in": "u"}, []), ({"unit_in": "v"}, ["unit"])],
)
def test_a_decimal_says_of_which_unit_it_is(more: dict[str, Any], broken: list[str]) -> None:
    columns = (Column("n", "decimal", BOTH, **more), Column("u", "entity", BOTH))
    assert lint_header(Question("q", "t", BOTH, BOTH, columns, "SELECT ?n ?u {}", rests_on=("?u",))) == broken
