"""Every question of the catalogue, with no parameter given: our Oxigraph store, on disk as published and in memory,
against an rdflib Dataset, in one run.

All parse the query each time and give every value of every row; opening the store and loading are not counted. With
``--ours`` rdflib is left out, which needs minutes to load a million quads. ``--small`` and ``--large`` ask of a
workspace with the added data sets of ``datasets.py``, of about 0.4 and 1.1 million quads.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib
from _workspace import options, show, workspace
from build import union
from datasets import SIZES, fill, run

from amazongraph.questions.catalogue import catalogue
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store, select


def dataset(path: Path) -> rdflib.Dataset:
    """The named graphs in memory; a query without GRAPH sees their union, as in our store."""
    loaded = rdflib.Dataset(default_union=True)
    loaded.parse(path, format="nquads")
    return loaded


def in_oxigraph(store: ox.Store, query: str) -> int:
    """Run a query to its end; the number of rows."""
    return len([tuple(solution) for solution in select(store, query)])


def in_rdflib(loaded: rdflib.Dataset, query: str) -> int:
    """Run a query to its end; the number of rows."""
    return len([tuple(row) for row in loaded.query(query)])


def in_memory(text: bytes) -> ox.Store:
    """The store as it is published, in memory: the named graphs and their union."""
    store = ox.Store()
    store.bulk_load(text, ox.RdfFormat.N_QUADS, lenient=True)
    store.bulk_load(union(text), ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def middle_and_worst(ask: Callable[[], int], repeat: int) -> tuple[float, float]:
    """Median and worst milliseconds of CPU; what else the machine does counts little there."""
    runs = []
    for _ in range(repeat):
        began = time.process_time()
        ask()
        runs.append((time.process_time() - began) * 1000)
    return statistics.median(runs), max(runs)


def measured(release: Release, *, ours: bool, repeat: int) -> list[tuple[object, ...]]:
    """A row for each question, the slowest in memory first."""
    folder = release.profile()
    disk, memory = open_store(folder / "store"), in_memory((folder / "graph.nq").read_bytes())
    loaded = None if ours else dataset(folder / "graph.nq")
    rows: list[tuple[object, ...]] = []
    for question, _ in catalogue(release):
        query = question.bind({})
        found = in_oxigraph(memory, query)
        inside = middle_and_worst(lambda query=query: in_oxigraph(memory, query), repeat)
        outside = middle_and_worst(lambda query=query: in_oxigraph(disk, query), repeat)
        said, peer = str(found), (None, None)
        if loaded is not None:
            theirs = in_rdflib(loaded, query)
            middle, _ = middle_and_worst(lambda query=query: in_rdflib(loaded, query), repeat)
            said, peer = said if theirs == found else f"{found}, rdflib {theirs}", (middle, middle / inside[0])
        rows.append((question.id, said, *inside, *outside, *peer))
    return sorted(rows, key=lambda row: -row[2])  # type: ignore[operator]


def main() -> None:
    """Measure and print."""
    sizes = {"small": "with the first size of data sets", "large": "with the second size of data sets"}
    given = options(__doc__, 5, ours="without rdflib", **sizes)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made) if given.small or given.large else given.workspace
        if given.small or given.large:
            fill(Path(made), SIZES[1 if given.large else 0])
            run(Path(made), "build")
        with workspace(root) as (_, release):
            rows = measured(release, ours=given.ours, repeat=given.repeat)
            columns = ("question", "rows", "in memory, ms", "worst", "on disk, ms", "worst", "rdflib, ms", "ratio")
            show(f"{release.id}: median and worst of {given.repeat}, CPU", columns, rows)


if __name__ == "__main__":
    main()
