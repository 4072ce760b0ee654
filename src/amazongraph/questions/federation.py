"""Asks the remote parts of a question, once it is answered, of the endpoints that the workspace allows.

Owns what is sent, how long an endpoint is waited for, and what is told where one fails: the answer stands without it.
Nothing is asked unless it is named, and nothing is sent but codes that the public profile states of places and peoples,
of rows that the public profile gives.
"""

import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from amazongraph.errors import (
    AmazonGraphError,
    EndpointError,
    ParameterError,
    Problem,
    QueryError,
    ReleaseError,
    SettingsError,
)
from amazongraph.questions.answer import Answer
from amazongraph.questions.question import Question
from amazongraph.questions.remote import KEY, KINDS, Asked, RemotePart
from amazongraph.questions.rows import rows
from amazongraph.releases import Readable
from amazongraph.settings import Endpoint
from amazongraph.store.embedded import select
from amazongraph.store.exchange import Limits

Notify = Callable[[RemotePart, Endpoint, int], None]
_PATIENT = Limits(tries=2, largest=20_000_000)  # A chunk of keys has some kilobytes.
_LEAST_PAUSE = 0.1  # Seconds after a failure: so that the time left is looked at before one asks again.
# The messages of an endpoint that tell who fetches or writes a query what to do; who asks a question can do neither.
_WHY = {
    "endpoint.slow": "remote.slow",
    "endpoint.silent": "remote.slow",
    "endpoint.large": "remote.large",
    "endpoint.malformed": "remote.malformed",
    "endpoint.rejected": "remote.rejected",
}


def chosen(question: Question, names: Sequence[str], allowed: Sequence[Endpoint]) -> list[tuple[RemotePart, Endpoint]]:
    """The remote parts that are asked for by the names of their endpoints, with where these are.

    Raises ``ParameterError`` for a part that the question has not, and ``SettingsError``, with what to write there, for
    an endpoint that the workspace does not allow.
    """
    parts = {one.endpoint: one for one in question.remote}
    known = {one.name: one for one in allowed}
    for name in names:
        if not parts:
            raise ParameterError("remote.none", id=question.id)
        if name not in parts:
            raise ParameterError("remote.unknown", name=name, id=question.id, known=", ".join(parts))
        if name not in known:
            raise SettingsError("remote.not-allowed", name=name, url=parts[name].url)
    return [(parts[name], known[name]) for name in dict.fromkeys(names)]


def federated(
    answer: Answer,
    release: Readable,
    asked: Sequence[tuple[RemotePart, Endpoint]],
    notify: Notify = lambda part, endpoint, count: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait: Callable[[float], None] = time.sleep,
) -> Answer:
    """An answer with what the endpoints say beside it; ``notify`` hears of each how many keys it will be sent, before.

    An endpoint that fails is told in ``Answer.remote`` and in its columns, never raised. Raises ``ReleaseError`` for a
    release that does not tell what is public.
    """
    public = _public_rows(answer, release) if asked else []
    for part, endpoint in asked:
        keys = _sendable(part, public, release) & _keys(part, answer.rows)
        if keys:
            notify(part, endpoint, len(keys))
        answer = _asked(answer, part, endpoint, sorted(keys), now, wait)
    return answer


def _public_rows(answer: Answer, release: Readable) -> Sequence[Mapping[str, str]]:
    """The rows that the public profile gives: which things a row of another profile is about is nobody's business."""
    if answer.profile == "public":
        return answer.rows
    try:
        store = release.store("public")
    except ReleaseError as error:
        raise ReleaseError("remote.no-public", id=release.id) from error
    return rows(store, partial(release.statements, "public"), answer.question, answer.parameters)


def _keys(part: RemotePart, found: Sequence[Mapping[str, str]]) -> set[str]:
    return {key for row in found for key in row[part.key].split()}


