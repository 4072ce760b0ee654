"""A release on the servers that others run is the release: every triple by its value, and none half there."""

import threading
import time
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
from asked import solutions
from servers import Server

from amazongraph import pushing
from amazongraph.errors import EndpointError
from amazongraph.pushing import ACCEPTED, PUSHED, push
from amazongraph.releases import STATEMENTS, Release
from amazongraph.served import served
from amazongraph.store import readback
from amazongraph.store.graph_store import GraphStore

pytestmark = pytest.mark.engines
ONE = "https://w3id.org/amazongraph/id/figure/invented"
NUMBER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


def values(graph: GraphStore, name: str, folder: Path) -> set[tuple[str, str, str]]:
    """The triples of a graph, numbers by their value and shapes without blanks, by another way than the push has."""
    path = folder / "graph.nt"
    return graph.get(name, path, lambda: set(map(plain, ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES))))


def plain(triple: ox.Triple) -> tuple[str, str, str]:
    said = triple.object
    text = str(said)
    if isinstance(said, ox.Literal):
        kind = said.datatype.value.rsplit("#")[-1]
        if kind in {"decimal", "integer"}:
            text = f"{float(said.value):.9g}"
        elif kind in {"wktLiteral", "Geometry"}:
            text = said.value.replace(" ", "")
    return str(triple.subject), str(triple.predicate), text


def test_each_graph_is_there_with_its_values(
    pushed: Server, written: GraphStore, release: Release, tmp_path: Path
) -> None:
    expected: dict[str, set[tuple[str, str, str]]] = {}
    for name in ("graph.nq", "about.nq"):
        for quad in ox.parse(path=str(release.profile() / name), format=ox.RdfFormat.N_QUADS):
            assert isinstance(quad.graph_name, ox.NamedNode)
            expected.setdefault(quad.graph_name.value, set()).add(plain(quad.triple))
    counts = written.counts("https://w3id.org/amazongraph/")
    assert {*expected, ACCEPTED, PUSHED} <= counts.keys()
    assert not any("/graph/beside/" in graph for graph in counts)
    largest = sorted(expected, key=lambda graph: -len(expected[graph]))
    for graph in [*largest[:3], *largest[::60]]:
        assert values(written, graph, tmp_path) == expected[graph], graph
    assert counts[ACCEPTED] == len(set().union(*expected.values()))


def test_a_second_push_finds_every_graph_as_it_is(pushed: Server, written: GraphStore, release: Release) -> None:
    done = push(release, "public", written)
    assert (done.kept, done.removed) == (done.graphs, ())


def test_a_server_that_changes_a_number_is_found_out(
    pushed: Server, written: GraphStore, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = GraphStore.add
    number = b'"275665"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    monkeypatch.setattr(
        GraphStore,
        "add",
        lambda self, graph, said: add(self, graph, said.replace(number, number.replace(b"5665", b"5666"))),
    )
    monkeypatch.setattr(pushing, "_SMALL", 0)
    monkeypatch.setattr(pushing, "_SMALL_OF_VIRTUOSO", 0)
    with (release.profile() / "graph.nq").open("rb") as file:
        graphs = {line.rsplit(b" ", 2)[1].decode() for line in file if number in line}
    written.update(" ;\n".join(f"DROP SILENT GRAPH {graph}" for graph in graphs))
    with pytest.raises(EndpointError) as told:
        push(release, "public", written)
    assert "gives back something else" in told.value.text("en")
    monkeypatch.undo()
    beside = [graph for graph in written.counts("https://w3id.org/amazongraph/") if "/graph/beside/" in graph]
    written.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in beside))
    push(release, "public", written)


def test_readers_see_the_old_graph_or_the_new_one(pushed: Server, written: GraphStore) -> None:
    """The request that swaps, as a push makes it, on a graph of some size, while somebody counts."""
    new, graph = (f"{ONE}/{name}" for name in ("new", "graph"))
    for place, count in ((graph, 3000), (new, 5000)):
        written.add(place, "".join(f'<{ONE}> <{ONE}/p> "{n}" .\n' for n in range(count)).encode())
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        query = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }"
        while not stop.is_set():
            seen.append(int(solutions(pushed.at.query, query, (), graph)[0]["n"]))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        while not seen:
            time.sleep(0.01)
        placed = pushing._placed_by_virtuoso if pushed.name == "virtuoso" else pushing._placed
        written.update(placed([new], graph))
        known = len(seen)
        while len(seen) < known + 2:
            time.sleep(0.01)
    finally:
        stop.set()
        reader.join()
    assert seen[0] == 3000
    assert seen[-1] == 5000
    if pushed.name != "virtuoso":  # It commits row by row; the page of engines says so.
        assert set(seen) == {3000, 5000}
    written.update(f"DROP SILENT GRAPH <{graph}> ;\nDROP SILENT GRAPH <{new}>")


def test_all_of_it_comes_back_as_files(pushed: Server, release: Release) -> None:
    """By who has to log in, where there is such an address."""
    known = pushed.credentials
    there = served(pushed.at.update if known else pushed.at.query, known)
    assert there.id == release.id
    folders = (release.profile(), there.profile())
    here, elsewhere = ([_values(folder / name) for name in ("graph.nq", "about.nq")] for folder in folders)
    assert elsewhere == here
    heights = {pl.scan_parquet(folder / STATEMENTS).select(pl.len()).collect().item() for folder in folders}
    assert len(heights) == 1


def _values(path: Path) -> set[tuple[str, ...]]:
    quads = ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)
    return {(*plain(quad.triple), str(quad.graph_name)) for quad in quads}


def test_a_graph_in_parts_is_put_in_place_whole(pushed: Server, written: GraphStore, tmp_path: Path) -> None:
    graph, parts = f"{ONE}/graph", [f"{ONE}/part-{number}" for number in range(3)]
    said = [f'<{ONE}/{n}> <{ONE}/p> "{n}"' for n in range(900)]
    written.add(graph, f"<{ONE}> <{ONE}/old> <{ONE}> .\n".encode())
    for number, part in enumerate(parts):
        written.add(part, "".join(f"{triple} .\n" for triple in said[number * 300 : number * 300 + 300]).encode())
    placed = pushing._placed_by_virtuoso if pushed.name == "virtuoso" else pushing._placed
    written.update(placed(parts, graph))
    sums = readback.Sum()
    for triple in said:
        sums.add(triple)
    assert readback.holds(written, graph, sums)
    written.update(" ;\n".join(f"DROP SILENT GRAPH <{one}>" for one in [graph, *parts]))


def test_a_graph_that_is_read_in_parts_is_the_same(
    pushed: Server, written: GraphStore, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readback, "_GIVEN_BACK", 3000)
    sums = readback.Sum()
    for graph, triple in pushing._graphs(release, "public"):
        if graph.endswith("graph/findings"):
            sums.add(triple)
    assert sums.count > 3000
    assert readback.holds(written, "https://w3id.org/amazongraph/graph/findings", sums, virtuoso=True)
