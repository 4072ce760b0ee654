"""Serves a site over HTTP on loopback, with the standard library. Owns sockets, limits and headers; nothing else."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from amazongraph.errors import ParameterError
from amazongraph.web.messages import Request, Response
from amazongraph.web.site import Site, respond

HOST = "127.0.0.1"
_LARGEST = 10_000_000  # bytes of a form
_OURS = {"127.0.0.1", "localhost", "::1"}
_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-cache",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, X-Requested-With",
    "Access-Control-Max-Age": "86400",
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows a second server could otherwise listen at the same port.
    allow_reuse_address = not hasattr(socket, "SO_EXCLUSIVEADDRUSE")
    site: Site


def bind(port: int) -> ThreadingHTTPServer:
    """A server at a port of loopback, 0 for any that is free; it answers once it has a site (``serve``).

    Raises ``ParameterError`` where the port cannot be had.
    """
    try:
        return _Server((HOST, port), _Handler)
    except (OSError, OverflowError) as error:
        raise ParameterError("serve.port", port=port, detail=getattr(error, "strerror", "") or str(error)) from error


def address(server: ThreadingHTTPServer) -> str:
    """Where a server is."""
    return f"http://{HOST}:{server.server_port}"


def serve(server: ThreadingHTTPServer, site: Site) -> None:
    """Answer requests until the server is shut down."""
    server.site = site  # type: ignore[attr-defined]
    server.serve_forever(poll_interval=0.1)


def _host(said: str) -> str:
    """The name in a ``Host`` header, our own where it is blank; "" for what is none."""
    try:
        return urlsplit("//" + said).hostname or "localhost"
    except ValueError:
        return ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "amazongraph", ""
    timeout = 60  # seconds a client may say nothing
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_OPTIONS(self) -> None:
        self._send(Response(204, "text/plain", b"", _PREFLIGHT))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self.close_connection = True
            self._send(Response(411, "text/plain", b"Content-Length\n"))
        elif int(length) > _LARGEST:
            self.close_connection = True
            self._send(Response(413, "text/plain", b"> 10 MB\n"))
        else:
            self._answer(self.rfile.read(int(length)))

    def _answer(self, form: bytes = b"") -> None:
        # A page elsewhere must not come to us under a name of its own.
        if _host(self.headers.get("Host", "")) not in _OURS:
            self._send(Response(403, "text/plain", b"Host\n"))
            return
        # What is asked for is a path, also where it begins like the name of a host.
        path, _, query = self.path.partition("?")
        fields = dict(parse_qsl(query, keep_blank_values=True, errors="replace"))
        fields |= dict(parse_qsl(form.decode("utf-8", "replace"), keep_blank_values=True, errors="replace"))
        method = "GET" if self.command == "HEAD" else self.command
        accept = self.headers.get("Accept", "*/*")
        self._send(respond(self.server.site, Request(method, unquote(path), fields, accept)))

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in {**_ALWAYS, **response.headers}.items():
            self.send_header(name, value)
        if response.status != 204:
            self.send_header("Content-Type", response.type)
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads a line for each request."""
