"""Every format of a whole release, in a process of its own: seconds, the file, and the peak of memory above a process
that has only opened the store. Against the plain way for RDF: rdflib parses the N-Quads and serialises them.

With ``--workspace`` it takes a release that is there, of any size; the plain way at more than 200,000 quads only with
``--full``, for it takes minutes and gigabytes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import rdflib
from _workspace import options, show, timed, workspace
from network import peak

from amazongraph.export import selection
from amazongraph.export.formats import FORMATS
from amazongraph.releases import Release
from amazongraph.store.embedded import open_store, select

PLAIN = {"trig": "trig", "nquads": "nquads", "turtle": "turtle", "jsonld": "json-ld"}
MANY = 200_000


def ours(release: Release, name: str, to: Path) -> None:
    """A format by its writer; ``store``: nothing but the store opened and asked one thing."""
    if name == "store":
        list(select(open_store(release.profile() / "store"), "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"))
        return
    FORMATS[name].exporter()(selection.whole(release, "public", "es"), to)


def plain(release: Release, name: str, to: Path) -> None:
    """The plain way."""
    data = rdflib.Dataset(default_union=True)
    data.parse(release.profile() / "graph.nq", format="nquads")
    data.serialize(to, format=PLAIN[name])


def child(folder: Path, side: str, name: str) -> None:
    """Measure one thing and print it."""
    way: Callable[[Release, str, Path], None] = ours if side == "ours" else plain
    # Of several sheets a column file is an archive.
    suffix = ".zip" if "parquet" in name else FORMATS[name].suffix if name in FORMATS else ""
    with tempfile.TemporaryDirectory() as temporary:
        to = Path(temporary) / f"release{suffix}"
        seconds, _ = timed(lambda: way(Release(folder.name, folder), name, to))
        size = to.stat().st_size / 1e6 if to.is_file() else 0
    print(json.dumps([seconds, size, peak()]))


def measured(release: Release, side: str, name: str) -> list[float]:
    """Seconds, megabytes of the file, megabytes at the peak, of a process of its own."""
    command = [sys.executable, __file__, "--child", str(release.folder), side, name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--child", nargs=3)
    inner, _ = parser.parse_known_args()
    if inner.child:
        child(Path(inner.child[0]), *inner.child[1:])
        return
    said = options(__doc__, 1, full="the plain way also for a large release")
    with workspace(said.workspace) as (_, release):
        with (release.profile() / "graph.nq").open("rb") as file:
            quads = sum(1 for _ in file)
        *_, opened = measured(release, "ours", "store")
        rows: list[list[object]] = []
        for name in FORMATS:
            seconds, size, most = measured(release, "ours", name)
            row: list[object] = [name, seconds, size, most - opened]
            if name in PLAIN and (said.full or quads <= MANY):
                other, _, peer = measured(release, "plain", name)
                row += [other, peer, other / seconds]
            rows.append(row)
        heads = ("format", "s", "file, MB", "above the store, MB", "plain, s", "plain peak, MB", "ratio")
        show(f"{release.id}, {quads} quads; the store opened: {opened:.0f} MB", heads, rows)


if __name__ == "__main__":
    main()
