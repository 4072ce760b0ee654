"""An answer cites: each row names its documents, numbered as a reader meets them."""

import csv
from pathlib import Path

import pytest
from tiny_release import tiny_release

from amazongraph.errors import ParameterError, QueryError, ReleaseError
from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.catalogue import find_question, read_questions
from amazongraph.questions.forms import coverage, json_answer, table
from amazongraph.questions.question import Column, Parameter, Question
from amazongraph.releases import Release
from amazongraph.terms import BASE, META, shorten

BOTH = {"es": "…", "en": "…"}
SOURCE = f"{BASE}source/"
IDS = [question.id for question in read_questions()]


@pytest.fixture(scope="module")
def answers(release: Release) -> dict[str, Answer]:
    """Every question, asked without parameters."""
    return {id_: ask(release, find_question(release, id_)) for id_ in IDS}


@pytest.mark.parametrize("id_", IDS)
def test_every_row_cites_a_document(answers: dict[str, Answer], id_: str) -> None:
    answer = answers[id_]
    assert answer.rows or answer.question.needs
    # What is withheld rests on the release alone; a document without a date of its own is told of as a thing.
    uncited = [i for i, row in enumerate(answer.rows) if not answer.numbers(row)]
    assert uncited == [] or id_ in {"withheld", "open-findings"}


@pytest.mark.parametrize("id_", IDS)
def test_documents_are_numbered_as_the_rows_cite_them(answers: dict[str, Answer], id_: str) -> None:
    answer = answers[id_]
    read = list(dict.fromkeys(number for row in answer.rows for number in answer.numbers(row)))
    assert read == list(range(1, len(answer.sources) + 1))
    assert len({source.iri for source in answer.sources}) == len(answer.sources)


@pytest.mark.parametrize("id_", IDS)
def test_every_document_a_row_names_is_described(answers: dict[str, Answer], id_: str) -> None:
    answer = answers[id_]
    named = {iri for row in answer.rows for iri in row["sources"].split()}
    assert named == {source.iri for source in answer.sources}
    assert all(source.title and source.reading for source in answer.sources)


@pytest.mark.parametrize("id_", IDS)
def test_every_thing_a_row_names_has_a_name_in_both_languages(answers: dict[str, Answer], id_: str) -> None:
    """What has no name of its own is called by what it says or counts; no row shows an IRI."""
    answer = answers[id_]
    things = [column.name for column in answer.question.columns if column.type in {"entity", "entities"}]
    for row in answer.rows:
        for iri in (iri for name in things for iri in row[name].split()):
            assert set(answer.labels[iri]) == set(answer.short[iri]) == {"es", "en"}
            # A finding may be about anything, also what has no name to be called by.
            assert shorten(iri) not in answer.labels[iri].values() or id_ in {"open-findings", "external-ids"}


@pytest.mark.parametrize("id_", IDS)
def test_titles_made_by_others_are_marked(answers: dict[str, Answer], id_: str) -> None:
    """Held against the table of documents, which says of each title whether its publisher made it; tables of links
    name themselves.
    """
    path = Path(__file__).parents[2] / "src" / "amazongraph" / "sources" / "curated" / "documents.csv"
    with path.open(encoding="utf-8", newline="") as file:
        made = {record["key"]: record["title_made"] == "yes" for record in csv.DictReader(file)}
    for source in answers[id_].sources:
        bracketed = f"[{source.title}] (título no verificado)" in source.text("es")
        assert bracketed is made.get(source.iri.removeprefix(SOURCE), False)


def test_the_answer_says_what_it_rests_on(release: Release, answers: dict[str, Answer]) -> None:
    answer = answers["murder-counts"]
    years = sorted(source.date[:4] for source in answer.sources if source.date[:4].isdigit())
    assert answer.years() == (years[0], years[-1])
    assert coverage(answer, "en") == (
        f"Coverage: 40 rows resting on {len(answer.sources)} documents, published between {years[0]} and {years[-1]}. "
        f"Release {release.id}, profile public: 0 statements withheld."
    )


def test_tables_use_acronyms_and_data_files_the_full_name(answers: dict[str, Answer]) -> None:
    answer = answers["murder-counts"]
    aidesep = f"{BASE}id/organization/aidesep"
    assert answer.short[aidesep]["es"] == "AIDESEP"
    assert answer.labels[aidesep]["es"] == "Asociación Interétnica de Desarrollo de la Selva Peruana"


# Small ones -------------------------------------------------------------------------------------------------


def columns(**types: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, BOTH) for name, kind in types.items())


def question(query: str, *parameters: Parameter, **types: str) -> Question:
    prologue = f"PREFIX ag: <{BASE}ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    return Question("q", "theme", BOTH, BOTH, columns(**types), prologue + query, parameters=parameters)


def document(key: str, date: str = "") -> str:
    issued = f' ; ag:issued "{date}"^^edtf:edtf' if date else ""
    return f'GRAPH <{META}> {{ source:{key} dct:title "{key}"{issued} }}\n'


