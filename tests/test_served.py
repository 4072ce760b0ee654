"""A release on a server answers as the one on this disk does, whatever the server takes for its default graph."""

import json
import pickle
import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import click
import polars as pl
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from frames import ONTOLOGY, is_a, say
from polars.testing import assert_frame_equal
from small_tables import build_tables, small_tables
from test_profiles import hide, own

import amazongraph as ag
from amazongraph import pushing, terms
from amazongraph.accept import accept
from amazongraph.cli.output import at_a_profile, readable
from amazongraph.copied import copied
from amazongraph.described import DESCRIBED, FILES, FORMAT, PUSHED, TOLD, _parts, node, ways
from amazongraph.described import whole as described_whole
from amazongraph.disclosure import disclose
from amazongraph.errors import EndpointError, ParameterError, ReleaseError
from amazongraph.export.lines import lines
from amazongraph.export.selection import of_network, of_rows, whole
from amazongraph.merge import DECISIONS, merge
from amazongraph.pushing import push
from amazongraph.quads import claimed, data_sets
from amazongraph.questions.answer import ask
from amazongraph.questions.bibliography import bibliography
from amazongraph.questions.catalogue import catalogue, find_question
from amazongraph.releases import STATEMENTS, Release, current
from amazongraph.served import Served, served
from amazongraph.settings import Settings
from amazongraph.statements import make
from amazongraph.store.exchange import Limits
from amazongraph.store.graph_store import GraphStore, addresses
from amazongraph.store.remote import Remote
from amazongraph.store.served import Dataset, ServedStore

sys.path.insert(0, str(Path(__file__).parent / "cli"))
sys.path.insert(0, str(Path(__file__).parent / "linking"))

from console import Ran, run
from endpoints import Reply, fake, nobody, oxigraph, oxigraph_of

QUICK = Limits(silence=20, tries=2, between=0, pause=0)


