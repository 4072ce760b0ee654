"""What lies where: relations between shapes, reckoned from the outlines that sources publish.

Owns the geometry of relations; the frame they are part of is the business of ``relate``. Each is a thing of its own,
with both places, both outlines and what was measured, and is as sensitive as the most sensitive thing it rests on.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import numpy as np
import polars as pl
import pyproj
import shapely

from amazongraph import statements, terms
from amazongraph.ontology import Ontology
from amazongraph.outlines import TERRITORIES, Outline, highest, outlines

# Metres: a distance is told by the bin it falls in, its upper end; what is farther is not near.
BINS = (1_000, 5_000, 20_000)
_DEGREE = 110_000  # metres, the least a degree of latitude or, this near the equator, of longitude can be
_EARTH = pyproj.Geod(ellps="WGS84")
_SEEN = ("Airstrip", "Observation")
_CONCEPTS = "spatial-relation"


def spatial_relations(frame: pl.DataFrame, ontology: Ontology) -> Iterator[dict[str, Any]]:
    """Rows for ``statements.derived``: how territories lie to each other and to districts, and what was seen near them.

    *inside*, *overlaps* (with the shared area in hectares), *touches*, and *near*, with the bin of the distance: up to
    1, 5 or 20 km. Areas are geodesic, on the ellipsoid of WGS 84 (Karney 2013, as PROJ computes them); distances are
    those between the nearest points of the outlines in degrees, right to about five per cent.
    """
    territories = outlines(frame, ontology, (*TERRITORIES, "RequestedReserve"))
    seen = outlines(frame, ontology, _SEEN)
    districts = [one for one in outlines(frame, ontology, ("District",)) if shapely.get_dimensions(one.shape) == 2]
    for first, second in _pairs(territories, territories, BINS[-1] / _DEGREE):
        if first.place < second.place:
            yield from _told(first, second, near=True)
    for first, second in _pairs(territories, districts, 0):
        yield from _told(first, second, near=False)
    for first, second in _pairs(seen, territories, BINS[-1] / _DEGREE):
        yield from _told(first, second, near=True)
    for first, second in _pairs(seen, districts, 0):
        yield from _told(first, second, near=False)


def _pairs(first: list[Outline], second: list[Outline], degrees: float) -> Iterator[tuple[Outline, Outline]]:
    """The pairs whose outlines are that near, or meet; never a place with itself."""
    if not first or not second:
        return
    tree = shapely.STRtree([one.shape for one in second])
    shapes = np.array([one.shape for one in first], dtype=object)
    if degrees:
        found = tree.query(shapes, predicate="dwithin", distance=degrees)
    else:
        found = tree.query(shapes, predicate="intersects")
    for one, other in sorted(zip(*found.tolist(), strict=True)):
        if first[one].place != second[other].place:
            yield first[one], second[other]


def _told(first: Outline, second: Outline, *, near: bool) -> Iterator[dict[str, Any]]:
    relation, metres, hectares = _measured(first.shape, second.shape)
    if relation == "near" and (not near or metres is None):
        return
    key = sha256("\x1f".join((first.place, second.place, first.node, second.node)).encode()).hexdigest()[:16]
    shared = {
        "subject": terms.entity("relation", key),
        "mark": highest([first.mark, second.mark]),
        "redistribution": "forbidden" if first.forbidden or second.forbidden else "allowed",
    }
    for predicate, value in (
        (terms.TYPE, terms.ag("SpatialRelation")),
        (terms.ag("fromFeature"), first.place),
        (terms.ag("toFeature"), second.place),
        (terms.ag("fromGeometry"), first.node),
        (terms.ag("toGeometry"), second.node),
        (terms.ag("spatialRelation"), terms.concept(_CONCEPTS, relation)),
    ):
        yield {**shared, "predicate": predicate, "object": value}
    for name, number in (("distanceMetres", metres), ("overlapHectares", hectares)):
        if number is not None:
            yield {
                **shared,
                "predicate": terms.ag(name),
                "object": str(number),
                "object_kind": statements.LITERAL,
                "datatype": terms.XSD + "decimal",
            }


def _measured(first: Any, second: Any) -> tuple[str, int | None, int | None]:
    """The relation of two shapes, and the bin of their distance in metres or the hectares they share."""
    if not first.intersects(second):
        metres = _EARTH.geometry_length(shapely.shortest_line(first, second))
        return "near", next((end for end in BINS if metres <= end), None), None
    if shapely.get_dimensions(first) < 2:
        return "inside", None, None
    hectares = round(abs(_EARTH.geometry_area_perimeter(first.intersection(second))[0]) / 10_000)
    if first.within(second):
        return "inside", None, hectares
    # Outlines drawn apart share slivers along a border they were meant to have in common.
    return ("overlaps", None, hectares) if hectares else ("touches", None, None)
