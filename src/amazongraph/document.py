"""The document about one thing that a linked-data client expects: as Turtle, as JSON-LD, or as a piece of HTML.

Holds what is accepted of the thing, the claims about it with who makes them and what was decided, what points to it,
and the names of everything it names. The same release gives the same bytes.
"""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from amazongraph import terms
from amazongraph.describe import Said, describe
from amazongraph.errors import EntityError
from amazongraph.labels import interval_text, labels
from amazongraph.messages import LANGUAGES, text
from amazongraph.store.asking import Store
from amazongraph.store.embedded import select

FORMATS = {"turtle": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
MEDIA_TYPES = {
    "turtle": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "html": "text/html; charset=utf-8",
}
# Where a thing lies all the way up, and the nodes of shapes: other forms have them.
_FOR_MACHINES = (terms.GEO + "hasGeometry", terms.GEO + "sfWithin")
_DATES = frozenset("0123456789-/.")
Names = Mapping[str, dict[str, str]]
"""IRI -> language -> what it is called."""
_COLUMNS = ("property", "value", "verdict", "who", "as-of", "source")
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


def rdf(store: Store, iri: str, form: str) -> bytes:
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


def _triples(store: Store, query: str) -> Iterator[ox.Triple]:
    return (ox.Triple(row["s"], row["p"], row["o"]) for row in select(store, query))


def _used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The prefixes that shorten something in these triples."""
    iris = {part.value for triple in triples for part in triple if isinstance(part, ox.NamedNode)}
    iris |= {triple.object.datatype.value for triple in triples if isinstance(triple.object, ox.Literal)}
    short = {terms.shorten(iri) for iri in iris}
    used = {one.partition(":")[0] for one in short if "://" not in one}
    return {name: namespace for name, namespace in sorted(terms.prefixes().items()) if name in used}


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a document is drawn: in ``lang``; ``link`` gives the address under which an IRI is found, ``cite`` the piece
    of HTML that stands for a source, its linked name unless it is given.
    """

    lang: str
    link: Callable[[str], str] = str
    cite: Callable[[str], str] | None = None


def fragment(store: Store, iri: str, lang: str, link: Callable[[str], str] = str, most: int = 0) -> str:
    """The document as a piece of HTML: a heading and a table, a row for everything that is said alike; below it, what
    points to the thing.

    With ``most`` that many rows at most are shown and the number of the others is told. Raises ``EntityError`` where
    nothing is said of ``iri``.
    """
    said = describe(store, iri)
    return drawn(iri, said, labels(store, named_in(iri, said)), Drawing(lang, link), most)


def drawn(iri: str, about: Iterable[Said], names: Names, how: Drawing, most: int = 0) -> str:
    """The same of what is known already: ``about`` by ``describe``, ``names`` of all that ``named_in`` says."""
    lang = how.lang
    said = [one for one in about if one.lang == lang or one.lang not in LANGUAGES]
    if not said:
        raise EntityError("entity.unknown", text=iri)
    # What has no name in words is for machines; they read the other forms.
    said = [one for one in said if one.property not in _FOR_MACHINES and _called(one.property, names, lang)]
    rows = list(_alike([one for one in said if not one.incoming], names, how))
    # A column that says nothing here is left out.
    columns = [at for at in range(len(_COLUMNS)) if at < 2 or any(row[at] for row in rows)]
    heads = [html.escape(text(f"show.{_COLUMNS[at]}", lang)) for at in columns]
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    shown = rows[:most] if most else rows
    left = f"<p>{text('document.more', lang, count=len(rows) - len(shown))}</p>" if len(rows) > len(shown) else ""
    return (
        f'<article lang="{lang}">\n<h1>{html.escape(names[iri][lang])}</h1>\n'
        f"<p><code>{html.escape(terms.shorten(iri))}</code></p>\n"
        f'<table class="said">\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(_row([row[at] for at in columns], heads) for row in shown)
        + f"\n</tbody>\n</table>\n{left}"
        + ("" if most else _pointing([one for one in said if one.incoming], names, how))
        + "</article>\n"
    )


def named_in(iri: str, said: Iterable[Said]) -> set[str]:
    """Everything that a document names."""
    found = {iri}
    for one in said:
        found |= {part for part in (one.property, one.value, one.source, one.who) if "://" in part}
        found |= {terms.concept("verdict", one.verdict), *([terms.concept("reason", one.reason)] if one.reason else [])}
    return found


def _alike(said: Iterable[Said], names: Names, how: Drawing) -> Iterator[tuple[str, ...]]:
    """A row for what is said alike: the documents of each value together, then the values that they share."""
    cited: dict[tuple[str, ...], dict[str, None]] = {}
    for one in said:
        when = html.escape(interval_text(one.as_of, how.lang))
        told = (_verdict(one, names, how), _who(one, names, how), when)
        cited.setdefault((_property(one, names, how), _value(one, names, how), *told), {})[one.source] = None
    between = ", " if how.cite else "<br>"
    values: dict[tuple[str, ...], list[str]] = {}
    for (name, value, *rest), sources in cited.items():
        documents = between.join(sorted(_source(one, names, how) for one in sources))
        values.setdefault((name, *rest, documents), []).append(value)
    for (name, *rest), shared in values.items():
        yield name, "<br>".join(shared), *rest


def _row(cells: list[str], heads: list[str]) -> str:
    """On a narrow screen each cell stands on a line of its own, after the heading of its column."""
    told = "".join(f'<td data-label="{head}">{cell}</td>' for head, cell in zip(heads[1:], cells[1:], strict=True))
    return f'<tr><th scope="row">{cells[0]}</th>{told}</tr>'


def _pointing(said: Iterable[Said], names: Names, how: Drawing) -> str:
    """What points to the thing: the things that name it, by property."""
    by_property: dict[str, dict[str, None]] = {}
    for one in said:
        # A claim or a finding has no name; what it says stands on the page of the thing it is about.
        if _called(one.value, names, how.lang):
            by_property.setdefault(_property(one, names, how), {})[_anchor(one.value, names, how)] = None
    if not by_property:
        return ""
    lists = (
        f'<dt>{name}</dt><dd><ul class="columns">{"".join(f"<li>{one}</li>" for one in things)}</ul></dd>\n'
        for name, things in by_property.items()
    )
    return f"<h2>{text('document.pointing', how.lang)}</h2>\n<dl>\n{''.join(lists)}</dl>\n"


def _called(iri: str, names: Names, lang: str) -> bool:
    """Whether an IRI has a name in words."""
    return iri in names and names[iri][lang] != terms.shorten(iri)


def _property(one: Said, names: Names, how: Drawing) -> str:
    name = html.escape(names[one.property][how.lang])
    return f"← {name}" if one.incoming else name


def _value(one: Said, names: Names, how: Drawing) -> str:
    if one.value in names:
        return _anchor(one.value, names, how)
    if one.value in {"true", "false"}:
        return text("answer.yes" if one.value == "true" else "answer.no", how.lang)
    if "/" in one.value and set(one.value) <= _DATES:
        return html.escape(interval_text(one.value, how.lang))
    tag = f" ({one.lang})" if one.lang not in {"", *LANGUAGES} else ""
    return html.escape(one.value + tag)


def _who(one: Said, names: Names, how: Drawing) -> str:
    return _anchor(one.who, names, how) if one.who else ""


def _source(iri: str, names: Names, how: Drawing) -> str:
    if iri in {terms.DERIVED, terms.META}:
        return text("show.derived" if iri == terms.DERIVED else "show.catalogue", how.lang)
    return how.cite(iri) if how.cite else _anchor(iri, names, how)


def _anchor(iri: str, names: Names, how: Drawing) -> str:
    """A link, but only to an address of the web: what a source says is not to be run."""
    name, address = html.escape(names[iri][how.lang] if iri in names else iri), how.link(iri)
    linked = iri.startswith(("https://", "http://")) and address
    return f'<a href="{html.escape(address)}">{name}</a>' if linked else name


def _verdict(one: Said, names: Names, how: Drawing) -> str:
    verdict = names[terms.concept("verdict", one.verdict)][how.lang]
    reason = "" if one.reason in {"", "undisputed"} else f": {names[terms.concept('reason', one.reason)][how.lang]}"
    return html.escape(verdict + reason)
