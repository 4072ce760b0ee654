"""What is answered to a request: documents under the addresses that follow the base of our IRIs, and reconciliation.

``respond`` is a function from request to response; sockets are in ``server.py``.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.document import MEDIA_TYPES, fragment, rdf
from amazongraph.errors import AmazonGraphError, EntityError, ParameterError
from amazongraph.files import json_of
from amazongraph.linking import reconcile
from amazongraph.linking.index import SPACE, Index
from amazongraph.messages import LANGUAGES, text
from amazongraph.web.messages import HTML, SCRIPT, Request, Response, accepted, as_json

_DOCUMENTS = re.compile(r"/(id|source|vocab|claim|graph|ns)(/.*)?")
_SERVICE = re.compile(r"/(es|en)/reconcile(/[a-z/]*)?")
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,3}", re.ASCII)
_STYLE = (
    "body{font:15px/1.45 sans-serif;margin:1em;max-width:70em}table{border-collapse:collapse}"
    "th,td{border:1px solid #bbb;padding:.25em .5em;text-align:left;vertical-align:top}h1{font-size:1.3em}"
)
_PREVIEW_ROWS = 6


@dataclass(frozen=True, slots=True)
class Site:
    """A public store that is served under ``base``, in ``lang`` where a request does not say; ``index`` where
    reconciliation is offered.
    """

    store: ox.Store
    base: str
    lang: str
    index: Index | None = None

    def service(self, lang: str) -> str:
        """The address of the reconciliation service, as it is pasted into OpenRefine."""
        return f"{self.base}/{lang}/reconcile"


def respond(site: Site, request: Request) -> Response:
    """The answer to a request. What goes wrong on purpose becomes a status and a sentence."""
    if site.index and (found := _SERVICE.fullmatch(request.path)):
        lang, path = found[1], found[2] or ""
        try:
            return _jsonp(request, _reconcile(site, site.index, request, lang, path))
        except AmazonGraphError as error:
            return as_json({"error": error.text(lang)}, _status(error))
    lang = request.fields.get("lang", "")
    lang = lang if lang in LANGUAGES else site.lang
    try:
        if _DOCUMENTS.fullmatch(request.path):
            return _document(site, request, lang)
    except AmazonGraphError as error:
        return _told(error.text(lang), _status(error))
    if request.path == "/":
        return Response(200, HTML, page("amazongraph", _welcome(site, lang), lang))
    return _told(text("web.nothing", lang, path=request.path), 404)


def _status(error: AmazonGraphError) -> int:
    if error.key == "reconcile.too-many":
        return 413
    return 404 if isinstance(error, EntityError) else 400


def _told(sentence: str, status: int) -> Response:
    return Response(status, "text/plain; charset=utf-8", (sentence + "\n").encode())


def page(title: str, body: str, lang: str) -> bytes:
    """A whole HTML page around a piece of it."""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n{body}</body>\n</html>\n"
    ).encode()


def _document(site: Site, request: Request, lang: str) -> Response:
    """The document at an address: in the form its field ``format`` names, else in the one its client wants most."""
    iri = _iri(request.path)
    wanted = request.fields.get("format", "")
    form = wanted if wanted in MEDIA_TYPES else accepted(request.accept, MEDIA_TYPES)
    headers = {"Vary": "Accept"}
    if not form:
        return Response(406, "text/plain; charset=utf-8", (", ".join(MEDIA_TYPES.values()) + "\n").encode(), headers)
    if form == "html":
        return Response(200, HTML, _page_of(site, iri, lang), headers)
    return Response(200, MEDIA_TYPES[form], rdf(site.store, iri, form), headers)


def _iri(path: str) -> str:
    """The IRI that an address stands for; that of a term has a ``#`` in place of the second stroke."""
    iri = terms.BASE + path.removeprefix("/")
    iri = iri.replace(terms.BASE + "ns/", terms.NS) if iri.startswith(terms.BASE + "ns/") else iri
    try:
        return ox.NamedNode(iri).value
    except ValueError as error:
        raise EntityError("entity.unknown", text=iri) from error


