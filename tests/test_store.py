"""The store of a release: written once, opened for reading only, and asked without ever opening the network."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pyoxigraph as ox
import pytest

from amazongraph.errors import EXIT_STORE, QueryError, ReleaseError
from amazongraph.store.embedded import create, open_store, run, select

NAMED = b'<urn:x> <urn:p> "1" <urn:g> .\n<urn:x> <urn:p> "1" <urn:h> .\n<urn:y> <urn:p> "2" <urn:h> .\n'
UNION = b'<urn:x> <urn:p> "1" .\n<urn:y> <urn:p> "2" .\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three quads in two graphs."""
    path = tmp_path_factory.mktemp("store") / "store"
    create(path, NAMED, UNION)
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> ox.Store:
    """The same, opened for reading."""
    return open_store(folder)


def test_the_default_graph_is_the_union_and_named_graphs_stay_apart(store: ox.Store) -> None:
    counted = "SELECT (COUNT(*) AS ?n) WHERE { %s }"
    assert [row["n"].value for row in select(store, counted % "?s ?p ?o")] == ["2"]
    assert [row["n"].value for row in select(store, counted % "GRAPH ?g { ?s ?p ?o }")] == ["3"]


def test_a_published_store_cannot_be_written(store: ox.Store) -> None:
    with pytest.raises((OSError, RuntimeError, ValueError)):
        store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.NamedNode("urn:b")))


def test_two_readers_may_hold_a_store_at_once(folder: Path) -> None:
    first, second = open_store(folder), open_store(folder)
    assert len(first) == len(second) == 5


def absent(path: Path) -> None:
    """Leave nothing there."""


def empty_folder(path: Path) -> None:
    path.mkdir()


def a_file(path: Path) -> None:
    path.write_text("not a store", encoding="utf-8")


def damaged(path: Path) -> None:
    create(path, NAMED, UNION)
    (path / "CURRENT").write_text("MANIFEST-999999\n", encoding="utf-8", newline="\n")


@pytest.mark.parametrize("make", [absent, empty_folder, a_file, damaged], ids=lambda make: make.__name__)
def test_what_cannot_be_opened_is_told_with_its_folder_and_left_as_it_is(tmp_path: Path, make: object) -> None:
    path = tmp_path / "store"
    make(path)  # type: ignore[operator]
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ReleaseError) as caught:
        open_store(path)
    assert caught.value.exit_code == EXIT_STORE
    assert str(path) in caught.value.text("es")
    assert str(path) in caught.value.text("en")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "query",
    ["ASK { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "DESCRIBE <urn:x>"],
    ids=["ASK", "CONSTRUCT", "DESCRIBE"],
)
def test_a_select_is_wanted_where_rows_are_read(store: ox.Store, query: str) -> None:
    with pytest.raises(QueryError, match="SELECT"):
        select(store, query)
    assert run(store, query) is not None


@pytest.mark.parametrize("ask", [run, select])
@pytest.mark.parametrize(
    "query",
    ["SELECT ?s WHERE {", "", "SELECT ?s WHERE { ?s nope:p ?o }", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"],
    ids=["an open bracket", "nothing", "an unknown prefix", "an update"],
)
def test_what_does_not_parse_is_told(store: ox.Store, ask: object, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        ask(store, query)  # type: ignore[operator]
    assert caught.value.key == "query.syntax"
    assert caught.value.text("es") != caught.value.text("en")


class Failing:
    """A store whose disk is gone."""

    def query(self, query: str) -> None:
        raise OSError("the disk is gone")


def test_a_store_that_fails_while_it_is_asked_is_told() -> None:
    with pytest.raises(QueryError, match="the disk is gone"):
        run(Failing(), "ASK {}")  # type: ignore[arg-type]


class Endpoint(BaseHTTPRequestHandler):
    """Notes what it is asked for."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *values: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of an endpoint on this machine."""
    with HTTPServer(("127.0.0.1", 0), Endpoint) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/"
        listening.shutdown()
        thread.join()


def test_the_engine_alone_would_open_the_network(address: str) -> None:
    """Why the tests below are needed, and that the endpoint hears."""
    Endpoint.asked.clear()
    with pytest.raises((OSError, RuntimeError)):
        list(ox.Store().query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert Endpoint.asked == ["/"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT * { SERVICE <%s> { ?s ?p ?o } }", id="plain"),
        pytest.param("SELECT * { sErViCe SILENT <%s> { ?s ?p ?o } }", id="silent, in another case"),
        pytest.param("SELECT * { BIND(<%s> AS ?e) SERVICE ?e { ?s ?p ?o } }", id="the address in a variable"),
        pytest.param("SELECT * { ?s ?p ?o FILTER(?o < 3) SERVICE <%s> { ?s ?p ?o } }", id="after a less-than"),
        pytest.param("SELECT * { ?s ?p '\"' SERVICE <%s> { ?s ?q '\"' } }", id="between quotation marks in texts"),
        pytest.param("SELECT * { ?s ?p '#' SERVICE <%s> { ?s ?q ?r } }", id="after a # in a text"),
        pytest.param("SELECT * { ?s ?p '''it's''' SERVICE <%s> { ?s ?q ?r } }", id="after a long text"),
        pytest.param("SELECT * { FILTER NOT EXISTS { SERVICE<%s> { ?s ?p ?o } } }", id="in a filter"),
        pytest.param("PREFIX e: <%s> SELECT * { { SERVICE e: { ?s ?p ?o } } }", id="by a prefix"),
        pytest.param("PREFIX e: <urn:> SELECT * { ?s ?p e:a-b. SERVICE <%s> { ?s ?p ?o } }", id="after a local name"),
        pytest.param("PREFIX e: <urn:> SELECT * { ?s ?p e:a-b.SERVICE <%s> { ?s ?p ?o } }", id="behind a full stop"),
        pytest.param("SELECT * { ?s ?p ?o FILTER(?o-1 > 0)SERVICE <%s> { ?s ?p ?o } }", id="after a minus"),
        pytest.param("PREFIX e: <urn:> SELECT * { ?s e:it\\'s ?o SERVICE <%s> { ?s ?p 'x' } }", id="after an escape"),
        pytest.param("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }", id="in a CONSTRUCT"),
    ],
)
def test_a_query_never_opens_the_network(store: ox.Store, address: str, query: str) -> None:
    Endpoint.asked.clear()
    with pytest.raises(QueryError) as caught:
        list(run(store, query % address))  # type: ignore[arg-type]
    assert caught.value.key == "query.service"
    assert Endpoint.asked == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT ?service WHERE { ?service ?p ?o }", id="a variable"),
        pytest.param("SELECT * WHERE { ?s ?p 'SERVICE <urn:x> { }' }", id="a text"),
        pytest.param("SELECT * WHERE { ?s <urn:SERVICE> ?o }", id="an IRI"),
        pytest.param("PREFIX e: <urn:> SELECT * WHERE { ?s e:SERVICE ?o }", id="a local name"),
        pytest.param("PREFIX e: <urn:> SELECT * WHERE { ?s e:forest-service ?o }", id="a part of a local name"),
        pytest.param("SELECT * WHERE { ?s ?p ?o } # no SERVICE here", id="a comment"),
    ],
)
def test_the_word_alone_calls_nothing(store: ox.Store, query: str) -> None:
    list(select(store, query))
