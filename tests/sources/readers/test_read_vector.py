"""Layers of features: every attribute as published, every shape in longitude and latitude, or the reason why not."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from reading import cells, refusal, rejected

from amazongraph.sources.readers import Table, read_file

POINT = {"type": "Point", "coordinates": [-75, -9]}
SWAPPED = {"type": "Point", "coordinates": [-9, -75]}


def feature(geometry: Any, properties: Any = None) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"n": 1} if properties is None else properties, "geometry": geometry}


def collection(path: Path, *features: Any, **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def layer(path: Path, *, points: int = 2, mask: list[bool] | None = None, **more: Any) -> Path:
    """Write a layer of points with one attribute, ``n``, unless ``n`` is ``None``."""
    values = more.pop("n", ["uno", "dos"])
    columns = [] if values is None else [values if isinstance(values, np.ndarray) else np.array(values, dtype=object)]
    shapes = shapely.to_wkb(np.array([shapely.Point(-75, -9 + step) for step in range(points)], dtype=object))
    more.setdefault("crs", "EPSG:4326")
    more |= {"field_mask": [np.array(mask)]} if mask else {}
    pyogrio.raw.write(path, shapes, columns, ["n"][: len(columns)], geometry_type="Point", **more)
    return path


def positions(table: Table) -> list[tuple[float, float]]:
    return [(record.geometry.x, record.geometry.y) for record in table.records if record.geometry is not None]


# --- GeoJSON -----------------------------------------------------------------------------------------


def test_what_is_no_feature_is_a_reject_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    table = read_file(collection(tmp_path / "x.geojson", 3, feature(POINT, [1]), feature(POINT)))
    assert rejected(table) == [("read.no-record", 1, ""), ("read.no-record", 2, "")]
    assert [record.number for record in table.records] == [3]


@pytest.mark.parametrize(
    "geometry",
    [
        "x",
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Nothing", "coordinates": []},
        {"type": "Point", "coordinates": [float("nan"), 1]},
        {"type": "Polygon", "coordinates": [[[-75, -9], [-74, -9]]]},
    ],
    ids=["text", "coordinates that are text", "an unknown type", "not a number", "a ring of two"],
)
def test_a_shape_that_is_not_well_formed_is_a_reject(geometry: Any, tmp_path: Path) -> None:
    table = read_file(collection(tmp_path / "x.geojson", feature(geometry), feature(POINT)))
    assert (rejected(table), len(table.records)) == ([("shape.broken", 1, "")], 1)


def test_numbers_have_no_exponent_and_lose_no_digit(tmp_path: Path) -> None:
    said = {"a": 1e-7, "b": 12345678901234567890, "c": 0.1, "d": 100.0, "e": None, "f": [1, "x"]}
    table = read_file(collection(tmp_path / "x.geojson", feature(POINT, said)))
    assert cells(table) == [("0.0000001", "12345678901234567890", "0.1", "100", "", '[1, "x"]')]


def test_a_file_with_latitude_first_throughout_is_refused(tmp_path: Path) -> None:
    path = collection(tmp_path / "x.geojson", feature(SWAPPED), feature(None), feature(SWAPPED))
    assert (refusal(path).key, refusal(path).row) == ("shape.swapped", 0)


def test_the_older_form_says_its_reference_system(tmp_path: Path) -> None:
    utm = feature({"type": "Point", "coordinates": [500000, 10000000]})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32718"}}
    table = read_file(collection(tmp_path / "x.geojson", utm, crs=crs))
    assert positions(table) == [pytest.approx((-75, 0), abs=1e-9)]


def test_a_reference_system_that_declares_latitude_first_still_has_longitude_first_in_geojson(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}
    assert positions(read_file(collection(tmp_path / "x.geojson", feature(POINT), crs=crs))) == [(-75, -9)]


@pytest.mark.parametrize(
    "crs",
    [
        5,
        {"type": "name", "properties": None},
        {"type": "link", "properties": {"href": "https://example.org/crs"}},
    ],
    ids=["a number", "no name", "a link"],
)
def test_a_reference_system_that_is_not_named_is_refused_and_not_guessed(crs: Any, tmp_path: Path) -> None:
    assert refusal(collection(tmp_path / "x.geojson", feature(POINT), crs=crs)).key == "read.crs"


def test_a_reference_system_that_is_null_is_that_of_the_standard(tmp_path: Path) -> None:
    table = read_file(collection(tmp_path / "x.geojson", feature(POINT), crs=None))
    assert (positions(table), table.notes) == ([(-75, -9)], {"crs": "OGC:CRS84"})


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        ([[-65, -10], [-45, -10]], None),
        ([[-55, -10], [-45, -10]], "shape.elsewhere"),
        ([[-75, -10], [0, 0]], "shape.elsewhere"),
    ],
    ids=["a river that flows on", "a river of another country", "a position that was left at zero"],
)
def test_a_shape_may_reach_beyond_the_neighbours_but_not_the_continent(shape: Any, key: Any, tmp_path: Path) -> None:
    path = collection(tmp_path / "x.geojson", feature({"type": "LineString", "coordinates": shape}))
    assert [problem.key for problem in read_file(path).rejects] == ([key] if key else [])


def test_a_file_cut_short_is_told_with_its_line(tmp_path: Path) -> None:
    path = collection(tmp_path / "x.geojson", feature(POINT))
    path.write_bytes(path.read_bytes()[:-20])
    assert (refusal(path).key, refusal(path).row) == ("read.broken", 1)


# --- GeoPackage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "mask", "texts"),
    [
        (np.array([1, 2]), None, ["1", "2"]),
        (np.array([10, 2]), [False, True], ["10", ""]),
        (np.array([2**53 + 1, 2]), None, ["9007199254740993", "2"]),
        (np.array([True, False]), None, ["True", "False"]),
        (np.array([True, False]), [False, True], ["True", ""]),
        (np.array([1.5, np.nan]), None, ["1.5", ""]),
        (np.array([1e-7, 1e20]), None, ["0.0000001", "100000000000000000000"]),
        (np.array([0.1, 0.2], dtype="float32"), None, ["0.1", "0.2"]),
        (np.array(["2024-05-01", "NaT"], dtype="datetime64[D]"), None, ["2024-05-01", ""]),
        (np.array(["Ñahui", None], dtype=object), None, ["Ñahui", ""]),
        (np.array(["007", "nan"], dtype=object), None, ["007", "nan"]),
    ],
    ids=["int", "null int", "big", "bool", "null bool", "nan", "exponent", "float32", "date", "text", "codes"],
)
def test_an_attribute_is_text_as_published(values: Any, mask: Any, texts: list[str], tmp_path: Path) -> None:
    table = read_file(layer(tmp_path / "x.gpkg", n=values, mask=mask))
    assert [record.cells["n"] for record in table.records] == texts


def test_whole_numbers_that_would_lose_digits_are_refused(tmp_path: Path) -> None:
    problem = refusal(layer(tmp_path / "x.gpkg", n=np.array([2**53 + 1, 2]), mask=[False, True]))
    assert (problem.key, problem.column) == ("read.big-number", "n")


def test_a_layer_without_attributes_has_a_record_for_each_shape(tmp_path: Path) -> None:
    table = read_file(layer(tmp_path / "x.gpkg", n=None))
    assert (table.columns, positions(table)) == ((), [(-75, -9), (-75, -8)])


def test_an_old_datum_of_peru_is_shifted_and_not_taken_as_it_is(tmp_path: Path) -> None:
    """PSAD56 lies some 200 to 400 m off WGS 84 in Peru."""
    (shifted,) = positions(read_file(layer(tmp_path / "x.gpkg", points=1, n=["uno"], crs="EPSG:4248")))
    assert shifted != (-75, -9)
    assert shifted == pytest.approx((-75, -9), abs=0.005)


def test_a_geopackage_cut_short_is_told(tmp_path: Path) -> None:
    path = layer(tmp_path / "x.gpkg")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refusal(path).key == "read.broken"


def test_a_shape_whose_bytes_are_damaged_is_a_reject(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    squares = np.array([shapely.box(-75, -9, -74, -8), shapely.box(-73, -9, -72, -8)], dtype=object)
    names = np.array(["a", "b"], dtype=object)
    pyogrio.raw.write(path, shapely.to_wkb(squares), [names], ["n"], geometry_type="Polygon", crs="EPSG:4326")
    # The last corner of the first ring, which has to be the first one: 80 bytes of corners end the shape.
    content = path.read_bytes()
    ring = shapely.to_wkb(squares[0])[-80:]
    assert content.count(ring) == 1
    path.write_bytes(content.replace(ring, ring[:-16] + np.array([-74.5, -8.5]).tobytes()))
    table = read_file(path)
    assert (cells(table), rejected(table)) == ([("b",)], [("shape.broken", 1, "")])


# --- shapefile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("cp1252", "windows-1252"), ("ISO-8859-1", "windows-1252")]
)
def test_the_encoding_of_a_shapefile_that_does_not_say_it_is_found(encoding: str, told: str, tmp_path: Path) -> None:
    path = layer(tmp_path / "x.shp", n=["Ñahui", "Asháninka"], encoding=encoding)
    path.with_suffix(".cpg").unlink()
    table = read_file(path)
    assert (cells(table), table.notes["encoding"]) == ([("Ñahui",), ("Asháninka",)], told)


def test_the_encoding_a_shapefile_declares_is_taken(tmp_path: Path) -> None:
    table = read_file(layer(tmp_path / "x.shp", n=["“Ñ”", "2"], encoding="cp1252"))
    assert (cells(table), "encoding" in table.notes) == ([("“Ñ”",), ("2",)], False)


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_a_part_of_a_shapefile_that_is_missing_is_told(part: str, tmp_path: Path) -> None:
    path = layer(tmp_path / "x.shp")
    path.with_suffix(part).unlink()
    assert (refusal(path).key, refusal(path).values) == ("read.parts", {"names": f"x{part}"})


def test_parts_in_capitals_are_found(tmp_path: Path) -> None:
    path = layer(tmp_path / "x.shp")
    for part in (".dbf", ".shx", ".prj", ".cpg"):
        path.with_suffix(part).rename(path.with_suffix(part.upper()))
    assert cells(read_file(path)) == [("uno",), ("dos",)]


def test_attributes_cut_short_are_told_without_naming_a_folder(tmp_path: Path) -> None:
    path = layer(tmp_path / "x.shp")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-30])
    assert refusal(path).key == "read.broken"


def test_a_reference_system_that_cannot_be_decoded_is_told(tmp_path: Path) -> None:
    path = layer(tmp_path / "x.shp")
    said = path.with_suffix(".prj")
    said.write_bytes(said.read_bytes().replace(b"GCS_WGS_1984", b"GCS_\xd0GS_1984"))
    assert refusal(path).key == "read.no-crs"


def test_text_in_no_encoding_is_told(tmp_path: Path) -> None:
    path = layer(tmp_path / "x.shp", n=["abc", "def"])
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"abc", b"a\x81c"))
    assert refusal(path).key == "read.broken"


def test_a_letter_that_a_narrow_column_cut_is_told(tmp_path: Path) -> None:
    path = layer(tmp_path / "x.shp", n=["Ñahuí", "Asháninka"])
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("í".encode(), "í".encode()[:1] + b" "))
    assert refusal(path).key == "read.broken"


# --- TopoJSON ----------------------------------------------------------------------------------------


def test_topojson_is_longitude_and_latitude(tmp_path: Path) -> None:
    places = [{"type": "Point", "coordinates": [-75, -9], "id": "PER", "properties": {"ct": [1.5, 2]}}]
    objects = {name: {"type": "GeometryCollection", "geometries": places} for name in ("a", "b")}
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": []}), encoding="utf-8")
    assert refusal(path).key == "read.layer"
    table = read_file(path, layer="b")
    assert (table.columns, cells(table), positions(table)) == (("id", "ct"), [("PER", "[1.5, 2.0]")], [(-75, -9)])
    assert table.notes == {"crs": "OGC:CRS84", "layer": "b"}


@pytest.mark.parametrize(
    "positions",
    [
        pytest.param("[[-74.5, -8.4], [-74.4, -8.4], [-74.4, -8.3], [NaN, -8.4]]", id="no number"),
        pytest.param(
            "[[-74.5, -8.4], [1e308, -8.4], [-74.4, 1e308], [-74.5, -8.4]]", id="farther than can be reckoned"
        ),
        pytest.param("[[-74.5, -8.4], [-74.4, Infinity], [-74.4, -8.3], [-74.5, -8.4]]", id="without end"),
    ],
)
@pytest.mark.parametrize(
    "file",
    [
        '{"type": "Topology", "arcs": [%s], "objects": {"a": {"type": "GeometryCollection",'
        ' "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"n": 1}}]}}}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1},'
        ' "geometry": {"type": "Polygon", "coordinates": [%s]}}]}',
    ],
)
def test_a_shape_that_is_nowhere_is_a_reject(file: str, positions: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(file % positions, encoding="utf-8")
    table = read_file(path)
    assert (cells(table), len(rejected(table))) == ([], 1)


def test_what_is_left_out_of_a_layer_is_told_and_warns_nobody(tmp_path: Path) -> None:
    path = layer(tmp_path / "x.gpkg")
    database = sqlite3.connect(path)
    database.execute("PRAGMA application_id = 0")
    database.commit()
    database.close()
    table = read_file(path)
    assert cells(table) == [("uno",), ("dos",)]
    assert "application_id" in table.notes["warned"]
    assert str(tmp_path) not in table.notes["warned"]
