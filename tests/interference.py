"""A proxy on loopback between a push and a real server, which does to a request or its answer what a network does."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from endpoints import Reply


@dataclass
class Request:
    """What came; ``number`` counts from 1, ``path`` is ``query``, ``update`` or ``store``."""

    number: int
    method: str
    path: str
    body: bytes
    target: str = ""
    who: str = ""

    @property
    def swaps(self) -> bool:
        """Whether it puts the graphs in place."""
        return b"DROP SILENT GRAPH <https://w3id.org/amazongraph/graph/pushed>" in self.body


@dataclass(frozen=True)
class Fault:
    """What becomes of a request.

    ``reply``: given in place of the server's answer, which is not asked; ``ask``: it is asked all the same; ``drop``:
    the connection is closed without an answer; ``cut``: only that part of the answer is sent, and with ``announced``
    its whole length; ``hold``: seconds before the answer; ``sent``: only that part of the request reaches the server;
    ``changed``: what of it does, as long and as well written as before.
    """

    reply: Reply | None = None
    ask: bool = False
    drop: bool = False
    cut: float | None = None
    announced: bool = True
    hold: float = 0
    sent: float | None = None
    changed: Callable[[bytes], bytes] = bytes


@dataclass
class Proxy:
    """Where it listens, what came, and what it does: ``fault`` of a request is what becomes of it, None for nothing."""

    address: str
    fault: Callable[[Request], Fault | None]
    requests: list[Request] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def query(self) -> str:
        """The address of queries."""
        return f"{self.address}/query"


@contextmanager
def between(server: str, fault: Callable[[Request], Fault | None]) -> Iterator[Proxy]:
    """A proxy before the server whose queries are asked at ``server``."""
    target = urlsplit(server).netloc
    made = Proxy("", fault)
    counting = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass(b"")

        def do_POST(self) -> None:
            self._pass(self.rfile.read(int(self.headers["Content-Length"])))

        def _pass(self, body: bytes) -> None:
            with counting:
                path = urlsplit(self.path).path.strip("/")
                who = self.headers.get("Authorization", "")
                request = Request(len(made.requests) + 1, self.command, path, body, self.path, who)
                made.requests.append(request)
            doing = made.fault(request) or Fault()
            answer = Answer() if doing.reply and not doing.ask else _asked(target, self, body, doing)
            made.ended.wait(doing.hold)
            if doing.drop:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            _give(self, answer, doing)

        def log_message(self, format: str, *args: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    made.address = f"http://127.0.0.1:{listening.server_port}"
    threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield made
    finally:
        made.ended.set()
        listening.shutdown()
        listening.server_close()


@dataclass
class Answer:
    """What the server said."""

    status: int = 502
    type: str = ""
    body: bytes = b""


def _asked(target: str, handler: BaseHTTPRequestHandler, body: bytes, doing: Fault) -> Answer:
    """The answer of the server itself; of one that is gone, what proxies say of it."""
    passed = doing.changed(body) if doing.sent is None else body[: int(len(body) * doing.sent)]
    headers = {name: handler.headers[name] for name in ("Accept", "Content-Type") if name in handler.headers}
    connection = http.client.HTTPConnection(target, timeout=20)
    try:
        connection.request(handler.command, handler.path, passed or None, headers)
        said = connection.getresponse()
        return Answer(said.status, said.headers.get("Content-Type", ""), said.read())
    except (OSError, http.client.HTTPException):
        return Answer()
    finally:
        connection.close()


def _give(handler: BaseHTTPRequestHandler, answer: Answer, doing: Fault) -> None:
    if doing.reply:
        answer = Answer(doing.reply.status, doing.reply.type, doing.reply.body)
    try:
        handler.send_response(answer.status)
        if answer.type:
            handler.send_header("Content-Type", answer.type)
        for name, value in (doing.reply.headers if doing.reply else {}).items():
            handler.send_header(name, value)
        if doing.announced and answer.status != 204:
            handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body if doing.cut is None else answer.body[: int(len(answer.body) * doing.cut)])
    except OSError:
        pass  # who asked has gone
