"""Outlines that several draw of one place are compared two by two; what is drawn once is left alone."""

from decimal import Decimal
from typing import Any

import pytest
import shapely
from frames import is_a, merged, say, source, with_ontology
from hypothesis import given, settings
from hypothesis import strategies as st

from amazongraph import terms
from amazongraph.agreement import comparisons, measured

AREA = frozenset({terms.ag("Area")})
ONTOLOGY = with_ontology(superclasses={terms.ag("CommunalReserve"): AREA})
CELL = shapely.box(-75, -9, -74.9, -8.9)
HALF, EAST = shapely.box(-75, -9, -74.95, -8.9), shapely.box(-74.95, -9, -74.85, -8.9)


def drawn(by: str, shape: Any, place: str = "urn:reserve", **more: Any) -> list[dict[str, Any]]:
    """What one source says of the outline of a place."""
    said = {"source": source(by), **more}
    node = f"{place}-{by}"
    wkt = shapely.to_wkt(shape, rounding_precision=6)
    return [
        is_a(place, terms.ag("CommunalReserve"), **said),
        say(place, terms.GEO + "hasGeometry", node, object_kind="iri", **said),
        say(node, terms.GEO + "asWKT", wkt, datatype=terms.GEO + "wktLiteral", **said),
    ]


def told(*places: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The two sources -> what is told of their outlines."""
    rows: dict[str, dict[str, Any]] = {}
    for row in comparisons(merged(*(row for one in places for row in one)), ONTOLOGY):
        about = rows.setdefault(row["subject"], {"mark": row["mark"], "redistribution": row["redistribution"]})
        about[terms.key_of(row["predicate"])] = row["object"]
    return {(terms.key_of(one["fromSource"]), terms.key_of(one["toSource"])): one for one in rows.values()}


def test_half_of_a_cell_agrees_by_a_half() -> None:
    ((pair, found),) = told(drawn("a", CELL), drawn("b", HALF)).items()
    assert pair == ("a", "b")
    assert found["overlapRatio"] == "0.5"
    assert found["comparedPlace"] == "urn:reserve"
    assert int(found["fromHectares"]) == pytest.approx(2 * int(found["toHectares"]), abs=1)
    assert found["overlapHectares"] == found["toHectares"]
    assert int(found["differenceHectares"]) == pytest.approx(int(found["toHectares"]), abs=1)


@pytest.mark.parametrize(
    "shape",
    [
        # Two cells, or a cell with a hole of a quarter of it, whose rings are not drawn as RFC 7946 asks.
        "MULTIPOLYGON (((-75 -9, -74.9 -9, -74.9 -8.9, -75 -8.9, -75 -9)), "
        "((-74 -9, -74 -8.9, -73.9 -8.9, -73.9 -9, -74 -9)))",
        "POLYGON ((-75 -9, -74.9 -9, -74.9 -8.9, -75 -8.9, -75 -9), "
        "(-74.98 -8.98, -74.93 -8.98, -74.93 -8.93, -74.98 -8.93, -74.98 -8.98))",
    ],
    ids=["parts", "hole"],
)
def test_the_way_in_which_rings_are_drawn_changes_no_area(shape: str) -> None:
    cell = measured(CELL, CELL)["fromHectares"]
    drawn_so, right = shapely.from_wkt(shape), shapely.orient_polygons(shapely.from_wkt(shape))
    found = measured(drawn_so, right)
    assert float(found["fromHectares"]) == pytest.approx(float(cell) * (2 if "MULTI" in shape else 0.75), rel=0.001)
    assert found["fromHectares"] == found["toHectares"] == found["overlapHectares"]
    assert found["differenceHectares"] == 0


def test_three_outlines_give_three_comparisons() -> None:
    assert told(drawn("a", CELL), drawn("b", HALF), drawn("c", EAST)).keys() == {("a", "b"), ("a", "c"), ("b", "c")}


def test_two_editions_of_one_source_are_compared() -> None:
    other = drawn("a", HALF)
    assert told(drawn("a", CELL), other).keys() == {("a", "a")}


@pytest.mark.parametrize("second", [[], drawn("b", CELL, "urn:other"), drawn("b", shapely.Point(-74.95, -8.95))])
def test_one_outline_or_a_point_beside_it_gives_nothing(second: list[dict[str, Any]]) -> None:
    assert told(drawn("a", CELL), second) == {}


@pytest.mark.parametrize(
    ("first", "second", "mark", "redistribution"),
    [
        ({"mark": 1}, {"mark": 3}, 3, "allowed"),
        ({"mark": None}, {}, None, "allowed"),
        ({}, {"redistribution": "forbidden"}, 0, "forbidden"),
        ({"redistribution": "derived-only"}, {}, 0, "allowed"),
    ],
)
def test_a_comparison_is_as_sensitive_as_the_more_sensitive_outline(
    first: dict[str, Any], second: dict[str, Any], mark: int | None, redistribution: str
) -> None:
    ((_, found),) = told(drawn("a", CELL, **first), drawn("b", HALF, **second)).items()
    assert (found["mark"], found["redistribution"]) == (mark, redistribution)


def test_only_what_is_the_same_agrees_wholly() -> None:
    assert measured(CELL, CELL)["overlapRatio"] == 1
    assert measured(CELL, shapely.box(-75, -9, -74.9, -8.9000001))["overlapRatio"] == Decimal("0.999")
    apart = measured(CELL, shapely.box(-70, -9, -69, -8))
    assert (apart["overlapRatio"], apart["overlapHectares"]) == (0, 0)
    # What touches shares a line, which has no area.
    assert measured(CELL, shapely.box(-74.9, -9, -74.8, -8.9))["overlapRatio"] == 0


@settings(max_examples=25)
@given(st.floats(-75.05, -74.95), st.floats(0.01, 0.2))
def test_agreement_is_the_same_both_ways_and_never_above_one(west: float, side: float) -> None:
    other = shapely.box(west, -9, west + side, -8.9)
    one_way, other_way = measured(CELL, other), measured(other, CELL)
    assert one_way["overlapRatio"] == other_way["overlapRatio"]
    assert 0 <= one_way["overlapRatio"] <= 1
    # Cells of one strip: the agreement is that of their widths.
    common = max(0, min(-74.9, west + side) - max(-75, west))
    assert float(one_way["overlapRatio"]) == pytest.approx(common / (0.1 + side - common), abs=0.002)
