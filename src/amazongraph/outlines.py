"""Outlines of places, as statements give them: what is drawn around what, by whom, who may see it.

Sees statements and the ontology only; what lies in an outline, or how outlines lie to each other, is not its business.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyproj
import shapely

from amazongraph import terms
from amazongraph.ontology import Ontology

_EARTH = pyproj.Geod(ellps="WGS84")
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


@dataclass(frozen=True, slots=True)
class Drawn(Outline):
    """One outline as one source draws it."""

    source: str


def outlines(frame: pl.DataFrame, ontology: Ontology, classes: tuple[str, ...]) -> list[Outline]:
    """The outlines of the places of some classes, in the order of their nodes (``frame``: with ``canonical``)."""
    is_a, has, text = _said(frame, ontology, classes)
    rows = _joined(
        is_a, has.unique(["canonical", "object"], keep="first"), text.unique("subject", keep="first"), "node"
    )
    drawn = _shapes(rows.select(*_OUTLINE, "wkt"))
    return [Outline(place, node, mark, forbidden, shape) for (place, node, mark, forbidden, _), shape in drawn]


def drawn_twice(frame: pl.DataFrame, ontology: Ontology, classes: tuple[str, ...]) -> list[Drawn]:
    """The surfaces that several sources, or one in several editions, draw of one place, in order of place and source.

    Of places drawn once nothing is told.
    """
    is_a, has, text = _said(frame, ontology, classes)
    each = has.unique(["canonical", "object", "source"], keep="first")
    texts = text.unique(["subject", "source", "object"], keep="first")
    found = _joined(is_a, each, texts, "node", "source").filter(pl.len().over("canonical") > 1)
    rows = found.sort("canonical", "source", "node", "wkt").select(*_OUTLINE, "source", "wkt")
    drawn = [
        Drawn(place, node, mark, forbidden, shape, source)
        for (place, node, mark, forbidden, source, _), shape in _shapes(rows)
        if shapely.get_dimensions(shape) == 2
    ]
    times = Counter(one.place for one in drawn)
    return [one for one in drawn if times[one.place] > 1]


_OUTLINE = ("canonical", "node", "marks", "forbidden")
_TOLD = ("canonical", "subject", "predicate", "object", "source", "mark")


def _said(
    frame: pl.DataFrame, ontology: Ontology, classes: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Who is of these classes, who has which outline, which text that has; what most may know comes first."""
    wanted = {terms.ag(name) for name in classes}
    kinds = sorted(wanted | {name for name, ups in ontology.superclasses.items() if ups & wanted})
    # Of several who say one thing the least sensitive is enough, one that may leave before one that may not.
    typed = (pl.col("predicate") == terms.TYPE) & pl.col("object").is_in(kinds)
    drawn = pl.col("predicate").is_in([terms.GEO + "hasGeometry", terms.GEO + "asWKT"])
    said = (
        frame.filter(typed | drawn)
        .select(*_TOLD, forbidden=pl.col("redistribution") == "forbidden")
        .sort("forbidden", "mark", nulls_last=True, maintain_order=True)
    )
    is_a = said.filter(pl.col("predicate") == terms.TYPE)
    has = said.filter(pl.col("predicate") == terms.GEO + "hasGeometry")
    text = said.filter(pl.col("predicate") == terms.GEO + "asWKT")
    return is_a.unique("canonical", keep="first"), has, text


def _joined(is_a: pl.DataFrame, has: pl.DataFrame, text: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Each outline of each of those, with the marks of the three statements that give it."""
    found = (
        has.select("canonical", "mark", "forbidden", "source", node="object")
        .join(is_a.select("canonical", "mark", "forbidden"), on="canonical")
        .join(text.select("mark", "forbidden", "source", node="subject", wkt="object"), on=by, suffix="_text")
    )
    marks, forbidden = (pl.concat_list(name, f"{name}_right", f"{name}_text") for name in ("mark", "forbidden"))
    return found.with_columns(marks=marks, forbidden=forbidden.list.any()).sort("canonical", "node")


def _shapes(rows: pl.DataFrame) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each row, its marks as one, with the shape that its text (the last column) is of."""
    # As objects: an array of texts would give each the room of the longest.
    shapes = shapely.from_wkt(np.array(rows["wkt"].to_list(), dtype=object))
    marked = rows.columns.index("marks")
    for row, shape in zip(rows.iter_rows(), shapes, strict=True):
        yield (*row[:marked], highest(row[marked]), *row[marked + 1 :]), shape


def hectares(shape: Any) -> float:
    """The geodesic area of a shape on the ellipsoid of WGS 84 (Karney 2013, as PROJ computes it); 0 for what is no
    surface.

    Files draw rings in either direction, and PROJ takes away what is drawn in the other one.
    """
    return float(abs(_EARTH.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 10_000)


def highest(marks: list[int | None]) -> int | None:
    """The most sensitive of some marks; none if nobody gave one of them."""
    given = [mark for mark in marks if mark is not None]
    return max(given) if len(given) == len(marks) else None
