"""Requests to ``serve``: addresses, fields, forms, headers; each has an answer, whose body is what its type says."""

import io
import json
from email.message import Message
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from dice import Dice, mutated, tree_mutated, written
from ground import release
from harness import BrokenPromiseError, in_words

from amazongraph.linking.index import Index
from amazongraph.store.embedded import open_store
from amazongraph.web.server import _Handler
from amazongraph.web.site import Site

PATHS = (
    "/",
    "/id/admin/25",
    "/source/dtee",
    "/vocab/unit/persons",
    "/ns/Figure",
    "/es/reconcile",
    "/en/reconcile/suggest/entity",
    "/es/reconcile/suggest/type",
    "/es/reconcile/suggest/property",
    "/es/reconcile/properties",
    "/es/reconcile/view",
    "/es/reconcile/preview",
    "/es/reconcile/feature",
    "/graph/meta",
    "/claim/x",
    "/id/../..",
    "//x",
    "/%00",
    "/id/%FF",
    "/id/a b",
    "*",
)
FIELDS = ("queries", "query", "extend", "id", "prefix", "cursor", "limit", "type", "callback", "lang", "format", "x")
QUERIES = {
    "q0": {"query": "Ucayali", "type": "ag:Department", "limit": 3, "properties": [{"pid": "ag:place", "v": "Perú"}]},
    "q1": {"query": "Isconahua", "properties": [{"pid": "ag:legalAreaHectares", "v": ["275665", {"id": "admin/25"}]}]},
}
EXTEND = {
    "ids": ["admin/25", "x"],
    "properties": [{"id": "ag:within"}, {"id": "ag:statedIn", "settings": {"limit": 1}}],
}
SEEDS = (
    [bytes([number, 0, number % 12, 3]) for number in range(21)]
    + [bytes([5, 2, 0, 0, 1, number]) for number in range(9)]
    + [b"\xff\x01GET /"]
)


def target(data: bytes) -> None:
    """One request, its address, fields and headers made of decisions, or its first line of the bytes as they are."""
    dice = Dice(data)
    path = dice.pick(PATHS)
    form = b""
    fields = []
    for _ in range(dice.below(4)):
        name = dice.pick(FIELDS)
        value = _value(name, dice)
        fields.append(
            name.encode() + b"=" + (quote(value, safe="").encode() if dice.below(4) else value.replace(b" ", b"+"))
        )
    joined = b"&".join(fields)
    method = dice.pick(("GET", "POST", "HEAD", "OPTIONS", "PUT", "GET", "POST"))
    if method == "POST":
        form, joined = joined, b""
    line = f"{method} {path}".encode() + (b"?" + joined if joined else b"") + b" HTTP/1.1\r\n"
    if dice.below(12) == 11:
        line = mutated(line, dice, 3)
    headers = dice.pick(
        (b"Host: localhost\r\n", b"Host: 127.0.0.1:80\r\n", b"Host: [\r\n", b"Host: evil\r\n", b"", b"Host: [::1\r\n")
    )
    headers += (
        b"Accept: "
        + dice.pick((b"*/*", b"text/html;q=x", b"text/turtle", b"a/b;q=nan", b",;,", b"text/*;q=1e999", b"x" * 300))
        + b"\r\n"
    )
    length = dice.pick((b"%d" % len(form),) * 5 + (b"-1", b"1e3", b"99999999999", b"\xb2", b""))
    headers += (b"Content-Length: " + length + b"\r\n") if method == "POST" else b""
    with in_words():
        _checked(_answered(line + headers + b"Connection: close\r\n\r\n" + form), method)


def _value(name: str, dice: Dice) -> bytes:
    if dice.below(3) == 2:
        return dice.text().encode("utf-8", "surrogatepass")
    if name in {"queries", "query", "extend"}:
        tree: Any = EXTEND if name == "extend" else QUERIES if name == "queries" else QUERIES["q0"]
        return written(tree_mutated(tree, dice))
    return dice.pick(
        (b"admin/25", b"ag:Department", b"uca", b"name_similarity", b"f.g", b"3", b"turtle", b"jsonld", b"en", b"")
    )


def _answered(request: bytes) -> bytes:
    """What the handler of one connection writes."""
    made = io.BytesIO()
    handler = _Handler.__new__(_Handler)
    handler.rfile, handler.wfile = io.BytesIO(request), made  # type: ignore[assignment]
    handler.server, handler.client_address = SimpleNamespace(site=_site()), ("127.0.0.1", 1)  # type: ignore[assignment]
    handler.close_connection = True
    handler.handle_one_request()
    return made.getvalue()


def _checked(said: bytes, method: str) -> None:
    if not said:
        return
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    if not first.startswith(b"HTTP/1.1 "):
        return
    status = int(first.split()[1])
    if status >= 500 and status != 501:
        raise BrokenPromiseError(first.decode())
    named: Message = Message()
    for line in lines:
        name, colon, value = line.partition(b": ")
        if not colon or not name.replace(b"-", b"").isalpha():
            raise BrokenPromiseError(f"no header: {line!r}")
        named[name.decode()] = value.decode("latin-1")
    if method != "HEAD" and "json" in named.get("Content-Type", "") and status == 200:
        json.loads(body, parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise BrokenPromiseError(f"no JSON: {word}")


@cache
def _site() -> Site:
    store = open_store(release().profile("public") / "store")
    return Site(store, "http://127.0.0.1:1", "es", Index(store))