@pytest.fixture(scope="module")
def folder(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the reference release as a push leaves it on a server, and a graph of somebody else."""
    made = tmp_path_factory.mktemp("served")
    store = ox.Store(str(made))
    told = (f"{triple} <{graph}> .\n" for graph, triple in pushing._graphs(release, "public"))
    while some := "".join(islice(told, 100_000)):
        store.bulk_load(some.encode(), ox.RdfFormat.N_QUADS, lenient=True)
    store.update(f"""PREFIX ag: <{terms.NS}> PREFIX dct: <http://purl.org/dc/terms/>
        INSERT DATA {{ GRAPH <{PUSHED}> {{ <{PUSHED}> dct:identifier "{release.id}" ; ag:profile "public" }}
          GRAPH <http://example.org/else> {{ <http://example.org/x> a ag:Department ; a ag:Source }} }}""")
    store.flush()
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """A server whose default graph is empty."""
    with oxigraph_of(folder) as base:
        yield base


@pytest.fixture(scope="module")
def there(address: str) -> Served:
    return served(address)


def test_every_question_has_the_same_answer(release: Release, there: Served) -> None:
    listed = catalogue(there)
    assert listed == catalogue(release)
    for question, _ in listed:
        if all(one.default or not one.required for one in question.parameters):
            assert ask(there, question) == ask(release, question), question.id


def test_names_and_parameters_are_understood_as_here(release: Release, there: Served) -> None:
    question = find_question(release, "coca-area")
    given = {"area": "departamento de Ucayali", "since": "2022-01-01"}
    answer = ask(there, question, given)
    assert answer == ask(release, question, given)
    assert answer.rows
    said = []
    for origin in (release, there):
        with pytest.raises(ParameterError) as told:
            ask(origin, question, {"area": "Padre"})
        said.append(told.value.text("es"))
    assert said[0] == said[1]


def test_documents_were_accessed_on_the_same_day(release: Release, there: Served) -> None:
    sources = ask(release, find_question(release, "coca-area")).sources
    written = bibliography(there, "public", sources, "bibtex", "es")
    assert written == bibliography(release, "public", sources, "bibtex", "es")
    assert "urldate" in written


def test_a_default_graph_that_is_the_union_changes_nothing(release: Release, folder: Path) -> None:
    with oxigraph_of(folder, "--union-default-graph") as base:
        union = served(base)
        for name in ("murder-counts", "emergencies-by-territory", "recurring-organisations"):
            question = find_question(release, name)
            assert ask(union, question) == ask(release, question)
        departments = "SELECT (COUNT(?x) AS ?n) WHERE { ?x a ag:Department }"
        assert ag.open(base).query(departments).rows == [{"n": 25}]
        assert ag.open(base).query(departments.replace("{ ?x", "{ GRAPH ?g { ?x").replace(" }", " } }")).rows == [
            {"n": 25}
        ]


def test_the_whole_statement_table_comes_back(release: Release, there: Served) -> None:
    here = pl.read_parquet(release.profile() / STATEMENTS).select(TOLD)
    # What has no claim node has no text as published there.
    as_written = pl.when(claimed(data_sets(here.lazy()))).then(pl.col("as_written"))
    found = pl.read_parquet(there.profile() / STATEMENTS)
    assert_frame_equal(found.with_columns(as_written), here.with_columns(as_written))


def test_a_look_up_finds_what_the_table_has(release: Release, there: Served) -> None:
    reserve = terms.entity("reserve", "reserva-isconahua")
    for asked in (
        {"subjects": [reserve]},
        {"objects": [reserve]},
        {"predicates": [terms.ag("victimOf")]},
        {"subjects": [reserve], "predicates": [terms.TYPE], "objects": [terms.ag("IndigenousReserve")]},
        {"predicates": [terms.ag("value")], "objects": ["11206"]},
        {"subjects": []},
    ):
        here = release.statements("public", **asked).select(TOLD).sort("id").drop("as_written").collect()
        assert_frame_equal(there.statements("public", **asked).sort("id").drop("as_written").collect(), here)
        assert here.height or asked == {"subjects": []}


def test_what_one_triple_does_not_say_is_described() -> None:
    """An object that was named otherwise, and of two statements with one triple each."""
    data, day = "urn:layer", {"source": "urn:layer", "edition": "2026-01-01"}
    link = {"predicate": "urn:p", "object_kind": "iri", **day}
    rows = [
        is_a(data, terms.ag("Dataset"), source=terms.META),
        *(say(f"urn:{key}", "urn:q", "plain", **day) for key in "abc"),
        say("urn:a", value="urn:old", **link),
        say("urn:b", value="urn:new", **link),
        say("urn:c", value="urn:new", as_of="2020", **link),
        say("urn:c", value="urn:new", as_of="2021", **link),
    ]
    names = pl.DataFrame([("urn:old", "urn:new", 0)], schema=DECISIONS, orient="row")
    seen, _ = disclose(merge(make(rows), names), ONTOLOGY, "public")
    odd = ways(accept(seen, ONTOLOGY, date(2026, 1, 1)))[1].filter(source=data)
    assert sorted(odd.select("subject", "as_of").rows()) == [("urn:a", None), ("urn:c", "2020"), ("urn:c", "2021")]


def test_what_leaves_is_the_same(release: Release, there: Served) -> None:
    assert list(lines(there, "public")) == list(lines(release, "public"))
    here, elsewhere = whole(release, "public", "es"), whole(there, "public", "es")
    assert elsewhere.sources == here.sources
    assert elsewhere.licences == here.licences
    said = "SELECT ?x WHERE { ?x a ag:Department } ORDER BY ?x"
    tables = [list(of_rows(one, "public", "es", said).sheets()) for one in (release, there)]
    for one, other in zip(*tables, strict=True):
        assert_frame_equal(one.frame, other.frame)
    graphs = [of_network(one, "public", "es", "actors").graph() for one in (release, there)]
    nodes, others = (dict(graph.nodes(data=True)) for graph in graphs)
    assert nodes == others


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "coca-area", "--param", "area=admin:25", "--format", "json"),
        ("show", "reserve:reserva-isconahua"),
        ("compare", "reserve:reserva-isconahua", "legal area", "--format", "json"),
        ("compare", "coca-area", "--area", "admin:25"),
        ("cite", "figure:kill-001"),
        ("query", "SELECT ?x WHERE { ?x a ag:Department } ORDER BY ?x"),
        ("query", "ASK { ?x a ag:Department }"),
    ],
    ids=" ".join,
)
def test_by_the_command_line(reference: Settings, address: str, command: tuple[str, ...]) -> None:
    here = run("--workspace", reference.root, *command, "--lang", "en")
    elsewhere = run("--workspace", reference.root, *command, "--endpoint", address, "--lang", "en")
    assert (elsewhere.code, elsewhere.out) == (0, here.out)
    assert here.out


