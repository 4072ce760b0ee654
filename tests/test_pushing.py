"""A release on another server is the release: every triple, all or nothing, and a push that broke off is finished."""

import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path

import pytest
from pushed import expected, pair, served
from small_tables import build_tables, small_tables, workspace

from amazongraph import pushing, terms
from amazongraph.described import ACCEPTED, PUSHED
from amazongraph.errors import EndpointError
from amazongraph.pushing import push
from amazongraph.releases import Release
from amazongraph.store import readback
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
    server = GraphStore(addresses(address), limits=QUICK)
    add = pushing._send
    monkeypatch.setattr(pushing, "_SMALL", 200)
    sending(monkeypatch, stop=2)
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
    monkeypatch.setattr(pushing, "_SMALL", 0)  # each graph goes alone
    with pytest.raises(EndpointError) as told:
        push(small, "public", GraphStore(addresses(address), limits=QUICK))
    assert "gives back something else" in told.value.text("en")
    assert PUSHED not in served(address)


def test_a_union_that_the_server_makes_wrongly_is_found_out_and_mended_by_the_next(
    small: Release, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One triple is lost and another comes in its place, so that the count alone would not tell."""
    changes = GraphStore.update
    one = "<http://example.org/a> <http://example.org/b> 3"
    spoilt = f"""DELETE {{ GRAPH <{ACCEPTED}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{ACCEPTED}> {{ {one} }} }}
        WHERE {{ {{ SELECT * {{ GRAPH <{ACCEPTED}> {{ ?s ?p ?o }} }} LIMIT 1 }} }}"""

    def spoils(self: GraphStore, text: str, *settled: Callable[[], bool]) -> None:
        changes(self, f"{text} ;\n{spoilt}" if f"GRAPH <{PUSHED}> {{" in text else text, *settled)

    server = GraphStore(addresses(address), limits=QUICK)
    monkeypatch.setattr(GraphStore, "update", spoils)
    with pytest.raises(EndpointError) as told:
        push(small, "public", server)
    assert "does not serve what it was asked to" in told.value.text("en")
    assert "graph:accepted" in told.value.text("es")
    monkeypatch.setattr(GraphStore, "update", changes)
    assert push(small, "public", server).kept == len(expected(small)) - 1
    found = served(address)
    assert {graph: found[graph] for graph in expected(small)} == expected(small)


def test_of_the_next_release_what_changed_is_sent(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = pair(tmp_path)
    before, after = expected(old), expected(new)
    server = GraphStore(addresses(address), limits=QUICK)
    push(old, "public", server)
    sent = sending(monkeypatch)
    push(new, "public", server)
    changed = {graph for graph, triples in after.items() if before.get(graph) != triples}
    assert ACCEPTED in changed
    assert set(after) - changed
    assert {there.split("/public/0/")[1] for there in sent} == {
        graph.removeprefix(terms.BASE) for graph in changed - {ACCEPTED}
    }
    found = served(address)
    assert {graph: found[graph] for graph in after} == after
    assert set(found) - set(after) == {"", NOBODYS, PUSHED}


def test_a_large_graph_goes_in_parts_and_those_that_are_there_are_not_sent_again(
    small: Release, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "_AT_ONCE", 50)
    monkeypatch.setattr(pushing, "_DROPPED", 70)
    monkeypatch.setattr(pushing, "_SMALL", 100)
    wanted = expected(small)
    parts = {graph: -(-len(triples) // 50) for graph, triples in wanted.items() if graph != ACCEPTED}
    assert max(parts.values()) > 3
    server = GraphStore(addresses(address), limits=QUICK)
    sent = sending(monkeypatch, stop=6)
    with pytest.raises(EndpointError):
        push(small, "public", server)
    first = set(sent)
    monkeypatch.undo()
    monkeypatch.setattr(pushing, "_AT_ONCE", 50)
    sent = sending(monkeypatch)
    push(small, "public", server)
    assert first
    assert not first & set(sent)
    assert len(first) + len(sent) == sum(parts.values())
    found = served(address)
    assert {graph: found[graph] for graph in wanted} == wanted
    assert set(found) - set(wanted) == {"", NOBODYS, PUSHED}


def sending(monkeypatch: pytest.MonkeyPatch, stop: int | None = None) -> list[str]:
    """The graphs that are sent from now on, in their order; after ``stop`` requests the server is gone."""
    sent: list[str] = []
    add, left = pushing._send, iter(range(stop)) if stop else repeat(0)

    def counted(server: GraphStore, parts: list[tuple[str, list[str]]]) -> None:
        if next(left, None) is None:
            raise EndpointError("endpoint.down", address=server.at.data, detail="gone")
        add(server, parts)
        sent.extend(there for there, _ in parts)

    monkeypatch.setattr(pushing, "_send", counted)
    return sent


def test_a_graph_that_is_read_in_parts_is_the_same(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As is done where a server gives back no large graph at once."""
    monkeypatch.setattr(readback, "_GIVEN_BACK", 10)
    server, graph = GraphStore(addresses(address), limits=QUICK), "http://example.org/large"
    said = [f'<http://example.org/{number // 3}> <http://example.org/p> "{number}"' for number in range(100)]
    server.add(graph, "".join(f"{triple} .\n" for triple in said).encode())
    sums = readback.Sum()
    for triple in said:
        sums.add(triple)
    gets: list[str] = []
    monkeypatch.setattr(GraphStore, "get", lambda self, graph, *more: gets.append(graph))
    assert readback.holds(server, graph, sums, virtuoso=True)
    sums.add(said[0])
    assert not readback.holds(server, graph, sums, virtuoso=True)
    assert gets == []


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
