"""A file is read for what it holds, whatever its name says; what cannot be read is told in one line."""

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from amazongraph.errors import SourceError
from amazongraph.sources.readers import read_file
from amazongraph.sources.readers.delimited import read_delimited

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: bytes | str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def cells(path: Path, **options: str) -> list[dict[str, str]]:
    return [record.cells for record in read_file(path, **options).records]


def refused(path: Path, **options: str) -> str:
    with pytest.raises(SourceError) as caught:
        read_file(path, **options)
    assert "\n" not in caught.value.text("es")
    assert "\n" not in caught.value.text("en")
    return caught.value.problems[0].key


# --- delimited text --------------------------------------------------------------------------------

TEXT = "nombre;año\nAsháninka;1990\nIñapari;\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "windows-1252"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_found_and_told(encoding: str, told: str, write: Write) -> None:
    path = write(TEXT, encoding=encoding)
    assert cells(path) == [{"nombre": "Asháninka", "año": "1990"}, {"nombre": "Iñapari", "año": ""}]
    assert read_file(path).notes == {"encoding": told, "separator": "semicolon"}


@pytest.mark.parametrize(("mark", "told"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_the_separator_is_that_of_the_header(mark: str, told: str, write: Write) -> None:
    path = write(f'a{mark}"b,;\t"\n1{mark}2\n')
    assert (cells(path), read_file(path).notes["separator"]) == ([{"a": "1", "b,;": "2"}], told)


def test_a_record_may_hold_line_breaks_and_is_numbered_by_its_first_line(write: Write) -> None:
    table = read_file(write('a,b\n"one\ntwo",1\n\nthree,2\n'))
    assert [(record.number, record.cells["a"]) for record in table.records] == [(2, "one\ntwo"), (5, "three")]


def test_a_torn_record_is_a_reject_and_the_others_are_read(write: Write) -> None:
    table = read_file(write("a,b\n1,2\n3\n4,5,6\n7,8\n"))
    assert [record.cells["a"] for record in table.records] == ["1", "7"]
    assert [(problem.row, problem.values) for problem in table.rejects] == [
        (3, {"found": 1, "expected": 2}),
        (4, {"found": 3, "expected": 2}),
    ]


def test_a_column_without_a_name_is_left_out(write: Write) -> None:
    assert read_file(write(",a,b\n0,1,2\n")).columns == ("a", "b")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "read.empty"),
        (b" \n", "read.empty"),
        (b"only one column\n1\n", "read.no-header"),
        (b"a,b,a\n1,2,3\n", "table.column-twice"),
        (b'a,b\n"open,1\n', "table.torn"),
        (b"a,b\0\n", "read.not-text"),
        (b"\xff\xfea", "read.not-text"),
        (b"a,b\n\x81,1\n", "read.not-text"),
        (b"%PDF-1.7 one line", "read.no-header"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "read.broken"),
        (b"PK\x03\x04 cut short", "read.broken"),
        (b"{", "read.broken"),
        (b"[1, 2]", "read.json-form"),
        (b'{"a": 1}', "read.json-form"),
        (b"{\xff}", "read.not-text"),
        (b"SQLite format 3\0 cut short", "read.broken"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(content: bytes, key: str, write: Write) -> None:
    assert refused(write(content)) == key


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.csv") == "check.absent"
    assert refused(tmp_path) == "table.closed"


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6).map(str.strip)


@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.sampled_from(",;\t"))
def test_every_row_comes_back(rows: list[tuple[str, str]], separator: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([("first", "second"), *rows])
    table = read_delimited(Path("x.csv"), out.getvalue().encode())
    assert [tuple(record.cells.values()) for record in table.records] == [row for row in rows if any(row)]
    assert table.rejects == []


# --- workbooks -------------------------------------------------------------------------------------


def workbook(path: Path, *rows: tuple[Any, ...], title: str = "Datos") -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Portada"
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_sheet_is_read_from_its_header_on(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        ("Fuente: DEVIDA",),
        ("código", None, "fecha", "ha"),
        ("010101", "sin cabeza", date(2024, 5, 1), 1.5),
        ("010102", None, None, 20.0),
        (None, None, None, None),
    )
    table = read_file(path)
    assert [record.cells for record in table.records] == [
        {"código": "010101", "fecha": "2024-05-01", "ha": "1.5"},
        {"código": "010102", "fecha": "", "ha": "20"},
    ]
    assert [record.number for record in table.records] == [3, 4]
    assert table.notes == {"sheet": "Datos", "unnamed": "1"}


def test_a_cell_in_error_makes_its_row_a_reject(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", ("a", "b"), ("1", "#N/A"), ("2", "3"))
    table = read_file(path)
    assert [record.cells for record in table.records] == [{"a": "2", "b": "3"}]
    (reject,) = table.rejects
    assert (reject.key, reject.row, reject.column, reject.values) == ("read.error-cell", 2, "b", {"value": "#N/A"})


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", ("a", "b"), (True, "x"), title="Hoja 2")
    assert cells(path, sheet="Hoja 2") == [{"a": "True", "b": "x"}]
    assert refused(path, sheet="Hoja 3") == "read.sheet"
    assert refused(path, sheet="Portada") == "read.no-header"


def test_a_column_twice_in_a_sheet_is_told(tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "x.xlsx", ("a", "a"), ("1", "2"))) == "table.column-twice"


def test_other_archives_are_told(tmp_path: Path) -> None:
    plain, locked = tmp_path / "plain.zip", tmp_path / "locked.xlsx"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("table.csv", "a,b\n")
    assert refused(plain) == "read.archive"
    content = bytearray(plain.read_bytes())
    # The flag of an encrypted entry, in its local header and in the directory.
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(content)
    assert refused(locked) == "read.encrypted"


# --- features --------------------------------------------------------------------------------------

SQUARE = shapely.box(-75, -9, -74, -8)
BOW_TIE = shapely.Polygon([(-75, -9), (-74, -8), (-74, -9), (-75, -8)])


def layer(path: Path, shape: Any, name: str, crs: str | None = "EPSG:4326", title: str = "a") -> None:
    """Write a file with one feature that has one attribute, ``n``."""
    values, geometry = (np.array([one], dtype=object) for one in (name, shapely.to_wkb(shape)))
    pyogrio.raw.write(path, geometry, [values], ["n"], geometry_type="Polygon", crs=crs, layer=title)


def geojson(*features: tuple[dict[str, Any], Any], **more: Any) -> str:
    said = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for properties, shape in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": said, **more})


def test_features_keep_what_is_said_of_them(write: Write) -> None:
    path = write(geojson(({"name": "Otishi", "ha": 305973.0, "no": None, "yes": True}, SQUARE)), "x.geojson")
    (record,) = read_file(path).records
    assert record.cells == {"name": "Otishi", "ha": "305973", "no": "", "yes": "True"}
    assert record.geometry is not None
    assert record.geometry.equals(SQUARE)


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        (None, "shape.absent"),
        (shapely.Polygon(), "shape.absent"),
        (shapely.Polygon([(-75, -9), (-74, -9), (-75, -9), (-75, -9)]), "shape.no-area"),
        (shapely.box(-9, -75, -8, -74), "shape.swapped"),
        (shapely.box(2, 41, 3, 42), "shape.elsewhere"),
        (shapely.box(400000, 9000000, 400100, 9000100), "shape.elsewhere"),
    ],
    ids=["null", "empty", "no area", "swapped", "elsewhere", "metres taken for degrees"],
)
def test_a_shape_that_is_none_makes_its_feature_a_reject(shape: Any, key: str, write: Write) -> None:
    table = read_file(write(geojson(({"name": "bad"}, shape), ({"name": "good"}, SQUARE)), "x.geojson"))
    assert [record.cells["name"] for record in table.records] == ["good"]
    assert [(problem.key, problem.row) for problem in table.rejects] == [(key, 1)]


