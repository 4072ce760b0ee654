"""The file of a workspace (``amazongraph.toml``), and the note beside a fetched file: read, and added to."""

from pathlib import Path

from dice import Dice, lines_mutated
from harness import BrokenPromiseError, in_words, put, same, scratch

from amazongraph.cli.add import write_entry
from amazongraph.settings import FILE, AddedSource, load
from amazongraph.sources.datasets import added
from amazongraph.sources.fetched import read_note

TEXT = """# Espacio de trabajo
language = "es"
graph = "graph"
profile = "public"

[[source]]
loader = "ucdp-ged"
file = "data/ged.csv"
sha256 = "00"
retrieved = "2026-01-02"
edition = "2020"
level = 1
url = "https://example.org"
"""
NOTE = """endpoint = "https://example.org/sparql"
begun = "2026-01-02"
retrieved = "2026-01-03"
rows = 2
page = 1000
sha256 = "00"
licence = "CC0"
query = \"\"\"
SELECT * WHERE { ?s ?p ?o }
\"\"\"
"""
SEEDS = [
    b"\x00",
    b"\x01",
    b"\x00" + bytes(range(20)),
    b"\x01" + bytes(range(20)),
    b"l = [",
    b"\xff\xfe",
    b"a." * 2000 + b"b = 1",
    b"a = " + b"[" * 3000,
]


def target(data: bytes) -> None:
    """The bytes as they are, or the example with lines changed."""
    dice = Dice(data[1:])
    content = data if data[:1] > b"\x01" else lines_mutated(NOTE if data[:1] == b"\x01" else TEXT, dice)
    if data[:1] == b"\x01":
        put("x.json.toml", content)
        with in_words():
            read_note(scratch() / "x.json")
        return
    path = put(FILE, content)
    with in_words():
        settings = load(scratch(), {})
        settings.graph.exists()
        if "\0" in str(settings.graph):
            raise BrokenPromiseError(f"no folder: {settings.graph!r}")
        _added(path, settings.sources)
        added(settings.sources, settings.root)


def _added(path: Path, before: tuple[AddedSource, ...]) -> None:
    """Another source is added, and what was there stays."""
    entry = AddedSource("x", "x.csv", "0", "2026-01-02")
    write_entry(path, entry)
    after = load(path.parent, {})
    same(
        "sources after another was added",
        after.sources,
        (*tuple(one for one in before if (one.file, one.loader) != ("x.csv", "x")), entry),
    )
