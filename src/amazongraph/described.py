"""What a release knows that its triples do not say, as triples of a graph of their own for those who read it elsewhere.

- ``graph/described/<file>``: a file of the release, an entry of a list each with its place; JSON as text.
- ``graph/described/usual``: for each source how it says what has no claim node (who, when, in what standing), its
  edition, and the day on which it was last taken in.
- a thing: a statement about it that is said in another way than that, or that one triple stands for with others.

Everything is a text under ``rdf:value``. No query of the release reads this graph.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl
import pyoxigraph as ox

from amazongraph import terms
from amazongraph.ontology import Ontology
from amazongraph.quads import claimed, data_sets
from amazongraph.releases import STATEMENTS, Release
from amazongraph.statements import IRI, LITERAL, SCHEMA, identified

ACCEPTED = terms.BASE + "graph/accepted"
PUSHED = terms.BASE + "graph/pushed"
DESCRIBED = terms.BASE + "graph/described"
FORMAT = 1
FILES = ("manifest.json", "questions.json", "sources.json", "ledger.json")
_OF_PROFILE = FILES[1:]
_RELEASE_GRAPHS = (terms.META, terms.DERIVED)
NO_STATEMENTS = (terms.ONTOLOGY, terms.FINDINGS, terms.LEDGER, terms.VOID)
"""Graphs of which no triple is a statement."""

TOLD = tuple(name for name in SCHEMA if name not in {"mark", "redistribution"})
"""The columns of the statement table that can be had again."""
_WAY = ("attributed_to", "relays", "as_of", "valid_from", "valid_to", "standing", "level", "reason")
TRIPLE = ("canonical", "predicate", "object", "object_kind", "datatype", "lang", "source")
"""The columns that a triple says in its graph."""


_KEY = tuple(name for name in TRIPLE if name != "datatype")  # some engines give a decimal back as an integer


def node(name: str) -> str:
    """The IRI of a part of the description."""
    return f"{DESCRIBED}/{name}"


def description(release: Release, profile: str) -> Iterator[str]:
    """The triples of the graph, as canonical N-Triples without their full stop. Raises ``ReleaseError``."""
    frame = pl.read_parquet(release.profile(profile) / STATEMENTS)
    graphs = sorted({*frame["source"].unique(), *_RELEASE_GRAPHS, *NO_STATEMENTS})
    usual, odd = ways(frame)
    said: list[tuple[str, Iterable[Any]]] = [
        (node("format"), [FORMAT]),
        (node("graphs"), graphs),
        (node("usual"), usual.iter_rows(named=True)),
        *((node(name), _parts(release.read_json(_place(name, profile)))) for name in FILES),
    ]
    for subject, values in said:
        yield from (_triple(subject, value) for value in values)
    yield from (_triple(row["canonical"], row) for row in odd.iter_rows(named=True))


def _place(name: str, profile: str) -> str:
    return f"{profile}/{name}" if name in _OF_PROFILE else name


def _parts(said: Any) -> Iterable[Any]:
    """A list as its entries, each with its place, since triples have no order; anything else as it is."""
    return list(enumerate(said)) or [[]] if isinstance(said, list) else [said]


def whole(parts: Iterable[Any]) -> Any:
    """What ``_parts`` took apart. Raises ``ValueError`` for what it cannot have given."""
    found = list(parts)
    if len(found) == 1 and isinstance(found[0], dict):
        return found[0]
    entries = [part for part in found if part != []]
    if not found or not all(isinstance(one, list) and [type(one[0]), len(one)] == [int, 2] for one in entries):
        raise ValueError(str(found[:1]))
    return [entry for _, entry in sorted(entries, key=lambda part: part[0])]


def _triple(subject: str, value: Any) -> str:
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if part is not None}
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return str(ox.Triple(ox.NamedNode(subject), ox.NamedNode(terms.RDF + "value"), ox.Literal(text)))


def ways(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How each source says what has no claim node; and the statements that neither this nor a claim node tells."""
    told = claimed(data_sets(frame.lazy()))
    claims, others = frame.filter(told), frame.filter(~told)
    plain = others.filter(pl.col("verdict") == "accepted")
    accessed = frame.group_by("source").agg(accessed=newest_day())
    usual = accessed.join(_most(frame, "edition"), on="source").join(_most(plain, *_WAY), on="source", how="left")
    alone = (pl.len().over(*TRIPLE) == 1) & (pl.col("subject") == pl.col("canonical"))
    alike = (
        plain.filter(alone & pl.col("written_object").is_null())
        .join(usual, on=["source", "edition", *_WAY], how="semi", nulls_equal=True)
        .join(claims.filter(pl.col("verdict") == "accepted"), on=TRIPLE, how="anti", nulls_equal=True)
    )
    as_claimed = claims.filter(pl.col("written_object").is_null()).join(
        usual, on=["source", "edition"], how="semi", nulls_equal=True
    )
    odd = frame.join(pl.concat([alike.select("id"), as_claimed.select("id")]), on="id", how="anti")
    return usual.sort("source"), odd.select(TOLD)


