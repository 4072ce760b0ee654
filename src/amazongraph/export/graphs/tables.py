"""A graph as two tables, nodes and edges: columns that Kumu knows, those of Neo4j's import, and all the rest.

Kumu takes ``ID``, ``Label``, ``Type``, ``From``, ``To`` and ``Direction``; ``neo4j-admin database import`` takes
``:ID``, ``:LABEL``, ``:START_ID``, ``:END_ID`` and ``:TYPE``, types after a colon, and lists with semicolons. UTF-8
with byte-order mark, for spreadsheets; a text that one would take for a formula begins with an apostrophe.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from amazongraph.durable import drafted
from amazongraph.export.archive import Archive
from amazongraph.export.graphs.flat import about, columns, identifiers, lines, size
from amazongraph.export.material import Material
from amazongraph.questions.forms import harmless

if TYPE_CHECKING:
    import networkx

_TYPES = {bool: ":boolean", int: ":long", float: ":double", str: "", list: ":string[]"}
_DATES = frozenset({"start", "end"})


def write(material: Material, to: Path) -> int:
    """Write a ZIP file: the tables, the documents cited, what to bear in mind. Returns how many nodes and edges."""
    graph = material.graph()
    named = identifiers(graph)
    tables = {
        "nodes.csv": _nodes(graph, named),
        "edges.csv": _edges(graph, named),
        "sources.csv": iter([["iri", "citation"], *map(list, graph.graph["documents"].items())]),
    }
    with drafted(to) as draft, Archive(draft) as archive, TemporaryDirectory() as folder:
        archive.add("README.txt", (about(material, graph) + "\n").encode("utf-8-sig"))
        for name, rows in tables.items():
            _write(Path(folder) / name, rows)
            archive.add(name, Path(folder) / name)
    return size(graph)


def _write(path: Path, rows: Iterator[list[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(next(rows))
        writer.writerows([_cell(value) for value in row] for row in rows)


def _nodes(graph: "networkx.MultiDiGraph[str]", named: Mapping[str, str]) -> Iterator[list[object]]:
    rest = _rest(columns(said for _, said in graph.nodes(data=True)), "label")
    yield ["ID", "Label", "Type", ":ID", ":LABEL", "iri", *rest.values()]
    kind = f"kind_{graph.graph['lang']}"
    for iri, said in graph.nodes(data=True):
        own = [named[iri], said["label"], said[kind], named[iri], [_local(one) for one in said["kinds"]], iri]
        yield [*own, *(said.get(name) for name in rest)]


def _edges(graph: "networkx.MultiDiGraph[str]", named: Mapping[str, str]) -> Iterator[list[object]]:
    rest = _rest(columns(said for *_, said in graph.edges(data=True)), "label")
    yield ["From", "To", "Label", "Direction", ":START_ID", ":END_ID", ":TYPE", "tie", *rest.values()]
    for line in lines(graph, named):
        ends = [line.source, line.target]
        own = [*ends, line.said["label"], "directed", *ends, _local(line.said["property"]), line.key]
        yield [*own, *(line.said.get(name) for name in rest)]


def _rest(found: Mapping[str, type], *told: str) -> dict[str, str]:
    """The other attributes, each with its heading."""
    return {
        name: name + (":date" if name in _DATES else _TYPES[kind]) for name, kind in found.items() if name not in told
    }


def _local(curie: str) -> str:
    return curie.rpartition(":")[2]


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = ";".join(map(str, value))
    return harmless(value) if isinstance(value, str) else value
