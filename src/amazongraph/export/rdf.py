"""RDF files. Everything comes from the canonical N-Quads of a release, whose order is fixed, so a file is the same each
time; a store on disk has no stable order.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.durable import drafted
from amazongraph.export.lines import by_graph, distinct, parsed
from amazongraph.export.material import Material


def write_nquads(material: Material, to: Path) -> int:
    """N-Quads: the named graphs; the lines of the release as they are."""
    with drafted(to) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        return sum(1 for line in material.lines() if file.write(line))


def write_trig(material: Material, to: Path) -> int:
    """TriG: the named graphs, each opened once."""
    return serialised(material, by_graph(material.lines()), ox.RdfFormat.TRIG, to)


def write_turtle(material: Material, to: Path) -> int:
    """Turtle has no named graphs: the distinct triples of all of them, without who says each."""
    return serialised(material, distinct(material.lines()), ox.RdfFormat.TURTLE, to)


def serialised(material: Material, said: Iterable[str], form: ox.RdfFormat, to: Path) -> int:
    """Write lines in another form of RDF, with our prefixes; returns the quads."""
    count = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal count
        for quad in parsed(material.release, said):
            count += 1
            yield quad

    quads: Iterator[ox.Quad] | Iterator[ox.Triple] = counted()
    if form == ox.RdfFormat.TURTLE:
        quads = (quad.triple for quad in counted())
    with drafted(to) as draft, draft.open("wb") as file:
        ox.serialize(quads, file, form, prefixes=terms.prefixes())
    return count
