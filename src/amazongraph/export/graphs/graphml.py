"""A graph as GraphML 1.0 (Brandes and others; the schema of graphml.graphdrawing.org), written node by node."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import escape, quoteattr

from amazongraph.durable import drafted
from amazongraph.export.graphs.flat import Value, about, columns, filled, flat, identifiers, lines, size, xml_text
from amazongraph.export.material import Material

if TYPE_CHECKING:
    import networkx

_SPACE = "http://graphml.graphdrawing.org/xmlns"
_KEPT = {"\r": "&#13;"}
"""What a reader of XML would take for a line break."""
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string", list: "string"}


def write(material: Material, to: Path) -> int:
    """Write the graph; returns how many nodes and edges. A node has its CURIE for identifier and its IRI as ``iri``."""
    graph = material.graph()
    told = {**{name: flat(value) for name, value in graph.graph.items()}, "about": about(material, graph)}
    with drafted(to) as draft:
        _write(graph, told, draft)
    return size(graph)


def _write(graph: "networkx.MultiDiGraph[str]", told: Mapping[str, Value], path: Path) -> None:
    named = identifiers(graph)
    keys = {
        "graph": columns([told]),
        "node": {"iri": str, **columns(said for _, said in graph.nodes(data=True))},
        "edge": {"tie": str, **columns(said for *_, said in graph.edges(data=True))},
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_SPACE}">\n')
        for of, names in keys.items():
            for name, kind in names.items():
                file.write(
                    f'<key id="{of[0]}-{name}" for="{of}" attr.name={quoteattr(name)} attr.type="{_TYPES[kind]}"/>\n'
                )
        file.write('<graph id="amazongraph" edgedefault="directed">\n')
        _data(file, "g", told)
        for iri, said in graph.nodes(data=True):
            file.write(f"<node id={quoteattr(named[iri])}>\n")
            _data(file, "n", {"iri": iri, **said})
            file.write("</node>\n")
        for line in lines(graph, named):
            ends = f"source={quoteattr(line.source)} target={quoteattr(line.target)}"
            file.write(f'<edge id="e{line.number}" {ends}>\n')
            _data(file, "e", {"tie": line.key, **line.said})
            file.write("</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _data(file: TextIO, of: str, said: Mapping[str, object]) -> None:
    for name, value in filled(said):
        file.write(f'<data key="{of}-{name}">{escape(xml_text(value), _KEPT)}</data>\n')
