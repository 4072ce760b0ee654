"""Each graph for network analysis from releases of about 15k, 60k and 190k relations, and its files; against the plain
way: rdflib parses the N-Quads, every triple between two things becomes an edge of networkx, which writes the file.

The data are what the public release says, under new IRIs as often as it takes. Each measure runs in its own process.
"""

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import networkx
import polars as pl
import rdflib
from _workspace import options, show, timed, workspace

from amazongraph import terms
from amazongraph.export.formats import FORMATS
from amazongraph.network.graph import network
from amazongraph.network.kinds import kinds
from amazongraph.releases import Release

COPIES = 1, 4, 13
FILES = ("graphml", "gexf", "cyjs", "nodes-edges")
THING = terms.BASE + "id/"
OWN = f"(<{THING}[^/>]+/[^>]+)>"


def multiplied(release: Release, folder: Path, copies: int) -> Path:
    """The public profile of a release whose things stand there so many times, without its store's further triples."""
    source, made = release.profile(), folder / str(copies) / "public"
    made.mkdir(parents=True)
    shutil.copytree(source / "store", made / "store")
    shutil.copy(source / "ledger.json", made)
    said = pl.read_parquet(source / "statements.parquet")
    names = [pl.col(name) for name in ("canonical", "object")]
    frames = [said] + [
        said.with_columns(
            pl.when(one.str.starts_with(THING)).then(one + f"-copy-{turn}").otherwise(one) for one in names
        ).with_columns(pl.col("id") + f"-{turn}")
        for turn in range(1, copies)
    ]
    pl.concat(frames).write_parquet(made / "statements.parquet")
    text = (source / "graph.nq").read_text(encoding="utf-8")
    with (made / "graph.nq").open("w", encoding="utf-8") as file:
        file.write(text)
        for turn in range(1, copies):
            file.write(re.sub(OWN, rf"\1-copy-{turn}>", text))
    return made.parent


def ours(folder: Path, kind: str, form: str) -> Any:
    """One of our graphs, or its file."""
    graph = network(Release(folder.name, folder), kind, "public", "en")
    if form:
        notes = dict.fromkeys(("es", "en"), "")
        told = SimpleNamespace(graph=lambda: graph, title=notes, notice=lambda lang: [], profile="public")
        seconds, _ = timed(lambda: FORMATS[form].exporter()(told, folder / f"graph.{form}"))  # type: ignore[arg-type]
        return seconds, graph
    return None, graph


def plain(folder: Path, form: str) -> Any:
    """The plain way: every triple between two things is an edge."""
    data = rdflib.Dataset(default_union=True)
    data.parse(folder / "public" / "graph.nq", format="nquads")
    graph = networkx.MultiDiGraph()
    for one, name, other in data.triples((None, None, None)):
        if str(one).startswith(THING) and str(other).startswith(THING):
            graph.add_edge(str(one), str(other), key=str(name))
    if form:
        write = {"graphml": networkx.write_graphml, "gexf": networkx.write_gexf}[form]
        seconds, _ = timed(lambda: write(graph, folder / f"plain.{form}"))
        return seconds, graph
    return None, graph


def child(folder: Path, side: str, kind: str, form: str) -> None:
    """Measure one thing and print it."""
    seconds, (writing, graph) = timed(lambda: ours(folder, kind, form) if side == "ours" else plain(folder, form))
    print(json.dumps([len(graph), graph.number_of_edges(), writing if form else seconds, peak()]))


def peak() -> float:
    """Megabytes at the peak; on Linux from the status, for the usage also counts what started the process."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(folder: Path, side: str, kind: str = "things", form: str = "") -> list[Any]:
    """Nodes, edges, seconds and megabytes at the peak, of a process of its own."""
    command = [sys.executable, __file__, "--child", str(folder), side, kind, form]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--child", nargs=4)
    inner, _ = parser.parse_known_args()
    if inner.child:
        child(Path(inner.child[0]), *inner.child[1:])
        return
    said = options(__doc__, 1, full="the plain way also at the largest size: minutes, and gigabytes of memory")
    with workspace(said.workspace) as (_, release), tempfile.TemporaryDirectory() as temporary:
        for copies in COPIES:
            folder = multiplied(release, Path(temporary), copies)
            heads = ("graph", "nodes", "edges", "ours, s", "peak, MB", "plain, s", "plain peak, MB", "ratio")
            rows = [[kind, *measured(folder, "ours", kind)] for kind in kinds()]
            if said.full or copies < max(COPIES):
                *_, seconds, most = measured(folder, "plain")
                rows[0] += [seconds, most, seconds / rows[0][3]]
            show(f"graphs of {copies} times the release", heads, rows)
        rows = [[form, *measured(folder, "ours", "things", form)[2:]] for form in FILES]
        if said.full:
            for row in rows[:2]:
                row += measured(folder, "plain", "things", row[0])[2:]
        show("files of the largest graph, beyond building it", ("file", "ours, s", "peak, MB", "plain, s", "MB"), rows)


if __name__ == "__main__":
    main()
