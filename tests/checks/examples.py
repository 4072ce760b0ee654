"""Reads the small examples of this folder: one named graph an example, each on its own."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

BASE, THIS = "https://example.org/", "https://example.org/this#"


def examples(name: str) -> dict[str, list[ox.Quad]]:
    """Name of an example -> its quads, with its own things named after it (``:x`` becomes ``<name>#x``)."""
    found: dict[str, list[ox.Quad]] = defaultdict(list)
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for quad in ox.parse(text, ox.RdfFormat.TRIG):
        graph = quad.graph_name
        assert isinstance(graph, ox.NamedNode), "every example is a named graph"
        own = [_own(term, graph.value) for term in (quad.subject, quad.predicate, quad.object)]
        found[graph.value.removeprefix(BASE)].append(ox.Quad(*own, graph))
    return dict(found)


def thing(example: str, name: str = "x") -> str:
    """The IRI of a thing of an example."""
    return f"{BASE}{example}#{name}"


def _own(term: ox.NamedNode | ox.BlankNode | ox.Literal, graph: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, ox.NamedNode) and term.value.startswith(THIS):
        return ox.NamedNode(f"{graph}#{term.value.removeprefix(THIS)}")
    return term
