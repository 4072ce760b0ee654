"""Writes out what follows from what sources say, so that no query has to reason: the classes above a stated class."""

import polars as pl

from amazongraph import statements, terms
from amazongraph.ontology import Ontology


def relate(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """The frame with, for every stated type, a derived statement for each of its superclasses.

    A derived statement takes the highest mark of its inputs.
    """
    above = pl.DataFrame(
        [(below, up) for below, ups in ontology.superclasses.items() for up in sorted(ups)],
        schema={"object": pl.String(), "superclass": pl.String()},
        orient="row",
    )
    types = (
        frame.filter(pl.col("predicate") == terms.TYPE)
        .join(above, on="object")
        .group_by("canonical", "superclass")
        .agg(pl.col("mark").max())
        .sort("canonical", "superclass")
    )
    rows = [
        {"subject": subject, "predicate": terms.TYPE, "object": superclass, "mark": mark}
        for subject, superclass, mark in types.iter_rows()
    ]
    return pl.concat([frame, statements.derived(rows).with_columns(canonical=pl.col("subject"))], how="vertical")
