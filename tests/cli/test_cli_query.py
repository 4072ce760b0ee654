"""``amazongraph query``: free SPARQL in a process that can be stopped and that never opens the network."""

import csv
import io
import json
import multiprocessing
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from console import Ran, run
from small_tables import read

from amazongraph.cli.query import read_sparql, run_query
from amazongraph.errors import AmazonGraphError, QueryError, SourceError
from amazongraph.releases import Release
from amazongraph.settings import Settings
from amazongraph.sources.curated import FOLDER
from amazongraph.terms import BASE, NS

Query = Callable[..., Ran]
Answer = Callable[..., Any]
FIGURES = "SELECT ?f WHERE { ?f a ag:Figure } ORDER BY ?f"


@pytest.fixture
def query(reference: Settings, monkeypatch: pytest.MonkeyPatch) -> Query:
    """Query the reference release."""
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        # The process of a query is killed: whoever measures would find half-written notes.
        monkeypatch.delenv(name)
    return lambda *given, **how: run("--workspace", reference.root, "query", *given, **how)


@pytest.fixture
def answer(release: Release) -> Answer:
    """What the process of a query sends back, here without the process."""

    def send(sparql: str, form: str = "") -> Any:
        sent: list[Any] = []
        sender: Any = type("Sender", (), {"send": lambda self, one: sent.append(one)})()
        run_query(release, "public", f"PREFIX ag: <{NS}> {sparql}", form, sender)
        return sent[0]

    return send


def _figures() -> list[str]:
    return sorted(f"{BASE}id/figure/{row['key']}" for row in read(FOLDER / "figures.csv"))


def _rows(data: bytes) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8"), newline=""))][1:]


def test_text_is_run_with_the_prefixes_of_the_ontology(query: Query) -> None:
    ran = query(FIGURES)
    assert (ran.code, ran.err) == (0, "")
    assert _rows(ran.data) == _figures()


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with byte-order mark"])
def test_a_file_and_standard_input_are_read(mark: str, query: Query, tmp_path: Path) -> None:
    (tmp_path / "figures.rq").write_text(mark + FIGURES, encoding="utf-8")
    by_file = query(tmp_path / "figures.rq")
    by_stdin = query("-", stdin=mark + FIGURES)
    assert (by_file.code, by_stdin.code) == (0, 0), by_stdin.err
    assert _rows(by_file.data) == _rows(by_stdin.data) == _figures()


def test_a_prefix_of_the_query_wins(query: Query) -> None:
    ran = query(f"PREFIX ag: <http://example.org/> {FIGURES}")
    assert (ran.code, _rows(ran.data)) == (0, [])


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_rows_come_in_the_form_asked_for(form: str, answer: Answer) -> None:
    result = rdflib.query.Result.parse(io.BytesIO(answer(FIGURES, form)), format=form)
    assert [str(row[0]) for row in result] == _figures()


@pytest.mark.parametrize("form", ["", "ntriples"], ids=["by default", "ntriples asked for"])
def test_rows_are_csv_where_the_form_is_not_one_of_rows(form: str, answer: Answer) -> None:
    assert _rows(answer(FIGURES, form)) == _figures()


@pytest.mark.parametrize("form", ["", "csv", "tsv", "json", "ntriples"])
@pytest.mark.parametrize(("kind", "holds"), [("ag:Figure", True), ("ag:Unicorn", False)])
def test_ask_says_yes_or_no(kind: str, holds: bool, form: str, answer: Answer) -> None:
    assert json.loads(answer(f"ASK {{ ?x a {kind} }}", form))["boolean"] is holds


def test_ask_in_xml(answer: Answer) -> None:
    assert b"<boolean>true</boolean>" in answer("ASK { ?x a ag:Figure }", "xml")


@pytest.mark.parametrize("form", ["", "ntriples", "json"], ids=["by default", "ntriples", "json has no triples"])
def test_construct_gives_triples(form: str, answer: Answer) -> None:
    built = answer("CONSTRUCT { ?x a <http://example.org/F> } WHERE { ?x a ag:Figure }", form)
    triples = rdflib.Graph().parse(data=built.decode("utf-8"), format="nt")
    assert sorted(str(subject) for subject in triples.subjects()) == _figures()


@pytest.mark.parametrize(
    ("lang", "words"),
    [("es", "La consulta SPARQL no se puede leer: "), ("en", "The SPARQL query cannot be read: ")],
    ids=["es", "en"],
)
def test_a_syntax_error_is_told(lang: str, words: str, query: Query) -> None:
    ran = query("SELECT ?x WHERE { ?x a }", "--lang", lang)
    assert (ran.code, ran.data) == (2, b"")
    assert ran.err.startswith(words)
    assert "Traceback" not in ran.err


def test_the_line_of_a_syntax_error_is_that_of_the_query_as_written(query: Query) -> None:
    assert "error at 1:" in query("SELECT ?x WHERE { ?x a }").err
    assert "error at 3:" in query("SELECT ?x\nWHERE {\n?x a }").err


@pytest.mark.parametrize("name", ["nothing.rq", "folder/nothing.sparql"])
def test_a_file_that_is_not_there_is_told(name: str, query: Query) -> None:
    ran = query(name)
    assert (ran.code, ran.data) == (3, b"")
    assert ran.err == f"{name}: no se encuentra el archivo. Revise su nombre y su carpeta.\n"


