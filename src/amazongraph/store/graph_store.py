"""A server whose graphs are written: SPARQL 1.1 Graph Store HTTP Protocol and SPARQL 1.1 Update.

Owns the addresses of a server and the requests that change it; ``exchange`` has the patience.
Sources: SPARQL 1.1 Graph Store HTTP Protocol; SPARQL 1.1 Update; SPARQL 1.1 Protocol 2.2.
"""

import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from amazongraph.errors import EndpointError, QueryError
from amazongraph.store.exchange import Exchange, Limits
from amazongraph.store.login import Credentials, opener
from amazongraph.store.remote import AGENT, Remote, checked

TRIPLES = "application/n-triples"
_UPDATE = "application/sparql-update"
_COUNTS = (
    "SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), {start})) }} GROUP BY ?g"
)
_SOME = (
    'CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER(STRSTARTS(MD5(STR(?s)), "{digits}")) }}'
)
_HOPELESS = {"SR325": "push.too-much"}  # what Virtuoso calls a transaction that is longer than its log may be
# Whole graphs are read back: no answer is too large, and a large one takes its time. It is the user's own server.
_LIMITS = Limits(silence=600, longest=7200, largest=1 << 40, between=0)
T = TypeVar("T")
# How the address of queries ends -> how those of updates and of graphs do, for servers that are known.
_LAYOUTS = {"/query": ("/update", "/store"), "/sparql": ("/update", "/data")}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server is asked, where it is changed, and where its graphs are put."""

    query: str
    update: str
    data: str

    def __post_init__(self) -> None:
        """Raises ``ParameterError`` for an address that is none."""
        for address in (self.query, self.update, self.data):
            checked(address)


def addresses(query: str, update: str = "", data: str = "") -> Addresses:
    """The addresses of a server by that of its queries, as Oxigraph (``…/query``) and Fuseki (``…/sparql``) have them.

    Raises ``EndpointError`` for one of another form whose other addresses are not given, and ``ParameterError`` for
    what is no address.
    """
    for ending, others in _LAYOUTS.items():
        if query.endswith(ending):
            start = query.removesuffix(ending)
            return Addresses(query, update or start + others[0], data or start + others[1])
    if not update or not data:
        raise EndpointError("push.addresses", address=query)
    return Addresses(query, update, data)


class GraphStore:
    """The graphs of a server, for writing."""

    def __init__(
        self,
        at: Addresses,
        credentials: Credentials | None = None,
        limits: Limits | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.at, self.limits = at, limits or _LIMITS
        self._credentials, self._wait = credentials, wait
        opening = opener(credentials, at.query, at.update, at.data)
        self._changes = Exchange(at.update, self.limits, wait, opening, "push.refused", "push.denied", _HOPELESS)
        self._data = Exchange(at.data, self.limits, wait, opening, "push.refused", "push.denied", _HOPELESS)
        self.remote = Remote(at.query, self.limits, wait=wait, opener=opening, denied="push.denied")

    def again(self) -> "GraphStore":
        """The same server for another thread."""
        return GraphStore(self.at, self._credentials, self.limits, self._wait)

    def counts(self, start: str) -> dict[str, int]:
        """Of each graph whose IRI begins with ``start``, how many triples it holds."""
        rows = self.remote.select(_COUNTS.format(start=f'"{start}"')).bindings
        # An engine may answer a count of nothing with a row that has no graph.
        return {row["g"]["value"]: int(row["n"]["value"]) for row in rows if "g" in row}

    def is_virtuoso(self) -> bool:
        """Whether it has the functions that only Virtuoso has; to every other engine their prefix is an error."""
        try:
            self.remote.select('SELECT (bif:upper("a") AS ?x) WHERE {}')
        except (QueryError, EndpointError):
            return False
        return True

    def add(self, graph: str, triples: bytes) -> None:
        """Add N-Triples to a graph; what it holds already stays once, so that this may be repeated."""
        request = urllib.request.Request(  # noqa: S310
            self._of(graph), triples, {"Content-Type": TRIPLES, "User-Agent": _AGENT}, method="POST"
        )
        self._data.patiently(lambda: request, _nothing)

    def get(self, graph: str, into: Path, read: Callable[[], T]) -> T:
        """Write a graph into a file as N-Triples, in no order that is promised; what ``read`` then makes of the file.

        ``read`` may raise ``PassingError``: the graph is asked for again.
        """
        request = urllib.request.Request(self._of(graph), headers={"Accept": TRIPLES, "User-Agent": _AGENT})  # noqa: S310
        return self._data.patiently(lambda: request, lambda body: read(), (TRIPLES,), into)

    def some(self, graph: str, digits: str, read: Callable[[bytes], T]) -> T:
        """What ``read`` makes of a part of a graph, as N-Triples: of the subjects whose MD5 begins with ``digits``."""
        return self.remote.answer(_SOME.format(graph=graph, digits=digits), read, (TRIPLES,))

    def update(self, text: str, settled: Callable[[], bool] = lambda: False) -> None:
        """Run a SPARQL Update. ``settled``: asked after a failure, whether it was done all the same; one that may not
        be run twice needs it.
        """
        request = urllib.request.Request(  # noqa: S310
            self.at.update, text.encode(), {"Content-Type": _UPDATE, "User-Agent": _AGENT}, method="POST"
        )
        self._changes.patiently(lambda: request, _nothing, settled=settled)

    def _of(self, graph: str) -> str:
        return f"{self.at.data}{'&' if urlsplit(self.at.data).query else '?'}{urlencode({'graph': graph})}"


_AGENT = AGENT.format(contact="")


def _nothing(body: bytes) -> None:
    return None
