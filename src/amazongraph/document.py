"""The document about one thing that a linked-data client expects: as Turtle, as JSON-LD, or as a piece of HTML.

Holds what is accepted of the thing, the claims about it with who makes them and what was decided, what points to it,
and the names of everything it names. The same release gives the same bytes.
"""

import html
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.describe import Said, describe
from amazongraph.errors import EntityError
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, text
from amazongraph.store.embedded import select

FORMATS = {"turtle": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
MEDIA_TYPES = {
    "turtle": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "html": "text/html; charset=utf-8",
}
# Where a thing lies all the way up, and the nodes of shapes: other forms have them.
_FOR_MACHINES = (terms.GEO + "hasGeometry", terms.GEO + "sfWithin")
_INCOMING = 500  # things that point here, at most: a department holds thousands
_PREFIXES = """
PREFIX ag: <https://w3id.org/amazongraph/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_OWN = "SELECT ?s ?p ?o WHERE { VALUES ?s { %s } ?s ?p ?o }"
_CLAIMS = _PREFIXES + "SELECT ?s ?p ?o WHERE { ?s rdf:subject %s ; ?p ?o }"
_POINTING = (
    _PREFIXES
    + f"""
SELECT ?s ?p ?o WHERE {{ VALUES ?o {{ %s }} ?s ?p ?o FILTER(?p NOT IN (rdf:subject, rdf:object)) }}
ORDER BY ?p ?s LIMIT {_INCOMING}
"""
)
_NAMES = _PREFIXES + (
    "SELECT ?s ?p ?o WHERE { VALUES ?s { %s } VALUES ?p { rdfs:label skos:prefLabel dct:title } ?s ?p ?o }"
)


def rdf(store: ox.Store, iri: str, form: str) -> bytes:
    """The document about ``iri`` as ``turtle`` or ``jsonld``. Raises ``EntityError`` where nothing is said of it."""
    node = str(ox.NamedNode(iri))
    about = {*_triples(store, _OWN % node), *_triples(store, _CLAIMS % node), *_triples(store, _POINTING % node)}
    if not about:
        raise EntityError("entity.unknown", text=iri)
    named = {term for triple in about for term in triple if isinstance(term, ox.NamedNode)}
    whole = about | set(_triples(store, _NAMES % " ".join(sorted(map(str, named)))))
    # The thing itself comes first, then the others in the order of their IRIs.
    ordered = sorted(whole, key=lambda triple: (triple.subject != ox.NamedNode(iri), *map(str, triple)))
    return bytes(ox.serialize(ordered, format=FORMATS[form], prefixes=_used(whole)) or b"")


def _triples(store: ox.Store, query: str) -> Iterator[ox.Triple]:
    return (ox.Triple(row["s"], row["p"], row["o"]) for row in select(store, query))


def _used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The prefixes that shorten something in these triples."""
    iris = {part.value for triple in triples for part in triple if isinstance(part, ox.NamedNode)}
    iris |= {triple.object.datatype.value for triple in triples if isinstance(triple.object, ox.Literal)}
    short = {terms.shorten(iri) for iri in iris}
    used = {one.partition(":")[0] for one in short if "://" not in one}
    return {name: namespace for name, namespace in sorted(terms.prefixes().items()) if name in used}


def fragment(store: ox.Store, iri: str, lang: str, link: Callable[[str], str] = str, most: int = 0) -> str:
    """The document as a piece of HTML: a heading and a table, a row for everything that is said alike.

    ``link`` gives the address under which an IRI is found; with ``most`` that many rows at most are shown and the
    number of the others is told. Raises ``EntityError`` where nothing is said of ``iri``.
    """
    said = [one for one in describe(store, iri) if one.lang == lang or one.lang not in LANGUAGES]
    if not said:
        raise EntityError("entity.unknown", text=iri)
    named = {name: both[lang] for name, both in labels(store, _named(iri, said)).items()}
    # What has no name in words is for machines; they read the other forms.
    said = [
        one for one in said if one.property not in _FOR_MACHINES and named[one.property] != terms.shorten(one.property)
    ]
    rows = list(_rows(said, named, lang, link))
    heads = "".join(f"<th>{text(f'show.{name}', lang)}</th>" for name in ("property", "value", "verdict", "source"))
    shown = rows[:most] if most else rows
    left = f"<p>{text('document.more', lang, count=len(rows) - len(shown))}</p>" if len(rows) > len(shown) else ""
    return (
        f'<article lang="{lang}">\n<h1>{html.escape(named[iri])}</h1>\n'
        f"<p><code>{html.escape(terms.shorten(iri))}</code></p>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        + "\n".join(shown)
        + f"\n</tbody>\n</table>\n{left}</article>\n"
    )


def _named(iri: str, said: Iterable[Said]) -> set[str]:
    """Everything the rows name."""
    found = {part for one in said for part in (one.property, one.value, one.source) if "://" in part}
    found |= {terms.concept("verdict", one.verdict) for one in said}
    return found | {terms.concept("reason", one.reason) for one in said if one.reason} | {iri}


def _rows(said: Iterable[Said], named: dict[str, str], lang: str, link: Callable[[str], str]) -> Iterator[str]:
    sources: dict[tuple[str, str, str], list[str]] = {}
    for one in said:
        row = (_property(one, named), _value(one, named, link), _verdict(one, named))
        sources.setdefault(row, []).append(
            text("show.derived", lang) if one.source == terms.DERIVED else _anchor(one.source, named, link)
        )
    for row, documents in sources.items():
        cells = "".join(f"<td>{cell}</td>" for cell in (*row, "<br>".join(sorted(set(documents)))))
        yield f"<tr>{cells}</tr>"


def _property(one: Said, named: dict[str, str]) -> str:
    return f"← {html.escape(named[one.property])}" if one.incoming else html.escape(named[one.property])


def _value(one: Said, named: dict[str, str], link: Callable[[str], str]) -> str:
    tag = f" ({one.lang})" if one.lang not in {"", *LANGUAGES} else ""
    return _anchor(one.value, named, link) if one.value in named else html.escape(one.value + tag)


def _anchor(iri: str, named: dict[str, str], link: Callable[[str], str]) -> str:
    """A link, but only to an address of the web: what a source says is not to be run."""
    name = html.escape(named.get(iri, iri))
    return f'<a href="{html.escape(link(iri))}">{name}</a>' if iri.startswith(("https://", "http://")) else name


def _verdict(one: Said, named: dict[str, str]) -> str:
    verdict = named[terms.concept("verdict", one.verdict)]
    reason = "" if one.reason in {"", "undisputed"} else f": {named[terms.concept('reason', one.reason)]}"
    return html.escape(verdict + reason)
