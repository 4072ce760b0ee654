"""A release on a server, asked where it lies: what the one on this disk reads from its files is looked up there.

Owns how a push is read back. What goes through everything (whole tables, whole dumps) is fetched once, into files as
the release on disk has them, which go when the release goes. Knows nothing of how a push is made.
"""

import json
import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import pyoxigraph as ox

from amazongraph import ontology, terms
from amazongraph.copied import copied
from amazongraph.described import (
    ACCEPTED,
    DESCRIBED,
    FILES,
    FORMAT,
    NO_STATEMENTS,
    PUSHED,
    TRIPLE,
    claim_row,
    frame_of,
    node,
    object_of,
    statements,
    whole,
)
from amazongraph.errors import EndpointError, QueryError, ReleaseError, storing
from amazongraph.releases import STATEMENTS
from amazongraph.store.asking import Store
from amazongraph.store.embedded import run, select
from amazongraph.store.exchange import Limits
from amazongraph.store.login import Credentials, opener
from amazongraph.store.remote import Remote
from amazongraph.store.served import Dataset, ServedStore

# A server of one's own bears many small requests; whole graphs may be large.
LIMITS = Limits(between=0, longest=600, largest=2_000_000_000)
T = TypeVar("T")
_AT_ONCE = 1_000  # things asked for in one query
_ABOUT = f"""
SELECT ?id ?profile WHERE {{
  ?release <http://purl.org/dc/terms/identifier> ?id ; <{terms.ag("profile")}> ?profile
}}
"""
_WRONG_GRAPH = "ASK { ?release <http://purl.org/dc/terms/identifier> ?id }"
_PART = f"SELECT ?value WHERE {{ %s <{terms.RDF}value> ?value }}"
_ODD = f"SELECT ?value WHERE {{ %s ?thing <{terms.RDF}value> ?value }}"
# Asked of all that the server has, and sifted: with hundreds of graphs named, some engines look into one after another.
_TRIPLES = (
    "SELECT ?source ?canonical ?predicate ?object WHERE {{ {} GRAPH ?source {{ ?canonical ?predicate ?object }} "
    f"FILTER(?source NOT IN ({', '.join(f'<{one}>' for one in (*NO_STATEMENTS, ACCEPTED, DESCRIBED, PUSHED))})) }}}}"
)
_CLAIMS = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT * WHERE {
  %s
  ?id rdf:subject ?canonical ; rdf:predicate ?predicate ; rdf:object ?object ; ag:statedIn ?source ;
    ag:standing ?standing ; ag:verdict ?verdict ; ag:reason ?reason ; ag:level ?level .
  OPTIONAL { ?id ag:writtenSubject ?subject }
  OPTIONAL { ?id ag:asWritten ?as_written }
  OPTIONAL { ?id ag:attributedTo ?attributed_to }
  OPTIONAL { ?id ag:relays ?relays }
  OPTIONAL { ?id ag:asOf ?as_of }
  OPTIONAL { ?id ag:validFrom ?valid_from }
  OPTIONAL { ?id ag:validUntil ?valid_to }
}
"""
_OBJECTS = ("manifest.json",)  # of the files those that are no lists


class Served:
    """The release that a server holds, at the one profile that was pushed. Made by ``served``."""

    def __init__(self, remote: Remote, release_id: str, name: str, credentials: Credentials | None = None) -> None:
        self.id, self.name, self._remote, self._credentials = release_id, name, remote, credentials
        # Oxigraph, told to take the union for its default graph, does not hear of another in a query.
        pushed = run(ServedStore(remote, Dataset((DESCRIBED,))), _WRONG_GRAPH)
        self._on = partial(ServedStore, remote, by_request=bool(pushed))
        self._description = self._on(Dataset((DESCRIBED,)))
        self._files: dict[str, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process asks for itself.
        return served, (self._remote.address, self._credentials)

    def manifest(self) -> dict[str, Any]:
        """What the build wrote about it. Raises ``EndpointError``."""
        manifest: dict[str, Any] = self.read_json("manifest.json")
        return manifest

    def withheld(self, profile: str = "public") -> int:
        """How many statements the profile does not show. Raises ``EndpointError`` and ``ReleaseError``."""
        return sum(int(entry["statements"]) for entry in self.read_json(f"{profile}/ledger.json"))

    def read_json(self, name: str) -> Any:
        """A JSON file of the release. Raises ``EndpointError``, ``ReleaseError`` for one that a push leaves out."""
        profile, _, file = name.rpartition("/")
        if profile:
            self._check(profile)
        if file not in FILES:
            raise ReleaseError("endpoint.file", file=name, address=self._remote.address)
        if file not in self._files:
            self._files[file] = self._whole(file)
        return self._files[file]

    def _whole(self, file: str) -> Any:
        try:
            found = whole(self.part(file))
            if isinstance(found, dict) == (file in _OBJECTS):
                return found
        except ValueError:
            pass
        raise EndpointError("endpoint.damaged", address=self._remote.address, file=file)

    def store(self, profile: str = "public") -> Store:
        """Its graphs. Raises ``ReleaseError`` for another profile than the one that is there, and what ``confirm``
        raises.
        """
        self._check(profile)
        self.confirm()
        return self._store

    def confirm(self) -> None:
        """Raises ``EndpointError`` where another release has taken its place since."""
        old, new = (self.id, self.name), _pushed(self._remote)
        if new != old:
            said = {"old": " ".join(old), "new": " ".join(new)}
            raise EndpointError("endpoint.changed", address=self._remote.address, **said)

    def statements(
        self,
        profile: str = "public",
        *,
        subjects: Collection[str] | None = None,
        predicates: Collection[str] | None = None,
        objects: Collection[str] | None = None,
    ) -> pl.LazyFrame:
        """The statements whose parts are among those given, looked up on the server; the columns ``described.TOLD``."""
        self._check(profile)
        asked = {"canonical": subjects, "predicate": predicates, "object": objects}
        wanted = [pl.col(name).is_in(sorted(set(parts))) for name, parts in asked.items() if parts is not None]
        if subjects is None and predicates is None and objects is None:
            return pl.scan_parquet(self.profile(profile) / STATEMENTS)
        found = [self._looked_up(block, predicates) for block in _blocks(subjects, predicates, objects)]
        if not found:
            return frame_of([]).lazy()
        return pl.concat(found).unique("id", maintain_order=True).lazy().filter(*wanted)

    def accessed(self, profile: str, documents: Iterable[str]) -> dict[str, str]:
        """The day on which what each document says was last taken in, where that is known."""
        self._check(profile)
        wanted = set(documents)
        known = self._usual.filter(pl.col("source").is_in(sorted(wanted)) & pl.col("accessed").is_not_null())
        return dict(known.select("source", "accessed").iter_rows())

    def profile(self, name: str = "public") -> Path:
        """A folder with the files of the profile, fetched at the first call. Raises what asking raises."""
        self._check(name)
        return self._folder

    def _check(self, profile: str) -> None:
        if profile != self.name:
            raise ReleaseError("endpoint.profile", address=self._remote.address, served=self.name, profile=profile)

    @cached_property
    def _graphs(self) -> frozenset[str]:
        return frozenset(self.part("graphs"))

    @cached_property
    def _store(self) -> ServedStore:
        return self._on(Dataset((ACCEPTED,), tuple(sorted(self._graphs))))

    @cached_property
    def _usual(self) -> pl.DataFrame:
        return frame_of(self.part("usual"), "accessed")

    def part(self, name: str) -> list[Any]:
        """The values of a part of the description; see ``described``. Raises ``EndpointError``."""
        try:
            return _values(self._description, _PART % f"<{node(name)}>")
        except ValueError as error:
            raise EndpointError("endpoint.damaged", address=self._remote.address, file=name) from error

    def _looked_up(self, block: str, predicates: Collection[str] | None) -> pl.DataFrame:
        """The statements whose triples or claim nodes match a pattern."""
        triples = self._triples(block)
        claims = _claims(select(self._store, _CLAIMS % block))
        things = sorted({*triples["canonical"], *claims["canonical"]})
        odd = [self._odd(things[start : start + _AT_ONCE]) for start in range(0, len(things), _AT_ONCE)]
        return statements(triples, claims, self._usual, pl.concat(odd or [frame_of([])]), ontology.load())

    def _triples(self, block: str) -> pl.DataFrame:
        """The triples that a pattern matches in the graphs of the release; columns ``described.TRIPLE``."""
        rows = select(self._on(Dataset()), _TRIPLES.format(block))
        told = [
            (row["canonical"].value, row["predicate"].value, *object_of(row["object"]), row["source"].value)
            for row in rows
            if row["source"].value in self._graphs
        ]
        return pl.DataFrame(told, schema=dict.fromkeys(TRIPLE, pl.String()), orient="row")

    def _odd(self, things: Sequence[str]) -> pl.DataFrame:
        return frame_of(_values(self._description, _ODD % _among("thing", things)))

    @cached_property
    def _folder(self) -> Path:
        """The files, as far as they can be had again; the store is not among them."""
        folder = Path(tempfile.mkdtemp(prefix="amazongraph-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        with storing(folder):
            for name in FILES[1:]:
                (folder / name).write_text(json.dumps(self.read_json(f"{self.name}/{name}")), encoding="utf-8")
            copied(self._graphs, partial(self._dump, folder / "answer"), self._usual, folder)
        self.confirm()
        return folder

    def _dump(self, into: Path, graph: str, read: Callable[[Iterator[ox.Triple]], T]) -> T:
        return self._on(Dataset((graph,))).dump(into, read)


def served(address: str, credentials: Credentials | None = None) -> Served:
    """The release that the server at an address holds; ``credentials``: who asks, where one has to log in.

    Raises ``ParameterError`` where a password would be sent in the open, and ``EndpointError`` for a server that does
    not answer, or lets nobody in, or has no release, or one that another version of this package pushed.
    """
    remote = Remote(address, LIMITS, opener=opener(credentials, address), denied="endpoint.denied")
    found = Served(remote, *_pushed(remote), credentials)
    formats = found.part("format")
    if formats != [FORMAT]:
        said = ", ".join(map(str, formats)) or "-"
        raise EndpointError("endpoint.format", address=address, release=found.id, found=said, expected=FORMAT)
    return found


def _pushed(remote: Remote) -> tuple[str, str]:
    """The id and the profile of what was pushed. Raises ``EndpointError``."""
    try:
        rows = list(select(ServedStore(remote, Dataset((PUSHED,))), _ABOUT))
    except QueryError as error:
        # What refuses this query is no SPARQL service, whoever asks.
        raise EndpointError("endpoint.no-release", address=remote.address) from error
    if len(rows) != 1:
        raise EndpointError("endpoint.no-release", address=remote.address)
    return rows[0]["id"].value, rows[0]["profile"].value


def _values(store: Store, query: str) -> list[Any]:
    return [json.loads(row["value"].value) for row in select(store, query)]


def _among(name: str, iris: Iterable[str]) -> str:
    return f"VALUES ?{name} {{ {_nodes(iris)} }}"


def _nodes(iris: Iterable[str], between: str = " ") -> str:
    return between.join(str(ox.NamedNode(iri)) for iri in iris)


def _blocks(
    subjects: Collection[str] | None, predicates: Collection[str] | None, objects: Collection[str] | None
) -> Iterator[str]:
    """Patterns that together match what is asked for, and perhaps more: the narrowest part decides."""
    # A text may be written with any datatype: only IRIs can be looked up as they are.
    things = None if objects is None or not all("://" in one for one in objects) else objects
    name, wanted = ("canonical", subjects) if subjects is not None else ("object", things)
    if wanted is None:
        yield _among("predicate", sorted(predicates)) if predicates is not None else ""
        return
    known = sorted(one for one in set(wanted) if "://" in one)
    # Two lists would be multiplied before anything is looked up.
    kept = "" if predicates is None else f"FILTER(?predicate IN ({_nodes(sorted(predicates), ', ')}))"
    for start in range(0, len(known), _AT_ONCE):
        yield f"{_among(name, known[start : start + _AT_ONCE])} {kept}"


def _claims(rows: ox.QuerySolutions) -> pl.DataFrame:
    names = [variable.value for variable in rows.variables]
    return frame_of(claim_row({name: row[name] for name in names if row[name] is not None}) for row in rows)
