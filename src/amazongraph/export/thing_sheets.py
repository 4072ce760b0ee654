"""Sheets of things: a row each, a column for every property that the accepted statements give one of them.

A contested property has no accepted value; its row says so in ``contested``, and the sheet of statements has what each
document says. The rows are made some thousands at a time, so that of the statements no more need be held.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from amazongraph import ontology, terms
from amazongraph.export.material import Field, Sheet
from amazongraph.export.thing_properties import (
    BETWEEN,
    CONTESTED,
    Column,
    Names,
    Property,
    joined,
    names,
    properties,
    texts,
    typed,
)
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, keys, text
from amazongraph.questions.citations import Citation
from amazongraph.store.asking import Store

_KIND = f"^{re.escape(terms.BASE)}id/([a-z-]+)/"
_AT_ONCE = 2_000  # things whose statements are held


@dataclass(frozen=True, slots=True)
class Kind:
    """Things that stand on one sheet: of one kind of identifier, or of one class."""

    name: str
    title: dict[str, str]
    members: frozenset[str]


def kinds(statements: Path, store: Store, things: frozenset[str] | None) -> list[Kind]:
    """The kinds of identifiers among some things, or all, in the order of their names; shapes are no kind of thing."""
    typed = pl.scan_parquet(statements).filter(pl.col("predicate") == terms.TYPE, pl.col("verdict") == "accepted")
    told = typed.select("canonical", "object", kind=pl.col("canonical").str.extract(_KIND)).unique().collect()
    told = told.filter(pl.col("kind").is_not_null() & (pl.col("kind") != "geometry"))
    if things is not None:
        told = told.filter(pl.col("canonical").is_in(sorted(things)))
    found = {str(key[0]): frame for key, frame in told.group_by("kind")}
    common = {kind: _common(frame) for kind, frame in found.items()}
    named = labels(store, {iri for iri in common.values() if iri})
    return [
        Kind(kind, _title(kind, named.get(common[kind], {})), frozenset(found[kind]["canonical"]))
        for kind in sorted(found)
    ]


def _common(typed: pl.DataFrame) -> str:
    """The lowest class that all members have; "" where there is none, or no lowest one."""
    members = typed["canonical"].n_unique()
    shared = typed.group_by("object").agg(pl.col("canonical").n_unique()).filter(pl.col("canonical") == members)
    above = ontology.load().superclasses
    found = set(shared["object"])
    lowest = [one for one in found if not any(one in above.get(other, ()) for other in found)]
    return lowest[0] if len(lowest) == 1 else ""


def _title(kind: str, of_class: Mapping[str, str]) -> dict[str, str]:
    key = f"kind.{kind}"
    return {lang: text(key, lang) if key in keys() else of_class.get(lang, kind) for lang in LANGUAGES}


def sheet(statements: Path, store: Store, kind: Kind, sources: Sequence[Citation], lang: str) -> Sheet:
    """The sheet of some things; ``sources``: the documents, in the order of their numbers."""
    members = sorted(kind.members)
    wanted = properties(statements, members)
    called = labels(store, {one.iri for one in wanted})
    fields: list[tuple[Field, str]] = []
    parts, shapes = [], []
    for start in range(0, len(members), _AT_ONCE):
        rows = pl.Series("canonical", members[start : start + _AT_ONCE], dtype=pl.String)
        said = _said(statements, rows)
        named = called | labels(store, _named(said, rows))
        columns = list(_columns(said, rows, wanted, named, sources, lang))
        fields = [(field, datatype) for (field, _), datatype in columns]
        parts.append(pl.DataFrame({str(n): values.cast(pl.String) for n, ((_, values), _) in enumerate(columns)}))
        shapes.append(_outlines(statements, said, rows))
    frame = pl.concat(parts)
    told = [one for n, (field, datatype) in enumerate(fields) for one in typed((field, frame[str(n)]), datatype)]
    known, series = _unlike(told)
    outlines = pl.concat(shapes)
    return Sheet(
        kind.name,
        kind.title,
        known,
        pl.DataFrame(series),
        outlines if outlines.null_count() < len(outlines) else None,
    )


def _columns(
    said: pl.DataFrame,
    rows: pl.Series,
    wanted: Sequence[Property],
    named: Names,
    sources: Sequence[Citation],
    lang: str,
) -> Iterator[tuple[Column, str]]:
    """The columns of some rows as texts, each with the datatype of its values, "" for none."""
    accepted = said.filter(pl.col("verdict") == "accepted")
    own = accepted.filter(pl.col("source") != terms.DERIVED)
    yield from ((one, "") for one in _identity(own, rows, named, lang))
    yield from ((column, one.kind) for one in wanted for column in texts(one, accepted, rows, named, lang))
    yield from ((one, "") for one in _sources(said, rows, named, sources, lang))


def _said(statements: Path, rows: pl.Series) -> pl.DataFrame:
    seen = pl.col("verdict").is_in(["accepted", "contested"])
    told = ("canonical", "predicate", "object", "object_kind", "lang", "source", "attributed_to", "verdict")
    return pl.scan_parquet(statements).filter(seen, pl.col("canonical").is_in(rows.to_list())).select(told).collect()


def _named(said: pl.DataFrame, rows: pl.Series) -> set[str]:
    iris = said.filter((pl.col("object_kind") == "iri") & (pl.col("predicate") != terms.GEO + "hasGeometry"))["object"]
    return {*rows, *iris, *said["attributed_to"].drop_nulls()}


def _identity(own: pl.DataFrame, rows: pl.Series, named: Names, lang: str) -> list[Column]:
    classes = joined(own.filter(pl.col("predicate") == terms.TYPE), rows, pl.col("object"))
    return [
        (_told("iri", "iri"), rows),
        (_told("class", "text"), names(classes, named, lang)),
        *((_told(f"name_{one}", "text"), rows.replace_strict(_texts(rows, named, one))) for one in LANGUAGES),
    ]


def _told(name: str, kind: str) -> Field:
    return Field(name, kind, {lang: text(f"column.{name.replace('_', '-')}", lang) for lang in LANGUAGES})


def _texts(iris: Iterable[str], named: Names, lang: str) -> dict[str, str]:
    return {iri: named[iri][lang] for iri in iris}


def _sources(
    said: pl.DataFrame,
    rows: pl.Series,
    named: Names,
    sources: Sequence[Citation],
    lang: str,
) -> list[Column]:
    """What of a thing is contested, who is said to say what is said of it, and the documents: numbers and IRIs.

    Where a document names nobody, it is its publishers who say it.
    """
    contested = joined(said.filter(pl.col("predicate") == CONTESTED), rows, pl.col("object"))
    publishers = {one.iri: BETWEEN.join(one.publishers) or None for one in sources}
    speaks = pl.col("attributed_to").replace_strict(
        {iri: named[iri][lang] for iri in said["attributed_to"].drop_nulls().unique()}, default=None
    )
    says = pl.coalesce(speaks, pl.col("source").replace_strict(publishers, default=None, return_dtype=pl.String))
    speakers = joined(said.with_columns(says=says).filter(pl.col("says").is_not_null()), rows, pl.col("says"))
    numbers = {one.iri: number for number, one in enumerate(sources, start=1)}
    documents = joined(said.filter(pl.col("source").is_in(list(numbers))), rows, pl.col("source"))
    marks = {one: _marks(numbers[iri] for iri in one.split(BETWEEN)) for one in documents.drop_nulls().unique()}
    return [
        (_told("contested", "text"), names(contested, named, lang)),
        (_told("reported_by", "text"), speakers),
        (_told("sources", "text"), documents.replace_strict(marks, default=None, return_dtype=pl.String)),
        (_told("sources_iri", "iri"), documents.str.replace_all(BETWEEN, " ", literal=True)),
    ]


def _marks(numbers: Iterable[int]) -> str:
    return " ".join(f"[{number}]" for number in sorted(numbers))


def _unlike(columns: Sequence[Column]) -> tuple[tuple[Field, ...], list[pl.Series]]:
    """The columns, each under its name; two properties with one local name keep it apart by a number."""
    seen: dict[str, int] = {}
    fields, series = [], []
    for field, values in columns:
        seen[field.name] = seen.get(field.name, 0) + 1
        name = field.name if seen[field.name] == 1 else f"{field.name}_{seen[field.name]}"
        fields.append(Field(name, field.kind, field.label, field.unit, field.property))
        series.append(values.alias(name))
    return tuple(fields), series


def _outlines(statements: Path, said: pl.DataFrame, rows: pl.Series) -> pl.Series:
    """For each row its shape as WKT, an outline rather than a point; several together; null for none."""
    accepted = said.filter((pl.col("predicate") == terms.GEO + "hasGeometry") & (pl.col("verdict") == "accepted"))
    has = accepted.select("canonical", node="object").unique()
    found: dict[str, list[str]] = {}
    if not has.is_empty():
        drawn = _drawn(statements, has["node"].to_list())
        for thing, wkt in has.join(drawn, on="node").select("canonical", "wkt").sort("canonical", "wkt").iter_rows():
            found.setdefault(thing, []).append(wkt)
    return pl.Series("wkt", [_together(found[row]) if row in found else None for row in rows], dtype=pl.String)


def _drawn(statements: Path, nodes: list[str]) -> pl.DataFrame:
    texts = pl.scan_parquet(statements).filter(
        pl.col("predicate") == terms.GEO + "asWKT",
        pl.col("verdict") == "accepted",
        pl.col("canonical").is_in(nodes),
    )
    return texts.select(node="canonical", wkt="object").unique().collect()


def _together(texts: list[str]) -> str:
    import shapely

    if len(texts) == 1:
        return texts[0]
    shapes = list(shapely.from_wkt(texts))
    return str(shapely.to_wkt(shapely.union_all([shape for shape in shapes if shape.area > 0] or shapes)))