def test_a_shape_that_crosses_itself_is_repaired_and_counted(write: Write) -> None:
    table = read_file(write(geojson(({"name": "x"}, BOW_TIE)), "x.geojson"))
    (record,) = table.records
    assert record.geometry is not None
    assert record.geometry.is_valid
    assert record.geometry.area == pytest.approx(0.5)
    assert table.notes["repaired"] == "1"


def test_any_declared_reference_system_becomes_crs84(tmp_path: Path) -> None:
    """The corner stones of zone 18 south: 500 000 m east is 75 degrees west, 10 000 000 m north is the equator."""
    path = tmp_path / "utm.gpkg"
    layer(path, shapely.box(500000, 9000000, 500100, 9000100), "Ñahui", crs="EPSG:32718")
    table = read_file(path)
    (record,) = table.records
    assert record.cells == {"n": "Ñahui"}
    assert record.geometry is not None
    assert record.geometry.bounds[0] == pytest.approx(-75, abs=1e-9)
    assert record.geometry.bounds[1] == pytest.approx(-9.046, abs=0.01)
    assert table.notes == {"crs": "EPSG:32718", "layer": "a"}


def test_one_of_several_layers_has_to_be_named(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    for name in ("a", "b"):
        layer(path, SQUARE, name, title=name)
    assert refused(path) == "read.layer"
    assert refused(path, layer="c") == "read.layer"
    assert cells(path, layer="b") == [{"n": "b"}]


def test_a_layer_without_a_reference_system_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.shp"
    with pytest.warns(UserWarning, match="crs"):
        layer(path, SQUARE, "x", crs=None)
    assert refused(path) == "read.no-crs"


def test_a_reference_system_nobody_knows_is_told(write: Write) -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:999999"}}
    assert refused(write(geojson(({"n": "x"}, SQUARE), crs=crs), "x.geojson")) == "read.crs"
    assert refused(write('{"type": "FeatureCollection"}', "x.geojson")) == "read.json-form"


def test_a_database_without_a_layer_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plain.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (a)")
    database.close()
    assert refused(path) == "read.broken"


# --- records ---------------------------------------------------------------------------------------


def test_json_records_keep_numbers_as_they_are_written(write: Write) -> None:
    path = write('[{"a": 1.50, "b": null, "c": ["x"]}, {"a": 12345678901234567890, "d": false}, 3]', "x.json")
    table = read_file(path)
    assert [record.cells for record in table.records] == [
        {"a": "1.50", "b": "", "c": '["x"]', "d": ""},
        {"a": "12345678901234567890", "b": "", "c": "", "d": "False"},
    ]
    assert [(problem.key, problem.row) for problem in table.rejects] == [("read.no-record", 3)]


def test_the_results_of_a_sparql_query_are_records(write: Write) -> None:
    said = {
        "head": {"vars": ["item", "name"]},
        "results": {"bindings": [{"item": {"type": "uri", "value": "http://w/Q1"}, "name": {"value": "Uno"}}]},
    }
    path = write(json.dumps(said), "x.json")
    assert cells(path) == [{"item": "http://w/Q1", "name": "Uno"}]
    assert cells(write('{"count": 1, "items": [{"a": "1"}]}', "y.json")) == [{"a": "1"}]


# --- real files ------------------------------------------------------------------------------------

REAL = {
    "airstrips-intercept-nyt/Illegal-Airstrips-NYT-Intercept-Public.west-of-66W.csv": (22, 0, 6),
    "airstrips-intercept-nyt/Illegal-Airstrips-NYT-Intercept-Public.west-of-66W.geojson": (22, 0, 6),
    "boundaries-inei-2007/peru_distrital_simple.geojson": (1826, 8, 16),
    "centros-poblados-inei/ubigeo_ccpp.amazon.csv": (29000, 0, 9),
    "comunidades-nativas-amw/indigenous_territories_impacts.peru.geojson": (21, 0, 14),
    "geobosques-forest-loss/Bosque_y_perdida_de_bosques_por_Distrito_al_2024_curated.csv": (411, 0, 30),
    "geonames-pe/cities500.pe-and-border.json": (2833, 0, 9),
    "mining-amazon-mining-watch/v3_2020diff.peru.geojson": (315, 0, 2),
    "sernanp-anp/anp_metadata.xlsx": (180, 0, None),
    "sernanp-anp/rc_el_sira.gpkg": (1, 0, 4),
    "ucdp-ged-sample/ucdpged_sample1000_v23.americas.csv": (None, 0, 49),
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_is_read_whole(name: str, shared: Path) -> None:
    """The counts are those of the README beside each file."""
    table = read_file(shared / "data" / name)
    records, rejects, columns = REAL[name]
    assert len(table.rejects) == rejects
    assert records in {None, len(table.records)}
    assert columns in {None, len(table.columns)}
