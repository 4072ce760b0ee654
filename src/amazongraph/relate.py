"""Writes out what follows from what sources say, so that no query has to reason: the classes above a stated class."""

import polars as pl

from amazongraph import statements, terms
from amazongraph.ontology import Ontology


def relate(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """The frame with, for every stated type, a derived statement for each of its superclasses.

    One stated class is enough for those above it, so a derived statement is marked as the least sensitive of the
    statements that lead to it, one that may leave before one that may not.
    """
    above = pl.DataFrame(
        [(below, up) for below, ups in ontology.superclasses.items() for up in sorted(ups)],
        schema={"object": pl.String(), "superclass": pl.String()},
        orient="row",
    )
    types = (
        frame.filter(pl.col("predicate") == terms.TYPE)
        .join(above, on="object")
        .with_columns(forbidden=pl.col("redistribution") == "forbidden")
        .sort("canonical", "superclass", "forbidden", "mark", nulls_last=True)
        .unique(["canonical", "superclass"], keep="first", maintain_order=True)
    )
    rows = [
        {
            "subject": subject,
            "predicate": terms.TYPE,
            "object": superclass,
            "mark": mark,
            "redistribution": "forbidden" if forbidden else "allowed",
        }
        for subject, superclass, mark, forbidden in types.select(
            "canonical", "superclass", "mark", "forbidden"
        ).iter_rows()
    ]
    return pl.concat([frame, statements.derived(rows).with_columns(canonical=pl.col("subject"))], how="vertical")
