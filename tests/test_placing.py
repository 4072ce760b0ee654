"""Where no source says which unit a thing lies in its shape does; where both speak and disagree, both are published."""

from datetime import date
from typing import Any

import polars as pl
import pytest
import shapely
from frames import is_a, merged, say, with_ontology

from amazongraph import terms
from amazongraph.accept import accept
from amazongraph.disclosure import disclose
from amazongraph.ontology import Ontology
from amazongraph.placing import placements
from amazongraph.relate import relate

AREA = frozenset({terms.ag("Area")})
ONTOLOGY: Ontology = with_ontology(
    superclasses={terms.ag(name): AREA for name in ("CommunityTerritory", "PopulatedCentre", "District")}
)
KM = 1 / 110.6  # degrees of latitude
# Two districts of one province, one of the next province, one of another department; a degree each, from west to east.
DISTRICTS = {"250101": -78, "250102": -77, "250201": -76, "160101": -75}
UNITS = ("25", "2501", "2502", "16", "1601", *DISTRICTS)


def unit(code: str) -> str:
    return terms.entity("admin", code)


def drawn(subject: str, kind: str, shape: Any, **more: Any) -> list[dict[str, Any]]:
    node = subject + "-shape"
    wkt = shapely.to_wkt(shape, rounding_precision=6)
    return [
        is_a(subject, terms.ag(kind), **more),
        say(subject, terms.GEO + "hasGeometry", node, object_kind="iri", **more),
        say(node, terms.GEO + "asWKT", wkt, datatype=terms.GEO + "wktLiteral", **more),
    ]


def layer(**more: Any) -> list[dict[str, Any]]:
    rows = [is_a(unit(code), terms.ag("AdministrativeUnit")) for code in UNITS]
    for code, west in DISTRICTS.items():
        rows += drawn(unit(code), "District", shapely.box(west, -9, west + 1, -8), **more)
    return rows


def said(code: str, predicate: str = "ag:within", **more: Any) -> dict[str, Any]:
    return say("urn:thing", terms.expand(predicate), unit(code), object_kind="iri", **more)


def told(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    """(Property, code) of what is derived of the thing."""
    found = placements(merged(*rows), ONTOLOGY)
    return [(terms.key_of(row["predicate"]), terms.key_of(row["object"])) for row in found]


POINT = shapely.Point(-77.5, -8.5)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (POINT, "250101"),
        (shapely.box(-77.6, -8.6, -77.4, -8.4), "250101"),
        # Half a kilometre over the border is noise, two are not.
        (shapely.box(-77.5, -8.6, -77 + 0.5 * KM, -8.4), "250101"),
        (shapely.box(-77.5, -8.6, -77 + 2 * KM, -8.4), "2501"),
        (shapely.box(-77.5, -8.6, -75.5, -8.4), "25"),
        # On the border either district may be right.
        (shapely.Point(-77 + 0.5 * KM, -8.5), "2501"),
        (shapely.Point(-76 - 0.5 * KM, -8.5), "25"),
    ],
)
def test_the_unit_is_the_smallest_that_holds_the_shape(shape: Any, code: str) -> None:
    assert told(*layer(), *drawn("urn:thing", "CommunityTerritory", shape)) == [("within", code)]


@pytest.mark.parametrize("shape", [shapely.Point(-75 - 0.5 * KM, -8.5), shapely.Point(-60, -8.5)])
def test_what_spans_departments_or_lies_off_the_layer_is_put_nowhere(shape: Any) -> None:
    assert told(*layer(), *drawn("urn:thing", "CommunityTerritory", shape)) == []


def test_things_that_are_no_areas_have_a_place() -> None:
    assert told(*layer(), *drawn("urn:thing", "Airstrip", POINT)) == [("place", "250101")]


def test_without_a_layer_of_districts_nothing_is_told() -> None:
    assert told(*drawn("urn:thing", "Airstrip", POINT), said("160101")) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("250101", []),
        ("2501", []),
        ("25", []),
        ("250102", [("placedByShape", "250101")]),
        ("16", [("placedByShape", "250101")]),
        # A district younger than the outlines is compared by its province.
        ("250109", []),
        ("160109", [("placedByShape", "250101")]),
        ("990101", []),
    ],
)
def test_a_unit_that_is_said_is_held_against_the_shape(code: str, expected: list[tuple[str, str]]) -> None:
    assert told(*layer(), *drawn("urn:thing", "PopulatedCentre", POINT), said(code)) == expected


@pytest.mark.parametrize(("kilometres", "expected"), [(0.9, []), (1.2, [("placedByShape", "250101")])])
def test_nothing_hangs_on_a_border(kilometres: float, expected: list[tuple[str, str]]) -> None:
    shape = shapely.Point(-77 - kilometres * KM, -8.5)
    assert told(*layer(), *drawn("urn:thing", "PopulatedCentre", shape), said("250102")) == expected


def test_one_of_several_units_that_fits_is_enough() -> None:
    rows = [*layer(), *drawn("urn:thing", "Incident", POINT)]
    assert told(*rows, said("16", "ag:place"), said("250101", "ag:place")) == []