def test_triples_are_constructed_there(address: str, tmp_path: Path) -> None:
    said = "CONSTRUCT { ?x a ag:Department } WHERE { GRAPH ?g { ?x a ag:Department } }"
    ran = run("--workspace", tmp_path, "query", said, "--endpoint", address)
    assert len(ran.out.splitlines()) == 25
    assert "example.org" not in ran.out


def test_a_query_that_does_not_parse_is_told_as_here(reference: Settings, address: str) -> None:
    given = ("--workspace", reference.root, "query", "SELECT ?x WHERE {", "--lang", "en")
    here, elsewhere = run(*given), run(*given, "--endpoint", address)
    assert (elsewhere.code, elsewhere.err) == (here.code, here.err)
    assert here.code == 2


def test_another_process_opens_it_for_itself(there: Served) -> None:
    assert pickle.loads(pickle.dumps(there)).id == there.id


def test_what_a_push_leaves_out_is_told(there: Served) -> None:
    with pytest.raises(ReleaseError) as told:
        there.read_json("public/findings.json")
    assert "without --endpoint" in told.value.text("en")


def test_the_profile_is_that_of_the_server(tmp_path: Path, change: Callable[..., None]) -> None:
    tables = small_tables(tmp_path / "tables")
    hide(tables, change)
    settings = own(tmp_path)
    build_tables(settings, tables)
    small = current(settings)
    assert small is not None
    (tmp_path / "another").mkdir()
    question = find_question(small, "murder-counts")
    with oxigraph(b"") as base:

        def asked(*more: object) -> Ran:
            place = ("--workspace", tmp_path / "another")
            return run(*place, "ask", question.id, "--endpoint", base, "--lang", "en", *more)

        push(small, "public", GraphStore(addresses(base), limits=QUICK))
        public = served(base)
        assert ask(public, question) == ask(small, question)
        assert public.withheld() == small.withheld() > 0
        ran = asked()
        assert (ran.code, "INTERNAL" in ran.err + ran.out) == (0, False)
        ran = asked("--profile", "own")
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)
        assert "serves the profile public" in ran.err

        push(small, "own", GraphStore(addresses(base), limits=QUICK))
        with pytest.raises(EndpointError) as told:
            ask(public, question)
        assert "no longer has" in told.value.text("en")
        assert ask(served(base), question, profile="own") == ask(small, question, profile="own")
        assert asked().out.startswith("INTERNAL")
        assert asked("--to", tmp_path / "answer.csv").code == 0
        assert [path.name for path in tmp_path.glob("*.csv")] == ["answer.INTERNAL.csv"]


def test_a_release_that_another_edition_pushed_is_told(tmp_path: Path) -> None:
    with oxigraph(b"") as base:
        said = f"""INSERT DATA {{
            GRAPH <{PUSHED}> {{ <{PUSHED}> <http://purl.org/dc/terms/identifier> "r" }}
            GRAPH <{PUSHED}> {{ <{PUSHED}> <{terms.ag("profile")}> "public" }}
            GRAPH <{DESCRIBED}> {{ <{node("format")}> <{terms.RDF}value> "99" }} }}"""
        GraphStore(addresses(base), limits=QUICK).update(said)
        ran = run("--workspace", tmp_path, "show", "admin:25", "--endpoint", base, "--lang", "en")
    assert (ran.code, ran.out) == (4, "")
    assert "format 99" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("part", ["", "{", "[]", "3"], ids=["gone", "cut", "a list", "a number"])
