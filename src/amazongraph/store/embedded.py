"""The store on disk beside a release: an Oxigraph database, written once and then opened for reading only."""

import re
from pathlib import Path

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.errors import QueryError, ReleaseError
from amazongraph.store.asking import Store

# What may hold a word of SPARQL without meaning it, SERVICE above all: escaped characters, texts, IRIs, comments,
# variables, local names. The engine needs no blank around a keyword (``1SERVICE``, ``SERVICEp:x``), so anywhere else
# the word is refused; so it is behind a full stop, where a local name may end or go on.
HARMLESS = re.compile(
    r"""\\.|\"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|<[^<>"{}|^`\\\x00-\x20]*>|\#[^\r\n]*|[?$]\w+|:\w[\w-]*""",
    re.DOTALL,
)
# Where the engine says that it stopped reading: line and column.
_PLACE = re.compile(r"\bat (\d+):\d+")


def create(folder: Path, named: bytes | Path, union: bytes | Path) -> None:
    """Write a new store from N-Quads (the named graphs) and N-Triples (their union, the default graph), each a text or
    a file.
    """
    store = ox.Store(str(folder))
    # The lines come from checked terms, so the parser need not look at every IRI again.
    for said, kind in ((named, ox.RdfFormat.N_QUADS), (union, ox.RdfFormat.N_TRIPLES)):
        if isinstance(said, Path):
            store.bulk_load(path=str(said), format=kind, lenient=True)
        else:
            store.bulk_load(said, kind, lenient=True)
    store.flush()


def append(folder: Path, quads: bytes) -> None:
    """Add N-Quads to a store that nobody reads yet, to their graphs and to the default graph."""
    store = ox.Store(str(folder))
    store.bulk_load(quads, ox.RdfFormat.N_QUADS)
    store.extend(ox.Quad(*quad.triple) for quad in ox.parse(quads, ox.RdfFormat.N_QUADS))
    store.flush()


def open_store(folder: Path) -> ox.Store:
    """Open a published store for reading. Raises ``ReleaseError`` if it cannot be read."""
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        raise ReleaseError("release.store", folder=str(folder), detail=str(error)) from error


def select(store: Store, query: str) -> ox.QuerySolutions:
    """Run a SELECT. Raises ``QueryError`` for text that does not parse or is no SELECT."""
    solutions = run(store, query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise QueryError("query.not-select")
    return solutions


def run(store: Store, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Run any query. ``SERVICE`` is refused: a query must not open the network. Raises ``QueryError``."""
    if "SERVICE" in HARMLESS.sub(" ", query).upper():
        raise QueryError("query.service")
    try:
        return store.query(query)
    except SyntaxError as error:
        raise QueryError("query.syntax", detail=str(error)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError("query.failed", detail=str(error)) from error


def run_as_written(store: Store, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Run a query that a person wrote: the prefixes of the ontology are there already, one it declares itself wins, and
    what is wrong is told with its line as they count it. Raises ``QueryError``.
    """
    prologue = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in terms.prefixes().items())
    try:
        return run(store, prologue + query)
    except QueryError as error:
        detail, before = str(error.values.get("detail", "")), prologue.count("\n")
        place = _PLACE.search(detail)
        if place is None or int(place[1]) <= before:
            raise
        line = int(place[1]) - before
        raise QueryError(error.key, detail=f"{detail[: place.start(1)]}{line}{detail[place.end(1) :]}") from error
