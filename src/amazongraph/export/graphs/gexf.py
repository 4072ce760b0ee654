"""A graph as GEXF 1.3 (gexf.net), written node by node: dates for the timeline of Gephi, colours and sizes by class.

NetworkX writes GEXF too, but keeps the whole tree in memory, has no place for what an attribute of edges means in
parallel ones, and knows dates only as spells of attributes that all have.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from xml.sax.saxutils import escape, quoteattr

from amazongraph.durable import drafted
from amazongraph.export.graphs.flat import about, columns, filled, flat, identifiers, lines, look, size, xml_text
from amazongraph.export.material import Material

if TYPE_CHECKING:
    import networkx

_SPACE, _VIZ = "http://gexf.net/1.3", "http://gexf.net/1.3/viz"
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string", list: "string"}
_OWN = frozenset({"label", "start", "end", "weight"})
"""What GEXF has attributes of its own for."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def write(material: Material, to: Path) -> int:
    """Write the graph; returns how many nodes and edges. It is dynamic where one of them has a date."""
    graph = material.graph()
    with drafted(to) as draft:
        _write(graph, about(material, graph), draft)
    return size(graph)


def _write(graph: "networkx.MultiDiGraph[str]", told: str, path: Path) -> None:
    named = identifiers(graph)
    nodes = {"iri": str, **columns(said for _, said in graph.nodes(data=True))}
    edges = {"tie": str, **columns(said for *_, said in graph.edges(data=True))}
    dated = bool({"start", "end"} & (nodes.keys() | edges.keys()))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{_SPACE}" xmlns:viz="{_VIZ}" version="1.3">\n'
        )
        file.write(_meta(graph, told))
        mode = 'mode="dynamic" timeformat="date" timerepresentation="interval"' if dated else 'mode="static"'
        file.write(f'<graph defaultedgetype="directed" idtype="string" {mode}>\n')
        ids = {"node": _declare(file, "node", nodes), "edge": _declare(file, "edge", edges)}
        file.write(f'<nodes count="{graph.number_of_nodes()}">\n')
        for iri, said in graph.nodes(data=True):
            file.write(f"<node id={quoteattr(named[iri])}{_own(said)}>\n")
            _values(file, ids["node"], {"iri": iri, **said})
            drawn = look(said["kinds"])
            red, green, blue = drawn.channels
            file.write(f'<viz:color r="{red}" g="{green}" b="{blue}"/>\n<viz:size value="{drawn.size}"/>\n</node>\n')
        file.write(f'</nodes>\n<edges count="{graph.number_of_edges()}">\n')
        for line in lines(graph, named):
            ends = f"source={quoteattr(line.source)} target={quoteattr(line.target)}"
            kind = f"kind={quoteattr(_token(line.said['property']))}"
            file.write(f'<edge id="{line.number}" {ends} type="directed" {kind}{_own(line.said)}>\n')
            _values(file, ids["edge"], {"tie": line.key, **line.said})
            file.write("</edge>\n")
        file.write("</edges>\n</graph>\n</gexf>\n")


def _meta(graph: "networkx.MultiDiGraph[str]", told: str) -> str:
    day = _DAY.match(graph.graph["release"])
    dated = f' lastmodifieddate="{day[0]}"' if day else ""
    said = escape(xml_text(f"{told}\n{flat(graph.graph['documents'])}"))
    return f"<meta{dated}>\n<creator>amazongraph</creator>\n<description>{said}</description>\n</meta>\n"


def _declare(file: TextIO, of: str, names: Mapping[str, type]) -> dict[str, str]:
    """Declare the attributes and give the identifier of each."""
    ids = {name: str(place) for place, name in enumerate(one for one in names if one not in _OWN)}
    file.write(f'<attributes class="{of}">\n')
    for name, one in ids.items():
        file.write(f'<attribute id="{one}" title={quoteattr(name)} type="{_TYPES[names[name]]}"/>\n')
    file.write("</attributes>\n")
    return ids


def _own(said: Mapping[str, object]) -> str:
    return "".join(f" {name}={quoteattr(_token(said[name]))}" for name in sorted(_OWN) if name in said)


def _token(value: object) -> str:
    return " ".join(xml_text(value).split())


def _values(file: TextIO, ids: Mapping[str, str], said: Mapping[str, object]) -> None:
    file.write("<attvalues>\n")
    for name, value in filled(said):
        if name in ids:
            file.write(f'<attvalue for="{ids[name]}" value={quoteattr(xml_text(value))}/>\n')
    file.write("</attvalues>\n")
