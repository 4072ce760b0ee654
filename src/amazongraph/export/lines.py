"""The canonical N-Quads of a release, line by line: of all of it or of some things, in its order or graph by graph.

The file is sorted by subject, predicate, object and graph, and has no blank node, so that lines can be taken apart and
parsed a piece at a time. Neither way holds more than a piece of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import ReleaseError
from amazongraph.releases import STATEMENTS, Readable

_LEDGER = f" <{terms.LEDGER}> .\n"
_PARSED = 20_000  # lines parsed at once
_HELD = 50_000  # lines held before they are put in the files of their graphs


def lines(release: Readable, profile: str, things: Collection[str] | None = None) -> Iterator[str]:
    """The quads of a profile and, as counts, what was withheld; of ``things``: what is said of them and who says it.

    Raises ``ReleaseError`` for a release that cannot be read.
    """
    folder = release.profile(profile)
    wanted = None if things is None else {*things, *_claims(folder / STATEMENTS, things)}
    name = "graph.nq"
    try:
        with (folder / name).open(encoding="utf-8", newline="\n") as file:
            for line in file:
                if wanted is None or line[1 : line.find("> ")] in wanted:
                    yield line
        name = "about.nq"
        with (folder / name).open(encoding="utf-8", newline="\n") as file:
            yield from sorted(line for line in file if line.endswith(_LEDGER))
    except OSError as error:
        raise ReleaseError("release.broken", id=release.id, file=name) from error


def everything(release: Readable, profile: str) -> Iterator[str]:
    """All quads that the store of a profile holds: the canonical ones, and what the release says of itself.

    Raises ``ReleaseError``.
    """
    for name in ("graph.nq", "about.nq"):
        try:
            with (release.profile(profile) / name).open(encoding="utf-8", newline="\n") as file:
                yield from file
        except OSError as error:
            raise ReleaseError("release.broken", id=release.id, file=name) from error


def _claims(statements: Path, things: Collection[str]) -> set[str]:
    """The claim nodes about some things, whether or not each statement has one."""
    about = pl.scan_parquet(statements).filter(pl.col("canonical").is_in(sorted(things)))
    return {f"{terms.BASE}claim/{one}" for one in about.select("id").collect()["id"]}


def distinct(quads: Iterable[str]) -> Iterator[str]:
    """The triples of lines that are in their order, each once, without their graphs."""
    before = ""
    for line in quads:
        triple = line.removesuffix(" .\n").rpartition(" <")[0] + " .\n"
        if triple != before:
            yield triple
        before = triple


def by_graph(quads: Iterable[str]) -> Iterator[str]:
    """The same lines graph by graph, the graphs in the order of their IRIs; sorted in files, not in memory."""
    with TemporaryDirectory() as folder:
        graphs: dict[str, Path] = {}
        source = iter(quads)
        while piece := list(islice(source, _HELD)):
            held = defaultdict(list)
            for line in piece:
                held[line.rsplit(" ", 2)[1]].append(line)
            for graph, told in held.items():
                path = graphs.setdefault(graph, Path(folder) / sha256(graph.encode()).hexdigest())
                with path.open("a", encoding="utf-8", newline="\n") as file:
                    file.writelines(told)
        for _, path in sorted(graphs.items()):
            with path.open(encoding="utf-8", newline="\n") as file:
                yield from file


def parsed(release: Readable, said: Iterable[str]) -> Iterator[ox.Quad]:
    """Lines as quads. Raises ``ReleaseError`` for a line that does not parse."""
    source = iter(said)
    while piece := "".join(islice(source, _PARSED)):
        try:
            yield from ox.parse(piece, ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise ReleaseError("release.broken", id=release.id, file="graph.nq") from error
