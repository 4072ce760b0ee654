"""Quads a second of ``amazongraph push`` to each server beside its own bulk loader, and what each question takes there.

Needs what ``bash .ci/engines`` installs, with AMAZONGRAPH_ENGINES naming the folder of Fuseki's jars. The loaders read
the graphs that a push makes, ``graph/accepted`` among them, from N-Quads on disk, and check nothing; a push reads back
and compares everything it sent.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph as ox
from _workspace import median, show, timed, workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "engines"))

import servers
from asked import solutions

from amazongraph.pushing import _graphs, push
from amazongraph.questions.catalogue import read_questions
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store, select
from amazongraph.store.graph_store import GraphStore

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


def oxigraph_load(file: Path, folder: Path) -> float:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = [program, "load", "--location", str(folder / "store"), "--file", str(file)]
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))[0]


def tdb2_load(file: Path, folder: Path) -> float:
    command = ["java", "-Xmx2g", "-cp", f"{servers.jars()}/*", "tdb2.tdbloader", "--loc", str(folder / "db"), str(file)]
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))[0]


def virtuoso_load(file: Path, folder: Path) -> float:
    with servers.virtuoso(folder, file.parent) as server:
        said = f"ld_dir('{file.parent.as_posix()}', '{file.name}', 'urn:none'); rdf_loader_run(); checkpoint;"
        command = ["isql-vt", f"127.0.0.1:{server.sql}", "dba", "dba", f"exec={said}"]
        return timed(lambda: subprocess.run(command, check=True, capture_output=True))[0]


LOADERS = {"oxigraph serve": oxigraph_load, "fuseki, union off": tdb2_load, "virtuoso": virtuoso_load}


def asked(run: Callable[[str], object], repeat: int) -> dict[str, float]:
    """The median milliseconds of each question without parameters."""
    found = {}
    for question in read_questions():
        query = question.bind({})
        found[question.id] = 1000 * median(partial(run, query), repeat)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, help="folder with a release of any size (default: the reference one)")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each question (default: %(default)s)")
    parser.add_argument("--engine", action="append", choices=list(MADE), help="only this one; may be repeated")
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
            loader = "-"
            if name in LOADERS:
                folder = Path(tempfile.mkdtemp(dir=scratch))
                loader = f"{count / LOADERS[name](file, folder):,.0f}"
                shutil.rmtree(folder)
            folder = Path(tempfile.mkdtemp(dir=scratch))
            with MADE[name](folder) as server:  # type: ignore[operator]
                graph_store = GraphStore(server.at, server.credentials)
                seconds, _ = timed(lambda: push(release, "public", graph_store))  # noqa: B023
                loads.append((name, count, f"{count / seconds:,.0f}", loader))
                taken[name] = asked(lambda query: solutions(server.at.query, query, graphs), given.repeat)
            shutil.rmtree(folder, ignore_errors=True)
    show("A release put on each server", ("engine", "quads", "push, quads/s", "its own loader, quads/s"), loads)
    rows = [(name, *(f"{taken[one][name]:.0f}" for one in taken)) for name in taken["embedded"]]
    show("Median milliseconds of each question", ("question", *taken), rows)


if __name__ == "__main__":
    main()
