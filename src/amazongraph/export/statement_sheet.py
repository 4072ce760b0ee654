"""The sheet of statements: who says what of which thing, in which document, and what was decided of it.

It has the statements that have a claim node: all of documents, and of data sets those on which sources disagree. What
a data set says otherwise stands on the sheets of things.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from amazongraph import terms
from amazongraph.export.material import Field, Sheet
from amazongraph.labels import labels
from amazongraph.messages import LANGUAGES, text
from amazongraph.quads import claimed, data_sets
from amazongraph.store.asking import Store

_CONCEPTS = ("standing", "verdict", "reason")


def statement_sheet(
    statements: Path, store: Store, things: frozenset[str] | None, numbers: Mapping[str, int], lang: str
) -> Sheet:
    """The statements about some things, or all; ``numbers``: of each document."""
    known = pl.scan_parquet(statements)
    told = known.filter(claimed(data_sets(known)), pl.col("predicate") != terms.HIDDEN_LABEL)
    if things is not None:
        told = told.filter(pl.col("canonical").is_in(sorted(things)))
    frame = told.sort("canonical", "predicate", "source", "id").collect()
    names = _names(store, frame, lang)
    iri = pl.col("object_kind") == "iri"
    of = {name: pl.col(name).replace_strict(names, default=None) for name in ("canonical", "predicate")}
    columns: dict[str, tuple[str, pl.Expr]] = {
        "id": ("iri", terms.BASE + "claim/" + pl.col("id")),
        "thing": ("text", of["canonical"]),
        "thing_iri": ("iri", pl.col("canonical")),
        "property": ("text", of["predicate"]),
        "property_iri": ("iri", pl.col("predicate")),
        "value": ("text", pl.when(iri).then(pl.col("object").replace(names)).otherwise(pl.col("object"))),
        "value_iri": ("iri", pl.when(iri).then(pl.col("object"))),
        "language": ("text", pl.col("lang")),
        "as_written": ("text", pl.col("as_written")),
        "reported_by": ("text", pl.col("attributed_to").replace(names)),
        "relays": ("iri", pl.col("relays")),
        **{name: ("text", pl.col(name)) for name in ("as_of", "valid_from", "valid_to")},
        **{name: ("text", _concept(name, names)) for name in _CONCEPTS},
        "sources": ("text", pl.format("[{}]", pl.col("source").replace_strict(dict(numbers), default=None))),
        "sources_iri": ("iri", pl.col("source")),
    }
    fields = tuple(Field(name, kind, _label(name)) for name, (kind, _) in columns.items())
    title = {one: text("kind.claims", one) for one in LANGUAGES}
    return Sheet("claims", title, fields, frame.select(**{name: value for name, (_, value) in columns.items()}))


def _label(name: str) -> dict[str, str]:
    return {lang: text(f"column.{name.replace('_', '-')}", lang) for lang in LANGUAGES}


def _concept(scheme: str, names: Mapping[str, str]) -> pl.Expr:
    return (terms.BASE + f"vocab/{scheme}/" + pl.col(scheme)).replace(names)


def _names(store: Store, frame: pl.DataFrame, lang: str) -> dict[str, str]:
    """The name of everything that the rows name."""
    objects = frame.filter(pl.col("object_kind") == "iri")["object"]
    iris = {*frame["canonical"], *frame["predicate"], *objects, *frame["attributed_to"].drop_nulls()}
    iris |= {terms.concept(name, key) for name in _CONCEPTS for key in frame[name].drop_nulls().unique()}
    return {iri: both[lang] for iri, both in labels(store, iris).items()}