def _page_of(site: Site, iri: str, lang: str, most: int = 0) -> bytes:
    return page(terms.shorten(iri), fragment(site.store, iri, lang, _local(site), most), lang)


def _local(site: Site) -> Callable[[str], str]:
    """Our own IRIs are found here."""
    return lambda iri: (
        site.base + "/" + iri.removeprefix(terms.BASE).replace("#", "/") if iri.startswith(terms.BASE) else iri
    )


def _welcome(site: Site, lang: str) -> str:
    example = f"{site.base}/id/admin/25"
    parts = [text("web.documents", lang, example=f'<a href="{example}">{example}</a>')]
    if site.index:
        parts.append(text("web.reconcile", lang, address=f"<code>{site.service(lang)}</code>"))
    return "<h1>amazongraph</h1>\n" + "".join(f"<p>{part}</p>\n" for part in parts)


def _reconcile(site: Site, index: Index, request: Request, lang: str, path: str) -> Response:
    """One of the endpoints of the service."""
    fields = request.fields
    if path in {"", "/"}:
        return as_json(_asked(site, index, fields, lang))
    if path in {"/view", "/preview"}:
        one = index.of(fields.get("id", ""))
        if not one:
            raise EntityError("entity.unknown", text=fields.get("id", ""))
        return Response(200, HTML, _page_of(site, SPACE + one, lang, _PREVIEW_ROWS if path == "/preview" else 0))
    if path == "/feature":
        one = fields.get("id", "")
        said = html.escape(reconcile.feature_text(one, lang))
        return Response(200, HTML, page(one, f"<h1>{html.escape(one)}</h1>\n<p>{said}</p>\n", lang))
    prefix, cursor = fields.get("prefix", ""), _number(fields.get("cursor", "")) or 0
    if path == "/suggest/entity":
        return as_json(reconcile.suggest_entities(index, prefix, cursor, lang))
    if path in {"/suggest/type", "/suggest/property"}:
        named = index.types if path.endswith("type") else index.properties
        return as_json(reconcile.suggest(named, prefix, cursor, lang))
    if path == "/properties":
        return as_json(reconcile.propose(index, fields.get("type", ""), _number(fields.get("limit", "")), lang))
    return as_json({"error": text("web.nothing", lang, path=request.path)}, 404)


def _asked(site: Site, index: Index, fields: dict[str, str], lang: str) -> Any:
    """What the endpoint itself answers: to queries, to a request for values, or else what it is."""
    if "queries" in fields:
        batch = _parsed(fields["queries"])
        if isinstance(batch, dict) and len(batch) > reconcile.BATCH:
            raise ParameterError("reconcile.too-many", most=reconcile.BATCH)
        return reconcile.answer(index, batch, lang)
    if "query" in fields:
        # A single query, as version 0.1 had it.
        said = fields["query"]
        query = _parsed(said) if said.lstrip().startswith("{") else {"query": said}
        return reconcile.answer(index, {"q": query}, lang)["q"]
    if "extend" in fields:
        return reconcile.extend(index, _parsed(fields["extend"]), lang)
    return reconcile.manifest(index, site.service(lang), lang)


def _parsed(said: str) -> Any:
    try:
        return json_of(said)
    except ValueError as error:
        raise ParameterError("reconcile.batch", detail=str(error)[:80]) from error


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _jsonp(request: Request, response: Response) -> Response:
    """Wrap JSON for a client that asks for a script; the name of the function is a plain one or none is called."""
    name = request.fields.get("callback", "")
    if request.method != "GET" or not name or "json" not in response.type:
        return response
    if not _CALLBACK.fullmatch(name):
        return as_json({"error": "callback"}, 400)
    return Response(response.status, SCRIPT, b"/**/" + name.encode() + b"(" + response.body + b");", response.headers)