def test_a_description_that_somebody_damaged_is_told(tmp_path: Path, part: str) -> None:
    told = f"; <{terms.RDF}value> {ox.Literal(part)}" if part else ""
    with oxigraph(b"") as base:
        said = f"""INSERT DATA {{
            GRAPH <{PUSHED}> {{ <{PUSHED}> <http://purl.org/dc/terms/identifier> "r" }}
            GRAPH <{PUSHED}> {{ <{PUSHED}> <{terms.ag("profile")}> "public" }}
            GRAPH <{DESCRIBED}> {{
                <{node("format")}> <{terms.RDF}value> "{FORMAT}" .
                {" ".join(f"<{node(name)}> a <urn:part> {told} ." for name in FILES)} }} }}"""
        GraphStore(addresses(base), limits=QUICK).update(said)
        release = served(base)
        for name in FILES:
            if part == "[]" and name != "manifest.json":
                continue  # An empty list is one.
            with pytest.raises(EndpointError) as caught:
                release.read_json(name if name == "manifest.json" else f"public/{name}")
            assert "amazongraph push" in caught.value.text("es")
        ran = run("--workspace", tmp_path, "cite", "release", "--endpoint", base, "--lang", "en")
    assert (ran.code, ran.out) == (4, "")
    assert "damaged" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_list_comes_back_in_its_order() -> None:
    """Triples have none."""
    for said in ([], ["b", "a"], [{"b": 1}, {"a": 2}, [1, 2]], {"a": [1]}):
        parts = [json.loads(json.dumps(part)) for part in _parts(said)]
        assert described_whole(reversed(parts)) == said


@pytest.fixture
def bare() -> Iterator[str]:
    """A server with a release of no statements, which ``swapped`` puts another in the place of."""
    parts = {"format": str(FORMAT), "graphs": '"urn:g"', **dict.fromkeys(FILES, "[]"), "manifest.json": "{}"}
    told = " ".join(f"<{node(name)}> <{terms.RDF}value> {ox.Literal(value)} ." for name, value in parts.items())
    with oxigraph(b"") as base:
        said = f'<{PUSHED}> <http://purl.org/dc/terms/identifier> "old" ; <{terms.ag("profile")}> "public"'
        order = f"INSERT DATA {{ GRAPH <{PUSHED}> {{ {said} }} GRAPH <{DESCRIBED}> {{ {told} }} }}"
        GraphStore(addresses(base), limits=QUICK).update(order)
        yield base


def swapped(base: str) -> None:
    dct = "<http://purl.org/dc/terms/identifier>"
    order = f'DELETE {{ GRAPH ?g {{ ?s {dct} "old" }} }} INSERT {{ GRAPH ?g {{ ?s {dct} "new" }} }}'
    GraphStore(addresses(base), limits=QUICK).update(f'{order} WHERE {{ GRAPH ?g {{ ?s {dct} "old" }} }}')


def test_an_answer_from_two_releases_is_not_given_as_one(bare: str) -> None:
    release = served(bare)
    assert release.store()
    swapped(bare)
    for act in (release.store, release.confirm):
        with pytest.raises(EndpointError) as told:
            act()
        assert "ya no está la versión old public, sino la new public" in told.value.text("es")


