"""Questions on what lies where, asked of layers that the tests draw: cells of the grid of degrees and lines along it.

What is expected is worked out from the corners by the formula for the area of a cell on the ellipsoid, and by the
length of a degree; the package reads the files through its loaders and reckons with their shapes.
"""

import json
import math
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from added import Engines, engines
from frames import references as curated_references

from amazongraph import terms
from amazongraph.questions.catalogue import read_questions
from amazongraph.sources.curated import FOLDER, tables
from amazongraph.sources.dataset import Dataset, parse_loader

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings(r"ignore:Dataset\..* is deprecated:DeprecationWarning")

QUESTIONS = {question.id: question for question in read_questions()}
DISTRICT = "250103"
CORRIDOR = terms.entity("corridor", "corredor-padre-abad")
Box = tuple[float, float, float, float]
# West, south, east, north.
TERRITORIES: dict[str, Box] = {f"t{n}": (-75 + n * 0.03, -9, -75 + n * 0.03 + 0.02, -8.98) for n in range(5)}
RESERVE, OTHER_RESERVE = (-74, -9, -73.9, -8.9), (-73.95, -9, -73.85, -8.9)
DRAWN_TWICE = {"reserve": (RESERVE, OTHER_RESERVE), "t0": (TERRITORIES["t0"], TERRITORIES["t0"])}
TIMBER, PARK = (-73.92, -9, -73.8, -8.9), (-74.05, -8.95, -73.95, -8.85)
AXIS, ECCENTRICITY = 6_378_137.0, 0.0818191908426215  # metres; WGS 84
MAPPING = """
[card]
title = {{ es = "Capa inventada", en = "Made-up layer" }}
publisher = "Nadie"
licence = "none"
redistribution = "allowed"
home = ""
obtain = {{ es = "Se inventa.", en = "It is made up." }}
standing = "reported"
level = {level}
[file]
columns.key = "key"
columns.class = "class"
{columns}
templates = {{ label = "Lugar {{key}}" }}
[table]
kind = "{kind}"
class_column = "class"
[table.classes]
{classes}
[columns]
label = {{ property = "rdfs:label", lang = "es" }}
{more}
[geometry]
role = "boundary"
"""


def cell(box: Box) -> dict[str, Any]:
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def line(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(corner) for corner in corners]}


def hectares(box: Box) -> float:
    """The area of a cell of the grid of degrees on the ellipsoid."""

    def zone(lat: float) -> float:
        sine = math.sin(math.radians(lat))
        part = ECCENTRICITY * sine
        return sine / (1 - part**2) + math.log((1 + part) / (1 - part)) / (2 * ECCENTRICITY)

    west, south, east, north = box
    minor = AXIS**2 * (1 - ECCENTRICITY**2)
    return minor / 2 * math.radians(east - west) * (zone(north) - zone(south)) / 10_000


def layer(folder: Path, name: str, drawn: list[tuple[str, str, dict[str, Any]]], **said: Any) -> Dataset:
    """A data set of places with a key, a class and a shape; ``said``: what its mapping says besides."""
    level, kind, cells = said.get("level", 0), said.get("kind", "area"), said.get("cells", {})
    classes = "\n".join(f'{one} = "ag:{one}"' for one in sorted({one for _, one, _ in drawn}))
    columns = "\n".join(f'columns.{one} = "{one}"' for one in cells)
    text = MAPPING.format(level=level, kind=kind, classes=classes, columns=columns, more=said.get("more", ""))
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    features = [
        {"type": "Feature", "properties": {"key": key, "class": of, **cells}, "geometry": shape}
        for key, of, shape in drawn
    ]
    collection = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / f"{name}.geojson").write_text(collection, encoding="utf-8")
    return Dataset(parse_loader(folder / f"{name}.toml"), folder / f"{name}.geojson", "2026-11-23")


def document(name: str) -> str:
    return terms.entity("document", name)


def place(key: str) -> str:
    return terms.entity("area", key)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """A route along five territories, and beside them a reserve that was asked for and is drawn by two."""
    folder = tmp_path_factory.mktemp("layers")
    references = curated_references(FOLDER)
    land = [(key, "CommunityTerritory", cell(box)) for key, box in TERRITORIES.items()]
    route = {"corridor": "corredor-padre-abad", "mode": "land", "opened": "2019"}
    meaning = """corridor = { property = "ag:partOfCorridor", value = "ref:corridor" }
mode = { property = "ag:mode", value = "concept:route-mode" }
opened = { property = "ag:began", value = "interval" }"""
    seen = """hectares = { property = "ag:hectares", value = "decimal" }
observed = { property = "ag:observed", value = "interval" }"""
    sources = [
        layer(folder, "land", [*land, ("reserve", "RequestedReserve", cell(RESERVE))]),
        layer(
            folder,
            "again",
            [("reserve", "RequestedReserve", cell(OTHER_RESERVE)), ("t0", "CommunityTerritory", land[0][2])],
        ),
        layer(
            folder, "timber", [("timber", "Concession", cell(TIMBER)), ("far", "Concession", cell((-71, -9, -70, -8)))]
        ),
        layer(folder, "parks", [("park", "ProtectedArea", cell(PARK))]),
        layer(folder, "districts", [(DISTRICT, "District", cell((-75.5, -9.5, -73, -8)))], kind="admin"),
        layer(
            folder,
            "routes",
            [("road", "RouteSegment", line((-75.1, -8.99), (-74.8, -8.99)))],
            cells=route,
            more=meaning,
        ),
        *(
            layer(
                folder,
                f"coca{year}",
                [(f"coca{year}", "CultivationObservation", point(-75.05, lat))],
                kind="observation",
                cells={"hectares": area, "observed": year},
                more=seen,
            )
            # On the line, and 2.2 km north of it.
            for year, area, lat in (("2018", "2", -8.99), ("2022", "3.5", -8.97))
        ),
        layer(
            folder,
            "police",
            # In the first territory; 2.2 km east of the last one, and 4.4 km.
            [
                ("inside", "StateBody", point(-74.99, -8.99)),
                ("east", "StateBody", point(-74.84, -8.99)),
                ("farther", "StateBody", point(-74.82, -8.99)),
            ],
            kind="organization",
        ),
        # Nearer to the last territory, and not to be known by the public.
        layer(folder, "secret", [("secret", "StateBody", point(-74.855, -8.99))], kind="organization", level=3),
    ]
    (table,) = (table for table in tables() if table.card.key == "admin_units")
    units = table.read(references).statements.filter(pl.col("subject").str.contains(rf"/admin/(25|2501|{DISTRICT})$"))
    return engines(sources, folder, references, units)


