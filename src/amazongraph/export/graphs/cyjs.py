"""A graph as Cytoscape reads and writes one (``.cyjs``: the JSON of Cytoscape.js), written node by node."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from amazongraph.durable import drafted
from amazongraph.export.graphs.flat import about, identifiers, lines, look, size
from amazongraph.export.material import Material

if TYPE_CHECKING:
    import networkx


def write(material: Material, to: Path) -> int:
    """Write the graph; returns how many nodes and edges.

    ``name`` is what Cytoscape shows, ``value`` is what NetworkX takes for the node, ``color`` and ``size`` are for a
    style to map.
    """
    graph = material.graph()
    head = {
        "format_version": "1.0",
        "generated_by": "amazongraph",
        "target_cytoscapejs_version": "~2.1",
        "directed": True,
        "multigraph": True,
        "data": {**graph.graph, "about": about(material, graph)},
    }
    with drafted(to) as draft:
        _write(graph, head, draft)
    return size(graph)


def _write(graph: "networkx.MultiDiGraph[str]", head: dict[str, Any], path: Path) -> None:
    named = identifiers(graph)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_json(head)[:-1] + ',\n"elements": {\n"nodes": [')
        _each(file, _nodes(graph, named))
        file.write('],\n"edges": [')
        _each(file, _edges(graph, named))
        file.write("]\n}}\n")


def _nodes(graph: "networkx.MultiDiGraph[str]", named: dict[str, str]) -> Iterator[dict[str, Any]]:
    for iri, said in graph.nodes(data=True):
        drawn = look(said["kinds"])
        own = {"id": named[iri], "value": named[iri], "iri": iri, "name": said["label"], "shared_name": said["label"]}
        yield {**said, **own, "color": drawn.color, "size": drawn.size}


def _edges(graph: "networkx.MultiDiGraph[str]", named: dict[str, str]) -> Iterator[dict[str, Any]]:
    labels = {named[iri]: label for iri, label in graph.nodes(data="label")}
    for line in lines(graph, named):
        name = f"{labels[line.source]} ({line.said['label']}) {labels[line.target]}"
        own = {"id": f"e{line.number}", "source": line.source, "target": line.target, "key": line.key}
        yield {**line.said, **own, "interaction": line.said["property"], "name": name, "shared_name": name}


def _each(file: TextIO, rows: Iterable[dict[str, Any]]) -> None:
    for place, row in enumerate(rows):
        file.write(("," if place else "") + "\n" + _json({"data": row}))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