def test_files_that_were_fetched_while_the_release_was_replaced_are_not_used(
    bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copies(*given: Any) -> None:
        copied(*given)
        swapped(bare)

    release = served(bare)
    monkeypatch.setattr("amazongraph.served.copied", copies)
    with pytest.raises(EndpointError, match="no longer has release old"):
        release.profile()


def test_a_command_tells_that_the_release_was_replaced_meanwhile(bare: str, tmp_path: Path) -> None:
    @click.command()
    @at_a_profile(anywhere=True)
    def command(settings: Settings) -> None:
        assert readable(settings).id == "old"
        swapped(bare)

    found = CliRunner().invoke(command, ["--endpoint", bare], obj=tmp_path).exception
    assert isinstance(found, EndpointError)
    assert found.key == "endpoint.changed"


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_server_without_a_release_is_told(tmp_path: Path, lang: str) -> None:
    with oxigraph(b"<http://example.org/a> <http://example.org/b> 1 .") as base:
        ran = run("--workspace", tmp_path, "ask", "coca-area", "--endpoint", base, "--lang", lang)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == EndpointError("endpoint.no-release", address=base).text(lang) + "\n"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(b"<html>", type="text/html"), "did not answer with application/sparql-results+json"),
        (Reply(b"bad", status=400), "no release"),
        (Reply(b"no", status=404), "HTTP 404"),
        (Reply(b'{"head": ', type="application/sparql-results+json"), "not well formed"),
    ],
    ids=["page", "refusal", "nowhere", "half"],
)
def test_what_is_no_sparql_server_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: Reply, told: str
) -> None:
    monkeypatch.setattr("amazongraph.served.LIMITS", QUICK)
    with fake(*[reply] * 2) as server:
        ran = run("--workspace", tmp_path, "query", "ASK {}", "--endpoint", server.address, "--lang", "en")
    assert (ran.code, ran.out) == (4, "")
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    "body",
    [
        '["#boolean"]',
        '{"results": ["#boolean"]}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": ["#boolean"]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1", "datatype": 3, '
        '"#boolean": 1}}]}}',
        "[" * 100_000 + "#boolean",
        '{"head": {"vars": ["x"]}, "results": {"bindings": []}, "#boolean": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=["a list", "no bindings", "a text for a row", "a number for a datatype", "lists without end", "beside"],
)
def test_an_answer_that_is_none_is_told_whatever_it_holds(body: str) -> None:
    with fake(Reply(body.encode())) as server, pytest.raises(EndpointError) as told:
        ServedStore(Remote(server.address, QUICK), Dataset()).query("SELECT ?x {}")
    assert "está mal escrita" in told.value.text("es")


def test_a_server_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amazongraph.served.LIMITS", QUICK)
    ran = run("--workspace", tmp_path, "compare", "coca-area", "--endpoint", nobody(), "--lang", "en")
    assert (ran.code, ran.out) == (4, "")
    assert "does not answer" in ran.err


def test_a_server_writes_values_in_other_ways() -> None:
    """Virtuoso has 1 for true, Jena 29.0 for 29; what is no such value stays."""
    body = {
        "head": {"vars": ["x"]},
        "results": {
            "bindings": [
                {"x": {"type": "literal", "value": value, "datatype": terms.XSD + kind}}
                for value, kind in (("1", "boolean"), ("29.0", "decimal"), ("29.50", "decimal"), ("1.0", "string"))
            ]
        },
    }
    nodes = "".join(
        f"<http://example.org/a> <http://example.org/b> {term} .\n"
        for term in (
            f'"0"^^<{terms.XSD}boolean>',
            f'"7.00"^^<{terms.XSD}decimal>',
            '"1.0"@es',
            "<http://example.org/c>",
        )
    )
    replies = {"SELECT": Reply(json.dumps(body).encode()), "CONSTRUCT": Reply(nodes.encode(), type="text/turtle")}
    with fake(lambda query: replies[query.split()[0]]) as server:
        store = ServedStore(Remote(server.address, Limits(between=0)), Dataset())
        rows = store.query("SELECT ?x WHERE { ?a ?b ?x }")
        assert [row["x"].value for row in rows] == ["true", "29", "29.5", "1.0"]  # type: ignore[union-attr, index]
        triples = store.query("CONSTRUCT { ?a ?b ?x } WHERE { ?a ?b ?x }")
        assert sorted(one.object.value for one in triples) == ["1.0", "7", "false", "http://example.org/c"]  # type: ignore[union-attr]