@pytest.mark.parametrize("text", ["INSERT DATA { <http://a> <http://a> 1 }", "DROP ALL", "nothing.rq"])
def test_what_is_no_query_is_refused(text: str, answer: Answer) -> None:
    assert answer(text).key == "query.syntax"


def test_a_query_that_fails_while_it_runs_is_told(answer: Answer) -> None:
    refused = answer("SELECT ?x WHERE { ?x a ag:Figure FILTER(<http://example.org/no-such-function>(?x)) }")
    assert isinstance(refused, QueryError)
    assert "no-such-function" in refused.text("es")


def test_a_query_that_fails_while_its_rows_are_written_is_told(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def serialize(self, **how: object) -> bytes:
            raise OSError("the disk is gone")

    monkeypatch.setattr("amazongraph.store.embedded.run", lambda store, query: Failing())
    told = answer(FIGURES)
    assert (told.key, told.text("en")) == ("query.failed", "The SPARQL query failed: the disk is gone")


SERVICES = {
    "plain": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "in lower case": "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "after a comparison": "SELECT * { FILTER(1 < 2) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "between quotes of two kinds": (
        "SELECT * { BIND('\"' AS ?a) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } BIND('\"' AS ?b) }"
    ),
    "after an escaped hash": "SELECT * { ?s ag:a\\#b ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "after a comment": "SELECT * { # it's <\nSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "joined to a number": "SELECT * { ?a ?b 1SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "joined to a prefix": "PREFIX p: <http://127.0.0.1:9/> SELECT * { SERVICEp:x { ?s ?p ?o } }",
    "joined to an empty prefix": "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "in an inner query": "SELECT * { { SELECT * { SERVICE ?g { ?s ?p ?o } } } }",
}


@pytest.mark.parametrize("text", SERVICES.values(), ids=SERVICES)
def test_service_is_refused(text: str, answer: Answer) -> None:
    assert answer(text).key == "query.service"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { BIND(1 AS ?service) }",
        "SELECT ?x { BIND('a SERVICE of \"x\"' AS ?x) }",
        'SELECT ?x { BIND("""it is "SERVICE" here""" AS ?x) }',
        "SELECT ?x { BIND(<http://example.org/service> AS ?x) }",
        "SELECT ?x { BIND(ag:service AS ?x) } # SERVICE",
    ],
    ids=["a variable", "a text", "a long text", "an IRI", "a name and a comment"],
)
def test_the_mere_word_service_is_no_harm(text: str, answer: Answer) -> None:
    assert len(_rows(answer(text))) == 1


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "abriría la red"), ("en", "would open the network")], ids=["es", "en"]
)
def test_a_refused_service_is_told(lang: str, words: str, query: Query) -> None:
    ran = query(SERVICES["plain"], "--lang", lang)
    assert (ran.code, ran.data) == (2, b"")
    assert words in ran.err


RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?i && ?c = ?h) }"


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "La consulta pasó de 1.5 s"), ("en", "The query ran past 1.5 s")], ids=["es", "en"]
)
def test_a_runaway_query_is_stopped(lang: str, words: str, query: Query) -> None:
    ran = query(RUNAWAY, "--timeout", "1.5", "--lang", lang)
    assert (ran.code, ran.data) == (2, b"")
    assert ran.err.startswith(words)
    assert not multiprocessing.active_children(), "its process is gone"


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_a_time_limit_is_a_positive_number(seconds: str, query: Query) -> None:
    assert query(FIGURES, "--timeout", seconds).code == 2


def _vanish(*given: object) -> None:
    os._exit(1)


def test_a_process_that_ends_without_an_answer_is_told(query: Query, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amazongraph.cli.query.run_query", _vanish)
    ran = query(FIGURES, "--lang", "en")
    assert (ran.code, ran.data) == (2, b"")
    assert ran.err == "The SPARQL query failed: no answer\n"


def test_a_damaged_store_is_told(release: Release, tmp_path: Path) -> None:
    folder = tmp_path / "graph" / "releases" / release.id
    shutil.copytree(release.folder, folder)
    (folder / "public" / "store" / "CURRENT").unlink()
    (folder / "public" / "store" / "files.json").unlink()
    (tmp_path / "graph" / "current").write_text(release.id, encoding="utf-8")
    ran = run("--workspace", tmp_path, "query", FIGURES, "--lang", "en")
    assert (ran.code, ran.data) == (4, b"")
    assert ran.err.startswith("The graph in ")
    assert ran.err.rstrip().endswith("Build again.")


def test_errors_survive_the_way_between_processes(query: Query, answer: Answer) -> None:
    told = answer("SELECT nothing")
    assert isinstance(told, AmazonGraphError)
    assert (told.key, told.exit_code) == ("query.syntax", 2)
    assert query("SELECT nothing").err.startswith("La consulta SPARQL no se puede leer: error at ")


def test_a_text_too_long_for_the_name_of_a_file_is_a_query() -> None:
    asked = f"DESCRIBE <{BASE}{'x' * 5000}>"
    assert read_sparql(asked) == asked


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_bytes(b"SELECT \xff")
    with pytest.raises(SourceError, match=r"q\.rq, row 1"):
        read_sparql(str(tmp_path / "q.rq"))
