"""A profile of a release as RDFLib holds a graph."""

from pathlib import Path
from typing import TYPE_CHECKING

from amazongraph import terms

if TYPE_CHECKING:
    import rdflib


def rdflib_dataset(folder: Path) -> "rdflib.Dataset":
    """The named graphs of a profile, and what was withheld as counts; its default graph is their union."""
    import rdflib

    found = rdflib.Dataset(default_union=True)
    for name, namespace in terms.prefixes().items():
        found.bind(name, namespace, replace=True)
    found.parse(folder / "graph.nq", format="nquads")
    about = rdflib.Dataset()
    about.parse(folder / "about.nq", format="nquads")
    ledger = rdflib.URIRef(terms.LEDGER)
    found.addN((*triple, found.graph(ledger)) for triple in about.graph(ledger))
    return found
