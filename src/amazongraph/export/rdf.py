"""RDF files of a release. Everything comes from its canonical N-Quads, whose order is fixed, so a file is the same
each time; a store on disk has no stable order."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.releases import Release

FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def export_rdf(release: Release, name: str, to: Path, profile: str = "public") -> int:
    """Write a release as ``nquads``, ``trig``, ``turtle`` or ``jsonld`` and return how many quads or triples it holds.

    Turtle has no named graphs: it gets the distinct triples of all of them, without who says each. The file appears
    under its name only once it is whole.
    """
    source = release.profile(profile) / "graph.nq"
    draft = to.with_name(f".{to.name}.part")
    counted = _Counted(_by_graph(source) if name != "turtle" else _triples(source))
    with draft.open("wb") as file:
        ox.serialize(counted, file, FORMATS[name], prefixes=terms.prefixes())
    draft.replace(to)
    return counted.count


class _Counted:
    """Hands on what it is given and counts it."""

    def __init__(self, items: Iterator[ox.Quad] | Iterator[ox.Triple]) -> None:
        self.items, self.count = items, 0

    def __iter__(self) -> Iterator[ox.Quad | ox.Triple]:
        for item in self.items:
            self.count += 1
            yield item


def _quads(source: Path) -> Iterator[ox.Quad]:
    return ox.parse(path=str(source), format=ox.RdfFormat.N_QUADS)


def _by_graph(source: Path) -> Iterator[ox.Quad]:
    """Graph by graph, so that TriG and JSON-LD open each once; within a graph in the order of the file."""
    return iter(sorted(_quads(source), key=lambda quad: str(quad.graph_name)))


def _triples(source: Path) -> Iterator[ox.Triple]:
    return iter(dict.fromkeys(quad.triple for quad in _quads(source)))
