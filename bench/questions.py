"""Every question of the catalogue, with no parameter given: our Oxigraph store against an rdflib Dataset, in one run.

Both parse the query each time and both give every value of every row; opening the store and loading the Dataset are
not counted.
"""

import statistics
from pathlib import Path

import pyoxigraph as ox
import rdflib
from _workspace import median, options, show, workspace

from amazongraph.questions.catalogue import catalogue
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


def main() -> None:
    """Measure and print."""
    given = options(__doc__, repeat=5)
    with workspace(given.workspace) as (_, release):
        folder = release.profile()
        store, loaded = open_store(folder / "store"), dataset(folder / "graph.nq")
        rows = []
        for question, _ in catalogue(release):
            query = question.bind({})
            counts = in_oxigraph(store, query), in_rdflib(loaded, query)
            ours = median(lambda query=query: in_oxigraph(store, query), given.repeat)
            peer = median(lambda query=query: in_rdflib(loaded, query), given.repeat)
            said = str(counts[0]) if counts[0] == counts[1] else f"{counts[0]}, rdflib {counts[1]}"
            rows.append((question.id, said, ours * 1000, peer * 1000, peer / ours))
        show(
            f"{release.id}: median of {given.repeat}",
            ("question", "rows", "pyoxigraph, ms", "rdflib, ms", "ratio"),
            sorted(rows, key=lambda row: row[-1]),
        )
        ratios = [row[-1] for row in rows]
        print(f"\nratio: median {statistics.median(ratios):.3g}, minimum {min(ratios):.3g}")


if __name__ == "__main__":
    main()
