"""Requests to a server on the network: within limits, repeated where that may help, and refusals told in words.

Owns patience. Knows nothing of SPARQL. Source: RFC 9110 (Retry-After, status codes).
"""

import email.utils
import http.client
import io
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from types import MappingProxyType
from typing import IO, NoReturn, TypeVar

from amazongraph.errors import EndpointError, QueryError, storing

_BUSY = frozenset({429, 503})
_PASSING = frozenset({500, 502, 504})
_DENIED = frozenset({401, 403, 405})
_CHUNK = 65536
_EXCERPT = 300
_NEVER = 1e9  # seconds
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a server is borne with; times in seconds, ``largest`` in bytes, of what is held.

    ``silence``: the longest it may say nothing; ``longest``: the longest one answer may take; ``between``: the least
    between two requests; ``pause``: the least after a failure, doubled after each further one; ``patience``: the
    longest wait that it may ask of us.
    """

    silence: float = 90
    longest: float = 300
    largest: int = 100_000_000
    tries: int = 4
    between: float = 1
    pause: float = 1
    patience: float = 120


class PassingError(Exception):
    """Something that may be otherwise in ``seconds``: the key of its message and the values of it."""

    def __init__(self, key: str, wait: float = 0, **values: object) -> None:
        super().__init__(key)
        self.key, self.seconds, self.values = key, wait, values


class Exchange:
    """Requests to one address, at least a pause apart.

    ``denied``: where one can log in, the key of the message for a server that lets nobody in. ``refusal``: where the
    server is written to, the key of the message for what it does not accept: that is ours and not the user's, may have
    come to it cut short, and is sent again. ``hopeless``: words of a failure that does not pass, and the key of its
    message.
    """

    def __init__(
        self,
        address: str,
        limits: Limits,
        wait: Callable[[float], None] = time.sleep,
        opener: urllib.request.OpenerDirector | None = None,
        refusal: str = "",
        denied: str = "",
        hopeless: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.address, self.limits, self._wait = address, limits, wait
        self._refusal, self._denied, self._hopeless = refusal, denied, hopeless
        self._opener = opener or urllib.request.build_opener()
        self._asked = False

    def patiently(
        self,
        request: Callable[[], urllib.request.Request],
        read: Callable[[bytes], T],
        types: tuple[str, ...] = (),
        into: Path | None = None,
        settled: Callable[[], bool] = lambda: False,
    ) -> T:
        """What ``read`` makes of the answer. What may pass is tried again; the server says how long to wait, or we
        double it. ``read`` may raise ``PassingError``; ``types``: the media types believed, any for none; ``into``: a
        file for the body, which is then not held, and ``read`` is given nothing; ``settled``: asked after a failure,
        whether what was asked for was done all the same.

        Raises ``EndpointError`` for a server that does not answer, or not as it should, and ``QueryError`` for what
        it refuses.
        """
        for left in range(self.limits.tries - 1, -1, -1):
            failed = self.limits.tries - 1 - left
            pause = self.limits.pause * 2**failed if failed else self.limits.between
            if self._asked and pause:
                self._wait(pause)
            self._asked = True
            try:
                return read(self._once(request(), types, into))
            except PassingError as error:
                if settled():
                    return read(b"")
                if not left or error.seconds > self.limits.patience:
                    raise EndpointError(error.key, **error.values) from error.__cause__
                if error.seconds > pause:
                    self._wait(error.seconds - pause)
        raise AssertionError("unreachable")

    def _once(self, request: urllib.request.Request, types: tuple[str, ...], into: Path | None) -> bytes:
        began = time.monotonic()
        try:
            with self._opener.open(request, timeout=self.limits.silence) as response:
                self._check_type(response.headers, types)
                with _file(into) if into else io.BytesIO() as body:
                    self._read(response, began, body)
                    return body.getvalue() if isinstance(body, io.BytesIO) else b""
        except urllib.error.HTTPError as error:
            with error:
                self._refused(error)
        except TimeoutError as error:
            raise PassingError("endpoint.silent", address=self.address, seconds=f"{self.limits.silence:g}") from error
        except http.client.IncompleteRead as error:
            raise PassingError("endpoint.cut", address=self.address) from error
        except (OSError, http.client.HTTPException, ValueError) as error:  # ``ValueError``: sent on to no address.
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, TimeoutError):
                seconds = f"{self.limits.silence:g}"
                raise PassingError("endpoint.silent", address=self.address, seconds=seconds) from error
            raise PassingError("endpoint.down", address=self.address, detail=plain(reason)) from error

    def _check_type(self, headers: Message, types: tuple[str, ...]) -> None:
        found = headers.get_content_type() if headers.get("Content-Type") else "-"
        if types and found not in types:
            raise EndpointError("endpoint.type", address=self.address, wanted=types[0], found=found)

    def _read(self, response: http.client.HTTPResponse, began: float, body: IO[bytes]) -> None:
        size = 0
        while part := response.read1(_CHUNK):
            with storing(Path(getattr(body, "name", ""))):  # Lest a full disk of ours pass for a fault of the server.
                body.write(part)
            size += len(part)
            if size > self.limits.largest and isinstance(body, io.BytesIO):
                raise EndpointError("endpoint.large", address=self.address, limit=f"{self.limits.largest / 1e6:g}")
            if time.monotonic() - began > self.limits.longest:
                raise EndpointError("endpoint.slow", address=self.address, seconds=f"{self.limits.longest:g}")
        if response.length:  # What the header announced and did not come; ``read1`` says nothing of it.
            raise PassingError("endpoint.cut", address=self.address)

    def _refused(self, error: urllib.error.HTTPError) -> NoReturn:
        """Raise what an answer other than 200 amounts to."""
        seconds = _seconds(error.headers.get("Retry-After", ""), error.headers.get("Date", ""))
        said = {"address": self.address, "status": error.code}
        if error.code in _BUSY:
            key = "endpoint.busy-until" if seconds else "endpoint.busy"
            raise PassingError(key, seconds, **said, **({"seconds": round(seconds)} if seconds else {})) from error
        if error.code in _PASSING:
            detail = _excerpt(error)
            for words, key in self._hopeless.items():
                if words in detail:
                    raise EndpointError(key, **said, detail=detail) from error
            raise PassingError("endpoint.failed", seconds, **said, detail=detail) from error
        if error.code in _DENIED and self._denied:
            raise EndpointError(self._denied, **said, detail=_excerpt(error)) from error
        if error.code == 400 and self._refusal:
            raise PassingError(self._refusal, seconds, **said, detail=_excerpt(error)) from error
        if error.code == 400:
            raise QueryError("endpoint.rejected", **said, detail=_excerpt(error)) from error
        raise EndpointError("endpoint.failed", **said, detail=_excerpt(error)) from error


@contextmanager
def _file(path: Path) -> Iterator[IO[bytes]]:
    """A new file, whose last bytes the disk may refuse as it is closed."""
    with storing(path):
        file = path.open("wb")
    try:
        yield file
    finally:
        with storing(path):
            file.close()


def _seconds(said: str, at: str = "") -> float:
    """The wait that a Retry-After asks for, in seconds or until a date; 0 for none that is understood.

    ``at``: when the server said so by its own clock; ours may be wrong.
    """
    if (digits := said.strip()).isascii() and digits.isdigit():
        return min(float(digits), _NEVER)
    until = _moment(said)
    return max(0.0, (until - (_moment(at) or datetime.now(UTC))).total_seconds()) if until else 0


def _moment(said: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _excerpt(error: urllib.error.HTTPError) -> str:
    """The beginning of what the page of an error says, on one line."""
    try:
        return plain(error.read1(_CHUNK).decode("utf-8", "replace") or error.reason)
    except (OSError, http.client.HTTPException):
        return plain(error.reason)


def plain(said: object) -> str:
    """The beginning of a text, on one line."""
    words = " ".join(str(said).split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT] + " …"
