"""An answer says how much of what there is it can speak of, counts are least values, and no data is not zero."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tiny_release import tiny_release

from amazongraph.questions.answer import Answer, ask
from amazongraph.questions.catalogue import find_question, read_questions
from amazongraph.questions.coverage import Coverage, counted
from amazongraph.questions.forms import csv_table, json_answer, markdown, table
from amazongraph.questions.lint import lint_header
from amazongraph.questions.question import Column, Population, Question
from amazongraph.releases import Release
from amazongraph.sources.curated import tables
from amazongraph.sources.datasets import loaders

BOTH = {"es": "cosas", "en": "things"}
SAID = """
GRAPH source:a {
  community:one a ag:NativeCommunity . community:two a ag:NativeCommunity . community:three a ag:NativeCommunity .
  reserve:r a ag:TerritorialReserve ; ag:legalAreaHectares 12.0 .
  situation:s ag:situationOf community:one . community:two ag:place admin:25 .
  figure:1 a ag:Figure ; ag:indicator v-indicator:killings ; ag:value 3 .
  figure:2 a ag:Figure ; ag:indicator v-indicator:killings .
  figure:3 a ag:Figure ; ag:indicator v-indicator:coca-area ; ag:value 5 .
}
GRAPH source:b { situation:t ag:situationOf community:one . figure:1 ag:value 4 }
"""


@pytest.mark.parametrize(
    ("classes", "reads", "scope", "expected"),
    [
        pytest.param(["ag:NativeCommunity"], ["^ag:situationOf"], [], (3, 1), id="said of it by another thing, twice"),
        pytest.param(["ag:NativeCommunity"], ["ag:place"], [], (3, 1), id="said of it"),
        pytest.param(["ag:NativeCommunity"], ["ag:place", "^ag:situationOf"], [], (3, 2), id="either"),
        pytest.param(["ag:NativeCommunity"], ["ag:people"], [], (3, 0), id="never said"),
        pytest.param(["ag:NativeCommunity", "ag:TerritorialReserve"], ["ag:place"], [], (4, 1), id="two classes"),
        pytest.param(["ag:Person"], ["ag:people"], [], (0, 0), id="nobody"),
        pytest.param(["ag:Figure"], ["ag:value"], [], (3, 2), id="without a scope"),
        pytest.param(["ag:Figure"], ["ag:value"], ["ag:indicator v-indicator:killings"], (2, 1), id="within a scope"),
        pytest.param(
            ["ag:Figure"], ["ag:value"], ["ag:indicator v-indicator:killings|v-indicator:coca-area"], (3, 2), id="wide"
        ),
    ],
)
def test_members_are_counted_once(
    tmp_path: Path, classes: list[str], reads: list[str], scope: list[str], expected: tuple[int, int]
) -> None:
    population = Population(BOTH, tuple(classes), tuple(reads), tuple(scope))
    said = pl.read_parquet(tiny_release(tmp_path, SAID).profile() / "statements.parquet")
    assert counted(said, population) == expected


@pytest.mark.parametrize(
    ("coverage", "lacking"),
    [
        (Coverage(10, 10, complete=True), False),
        (Coverage(10, 9, complete=True), True),
        (Coverage(10, 10), True),
        (Coverage(0, 0), True),
    ],
)
def test_only_a_whole_register_with_data_on_each_makes_a_count_exact(coverage: Coverage, lacking: bool) -> None:
    assert coverage.lacking is lacking


@pytest.fixture(scope="module")
def killings(release: Release) -> Answer:
    return ask(release, find_question(release, "killings-on-record"))


def test_every_form_says_what_an_answer_covers(killings: Answer) -> None:
    """28 incidents, two of them without a date, as ``incidents.csv`` has them."""
    es = "De 28 hechos que constan, tienen algún dato de lo que esta pregunta lee (fecha del hecho): 26. "
    en = "Of 28 incidents on record, those with any data on what this question reads (date of the incident): 26. "
    for form in (table, markdown):
        assert es + "No se sabe cuál es el total" in form(killings, "es")
        assert en + "The total is not known" in form(killings, "en")
    said = json.loads(json_answer(killings, "en"))
    assert (said["coverage"]["known"], said["coverage"]["with_data"], said["coverage"]["complete"]) == (28, 26, False)
    rows = list(csv.DictReader(io.StringIO(csv_table(killings, "es"), newline="")))
    assert {row["Cobertura"] for row in rows} == {json.loads(json_answer(killings, "es"))["coverage"]["text"]}


def test_counts_over_what_is_on_record_say_at_least(killings: Answer) -> None:
    assert "al\u00a0menos\u00a0" in table(killings, "es")
    assert "at\u00a0least\u00a0" in markdown(killings, "en")
    assert "Víctimas (al menos)" in csv_table(killings, "es").splitlines()[0]
    victims = next(one for one in json.loads(json_answer(killings, "es"))["columns"] if one["name"] == "victims")
    assert victims["at_least"] is True
    whole = replace(killings, coverage=Coverage(28, 28, complete=True))
    assert "al\u00a0menos" not in table(whole, "es")
    assert "at least" not in csv_table(whole, "en").splitlines()[0]


def test_a_chain_without_any_term_has_no_days_rather_than_none(release: Release) -> None:
    rows = ask(release, find_question(release, "emergency-chains")).rows
    assert "" in {row["days"] for row in rows}
    assert "0" not in {row["days"] for row in rows}


def test_a_register_that_is_lacking_is_named_and_one_that_is_there_makes_the_total(release: Release) -> None:
    communities = ask(release, find_question(release, "communities-reported"))
    assert "`amazongraph add comunidades-nativas ARCHIVO`" in table(communities, "es")
    documents = ask(release, find_question(release, "documents-to-open"))
    assert documents.coverage is not None
    assert documents.coverage.complete
    assert "Es el total según «documents»." in table(documents, "es")


def test_registers_are_sources_there_are() -> None:
    registers = {one.population.register for one in read_questions() if one.population} - {""}
    assert registers <= {source.card.key for source in tables()} | set(loaders())


POPULATIONS = {
    "sound": (Population(BOTH, ("ag:Area",), ("ag:place",)), "SELECT ?n {}", None, []),
    "a class that there is not": (Population(BOTH, ("ag:Nope",), ("ag:place",)), "SELECT ?n {}", None, ["population"]),
    "a property that there is not": (
        Population(BOTH, ("ag:Area",), ("^ag:nope",)), "SELECT ?n {}", None, ["population"],
    ),
    "nothing read": (Population(BOTH, ("ag:Area",), ()), "SELECT ?n {}", None, ["population"]),
    "of the release itself": (None, "SELECT ?n {}", None, []),
    "a count that does not say what it is worth": (
        None, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x ?p ?o }", None, ["at-least"],
    ),
    "a count that does": (None, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x ?p ?o }", True, []),
    "a sum within a condition": (None, "SELECT (IF(?x, 1, SUM(?y)) AS ?n) { ?x ?p ?y }", None, ["at-least"]),
    "a sum of another name": (None, "SELECT ?n (SUM(?y) AS ?m) { ?x ?n ?y }", None, []),
}  # fmt: skip


@pytest.mark.parametrize(("population", "query", "at_least", "broken"), POPULATIONS.values(), ids=POPULATIONS)
def test_a_question_says_what_it_is_about(
    population: Population | None, query: str, at_least: bool | None, broken: list[str]
) -> None:
    columns = (Column("n", "integer", BOTH, at_least=at_least),)
    asked = Question("q", "t", BOTH, BOTH, columns, query, rests_on=("?n",), population=population)
    assert lint_header(asked) == broken
