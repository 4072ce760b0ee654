"""Fetching into a file: pages are kept, the same order goes on with them, and the file is there whole or not at all."""

import json
import tomllib
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from endpoints import Fake, Reply, fake, oxigraph, results
from filelock import FileLock

from amazongraph.errors import AmazonGraphError, EndpointError, ParameterError, SourceError
from amazongraph.linking.fetch import STALE, Order, fetch, held, kept
from amazongraph.linking.services import NAMES, check_pages, service
from amazongraph.sources.fetched import Fetched, note_of, note_text, read_note
from amazongraph.sources.readers import read_file
from amazongraph.store.exchange import Limits
from amazongraph.store.remote import Remote

QUERY = "SELECT ?name WHERE {\n  ?x <http://example.org/name> ?name\n}\nORDER BY ?name"
TODAY = date(2026, 11, 28)


def order(tmp_path: Path, page: int = 2, query: str = QUERY) -> Order:
    return Order(query, tmp_path / "names.json", page, "CC0 1.0")


def remote(server: Fake | str, tries: int = 1) -> Remote:
    address = server if isinstance(server, str) else server.address
    return Remote(address, Limits(silence=5, longest=5, tries=tries, pause=0))


def names(path: Path) -> list[str]:
    return [row["name"]["value"] for row in json.loads(path.read_text(encoding="utf-8"))["results"]["bindings"]]


