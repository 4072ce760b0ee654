"""A graph as two tables, nodes and edges: columns that Kumu knows, those of Neo4j's import, and all the rest.

Kumu takes ``ID``, ``Label``, ``Type``, ``From``, ``To`` and ``Direction``; ``neo4j-admin database import`` takes
``:ID``, ``:LABEL``, ``:START_ID``, ``:END_ID`` and ``:TYPE``, types after a colon, and lists with semicolons. UTF-8
with byte-order mark, for spreadsheets; a text that one would take for a formula begins with an apostrophe.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from amazongraph.export.graphs.flat import columns, identifiers, lines

if TYPE_CHECKING:
    import networkx

_FORMULA = re.compile(r"^[=+\-@\t\r]")
_TYPES = {bool: ":boolean", int: ":long", float: ":double", str: "", list: ":string[]"}
_DATES = frozenset({"start", "end"})


def paths(to: Path) -> tuple[Path, Path]:
    """The files of a pair that is called ``to``: ``x.csv`` gives ``x-nodes.csv`` and ``x-edges.csv``."""
    return to.with_name(f"{to.stem}-nodes.csv"), to.with_name(f"{to.stem}-edges.csv")


def write(graph: "networkx.MultiDiGraph[str]", path: Path) -> None:
    """Write the two tables of a graph. Raises ``OSError``."""
    named = identifiers(graph)
    nodes, edges = paths(path)
    _write(nodes, _nodes(graph, named))
    _write(edges, _edges(graph, named))


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
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value
