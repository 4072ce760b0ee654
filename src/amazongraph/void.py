"""What a release holds, for programs that help to write a query: VoID partitions, prefixes, examples. Graph ``void``.

Editors ask a store for these to complete classes and properties, to insert prefixes and to offer examples. Written
beside the canonical N-Quads, like ``about.py``, and no part of the identity of a release. The same quads give the same
bytes.
Sources: VoID (W3C Interest Group Note), its extension ``void-ext``, SHACL for ``sh:declare`` and ``sh:select``.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

import polars as pl
import pyoxigraph as ox

from amazongraph import terms
from amazongraph.messages import LANGUAGES, text

_VOID, _EXT = "http://rdfs.org/ns/void#", "http://ldf.fi/void-ext#"
_LANG_STRING = f"<{terms.RDF}langString>"
_SEPARATOR = "|"  # No IRI holds one.

Quads = Iterator[ox.Quad]


def void(named: pl.DataFrame, examples: Iterable[tuple[str, dict[str, str], str]]) -> bytes:
    """N-Quads on the quads ``named`` (columns ``s p o g`` of N-Quads terms) and on ``examples``: a key, what it asks in
    both languages, the query.
    """
    triples = named.select("s", "p", "o").unique()
    kinds = _kinds(triples)
    quads = [*_dataset(triples, kinds), *_prefixes(), *_examples(examples)]
    return bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")


def _kinds(triples: pl.DataFrame) -> pl.DataFrame:
    """Each subject with its classes of ours, joined into one text: there are far fewer such texts than subjects."""
    typed = triples.filter((pl.col("p") == f"<{terms.TYPE}>") & pl.col("o").str.starts_with(f"<{terms.NS}"))
    return typed.sort("s", "o").group_by("s", maintain_order=True).agg(kind=pl.col("o").str.join(_SEPARATOR))


def _dataset(triples: pl.DataFrame, kinds: pl.DataFrame) -> Quads:
    whole = terms.VOID
    used = triples.join(kinds, on="s")
    classes = _by_class(kinds.group_by("kind").len(), "kind").group_by("kind").agg(pl.col("len").sum()).sort("kind")
    yield _quad(whole, terms.TYPE, ox.NamedNode(_VOID + "Dataset"))
    for lang in LANGUAGES:
        yield _quad(whole, terms.expand("dct:title"), ox.Literal(text("reconcile.name", lang), language=lang))
    yield _quad(whole, _VOID + "uriSpace", ox.Literal(terms.BASE))
    yield _number(whole, _VOID + "triples", triples.height)
    yield _number(whole, _VOID + "entities", kinds.height)
    yield _number(whole, _VOID + "classes", classes.height)
    yield _number(whole, _VOID + "properties", triples["p"].n_unique())
    for kind, count in classes.iter_rows():
        part = _node(kind)
        yield _quad(whole, _VOID + "classPartition", part)
        yield _quad(part.value, _VOID + "class", _iri(kind))
        yield _number(part.value, _VOID + "entities", count)
    yield from _property_partitions(used)
    yield from _object_partitions(used, kinds)


def _property_partitions(used: pl.DataFrame) -> Quads:
    counted = _by_class(used.group_by("kind", "p").len(), "kind").group_by("kind", "p").agg(pl.col("len").sum())
    for kind, predicate, count in counted.sort("kind", "p").iter_rows():
        part = _node(kind, predicate)
        yield _quad(_node(kind).value, _VOID + "propertyPartition", part)
        yield _quad(part.value, _VOID + "property", _iri(predicate))
        yield _number(part.value, _VOID + "triples", count)


def _object_partitions(used: pl.DataFrame, kinds: pl.DataFrame) -> Quads:
    """What the values of a property of a class are: things of a class, or values of a datatype."""
    targets = kinds.rename({"s": "o", "kind": "target"})
    things = used.join(targets, on="o").select("kind", "p", "target").unique()
    for kind, predicate, target in _pairs(_by_class(_by_class(things, "kind"), "target")):
        part = _node(kind, predicate, target)
        yield _quad(_node(kind, predicate).value, _VOID + "classPartition", part)
        yield _quad(part.value, _VOID + "class", _iri(target))
    texts = used.filter(pl.col("o").str.starts_with('"')).select("kind", "p", target=_datatype()).unique()
    for kind, predicate, target in _pairs(_by_class(texts, "kind")):
        part = _node(kind, predicate, target)
        yield _quad(_node(kind, predicate).value, _EXT + "datatypePartition", part)
        yield _quad(part.value, _EXT + "datatype", _iri(target))


def _by_class(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row for each of the classes that a text joins."""
    return frame.with_columns(pl.col(column).str.split(_SEPARATOR)).explode(column)


def _pairs(frame: pl.DataFrame) -> Iterator[tuple[str, str, str]]:
    return frame.select("kind", "p", "target").unique().sort("kind", "p", "target").iter_rows()


def _datatype() -> pl.Expr:
    written = pl.col("o").str.extract(r'"\^\^(<[^<>"]*>)$')
    tagged = pl.when(pl.col("o").str.contains(r'"@[A-Za-z0-9-]+$')).then(pl.lit(_LANG_STRING))
    return pl.coalesce(written, tagged, pl.lit(f"<{terms.XSD}string>"))


def _prefixes() -> Quads:
    for name, namespace in sorted(terms.prefixes().items()):
        node = ox.NamedNode(f"{terms.BASE}id/declaration/{name}")
        yield _quad(terms.BASE + "ns", terms.SH + "declare", node)
        yield _quad(node.value, terms.SH + "prefix", ox.Literal(name))
        yield _quad(
            node.value, terms.SH + "namespace", ox.Literal(namespace, datatype=ox.NamedNode(terms.XSD + "anyURI"))
        )


def _examples(examples: Iterable[tuple[str, dict[str, str], str]]) -> Quads:
    for key, asks, query in examples:
        node = f"{terms.BASE}id/example/{key}"
        for kind in ("SPARQLExecutable", "SPARQLSelectExecutable"):
            yield _quad(node, terms.TYPE, ox.NamedNode(terms.SH + kind))
        for lang in LANGUAGES:
            yield _quad(node, terms.RDFS + "comment", ox.Literal(asks[lang], language=lang))
        yield _quad(node, terms.SH + "prefixes", ox.NamedNode(terms.BASE + "ns"))
        # The header is for programs of ours.
        lines = [line for line in query.splitlines() if not line.startswith("#")]
        yield _quad(node, terms.SH + "select", ox.Literal("\n".join(lines).strip() + "\n"))


def _node(*of: str) -> ox.NamedNode:
    """The part of the data that holds a class, a property of it, the values of one kind of that property."""
    return ox.NamedNode(f"{terms.BASE}id/partition/{sha256(' '.join(of).encode()).hexdigest()[:20]}")


def _iri(term: str) -> ox.NamedNode:
    return ox.NamedNode(term[1:-1])


def _quad(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, ox.NamedNode(terms.VOID))


def _number(subject: str, predicate: str, value: int) -> ox.Quad:
    return _quad(subject, predicate, ox.Literal(str(value), datatype=ox.NamedNode(terms.XSD + "integer")))