def newest_day() -> pl.Expr:
    """The newest of the editions that are days."""
    return pl.col("edition").filter(pl.col("edition").str.contains(r"^\d{4}-\d{2}-\d{2}$")).max()


def _most(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """What most statements of each source have in some columns."""
    counted = frame.group_by("source", *columns).len().sort("len", *columns, descending=True, nulls_last=True)
    return counted.unique("source", keep="first", maintain_order=True).drop("len")


def frame_of(rows: Iterable[dict[str, Any]], *more: str) -> pl.DataFrame:
    """Rows of JSON as a frame with the columns ``TOLD``, and more texts; what a row leaves out is null."""
    schema = {name: SCHEMA[name] for name in TOLD} | dict.fromkeys(more, pl.String())
    return pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=schema, orient="row")


def statements(
    triples: pl.DataFrame, claims: pl.DataFrame, usual: pl.DataFrame, odd: pl.DataFrame, ontology: Ontology
) -> pl.DataFrame:
    """The statement table again, as far as ``TOLD`` goes: from its triples in their graphs, its claim nodes, and what
    ``ways`` gave. Statements that have no claim node have no ``as_written``.
    """
    accepted = claims.filter(pl.col("verdict") == "accepted")
    editions, way = usual.select("source", "edition"), usual.select("source", *_WAY)
    plain = (
        triples.filter(_stated(ontology))
        .unique()
        .join(accepted, on=_KEY, how="anti", nulls_equal=True)
        .join(odd, on=_KEY, how="anti", nulls_equal=True)
        .join(way, on="source")
        .with_columns(subject=pl.col("canonical"), verdict=pl.lit("accepted"), id=pl.lit(None, pl.String))
    )
    as_claimed = claims.join(odd, on="id", how="anti").drop("edition")
    known = pl.concat([identified(plain), as_claimed], how="diagonal").join(editions, on="source", how="left")
    return pl.concat([known.select(TOLD), odd.select(TOLD)]).sort("id")


def _stated(ontology: Ontology) -> pl.Expr:
    """Which triples are statements: not those of claim nodes, nor dates written out, nor what graphs are."""
    spelt = sorted({part for parts in ontology.interval_properties.values() for part in parts})
    of_claim = pl.col("canonical").str.starts_with(f"{terms.BASE}claim/") & pl.col("predicate").is_in(CLAIM_PARTS)
    typed = (pl.col("source") == terms.META) & (pl.col("object") == terms.ag("Source"))
    return ~(of_claim | typed | pl.col("predicate").is_in(spelt))


def object_of(term: Any) -> tuple[str, str, str | None, str | None]:
    """The value of an object, its kind, its datatype and its language, as the statement table has them."""
    if isinstance(term, ox.NamedNode):
        return term.value, IRI, None, None
    return term.value, LITERAL, None if term.language else term.datatype.value, term.language


def claim_row(row: dict[str, Any]) -> dict[str, Any]:
    """What a claim node says, its terms by the names of the columns, as a row of the statement table."""
    said = {name: terms.key_of(term.value) if name in _KEYS else term.value for name, term in row.items()}
    parts = dict(zip(("object", "object_kind", "datatype", "lang"), object_of(row["object"]), strict=True))
    return {"subject": said["canonical"], **said, **parts, "level": int(said["level"])}


_KEYS = ("standing", "verdict", "reason", "id")  # of which the table has the last part of the IRI
CLAIM_PARTS = (
    terms.TYPE,
    *(terms.RDF + name for name in ("subject", "predicate", "object")),
    *map(terms.ag, ("writtenSubject", "statedIn", "attributedTo", "relays", "standing", "verdict", "reason")),
    *map(terms.ag, ("asWritten", "level", "locator", "asOf", "validFrom", "validUntil")),
)
"""The properties of a claim node."""
