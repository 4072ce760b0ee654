"""What is on the map, as GDAL, GeoPandas and PyArrow read it, and as GeoJSON and GeoParquet say it must be."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pyarrow.parquet
import pyogrio
import pytest
import shapely
from materials import HARD, LICENCES, SOURCE, material, sheet

from amazongraph.errors import ExportError
from amazongraph.export import geojson, geopackage, geoparquet, selection
from amazongraph.export.material import Exporter
from amazongraph.messages import text
from amazongraph.releases import Release

CLOCKWISE = "POLYGON ((0 0, 0 1.25, 1 1, 0 0), (0.1 0.2, 0.2 0.3, 0.1 0.3, 0.1 0.2))"
SEVERAL = "MULTIPOLYGON (((5 5, 6 5, 6 6, 5 5)), ((7 7, 8 7, 8 8, 7 7)))"
POINT = "POINT (-74.123456789012345 -8.1)"
WRITERS: dict[str, Exporter] = {
    "x.gpkg": geopackage.write,
    "x.geojson": geojson.write,
    "x.parquet": geoparquet.write,
}


def places(*shapes: str | None) -> Any:
    """A sheet of things with these shapes, and names."""
    count = len(shapes)
    iris: list[object] = [f"https://w3id.org/amazongraph/id/area/{number}" for number in range(count)]
    return sheet("areas", list(shapes), iri=("iri", iris), label=("text", ["Ñ"] * count))


def read(path: Path) -> geopandas.GeoDataFrame:
    if path.suffix == ".parquet":
        return geopandas.read_parquet(path)
    return geopandas.read_file(path, **({"layer": "areas"} if path.suffix == ".gpkg" else {}))


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    "shapes",
    [[CLOCKWISE, SEVERAL], [POINT, None], [CLOCKWISE, POINT, None, SEVERAL], ["LINESTRING (0 0, 1 1)"]],
    ids=["outlines", "a point and none", "mixed", "a line"],
)
def test_every_shape_is_read_back_as_it_went_out(name: str, shapes: list[str | None], tmp_path: Path) -> None:
    assert WRITERS[name](material(places(*shapes)), tmp_path / name) >= len(shapes)
    found = read(tmp_path / name)
    assert found.crs.to_authority() in {("EPSG", "4326"), ("OGC", "CRS84")}
    for back, went in zip(found.geometry, shapes, strict=True):
        # The coordinates are the very same; only where a ring begins, and its direction, may differ.
        assert went is None if back is None else shapely.equals_exact(back.normalize(), _alike(back, went), tolerance=0)


def _alike(back: Any, went: str | None) -> Any:
    """The shape that went out, one outline as one of several where all in a layer are several."""
    shape = shapely.from_wkt(went)
    return (shapely.multipolygons([shape]) if back.geom_type != shape.geom_type else shape).normalize()


def test_a_real_layer_is_read_back_equal(shared: Path, tmp_path: Path) -> None:
    layer = geopandas.read_file(shared / "data" / "sernanp-anp" / "rc_el_sira.gpkg").to_crs("OGC:CRS84")
    shapes = [shapely.to_wkt(shape, rounding_precision=-1) for shape in layer.geometry]
    for name, write in WRITERS.items():
        write(material(places(*shapes)), tmp_path / name)
        for back, went in zip(read(tmp_path / name).geometry, layer.geometry, strict=True):
            assert shapely.hausdorff_distance(back, went) == 0
            assert back.equals(went)


@pytest.mark.parametrize("name", ["x.geojson", "x.parquet"])
def test_outer_rings_run_counterclockwise_and_holes_the_other_way(name: str, tmp_path: Path) -> None:
    WRITERS[name](material(places(CLOCKWISE)), tmp_path / name)
    (shape,) = read(tmp_path / name).geometry
    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw


def test_values_keep_their_types_in_a_geopackage(tmp_path: Path) -> None:
    geopackage.write(material(sheet("areas", [POINT, None], **HARD)), tmp_path / "x.gpkg")
    info = pyogrio.read_info(tmp_path / "x.gpkg", layer="areas")
    types = dict(zip(info["fields"], zip(info["ogr_types"], info["ogr_subtypes"], strict=True), strict=True))
    assert types["whole"] == ("OFTInteger64", "OFSTNone")
    assert types["yes"] == ("OFTInteger", "OFSTBoolean")
    assert types["day"] == ("OFTDate", "OFSTNone")
    with closing(sqlite3.connect(tmp_path / "x.gpkg")) as database:
        rows = database.execute("SELECT text, code, whole, number, yes, day, empty FROM areas ORDER BY fid").fetchall()
    first, second = ([values[number] for _, values in HARD.items() for values in [values[1]]] for number in (0, 1))
    for row, went in zip(rows, (first[1:], second[1:]), strict=True):
        assert list(row) == [one.isoformat() if isinstance(one, date) else one for one in went]


def test_a_geopackage_says_what_it_is_where_programs_look(tmp_path: Path) -> None:
    made = material(places(POINT), sheet("plain", a=("integer", [1])), profile="own")
    geopackage.write(made, tmp_path / "x.gpkg")
    assert [tuple(one) for one in pyogrio.list_layers(tmp_path / "x.gpkg")] == [
        ("areas", "Point"),
        ("notice", None),
        ("plain", None),
        ("sources", None),
    ]
    info = pyogrio.read_info(tmp_path / "x.gpkg", layer="areas")
    assert info["layer_metadata"]["DESCRIPTION"] == "Hoja areas · Sheet areas"
    for line in (*made.notice("es"), *made.notice("en")):
        assert line in info["dataset_metadata"]["ABSTRACT"]
    told = geopandas.read_file(tmp_path / "x.gpkg", layer="notice")
    assert text("profile.banner", "es") in list(told["text"])
    (source,) = geopandas.read_file(tmp_path / "x.gpkg", layer="sources").to_dict("records")
    assert (source["iri"], source["licence"]) == (SOURCE.iri, LICENCES[SOURCE.iri])
    with closing(sqlite3.connect(tmp_path / "x.gpkg")) as database:
        labels = database.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'areas'")
        assert dict(labels) == {"iri": "Etiqueta iri", "label": "Etiqueta label"}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_geojson_holds_nothing_but_what_its_standard_knows_and_members_of_its_own(tmp_path: Path) -> None:
    made = material(places(POINT, None), sheet("plain", a=("integer", [1, 2])))
    assert geojson.write(made, tmp_path / "x.geojson") == 2
    said = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))
    assert (said["type"], "crs" in said) == ("FeatureCollection", False)
    assert [one["type"] for one in said["features"]] == ["Feature", "Feature"]
    assert said["features"][0]["geometry"] == {"type": "Point", "coordinates": [-74.12345678901235, -8.1]}
    assert said["features"][1]["geometry"] is None
    assert said["features"][0]["id"].endswith("/area/0")
    assert said["features"][0]["properties"]["sheet"] == "areas"
    assert said["notice"] == {lang: made.notice(lang) for lang in ("es", "en")}
    assert said["left_out"] == {"plain": 2}
    assert [(one["number"], one["iri"]) for one in said["sources"]] == [(1, SOURCE.iri)]


def test_geoparquet_describes_its_column_of_shapes(tmp_path: Path) -> None:
    made = material(places(CLOCKWISE, POINT, None), profile="own")
    geoparquet.write(made, tmp_path / "x.parquet")
    found = pyarrow.parquet.read_metadata(tmp_path / "x.parquet")
    geo = json.loads(found.metadata[b"geo"])
    column = geo["columns"].pop("geometry")
    assert geo == {"version": "1.1.0", "primary_column": "geometry", "columns": {}}
    assert (column["encoding"], column["orientation"]) == ("WKB", "counterclockwise")
    assert column["geometry_types"] == ["Point", "Polygon"]
    assert column["bbox"] == [-74.12345678901235, -8.1, 1.0, 1.25]
    about = json.loads(found.metadata[b"amazongraph"])
    assert about["notice"]["en"] == made.notice("en")
    assert about["notice"]["en"][0].startswith("INTERNAL")
    assert [one["name"] for one in about["columns"]] == ["iri", "label"]
    assert [one["iri"] for one in about["sources"]] == [SOURCE.iri]


def test_values_keep_their_types_in_parquet(tmp_path: Path) -> None:
    geoparquet.write_parquet(material(sheet(**HARD)), tmp_path / "x.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "x.parquet").to_pydict() == {
        name: values for name, (_, values) in HARD.items()
    }


def test_several_tables_go_into_a_zip_file_and_not_into_one(tmp_path: Path) -> None:
    made = material(places(POINT), sheet("plain", a=("integer", [1])))
    with pytest.raises(ExportError, match="areas, plain"):
        geoparquet.write(made, tmp_path / "x.parquet")
    geoparquet.write(made, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.namelist() == [*(f"data/{n}.parquet" for n in ("areas", "plain", "sources")), "notice.json"]
        archive.extract("data/areas.parquet", tmp_path)
        assert json.loads(archive.read("notice.json"))["notice"]["es"] == made.notice("es")
    assert geopandas.read_parquet(tmp_path / "data" / "areas.parquet").geometry.iloc[0].x == -74.12345678901235


@pytest.mark.parametrize("name", ["x.geojson", "x.parquet", "x.zip"])
def test_where_nothing_has_a_shape_there_is_no_file(name: str, tmp_path: Path) -> None:
    write = WRITERS.get(name, geoparquet.write)
    with pytest.raises(ExportError) as error:
        write(material(sheet(a=("integer", [1]))), tmp_path / name)
    for lang, words in (("es", "Título. Agregue una capa"), ("en", "a shape or a position")):
        assert words in error.value.text(lang)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [geopackage.write, geoparquet.write])
def test_a_name_that_ends_otherwise_is_told(write: Exporter, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"x\.txt"):
        write(material(places(POINT)), tmp_path / "x.txt")


@pytest.mark.parametrize("name", WRITERS)
def test_two_files_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for folder in ("a", "b"):
        WRITERS[name](material(places(CLOCKWISE, SEVERAL)), tmp_path / folder / name)
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_capitals_of_the_reference_data_are_on_the_map(release: Release, tmp_path: Path) -> None:
    made = selection.of_classes(release, "public", "es", ["District"])
    drawn = {one.name: one for one in made.sheets()}["District"]
    geopackage.write(made, tmp_path / "x.gpkg")
    found = geopandas.read_file(tmp_path / "x.gpkg", layer="district")
    assert list(found["iri"]) == list(drawn.frame["iri"])
    assert drawn.outlines is not None
    went = [None if one is None else shapely.from_wkt(one) for one in drawn.outlines]
    assert [
        (back is None) == (one is None) and (one is None or back.equals(one))
        for back, one in zip(found.geometry, went, strict=True)
    ].count(False) == 0
