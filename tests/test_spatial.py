"""How shapes lie to each other is reckoned from their outlines, as sensitive as the more sensitive of the two."""

import math
import tracemalloc
from typing import Any

import pytest
import shapely
from frames import is_a, merged, say, source, with_ontology
from hypothesis import given
from hypothesis import strategies as st

from amazongraph import terms
from amazongraph.outlines import outlines
from amazongraph.spatial import BINS, spatial_relations

ONTOLOGY = with_ontology(
    superclasses={terms.ag("CommunalReserve"): frozenset({terms.ag("ProtectedTerritory"), terms.ag("Area")})}
)
Told = dict[tuple[str, str], dict[str, str]]


def place(key: str, kind: str, shape: Any, **more: Any) -> list[dict[str, Any]]:
    """The rows of a place with an outline."""
    subject, node = f"urn:{key}", f"urn:{key}-outline"
    wkt = shape if isinstance(shape, str) else shapely.to_wkt(shape, rounding_precision=6)
    return [
        is_a(subject, terms.ag(kind), **more),
        say(subject, terms.GEO + "hasGeometry", node, object_kind="iri", **more),
        say(node, terms.GEO + "asWKT", wkt, datatype=terms.GEO + "wktLiteral", **more),
    ]


def rows(*places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    frame = merged(*(row for one in places for row in one))
    return spatial_relations(frame, ONTOLOGY).to_dicts()


def related(*places: list[dict[str, Any]]) -> Told:
    """(first, second) -> what is told of the two."""
    by_subject: dict[str, dict[str, str]] = {}
    for row in rows(*places):
        by_subject.setdefault(row["subject"], {})[terms.key_of(row["predicate"])] = terms.key_of(row["object"])
    return {
        (said["fromFeature"].removeprefix("urn:"), said["toFeature"].removeprefix("urn:")): {
            name: said[name] for name in ("spatialRelation", "overlapHectares", "distanceMetres") if name in said
        }
        for said in by_subject.values()
    }


def hectares(west: float, south: float, east: float, north: float) -> float:
    """The area of a cell of the grid of degrees, by the formula for the authalic sphere of WGS 84."""
    strip = math.sin(math.radians(north)) - math.sin(math.radians(south))
    return 6_371_007.2**2 * strip * math.radians(east - west) / 10_000


SQUARE, EAST = shapely.box(-75, -9, -74, -8), shapely.box(-74.5, -9, -73, -8)


def test_two_territories_share_what_the_formula_says() -> None:
    told = related(
        place("a", "ProtectedTerritory", SQUARE), place("b", "CommunalReserve", shapely.box(-74.5, -9, -73, -8))
    )
    (said,) = told.values()
    assert said["spatialRelation"] == "overlaps"
    # The authalic sphere and the ellipsoid differ by what the latitude is off: under one per cent here.
    assert float(said["overlapHectares"]) == pytest.approx(hectares(-74.5, -9, -74, -8), rel=0.01)


def test_one_inside_another_is_told_with_its_own_area() -> None:
    told = related(
        place("a", "CommunityTerritory", shapely.box(-74.6, -8.6, -74.5, -8.5)), place("d", "District", SQUARE)
    )
    assert told.keys() == {("a", "d")}
    assert told["a", "d"]["spatialRelation"] == "inside"
    assert float(told["a", "d"]["overlapHectares"]) == pytest.approx(hectares(-74.6, -8.6, -74.5, -8.5), rel=0.01)


def test_neighbours_touch_and_share_nothing() -> None:
    told = related(
        place("a", "ProtectedTerritory", SQUARE), place("b", "ProtectedTerritory", shapely.box(-74, -9, -73, -8))
    )
    assert told == {("a", "b"): {"spatialRelation": "touches"}}


@pytest.mark.parametrize(("degrees", "metres"), [(0.005, "1000"), (0.02, "5000"), (0.1, "20000"), (0.3, None)], ids=str)
def test_what_is_near_is_told_by_the_bin_of_its_distance(degrees: float, metres: str | None) -> None:
    """A degree of longitude at 8.5 degrees south is 110.1 km."""
    point = shapely.Point(-74 + degrees, -8.5)
    told = related(place("strip", "Airstrip", point), place("r", "ProtectedTerritory", SQUARE))
    expected = {("strip", "r"): {"spatialRelation": "near", "distanceMetres": metres}} if metres else {}
    assert told == expected


def test_a_strip_inside_a_territory_and_a_district_is_told_of_both_without_an_area() -> None:
    point = shapely.Point(-74.5, -8.5)
    told = related(
        place("strip", "Airstrip", point), place("r", "ProtectedTerritory", SQUARE), place("d", "District", SQUARE)
    )
    assert told.pop(("r", "d"))["spatialRelation"] == "inside"
    assert told == {("strip", "r"): {"spatialRelation": "inside"}, ("strip", "d"): {"spatialRelation": "inside"}}


def test_districts_are_not_told_of_each_other_and_the_capital_of_one_is_no_outline() -> None:
    assert related(place("c", "District", SQUARE), place("d", "District", SQUARE)) == {}
    assert related(place("c", "District", shapely.Point(-74.5, -8.5)), place("r", "ProtectedTerritory", SQUARE)) == {}


def test_nothing_is_reckoned_where_nothing_has_an_outline() -> None:
    assert rows([is_a("urn:a", terms.ag("ProtectedTerritory"))]) == []


@pytest.mark.parametrize(
    ("first", "second", "mark", "redistribution"),
    [
        ({"mark": 1}, {"mark": 3}, 3, "allowed"),
        ({"mark": None}, {"mark": 0}, None, "allowed"),
        ({}, {"redistribution": "forbidden"}, 0, "forbidden"),
        ({"redistribution": "derived-only"}, {}, 0, "allowed"),
    ],
)
def test_a_relation_is_as_sensitive_as_the_more_sensitive_outline(
    first: dict[str, Any], second: dict[str, Any], mark: int | None, redistribution: str
) -> None:
    told = rows(place("a", "ProtectedTerritory", SQUARE, **first), place("d", "District", SQUARE, **second))
    assert {(row["mark"], row["redistribution"]) for row in told} == {(mark, redistribution)}


def test_two_outlines_of_one_place_give_two_relations() -> None:
    other = [
        say("urn:a", terms.GEO + "hasGeometry", "urn:other", object_kind="iri", source=source("e")),
        say("urn:other", terms.GEO + "asWKT", shapely.to_wkt(SQUARE), datatype=terms.GEO + "wktLiteral"),
    ]
    told = rows(place("a", "ProtectedTerritory", SQUARE), other, place("d", "District", SQUARE))
    assert len({row["subject"] for row in told}) == 2


@given(st.floats(-74, -73), st.floats(-9, -8), st.floats(0.05, 1))
def test_what_two_territories_share_is_no_more_than_either_and_the_order_of_the_input_decides_nothing(
    west: float, south: float, side: float
) -> None:
    other = shapely.box(west - side, south, west, south + side)
    a, b = place("a", "ProtectedTerritory", SQUARE), place("b", "ProtectedTerritory", other)
    told = related(a, b)
    assert told == related(b, a)
    for said in told.values():
        assert float(said.get("overlapHectares", 0)) <= 1.01 * min(
            hectares(-75, -9, -74, -8), hectares(west - side, south, west, south + side)
        )
        assert int(said.get("distanceMetres", BINS[0])) in BINS


def test_a_place_whose_class_may_not_be_known_gives_no_relation_away() -> None:
    hidden = place("a", "ProtectedTerritory", SQUARE)
    hidden[0]["mark"] = 4
    assert {row["mark"] for row in rows(hidden, place("d", "District", SQUARE))} == {4}


@pytest.mark.parametrize(
    ("hidden", "told"), [({"mark": 4}, (4, "allowed")), ({"redistribution": "forbidden"}, (0, "forbidden"))]
)
@pytest.mark.parametrize("number", [0, 1, 2], ids=["its class", "that it has an outline", "the outline"])
def test_each_statement_that_gives_an_outline_counts(
    number: int, hidden: dict[str, Any], told: tuple[Any, ...]
) -> None:
    one = place("a", "ProtectedTerritory", SQUARE)
    one[number] |= hidden
    assert {(row["mark"], row["redistribution"]) for row in rows(one, place("d", "District", SQUARE))} == {told}


def test_one_long_outline_among_many_places_does_not_take_the_room_of_all() -> None:
    """Texts of one length would be as long as the longest: 20,000 times a megabyte."""
    coast = [(-75 + 0.001 * math.cos(0.0002 * step), -9 + 0.001 * math.sin(0.0002 * step)) for step in range(31_416)]
    long = place("long", "CommunalReserve", shapely.to_wkt(shapely.Polygon(coast), rounding_precision=15))
    points = (place(f"seen-{n}", "Airstrip", f"POINT (-70 {-n / 100_000 - 3})") for n in range(20_000))
    frame = merged(*long, *(row for one in points for row in one))
    tracemalloc.start()
    drawn = outlines(frame, ONTOLOGY, ("CommunalReserve", "Airstrip"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(drawn) == 20_001
    assert peak < 200_000_000


LINE = shapely.LineString([(-76, -8.5), (-74.5, -8.5)])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (LINE, {"spatialRelation": "overlaps"}),
        (shapely.LineString([(-74.9, -8.5), (-74.5, -8.5)]), {"spatialRelation": "inside"}),
        (shapely.LineString([(-76, -8), (-73, -8)]), {"spatialRelation": "touches"}),
        (shapely.LineString([(-76, -8.5), (-75.03, -8.5)]), {"spatialRelation": "near", "distanceMetres": "5000"}),
        (shapely.LineString([(-79, -8.5), (-78, -8.5)]), None),
    ],
)
def test_a_segment_of_a_route_crosses_touches_or_passes_by(line: Any, expected: dict[str, str] | None) -> None:
    told = related(place("way", "RouteSegment", line), place("r", "ProtectedTerritory", SQUARE))
    assert told == ({("way", "r"): expected} if expected else {})


def test_what_is_seen_beside_a_segment_is_told_of_it() -> None:
    told = related(place("way", "RouteSegment", LINE), place("strip", "Airstrip", shapely.Point(-75.5, -8.49)))
    assert told == {("strip", "way"): {"spatialRelation": "near", "distanceMetres": "5000"}}


def test_a_concession_is_told_of_the_land_it_lies_on_and_not_of_what_is_near() -> None:
    told = related(
        place("c", "Concession", EAST),
        place("asked", "RequestedReserve", SQUARE),
        place("near", "CommunityTerritory", shapely.box(-72.99, -9, -72.9, -8)),
    )
    assert told.keys() == {("c", "asked")}
    assert float(told["c", "asked"]["overlapHectares"]) == pytest.approx(hectares(-74.5, -9, -74, -8), rel=0.01)


def test_of_the_posts_outside_a_territory_only_the_nearest_is_told_and_of_those_inside_all() -> None:
    """A degree of longitude is 110 km here: the posts lie 3, 4 and 16 km east of the square."""
    posts = [place(f"p{n}", "StateBody", shapely.Point(-74 + n / 110, -8.5)) for n in (3, 4, 16)]
    square = place("r", "ProtectedTerritory", SQUARE)
    assert related(*posts, square) == {("p3", "r"): {"spatialRelation": "near", "distanceMetres": "5000"}}
    inside = [place(f"i{n}", "StateBody", shapely.Point(-74.5, -8.5 + n / 100)) for n in (1, 2)]
    assert related(*posts, *inside, square).keys() == {("i1", "r"), ("i2", "r")}
    # An aerodrome is no post: it has a nearest of its own.
    field = place("field", "Aerodrome", shapely.Point(-73.9, -8.5))
    assert related(*posts, field, square).keys() == {("p3", "r"), ("field", "r")}


def test_a_post_that_few_may_know_does_not_hide_the_nearest_that_all_may() -> None:
    posts = [
        place("secret", "StateBody", shapely.Point(-73.99, -8.5), mark=3),
        place("open", "StateBody", shapely.Point(-73.9, -8.5)),
        place("unlabelled", "StateBody", shapely.Point(-73.995, -8.5), mark=None),
    ]
    told = rows(*posts, place("r", "ProtectedTerritory", SQUARE))
    nearest = {(row["object"], row["mark"]) for row in told if row["predicate"] == terms.ag("fromFeature")}
    assert nearest == {("urn:secret", 3), ("urn:open", 0)}
