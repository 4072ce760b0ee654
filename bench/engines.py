"""Quads a second of ``amazongraph push`` to each server beside its own bulk loader, and what each question takes there.

Needs what ``bash .ci/engines`` installs, with AMAZONGRAPH_ENGINES naming the folder of Fuseki's jars. The loaders read
the graphs that a push makes, ``graph/accepted`` among them, from N-Quads on disk, and check nothing; a push reads back
and compares everything it sent. ``--loaded`` asks the questions of what the loaders loaded, and pushes nothing: for
releases of millions of quads.
"""

import argparse
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyoxigraph as ox
from _workspace import show, timed, workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "engines"))

import servers
from asked import solutions

from amazongraph.errors import AmazonGraphError
from amazongraph.pushing import _graphs, push
from amazongraph.questions.catalogue import read_questions
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store, select
from amazongraph.store.exchange import Limits
from amazongraph.store.graph_store import GraphStore

LIMITS = Limits(silence=600, longest=600, largest=2_000_000_000, tries=1, between=0)
MADE = {
    "oxigraph serve": partial(servers.oxigraph, disk=True),
    "fuseki, union on": partial(servers.fuseki, union=True),
    "fuseki, union off": partial(servers.fuseki, union=False),
    "virtuoso": servers.virtuoso,
}


def quads(release: Release, to: Path) -> int:
    """Write what a push sends as N-Quads."""
    count = 0
    with to.open("w", encoding="utf-8") as file:
        for graph, triple in _graphs(release, "public"):
            file.write(f"{triple} <{graph}> .\n")
            count += 1
    return count


def done(command: list[str]) -> float:
    """Seconds of wall time of a command."""
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))[0]


@contextmanager
def oxigraph_loaded(file: Path, folder: Path) -> Iterator[tuple[float, servers.Server]]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    seconds = done([program, "load", "--location", str(folder / "oxigraph"), "--file", str(file)])
    with servers.oxigraph(folder, disk=True) as server:
        yield seconds, server


@contextmanager
def fuseki_loaded(file: Path, folder: Path) -> Iterator[tuple[float, servers.Server]]:
    loader = ["java", "-Xmx2g", "-cp", f"{servers.jars()}/*", "tdb2.tdbloader"]
    seconds = done([*loader, "--loc", str(folder / "tdb2"), str(file)])
    with servers.fuseki(folder, union=False, memory="4g") as server:
        yield seconds, server


@contextmanager
def virtuoso_loaded(file: Path, folder: Path) -> Iterator[tuple[float, servers.Server]]:
    with servers.virtuoso(folder, file.parent) as server:
        said = f"ld_dir('{file.parent.as_posix()}', '{file.name}', 'urn:none'); rdf_loader_run(); checkpoint;"
        yield done(["isql-vt", f"127.0.0.1:{server.sql}", "dba", "dba", f"exec={said}"]), server


LOADED = {"oxigraph serve": oxigraph_loaded, "fuseki, union off": fuseki_loaded, "virtuoso": virtuoso_loaded}


def asked(run: Callable[[str], Sized], repeat: int) -> dict[str, tuple[float, int]]:
    """The median milliseconds of each question without parameters, and its rows; infinite where it was given up."""
    found = {}
    for question in read_questions():
        query = question.bind({})
        try:
            taken = [timed(partial(run, query)) for _ in range(repeat)]
        except AmazonGraphError:
            found[question.id] = (math.inf, 0)
            continue
        found[question.id] = (1000 * statistics.median(seconds for seconds, _ in taken), len(taken[0][1]))
    return found


def summary(name: str, rows: dict[str, tuple[float, int]]) -> tuple[object, ...]:
    """A line about an engine: the median of the questions, how many are quick, and the three slowest."""
    times = [milliseconds for milliseconds, _ in rows.values()]
    slowest = sorted(((taken, count, one) for one, (taken, count) in rows.items()), reverse=True)[:3]
    said = "; ".join(f"{one}: {count:,}, {taken:,.0f}" for taken, count, one in slowest)
    quick = [sum(taken < limit for taken in times) for limit in (100, 1000)]
    return name, f"{statistics.median(times):,.0f}", *quick, len(times), said


def of(server: servers.Server, graphs: list[str], query: str) -> list[dict[str, str]]:
    """What a server answers."""
    return solutions(server.at.query, query, graphs, limits=LIMITS)


def pushed(release: Release, graph_store: GraphStore) -> float:
    """Seconds of wall time of a push."""
    return timed(lambda: push(release, "public", graph_store))[0]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, help="folder with a release of any size (default: the reference one)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each question (default: %(default)s)")
    parser.add_argument("--engine", action="append", choices=list(MADE), help="only this one; may be repeated")
    parser.add_argument("--loaded", action="store_true", help="ask what the loaders loaded, and push nothing")
    given = parser.parse_args()
    loads: list[tuple[object, ...]] = []
    with workspace(given.workspace) as (_, release), tempfile.TemporaryDirectory() as scratch:
        store = open_store(release.profile() / "store")
        graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
        taken = {"embedded": asked(lambda query: list(select(store, query)), given.repeat)}
        (Path(scratch) / "dump").mkdir()
        file = Path(scratch) / "dump" / "release.nq"
        count = quads(release, file)
        for name in given.engine or MADE:
            loader, sent = "-", "-"
            if name in LOADED:
                folder = Path(tempfile.mkdtemp(dir=scratch))
                with LOADED[name](file, folder) as (seconds, server):
                    loader = f"{count / seconds:,.0f}"
                    if given.loaded:
                        taken[name] = asked(partial(of, server, graphs), given.repeat)
                shutil.rmtree(folder, ignore_errors=True)
            if not given.loaded:
                folder = Path(tempfile.mkdtemp(dir=scratch))
                with MADE[name](folder) as server:  # type: ignore[operator]
                    sent = f"{count / pushed(release, GraphStore(server.at, server.credentials)):,.0f}"
                    taken[name] = asked(partial(of, server, graphs), given.repeat)
                shutil.rmtree(folder, ignore_errors=True)
            loads.append((name, count, sent, loader))
    show("A release put on each server", ("engine", "quads", "push, quads/s", "its own loader, quads/s"), loads)
    columns = ("engine", "median, ms", "under 100 ms", "under 1 s", "questions", "the slowest: rows, ms")
    show("Questions", columns, [summary(*one) for one in taken.items()])
    rows = [(name, *(f"{taken[one][name][0]:.0f}" for one in taken)) for name in taken["embedded"]]
    show("Median milliseconds of each question", ("question", *taken), rows)


if __name__ == "__main__":
    main()
