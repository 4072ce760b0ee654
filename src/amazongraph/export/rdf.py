"""RDF files of a release. Everything comes from its canonical N-Quads, whose order is fixed, so a file is the same
each time; a store on disk has no stable order.
"""

from pathlib import Path

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import ReleaseError
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
    under its name only once it is whole. Raises ``ReleaseError``, and ``OSError`` if the file cannot be written.
    """
    try:
        folder = release.profile(profile)
        quads = list(ox.parse(path=str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS))
        # What was withheld goes along, as counts.
        said = ox.parse(path=str(folder / "about.nq"), format=ox.RdfFormat.N_QUADS)
        quads += [quad for quad in said if quad.graph_name == ox.NamedNode(terms.LEDGER)]
    except (OSError, SyntaxError) as error:
        raise ReleaseError("release.broken", id=release.id, file="graph.nq") from error
    # Graph by graph, so that TriG and JSON-LD open each once; within a graph in the order of the file.
    quads.sort(key=lambda quad: str(quad.graph_name))
    items = list(dict.fromkeys(quad.triple for quad in quads)) if name == "turtle" else quads
    draft = to.with_name(f".{to.name}.part")
    try:
        with draft.open("wb") as file:
            ox.serialize(items, file, FORMATS[name], prefixes=terms.prefixes())
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)
    return len(items)
