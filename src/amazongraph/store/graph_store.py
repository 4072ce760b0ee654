"""A server whose graphs are written: SPARQL 1.1 Graph Store HTTP Protocol and SPARQL 1.1 Update.

Owns the addresses of a server and the requests that change it; ``exchange`` has the patience.
Sources: SPARQL 1.1 Graph Store HTTP Protocol; SPARQL 1.1 Update; SPARQL 1.1 Protocol 2.2.
"""

import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import urlencode, urlsplit

from amazongraph.errors import EndpointError, QueryError
from amazongraph.store.exchange import Exchange, Limits
from amazongraph.store.remote import AGENT, Remote

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
# How the address of queries ends -> how those of updates and of graphs do, for servers that are known.
T = TypeVar("T")
_LAYOUTS = {"/query": ("/update", "/store"), "/sparql": ("/update", "/data")}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server is asked, where it is changed, and where its graphs are put."""

    query: str
    update: str
    data: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who writes; ``digest``: told by the digest scheme (RFC 7616) rather than the basic one (RFC 7617)."""

    user: str
    password: str
    digest: bool = False


def addresses(query: str, update: str = "", data: str = "") -> Addresses:
    """The addresses of a server by that of its queries, as Oxigraph (``…/query``) and Fuseki (``…/sparql``) have them.

    Raises ``EndpointError`` for one of another form whose other addresses are not given.
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
        opener = _opener(at, credentials)
        self._changes = Exchange(at.update, self.limits, wait, opener, "push.refused", _HOPELESS)
        self._data = Exchange(at.data, self.limits, wait, opener, "push.refused", _HOPELESS)
        self.remote = Remote(at.query, self.limits, wait=wait)

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


class _Basic(urllib.request.HTTPBasicAuthHandler):
    """The library raises ``ValueError`` where the server asks for another scheme, which is a refusal as any other, and
    leaves the first answer open.
    """

    def http_error_401(self, request: urllib.request.Request, answer: IO[bytes], *more: Any) -> Any:
        return _signed_in(super().http_error_401, request, answer, *more)


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """As ``_Basic``; once a server has asked for the password it is told with each request, lest each be sent twice.

    Source: RFC 7616 3.6.
    """

    _asked: dict[str, str] | None = None

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        said = self.get_authorization(request, self._asked) if self._asked else None
        if said:
            request.add_unredirected_header(self.auth_header, f"Digest {said}")
        return request

    https_request = http_request

    def retry_http_digest_auth(self, request: urllib.request.Request, auth: str) -> Any:
        answer = super().retry_http_digest_auth(request, auth)
        if answer is not None and 200 <= answer.status < 300:
            listed = urllib.request.parse_http_list(auth.partition(" ")[2])
            self._asked = urllib.request.parse_keqv_list(list(filter(None, listed)))
        return answer

    def http_error_401(self, request: urllib.request.Request, answer: IO[bytes], *more: Any) -> Any:
        self._asked = None
        return _signed_in(super().http_error_401, request, answer, *more)


def _signed_in(again: Callable[..., Any], request: urllib.request.Request, answer: IO[bytes], *more: Any) -> Any:
    """What comes of asking again with the password; None for a refusal, whose answer is then read."""
    try:
        found = again(request, answer, *more)
    except ValueError:
        return None
    except OSError:
        answer.close()
        raise
    if found is not None:
        answer.close()
    return found


def _opener(at: Addresses, credentials: Credentials | None) -> urllib.request.OpenerDirector:
    if credentials is None:
        return urllib.request.build_opener()
    known = urllib.request.HTTPPasswordMgrWithPriorAuth()  # what was let in by its password tells it from then on
    for address in (at.update, at.data):
        known.add_password(None, address, credentials.user, credentials.password)
    return urllib.request.build_opener((_Digest if credentials.digest else _Basic)(known))