def hidden(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock"))


def test_pages_become_one_file_with_its_note(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    with fake(Reply(results("a", "b")), Reply(results("c"))) as server:
        note = fetch(order(tmp_path), remote(server), TODAY, lambda page, rows: heard.append((page, rows)))
    assert names(tmp_path / "names.json") == ["a", "b", "c"]
    assert [query.splitlines()[-1] for query in server.queries] == ["LIMIT 2 OFFSET 0", "LIMIT 2 OFFSET 2"]
    assert heard == [(1, 2), (2, 1)]
    assert hidden(tmp_path) == ["names.json", "names.json.toml"]
    said = tomllib.loads((tmp_path / "names.json.toml").read_text(encoding="utf-8"))
    assert said == {
        "endpoint": server.address,
        "begun": "2026-11-28",
        "retrieved": "2026-11-28",
        "rows": 3,
        "page": 2,
        "sha256": sha256((tmp_path / "names.json").read_bytes()).hexdigest(),
        "licence": "CC0 1.0",
        "query": QUERY,
    }
    assert read_note(tmp_path / "names.json") == note


def test_the_file_is_read_as_any_other_table(tmp_path: Path) -> None:
    with fake(Reply(results("Puerto Nuevo", "Flor de Ucayali"))) as server:
        fetch(order(tmp_path, 10), remote(server), TODAY)
    table = read_file(tmp_path / "names.json")
    assert table.columns == ("name",)
    assert [record.cells["name"] for record in table.records] == ["Puerto Nuevo", "Flor de Ucayali"]
    assert table.notes["form"] == "sparql-results"


def test_an_answer_without_rows_is_one(tmp_path: Path) -> None:
    with fake(Reply(results())) as server:
        assert fetch(order(tmp_path), remote(server), TODAY).rows == 0
    assert names(tmp_path / "names.json") == []


def test_a_full_last_page_is_followed_by_an_empty_one(tmp_path: Path) -> None:
    with fake(Reply(results("a", "b")), Reply(results())) as server:
        assert fetch(order(tmp_path), remote(server), TODAY).rows == 2
    assert len(server.queries) == 2


BROKEN = [
    Reply(b"", 500, "text/plain"),
    Reply(b"", 429, "text/plain", {"Retry-After": "9999"}),
    Reply(results("c")[:30], announced=500),
    Reply(b"<html>", type="text/html"),
    Reply(b"{}"),
]


@pytest.mark.parametrize("wrong", BROKEN)
def test_the_same_order_goes_on_where_it_stopped(tmp_path: Path, wrong: Reply) -> None:
    with fake(Reply(results("a", "b")), wrong, Reply(results("c", "d")), Reply(results("e"))) as server:
        with pytest.raises(EndpointError):
            fetch(order(tmp_path), remote(server), TODAY)
        assert not (tmp_path / "names.json").exists()
        assert kept(order(tmp_path), remote(server), TODAY) == 1
        assert kept(order(tmp_path, page=5), remote(server), TODAY) == 0
        fetch(order(tmp_path), remote(server), TODAY)
    assert names(tmp_path / "names.json") == ["a", "b", "c", "d", "e"]
    offsets = [query.rpartition(" ")[2].strip() for query in server.queries]
    assert offsets == ["0", "2", "2", "4"]


def test_what_is_there_stays_while_a_newer_answer_is_not_whole(tmp_path: Path) -> None:
    with fake(Reply(results("a"))) as server:
        fetch(order(tmp_path), remote(server), TODAY)
    before = {name: (tmp_path / name).read_bytes() for name in ("names.json", "names.json.toml")}
    with fake(Reply(results("x", "y")), Reply(b"", 500, "text/plain")) as server, pytest.raises(EndpointError):
        fetch(order(tmp_path), remote(server), TODAY)
    assert before == {name: (tmp_path / name).read_bytes() for name in before}


@pytest.mark.parametrize(
    ("change", "day"),
    [
        pytest.param({"query": QUERY + " "}, TODAY, id="another query"),
        pytest.param({"page": 1}, TODAY, id="another size of page"),
        pytest.param({}, TODAY.replace(month=12, day=28), id="another time"),
    ],
)
def test_pages_of_another_order_are_not_mixed_in(tmp_path: Path, change: dict[str, object], day: date) -> None:
    assert (day - TODAY).days == 0 or (day - TODAY).days > STALE
    first = order(tmp_path)
    with fake(Reply(results("old", "older")), Reply(b"", 500, "text/plain"), Reply(results())) as server:
        with pytest.raises(EndpointError):
            fetch(first, remote(server), TODAY)
        fetch(replace(first, **change), remote(server), day)  # type: ignore[arg-type]
    assert names(tmp_path / "names.json") == []


def test_an_order_taken_up_days_later_says_when_it_was_begun(tmp_path: Path) -> None:
    with fake(Reply(results("a", "b")), Reply(b"", 500, "text/plain"), Reply(results("c"))) as server:
        with pytest.raises(EndpointError):
            fetch(order(tmp_path), remote(server), date(2026, 11, 26))
        note = fetch(order(tmp_path), remote(server), TODAY)
    assert (note.begun, note.retrieved) == ("2026-11-26", "2026-11-28")


def test_a_damaged_page_is_fetched_again(tmp_path: Path) -> None:
    with fake(Reply(results("a", "b")), Reply(b"", 500, "text/plain"), Reply(results("a", "b")), Reply(results())) as s:
        with pytest.raises(EndpointError):
            fetch(order(tmp_path), remote(s), TODAY)
        page = order(tmp_path).folder / "page-00000.json"
        page.write_bytes(page.read_bytes()[:20])
        fetch(order(tmp_path), remote(s), TODAY)
    assert names(tmp_path / "names.json") == ["a", "b"]


def test_a_row_on_two_pages_is_kept_once(tmp_path: Path) -> None:
    with fake(Reply(results("a", "b")), Reply(results("b", "c")), Reply(results())) as server:
        assert fetch(order(tmp_path), remote(server), TODAY).rows == 3
    assert names(tmp_path / "names.json") == ["a", "b", "c"]


def test_an_endpoint_that_gives_more_than_asked_is_told(tmp_path: Path) -> None:
    with fake(Reply(results("a", "b", "c"))) as server, pytest.raises(EndpointError, match="keep to LIMIT"):
        fetch(order(tmp_path), remote(server), TODAY)


def test_an_endpoint_that_repeats_a_page_is_told(tmp_path: Path) -> None:
    with fake(Reply(results("a", "b"))) as server, pytest.raises(EndpointError, match="keep to OFFSET"):
        fetch(order(tmp_path), remote(server), TODAY)
    assert len(server.queries) == 2


def test_two_orders_do_not_write_the_same_file(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".names.json.lock"), pytest.raises(EndpointError, match="Another command"):
        fetch(order(tmp_path), remote("http://127.0.0.1:9/"), TODAY)


def test_a_recent_answer_is_not_asked_for_again(tmp_path: Path) -> None:
    with fake(Reply(results("a"))) as server:
        note = fetch(order(tmp_path), remote(server), TODAY)
    later = TODAY.replace(day=30)
    asked = remote(server)
    assert held(order(tmp_path), asked, later, 2) == note
    assert held(order(tmp_path), asked, later, 1) is None
    assert held(order(tmp_path, query=QUERY + "\n"), asked, later, 2) is None
    assert held(order(tmp_path), remote("http://127.0.0.1:9/"), later, 2) is None
    (tmp_path / "names.json").write_bytes(b"changed")
    assert held(order(tmp_path), asked, later, 2) is None


def test_a_note_survives_any_query(tmp_path: Path) -> None:
    query = 'SELECT * WHERE { ?x ?y """\\"quoted\\" \\\\ ñ""" }\n# \'\'\' end\nORDER BY ?x\r\n\n'
    said = Fetched("http://example.org/", "2026-11-27", "2026-11-28", 1, 2, "ab", "", query)
    note_of(tmp_path / "x.json").write_text(note_text(said), encoding="utf-8", newline="\n")
    assert read_note(tmp_path / "x.json") == said


@pytest.mark.parametrize("text", ["rows = ", "rows = 1", 'endpoint = "x"\nbegun = 1'])
def test_a_note_that_is_not_understood_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"x\.json\.toml"):
        read_note(tmp_path / "x.json")


def test_a_file_changed_by_hand_is_told(tmp_path: Path) -> None:
    with fake(Reply(results("a"))) as server:
        fetch(order(tmp_path), remote(server), TODAY)
    (tmp_path / "names.json").write_bytes(results("b"))
    with pytest.raises(SourceError, match="changed since"):
        read_note(tmp_path / "names.json")


def test_a_file_without_a_note_has_none(tmp_path: Path) -> None:
    assert read_note(tmp_path / "x.json") is None


@pytest.mark.parametrize(
    ("query", "key"),
    [
        (QUERY, ""),
        ("SELECT ?LIMIT WHERE { ?s ?p 'LIMIT 3' } ORDER BY ?s # LIMIT 4", ""),
        ("SELECT ?x WHERE { { SELECT ?x WHERE { ?x ?p ?o } LIMIT 5 } } order by ?x", ""),
        (QUERY + " LIMIT 5", "fetch.limit"),
        (QUERY + "\noffset 5", "fetch.limit"),
        ("SELECT * WHERE { ?s ?p ?o }", "fetch.order"),
        ("SELECT * WHERE { ?s ?p ?o } # ORDER BY ?s", "fetch.order"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "fetch.not-select"),
        ("ASK { ?s ?p ?o }", "fetch.not-select"),
        ("", "fetch.not-select"),
    ],
)
def test_only_a_query_that_can_be_asked_in_pages_is(query: str, key: str) -> None:
    if not key:
        check_pages(query, "q.rq")
        return
    with pytest.raises(ParameterError) as caught:
        check_pages(query, "q.rq")
    assert (caught.value.key, "q.rq" in caught.value.text("es")) == (key, True)


@pytest.mark.parametrize(("name", "class_"), [(name, class_) for name in NAMES for class_ in service(name).classes])
def test_the_queries_at_hand_can_be_asked_in_pages(name: str, class_: str) -> None:
    query = service(name).query(class_)
    check_pages(query, class_)
    ox.Store().query(query + "\nLIMIT 2 OFFSET 2")
    assert set(service(name).classes[class_]) == {"es", "en"}
    assert "SERVICE" not in query


def test_a_class_that_there_is_not_is_told() -> None:
    with pytest.raises(AmazonGraphError, match="districts, protected-areas"):
        service("wikidata").query("rivers")


WIKIDATA = b"""
@prefix wd: <http://www.wikidata.org/entity/> . @prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
wd:Q1 wdt:P31 wd:Q2179958 ; wdt:P844 "250101" ; rdfs:label "Calleria"@es , "Calleria District"@en ; wdt:P1566 "7" .
wd:Q2 wdt:P31 wd:Q2179958 ; rdfs:label "Sin ubigeo"@es .
wd:Q3 wdt:P31 wd:Q9 ; wdt:P844 "2501" ; rdfs:label "Coronel Portillo"@es .
wd:Q4 wdt:P31 wd:Q2179958 ; wdt:P844 "250102" , "250199" .
wd:Q5 wdt:P31 wd:Q8 ; wdt:P17 wd:Q419 ; rdfs:label "Parque"@es . wd:Q8 wdt:P279 wd:Q473972 .
wd:Q6 wdt:P31 wd:Q8 ; wdt:P17 wd:Q77 ; wdt:P809 "12" .
wd:Q7 wdt:P31 wd:Q103817 ; wdt:P2341 wd:Q419 ; rdfs:label "Iskonawa"@es ; skos:altLabel "Isconahua"@es , "x"@fr .
wd:Q10 wdt:P31 wd:Q34770 ; wdt:P17 wd:Q419 ; rdfs:label "Iskonawa language"@en ; wdt:P220 "isc" ; wdt:P1394 "isco1239" .
"""


def test_a_real_server_is_asked_in_pages_for_each_class(tmp_path: Path) -> None:
    """What each query gives of a few items made up here; the ubigeo of the code that stands twice is on two rows."""
    known = service("wikidata")
    rows: dict[str, list[tuple[str, ...]]] = {}
    with oxigraph(WIKIDATA) as address:
        for class_ in known.classes:
            file = tmp_path / f"{class_}.json"
            fetch(Order(known.query(class_), file, 2), remote(address), TODAY)
            columns = {
                "districts": "ubigeo",
                "protected-areas": "wdpa",
                "peoples": "other_name",
                "languages": "iso639_3",
            }
            cells = [record.cells for record in read_file(file).records]
            rows[class_] = [(one["item"].rpartition("/")[2], one["name"], one[columns[class_]]) for one in cells]
    assert rows == {
        "districts": [
            ("Q1", "Calleria", "250101"),
            ("Q2", "Sin ubigeo", ""),
            ("Q3", "Coronel Portillo", "2501"),
            ("Q4", "", "250102"),
            ("Q4", "", "250199"),
        ],
        "protected-areas": [("Q5", "Parque", "")],
        "peoples": [("Q7", "Iskonawa", "Isconahua")],
        "languages": [("Q10", "Iskonawa language", "isc")],
    }