def numbers(rows: list[dict[str, str]], *columns: str) -> list[list[float]]:
    return [[float(row[column]) for column in columns] for row in rows]


def test_two_outlines_of_one_place_are_compared(asked: Engines) -> None:
    rows = asked.rows(QUESTIONS["outlines-compared"], {})
    assert [row["place"] for row in rows] == [place("reserve"), place("t0")]
    assert [{row["first"], row["second"]} for row in rows] == [{document("land"), document("again")}] * 2
    for row, (one, other) in zip(rows, DRAWN_TWICE.values(), strict=True):
        common = hectares((max(one[0], other[0]), one[1], min(one[2], other[2]), one[3]))
        areas = {"land": hectares(one), "again": hectares(other)}
        expected = [areas[terms.key_of(row[name])] for name in ("first", "second")]
        measured = [*expected, common, sum(expected) - 2 * common]
        (found,) = numbers([row], "first_hectares", "second_hectares", "shared", "difference")
        # Told in whole hectares; sides along a parallel bend a little between their ends.
        assert found == pytest.approx(measured, abs=1)
    # Half of each of two equal cells is a third of both; what is the same agrees wholly.
    assert numbers(rows, "ratio") == [[0.333], [1]]


def test_a_comparison_is_told_of_the_place_and_below_what_is_asked(asked: Engines) -> None:
    question = QUESTIONS["outlines-compared"]
    assert [row["place"] for row in asked.rows(question, {"place": place("t0")})] == [place("t0")]
    assert [row["place"] for row in asked.rows(question, {"below": "0.5"})] == [place("reserve")]
    assert asked.rows(question, {"place": place("park")}) == []


def test_a_comparison_cites_both_layers(asked: Engines) -> None:
    assert asked.cited(QUESTIONS["outlines-compared"]) == {document("land"), document("again")}


def test_what_overlaps_requested_land_has_the_hectares_of_the_cells(asked: Engines) -> None:
    rows = asked.rows(QUESTIONS["requested-land-overlaps"], {})
    found = {(terms.key_of(row["other"]), terms.key_of(row["kind"])): float(row["hectares"]) for row in rows}
    # Which of the two outlines of the reserve a relation is reckoned with is the first by name of its source.
    assert found.keys() == {("timber", "Concession"), ("park", "ProtectedArea")}
    assert found["timber", "Concession"] == pytest.approx(hectares((-73.92, -9, -73.9, -8.9)), abs=1)
    assert found["park", "ProtectedArea"] == pytest.approx(hectares((-74, -8.95, -73.95, -8.9)), abs=1)
    assert {row["land"] for row in rows} == {place("reserve")}


def test_territories_along_a_segment_are_counted(asked: Engines) -> None:
    (row,) = asked.rows(QUESTIONS["corridor-segments"], {})
    assert (row["corridor"], row["segment"]) == (CORRIDOR, place("road"))
    assert (terms.key_of(row["kind"]), row["territories"]) == ("CommunityTerritory", "5")
    assert asked.cited(QUESTIONS["corridor-segments"]) >= {document("land"), document("routes")}


def test_the_nearest_post_that_the_public_may_know_is_told_by_district(asked: Engines) -> None:
    """One territory has a post inside; from the last one, at -74.86, the east post is 2.2 km away, from t3, at -74.89,
    5.5 km, from t2 8.8 km; t1 is 1.1 km from the post inside t0.
    """
    rows = asked.rows(QUESTIONS["state-presence"], {})
    found = [(terms.key_of(row["area"]), float(row["metres"]), row["territories"]) for row in rows]
    assert found == [(DISTRICT, 0, "<5"), (DISTRICT, 5_000, "<5"), (DISTRICT, 20_000, "<5")]
    assert asked.cited(QUESTIONS["state-presence"]) == {document("land"), document("again"), document("police")}


def test_coca_beside_a_segment_is_told_with_the_years_since_it_was_opened(asked: Engines) -> None:
    question = QUESTIONS["land-routes-and-coca"]
    rows = asked.rows(question, {"route": place("road")})
    found = [(row["when"], float(row["hectares"]), row.get("metres", ""), row["years"]) for row in rows]
    assert found == [("2018", 2, "", "-1"), ("2022", 3.5, "5000", "3")]
    assert asked.cited(question) == {document("routes"), document("coca2018"), document("coca2022")}
