"""An endpoint on the network, asked through the SPARQL 1.1 protocol: within limits, and believed once checked.

Owns requests, patience and the check of what comes back. Knows nothing of what is asked or what becomes of it.
Sources: SPARQL 1.1 Protocol; SPARQL 1.1 Query Results JSON Format; RFC 9110 (Retry-After).
"""

import email.utils
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import Any, NoReturn
from urllib.parse import urlsplit

from SPARQLWrapper import JSON, POST, SPARQLWrapper

from amazongraph import __version__
from amazongraph.errors import EndpointError, ParameterError, QueryError

AGENT = f"amazongraph/{__version__} (https://w3id.org/amazongraph/{{contact}}) SPARQLWrapper"
_RESULTS = ("application/sparql-results+json", "application/json")
_BUSY = frozenset({429, 503})
_PASSING = frozenset({500, 502, 504})
_LONG_QUERY = 1800  # characters beyond which some servers refuse the address of a GET
_CHUNK = 65536
_EXCERPT = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often an endpoint is borne with; times in seconds, ``largest`` in bytes.

    ``silence``: the longest it may say nothing; ``longest``: the longest one answer may take; ``pause``: the least
    between two requests, doubled after each failure; ``patience``: the longest wait that it may ask of us.
    """

    silence: float = 90
    longest: float = 300
    largest: int = 100_000_000
    tries: int = 4
    pause: float = 1
    patience: float = 120


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a SELECT: its variables, and for each solution the terms bound, as the JSON format writes them."""

    variables: tuple[str, ...]
    bindings: tuple[dict[str, dict[str, str]], ...]


class Remote:
    """An endpoint. ``contact`` is who may be written to about the requests, for the name we go by."""

    def __init__(
        self,
        address: str,
        limits: Limits | None = None,
        contact: str = "",
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
            raise ParameterError("endpoint.address", value=address)
        self.address, self.limits, self._wait = address, limits or Limits(), wait
        self._agent = AGENT.format(contact=f"; {contact}" if contact else "")
        self._asked = False

    def select(self, query: str) -> Results:
        """The answer to a SELECT. What may pass is tried again; the endpoint says how long to wait, or we double it.

        Raises ``EndpointError`` for an endpoint that does not answer, or not as it should, and ``QueryError`` for a
        query that it refuses.
        """
        for left in range(self.limits.tries - 1, -1, -1):
            pause = self.limits.pause * 2 ** (self.limits.tries - 1 - left)
            if self._asked:
                self._wait(pause)
            self._asked = True
            try:
                return _results(self.address, self._once(query))
            except _PassingError as error:
                if not left or error.seconds > self.limits.patience:
                    raise EndpointError(error.key, **error.values) from error.__cause__
                if error.seconds > pause:
                    self._wait(error.seconds - pause)
        raise AssertionError("unreachable")

    def _once(self, query: str) -> bytes:
        request = _Request(self.address, agent=self._agent)
        request.setReturnFormat(JSON)
        request.setOnlyConneg(True)
        request.setQuery(query)
        request.silence = self.limits.silence
        if len(query) > _LONG_QUERY:
            request.setMethod(POST)
        began = time.monotonic()
        try:
            with request.query().response as response:
                self._check_type(response.headers)
                return self._body(response, began)
        except urllib.error.HTTPError as error:
            with error:
                self._refused(error)
        except TimeoutError as error:
            raise _PassingError("endpoint.silent", address=self.address, seconds=f"{self.limits.silence:g}") from error
        except http.client.IncompleteRead as error:
            raise _PassingError("endpoint.cut", address=self.address) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, TimeoutError):
                seconds = f"{self.limits.silence:g}"
                raise _PassingError("endpoint.silent", address=self.address, seconds=seconds) from error
            raise _PassingError("endpoint.down", address=self.address, detail=_plain(reason)) from error

    def _check_type(self, headers: Message) -> None:
        found = headers.get_content_type() if headers.get("Content-Type") else "-"
        if found not in _RESULTS:
            raise EndpointError("endpoint.type", address=self.address, found=found)

    def _body(self, response: http.client.HTTPResponse, began: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := response.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.limits.largest:
                raise EndpointError("endpoint.large", address=self.address, limit=f"{self.limits.largest / 1e6:g}")
            if time.monotonic() - began > self.limits.longest:
                raise EndpointError("endpoint.slow", address=self.address, seconds=f"{self.limits.longest:g}")
        if response.length:  # What the header announced and did not come; ``read1`` says nothing of it.
            raise _PassingError("endpoint.cut", address=self.address)
        return b"".join(parts)

    def _refused(self, error: urllib.error.HTTPError) -> NoReturn:
        """Raise what an answer other than 200 amounts to."""
        seconds = _seconds(error.headers.get("Retry-After", ""))
        said = {"address": self.address, "status": error.code}
        if error.code in _BUSY:
            key = "endpoint.busy-until" if seconds else "endpoint.busy"
            raise _PassingError(key, seconds, **said, **({"seconds": round(seconds)} if seconds else {})) from error
        if error.code in _PASSING:
            raise _PassingError("endpoint.failed", seconds, **said, detail=_excerpt(error)) from error
        if error.code == 400:
            raise QueryError("endpoint.rejected", **said, detail=_excerpt(error)) from error
        raise EndpointError("endpoint.failed", **said, detail=_excerpt(error)) from error


class _Request(SPARQLWrapper):
    """The library reads the page of an error to its end, however long, drops its headers, and takes whole seconds:
    here none of these.
    """

    silence: float = 90

    def _query(self) -> tuple[http.client.HTTPResponse, str]:
        return urllib.request.urlopen(self._createRequest(), timeout=self.silence), self.returnFormat  # noqa: S310


class _PassingError(Exception):
    """Something that may be otherwise in ``seconds``: the key of its message and the values of it."""

    def __init__(self, key: str, wait: float = 0, **values: object) -> None:
        super().__init__(key)
        self.key, self.seconds, self.values = key, wait, values


def _seconds(said: str) -> float:
    """The wait that a Retry-After asks for, in seconds or until a date; 0 for none that is understood."""
    if said.strip().isdigit():
        return float(said)
    try:
        until = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return 0
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _excerpt(error: urllib.error.HTTPError) -> str:
    """The beginning of what the page of an error says, on one line."""
    try:
        return _plain(error.read1(_CHUNK).decode("utf-8", "replace") or error.reason)
    except (OSError, http.client.HTTPException):
        return _plain(error.reason)


def _plain(said: object) -> str:
    words = " ".join(str(said).split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT] + " …"


def _results(address: str, body: bytes) -> Results:
    """Check an answer against the format. Raises ``_PassingError``: a server that runs out of time writes it badly."""
    try:
        return results_of(json.loads(body.decode("utf-8")))
    except (ValueError, RecursionError) as error:
        raise _PassingError("endpoint.malformed", address=address, detail=_plain(error)) from error


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
