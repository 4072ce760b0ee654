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
from amazongraph.outlines import TERRITORIES, Outline, hectares, highest, outlines

# Metres: a distance is told by the bin it falls in, its upper end; what is farther is not near.
BINS = (1_000, 5_000, 20_000)
_DEGREE = 110_000  # metres, the least a degree of latitude or, this near the equator, of longitude can be
_FAR = BINS[-1] / _DEGREE
_EARTH = pyproj.Geod(ellps="WGS84")
_SEEN = ("Airstrip", "Observation")
_POSTS = ("StateBody", "Aerodrome")
_CONCEPTS = "spatial-relation"
_NUMBERS = ("distanceMetres", "overlapHectares")
_SAID = {
    "type": terms.TYPE,
    **{
        name: terms.ag(name)
        for name in ("fromFeature", "toFeature", "fromGeometry", "toGeometry", "spatialRelation", *_NUMBERS)
    },
}

Pair = tuple[Outline, Outline]


def spatial_relations(frame: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """A frame for ``statements.derived``: how territories lie to each other and to districts; how concessions, segments
    of routes and what was seen lie to them; and which posts of the State are in each, or the nearest.

    *inside*, *overlaps* (with the shared area in hectares), *touches*, and *near*, with the bin of the distance: up to
    1, 5 or 20 km. Areas are geodesic, on the ellipsoid of WGS 84 (Karney 2013, as PROJ computes them); distances are
    those between the nearest points of the outlines in degrees, right to about five per cent.
    """
    territories = outlines(frame, ontology, (*TERRITORIES, "RequestedReserve"))
    seen, segments, concessions = (
        outlines(frame, ontology, kinds) for kinds in (_SEEN, ("RouteSegment",), ("Concession",))
    )
    districts = [one for one in outlines(frame, ontology, ("District",)) if shapely.get_dimensions(one.shape) == 2]
    pairs = [
        *((one, other) for one, other in _pairs(territories, territories, _FAR) if one.place < other.place),
        *(pair for these in (seen, segments) for pair in _pairs(these, territories, _FAR)),
        *_pairs(seen, segments, _FAR),
        # A right on land far away says nothing of a territory.
        *_pairs(concessions, territories, 0),
        *(pair for these in (territories, seen, segments, concessions) for pair in _pairs(these, districts, 0)),
        *(pair for kind in _POSTS for pair in _posts(outlines(frame, ontology, (kind,)), territories)),
    ]
    return _told(pairs)


def _posts(posts: list[Outline], territories: list[Outline]) -> Iterator[Pair]:
    """The posts in each territory, else the nearest one; of all near ones there would be too many to say anything."""
    told: set[tuple[str, str]] = set()
    for reader in statements.READERS:
        visible = [one for one in posts if reader.sees(one.mark, forbidden=one.forbidden)]
        for first, second in _nearest(visible, territories):
            if (first.node, second.node) not in told:
                told.add((first.node, second.node))
                yield first, second


def _nearest(posts: list[Outline], territories: list[Outline]) -> Iterator[Pair]:
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


def _pairs(first: list[Outline], second: list[Outline], degrees: float) -> Iterator[Pair]:
    """The pairs whose outlines are that near, or meet; never a place with itself."""
    if not first or not second:
        return
    tree = shapely.STRtree([one.shape for one in second])
    shapes = np.array([one.shape for one in first], dtype=object)
    if degrees:
        found = tree.query(shapes, predicate="dwithin", distance=degrees)
    else:
        found = tree.query(shapes, predicate="intersects")
    for one, other in zip(*found.tolist(), strict=True):
        if first[one].place != second[other].place:
            yield first[one], second[other]


def _told(pairs: list[Pair]) -> pl.DataFrame:
    """What is said of each pair: a thing of its own, with what it relates and what was measured."""
    schema = {**dict.fromkeys(("subject", *_SAID), pl.String()), "mark": pl.Int8(), "redistribution": pl.String()}
    rows = [
        (*said, highest([one.mark, other.mark]), "forbidden" if one.forbidden or other.forbidden else "allowed")
        for (one, other), measured in zip(pairs, _measured(pairs), strict=True)
        if (said := _of_pair(one, other, *measured))
    ]
    wide = pl.DataFrame(rows, schema=schema, orient="row")
    shared = ("subject", "mark", "redistribution")
    long = wide.unpivot(list(_SAID), index=shared, variable_name="name", value_name="object")
    number = pl.col("name").is_in(_NUMBERS)
    return long.filter(pl.col("object").is_not_null()).select(
        *shared,
        "object",
        predicate=pl.col("name").replace_strict(_SAID),
        object_kind=pl.when(number).then(pl.lit(statements.LITERAL)).otherwise(pl.lit(statements.IRI)),
        datatype=pl.when(number).then(pl.lit(terms.XSD + "decimal")),
    )


def _of_pair(
    first: Outline, second: Outline, relation: str, metres: int | None, shared: int | None
) -> tuple[str | None, ...]:
    """The relation as a thing and the values of ``_SAID``; nothing for two that are not near."""
    if relation == "near" and metres is None:
        return ()
    ends = (first.place, second.place, first.node, second.node)
    key = sha256("\x1f".join(ends).encode()).hexdigest()[:16]
    numbers = (None if number is None else str(number) for number in (metres, shared))
    kind = terms.concept(_CONCEPTS, relation)
    return (terms.entity("relation", key), terms.ag("SpatialRelation"), *ends, kind, *numbers)


def _measured(pairs: list[Pair]) -> Iterator[tuple[str, int | None, int | None]]:
    """The relation of the shapes of each pair, and the bin of their distance in metres or the hectares they share."""
    first, second = (np.array([pair[end].shape for pair in pairs], dtype=object) for end in (0, 1))
    shapely.prepare(second)
    meet, within = shapely.intersects(second, first), shapely.contains(second, first)
    points, flat = shapely.get_dimensions(first) == 0, shapely.get_dimensions(second) == 2
    areas = meet & flat & (shapely.get_dimensions(first) == 2)
    distances = iter(_metres(shapely.shortest_line(first[~meet], second[~meet])))
    shared = iter(shapely.intersection(first[areas], second[areas]))
    for pair, apart, surfaces, inside in zip(pairs, ~meet, areas, within | points, strict=True):
        if apart:
            metres = next(distances)
            yield "near", next((end for end in BINS if metres <= end), None), None
        elif surfaces:
            yield _sharing(round(hectares(next(shared))), inside=inside)
        else:
            yield "inside" if inside else _beside(*pair), None, None


def _metres(lines: Any) -> list[float]:
    """The length of each of some lines between two points."""
    ends = shapely.get_coordinates(lines).reshape(-1, 4)
    return list(_EARTH.inv(*ends.T)[2]) if len(ends) else []


def _sharing(area: int, *, inside: bool) -> tuple[str, None, int | None]:
    if inside:
        return "inside", None, area
    # Outlines drawn apart share slivers along a border they were meant to have in common.
    return ("overlaps", None, area) if area else ("touches", None, None)


def _beside(first: Outline, second: Outline) -> str:
    return "touches" if first.shape.touches(second.shape) else "overlaps"
