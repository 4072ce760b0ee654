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
_FAR = BINS[-1] / _DEGREE
_EARTH = pyproj.Geod(ellps="WGS84")
_SEEN = ("Airstrip", "Observation")
_POSTS = ("StateBody", "Aerodrome")
_CONCEPTS = "spatial-relation"


def spatial_relations(frame: pl.DataFrame, ontology: Ontology) -> Iterator[dict[str, Any]]:
    """Rows for ``statements.derived``: how territories lie to each other and to districts; how concessions, segments of
    routes and what was seen lie to them; and which posts of the State are in each, or the nearest.

    *inside*, *overlaps* (with the shared area in hectares), *touches*, and *near*, with the bin of the distance: up to
    1, 5 or 20 km. Areas are geodesic, on the ellipsoid of WGS 84 (Karney 2013, as PROJ computes them); distances are
    those between the nearest points of the outlines in degrees, right to about five per cent.
    """
    territories = outlines(frame, ontology, (*TERRITORIES, "RequestedReserve"))
    seen, segments, concessions = (
        outlines(frame, ontology, kinds) for kinds in (_SEEN, ("RouteSegment",), ("Concession",))
    )
    districts = [one for one in outlines(frame, ontology, ("District",)) if shapely.get_dimensions(one.shape) == 2]
    for first, second in _pairs(territories, territories, _FAR):
        if first.place < second.place:
            yield from _told(first, second, near=True)
    for these in (seen, segments):
        yield from _all_told(these, territories, near=True)
    yield from _all_told(seen, segments, near=True)
    # A right on land far away says nothing of a territory.
    yield from _all_told(concessions, territories, near=False)
    for these in (territories, seen, segments, concessions):
        yield from _all_told(these, districts, near=False)
    for kind in _POSTS:
        for first, second in _posts(outlines(frame, ontology, (kind,)), territories):
            yield from _told(first, second, near=True)


def _all_told(first: list[Outline], second: list[Outline], *, near: bool) -> Iterator[dict[str, Any]]:
    for one, other in _pairs(first, second, _FAR if near else 0):
        yield from _told(one, other, near=near)


def _posts(posts: list[Outline], territories: list[Outline]) -> Iterator[tuple[Outline, Outline]]:
    """The posts in each territory, else the nearest one; of all near ones there would be too many to say anything.

    The nearest is looked for among what each reader may see, lest what is withheld hide what is not.
    """
    told: set[tuple[str, str]] = set()
    for mark in sorted({one.mark for one in posts if one.mark is not None}):
        for forbidden in (False, True):
            visible = [one for one in posts if one.mark is not None and one.mark <= mark and one.forbidden <= forbidden]
            for first, second in _nearest(visible, territories):
                if (first.node, second.node) not in told:
                    told.add((first.node, second.node))
                    yield first, second


def _nearest(posts: list[Outline], territories: list[Outline]) -> Iterator[tuple[Outline, Outline]]:
    if not posts or not territories:
        return
    within = list(_pairs(posts, territories, 0))
    yield from within
    holding = {territory.node for _, territory in within}
    others = [one for one in territories if one.node not in holding]
    tree = shapely.STRtree([one.shape for one in posts])
    found = tree.query_nearest(np.array([one.shape for one in others], dtype=object), max_distance=_FAR)
    first: dict[int, int] = {}
    for territory, post in sorted(zip(*found.tolist(), strict=True)):
        first.setdefault(territory, post)
    yield from ((posts[post], others[territory]) for territory, post in first.items())


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
    if not shapely.get_dimensions(first):
        return "inside", None, None
    if min(shapely.get_dimensions([first, second])) < 2:
        return "inside" if first.within(second) else "touches" if first.touches(second) else "overlaps", None, None
    hectares = round(abs(_EARTH.geometry_area_perimeter(first.intersection(second))[0]) / 10_000)
    if first.within(second):
        return "inside", None, hectares
    # Outlines drawn apart share slivers along a border they were meant to have in common.
    return ("overlaps", None, hectares) if hectares else ("touches", None, None)
