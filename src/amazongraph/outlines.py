"""Outlines of places, as statements give them: what is drawn around what, who may see it.

Sees statements and the ontology only; what lies in an outline, or how outlines lie to each other, is not its business.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely

from amazongraph import terms
from amazongraph.ontology import Ontology

# Territories with bounds of their own; a reserve that was only asked for has none.
TERRITORIES = ("ProtectedTerritory", "CommunityTerritory")


@dataclass(frozen=True, slots=True)
class Outline:
    """One outline of one place, with the mark of what says so and whether it may not be passed on."""

    place: str
    node: str
    mark: int | None
    forbidden: bool
    shape: Any


def outlines(frame: pl.DataFrame, ontology: Ontology, classes: tuple[str, ...]) -> list[Outline]:
    """The outlines of the places of some classes, in the order of their nodes (``frame``: with ``canonical``)."""
    wanted = {terms.ag(name) for name in classes}
    kinds = sorted(wanted | {name for name, ups in ontology.superclasses.items() if ups & wanted})
    # Of several who say one thing the least sensitive is enough, one that may leave before one that may not.
    said = frame.with_columns(forbidden=pl.col("redistribution") == "forbidden").sort(
        "forbidden", "mark", nulls_last=True
    )
    is_a = said.filter((pl.col("predicate") == terms.TYPE) & pl.col("object").is_in(kinds))
    has = said.filter(pl.col("predicate") == terms.GEO + "hasGeometry").unique(["canonical", "object"], keep="first")
    text = said.filter(pl.col("predicate") == terms.GEO + "asWKT").unique("subject", keep="first")
    found = (
        has.select("canonical", "mark", "forbidden", node="object")
        .join(is_a.unique("canonical", keep="first").select("canonical", "mark", "forbidden"), on="canonical")
        .join(text.select("mark", "forbidden", node="subject", wkt="object"), on="node", suffix="_text")
    )
    marks, forbidden = (pl.concat_list(name, f"{name}_right", f"{name}_text") for name in ("mark", "forbidden"))
    rows = found.select("canonical", "node", marks.alias("marks"), forbidden.list.any().alias("forbidden"), "wkt")
    rows = rows.sort("canonical", "node")
    # As objects: an array of texts would give each the room of the longest.
    shapes = shapely.from_wkt(np.array(rows["wkt"].to_list(), dtype=object))
    return [
        Outline(place, node, highest(marked), withheld, shape)
        for (place, node, marked, withheld, _), shape in zip(rows.iter_rows(), shapes, strict=True)
    ]


def highest(marks: list[int | None]) -> int | None:
    """The most sensitive of some marks; none if nobody gave one of them."""
    given = [mark for mark in marks if mark is not None]
    return max(given) if len(given) == len(marks) else None
