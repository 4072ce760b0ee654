"""Maps: what the release outlines, in its place; what it does not, in words."""

import pytest
import shapely
from pictures import answer, column, order, outside, overlapping, said, texts, thing
from tiny_release import tiny_release

from amazongraph.draw import basemap
from amazongraph.draw.frame import framed
from amazongraph.draw.picture import sheets
from amazongraph.draw.sheet import Sheet
from amazongraph.errors import ExportError
from amazongraph.releases import Release

COLUMNS = (column("emergency", "entity", "Emergencia"), column("area", "entities", "Ámbito"))
TRIG = """
graph:meta { <https://example.org/layer> dct:title "Límites" ; ag:issued "2007" }
<https://example.org/layer> {
  area:large geo:hasGeometry <https://example.org/g/1> .
  <https://example.org/g/1> geo:asWKT "POLYGON ((-76 -10, -73 -10, -73 -7, -76 -7, -76 -10))"^^geo:wktLiteral .
  area:small geo:hasGeometry <https://example.org/g/2>, <https://example.org/g/3> .
  <https://example.org/g/2> geo:asWKT "POLYGON ((-75 -9, -74.5 -9, -74.5 -8.5, -75 -8.5, -75 -9))"^^geo:wktLiteral .
  <https://example.org/g/3> geo:asWKT "POINT (-74.7 -8.7)"^^geo:wktLiteral .
  area:town geo:hasGeometry <https://example.org/g/4> .
  <https://example.org/g/4> geo:asWKT "POINT (-74.55 -8.38)"^^geo:wktLiteral .
}
"""
ROWS = [
    {"emergency": thing("emergency", "a"), "area": " ".join(thing("area", key) for key in ("large", "town", "lost"))},
    {"emergency": thing("emergency", "b"), "area": f"{thing('area', 'small')} {thing('area', 'large')}"},
]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return tiny_release(tmp_path_factory.mktemp("map"), TRIG)


def drawn(origin: Release, **more: str) -> list[Sheet]:
    return sheets(order(answer(COLUMNS, ROWS), origin=origin, **more), "map")


def test_a_place_comes_to_lie_where_it_is() -> None:
    frame = framed((-76, -10, -73, -7), 10, 300, 300)
    assert frame.x(-74.5) == pytest.approx(160)
    assert frame.y(-8.5) == pytest.approx(150)
    assert frame.west < -76 < -73 < frame.east
    # One kilometre is as long east as north: 1 degree of longitude is 109.6 km at 8.5 S, of latitude 110.6 km.
    east, north = frame.x(-74) - frame.x(-75), frame.y(-9) - frame.y(-8)
    assert east / north == pytest.approx(109.6 / 110.6, rel=0.005)


def test_no_map_shows_less_than_a_neighbourhood() -> None:
    frame = framed((-74.5, -8.4, -74.5, -8.4), 0, 300, 300)
    assert frame.north - frame.south >= 0.8


def test_a_scale_bar_is_as_long_as_it_says() -> None:
    frame = framed((-76, -10, -73, -7), 0, 300, 300)
    length, kilometres = frame.bar()
    degrees = length / (frame.y(-9) - frame.y(-8))
    assert degrees * 110.6 == pytest.approx(float(kilometres), rel=0.01)


def test_what_has_a_shape_is_drawn_and_what_has_none_is_named(origin: Release) -> None:
    whole = said(drawn(origin))
    assert "Sin forma ni posición en esta versión (1): lost." in whole
    assert "Un punto es la posición que da la fuente" in whole
    assert "Formas según: Límites, 2007. Países: Natural Earth" in whole
    assert all(word in whole for word in ("large", "small", "town"))
    # In one and in two emergencies: two shades.
    assert "Emergencia: 1" in whole
    assert "2 a 3" in whole
    assert "100 km" in whole
    assert "74°O" in whole


@pytest.mark.parametrize("size", ["screen", "print", "phone"])
def test_no_name_covers_another(origin: Release, size: str) -> None:
    for sheet in drawn(origin, size=size, lang="en"):
        found = texts(sheet)
        assert overlapping(found) == []
        assert outside(sheet, found) == []


def test_without_any_shape_there_is_no_map_and_the_way_to_one_is_told(origin: Release) -> None:
    rows = [{"emergency": thing("emergency", "a"), "area": thing("area", "lost")}]
    with pytest.raises(ExportError) as error:
        sheets(order(answer(COLUMNS, rows), origin=origin), "map")
    assert "amazongraph sources --known" in error.value.text("es")


def test_the_countries_that_come_with_the_package_lie_where_they_are() -> None:
    places = {"PER": (-74.55, -8.38), "BRA": (-67.81, -9.97), "ECU": (-78.47, -0.18), "COL": (-75.61, 1.61)}
    for iso, (longitude, latitude) in places.items():
        assert [
            one for one, shape in basemap.countries().items() if shape.contains(shapely.Point(longitude, latitude))
        ] == [iso]
    assert all(shape.is_valid for shape in basemap.countries().values())


def test_a_map_of_one_number_a_place_is_shaded_by_it_and_no_number_is_hatched(origin: Release) -> None:
    columns = (column("place", "entity", "Lugar"), column("days", "integer", "Días", at_least=True))
    rows = [
        {"place": thing("area", "large"), "days": "0"},
        {"place": thing("area", "small"), "days": "90"},
        {"place": thing("area", "town")},
    ]
    (sheet,) = sheets(order(answer(columns, rows), origin=origin), "map")
    whole = said([sheet])
    assert "Días (al menos): 0 90 sin dato" in whole
    assert [one.get_hatch() for one in sheet.axes.patches].count("///") == 1  # of the legend: a town has no outline


def test_more_than_the_highest_class_is_said_so(origin: Release) -> None:
    rows = [{"emergency": thing("emergency", f"e{number}"), "area": thing("area", "large")} for number in range(20)]
    whole = said(sheets(order(answer(COLUMNS, rows), origin=origin), "map"))
    assert "Emergencia: 16+" in whole
