"""Loading and checking a release: Oxigraph and shacl-rust against rdflib and pySHACL, on the same N-Quads, in one run.

Ours starts from the N-Quads text like the peer: the union that becomes the default graph is made within the load.
pySHACL takes a plain graph, so rdflib's Dataset has to be flattened first; that is part of checking there, and is
shown apart.
"""

import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from _workspace import options, show, timed, workspace

from amazongraph.checks import shapes
from amazongraph.store import embedded

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@dataclass(frozen=True)
class Run:
    """Seconds of one run, and what it found, to see that both sides did the same work."""

    load: float
    flatten: float
    check: float
    triples: int
    results: int


def union(text: bytes) -> bytes:
    """The distinct triples of canonical N-Quads whose graphs are all named, as N-Triples."""
    triples = {line.rpartition(b" <")[0] for line in text.splitlines()}
    return b" .\n".join(sorted(triples)) + b" .\n"


def ours(text: bytes, shape_text: str) -> Run:
    """pyoxigraph on disk, named graphs and union; shacl-rust."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        load, _ = timed(lambda: embedded.create(store, text, union(text)))
        default = embedded.open_store(store).quads_for_pattern(None, None, None, ox.DefaultGraph())
        triples = sum(1 for _ in default)
    check, results = timed(lambda: shapes.validate(text, shape_text))
    return Run(load, 0.0, check, triples, len(results))


def peer(text: bytes, shape_text: str) -> Run:
    """rdflib in memory; pySHACL with the options of our referee."""
    dataset = rdflib.Dataset(default_union=True)
    load, _ = timed(lambda: dataset.parse(data=text, format="nquads"))
    flatten, graph = timed(lambda: flattened(dataset))
    check, results = timed(lambda: pyshacl_results(graph, shape_text))
    return Run(load, flatten, check, len(graph), results)


def flattened(dataset: rdflib.Dataset) -> rdflib.Graph:
    """All graphs of a dataset as one."""
    graph = rdflib.Graph()
    for subject, predicate, value, _ in dataset.quads():
        graph.add((subject, predicate, value))
    return graph


def pyshacl_results(graph: rdflib.Graph, shape_text: str) -> int:
    """How many results pySHACL gives."""
    shape_graph = rdflib.Graph().parse(data=shape_text, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shape_graph, advanced=False, inference="none")
    return len(set(report.subjects(rdflib.RDF.type, SH.ValidationResult)))


def middle(runs: list[Run], seconds: Callable[[Run], float]) -> float:
    """The median over the runs."""
    return statistics.median(seconds(run) for run in runs)


def main() -> None:
    """Measure and print."""
    given = options(__doc__, repeat=3)
    with workspace(given.workspace) as (_, release):
        text, shape_text = (release.profile() / "graph.nq").read_bytes(), shapes.shapes_text()
        # By turns, so that whatever else the machine does meets both sides.
        pairs = [(ours(text, shape_text), peer(text, shape_text)) for _ in range(given.repeat)]
        mine, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
        if {(run.triples, run.results) for run in mine} != {(run.triples, run.results) for run in theirs}:
            raise SystemExit(f"the two sides did not do the same work: {mine[0]} {theirs[0]}")
        stages: dict[str, Callable[[Run], float]] = {
            "load": lambda run: run.load,
            "check": lambda run: run.flatten + run.check,
            "load + check": lambda run: run.load + run.flatten + run.check,
        }
        rows = []
        for name, seconds in stages.items():
            here, there = middle(mine, seconds), middle(theirs, seconds)
            rows.append((name, here, there, there / here))
        rows.append(("(of it, to flatten)", None, middle(theirs, lambda run: run.flatten), None))
        first, quad_count = mine[0], len(text.splitlines())
        size = f"{quad_count:,} quads, {first.triples:,} distinct triples, {first.results} SHACL results on either side"
        show(
            f"{release.id}: {size}; median of {given.repeat}",
            ("stage", "pyoxigraph + shacl-rust, s", "rdflib + pySHACL, s", "ratio"),
            rows,
        )


if __name__ == "__main__":
    main()