def test_it_is_as_sensitive_as_the_most_sensitive_thing_it_rests_on() -> None:
    thing = drawn("urn:thing", "PopulatedCentre", POINT, mark=2)
    (row,) = placements(merged(*layer(), *thing), ONTOLOGY)
    assert (row["mark"], row["redistribution"]) == (2, "allowed")
    forbidden = layer(mark=1, redistribution="forbidden")
    (row,) = placements(merged(*forbidden, *drawn("urn:thing", "PopulatedCentre", POINT)), ONTOLOGY)
    assert (row["mark"], row["redistribution"]) == (1, "forbidden")
    (row,) = placements(merged(*layer(), *thing, said("16", mark=3)), ONTOLOGY)
    assert row["mark"] == 3


def published(profile: str, *rows: dict[str, Any]) -> pl.DataFrame:
    seen, _ = disclose(relate(merged(*rows), ONTOLOGY), ONTOLOGY, profile)
    return accept(seen, ONTOLOGY, date(2026, 1, 1)).filter(pl.col("canonical") == "urn:thing")


def test_word_and_shape_are_both_published_and_neither_wins() -> None:
    frame = published("public", *layer(), *drawn("urn:thing", "Incident", POINT), said("160101", "ag:place"))
    places = frame.filter(pl.col("predicate") == terms.ag("place")).sort("verdict", "object")
    assert places.select("object", "source", "verdict", "reason").rows() == [
        (unit("160101"), terms.DERIVED, "accepted", "either-place"),
        (unit("250101"), terms.DERIVED, "accepted", "either-place"),
        (unit("160101"), terms.entity("document", "a-document"), "contested", "shape-elsewhere"),
    ]
    contested = frame.filter(pl.col("predicate") == terms.ag("contestedProperty"))
    assert contested["object"].to_list() == [terms.ag("place")]


def test_an_area_lies_in_both_units() -> None:
    up = [
        say(unit(code), terms.ag("within"), unit(code[:length]), object_kind="iri")
        for code in DISTRICTS
        for length in (4,)
    ]
    frame = published("public", *layer(), *up, *drawn("urn:thing", "PopulatedCentre", POINT), said("160101"))
    within = frame.filter(pl.col("predicate") == terms.GEO + "sfWithin")["object"].to_list()
    assert set(within) == {"urn:thing", *map(unit, ("160101", "1601", "250101", "2501"))}


def test_a_position_that_is_withheld_contests_nothing() -> None:
    rows = (*layer(), *drawn("urn:thing", "Incident", POINT, mark=4), is_a("urn:thing", terms.ag("Incident")))
    frame = published("public", *rows, said("160101", "ag:place"))
    places = frame.filter(pl.col("predicate") == terms.ag("place"))
    assert places.select("object", "verdict", "reason").rows() == [(unit("160101"), "accepted", "undisputed")]


THING = drawn("urn:thing", "Incident", POINT)


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param([said("250101", "ag:place", mark=3)], id="who is told where it is, by a few"),
        pytest.param([said("160101", "ag:place", redistribution="forbidden")], id="what may not be passed on"),
        pytest.param(
            [
                say("urn:thing", terms.GEO + "hasGeometry", "urn:a", object_kind="iri", mark=4),
                say("urn:a", terms.GEO + "asWKT", "POINT (-75.5 -8.5)", datatype=terms.GEO + "wktLiteral", mark=4),
            ],
            id="another outline",
        ),
    ],
)
@pytest.mark.parametrize("open_", [[], [said("250102", "ag:place")]], ids=["nobody else says it", "somebody does"])
def test_what_is_withheld_takes_no_place_and_no_dispute_away(
    hidden: list[dict[str, Any]], open_: list[dict[str, Any]]
) -> None:
    seen = published("public", *layer(), *THING, *open_)
    assert seen.filter(pl.col("source") == terms.DERIVED).height > 0
    assert published("public", *layer(), *THING, *open_, *hidden).equals(seen)


def test_districts_that_few_may_see_put_nothing_elsewhere_for_the_others() -> None:
    """A newer layer, of which a part may not be passed on, moves the border for its owner only."""
    moved = drawn(unit("250102"), "District", shapely.box(-78, -9, -77, -8), redistribution="forbidden")
    moved = [{**one, "subject": one["subject"].replace("-shape", "-new")} for one in moved]
    moved = [{**one, "object": one["object"].replace("-shape", "-new")} for one in moved]
    seen = published("public", *layer(), *THING)
    assert published("public", *layer(), *THING, *moved).equals(seen)


def test_a_unit_that_the_shape_confirms_is_not_contested_beside_one_that_it_does_not() -> None:
    frame = published("own", *layer(), *THING, said("160101", "ag:place"), said("250101", "ag:place", mark=3))
    places = frame.filter((pl.col("predicate") == terms.ag("place")) & (pl.col("source") != terms.DERIVED))
    assert dict(places.select("object", "verdict").iter_rows()) == {
        unit("160101"): "contested",
        unit("250101"): "accepted",
    }
