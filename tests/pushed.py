"""Two small releases to push one after the other, and what a server holds, told by another parser than the push has."""

import json
import shutil
import urllib.request
from pathlib import Path

import polars as pl
import pyoxigraph as ox
from small_tables import build_tables, small_tables, workspace

from amazongraph.described import ACCEPTED, DESCRIBED, PUSHED, description
from amazongraph.releases import Release

BESIDE = "/graph/beside/"
Graphs = dict[str, set[str]]


def pair(root: Path) -> tuple[Release, Release]:
    """Two releases with some hundred quads: some graphs are alike, some differ, and each has one the other lacks."""
    build_tables(workspace(root), small_tables(root / "curated"))
    [folder] = (root / "graph" / "releases").iterdir()
    lines = (folder / "public" / "graph.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    graphs = sorted({_graph(line) for line in lines})[-9:]
    about = (folder / "public" / "about.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    made = []
    for number in (0, 1):
        copy = Path(shutil.copytree(folder, root / "graph" / "releases" / f"202{number}-01-01-thin"))
        some = [
            line
            for at, line in enumerate(lines)
            if (graph := _graph(line)) in graphs
            and graph != graphs[number]
            and at % 3 == (number if graphs.index(graph) % 2 else 0)
        ]
        (copy / "public" / "graph.nq").write_text("".join(some), encoding="utf-8", newline="\n")
        (copy / "public" / "about.nq").write_text("".join(about[:20]), encoding="utf-8", newline="\n")
        for path in (copy / "public").glob("*.parquet"):
            pl.read_parquet(path).head(60).write_parquet(path)
        (copy / "files.json").unlink()
        (copy / "manifest.json").write_text(json.dumps({"id": copy.name}), encoding="utf-8")
        made.append(Release(copy.name, copy))
    return made[0], made[1]


def _graph(line: str) -> str:
    return line.rsplit(" ", 2)[1]


def served(address: str) -> Graphs:
    """What the server holds at one moment: graph -> triples, "" for the default graph."""
    request = urllib.request.Request(
        address.removesuffix("/query") + "/store", headers={"Accept": "application/n-quads"}
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        quads = ox.parse(response.read(), ox.RdfFormat.N_QUADS)
    found: Graphs = {}
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        found.setdefault(graph, set()).add(str(quad.triple))
    return found


def expected(release: Release) -> Graphs:
    """The files of the release, read by another parser than the push has."""
    found: Graphs = {}
    for name in ("graph.nq", "about.nq"):
        for quad in ox.parse(path=str(release.profile() / name), format=ox.RdfFormat.N_QUADS):
            assert isinstance(quad.graph_name, ox.NamedNode)
            found.setdefault(quad.graph_name.value, set()).add(str(quad.triple))
    return found | {ACCEPTED: set().union(*found.values()), DESCRIBED: set(description(release, "public"))}


def release_of(address: str, *releases: Release) -> str:
    """The id of the release that a reader finds whole, every graph of it and no other; "" where it is none of these."""
    found = served(address)
    said = {one.split(" ")[2].strip('"') for one in found.pop(PUSHED, set())}
    seen = {graph: triples for graph, triples in found.items() if BESIDE not in graph}
    return next((one.id for one in releases if seen == expected(one) and one.id in said), "")


def left_beside(address: str) -> list[str]:
    """What pushes have left that readers do not ask for."""
    return [graph for graph in served(address) if BESIDE in graph]
