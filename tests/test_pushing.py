"""A release on another server is the release: every triple, all or nothing, and a push that broke off is finished."""

import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pushed import expected, served
from small_tables import build_tables, small_tables, workspace

from amazongraph import pushing
from amazongraph.described import PUSHED
from amazongraph.errors import EndpointError
from amazongraph.pushing import push
from amazongraph.releases import Release
from amazongraph.store.exchange import Limits
from amazongraph.store.graph_store import GraphStore, addresses

sys.path.insert(0, str(Path(__file__).parent / "cli"))
sys.path.insert(0, str(Path(__file__).parent / "linking"))

from console import run
from endpoints import nobody, oxigraph

NOBODYS = "http://example.org/graph/of-somebody-else"
QUICK = Limits(silence=20, tries=2, between=0, pause=0)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pushed")
    build_tables(workspace(made), small_tables(made / "curated"))
    return made


@pytest.fixture(scope="module")
def small(root: Path) -> Release:
    [folder] = (root / "graph" / "releases").iterdir()
    return Release(folder.name, folder)


@pytest.fixture
def address() -> Iterator[str]:
    """A real server in memory that holds a graph of somebody else."""
    with oxigraph(b"<http://example.org/a> <http://example.org/b> <http://example.org/c> .") as base:
        said = f"INSERT DATA {{ GRAPH <{NOBODYS}> {{ <http://example.org/a> <http://example.org/b> 1 }} }}"
        update(base, said)
        yield base


def update(address: str, said: str) -> None:
    request = urllib.request.Request(
        address.removesuffix("/query") + "/update", said.encode(), {"Content-Type": "application/sparql-update"}
    )
    urllib.request.urlopen(request, timeout=20).close()


def test_the_server_has_every_graph_and_their_union(small: Release, address: str) -> None:
    wanted = expected(small)
    done = push(small, "public", GraphStore(addresses(address), limits=QUICK))
    found = served(address)
    assert found.pop(NOBODYS)
    assert found.pop("")
    assert {one.split(" ")[2] for one in found.pop(PUSHED)} == {f'"{small.id}"', '"public"'}
    assert found == wanted
    assert (done.graphs, done.triples) == (len(wanted), sum(map(len, wanted.values())))


def test_the_second_push_sends_nothing(small: Release, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server = GraphStore(addresses(address), limits=QUICK)
    push(small, "public", server)
    sent: Counter[str] = Counter()
    monkeypatch.setattr(pushing, "_send", lambda *given: sent.update(["request"]))
    assert push(small, "public", server).kept == len(expected(small))
    assert sent == Counter()


def test_a_push_that_breaks_off_changes_nothing_and_is_finished_by_the_next(
    small: Release, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It breaks off between two pieces of one graph."""
    server = GraphStore(addresses(address), limits=QUICK)
    add, sent = pushing._send, set[str]()

    def breaks(server: GraphStore, pieces: list[pushing.Piece]) -> None:
        graphs = {graph for graph, _ in pieces}
        if graphs & sent:
            raise EndpointError("endpoint.down", address=address, detail="gone")
        sent.update(graphs)
        add(server, pieces)

    monkeypatch.setattr(pushing, "_SMALL", 200)
    monkeypatch.setattr(pushing, "_AT_ONCE", 300)
    monkeypatch.setattr(pushing, "_send", breaks)
    with pytest.raises(EndpointError):
        push(small, "public", server)
    beside = served(address)
    assert all(graph in {"", NOBODYS} or "/graph/beside/" in graph for graph in beside)
    assert len(beside) > 3
    monkeypatch.setattr(pushing, "_send", add)
    push(small, "public", server)
    found = served(address)
    assert {graph: found[graph] for graph in expected(small)} == expected(small)
    assert not any("/graph/beside/" in graph for graph in found)


def test_a_graph_of_an_older_release_goes_and_that_of_somebody_else_stays(small: Release, address: str) -> None:
    old = "https://w3id.org/amazongraph/source/no-longer-there"
    update(address, f"INSERT DATA {{ GRAPH <{old}> {{ <http://example.org/a> <http://example.org/b> 2 }} }}")
    assert push(small, "public", GraphStore(addresses(address), limits=QUICK)).removed == (old,)
    assert old not in served(address)
    assert NOBODYS in served(address)


def test_a_server_that_loses_a_triple_is_found_out(
    small: Release, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = GraphStore.add
    monkeypatch.setattr(
        GraphStore, "add", lambda self, graph, triples: add(self, graph, triples[triples.index(b"\n") + 1 :])
    )
    with pytest.raises(EndpointError) as told:
        push(small, "public", GraphStore(addresses(address), limits=QUICK))
    assert "gives back something else" in told.value.text("en")
    assert PUSHED not in served(address)


@pytest.mark.parametrize(
    ("query", "update", "data"),
    [
        ("http://localhost:7878/query", "http://localhost:7878/update", "http://localhost:7878/store"),
        ("http://localhost:3030/ds/sparql", "http://localhost:3030/ds/update", "http://localhost:3030/ds/data"),
    ],
    ids=["oxigraph", "fuseki"],
)
def test_the_other_addresses_follow_from_that_of_queries(query: str, update: str, data: str) -> None:
    at = addresses(query)
    assert (at.update, at.data) == (update, data)


def test_an_address_of_another_form_needs_the_others() -> None:
    with pytest.raises(EndpointError) as told:
        addresses("http://localhost:8890/blazegraph/namespace/kb")
    assert "--update" in told.value.text("en")


def test_by_the_command_line(root: Path, address: str) -> None:
    ran = run("--workspace", root, "push", "--endpoint", address, "--lang", "en")
    assert (ran.code, ran.data) == (0, b"")
    assert "each verified" in ran.err
    assert len(served(address)) > 5


def test_a_server_that_is_not_there_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amazongraph.store.graph_store._LIMITS", QUICK)
    ran = run("--workspace", root, "push", "--endpoint", nobody(), "--lang", "en")
    assert ran.code == 4
    assert "does not answer" in ran.err
