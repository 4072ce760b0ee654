"""Endpoints for tests, on loopback: one that answers what it is told to, and a real one."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

# A proxy of the machine is not asked for what is on loopback.
os.environ["no_proxy"] = "127.0.0.1,localhost"
RESULTS = "application/sparql-results+json"


def results(*names: str, variables: tuple[str, ...] = ("name",)) -> bytes:
    """SPARQL results with one literal a row."""
    rows = [{"name": {"type": "literal", "value": name}} for name in names]
    return json.dumps({"head": {"vars": list(variables)}, "results": {"bindings": rows}}).encode()


@dataclass
class Reply:
    """What to answer; ``announced`` is the length the header tells, ``endless`` repeats the body until it is left."""

    body: bytes = b""
    status: int = 200
    type: str = RESULTS
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    endless: bool = False
    pause: float = 0


@dataclass
class Fake:
    """A server that gives the replies in their order, the last again and again, and remembers what it was asked."""

    address: str
    replies: list[Reply]
    queries: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)


@contextmanager
def fake(*replies: Reply | Callable[[str], Reply]) -> Iterator[Fake]:
    """A fake endpoint; a reply may be a function of the query."""
    made = Fake("", list(replies))  # type: ignore[arg-type]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, form: str) -> None:
            made.queries.append(parse_qs(form)["query"][0])
            made.agents.append(self.headers["User-Agent"])
            made.methods.append(self.command)
            reply = made.replies[0] if len(made.replies) == 1 else made.replies.pop(0)
            _send(self, reply(made.queries[-1]) if callable(reply) else reply)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}/sparql"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    # The server tells the time by its own clock, unless the reply does.
    (handler.send_response_only if "Date" in reply.headers else handler.send_response)(reply.status)
    if reply.type:
        handler.send_header("Content-Type", reply.type)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if not reply.endless:
        handler.send_header("Content-Length", str(len(reply.body) if reply.announced is None else reply.announced))
    handler.end_headers()
    try:
        handler.wfile.write(reply.body)
        while reply.endless:
            time.sleep(reply.pause)
            handler.wfile.write(reply.body)
    except OSError:
        pass  # the client has gone, as it should


@contextmanager
def silent(opening: bytes = b"", *, leave: bool = False) -> Iterator[str]:
    """A server that takes a connection, says ``opening`` and then nothing; with ``leave`` it hangs up."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            one, _ = listening.accept()
            one.recv(65536)
            one.sendall(opening)
            one.close() if leave else held.append(one)

        taking = threading.Thread(target=take, daemon=True)
        taking.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        finally:
            taking.join(timeout=10)
            for one in held:
                one.close()


def nobody() -> str:
    """An address on loopback at which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}/sparql"


def oxigraph_program() -> str:
    """The server that the package ``oxigraph`` brings."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert found, "the test extra brings oxigraph"
    return found


@contextmanager
def oxigraph(turtle: bytes) -> Iterator[str]:
    """A real endpoint in memory with some triples, at the address given."""
    with _server("serve") as (base, _):
        load = urllib.request.Request(f"{base}/store?default", turtle, {"Content-Type": "text/turtle"}, method="POST")
        with urllib.request.urlopen(load, timeout=10):
            yield f"{base}/query"


@contextmanager
def oxigraph_of(store: Path, *options: str) -> Iterator[str]:
    """A real endpoint that serves a store on disk, for reading."""
    with _server("serve-read-only", "--location", str(store), *options) as (base, _):
        yield f"{base}/query"


@contextmanager
def oxigraph_at(store: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A real endpoint that keeps what it is given in a folder, and its process, which may be killed."""
    with _server("serve", "--location", str(store)) as (base, process):
        yield f"{base}/query", process


@contextmanager
def _server(*command: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The server at a free port, once it answers; ended by its own process id."""
    base = nobody().removesuffix("/sparql")
    process = subprocess.Popen(
        [oxigraph_program(), *command, "--bind", base.removeprefix("http://")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for left in range(200, -1, -1):
            try:
                with urllib.request.urlopen(base, timeout=10):
                    break
            except urllib.error.URLError:
                assert left and process.poll() is None, "the server did not start"
                time.sleep(0.05)
        yield base, process
    finally:
        process.terminate()
        process.wait(timeout=10)
