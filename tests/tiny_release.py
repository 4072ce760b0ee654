"""A release of a few hand-written statements, for what the reference data has no case of."""

import json
from pathlib import Path

import polars as pl
import pyoxigraph as ox

from amazongraph import statements, terms
from amazongraph.releases import Release
from amazongraph.store import embedded


def tiny_release(folder: Path, trig: str, withheld: int = 0) -> Release:
    """A release in ``folder`` with these named graphs; the prefixes of the project need no declaration."""
    prologue = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in terms.prefixes().items())
    quads = list(ox.parse(prologue + trig, format=ox.RdfFormat.TRIG))
    named = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    union = ox.serialize({quad.triple for quad in quads}, format=ox.RdfFormat.N_TRIPLES)
    assert named is not None
    assert union is not None
    made = folder / "2026-01-01-abc"
    (made / "public").mkdir(parents=True)
    embedded.create(made / "public" / "store", named, union)
    statements_of(quads).write_parquet(made / "public" / "statements.parquet")
    entry = {"rule": "mark", "level": 2, "statements": withheld, "entities": 1}
    (made / "public" / "ledger.json").write_text(json.dumps([entry] if withheld else []), encoding="utf-8")
    (made / "public" / "questions.json").write_text("[]", encoding="utf-8")
    return Release(made.name, made)


def statements_of(quads: list[ox.Quad]) -> pl.DataFrame:
    """The quads as accepted statements of the source that their graph is named after."""
    rows = [
        {
            "subject": quad.subject.value,
            "predicate": quad.predicate.value,
            "object": quad.object.value,
            "object_kind": "literal" if isinstance(quad.object, ox.Literal) else "iri",
            "lang": quad.object.language if isinstance(quad.object, ox.Literal) else None,
            "source": quad.graph_name.value,
        }
        for quad in quads
    ]
    return statements.make(rows).with_columns(
        canonical=pl.col("subject"),
        level=pl.lit(0, pl.Int8),
        verdict=pl.lit("accepted"),
        reason=pl.lit("undisputed"),
    )
