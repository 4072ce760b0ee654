"""Graphs on a server, asked as a store on this disk is: the same queries on the same data set, whatever the server
takes for its default graph.

Sources: SPARQL 1.1 Query Results JSON Format; RDF 1.1 Turtle.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from amazongraph.files import json_of
from amazongraph.store.dataset import on
from amazongraph.store.embedded import HARMLESS
from amazongraph.store.exchange import PassingError, plain
from amazongraph.store.remote import RESULTS, Remote
from amazongraph.values import one_form

# Turtle reads N-Triples too.
_TRIPLES = ("application/n-triples", "text/turtle")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_ALL = "CONSTRUCT WHERE { ?s ?p ?o }"
T = TypeVar("T")
_GRAPH = re.compile(r"\bGRAPH\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is run on, by their IRIs: those that make up the default graph, and the named ones; all
    that the server has, and what it takes for its default graph, where there are none.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class ServedStore:
    """A data set on a server. ``by_request``: it is named in the request and not in the text of the query."""

    def __init__(self, remote: Remote, dataset: Dataset, *, by_request: bool = False) -> None:
        self.remote, self.dataset, self.by_request = remote, dataset, by_request

    def query(self, query: str, /) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The answer to a query. Raises ``SyntaxError``, ``EndpointError`` and ``QueryError``."""
        # An empty store tells what kind of query it is, and in what it is no query.
        triples = isinstance(ox.Store().query(query), ox.QueryTriples)
        # Hundreds of graphs need no naming for a query that speaks of none.
        named = self.dataset.named if _GRAPH.search(HARMLESS.sub(" ", query)) else ()
        asked, graphs = self._asked(query, named)
        if triples:
            return self.remote.answer(asked, self._triples, _TRIPLES, graphs)
        return self.remote.answer(asked, self._results, RESULTS, graphs)

    def _asked(self, query: str, named: tuple[str, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The query as it is sent, and the data set where that is not in its text."""
        asked = on(query, self.dataset.default, named)
        if not self.by_request or asked == query:
            return asked, ()
        default = (("default-graph-uri", one) for one in self.dataset.default)
        return query, (*default, *(("named-graph-uri", one) for one in named))

    def dump(self, into: Path, read: Callable[[Iterator[ox.Triple]], T]) -> T:
        """What ``read`` makes of all triples of the default graph, some of which may come twice, through a file
        ``into`` that is removed: nothing is held. ``read`` is called again where an answer was cut off.

        Raises ``EndpointError`` and ``QueryError``.
        """
        asked, graphs = self._asked(_ALL, ())
        try:
            return self.remote.answer(asked, lambda body: read(self._parsed(into)), _TRIPLES, graphs, into)
        finally:
            into.unlink(missing_ok=True)

    def _parsed(self, path: Path) -> Iterator[ox.Triple]:
        try:
            for one in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                yield ox.Triple(one.subject, one.predicate, _term(one.object))
        except (SyntaxError, ValueError) as error:
            raise PassingError("endpoint.malformed", address=self.remote.address, detail=plain(error)) from error

    def _results(self, body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            if isinstance(found, ox.QueryBoolean):
                return found
            # Read to its end now, while it may still be asked for again; then from its beginning.
            try:
                for _ in found:
                    pass
            finally:
                del found  # An error would hold it, and the engine minds where it is let go.
            return ox.parse_query_results(_in_one_form(body), ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise PassingError("endpoint.malformed", address=self.remote.address, detail=plain(error)) from error

    def _triples(self, body: bytes) -> ox.QueryTriples:
        store = ox.Store()
        try:
            for one in ox.parse(body, ox.RdfFormat.TURTLE):
                store.add(ox.Quad(one.subject, one.predicate, _term(one.object)))
        except (SyntaxError, ValueError) as error:
            raise PassingError("endpoint.malformed", address=self.remote.address, detail=plain(error)) from error
        found = store.query(_ALL)
        assert isinstance(found, ox.QueryTriples)  # noqa: S101
        return found


def _in_one_form(body: bytes) -> bytes:
    """Well-formed results in JSON, their values written as the store on disk writes them. Raises ``ValueError``."""
    if not any(mark in body for mark in (b"#boolean", b"#decimal")):
        return body
    said = json_of(body.decode())
    for row in said.get("results", {}).get("bindings", ()):
        for term in row.values():
            if "datatype" in term:
                term["value"] = one_form(term["value"], term["datatype"].removeprefix(_XSD))
    return json.dumps(said).encode()


def _term(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> ox.NamedNode | ox.Literal:
    if isinstance(term, ox.Literal) and not term.language:
        return ox.Literal(one_form(term.value, term.datatype.value.removeprefix(_XSD)), datatype=term.datatype)
    return term  # type: ignore[return-value]
