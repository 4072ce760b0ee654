"""A profile of a release as other libraries hold a graph: an RDFLib data set, a NetworkX graph of things."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from amazongraph import terms
from amazongraph.messages import LANGUAGES

if TYPE_CHECKING:
    import networkx
    import rdflib

_THING = terms.BASE + "id/"


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


def networkx_graph(folder: Path, lang: str) -> "networkx.MultiDiGraph[str]":
    """The things of a profile and the accepted relations between them, from ``subject`` to ``object``.

    A node is an IRI with ``label`` and ``kinds``, the CURIEs of its classes; an edge has the CURIE of its property for
    key, and the IRIs of its ``sources``.
    """
    import networkx
    import polars as pl

    said = pl.scan_parquet(folder / "statements.parquet").filter(
        (pl.col("verdict") == "accepted") & pl.col("canonical").str.starts_with(_THING)
    )
    kinds, names, ties = pl.collect_all(
        [
            said.filter(pl.col("predicate") == terms.TYPE).select("canonical", "object").unique(),
            said.filter(pl.col("predicate") == terms.LABEL).select("canonical", "lang", "object").unique(),
            said.filter((pl.col("object_kind") == "iri") & pl.col("object").str.starts_with(_THING))
            .group_by("canonical", "predicate", "object")
            .agg(pl.col("source").unique().sort())
            .sort("canonical", "predicate", "object"),
        ]
    )
    graph: Any = networkx.MultiDiGraph()
    for iri, label in _labels(names, lang).items():
        graph.add_node(iri, label=label, kinds=[])
    for iri, kind in kinds.sort("canonical", "object").iter_rows():
        graph.add_node(iri, **{"label": terms.shorten(iri), "kinds": [], **graph.nodes.get(iri, {})})
        graph.nodes[iri]["kinds"].append(terms.shorten(kind))
    for one, property_, other, sources in ties.iter_rows():
        if one in graph and other in graph:
            graph.add_edge(one, other, key=terms.shorten(property_), sources=sources)
    return graph


def _labels(names: Any, lang: str) -> dict[str, str]:
    """IRI -> its name in a language; else without language, else in the other one."""
    order = [lang, None, *LANGUAGES]

    def rank(row: tuple[str, str | None, str]) -> tuple[str, int, str]:
        return row[0], order.index(row[1]) if row[1] in order else len(order), row[2]

    ranked = sorted(names.iter_rows(), key=rank)
    found: dict[str, str] = {}
    for iri, _, name in ranked:
        found.setdefault(iri, name)
    return found
