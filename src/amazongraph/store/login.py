"""Who asks a server, told by the basic (RFC 7617) or the digest scheme (RFC 7616), to that server alone.

The basic scheme gives the password to whoever listens: it goes over https, or stays on this machine. A password comes
from the environment; nothing here shows it or writes it down.
"""

import hashlib
import os
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import IO, Any
from urllib.parse import urlsplit

from amazongraph.errors import ParameterError

PASSWORD = "AMAZONGRAPH_PASSWORD"  # noqa: S105
_HASHES = {"MD5": "md5", "SHA": "sha1", "SHA-256": "sha256"}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks or writes; ``digest``: told by the digest scheme rather than the basic one."""

    user: str
    password: str = field(repr=False)
    digest: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process has the same environment; what is pickled may end in a file.
        return of_environment, (self.user, self.digest)


def of_environment(user: str, digest: bool = False) -> Credentials:
    """A user with the password of the environment. Raises ``ParameterError`` where there is none."""
    password = os.environ.get(PASSWORD)
    if not password:
        raise ParameterError("login.no-password", user=user, variable=PASSWORD)
    return Credentials(user, password, digest)


def opener(credentials: Credentials | None, *addresses: str) -> urllib.request.OpenerDirector:
    """What opens connections, and logs in at these addresses.

    Raises ``ParameterError`` where that would send the password over a network in the open.
    """
    if credentials is None:
        return urllib.request.build_opener()
    known = urllib.request.HTTPPasswordMgrWithPriorAuth()
    for address in addresses:
        if not credentials.digest and _in_the_open(address):
            raise ParameterError("login.in-the-open", address=address)
        # By the basic scheme at once, so that nothing is asked twice; by the other, the server must speak first.
        known.add_password(None, address, credentials.user, credentials.password, not credentials.digest)
    return urllib.request.build_opener((_Digest if credentials.digest else _Basic)(known))


def _in_the_open(address: str) -> bool:
    """Whether what is sent there leaves this machine unencrypted."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


class _Basic(urllib.request.HTTPBasicAuthHandler):
    """The library raises ``ValueError`` where the server asks for another scheme, which is a refusal as any other, and
    leaves the first answer open.
    """

    def http_error_401(self, request: urllib.request.Request, answer: IO[bytes], *more: Any) -> Any:
        return _signed_in(super().http_error_401, request, answer, *more)


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """As ``_Basic``; besides, the library knows no SHA-256 and no letters beyond ASCII, looks only at the first of
    several schemes that are offered, and tries a refused password five times more, which may lock the user out.

    Once a server has asked for the password it is told with each request, lest each be sent twice (RFC 7616 3.6).
    """

    _trying = False
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
        headers = more[-1]
        offered = [one for one in headers.get_all("WWW-Authenticate", []) if one.lower().startswith("digest")]
        if offered:
            del headers["WWW-Authenticate"]
            headers["WWW-Authenticate"] = offered[0]
        told = str(headers.get("WWW-Authenticate", "")).lower()
        if self._trying and "stale=true" not in told.replace(" ", "").replace('"', ""):
            return None
        trying, self._trying = self._trying, True
        try:
            return _signed_in(super().http_error_401, request, answer, *more)
        finally:
            self._trying = trying
            self.reset_retry_count()

    def get_algorithm_impls(self, algorithm: str) -> Any:
        """The hash of a text, and that of a secret with a text. Raises ``ValueError`` for one that is not known."""
        if algorithm.upper() not in _HASHES:
            raise ValueError(algorithm)
        made = partial(hashlib.new, _HASHES[algorithm.upper()], usedforsecurity=False)

        def of(text: str) -> str:
            return made(text.encode()).hexdigest()

        return of, lambda secret, text: of(f"{secret}:{text}")


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