SAID = """
GRAPH source:b {{ figure:1 ag:value 1 ; ag:attributedTo organization:z, organization:a }}
GRAPH source:a {{ figure:1 ag:value 1 . figure:2 ag:value 2 ; rdfs:label "dos"@es, "two"@en }}
GRAPH source:c {{ figure:3 ag:value 3 }}
GRAPH source:d {{ figure:3 ag:value 3 }}
GRAPH source:secret {{ figure:3 ag:value 3 }}
{documents}
"""
BY_GRAPH = """
SELECT ?figure (GROUP_CONCAT(DISTINCT STR(?who); separator=" ") AS ?whom)
       (GROUP_CONCAT(DISTINCT STR(?g); separator=" ") AS ?sources)
WHERE { GRAPH ?g { ?figure ag:value ?value } OPTIONAL { ?figure ag:attributedTo ?who } }
GROUP BY ?figure ORDER BY DESC(?figure)
"""


@pytest.fixture
def small(tmp_path: Path) -> Answer:
    documents = document("a", "2019-02") + document("b") + document("c", "2012/2021")
    documents += document("d") + document("unused", "1999")
    asked = question(BY_GRAPH, figure="entity", whom="entities", absent="text", sources="sources")
    return ask(tiny_release(tmp_path, SAID.format(documents=documents), withheld=7), asked)


def test_numbers_follow_the_rows_and_within_one_the_addresses(small: Answer) -> None:
    assert [row["figure"].rpartition("/")[2] for row in small.rows] == ["3", "2", "1"]
    assert [source.title for source in small.sources] == ["c", "d", "a", "b"]
    assert [small.numbers(row) for row in small.rows] == [[1, 2], [3], [3, 4]]


def test_what_an_engine_joined_is_put_in_order(small: Answer) -> None:
    assert small.rows[2]["sources"] == f"{SOURCE}a {SOURCE}b"
    assert small.rows[2]["whom"] == f"{BASE}id/organization/a {BASE}id/organization/z"
    assert small.rows[0]["whom"] == ""


def test_a_document_that_is_not_described_is_named_but_not_numbered(small: Answer) -> None:
    assert small.rows[0]["sources"] == f"{SOURCE}c {SOURCE}d {SOURCE}secret"
    assert small.numbers(small.rows[0]) == [1, 2]


def test_a_column_the_query_does_not_give_is_empty(small: Answer) -> None:
    assert {row["absent"] for row in small.rows} == {""}


def test_a_thing_without_a_name_is_called_by_its_curie(small: Answer) -> None:
    assert small.labels[f"{BASE}id/figure/1"] == {"es": "figure:1", "en": "figure:1"}
    assert small.labels[f"{BASE}id/figure/2"] == {"es": "dos", "en": "two"}


def test_years_are_those_of_the_documents_cited(small: Answer) -> None:
    assert small.years() == ("2012", "2021")
    assert "published between 2012 and 2021. Release 2026-01-01-abc" in coverage(small, "en")


def test_the_answer_says_how_much_its_profile_does_not_show(small: Answer) -> None:
    assert small.withheld == 7
    assert coverage(small, "es").endswith("perfil público: 7 afirmaciones retenidas.")


def test_no_date_no_years(tmp_path: Path) -> None:
    asked = question(BY_GRAPH, figure="entity", whom="entities", sources="sources")
    assert ask(tiny_release(tmp_path, SAID.format(documents=document("a"))), asked).years() is None


# Refusals ---------------------------------------------------------------------------------------------------


def test_a_parameter_is_kept_with_the_answer(release: Release) -> None:
    asked = find_question(release, "murder-counts")
    answer = ask(release, asked, {"area": "area:peru"})
    assert answer.parameters == {"area": "area:peru"}
    assert '"area": "area:peru"' in json_answer(answer, "es")


def test_a_parameter_that_nothing_meets_gives_no_row_and_says_that_this_is_not_zero(release: Release) -> None:
    answer = ask(release, find_question(release, "murder-counts"), {"area": "admin:15"})
    assert answer.rows == []
    assert answer.sources == []
    assert "No haber dato no es cero." in table(answer, "es")


def test_an_unknown_parameter_is_refused(release: Release) -> None:
    with pytest.raises(ParameterError, match=r'no parameter "department"\. It has: area, since\.'):
        ask(release, find_question(release, "airstrip-counts"), {"department": "25"})


def test_an_ill_typed_parameter_is_refused(release: Release) -> None:
    with pytest.raises(ParameterError, match=r'The parameter "since" must be a date that exists, .*; "ayer" is not\.'):
        ask(release, find_question(release, "airstrip-counts"), {"since": "ayer"})


def test_a_profile_the_release_does_not_have_is_refused(release: Release) -> None:
    with pytest.raises(ReleaseError, match=f"The release {release.id} has no profile partner"):
        ask(release, find_question(release, "murder-counts"), profile="partner")


def test_a_query_that_is_no_select_is_refused(release: Release) -> None:
    with pytest.raises(QueryError, match="must be a SELECT"):
        ask(release, question("ASK { ?s ?p ?o }", sources="sources"))


def test_a_query_that_does_not_parse_is_refused(release: Release) -> None:
    with pytest.raises(QueryError, match="cannot be read"):
        ask(release, question("SELECT WHERE", sources="sources"))
