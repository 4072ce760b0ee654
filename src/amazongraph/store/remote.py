"""An endpoint on the network, asked through the SPARQL 1.1 protocol, and believed once its answer is checked.

Owns the queries and the check of what comes back; ``exchange`` has the patience. Knows nothing of what is asked or what
becomes of it. Sources: SPARQL 1.1 Protocol; SPARQL 1.1 Query Results JSON Format.
"""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from SPARQLWrapper import JSON, POST, SELECT, SPARQLWrapper

from amazongraph import __version__
from amazongraph.errors import ParameterError
from amazongraph.store.exchange import Exchange, Limits, PassingError, plain
from amazongraph.values import service_address

AGENT = f"amazongraph/{__version__} (https://w3id.org/amazongraph/{{contact}}) SPARQLWrapper"
RESULTS = ("application/sparql-results+json", "application/json")
_LONG_QUERY = 1800  # characters beyond which some servers refuse the address of a GET
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a SELECT: its variables, and for each solution the terms bound, as the JSON format writes them."""

    variables: tuple[str, ...]
    bindings: tuple[dict[str, dict[str, str]], ...]


def checked(address: str) -> str:
    """The address of a service as it is. Raises ``ParameterError`` for what is none, or tells a password."""
    try:
        return service_address(address)
    except ValueError as error:
        *user, place = address.rpartition("@")
        if any(user):
            raise ParameterError("endpoint.user", host=place) from error
        raise ParameterError("endpoint.address", value=address) from error


class Remote:
    """An endpoint. ``contact`` is who may be written to about the requests, for the name we go by; ``opener``: what
    opens the connections, if not that of the library; ``denied``: see ``Exchange``. Raises ``ParameterError`` for an
    address or a contact that no request can hold.
    """

    def __init__(
        self,
        address: str,
        limits: Limits | None = None,
        contact: str = "",
        wait: Callable[[float], None] = time.sleep,
        opener: urllib.request.OpenerDirector | None = None,
        denied: str = "",
    ) -> None:
        if not (contact.isascii() and contact.isprintable()):
            raise ParameterError("endpoint.contact", value=" ".join(contact.split()))
        self._exchange = Exchange(checked(address), limits or Limits(), wait, opener, denied=denied)
        self._agent = AGENT.format(contact=f"; {contact}" if contact else "")

    @property
    def address(self) -> str:
        """Where it is."""
        return self._exchange.address

    @property
    def limits(self) -> Limits:
        """How long it is borne with."""
        return self._exchange.limits

    def select(self, query: str) -> Results:
        """The answer to a SELECT.

        Raises ``EndpointError`` for an endpoint that does not answer, or not as it should, and ``QueryError`` for a
        query that it refuses.
        """
        return self.answer(query, lambda body: _results(self.address, body), RESULTS)

    def answer(
        self,
        query: str,
        read: Callable[[bytes], T],
        types: tuple[str, ...],
        graphs: tuple[tuple[str, str], ...] = (),
        into: Path | None = None,
    ) -> T:
        """What ``read`` makes of the answer to a query, in one of the media types; ``graphs``: the data set, as the
        parameters of a request; ``into``: see ``Exchange.patiently``. ``read`` may raise ``PassingError``.

        Raises what ``select`` raises.
        """
        return self._exchange.patiently(lambda: self._request(query, types, graphs), read, types, into)

    def _request(
        self, query: str, types: tuple[str, ...], graphs: tuple[tuple[str, str], ...]
    ) -> urllib.request.Request:
        request = _Request(self.address, agent=self._agent)
        request.setReturnFormat(JSON)
        request.setOnlyConneg(True)
        request.addCustomHttpHeader("Accept", ", ".join(types))
        request.setQuery(query)
        for name, graph in graphs:
            request.addParameter(name, graph)
        if len(query) + sum(len(graph) for _, graph in graphs) > _LONG_QUERY:
            request.setMethod(POST)
        return request.made()


class _Request(SPARQLWrapper):
    """The library reads the page of an error to its end, however long, drops its headers, and takes whole seconds: it
    makes the request, and ``exchange`` sends it. What kind of query it is, we say by the media types.
    """

    def _parseQueryType(self, query: str) -> str:  # noqa: N802
        return str(SELECT)

    def made(self) -> urllib.request.Request:
        request: urllib.request.Request = self._createRequest()
        return request


def _results(address: str, body: bytes) -> Results:
    """Check an answer against the format. Raises ``PassingError``: a server that runs out of time writes it badly."""
    try:
        return results_of(json.loads(body.decode("utf-8")))
    except (ValueError, RecursionError) as error:
        raise PassingError("endpoint.malformed", address=address, detail=plain(error)) from error


def results_of(said: Any) -> Results:
    """The results that parsed JSON holds. Raises ``ValueError``, in English, for what is not of the format."""
    try:
        variables, bindings = said["head"]["vars"], said["results"]["bindings"]
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError(f"no head.vars or results.bindings: {error}") from error
    if not isinstance(variables, list) or not all(isinstance(name, str) for name in variables):
        raise ValueError("head.vars is no list of names")
    if not isinstance(bindings, list):
        raise ValueError("results.bindings is no list")
    for number, row in enumerate(bindings, start=1):
        if not isinstance(row, dict) or not set(row) <= set(variables) or not all(map(_is_term, row.values())):
            raise ValueError(f"solution {number} is not well formed")
    return Results(tuple(variables), tuple(bindings))


def _is_term(term: Any) -> bool:
    kinds = {"uri", "literal", "typed-literal", "bnode"}
    return isinstance(term, dict) and term.get("type") in kinds and all(isinstance(one, str) for one in term.values())
