"""Sheets of things: a row each, a column for every property that the accepted statements give one of them.

A contested property has no accepted value; its row says so in ``contested``, and the sheet of statements has what each
document says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyoxigraph as ox

from amazongraph import ontology, terms
from amazongraph.export.material import Field, Sheet
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, keys, text
from amazongraph.questions.citations import Citation
from amazongraph.values import interval

BETWEEN = " | "
_KIND = f"^{re.escape(terms.BASE)}id/([a-z-]+)/"
_CONTESTED = terms.ag("contestedProperty")
# What is for search only, what a row says otherwise, and where a thing lies all the way up.
_LEFT_OUT = (
    *(terms.TYPE, terms.LABEL, terms.HIDDEN_LABEL, _CONTESTED),
    *(terms.GEO + "hasGeometry", terms.GEO + "sfWithin"),
)
_NUMBERS = {"integer": pl.Int64(), "decimal": pl.Float64(), "boolean": pl.Boolean()}
_WHOLE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-:]")


@dataclass(frozen=True, slots=True)
class Kind:
    """Things that stand on one sheet: of one kind of identifier, or of one class."""

    name: str
    title: dict[str, str]
    members: frozenset[str]


def kinds(statements: Path, store: ox.Store, things: frozenset[str] | None) -> list[Kind]:
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


def sheet(statements: Path, store: ox.Store, kind: Kind, sources: Sequence[Citation], lang: str) -> Sheet:
    """The sheet of some things; ``sources``: the documents, in the order of their numbers."""
    said = _said(statements, kind.members)
    rows = said.select("canonical").unique().sort("canonical")["canonical"]
    accepted = said.filter(pl.col("verdict") == "accepted")
    own = accepted.filter(pl.col("source") != terms.DERIVED)
    wanted = _order(accepted.filter(~pl.col("predicate").is_in(_LEFT_OUT)))
    named = labels(store, _named(said, wanted, rows))
    columns = [
        *_identity(own, rows, named, lang),
        *(one for property_ in wanted for one in _property(accepted, property_, rows, named, lang)),
        *_sources(said, rows, named, sources, lang),
    ]
    fields, series = _unlike(columns)
    outlines = _outlines(statements, accepted, rows)
    return Sheet(kind.name, kind.title, fields, pl.DataFrame(series), outlines)


Column = tuple[Field, pl.Series]


def _said(statements: Path, members: frozenset[str]) -> pl.DataFrame:
    known = pl.scan_parquet(statements)
    seen = pl.col("verdict").is_in(["accepted", "contested"])
    return (
        known.filter(seen, pl.col("canonical").is_in(sorted(members)))
        .select(
            "canonical", "predicate", "object", "object_kind", "datatype", "lang", "source", "attributed_to", "verdict"
        )
        .collect()
    )


def _order(accepted: pl.DataFrame) -> list[str]:
    """The properties, those that most things have first."""
    many = accepted.group_by("predicate").agg(pl.col("canonical").n_unique().alias("many"))
    return many.sort("many", "predicate", descending=[True, False])["predicate"].to_list()


def _named(said: pl.DataFrame, properties: Sequence[str], rows: pl.Series) -> set[str]:
    iris = said.filter(pl.col("object_kind") == "iri")["object"]
    return {*rows, *properties, *iris, *said["attributed_to"].drop_nulls()}


def _identity(own: pl.DataFrame, rows: pl.Series, named: Mapping[str, Mapping[str, str]], lang: str) -> list[Column]:
    classes = _joined(own.filter(pl.col("predicate") == terms.TYPE), rows, pl.col("object"))
    return [
        (_told("iri", "iri"), rows),
        (_told("class", "text"), _names(classes, named, lang)),
        *((_told(f"name_{one}", "text"), rows.replace_strict(_texts(rows, named, one))) for one in LANGUAGES),
    ]


def _told(name: str, kind: str) -> Field:
    return Field(name, kind, {lang: text(f"column.{name.replace('_', '-')}", lang) for lang in LANGUAGES})


def _texts(iris: Iterable[str], named: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, str]:
    return {iri: named[iri][lang] for iri in iris}


def _joined(told: pl.DataFrame, rows: pl.Series, value: pl.Expr) -> pl.Series:
    """What each row has, several values with a bar between them, null for none."""
    grouped = told.select("canonical", value=value).unique().group_by("canonical").agg(pl.col("value").sort())
    texts = grouped.with_columns(pl.col("value").list.join(BETWEEN))
    return pl.DataFrame({"canonical": rows}).join(texts, on="canonical", how="left", maintain_order="left")["value"]


def _names(iris: pl.Series, named: Mapping[str, Mapping[str, str]], lang: str) -> pl.Series:
    """The names of IRIs joined by a bar."""
    distinct = iris.drop_nulls().unique()
    told = {one: BETWEEN.join(named[iri][lang] for iri in one.split(BETWEEN)) for one in distinct}
    return iris.replace_strict(told, return_dtype=pl.String) if told else iris


def _property(
    accepted: pl.DataFrame, property_: str, rows: pl.Series, named: Mapping[str, Mapping[str, str]], lang: str
) -> Iterator[Column]:
    """The columns of a property: with its name what it says, and besides the IRIs, the days, or the other language."""
    told = accepted.filter(pl.col("predicate") == property_)
    name, label = _name(property_), dict(named[property_])
    if (told["object_kind"] == "iri").any():
        iris = _joined(told, rows, pl.col("object"))
        yield Field(name, "text", label, property=property_), _names(iris, named, lang)
        yield _beside(name, "iri", label, property_), iris.str.replace_all(BETWEEN, " ", literal=True)
        return
    if set(told["lang"].drop_nulls()) >= set(LANGUAGES):
        for one in LANGUAGES:
            field = Field(f"{name}_{one}", "text", {k: f"{v} ({one})" for k, v in label.items()}, property=property_)
            yield field, _joined(told.filter(pl.col("lang") == one), rows, pl.col("object"))
        told = told.filter(~pl.col("lang").is_in(LANGUAGES))
        if told.is_empty():
            return
    tag = pl.when(pl.col("lang").is_null() | pl.col("lang").is_in(LANGUAGES)).then(pl.lit(""))
    values = _joined(told, rows, pl.col("object") + tag.otherwise(" (" + pl.col("lang") + ")"))
    kinds = {terms.key_of(one) for one in told["datatype"].drop_nulls()}
    kind = kinds.pop() if len(kinds) == 1 and not told["datatype"].has_nulls() else "text"
    single = not values.drop_nulls().str.contains(BETWEEN, literal=True).any()
    if kind in _NUMBERS and single:
        yield Field(name, kind, label, property=property_), _number(values, kind)
        return
    yield Field(name, "text", label, property=property_), values
    if kind == "edtf" and single:
        for part, days in _days(values).items():
            yield _beside(name, part, label, property_), days


def _number(values: pl.Series, kind: str) -> pl.Series:
    return values == "true" if kind == "boolean" else values.cast(_NUMBERS[kind])


def _days(values: pl.Series) -> dict[str, pl.Series]:
    """The first and the last day of dates, null where they are open."""
    read = [None if one is None else interval(one) for one in values]
    return {
        "from": pl.Series([one.start if one else None for one in read], dtype=pl.Date()),
        "to": pl.Series([one.end if one else None for one in read], dtype=pl.Date()),
    }


def _beside(name: str, part: str, label: Mapping[str, str], property_: str) -> Field:
    said = {lang: text(f"beside.{part}", lang, label=label[lang]) for lang in LANGUAGES}
    return Field(f"{name}_{part}", "iri" if part == "iri" else "date", said, property=property_)


def _name(property_: str) -> str:
    """``legalAreaHectares`` -> ``legal_area_hectares``; of another vocabulary, with its prefix."""
    short = terms.shorten(property_).removeprefix("ag:")
    return _WHOLE.sub("_", short).lower()


def _sources(
    said: pl.DataFrame,
    rows: pl.Series,
    named: Mapping[str, Mapping[str, str]],
    sources: Sequence[Citation],
    lang: str,
) -> list[Column]:
    """What of a thing is contested, who is said to say what is said of it, and the documents: numbers and IRIs.

    Where a document names nobody, it is its publishers who say it.
    """
    contested = _joined(said.filter(pl.col("predicate") == _CONTESTED), rows, pl.col("object"))
    publishers = {one.iri: BETWEEN.join(one.publishers) or None for one in sources}
    speaks = pl.col("attributed_to").replace_strict(
        {iri: named[iri][lang] for iri in said["attributed_to"].drop_nulls().unique()}, default=None
    )
    says = pl.coalesce(speaks, pl.col("source").replace_strict(publishers, default=None, return_dtype=pl.String))
    speakers = _joined(said.with_columns(says=says).filter(pl.col("says").is_not_null()), rows, pl.col("says"))
    numbers = {one.iri: number for number, one in enumerate(sources, start=1)}
    documents = _joined(said.filter(pl.col("source").is_in(list(numbers))), rows, pl.col("source"))
    marks = {one: _marks(numbers[iri] for iri in one.split(BETWEEN)) for one in documents.drop_nulls().unique()}
    return [
        (_told("contested", "text"), _names(contested, named, lang)),
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


def _outlines(statements: Path, accepted: pl.DataFrame, rows: pl.Series) -> pl.Series | None:
    """For each row its shape as WKT, an outline rather than a point; several together; ``None`` if no row has one."""
    import shapely

    has = accepted.filter(pl.col("predicate") == terms.GEO + "hasGeometry").select("canonical", node="object").unique()
    if has.is_empty():
        return None
    drawn = (
        pl.scan_parquet(statements)
        .filter(pl.col("predicate") == terms.GEO + "asWKT", pl.col("verdict") == "accepted")
        .filter(pl.col("canonical").is_in(has["node"].to_list()))
        .select(node="canonical", wkt="object")
        .unique()
        .collect()
    )
    found: dict[str, list[str]] = {}
    for thing, wkt in has.join(drawn, on="node").select("canonical", "wkt").sort("canonical", "wkt").iter_rows():
        found.setdefault(thing, []).append(wkt)

    def one(texts: list[str]) -> str:
        if len(texts) == 1:
            return texts[0]
        shapes = list(shapely.from_wkt(texts))
        return str(shapely.to_wkt(shapely.union_all([shape for shape in shapes if shape.area > 0] or shapes)))

    return pl.Series("wkt", [one(found[row]) if row in found else None for row in rows], dtype=pl.String)
