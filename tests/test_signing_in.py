"""A server that lets in by a password asks for it once: what is sent is not sent twice."""

import hashlib
import re
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "linking"))

import endpoints  # noqa: F401  (no proxy of the machine is asked for what is on loopback)

from amazongraph.errors import EndpointError
from amazongraph.store.exchange import Limits
from amazongraph.store.graph_store import Addresses, Credentials, GraphStore

QUICK = Limits(silence=20, tries=1, between=0, pause=0)
BASIC = "Basic " + b64encode(b"ana:secret").decode()


@dataclass
class Door:
    """A server that takes updates of one user; ``nonce`` is what the digest is made with, "" for the basic scheme."""

    address: str = ""
    nonce: str = ""
    statuses: list[int] = field(default_factory=list)

    def lets_in(self, said: str, path: str) -> bool:
        """Whether a header is that of the user: of the digest as RFC 7616 3.4.1 reckons it, each count once."""
        if not self.nonce:
            return said == BASIC
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', said))
        hashed = [hashlib.md5(one.encode()).hexdigest() for one in ("ana:here:secret", f"POST:{path}")]
        of = [hashed[0], self.nonce, given.get("nc", ""), given.get("cnonce", ""), "auth", hashed[1]]
        return given.get("response") == hashlib.md5(":".join(of).encode()).hexdigest()

    @property
    def asks(self) -> str:
        """The header that asks who it is."""
        return f'Digest realm="here", nonce="{self.nonce}", qop="auth"' if self.nonce else 'Basic realm="here"'


@contextmanager
def door(nonce: str) -> Iterator[Door]:
    made = Door(nonce=nonce)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status = 204 if made.lets_in(self.headers.get("Authorization", ""), self.path) else 401
            made.statuses.append(status)
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", made.asks)
                self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}/sparql"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def store(there: Door, password: str = "secret") -> GraphStore:
    at = Addresses(there.address, there.address, there.address)
    return GraphStore(at, Credentials("ana", password, digest=bool(there.nonce)), QUICK)


@pytest.mark.parametrize("nonce", ["", "first"], ids=["basic", "digest"])
def test_who_was_let_in_is_not_asked_again(nonce: str) -> None:
    with door(nonce) as there:
        server = store(there)
        for number in range(3):
            server.update(f"DROP SILENT GRAPH <http://example.org/{number}>")
            server.add(f"http://example.org/{number}", b"")
    # By the basic scheme it is told at once.
    assert there.statuses == ([401] if nonce else []) + [204] * 6


def test_a_server_that_wants_a_new_digest_has_it() -> None:
    with door("first") as there:
        server = store(there)
        server.update("DROP SILENT GRAPH <http://example.org/a>")
        there.nonce = "second"
        for _ in range(2):
            server.update("DROP SILENT GRAPH <http://example.org/a>")
    assert there.statuses == [401, 204, 401, 204, 204]


@pytest.mark.parametrize("nonce", ["", "first"], ids=["basic", "digest"])
def test_a_wrong_password_is_refused(nonce: str) -> None:
    with door(nonce) as there, pytest.raises(EndpointError) as told:
        store(there, "wrong").update("DROP SILENT GRAPH <http://example.org/a>")
    assert told.value.key == "push.denied"
    assert 204 not in there.statuses