def _sendable(part: RemotePart, public: Sequence[Mapping[str, str]], release: Readable) -> set[str]:
    """The values that may be sent: of rows of the public profile, of the kind, and stated as such in that profile."""
    kind = KINDS[part.sends]
    store = release.store("public")
    stated = {one["value"].value for one in select(store, f"SELECT DISTINCT ?value WHERE {{ {kind.said} }}")}
    return {key for key in _keys(part, public) & stated if kind.fits(key)}


def _asked(
    answer: Answer,
    part: RemotePart,
    endpoint: Endpoint,
    keys: Sequence[str],
    now: Callable[[], datetime],
    wait: Callable[[float], None],
) -> Answer:
    # What this loads takes long, and most questions ask nobody.
    from amazongraph.questions.beside import beside, read

    columns = [one for one in answer.question.columns if one.remote == part.endpoint and one.name not in part.told]
    client, began = _Client(endpoint, wait), now()
    said: list[dict[str, str]] = []
    unread, missing, problem = 0, set(keys), None
    try:
        for some, query in part.asking(keys):
            solutions, left = read(client.select(query), columns, some)
            said, unread, missing = [*said, *solutions], unread + left, missing - set(some)
    except (EndpointError, QueryError) as error:
        problem = _why(error, endpoint)
    found = beside(answer.rows, part, columns, said, keys, missing)
    told = Asked(
        endpoint=endpoint.name,
        address=endpoint.address,
        retrieved=began.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        sent=len(keys),
        answered=len({one[KEY] for one in said}),
        missing=len(missing),
        not_sent=sum(not set(row[part.key].split()) & set(keys) for row in answer.rows),
        unread=unread,
        problem=problem,
    )
    return replace(answer, rows=found, remote=(*answer.remote, told))


def _why(error: AmazonGraphError, endpoint: Endpoint) -> Problem:
    own = {"name": endpoint.name, "address": endpoint.address, "seconds": f"{endpoint.seconds:g}"}
    if error.key in _WHY:
        return Problem(_WHY[error.key], values={**error.values, **own})
    return Problem(error.key, values={**error.values, "address": endpoint.address})


class _Client:
    """An endpoint within the time that all requests to it may take together."""

    def __init__(self, endpoint: Endpoint, wait: Callable[[float], None]) -> None:
        self._endpoint, self._sleep = endpoint, wait
        self._until = time.monotonic() + endpoint.seconds
        self._asked = False

    def select(self, query: str) -> Sequence[Mapping[str, Mapping[str, str]]]:
        """The solutions. Raises ``EndpointError``, also once the time is up, and ``QueryError``."""
        from amazongraph.store.remote import Remote

        if self._asked:
            self._wait(self._endpoint.pause)
        self._asked = True
        left = max(self._until - time.monotonic(), 0.1)
        pause = max(self._endpoint.pause, _LEAST_PAUSE)
        limits = replace(_PATIENT, silence=left, longest=left, pause=pause, patience=left)
        remote = Remote(self._endpoint.url, limits, self._endpoint.contact, self._wait, _opener())
        found = remote.select(query)
        if KEY not in found.variables:
            raise EndpointError("remote.malformed", address=self._endpoint.address, detail=f"?{KEY}")
        return found.bindings

    def _wait(self, seconds: float) -> None:
        if time.monotonic() + seconds > self._until:
            raise EndpointError("endpoint.slow", address=self._endpoint.address, seconds=f"{self._endpoint.seconds:g}")
        self._sleep(seconds)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """What is sent to an address that is allowed is not carried on to another host."""

    def redirect_request(self, req: urllib.request.Request, *rest: Any) -> urllib.request.Request | None:
        """The request to repeat at the new address, none for one on another host or less safe."""
        before, after = urlsplit(req.full_url), urlsplit(rest[-1])
        if after.hostname != before.hostname or after.scheme not in {before.scheme, "https"}:
            return None
        return super().redirect_request(req, *rest)


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_SameHost())
